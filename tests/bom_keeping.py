"""Whether what a bill of materials says can be found again in what was read of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from mlgate.core.evidence import Draft

Scalar = str | int | float | bool | None


def texts(draft: Draft) -> set[str]:
    """Return every text of a draft, each as a whole, in any case of its letters."""
    found = {_plain(x) for x in strings([draft.sections])}
    found |= {_plain(gap.raw) for gap in draft.gaps}
    parts = {part for text in found if ":" in text for part in _ends(text)}
    return found | parts


def strings(values: Iterable[Any]) -> Iterator[str]:
    """Yield each text and number inside of values, and each name of a member."""
    for value in values:
        if isinstance(value, dict):
            yield from value
            yield from strings(value.values())
        elif isinstance(value, list | tuple):
            yield from strings(value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield str(value)


# Names of members and kinds of licence, digest and text, which the input has for all.
FORM = frozenset({
    "acknowledgement", "alg", "algorithm", "bom-ref", "checksumvalue", "concluded",
    "content", "contenttype", "declared", "encoding", "expression", "hashvalue", "id",
    "license", "name", "properties", "text", "type", "url", "value",
})  # fmt: skip


def has(read: set[str], written: str) -> bool:
    """Say whether ``written`` is among the texts ``read``, alone or in a longer one."""
    text = _plain(written)
    if not text or text in FORM or {text, text.replace("-", "")} & read:
        return True
    return any(text in longer for longer in read)


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def _ends(text: str) -> tuple[str, str]:
    head, _, tail = text.partition(":")
    return head, tail
