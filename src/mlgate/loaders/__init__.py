"""Loaders by format, in the order in which they are asked; the first to know wins."""

from mlgate.loaders.cyclonedx import CycloneDxLoader
from mlgate.loaders.in_toto import InTotoLoader
from mlgate.loaders.loader import Loader
from mlgate.loaders.mlmodel import MLmodelLoader
from mlgate.loaders.model_card import ModelCardLoader
from mlgate.loaders.openlineage import OpenLineageLoader
from mlgate.loaders.release import ReleaseLoader
from mlgate.loaders.sigstore import SigstoreLoader

BUILTIN: dict[str, Loader] = {
    loader.format: loader
    for loader in (
        ReleaseLoader(),
        ModelCardLoader(),
        MLmodelLoader(),
        SigstoreLoader(),
        CycloneDxLoader(),
        InTotoLoader(),
        OpenLineageLoader(),
    )
}
