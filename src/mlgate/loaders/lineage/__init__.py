"""Records of how a model came to be, one file per format."""

from mlgate.loaders.lineage.build_container import BuildContainerLoader
from mlgate.loaders.lineage.dvc import DvcLoader
from mlgate.loaders.lineage.feast import FeastObjectLoader, FeastRegistryLoader
from mlgate.loaders.lineage.mlflow_entry import MlflowEntryLoader
from mlgate.loaders.lineage.mlflow_meta import MlflowMetaLoader
from mlgate.loaders.lineage.prov_json import ProvJsonLoader
from mlgate.loaders.lineage.prov_jsonld import ProvJsonLdLoader
from mlgate.loaders.loader import Loader

# Full of envelopes, and yet none itself: to be asked before those.
CONTAINER = BuildContainerLoader()
LINEAGE: tuple[Loader, ...] = (
    MlflowMetaLoader(),
    DvcLoader(),
    FeastRegistryLoader(),
    FeastObjectLoader(),
    ProvJsonLoader(),
    ProvJsonLdLoader(),
)
# Known by its folder alone: to be asked last.
ENTRY = MlflowEntryLoader()
