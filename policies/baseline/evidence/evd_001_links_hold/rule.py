# METADATA
# title: Every document is what the signed evidence link lists
# description: >-
#   A signed link lists each document by digest; one that changed after somebody vouched
#   for it is not evidence.
# custom:
#   id: EVD-001
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: deny, T4: deny}
#   needs: [{fields: [/links, /links/*/path], tiers: [T1, T2]}]
#   may_be_empty: [/links, /documents, /tier/value]
#   remediation: Restore the document, or review the change and sign the evidence anew.
#   next: mlgate evidence sign PATH --key KEY
#   controls:
#     - "eu-ai-act:Art.17(1)(k)"
#     - eu-ai-act:Art.18
#     - nist-ai-rmf:MEASURE 2.1
#     - iso-42001:cl.7.5
#     - soc2-tsc:CC2.1
#     - soc2-tsc:CC8.1
#     - nist-ssdf-218a:PO.3.3
#     - nist-ssdf-218a:PO.4.2
#   waivable: false
from collections.abc import Iterator
from typing import Any

from mlgate.core.decision import Denial


def deny(input: dict[str, Any]) -> Iterator[Denial]:  # noqa: A002  the engine's word
    links = input["links"]
    places = {document["path"]: document["at"] for document in input["documents"]}
    holding = [k for k in links if k["verified"] is True and k["for_subject"] is True]
    for link in holding:
        for entry in link["entries"]:
            if entry["state"] != "same":
                at = places.get(entry["path"], entry["at"])
                yield Denial(at, f"{entry['path']} is {_state(entry)}")
    if links and not holding and input["tier"]["value"] in {"T1", "T2"}:
        # A link for other bytes says most: its changed paths are the cause.
        worst = min(links, key=lambda k: (k["verified"] is not True, k["at"]))
        yield Denial(worst["at"], f"evidence link {worst['path']} {_why(worst)}")


def _state(entry: dict[str, Any]) -> str:
    return f"{entry['state'] or 'not checked'}, expected as its evidence link lists it"


def _why(link: dict[str, Any]) -> str:
    if link["verified"] is not True:
        return "is not signed by an allowed key"
    changed = ", ".join(path for path in link["changed"][:5] if path)
    return f"is for other bytes: {changed or 'no artifact of it is here'}"
