"""Patterns of paths: ``*`` and ``?`` within one folder, ``**`` for any folders."""

from fnmatch import fnmatchcase

_ANY = "**"


def matches(path: str, pattern: str) -> bool:
    """Say whether the whole of ``path`` is as ``pattern`` says; case counts.

    Work grows with the length of both multiplied, whatever the pattern: of each part
    of it only those places in the path are kept that it can reach.
    """
    parts = path.split("/")
    *inner, last = pattern.split("/")
    reached = {0}
    for token in inner:
        reached = _reach(parts, token, reached, least=0)
    return len(parts) in _reach(parts, last, reached, least=1)


def _reach(parts: list[str], token: str, reached: set[int], *, least: int) -> set[int]:
    """Return how many of ``parts`` may be behind ``token``, given those before it."""
    if token == _ANY:
        first = min(reached, default=len(parts) + 1) + least
        return set(range(first, len(parts) + 1))
    held = (at for at in reached if at < len(parts))
    return {at + 1 for at in held if fnmatchcase(parts[at], token)}
