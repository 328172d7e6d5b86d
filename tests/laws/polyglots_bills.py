"""Polyglots of bills of materials in other forms than CycloneDX in JSON."""

import json

CODE = {"auto_map": {"AutoModel": "modeling_x.Evil"}, "model_type": "bert"}
TEMPLATE = "{{ cycler.__init__.__globals__.os.popen('id').read() }}"
HOMES = ("evidence/x.xml", "evidence/a/x.json", "x.spdx.json")
CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"


def texts() -> dict[str, str]:
    """Return for each format a document that a runtime would load too."""
    spdx2 = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x"}
    return {
        "cyclonedx-xml": (
            '<bom xmlns="http://cyclonedx.org/schema/bom/1.6">'
            f"<!-- {TEMPLATE} --></bom>"
        ),
        "spdx-2": json.dumps(spdx2 | CODE, indent=1),
        "spdx-2-yaml": f"spdxVersion: SPDX-2.3\nname: x\nauto_map: '{TEMPLATE}'\n",
        "spdx-2-tag-value": (
            f"SPDXVersion: SPDX-2.3\nDocumentName: x\nDocumentComment: {TEMPLATE}\n"
        ),
        "spdx-2-xml": (
            f"<Document><spdxVersion>SPDX-2.3</spdxVersion><name>{TEMPLATE}</name>"
            "</Document>"
        ),
        "spdx-3": json.dumps({"@context": CONTEXT, "@graph": []} | CODE, indent=1),
    }
