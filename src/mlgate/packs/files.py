"""The files of a pack folder, read once: what is parsed is what is digested."""

import os
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from mlgate.errors import PolicyError

MAX_BYTES = 256 * 2**10
MAX_FILES = 20_000
# pip compiles the Python files it installs. Rules are run from their source text, so
# nothing in here is ever loaded, and it is no part of what is digested.
COMPILED = "__pycache__"
_MAX_DEPTH = 3


def collect(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file below ``folder`` by relative path, sorted.

    Compiled Python is left out.

    Raises:
        PolicyError: It is no folder, or holds a link, a special file, a file that is
            too large, or more files or deeper folders than a pack has.
    """
    if not folder.is_dir():
        hint = "name the folder that holds pack.yaml"
        raise PolicyError("no such pack folder", place=str(folder), hint=hint)
    found: dict[str, bytes] = {}
    for path, name in _walk(str(folder), folder.name, ""):
        found[name] = _read(path, f"{folder.name}/{name}")
        if len(found) > MAX_FILES:
            hint = "split the pack"
            why = f"more than {MAX_FILES} files in one pack"
            raise PolicyError(why, place=folder.name, hint=hint)
    return dict(sorted(found.items(), key=lambda item: item[0].encode()))


def digest(files: Mapping[str, bytes]) -> str:
    """Return ``sha256:<hex>`` of the RFC 8785 list of path and sha256 of ``files``."""
    import rfc8785

    ordered = sorted(files.items(), key=lambda item: item[0].encode())
    listed = [{"path": p, "sha256": sha256(raw).hexdigest()} for p, raw in ordered]
    return f"sha256:{sha256(rfc8785.dumps(listed)).hexdigest()}"


def _walk(folder: str, pack: str, below: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{below}{entry.name}"
            place = _shown(f"{pack}/{name}")
            if _is_link(entry):
                hint = "put the file itself into the pack"
                raise PolicyError("a link in a pack", place=place, hint=hint)
            if entry.is_dir(follow_symlinks=False):
                if entry.name == COMPILED:
                    continue
                if name.count("/") + 1 >= _MAX_DEPTH:
                    raise _unknown("folder", place)
                yield from _walk(entry.path, pack, f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                _shown(name, strict=True)
                yield entry.path, name
            else:
                raise _unknown("special file", place)


def _is_link(entry: os.DirEntry[str]) -> bool:
    junction = getattr(entry, "is_junction", None)  # Python 3.12, Windows
    return entry.is_symlink() or bool(junction and junction())


def _read(path: str, place: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  a Path per file is slower
            raw = file.read(MAX_BYTES + 1)
    except OSError as exc:
        why = f"cannot be read: {exc.strerror}"
        raise PolicyError(why, place=place, hint="check its permissions") from exc
    if len(raw) > MAX_BYTES:
        why = f"more than {MAX_BYTES // 2**10} KiB"
        raise PolicyError(why, place=place, hint="split the file")
    return raw


def _unknown(what: str, place: str) -> PolicyError:
    hint = "a pack holds <family>/<id>_<slug>/ with a rule and its cases.yaml"
    return PolicyError(f"a {what} that a pack does not have", place=place, hint=hint)


def _shown(name: str, *, strict: bool = False) -> str:
    """Return ``name`` as it can be printed; names that cannot be are refused."""
    shown = name.encode(errors="backslashreplace").decode()
    if strict and (shown != name or not name.isprintable()):
        hint = "rename it with plain letters"
        raise PolicyError("a file name that is not text", place=ascii(name), hint=hint)
    return shown
