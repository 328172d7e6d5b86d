"""Digests as documents write them: which to join on, which are only shown."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlgate.core.statements import STRONG, strength

_ORDER = tuple(STRONG)
# Collision resistance is broken, or was never there; the better ones first.
_WEAK = {"sha1": 40, "md5": 32, "md4": 32, "md2": 32, "sha224": 56, "adler32": 8}


class Digests(NamedTuple):
    """The digests of one part.

    Attributes:
        strong: Whole strong digests in lower-case hex, by algorithm.
        weak: The best of the weak ones as ``algorithm:hex``.
        pairs: All of them, as in the document.
    """

    strong: dict[str, set[str]]
    weak: str | None
    pairs: Sequence[tuple[Any, Any]]

    @property
    def written(self) -> list[str]:
        """All of them, as ``ALGORITHM:content``."""
        return [f"{algorithm}:{content}" for algorithm, content in self.pairs]

    @property
    def best(self) -> list[str]:
        """The strong digests to join on: of sha256 if there is one, else longer."""
        for kind in _ORDER:
            if kind in self.strong:
                return [f"{kind}:{h}" for h in sorted(self.strong[kind])]
        return []

    @property
    def listed(self) -> list[str]:
        """All strong digests, in a fixed order."""
        kinds = (a for a in _ORDER if a in self.strong)
        return [f"{a}:{h}" for a in kinds for h in sorted(self.strong[a])]


_COMMON = ("SHA-256", "SHA256", "sha256")
NONE = Digests({}, None, ())


def digests(pairs: Sequence[tuple[Any, Any]]) -> Digests:
    """Return the digests among (algorithm, content) pairs, whatever these are."""
    if len(pairs) == 1 and pairs[0][0] in _COMMON and _is_sha256(pairs[0][1]):
        return Digests({"sha256": {pairs[0][1]}}, None, pairs)
    strong: dict[str, set[str]] = {}
    weak: dict[str, str] = {}
    for algorithm, content in pairs:
        if not isinstance(algorithm, str) or not isinstance(content, str):
            continue
        kind, digest = algorithm.lower().replace("-", ""), content.strip().lower()
        if strength(kind, digest):
            strong.setdefault(kind, set()).add(digest)
        elif len(digest) == _WEAK.get(kind):
            weak.setdefault(kind, f"{kind}:{digest}")
    best = next((weak[k] for k in _WEAK if k in weak), None) if weak else None
    return Digests(strong, best, pairs)


def _is_sha256(content: object) -> bool:
    return isinstance(content, str) and strength("sha256", content)
