import pytest

from drafted import load
from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders.lineage.dvc import DvcLoader
from mlgate.loaders.source import Source

LOADER = DvcLoader()
LOCK = """schema: '2.0'
stages:
  prepare:
    cmd: python prepare.py
    deps:
    - path: raw.csv
      hash: md5
      md5: 12345678901234567890123456789012
      size: 788
    params:
      params.yaml:
        split: 0.20
    outs:
    - path: data
      hash: md5
      md5: 9e1f8dd2eae3c29e9d635df89d438ae4.dir
      nfiles: 390
  train:
    cmd: python train.py
    deps:
    - path: data
      hash: md5
      md5: 9e1f8dd2eae3c29e9d635df89d438ae4.dir
    outs:
    - path: model.bin
      etag: '"12e34"'
"""


def lineage(text: str, path: str = "evidence/dvc.lock") -> Draft:
    return load(LOADER, text, path)


def test_stages_and_files_are_joined_by_what_was_read_and_written() -> None:
    draft = lineage(LOCK)
    found = draft.sections["lineage"]
    weak = {n["id"]: n.get("weak_digest") for n in found["nodes"]}
    folder = "data#md5:9e1f8dd2eae3c29e9d635df89d438ae4.dir"
    assert weak == {
        "stage:prepare": None,
        "raw.csv#md5:12345678901234567890123456789012": (
            "md5:12345678901234567890123456789012"
        ),
        folder: "md5:9e1f8dd2eae3c29e9d635df89d438ae4.dir",
        "stage:train": None,
        'model.bin#etag:"12e34"': 'etag:"12e34"',
    }
    edges = [(e["from"], e["kind"], e["to"]) for e in found["edges"]]
    assert ("stage:prepare", "used", next(x for x in weak if "raw" in x)) in edges
    assert (folder, "wasGeneratedBy", "stage:prepare") in edges
    assert ("stage:train", "used", folder) in edges
    assert draft.sources["/lineage/nodes/1"] == "/stages/prepare/deps/0"
    assert "digest" not in {key for node in found["nodes"] for key in node}
    assert found["extras"]["dvc"] == {
        "schema": "2.0",
        "stages": found["extras"]["dvc"]["stages"],
    }


def test_a_file_that_was_changed_between_two_stages_is_two_things() -> None:
    text = LOCK.replace("train.py\n    deps:\n    - path: data\n      hash: md5\n"
                        "      md5: 9e1f", "train.py\n    deps:\n    - path: data\n"
                        "      hash: md5\n      md5: 0000")  # fmt: skip
    assert text != LOCK
    nodes = lineage(text).sections["lineage"]["nodes"]
    assert [n["name"] for n in nodes].count("data") == 2


def test_data_that_was_only_added_is_a_file_that_no_stage_made() -> None:
    text = "outs:\n- md5: 0123456789\n  size: 3\n  hash: md5\n  path: data.csv\n"
    found = lineage(text, "evidence/data.csv.dvc").sections["lineage"]
    assert found["nodes"] == [
        {
            "id": "data.csv#md5:0123456789",
            "kind": "file",
            "name": "data.csv",
            "weak_digest": "md5:0123456789",
        }
    ]
    assert "edges" not in found


def test_an_old_stage_file_is_one_stage_and_its_own_digest_is_shown() -> None:
    text = "cmd: a\ndeps:\n- path: x\n  md5: aa\nouts:\n- path: y\n  md5: bb\nmd5: cc\n"
    found = lineage(text, "evidence/train.dvc").sections["lineage"]
    assert [n["id"] for n in found["nodes"]] == [
        "stage:train.dvc",
        "x#md5:aa",
        "y#md5:bb",
    ]
    assert found["extras"]["dvc"]["md5"] == "cc"


def test_files_listed_inside_are_kept_as_they_are_written() -> None:
    text = "outs:\n- path: d\n  md5: a.dir\n  files:\n  - relpath: x\n    md5: 017\n"
    extras = lineage(text).sections["lineage"]["extras"]
    assert extras["dvc"]["outs"][0]["files"] == [{"relpath": "x", "md5": "017"}]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("    - path: raw.csv\n      hash", "    - hash", 6),
        ("12345678901234567890123456789012", "[1]", 8),
        ("    deps:\n    - path: raw.csv", "    deps: x\n    other:\n    - path: a", 5),
        ("  train:\n    cmd: python train.py", "  train:\n  - cmd: x", None),
        ("schema: '2.0'", "schema: '2.0'\nschema: '2.0'", 2),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    old: str, new: str, line: int | None
) -> None:
    assert old in LOCK
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(Source("evidence/dvc.lock", LOCK.replace(old, new).encode()))
    name, found, _ = caught.value.place.split(":")
    assert name == "evidence/dvc.lock"
    assert line is None or int(found) == line


@pytest.mark.parametrize(
    "text",
    [
        "stages:\n  a:\n    cmd: x\n    deps:\n    - path: y\n      md5: z\n",
        "schema: '1.0'\nstages:\n",
        "outs:\n- path: x\n",
        '{"outs": [{"path": "a", "md5": "b"}]}',
        "apiVersion: v1\nkind: Pod\n",
    ],
)
def test_other_yaml_is_not_taken_for_dvc(text: str) -> None:
    assert not LOADER.recognises(Source("evidence/a.yaml", text.encode()))
