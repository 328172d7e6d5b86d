"""SPDX 2.2 and 2.3, in JSON, YAML, tag-value and XML: one loader for each syntax."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders.bom import placed, spdx2_draft, spdx2_xml
from mlgate.loaders.bom.spdx2_tag_names import TAGS
from mlgate.loaders.bom.spdx2_tags import Tags
from mlgate.loaders.loader import fault, head, kind, shows
from mlgate.loaders.nesting import depth
from mlgate.loaders.source import Source
from mlgate.strict import xml_reader

_VERSION = re.compile(r"SPDX-(2\.[23](?:\.\d{1,2})?)", re.ASCII)
_MEMBER = re.compile(r'"(?:spdxVersion"\s*:|SPDXID"\s*:\s*"SPDXRef-DOCUMENT")')
_YAML = re.compile(r"^spdxVersion[ \t]*:", re.MULTILINE)
_TAG = re.compile(r"^SPDXVersion[ \t]*:", re.MULTILINE)
_RDF = "http://spdx.org/rdf/terms"
_CONVERT = "convert it to SPDX 2.3 in JSON or tag-value, such as with pyspdxtools"


class Spdx2Loader:
    """Reads SPDX 2 in JSON."""

    format = "spdx-2"
    sections = ("bom", "software")
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is SPDX 2 in JSON, and does not just hold such."""
        if not shows(source, '"spdxVersion"') and not shows(source, '"SPDXID"'):
            return False
        start = head(source)
        if not start.lstrip().startswith("{"):
            return False
        if not (found := _MEMBER.search(start)):
            # In an evidence place the words may stand further down.
            start = source.raw.decode("utf-8", errors="replace")
            found = _MEMBER.search(start)
        return found is not None and depth(start[: found.start()]) == 1

    def load(self, source: Source) -> Draft:
        """Return what is inside, and what is said of it.

        Raises:
            EvidenceError: It is not JSON, not SPDX, or of a version not read.
        """
        return _draft(source.json, source, self.syntax)


class Spdx2YamlLoader:
    """Reads SPDX 2 in YAML."""

    format = "spdx-2-yaml"
    sections = ("bom", "software")
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a YAML mapping that names a version of SPDX."""
        if not shows(source, "spdxVersion"):
            return False
        found = _YAML.search(head(source)) or _YAML.search(_whole(source))
        return found is not None and not head(source).lstrip().startswith(("{", "<"))

    def load(self, source: Source) -> Draft:
        """Return what is inside, and what is said of it.

        Raises:
            EvidenceError: It is not strict YAML, not SPDX, or of a version not read.
        """
        return _draft(source.yaml, source, self.syntax)


class Spdx2TagLoader:
    """Reads SPDX 2 in tag-value."""

    format = "spdx-2-tag-value"
    sections = ("bom", "software")
    syntax = ""

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` begins with a tag, and names a version of SPDX."""
        start = head(source)
        if not _TAG.search(start):
            return False
        return next(_first(start), "").partition(":")[0].strip() in {*TAGS, "SPDXID"}

    def load(self, source: Source) -> Draft:
        """Return what is inside, and what is said of it.

        Raises:
            EvidenceError: A line has no tag, a text is not closed, a tag is there
                twice, or it is of a version that is not read.
        """
        tags = Tags(source.text, source.path)
        version = _version(tags.value.get("spdxVersion"))
        if not version:
            line = tags.places.get("/spdxVersion", "L1")
            why = f"`SPDXVersion` is {_said(tags.value)}, which is not read"
            place = f"{source.path}:{line[1:]}:1"
            raise EvidenceError(why, place=place, hint=_CONVERT)
        made = spdx2_draft.draft(tags.value, version, source.path, tags.problems)
        return placed.moved(made, tags.places)


class Spdx2XmlLoader:
    """Reads SPDX 2 in XML; RDF is refused by name."""

    format = "spdx-2-xml"
    sections = ("bom", "software")
    syntax = "xml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is SPDX 2 in XML or in RDF/XML."""
        if not shows(source, "spdx"):
            return False
        tag = xml_reader.opening(head(source))
        if tag.startswith("<rdf:RDF"):
            return _RDF in tag
        return tag.startswith(f"<{spdx2_xml.ROOT}") and shows(source, "<spdxVersion>")

    def load(self, source: Source) -> Draft:
        """Return what is inside, and what is said of it.

        Raises:
            EvidenceError: It is not XML, is RDF, or is of a version not read.
        """
        root = source.xml
        if root.name == "RDF":
            why = "SPDX in RDF/XML is not read"
            raise fault(source, self.syntax, "", why, _CONVERT)
        document, places = spdx2_xml.form(root)
        version = _version(document.get("spdxVersion"))
        if not version:
            why = f"`spdxVersion` is {_said(document)}, which is not read"
            raise fault(source, self.syntax, "/spdxVersion", why, _CONVERT)
        made = spdx2_draft.draft(document, version, source.path)
        return placed.moved(made, places)


def _draft(value: object, source: Source, syntax: str) -> Draft:
    if not isinstance(value, dict):
        why = f"expected an SPDX document, got {kind(value)}"
        raise fault(source, syntax, "", why, "write it with an SPDX tool")
    version = _version(value.get("spdxVersion"))
    if not version:
        why = f"`spdxVersion` is {_said(value)}, which is not read"
        raise fault(source, syntax, "/spdxVersion", why, _CONVERT)
    return spdx2_draft.draft(value, version, source.path)


def _version(said: object) -> str:
    match = _VERSION.fullmatch(said.strip()) if isinstance(said, str) else None
    return match.group(1) if match else ""


def _said(document: Mapping[str, Any]) -> str:
    found = document.get("spdxVersion")
    return f"'{found[:20]}'" if isinstance(found, str) else kind(found)


def _first(text: str) -> Iterator[str]:
    """Yield the lines that say something, from the first on."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def _whole(source: Source) -> str:
    return source.raw.decode("utf-8", errors="replace")
