import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from mlgate.errors import EvidenceError
from mlgate.loaders.source import Source

READERS: dict[str, Callable[[Source], Any]] = {
    "text": lambda s: s.text,
    "json": lambda s: s.json,
    "events": lambda s: s.events,
    "yaml": lambda s: s.yaml,
    "front_matter": lambda s: s.front_matter,
}


@pytest.mark.parametrize(
    ("reader", "raw", "value"),
    [
        ("text", b"\xef\xbb\xbfa\r\n", "a\r\n"),
        ("json", b'{"a": 1}', {"a": 1}),
        ("json", '{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        ("events", b'{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ("events", b"[1, 2]", [1, 2]),
        ("yaml", b"a: no\n", {"a": "no"}),
        ("yaml", b"", None),
    ],
)
def test_a_document_is_read_as_what_is_asked_for(
    reader: str, raw: bytes, value: object
) -> None:
    assert READERS[reader](Source("a", raw)) == value


def test_front_matter_is_read_with_its_body() -> None:
    found = Source("a.md", b"---\nlicense: mit\n---\n# A\n").front_matter
    assert (found.fields, found.body, found.body_line) == (
        {"license": "mit"},
        "# A\n",
        4,
    )


@pytest.mark.parametrize("reader", READERS)
def test_a_document_is_read_once(reader: str) -> None:
    source = Source("a", b"[]")
    assert READERS[reader](source) is READERS[reader](source)


BROKEN = {
    "text": b"a\n\xff",
    "json": b'{"a": 1,\n "a": 2}',
    "events": b"{}\n{",
    "yaml": b"a: 1\na: 2\n",
    "front_matter": b"---\na: 1\n",
}


@pytest.mark.parametrize("reader", READERS)
def test_a_broken_document_is_refused_each_time_with_the_same_place(
    reader: str,
) -> None:
    source = Source("a.txt", BROKEN[reader])
    errors = []
    for _ in range(3):
        with pytest.raises(EvidenceError) as caught:
            READERS[reader](source)
        errors.append(caught.value)
    assert errors[0] is errors[1] is errors[2]
    assert errors[0].place.startswith("a.txt:")
    frames, frame = 0, errors[0].__traceback__
    while frame:
        frames, frame = frames + 1, frame.tb_next
    assert frames < 8


def test_one_broken_reading_leaves_the_others_alone() -> None:
    source = Source("a", b"a: 1\n")
    with pytest.raises(EvidenceError):
        _ = source.json
    assert source.yaml == {"a": "1"}


def test_the_digest_is_that_of_the_raw_bytes_unless_it_is_known() -> None:
    raw = b"\xef\xbb\xbfa"
    assert Source("a", raw).sha256 == hashlib.sha256(raw).hexdigest()
    assert Source("a", raw, "known").sha256 == "known"
    assert Source("a", raw).size == 4
