"""Links in the documentation lead somewhere, and its commands exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from doc_blocks import PAGES, ROOT, blocks, name, prose

from mlgate.cli import COMMANDS, Commands

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SPAN = re.compile(r"`(mlgate [^`]+)`")
HEREDOC = re.compile(r"<<'(\w+)'\n.*?^\1$", re.MULTILINE | re.DOTALL)
SHELL = {"sh", "bash", "console", "shell"}
each_page = pytest.mark.parametrize("page", PAGES, ids=map(name, PAGES))


def _anchors(page: Path) -> set[str]:
    """Return what GitHub makes of the headings of ``page``."""
    said = HEADING.findall(prose(page))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in said
    }


@each_page
def test_a_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _commands(page: Path) -> Iterator[tuple[str, bool]]:
    """Yield each command, and whether it must be whole; in prose it need not be."""
    for block in blocks(page):
        if block.language in SHELL:
            text = HEREDOC.sub("", block.text).replace("\\\n", " ")
            lines = text.split("\n")
            yield from ((line, True) for line in lines if "mlgate " in line)
    yield from ((span, False) for span in SPAN.findall(prose(page)))


def _parse(words: list[str], *, whole: bool) -> None:
    """Parse ``words`` as the command line does, without running anything."""
    assert words[0] in COMMANDS, words
    command = Commands("mlgate").get_command(
        click.Context(Commands("mlgate")), words[0]
    )
    assert command is not None
    while isinstance(command, click.Group) and len(words) > 1:
        words = words[1:]
        assert words[0] in command.commands, words
        command = command.commands[words[0]]
    command.make_context(words[0], words[1:], resilient_parsing=not whole)


@each_page
def test_every_command_in_it_parses(page: Path) -> None:
    for line, whole in _commands(page):
        words = shlex.split(line, comments=True)
        at = next((n for n, word in enumerate(words) if word.endswith("mlgate")), None)
        if at is None or at + 1 == len(words):
            continue
        _parse(words[at + 1 :], whole=whole)


def test_a_command_that_does_not_exist_is_found_out() -> None:
    with pytest.raises(AssertionError):
        _parse(["chekc", "PATH"], whole=True)
    with pytest.raises(click.UsageError):
        _parse(["check", "PATH", "--tire", "T1"], whole=True)


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = set(LINK.findall(index))
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= linked
    adrs = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    written = {page.name for page in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
    assert written == set(LINK.findall(adrs))
