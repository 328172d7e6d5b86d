"""Paths in the model's declarative files that lead out of what is judged.

Runtimes read paths from such files: ``pickled_model: .mlgate/x`` would load a pickle
that nobody has seen.
"""

import re
from collections.abc import Iterator
from mmap import mmap
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.loaders.formats.model_file import MAX_REASONS, shown
from mlgate.loaders.named_paths import hidden, leaves
from mlgate.strict import json_reader, yaml_reader

MAX_BYTES = 16 * 2**20
NO_PART = "which is no part of the model"
_TOO_LARGE = "is too large to be searched for the paths that it names"
# No strict reader is at hand for these: the words of their text are looked at.
_TEXTS = (".toml", ".pbtxt", "modelfile")
_YAML = (".yaml", ".yml", "mlmodel")
_JSON = ".json"
# Pieces of texts, not texts: `..` and `.git` are tokens. One library reads it, and
# takes no paths from it.
_VOCABULARY = "tokenizer.json"
# They record where something came from; loaders write over them or leave them alone.
_ORIGINS = {"_name_or_path", "name_or_path", "best_model_checkpoint", "uri", "url"}
# Each begins with one character, which C finds fast, and then with a set.
_NAMED = re.compile(
    rb"\.(?=[.gGmMcCdDyY])(?i:\.|git|mlgate|cache|ds_store|(?<=mlgate\.)yaml)"
)
# The same, and what follows: a token may be `.git`, but no path to a file.
_NAMED_IN_FULL = re.compile(
    rb"\.(?=[gGmMcCyY])(?i:git[ .]*(?::[^\"/\\]{0,40})?[/\\]|mlgate|"
    rb"(?<=mlgate\.)yaml|cache[^\"/\\]{0,40}[/\\]+huggin)"
)
# Besides: a way up, a short name, or text that is not UTF-8.
_LARGE = re.compile(rb"\.\.[/\\]|~1|\0")
_SIGN = re.compile(r"\.\.|\.git|mlgate|huggin|ds_store|git~1|cache~1", re.IGNORECASE)
# Of ASCII: each could hide a letter of the names above. JSON has small u alone.
_ESCAPE = re.compile(rb"\\[uU]00[2-7]")
_ESCAPED = re.compile(
    r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u000([0-9a-f]{5})|([0-3][0-7]{2}))",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\\\r?\n\s*")
_BETWEEN = re.compile(r"[\s\"'`,;=:(){}\[\]<>|#]+")
# Dots, separators, `.git`: no file is named. `exclude = [".git"]` is common.
_BARE = re.compile(r"[./\\ ]*(?:\.git[/\\ ]*)?", re.IGNORECASE)


Texts = Iterator[tuple[str | None, str]]


def reads(path: str) -> bool:
    """Say whether the file called ``path`` is one of those looked at here."""
    return _last(path).endswith((_JSON, *_YAML, *_TEXTS))


def outside(path: str, raw: bytes) -> tuple[str, ...]:
    """Return what is wrong with the paths in ``raw``, each in one line.

    Args:
        path: Its path from the root; the last part tells how it is read.
        raw: Its bytes. One that cannot be read strictly is searched as plain text.
    """
    if len(raw) > MAX_BYTES:
        return large(path, raw)
    if not _may_name(path, raw):
        return ()
    folder = path.rpartition("/")[0]
    vocabulary = _last(path) == _VOCABULARY
    found: dict[str, None] = {}
    for key, text in _texts(path, raw):
        bare = (vocabulary or key is None) and _BARE.fullmatch(text)
        out = not vocabulary and key not in _ORIGINS and leaves(text, folder)
        if not bare and (out or hidden(text, folder)):
            found[f"names '{shown(text)}', {NO_PART}"] = None
    return tuple(found)[:MAX_REASONS]


def large(path: str, raw: bytes | mmap) -> tuple[str, ...]:
    """Return what is wrong with a file too large to be parsed: whether it is in doubt.

    It may be a data set, full of dots: only what could be a path to a file counts.
    """
    doubt = any(sign.search(raw) for sign in (_NAMED_IN_FULL, _LARGE, _ESCAPE))
    doubt |= not _last(path).endswith(_JSON) and raw.find(b"\\") >= 0
    return (_TOO_LARGE,) if doubt else ()


def _last(path: str) -> str:
    return path.rpartition("/")[2].lower()


def _may_name(path: str, raw: bytes) -> bool:
    """Say whether a path could be in it; almost every file is done with here."""
    if path.lower().startswith(".cache/"):
        return True  # From there, `huggingface` is enough.
    plain = raw.replace(b"\0", b"") if b"\0" in raw else raw
    vocabulary = _last(path) == _VOCABULARY
    if (_NAMED_IN_FULL if vocabulary else _NAMED).search(plain):
        return True
    if b"~" in plain and (b"~1/" in plain or b"~1\\" in plain or not vocabulary):
        return True
    if b"\\" not in plain:
        return False
    return not path.lower().endswith(_JSON) or bool(_ESCAPE.search(plain))


def _texts(path: str, raw: bytes) -> Texts:
    """Yield each text that could be such a path, and the key that it stands under."""
    last = _last(path)
    if last.endswith(_TEXTS):
        return _words(raw)
    parse = json_reader.parse if last.endswith(_JSON) else yaml_reader.parse
    try:
        return _values(parse(raw, path))
    except EvidenceError:
        return _words(raw)


def _values(root: Any) -> Texts:  # noqa: ANN401  # any JSON value
    waiting = [("", root)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.items()
        elif isinstance(value, list):
            waiting += [(key, item) for item in value]
        elif isinstance(value, str) and _SIGN.search(value):
            yield key, value


def _words(raw: bytes) -> Texts:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16" if wide else "utf-8", "replace").replace("\0", "")
    text = _JOINED.sub("", _ESCAPED.sub(_unescaped, text))
    for word in _BETWEEN.split(text):
        if _SIGN.search(word):
            yield None, word


def _unescaped(found: re.Match[str]) -> str:
    octal = found[4]
    code = int(octal, 8) if octal else int(found[1] or found[2] or found[3], 16)
    return chr(code) if code <= 0x10FFFF else found[0]  # noqa: PLR2004  # the last one
