"""The search runs beside other work, and loses nothing of what it meets."""

from pathlib import Path

import pytest

from mlgate.errors import EvidenceError
from mlgate.gate.search import Search
from mlgate.loaders.discover import discover


def test_what_it_finds_is_what_a_plain_search_finds(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    (tmp_path / "README.md").write_bytes(b"# a\n")
    assert Search(tmp_path).result() == discover(tmp_path)


def test_its_error_is_raised_where_its_result_is_asked_for(tmp_path: Path) -> None:
    search = Search(tmp_path / "nothing")
    with pytest.raises(EvidenceError, match="there is no such file or folder"):
        search.result()
