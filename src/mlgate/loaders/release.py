"""release.yaml: what no standard format carries, written by people."""

import re
from collections.abc import Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source
from mlgate.strict import schema
from mlgate.strict.shipped import read_schema

_MARK = re.compile(r"^mlgate[ \t]*:[ \t]*[\"']?release/", re.MULTILINE)
_HINT = "`mlgate init` writes one to fill in"
_TEXTS = {
    "": ("name", "version", "purpose"),
    "/owner": ("accountable", "team", "contact"),
    "/legal": ("role", "classification"),
    "/oversight": ("measures", "stop_control"),
}
_PROMOTED = {"mlgate", "name", "version", "purpose", "owner", "legal", "oversight"}


class ReleaseLoader:
    """Reads the release, its owners, and the answers to the tiering questions."""

    format = "release"
    sections = ("release", "tier")
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is the root release.yaml, or says that it is one."""
        return source.path == "release.yaml" or bool(_MARK.search(head(source)))

    def load(self, source: Source) -> Draft:
        """Return the release and the tiering answers.

        Raises:
            EvidenceError: It does not fit the shipped schema; names the first
                problem, its line, and the key that was probably meant.
        """
        value = source.yaml
        if not isinstance(value, dict):
            why = f"expected a mapping with `mlgate: release/v1`, got {kind(value)}"
            raise fault(source, self.syntax, "", why, _HINT)
        shape = read_schema("release")
        value = schema.conform(value, shape)
        if found := schema.problems(value, shape, limit=1):
            why = found[0].message
            raise fault(source, self.syntax, found[0].pointer, why, _HINT)
        fill = Filling()
        _release(value, fill)
        _tiering(value.get("tiering") or {}, fill)
        return fill.draft


def _release(value: Mapping[str, Any], fill: Filling) -> None:
    fill.draft.sources["/release"] = ""
    for at, names in _TEXTS.items():
        inner = value.get(at[1:]) or {} if at else value
        if at and inner:
            fill.draft.sources[f"/release{at}"] = at
        for name in names:
            fill.text(f"/release{at}/{name}", inner.get(name), f"{at}/{name}")
    rest = {k: v for k, v in value.items() if k not in _PROMOTED | {"tiering"}}
    if rest:
        fill.put("/release/extras", rest, "")


def _tiering(tiering: Mapping[str, Any], fill: Filling) -> None:
    if not tiering:
        return
    fill.draft.sources["/tier"] = "/tiering"
    fill.text("/tier/assessor", tiering.get("assessor"), "/tiering/assessor")
    at, said = "/tier/decided_at", "/tiering/decided_at"
    if decided := fill.dated(at, tiering.get("decided_at"), said):
        fill.put(at, decided, said)
    _answers(fill, "answers", "question", tiering.get("answers"), tuple(QUESTIONS))
    practices = tiering.get("prohibited_practices")
    _answers(fill, "prohibited", "practice", practices, tuple(PRACTICES))


def _answers(
    fill: Filling,
    name: str,
    key: str,
    given: Mapping[str, str | None] | None,
    ids: tuple[str, ...],
) -> None:
    """Fill all questions in their own order; those not answered are null."""
    if not given:
        return
    said = "/tiering/answers" if name == "answers" else "/tiering/prohibited_practices"
    listed = [{key: each, "answer": given.get(each)} for each in ids]
    fill.put(f"/tier/{name}", listed, said)
    for number, each in enumerate(ids):
        fill.draft.sources[f"/tier/{name}/{number}"] = f"{said}/{each}"
