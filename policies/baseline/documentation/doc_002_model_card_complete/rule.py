# METADATA
# title: The model card answers what its readers ask
# description: >-
#   A heading with nothing under it, or one text under every heading, is a form and
#   not a card.
# custom:
#   id: DOC-002
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T2: deny, T3: warn, T4: warn}
#   needs:
#     - fields:
#         - /model_card/name
#         - /model_card/licence
#         - /model_card/intended_use
#         - /model_card/out_of_scope
#         - /model_card/limitations
#         - /model_card/training_data
#         - /model_card/evaluation
#         - /model_card/contact
#       tiers: [T1, T2]
#     - fields: [/model_card/licence, /model_card/intended_use]
#       tiers: [T3, T4]
#   remediation: Write each section for the person who has to rely on it.
#   next: write the missing sections into the model card
#   controls:
#     - "eu-ai-act:Art.13(3)"
#     - "eu-ai-act:Annex IV(1)"
#     - "eu-ai-act:Annex IV(3)"
#     - nist-ai-rmf:MEASURE 2.9
#     - nist-ai-rmf:MAP 2.2
#     - iso-42001:A.8.2
#     - iso-42001:A.6.2.7
#     - mrm:SR26-2:VI.3
#     - mrm:SS1/23:P3.5
#     - soc2-tsc:CC2.3
#     - nist-ssdf-218a:PS.3.2
#     - g7-sbom-ai:cluster:MDL
import re
from collections.abc import Iterator
from typing import Any

from mlgate.core.decision import Denial

LEAST = 3
# Chinese, Japanese, Korean and Thai put no spaces between words: each letter counts.
WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


def deny(input: dict[str, Any]) -> Iterator[Denial]:  # noqa: A002  the engine's word
    prose = {
        "intended_use": input["model_card"]["intended_use"],
        "out_of_scope": input["model_card"]["out_of_scope"],
        "limitations": input["model_card"]["limitations"],
        "training_data": input["model_card"]["training_data"],
        "evaluation": input["model_card"]["evaluation"],
    }
    first: dict[str, str] = {}
    for name, text in prose.items():
        if text is None:
            continue
        at = f"/model_card/{name}"
        if len(WORD.findall(text)) < LEAST:
            yield Denial(at, f"`model_card.{name}` is '{text}', too short to answer")
        twin = first.setdefault(" ".join(text.lower().split()), name)
        if twin != name:
            why = f"`model_card.{name}` is the same text as `model_card.{twin}`"
            yield Denial(at, why)
