"""What a model file is, by its bytes, and whether loading it could run code."""

from mlgate.loaders.formats.companions import companion
from mlgate.loaders.formats.model_file import ModelFile
from mlgate.loaders.formats.recognise import inspect

__all__ = ["ModelFile", "companion", "inspect"]
