"""An organisation and a repository that name kinds of documents, and a rule on them."""

import json
from pathlib import Path

from mlgate.trust import keys

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["system", "risk"],
    "properties": {
        "system": {"type": "string", "minLength": 1},
        "risk": {"enum": ["low", "medium", "high"]},
        "score": {"$ref": "#/$defs/score"},
        "version": {"type": "string"},
        "people": {"type": "array", "items": {"type": "string"}},
        "notes": {"type": ["string", "null"]},
    },
    "$defs": {"score": {"type": "number", "minimum": 0}},
}
KIND = "{name: impact, schema: kinds/impact.json, match: 'evidence/impact/**/*.yaml'}"
DOCUMENT = "system: scorer\nrisk: high\nscore: 0.70\nversion: 1.10\n"
RULE = """# METADATA
# title: No impact assessment leaves a high risk
# description: What is left of a risk is for people to accept, and not for a gate.
# custom:
#   id: ACME-001
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: deny, T4: deny}
#   needs:
#     - fields: [/custom/*/kind, /custom/*/fields/*/pointer, /custom/*/fields/*/value]
#       assurance: {T1: declared, T2: declared}
#       binding: {T1: enclosed, T2: enclosed}
#   remediation: Lower the risk, and assess it again.
#   next: ask whoever assessed the impact
#   controls: ["soc2-tsc:CC8.1"]
package mlgate.acme.impact.acme_001_impact

import rego.v1

deny contains {"at": field.at, "message": message} if {
	some document in input.custom
	document.kind == "impact"
	some field in document.fields
	field.pointer == "/risk"
	field.value == "high"
	message := "the impact assessment leaves a high risk"
}
"""


class World:
    """Folders ``model`` and ``acme``: the judged and the judge."""

    def __init__(self, root: Path) -> None:
        self.model, self.acme = root / "model", root / "acme"
        self.org = self.acme / "org.yaml"
        weights = b"\x08\0\0\0\0\0\0\0{}      "
        self.write("model/model.safetensors", weights)
        self.write("acme/pack/pack.yaml", "name: acme\nversion: 1.0.0\ntitle: Acme\n")
        self.write("acme/pack/impact/acme_001_impact/rule.rego", RULE)
        self.write("acme/pack/impact/acme_001_impact/cases.yaml", "[]\n")
        private, public = keys.generate(None)
        self.write("acme/gate.pub", public)
        self.key = self.write("acme/gate.key", private)
        self.put_org("")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.acme.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(raw)
        return path

    def put_org(self, kind: str) -> None:
        keys_ = "[{name: gate, file: gate.pub, purposes: [decision, link]}]"
        kinds = f"kinds: [{kind}]\n" if kind else ""
        self.write(
            "acme/org.yaml",
            f"mlgate: organisation/v1\nname: Acme\nkeys: {keys_}\n"
            "packs: [{name: acme, path: pack}]\n"
            "floors: [{match: '*', tier: T2}]\n" + kinds,
        )
        self.write("acme/kinds/impact.json", json.dumps(SCHEMA))

    def put_repository(self, kind: str = KIND, schema: object = SCHEMA) -> None:
        said = f"mlgate: repository/v1\nkinds: [{kind}]\n"
        self.write("model/mlgate.yaml", said)
        self.write("model/kinds/impact.json", json.dumps(schema, indent=1))
