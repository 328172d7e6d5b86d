"""What a model file is, by its bytes, and whether loading it could run code."""

from mlgate.loaders.formats.companions import companion
from mlgate.loaders.formats.mlflow_paths import missing
from mlgate.loaders.formats.model_file import NOT_TESTED, ModelFile
from mlgate.loaders.formats.recognise import inspect
from mlgate.loaders.formats.references import large, outside, reads

__all__ = [
    "NOT_TESTED",
    "ModelFile",
    "companion",
    "inspect",
    "large",
    "missing",
    "outside",
    "reads",
]
