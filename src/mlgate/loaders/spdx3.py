"""SPDX 3.0 in JSON-LD, with its AI and Dataset profiles."""

import re

from mlgate.core.evidence import Draft
from mlgate.loaders.bom.spdx3_draft import draft
from mlgate.loaders.bom.spdx3_rules import version
from mlgate.loaders.loader import fault, head, kind, shows
from mlgate.loaders.nesting import depth
from mlgate.loaders.source import Source

VERSIONS = ("3.0.0", "3.0.1")
_CONTEXT = re.compile(r'"@context"\s*:\s*(?:\[[^\]{}]*)?"https?://spdx\.org/rdf/')


class Spdx3Loader:
    """Reads a graph of SPDX 3: what is inside, and what is said of model and data."""

    format = "spdx-3"
    sections = ("bom", "software", "datasets", "model_card")
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether the context of ``source`` is that of SPDX."""
        if not shows(source, '"@context"', "spdx.org/rdf/"):
            return False
        start = head(source)
        if not (found := _CONTEXT.search(start)):
            # In an evidence place the words may stand further down.
            start = source.raw.decode("utf-8", errors="replace")
            found = _CONTEXT.search(start)
        return found is not None and depth(start[: found.start()]) == 1

    def load(self, source: Source) -> Draft:
        """Return what is inside, and what is said of the model and its data.

        Raises:
            EvidenceError: It is not JSON, not an SPDX graph, or of a version not read.
        """
        value = source.json
        if not isinstance(value, dict):
            why = f"expected an SPDX graph, got {kind(value)}"
            raise fault(source, self.syntax, "", why, "write it with an SPDX tool")
        found = version(value)
        if found not in VERSIONS:
            why = f"the context is that of SPDX '{found[:20]}', which is not read"
            hint = f"write it as SPDX {' or '.join(VERSIONS)}"
            raise fault(source, self.syntax, "/@context", why, hint)
        if "@graph" in value and not isinstance(value["@graph"], list):
            why = f"`@graph` is {kind(value['@graph'])}, not a list"
            raise fault(source, self.syntax, "/@graph", why, "list its elements")
        return draft(value, found, source.path)
