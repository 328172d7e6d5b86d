"""What the statements on exploitability (VEX) make of the findings of scanners.

A statement applies to a finding if it names the same vulnerability, by its id or an
alias, and the same product, by package URL with version or by strong digest. A name
alone joins nothing. The newest statement counts; what has no date counts at all times.
Where one closes what another leaves open at the same time, the finding stays open, as
a ``conflict``. ``not_affected`` closes only if somebody says why, and who says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mlgate.core import purl
from mlgate.core.dossier import Dossier, Place
from mlgate.core.waivers import instant

AFFECTED = "affected"
NOT_AFFECTED = "not_affected"
FIXED = "fixed"
UNKNOWN = "under_investigation"
CONFLICT = "conflict"
CLOSED = frozenset({FIXED, NOT_AFFECTED})
# What is said of a finding at one time, the worst first.
_ORDER = (AFFECTED, UNKNOWN, FIXED, NOT_AFFECTED)
_AT = "/vulnerabilities"
_KEYS = ("status", "justification", "author")

Item = Mapping[str, Any]


def settle(dossier: Dossier) -> Dossier:
    """Return ``dossier`` with a status, and why and by whom, for every finding.

    What comes from a statement is placed at the weakest document among those that
    decided, and is worth no more than it and the finding's own document.
    """
    section = dossier.content["vulnerabilities"]
    if not section["findings"]:
        return dossier
    statements = _by_id(section["vex"])
    own = _subject(dossier.content["subject"])
    findings: list[Item] = []
    places: dict[str, Place] = {}
    rests: dict[str, tuple[str, ...]] = {}
    for number, finding in enumerate(section["findings"]):
        at = f"{_AT}/findings/{number}"
        said = _newest(_applying(finding, statements, own))
        findings.append({**finding, **_settled(finding, said)})
        if said:
            home, documents = _home(dossier, [s["at"] for s in said])
            places |= {f"{at}/{key}": home for key in _KEYS}
            source = dossier.place(at).document
            rests |= {f"{at}/{key}": (source, *documents) for key in _KEYS}
    content = {**dossier.content, "vulnerabilities": {**section, "findings": findings}}
    return replace(
        dossier,
        content=content,
        places={**dossier.places, **places},
        rests={**dossier.rests, **rests},
    )


def status(said: Item) -> str:
    """Return what ``said``, a statement or a finding, amounts to by itself."""
    found: str = said["status"] or UNKNOWN
    if found == NOT_AFFECTED and not (said["author"] and _why(said)):
        return AFFECTED
    return found if found in _ORDER else UNKNOWN


def names(item: Item) -> frozenset[str]:
    """Return the ids by which ``item``, a finding, may be meant.

    An advisory over several CVEs is none of them: its own id alone names it.
    """
    known = _ids(item)
    several = sum(one.startswith("CVE-") for one in known) > 1
    return known & {_id(item)} if several else known


def _id(item: Item) -> str:
    return str(item["id"] or "").upper()


def _ids(item: Item) -> frozenset[str]:
    return frozenset(str(x).upper() for x in (item["id"], *item["aliases"]) if x)


def _by_id(statements: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for statement in statements:
        for one in _ids(statement):
            found.setdefault(one, []).append(statement)
    return found


def _subject(subject: Item) -> frozenset[str]:
    """Return the digests of what is judged: each finding here is one about it."""
    aliases = (alias["digest"] for alias in subject.get("aliases") or ())
    return frozenset(d for d in (subject["digest"], *aliases) if d)


def _applying(
    finding: Item, statements: Mapping[str, Sequence[Item]], own: frozenset[str]
) -> list[Item]:
    known = names(finding)
    candidates = {s["at"]: s for one in known for s in statements.get(one, ())}
    return [
        s
        for s in candidates.values()
        if _same(finding, known, s) and _covers(s, finding, own)
    ]


def _same(finding: Item, known: frozenset[str], statement: Item) -> bool:
    """Say whether both are about one vulnerability.

    Two aliases that agree say so only if they are CVEs: an advisory that two
    vulnerabilities share does not make them one.
    """
    shared = known & _ids(statement)
    told = {_id(finding), _id(statement)} & shared
    return bool(told) or any(one.startswith("CVE-") for one in shared)


def _covers(statement: Item, finding: Item, own: frozenset[str]) -> bool:
    """Say whether ``finding`` is in a product that ``statement`` is about."""
    package = _product(finding["purl"], finding["digest"])
    target = _product(None, finding["target_digest"], *own)
    if not statement["subcomponents"]:
        return _any(statement["products"], package) or _any(
            statement["products"], target
        )
    return _any(statement["products"], target) and _any(
        statement["subcomponents"], package
    )


Product = tuple[purl.Purl | None, frozenset[str]]


def _product(package: str | None, *digests: str | None) -> Product:
    found = purl.parse(package) if package else None
    return found, frozenset(d for d in digests if d)


def _any(said: Iterable[str], product: Product) -> bool:
    package, digests = product
    for text in said:
        named = purl.parse(text)
        content = named.digest if named else purl.digest(text)
        if content in digests or (named and package and named.covers(package)):
            return True
    return False


def _newest(statements: Sequence[Item]) -> list[Item]:
    """Return the statements of the newest date, and those of none."""
    dated = [(_stated(s), s) for s in statements]
    last = max((at for at, _ in dated if at), default=None)
    return [s for at, s in dated if at in {None, last}]


def _stated(statement: Item) -> datetime | None:
    text = statement["stated_at"]
    return instant(text) if text else None


def _settled(finding: Item, said: Sequence[Item]) -> dict[str, Any]:
    mine = status(finding) if finding["status"] else AFFECTED
    if not said:
        return {"status": mine}
    found = {status(s) for s in said}
    # A scanner that lists something does not speak against whoever looked into it.
    found |= {mine} & CLOSED
    torn = found & CLOSED and found - CLOSED
    return {
        "status": CONFLICT if torn else next(s for s in _ORDER if s in found),
        "justification": "; ".join(_texts(map(_why, said))) or None,
        "author": ", ".join(_texts(s["author"] for s in said)) or None,
    }


def _why(said: Item) -> str | None:
    found: str | None = said["justification"] or said.get("impact")
    return found


def _texts(found: Iterable[str | None]) -> list[str]:
    return sorted({text for text in found if text})


def _home(dossier: Dossier, pointers: Sequence[str]) -> tuple[Place, tuple[str, ...]]:
    """Return the place in the weakest document of ``pointers``, and all documents."""
    places = sorted(dossier.place(p) for p in pointers)
    worths = dict(_worths(dossier, pointers))
    weakest = min(places, key=lambda place: worths[place.document])
    return weakest, tuple(sorted(worths))


def _worths(
    dossier: Dossier, pointers: Iterable[str]
) -> Iterator[tuple[str, tuple[int, int]]]:
    for pointer in pointers:
        worth = dossier.worth(pointer)
        yield dossier.place(pointer).document, (worth.assurance, worth.binding)
