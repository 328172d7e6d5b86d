"""Loaders by format, in the order in which they are asked; the first to know wins."""

from mlgate.loaders.approvals.github_environments import GithubEnvironmentsLoader
from mlgate.loaders.approvals.github_reviews import GithubReviewsLoader
from mlgate.loaders.cards import CARDS, MARKDOWN
from mlgate.loaders.cyclonedx import CycloneDxLoader
from mlgate.loaders.cyclonedx_xml import CycloneDxXmlLoader
from mlgate.loaders.datasets import DATASETS
from mlgate.loaders.in_toto import InTotoLoader
from mlgate.loaders.lineage import CONTAINER, ENTRY, LINEAGE
from mlgate.loaders.loader import Loader
from mlgate.loaders.mlmodel import MLmodelLoader
from mlgate.loaders.model_card import ModelCardLoader
from mlgate.loaders.oci_manifest import OciManifestLoader
from mlgate.loaders.openlineage import OpenLineageLoader
from mlgate.loaders.operations.access_review import AccessReviewLoader
from mlgate.loaders.operations.deployment import DeploymentLoader
from mlgate.loaders.operations.manifest import ManifestLoader
from mlgate.loaders.operations.monitoring import MonitoringLoader
from mlgate.loaders.release import ReleaseLoader
from mlgate.loaders.scanners.detect_secrets import DetectSecretsLoader
from mlgate.loaders.scanners.fickling import FicklingLoader
from mlgate.loaders.scanners.gitleaks import GitleaksLoader
from mlgate.loaders.scanners.modelscan import ModelscanLoader
from mlgate.loaders.scanners.sarif import SarifLoader
from mlgate.loaders.sigstore import SigstoreLoader
from mlgate.loaders.spdx2 import (
    Spdx2Loader,
    Spdx2TagLoader,
    Spdx2XmlLoader,
    Spdx2YamlLoader,
)
from mlgate.loaders.spdx3 import Spdx3Loader
from mlgate.loaders.vulnerability import REPORTS, VEX

_ORDER: tuple[Loader, ...] = (
    ReleaseLoader(),
    *MARKDOWN,
    ModelCardLoader(),
    *CARDS,
    MLmodelLoader(),
    CONTAINER,
    SigstoreLoader(),
    VEX,
    CycloneDxLoader(),
    CycloneDxXmlLoader(),
    Spdx2Loader(),
    Spdx2YamlLoader(),
    Spdx2TagLoader(),
    Spdx2XmlLoader(),
    Spdx3Loader(),
    InTotoLoader(),
    OpenLineageLoader(),
    *LINEAGE,
    *DATASETS,
    *REPORTS,
    OciManifestLoader(),
    DetectSecretsLoader(),
    GitleaksLoader(),
    ModelscanLoader(),
    FicklingLoader(),
    SarifLoader(),
    GithubReviewsLoader(),
    GithubEnvironmentsLoader(),
    AccessReviewLoader(),
    MonitoringLoader(),
    DeploymentLoader(),
    ManifestLoader(),
    ENTRY,
)
BUILTIN: dict[str, Loader] = {loader.format: loader for loader in _ORDER}
