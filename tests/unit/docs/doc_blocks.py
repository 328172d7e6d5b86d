"""The pages under docs/ that people write, and the fenced blocks in them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    language: str
    text: str


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of ``page``."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield Block(found[1], found[2])


def prose(page: Path) -> str:
    """Return ``page`` without its fenced blocks."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))
