import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlgate.core.subject import identify
from mlgate.loaders import BUILTIN
from mlgate.loaders.discover import classify, discover
from mlgate.loaders.source import Source

CARD = b"---\nlicense: mit\n---\n# Scorer\n"
EVENT = json.dumps(
    {
        "eventType": "COMPLETE",
        "eventTime": "2026-01-01T00:00:00Z",
        "run": {"runId": "01941f29-7c00-7000-8000-000000000000"},
        "job": {"namespace": "a", "name": "b"},
        "inputs": [],
        "outputs": [],
        "producer": "https://example.org/producer",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json",
    }
).encode()
STATEMENT = json.dumps(
    {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "a", "digest": {"sha256": "0" * 64}}],
        "predicateType": "https://example.org/x/v1",
        "predicate": {},
    }
).encode()
RELEASE = b"mlgate: release/v1\nname: scorer\n"

# A path in each evidence place, and a document that is recognised there.
EVIDENCE = {
    "evidence/deep/card.md": CARD,
    "README.md": CARD,
    "release.yaml": RELEASE,
    "bom.cdx.json": EVENT,
    "bom.spdx.json": EVENT,
    "model.sigstore.json": STATEMENT,
    "model.intoto.jsonl": STATEMENT,
    "model.sig": STATEMENT,
    "lineage.json": EVENT,
    "a-lineage-b.jsonl": EVENT + b"\n" + EVENT,
    "lineage.ndjson": EVENT,
}
EDITS = {b"COMPLETE": b"START", b"0" * 64: b"1" * 64, b"corer": b"cored"}
# Names that a runtime loads: each may hold a document, and is code all the same.
RUNTIME = {
    "tokenizer_config.json": EVENT.replace(b"{", b'{"auto_map": {}, ', 1),
    "config.json": EVENT,
    "modeling_x.py": CARD,
    "chat_template.md": CARD,
    "model/README.md": CARD,
    "evidence.json": EVENT,
    "Evidence/lineage.json": EVENT,
    "MLmodel": b"run_id: a\nflavors:\n  python_function:\n    loader_module: x\n",
}


def digest(root: Path) -> str:
    """Return the subject digest as the gate makes it: loaders say what is theirs."""
    found = discover(root)
    recognised = {
        f.path
        for f in found.files
        if f.raw is not None
        and any(x.recognises(Source(f.path, f.raw)) for x in BUILTIN.values())
    }
    return identify(found.kind, classify(found, recognised).artifacts).digest


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, raw in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, {"model.bin": b"\0weights", "src/a.py": b"pass\n"})
    return tmp_path


@pytest.mark.parametrize("path", EVIDENCE)
def test_evidence_in_its_place_never_changes_the_digest(root: Path, path: str) -> None:
    before = digest(root)
    write(root, {path: EVIDENCE[path]})
    assert digest(root) == before
    edited = EVIDENCE[path] + b"\n"
    for old, new in EDITS.items():
        edited = edited.replace(old, new)
    assert edited != EVIDENCE[path] + b"\n"
    write(root, {path: edited})
    assert digest(root) == before


@pytest.mark.parametrize("path", EVIDENCE)
def test_what_no_loader_recognises_changes_the_digest_wherever_it_lies(
    root: Path, path: str
) -> None:
    before = digest(root)
    unknown = b"\0\1\2"
    write(root, {path: unknown})
    assert digest(root) != before


@pytest.mark.parametrize("path", RUNTIME)
def test_a_file_that_a_runtime_loads_changes_the_digest_though_it_is_a_document(
    root: Path, path: str
) -> None:
    source = Source(path, RUNTIME[path])
    before = digest(root)
    write(root, {path: source.raw})
    added = digest(root)
    write(root, {path: source.raw + b"\n"})
    assert len({before, added, digest(root)}) == 3


def test_most_of_these_runtime_files_are_indeed_recognised() -> None:
    known = [
        path
        for path, raw in RUNTIME.items()
        if any(x.recognises(Source(path, raw)) for x in BUILTIN.values())
    ]
    assert len(known) >= 5


names = st.lists(
    st.text("abcdeé_.", min_size=1, max_size=4).filter(lambda n: n.strip(".")),
    min_size=1,
    max_size=3,
).map("/".join)
trees = st.dictionaries(names, st.binary(max_size=9), min_size=1, max_size=6).filter(
    lambda t: not any(a.startswith(f"{b}/") for a in t for b in t)
)


@contextmanager
def surroundings(cwd: str, zone: str, patch: pytest.MonkeyPatch) -> Iterator[None]:
    with patch.context() as inner:
        inner.chdir(cwd)
        inner.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


@contextmanager
def backwards(folder: str) -> Iterator[Any]:
    with _scandir(folder) as entries:
        yield iter(sorted(entries, key=lambda e: e.name, reverse=True))


_scandir = os.scandir


@settings(deadline=None, max_examples=40)
@given(trees)
def test_neither_order_nor_cwd_nor_time_zone_nor_place_changes_the_digest(
    tree: dict[str, bytes],
) -> None:
    patch = pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        write(Path(one), tree)
        write(Path(other), dict(reversed(tree.items())))
        expected = digest(Path(one))
        with surroundings(other, "Asia/Kathmandu", patch):
            assert digest(Path()) == expected
        with surroundings("/", "America/St_Johns", patch), patch.context() as inner:
            inner.setattr(os, "scandir", backwards)
            assert digest(Path(os.path.relpath(one))) == expected


@settings(deadline=None, max_examples=40)
@given(trees, st.data())
def test_any_other_byte_path_or_file_changes_the_digest(
    tree: dict[str, bytes], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(tree)))
    changed = data.draw(
        st.sampled_from(
            [
                tree | {path: tree[path] + b"\0"},
                tree | {"zz": b""},
                {k: v for k, v in tree.items() if k != path} | {"zz": tree[path]},
            ]
        )
    )
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        write(Path(one), tree)
        write(Path(other), changed)
        assert digest(Path(one)) != digest(Path(other))
