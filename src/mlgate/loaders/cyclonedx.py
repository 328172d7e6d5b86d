"""CycloneDX in JSON, 1.2 to 1.7: what is inside, and what is said of the model.

It is read directly, since cyclonedx-python-lib loses every ``modelCard``. What breaks
the schema is told and does not stop the reading: much of what people ship breaks it.
"""

import re

from mlgate.core.evidence import Draft
from mlgate.loaders.bom.draft import add_vulnerabilities, draft
from mlgate.loaders.bom.schema import VERSIONS
from mlgate.loaders.loader import fault, head, kind, shows
from mlgate.loaders.nesting import depth
from mlgate.loaders.source import Source

_FORMAT = re.compile(r'"bomFormat"\s*:\s*"CycloneDX"')


class CycloneDxLoader:
    """Reads a bill of materials; broken parts of it are told and left out."""

    format = "cyclonedx"
    sections = ("bom", "software", "vulnerabilities", "model_card", "evaluations")
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is CycloneDX, and does not just hold such."""
        if not shows(source, '"bomFormat"', "CycloneDX"):
            return False
        start = head(source)
        if not (found := _FORMAT.search(start)):
            # In an evidence place the words may stand further down.
            start = source.raw.decode("utf-8", errors="replace")
            found = _FORMAT.search(start)
        return found is not None and depth(start[: found.start()]) == 1

    def load(self, source: Source) -> Draft:
        """Return what is inside, what is said of the model, and how complete it is.

        Raises:
            EvidenceError: It is not JSON, not CycloneDX, or of a version not read.
        """
        value = source.json
        write = "write it with a CycloneDX tool"
        if not isinstance(value, dict):
            why = f"expected a CycloneDX object, got {kind(value)}"
            raise fault(source, self.syntax, "", why, write)
        if value.get("bomFormat") != "CycloneDX":
            why = "`bomFormat` is not 'CycloneDX'"
            raise fault(source, self.syntax, "/bomFormat", why, write)
        version = value.get("specVersion")
        if version not in VERSIONS:
            said = f"'{version[:20]}'" if isinstance(version, str) else kind(version)
            why = f"`specVersion` is {said}, which is not read"
            hint = f"write it as CycloneDX {', '.join(VERSIONS[:-1])} or {VERSIONS[-1]}"
            raise fault(source, self.syntax, "/specVersion", why, hint)
        made = draft(value, version, source.path)
        add_vulnerabilities(made, value, source.path)
        return made
