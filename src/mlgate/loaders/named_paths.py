"""Where a path leads that stands in a file of the model.

What is ignored is neither hashed nor scanned: a file there may be anything. So whatever
some file system takes for such a place counts as that place, whichever one this is.
"""

import re

from mlgate.loaders import places

# Longer texts are refused as paths by every system.
MAX_CHARS = 4096
_UP = ".."
_SEPARATORS = re.compile(r"[/\\]")
# A scheme, a drive, or the home of some user.
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|~")
_FILE = re.compile(r"file:(?!/)", re.IGNORECASE)
# Windows' short names, and the one name that has capitals.
_MEANT = {
    "git~1": ".git",
    "mlgate~1": ".mlgate",
    "cache~1": ".cache",
    "huggin~1": "huggingface",
    ".ds_store": ".DS_Store",
}


def hidden(text: str, folder: str) -> bool:
    """Say whether ``text``, as a relative path, leads to what is ignored.

    Args:
        text: Any text.
        folder: Where the file lies that holds it, as its path from the root, or "".
            Some runtimes start there, others at the root.
    """
    parts = _parts(text)
    if not parts:
        return False
    # Behind a symlink, ``..`` is not the folder before: the rest may begin anywhere.
    ups = [n for n, part in enumerate(parts) if part == _UP]
    rest = parts[ups[-1] + 1 :] if ups else parts
    starts = (
        [rest] if ups and _is_elsewhere(text) else [rest, _from(folder.lower(), parts)]
    )
    if _is_elsewhere(text) and not ups:
        return False
    return any(_ignored(start) for start in starts)


def leaves(text: str, folder: str) -> bool:
    """Say whether ``text``, as a path from ``folder``, lies outside of the root."""
    parts = _parts(text)
    return not _is_elsewhere(text) and _UP in _from(folder, parts)


def inside(text: str, folder: str) -> str | None:
    """Return ``text``, a path from ``folder``, as one from the root; None if none.

    The root itself is "".
    """
    parts = [p for p in _SEPARATORS.split(text) if p not in {"", "."}]
    if _is_elsewhere(text) or text.startswith(("/", "\\")):
        return None
    path = _from(folder, parts)
    return None if _UP in path else "/".join(path)


def _parts(text: str) -> list[str]:
    """Return the names of a path, as the least strict system reads them."""
    if len(text) > MAX_CHARS or text.startswith(("/", "\\")):
        return []
    text = _FILE.sub("", text, count=1) if _FILE.match(text) else text
    return [p for p in map(_meant, _SEPARATORS.split(text)) if p not in {"", "."}]


def _meant(part: str) -> str:
    if part.rstrip(" ") in {".", _UP}:
        return part.rstrip(" ")
    # NTFS drops blanks and dots at the end, and takes a colon for a stream.
    plain = part.partition(":")[0].rstrip(" .").lower()
    return _MEANT.get(plain, plain) or part


def _is_elsewhere(text: str) -> bool:
    return bool(_ELSEWHERE.match(text)) and not _FILE.match(text)


def _from(folder: str, parts: list[str]) -> list[str]:
    """Return the names from the root; they begin with ``..`` if it leaves the root."""
    path = folder.split("/") if folder else []
    for part in parts:
        if part == _UP and path and path[-1] != _UP:
            path.pop()
        else:
            path.append(part)
    return path


def _ignored(parts: list[str]) -> bool:
    path = "/".join(parts)
    kinds = {places.place(path).kind, places.place(f"{path}/").kind}
    return places.IGNORED in kinds
