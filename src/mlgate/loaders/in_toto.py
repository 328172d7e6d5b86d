"""in-toto statements as plain JSON, and what SLSA provenance in one says.

Statement v0.1 and v1 (in-toto/attestation), SLSA provenance v0.1, v0.2 and v1.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mlgate.core import statements
from mlgate.core.evidence import Draft
from mlgate.core.pointer import join, resolve, split
from mlgate.core.statements import OURS, STRONG, Statement, strength
from mlgate.errors import EvidenceError
from mlgate.loaders.approvals.statement import approval
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

MAX_EXTRAS = 256 * 1024
_AT = "/lineage/provenance"


class _Homes(NamedTuple):
    """Where one version of SLSA provenance keeps what every version says."""

    builder: str
    build_type: str
    invocations: tuple[str, ...]
    materials: str


_IDS = ("/metadata/buildInvocationId", "/metadata/buildInvocationID")
_HOMES = {
    "https://slsa.dev/provenance/v1": _Homes(
        "/runDetails/builder/id",
        "/buildDefinition/buildType",
        ("/runDetails/metadata/invocationId", "/runDetails/metadata/invocationID"),
        "/buildDefinition/resolvedDependencies",
    ),
    "https://slsa.dev/provenance/v0.2": _Homes(
        "/builder/id", "/buildType", _IDS, "/materials"
    ),
    "https://slsa.dev/provenance/v0.1": _Homes(
        "/builder/id", "/recipe/type", _IDS, "/materials"
    ),
}


class InTotoLoader:
    """Reads an unsigned statement, or the payload of an envelope."""

    format = "in-toto"
    sections = ("lineage", "approvals")
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a statement, sound or broken."""
        return shows(source, '"_type"', '"predicateType"') or shows(
            source, "in-toto.io/Statement"
        )

    def load(self, source: Source) -> Draft:
        """Return the subjects' digests, how it was built, or who approved it.

        Other statements that the gate acts on fill nothing: they are its to read. Any
        other predicate is shown as it is written.

        Raises:
            EvidenceError: It is not a statement, or what it says is malformed.
        """
        statement = statement_of(source)
        if statement.predicate_type == statements.APPROVAL:
            return approval(source, statement)
        fill = Filling()
        fill.draft.names = statement.sha256s
        if statement.predicate_type in OURS:
            return fill.draft
        fill.draft.sources["/lineage"] = ""
        if homes := _HOMES.get(statement.predicate_type):
            _provenance(source, statement, homes, fill)
        else:
            fill.draft.secondary = frozenset({"lineage"})
        fill.put("/lineage/extras", {"statement": _whole(source.json)}, "")
        return fill.draft


def _whole(value: dict[str, Any]) -> dict[str, Any]:
    """Return the statement as written; of one that is very large, what it is about."""
    kept = {k: v for k, v in value.items() if k != "_type"}
    if len(json.dumps(kept)) <= MAX_EXTRAS:
        return kept
    return {k: kept[k] for k in ("predicateType", "subject")}


def statement_of(source: Source) -> Statement:
    """Return the statement that ``source`` is.

    Raises:
        EvidenceError: It is none; names the place.
    """
    value = source.json
    try:
        return statements.read(value, source.path)
    except EvidenceError as exc:
        pointer = _suspect(value, source.path)
        raise fault(source, "json", pointer, exc.message, exc.hint) from exc


def _suspect(value: object, path: str) -> str:
    """Return where the statement ``value`` is wrong, as near as can be told."""
    if not isinstance(value, dict):
        return ""
    if value.get("_type") not in (statements.STATEMENT_V1, statements.STATEMENT_V01):
        return "/_type"
    kinds = {"predicateType": str, "predicate": dict, "subject": list}
    for key, wanted in kinds.items():
        if not isinstance(value.get(key, {}), wanted) or value.get(key) == "":
            return f"/{key}"
    sound = {"_type": statements.STATEMENT_V1, "predicateType": "any"}
    for index, subject in enumerate(value["subject"]):
        try:
            statements.read(sound | {"subject": [subject]}, path)
        except EvidenceError:
            return f"/subject/{index}"
    return ""


def _provenance(
    source: Source, statement: Statement, homes: _Homes, fill: Filling
) -> None:
    predicate = statement.predicate
    fill.draft.sources[_AT] = "/predicate"
    fill.put(f"{_AT}/predicate_type", statement.predicate_type, "/predicateType")
    single = [("builder", homes.builder), ("build_type", homes.build_type)]
    single += [("invocation", home) for home in homes.invocations]
    for name, home in single:
        _check_objects(source, predicate, home)
        fill.text(f"{_AT}/{name}", resolve(predicate, home), f"/predicate{home}")
    _check_objects(source, predicate, homes.materials)
    materials = list(_materials(source, resolve(predicate, homes.materials), homes))
    fill.put(f"{_AT}/materials", materials, f"/predicate{homes.materials}")
    for number in range(len(materials)):
        place = f"/predicate{homes.materials}/{number}"
        fill.draft.sources[f"{_AT}/materials/{number}"] = place


def _check_objects(source: Source, predicate: Mapping[str, object], home: str) -> None:
    """Refuse anything but objects on the way to ``home``."""
    at = ""
    for token in split(home)[:-1]:
        at = join(at, token)
        if not isinstance(value := resolve(predicate, at), dict | None):
            raise fault(source, "json", f"/predicate{at}", _not("object", at, value))


def _materials(source: Source, value: object, homes: _Homes) -> Iterator[object]:
    at = f"/predicate{homes.materials}"
    if not isinstance(value, list | None):
        raise fault(source, "json", at, _not("list", at, value))
    for number, item in enumerate(value or ()):
        place = f"{at}/{number}"
        if not isinstance(item, dict):
            raise fault(source, "json", place, _not("object", place, item))
        digests = item.get("digest") or {}
        if not isinstance(digests, dict):
            why = _not("object", f"{place}/digest", digests)
            raise fault(source, "json", f"{place}/digest", why)
        uri = item.get("uri") or item.get("name")
        named = uri if isinstance(uri, str) else None
        strong, weak = _best(digests)
        yield {"uri": named, "digest": strong, "weak_digest": weak}


def _best(digests: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Return the digest to join on, and one that is not: a git revision, MD5, SHA-1."""
    texts = {a: d for a, d in digests.items() if isinstance(d, str) and d}
    strong = [a for a in STRONG if strength(a, texts.get(a, ""))]
    weak = [a for a in texts if a not in strong]
    named = [f"{a}:{texts[a]}" for a in (*strong[:1], *weak[:1])]
    return (named[0] if strong else None), (named[-1] if weak else None)


def _not(wanted: str, at: str, value: object) -> str:
    return f"'{split(at)[-1]}' is {kind(value)}, not an {wanted}".replace(
        "an list", "a list"
    )
