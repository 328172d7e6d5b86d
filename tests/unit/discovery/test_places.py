import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.loaders.places import (
    ARTIFACT,
    EVIDENCE,
    EVIDENCE_ROWS,
    IGNORED,
    IGNORED_ROWS,
    place,
)

# Row -> paths that are in it, and near misses that are in no row.
ROWS: dict[str, tuple[str, str]] = {
    ".git/**": (
        ".git/HEAD .git/objects/ab/c .git/",
        ".gitignore .git .GIT/HEAD a/.git/HEAD .github/x x.git/a",
    ),
    ".mlgate/**": (
        ".mlgate/last.json .mlgate/",
        ".mlgate mlgate/a a/.mlgate/b .mlgate2/a .Mlgate/a",
    ),
    ".cache/huggingface/**": (
        ".cache/huggingface/download/a.lock .cache/huggingface/",
        ".cache/a .cache/huggingface .cache/huggingface2/a a/.cache/huggingface/b",
    ),
    "**/.DS_Store": (
        ".DS_Store a/.DS_Store a/b/.DS_Store evidence/.DS_Store",
        ".DS_Store/a .ds_store a.DS_Store .DS_Store.bin",
    ),
    "mlgate.yaml": (
        "mlgate.yaml",
        "a/mlgate.yaml mlgate.yml MLGATE.yaml mlgate.yaml.bin mlgate.yaml/a",
    ),
    "evidence/**": (
        "evidence/a evidence/a/b/c.bin evidence/README.md",
        (
            "evidence evidence.json Evidence/x EVIDENCE/x a/evidence/x evidences/x "
            "evidence/x.py evidence/a/B.SO evidence/t.jinja evidence/x.json.sh"
        ),
    ),
    "README.md": (
        "README.md",
        "model/README.md readme.md README.MD README README.md.py X.README.md",
    ),
    "release.yaml": (
        "release.yaml",
        "sub/release.yaml release.yml Release.yaml xrelease.yaml releaseXyaml",
    ),
    "*.cdx.json": (
        "bom.cdx.json a.b.cdx.json",
        ".cdx.json model/bom.cdx.json bom.cdx.json.py bom.CDX.json bomXcdxXjson",
    ),
    "*.spdx.json": (
        "bom.spdx.json",
        ".spdx.json model/bom.spdx.json spdx.json bom.spdx bom.spdx.jsonl",
    ),
    "*.sigstore.json": (
        "model.sigstore.json",
        ".sigstore.json a/model.sigstore.json sigstore.json model.sigstore",
    ),
    "*.intoto.jsonl": (
        "provenance.intoto.jsonl",
        ".intoto.jsonl a/p.intoto.jsonl p.intoto.json intoto.jsonl",
    ),
    "*.sig": (
        "model.sig model.bin.sig",
        ".sig a/model.sig model.SIG model.sigx sig",
    ),
    "*lineage*.json": (
        "lineage.json my_lineage_v2.json lineage.sigstore.tmp.json",
        "a/lineage.json Lineage.json lineage.yaml linage.json lineage lineage/x.json",
    ),
    "*lineage*.jsonl": (
        "lineage.jsonl x-lineage.jsonl",
        "a/lineage.jsonl lineage.jsonlx",
    ),
    "*lineage*.ndjson": (
        "lineage.ndjson x-lineage-y.ndjson",
        "a/lineage.ndjson ndjson.lineage",
    ),
}


def test_every_row_of_the_table_is_tested_here() -> None:
    assert [row.pattern for row in (*IGNORED_ROWS, *EVIDENCE_ROWS)] == list(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_holds_for_its_paths_and_says_so(row: str) -> None:
    ignored = row in {r.pattern for r in IGNORED_ROWS}
    for path in ROWS[row][0].split():
        kind, why = place(path)
        assert (path, kind) == (path, IGNORED if ignored else EVIDENCE)
        assert row in why


@pytest.mark.parametrize("row", ROWS)
def test_near_misses_of_a_row_are_artifacts(row: str) -> None:
    for path in ROWS[row][1].split():
        assert (path, place(path).kind) == (path, ARTIFACT)


@pytest.mark.parametrize(
    "path",
    [
        "config.json",
        "tokenizer_config.json",
        "MLmodel",
        "modeling_x.py",
        "chat_template.md",
        "model.safetensors",
        "requirements.txt",
    ],
)
def test_what_a_runtime_loads_is_an_artifact(path: str) -> None:
    assert place(path).kind == ARTIFACT


@given(
    st.text(max_size=12),
    st.sampled_from([p for yes, _ in ROWS.values() for p in yes.split()]),
)
def test_no_folder_but_evidence_and_the_ignored_ones_makes_a_file_evidence(
    folder: str, path: str
) -> None:
    known = ("evidence", ".git", ".mlgate", ".cache")
    if folder.partition("/")[0] in known or path.endswith(".DS_Store"):
        return
    assert place(f"{folder}/{path}").kind == ARTIFACT
