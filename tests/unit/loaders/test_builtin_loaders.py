import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.sections import SHAPE
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.loader import Loader, fault, kind, shows
from mlgate.loaders.source import Source
from mlgate.strict import positions

HEAVY = {"yaml", "jsonschema_rs", "cryptography", "pydantic", "regorus", "cyclonedx"}


def outcome(loader: Loader, source: Source) -> str:
    """Return the place of the refusal, or the path of what could be read."""
    try:
        draft = loader.load(source)
    except EvidenceError as exc:
        return exc.place
    sound = set(draft.sections) <= set(loader.sections)
    return source.path if sound else "a section that is not its own"


def test_each_loader_is_listed_under_its_format_and_fills_sections_that_exist() -> None:
    for name, loader in BUILTIN.items():
        assert loader.format == name
        assert loader.sections
        assert set(loader.sections) <= SHAPE.keys()


def test_importing_the_loaders_imports_nothing_heavy() -> None:
    code = "import sys, mlgate.loaders; print(*{m.split('.')[0] for m in sys.modules})"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(out.stdout.split())


@pytest.mark.parametrize("loader", BUILTIN.values(), ids=list(BUILTIN))
@given(
    path=st.sampled_from(
        ["README.md", "release.yaml", "MLmodel", "evidence/x.json", "a.bin"]
    ),
    raw=st.binary(max_size=200)
    | st.sampled_from(
        [b"\xff\xfe", b"\xfe\xff\x00", b"\xef\xbb\xbf{", b"[" * 5000, b"---\n---"]
    ),
)
def test_any_bytes_are_looked_at_without_an_error_and_read_or_refused(
    loader: Loader, path: str, raw: bytes
) -> None:
    source = Source(path, raw)
    assert loader.recognises(source) in {True, False}
    assert outcome(loader, source).startswith(path)


_JSON = """{ } [ ] , : "eventTime" "run" "job" "producer" "inputs" "name" "_type" 1 null
"predicateType" "subject" "digest" "payload" "payloadType" "verificationMaterial"
"SchemaVersion" "Results" "matches" "results" "vulns" "@context" "statements" 2
"entity" "prefix" "used" "@graph" "@type" "sc:Dataset" "distribution" "recordSet"
"featureViews" "spec" "features" "provenance_summary" "provenance" "envelope" "source"
"use" "Licenses" "croissant:output" "croissant:Task"
"versions" "configs" "eval" "status" "entry_type" "probe" "detector" "evalId" "prompts"
"metrics" "tests" "metric" "result" "success" "statistics" "expectation_config"
"https://mlcommons.org/croissant" """
_TEXT = (
    "\n",
    "---\n",
    "license: ",
    "mlgate: release/v1\n",
    "flavors:\n",
    "schema: '2.0'\nstages:\n",
    "outs:\n- path: a\n  md5: b\n",
    "spec:\n  valueType: a\n",
    "artifact_location: a\nexperiment_id: b\nmodel_id: c\n",
    "  a: ",
    "# A\n",
)
WORDS = st.sampled_from([*_JSON.split(), *_TEXT])


@pytest.mark.parametrize("loader", BUILTIN.values(), ids=list(BUILTIN))
@given(words=st.lists(WORDS, max_size=30))
def test_words_of_the_formats_in_any_order_are_read_or_refused(
    loader: Loader, words: list[str]
) -> None:
    source = Source("evidence/x.json", "".join(words).encode())
    assert outcome(loader, source).startswith("evidence/x.json")


def test_marks_are_sought_in_the_head_and_in_an_evidence_place_everywhere() -> None:
    raw = b" " * 70_000 + b'"mark"'
    assert shows(Source("evidence/a.json", raw), '"mark"')
    assert shows(Source("lineage.json", raw), '"mark"')
    assert not shows(Source("a.json", raw), '"mark"')
    assert shows(Source("a.json", raw[-100:]), '"mark"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_are_found_in_every_encoding_that_is_read(encoding: str) -> None:
    raw = '{"mark": 1}'.encode(encoding)
    assert shows(Source("a.json", raw), '"mark"')
    assert shows(Source("evidence/a.json", raw), '"mark"')


def test_a_fault_names_file_line_and_column() -> None:
    source = Source("a.json", b'{"a":\n {"b": 1}}')
    error = fault(source, "json", "/a/b", "why", "what to do")
    assert (error.place, error.message, error.hint) == (
        "a.json:2:3",
        "why",
        "what to do",
    )


def test_every_syntax_that_a_loader_names_finds_places() -> None:
    texts = {
        "json": '{"x":\n{"k": 1}}',
        "events": '\n[{"k": 1}]',
        "yaml": "x:\n  k: 1",
        "front_matter": "---\nk: 1\n---",
        "xml": "<r><x>\n<k/></x></r>",
        "": "anything",
    }
    for loader in BUILTIN.values():
        known = {"events": "/0/k", "front_matter": "/k", "": "L2"}
        pointer = known.get(loader.syntax, "/x/k")
        raw = texts[loader.syntax].encode()
        assert positions.locate(raw, loader.syntax, [pointer])[pointer][0] == 2


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "an object"),
        ([], "a list"),
        ("", "text"),
        (True, "true or false"),
        (1, "a number"),
        (1.5, "a number"),
        (None, "null"),
    ],
)
def test_values_are_called_what_people_call_them(value: object, words: str) -> None:
    assert kind(value) == words
