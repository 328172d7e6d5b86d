"""Where a model runs: ``kind: mlgate.dev/deployment/v1``."""

from mlgate.core.evidence import Draft
from mlgate.loaders.operations.document import SYNTAX, Written, is_marked
from mlgate.loaders.source import Source

_NAME = "deployment"
_TEXTS = ("name", "namespace", "environment", "reference", "digest")


class DeploymentLoader:
    """Reads what runs where, and by which digest it is fetched."""

    format = _NAME
    sections = ("deployments",)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` says that it is one."""
        return is_marked(source, _NAME)

    def load(self, source: Source) -> Draft:
        """Return the one deployment.

        Raises:
            EvidenceError: It does not fit the shipped schema; names the line.
        """
        made = Written(source, _NAME)
        record = made.record("/deployments/0", _TEXTS)
        return made.draft("deployments", [(record, "")])
