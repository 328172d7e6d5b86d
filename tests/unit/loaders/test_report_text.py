"""What a scanner quotes may hold NUL: it is shown, and never there."""

import json

import pytest

from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'"a\u0000b"', r"a\u0000b"),
        (r'"\u0000\u0000"', r"\u0000\u0000"),
        (r'"a\\u0000b"', r"a\u0000b"),
        (r'"a\\\u0000b"', "a\\" + r"\u0000b"),
        (r'"plain\n"', "plain\n"),
    ],
)
def test_an_escape_of_nul_is_read_as_it_is_written(written: str, read: str) -> None:
    assert Source("x.json", written.encode()).report == read


def test_elsewhere_nul_is_refused_and_half_a_pair_is_refused_here_too() -> None:
    with pytest.raises(EvidenceError, match="NUL"):
        _ = Source("x.json", rb'"a\u0000b"').json
    with pytest.raises(EvidenceError, match="surrogate"):
        _ = Source("x.json", rb'"a\ud800b"').report


def test_a_report_on_a_package_whose_version_holds_nul_is_read() -> None:
    artifact = {"name": "java", "version": "17\0-J", "purl": "", "type": "binary"}
    match = {"vulnerability": {"id": "CVE-2026-1"}, "artifact": artifact}
    text = json.dumps({"matches": [match], "source": {"type": "image"}})
    source = Source("evidence/grype.json", text.encode())
    draft = BUILTIN["grype-json"].load(source)
    (finding,) = draft.sections["vulnerabilities"]["findings"]
    assert finding["version"] == r"17\u0000-J"
