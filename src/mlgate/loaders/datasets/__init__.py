"""Documents about data sets, one file per format."""

from mlgate.loaders.datasets.croissant import CroissantLoader
from mlgate.loaders.datasets.croissant_tasks import CroissantTaskLoader
from mlgate.loaders.datasets.provenance_initiative import ProvenanceInitiativeLoader
from mlgate.loaders.datasets.provenance_standard import ProvenanceStandardLoader
from mlgate.loaders.loader import Loader

DATASETS: tuple[Loader, ...] = (
    CroissantLoader(),
    CroissantTaskLoader(),
    ProvenanceStandardLoader(),
    ProvenanceInitiativeLoader(),
)
