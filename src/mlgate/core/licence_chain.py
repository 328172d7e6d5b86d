"""The licences of a model and of all it was made from, as far as documents say.

A base model is known by name alone, since cards know no other way. So the name does
not join two documents here: whoever names a licence for it vouches for that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlgate.core import purl
from mlgate.core.dossier import Place
from mlgate.core.frozen import frozen
from mlgate.core.licences import OPENEST_FIRST

MAX_LINKS = 200


@frozen
class Declared:
    """A model, and the licence that a document names for it.

    Attributes:
        name: Its name; of a base model, as the one made from it calls it.
        licence: As a card or a bill of materials has it; None if nothing is said.
        bases: Name of each model that it was made from -> where that is said.
        said: Where the licence is named, or where the model is if none is.
        purl: Its package URL, which may hold its name on a hub.
    """

    name: str
    licence: str | None
    said: Place
    licence_name: str | None = None
    licence_link: str | None = None
    bases: tuple[tuple[str, Place], ...] = ()
    purl: str = ""

    @property
    def names(self) -> frozenset[str]:
        """What it may be called."""
        parsed = purl.parse(self.purl) if self.purl else None
        found = (self.name, parsed.name if parsed else "")
        return frozenset(_plain(name) for name in found if name.strip())


def climb(own: Declared, known: Sequence[Declared]) -> list[Declared]:
    """Return ``own`` and each model up the chain, nearest first, each named once.

    A base that documents name several licences for is there with each of them; one
    that none does is there without. Beyond ``MAX_LINKS`` nothing is resolved.

    Args:
        own: The model itself.
        known: What documents say of other models.
    """
    links, seen = [own], set[str]()
    for link in links:
        for base, said in link.bases:
            if _plain(base) in seen:
                continue
            seen.add(_plain(base))
            full = len(links) > MAX_LINKS
            found = [] if full else _known(base, known)
            links += found or [Declared(base, None, said)]
    return links


def effective(links: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return section ``licences.effective``: what holds for the model in the end.

    That is the strictest of its own licence and of those up the chain whose terms
    follow into what is made from a model. A base without a known licence could have
    any terms: then the category is ``unknown``, and nothing is allowed.

    Args:
        links: Section ``licences.chain``, the model itself first.
    """
    counted = [x for n, x in enumerate(links) if not n or x["inherits"] is not False]
    worst = max(counted, key=_strictness)
    gone = [x["name"] for x in links if x["declared"] is None]
    if links[0]["declared"] is None and len(links) == 1:
        nothing = dict.fromkeys(("category", "allowed", "decided_by"))
        return {**nothing, "unresolved": gone}
    return {
        "category": "unknown" if gone else worst["category"],
        "allowed": not gone and all(x["allowed"] for x in counted),
        "decided_by": gone[0] if gone else worst["name"],
        "unresolved": gone,
    }


def _strictness(link: Mapping[str, Any]) -> tuple[bool, int]:
    return not link["allowed"], OPENEST_FIRST.index(link["category"] or "unknown")


def _known(base: str, known: Iterable[Declared]) -> list[Declared]:
    found = [one for one in known if one.licence and _plain(base) in one.names]
    distinct = {_plain(f"{x.licence} {x.licence_name or ''}"): x for x in found[::-1]}
    return [replace(distinct[key], name=base) for key in sorted(distinct)]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
