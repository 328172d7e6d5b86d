"""The words of a format: what its reader asks for, and what its documents say."""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from judging import Target

MOST = 400
_WORD = re.compile(rb"[A-Za-z@$_][\w@$:./-]{1,39}")
_KEY = re.compile(r"[\w@$:./ -]{2,40}", re.ASCII)


def of(target: Target, documents: Sequence[bytes]) -> list[str]:
    """Return words for ``target``, those of its reader before those of documents."""
    read = [word for module in target.modules for word in _constants(module)]
    said = [w.decode() for raw in documents for w in _WORD.findall(raw)]
    return list(dict.fromkeys((*read, *said)))[:MOST] or ["a"]


def dictionary(words: Sequence[str]) -> str:
    """Return ``words`` as libFuzzer reads them from a file: bare, and in quotes."""
    return "".join(f'"{word}"\n"\\"{word}\\""\n' for word in words)


def _constants(module: str) -> Iterator[str]:
    """Yield each short text in the source of ``module``: its keys are among them."""
    import_module(module)
    source = Path(sys.modules[module].__file__ or "").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Tables of names are often written as one text.
            yield from filter(_KEY.fullmatch, {node.value, *node.value.split()})
