"""CycloneDX in XML, 1.0 to 1.7: brought into the form of JSON, then read as that."""

import re
from functools import cache

from mlgate.core.evidence import Draft
from mlgate.loaders.bom import placed, schema
from mlgate.loaders.bom.draft import add_vulnerabilities, draft
from mlgate.loaders.bom.xml_form import Form
from mlgate.loaders.bom.xml_shapes import Shape
from mlgate.loaders.loader import fault, head, shows
from mlgate.loaders.source import Source
from mlgate.strict import xml_reader

NAMESPACE = "http://cyclonedx.org/schema/bom/"
_BOM = re.compile(r"<(?:[\w.-]+:)?bom\s")
_UNTOLD = ("1.0", "1.1")  # from before there was JSON, and any schema of it


class CycloneDxXmlLoader:
    """Reads a bill of materials in XML; what JSON has no place for is kept aside."""

    format = "cyclonedx-xml"
    sections = ("bom", "software", "vulnerabilities", "model_card", "evaluations")
    syntax = "xml"

    def recognises(self, source: Source) -> bool:
        """Say whether the root element of ``source`` is a CycloneDX ``bom``."""
        if not shows(source, NAMESPACE):
            return False
        tag = xml_reader.opening(head(source))
        return bool(_BOM.match(tag)) and NAMESPACE in tag

    def load(self, source: Source) -> Draft:
        """Return what is inside, what is said of the model, and how complete it is.

        Raises:
            EvidenceError: It is not XML, not CycloneDX, or of a version not read.
        """
        root = source.xml
        version = root.namespace.removeprefix(NAMESPACE)
        known = (*_UNTOLD, *schema.VERSIONS)
        if root.name != "bom" or version not in known:
            why = f"the root element is <{root.name}> of '{root.namespace[:80]}'"
            hint = f"write <bom xmlns='{NAMESPACE}1.6'>, or any of {', '.join(known)}"
            raise fault(source, self.syntax, "", why, hint)
        form = Form(root, _shape(max(version, schema.VERSIONS[0])))
        value = {"bomFormat": "CycloneDX", "specVersion": version, **form.value}
        made = draft(value, version, source.path, form.problems, {"aside": form.aside})
        add_vulnerabilities(made, value, source.path)
        return placed.moved(made, form.places)


@cache
def _shape(version: str) -> Shape:
    root = schema.read(version)
    return Shape([root], root)
