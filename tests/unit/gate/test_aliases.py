"""What else the subject's files are called: found out from bytes, or not recorded."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mlgate.core import statements
from mlgate.core.organisation import Organisation
from mlgate.gate.reading import Reading, read
from mlgate.trust import bundle, keys
from oci_images import digest, document, manifest, pushed

WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
NAMES = ("config.json", "model.safetensors")
CARD = "# A model\n\n## Intended use\n\nNone.\n"
KEY = keys.load_private(keys.generate(None)[0], None, "any.key")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "evidence").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "README.md").write_text(f"---\nlicense: mit\n---\n{CARD}", "utf-8")
    return folder


def put(model: Path, raw: bytes, name: str = "evidence/model.oci.json") -> Reading:
    (model / name).write_bytes(raw)
    return read(model, Organisation())


def aliases(reading: Reading) -> list[dict[str, str]]:
    listed: list[dict[str, str]] = reading.subject["aliases"]
    return listed


def sums(model: Path, *names: str) -> list[tuple[str, str]]:
    return [(n, sha256((model / n).read_bytes()).hexdigest()) for n in names]


def test_a_model_without_a_manifest_has_no_alias(model: Path) -> None:
    reading = read(model, Organisation())
    assert aliases(reading) == []
    assert reading.dossier.content["subject"]["aliases"] == []
    assert reading.notes == ()


@pytest.mark.parametrize("also", [(), ("README.md",)], ids=["alone", "with evidence"])
def test_a_manifest_of_exactly_these_files_is_an_alias(
    model: Path, also: tuple[str, ...]
) -> None:
    before = read(model, Organisation()).subject["digest"]
    raw = pushed(model, *NAMES, *also)
    reading = put(model, raw)
    assert reading.subject["digest"] == before
    assert aliases(reading) == [{"kind": "oci", "digest": digest(raw)}]
    assert reading.notes == ()
    said = reading.dossier.content["subject"]["aliases"]
    assert said == [{**aliases(reading)[0], "at": "/subject/aliases/0"}]
    place = reading.dossier.place("/subject/aliases/0/digest")
    assert place.document == "evidence/model.oci.json"


def test_two_manifests_of_the_same_files_are_two_aliases_and_a_copy_is_none(
    model: Path,
) -> None:
    one, two = pushed(model, *NAMES), pushed(model, *reversed(NAMES))
    put(model, one, "evidence/b.json")
    put(model, two, "evidence/c.json")
    reading = put(model, one, "evidence/a.json")
    wanted = sorted([digest(one), digest(two)])
    assert aliases(reading) == [{"kind": "oci", "digest": d} for d in wanted]
    places = [reading.dossier.place(f"/subject/aliases/{i}").document for i in (0, 1)]
    assert places[wanted.index(digest(one))] == "evidence/a.json"


OTHER = "0" * 64


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"config.json": OTHER}, "config.json with other bytes"),
        ({"README.md": OTHER}, "README.md with other bytes"),
        ({"config.json": ""}, "config.json not in the image"),
        ({"run.py": OTHER}, "run.py only in the image"),
        ({"./config.json": OTHER}, "./config.json only in the image"),
        (
            {"config.json": "", "model.safetensors": OTHER, "run.py": OTHER},
            (
                "model.safetensors with other bytes; run.py only in the image; "
                "config.json not in the image"
            ),
        ),
    ],
    ids=range(6),
)
def test_a_manifest_of_other_files_is_no_alias_and_a_note_names_them(
    model: Path, change: dict[str, str], why: str
) -> None:
    files = {**dict(sums(model, *NAMES)), **change}
    reading = put(model, manifest((n, d) for n, d in files.items() if d))
    assert aliases(reading) == []
    start = "evidence/model.oci.json is no alias of this model: "
    assert reading.notes == (f"{start}{why}",)


def test_many_paths_that_differ_are_counted(model: Path) -> None:
    more = [(f"{number}.py", OTHER) for number in range(9)]
    reading = put(model, manifest([*sums(model, *NAMES), *more]))
    (note,) = reading.notes
    assert "0.py, 1.py, 2.py, 3.py, 4.py and 4 more only in the image" in note


def _archived(value: dict[str, Any]) -> None:
    del value["layers"][0]["annotations"]


def _configured(value: dict[str, Any]) -> None:
    value["config"]["digest"] = f"sha256:{OTHER}"


@pytest.mark.parametrize(
    ("change", "why"),
    [(_archived, "a layer is not one file"), (_configured, "its config is not the")],
    ids=["an archive", "a config"],
)
def test_an_image_that_is_more_than_files_is_no_alias(
    model: Path,
    change: Callable[[dict[str, Any]], None],
    why: str,
) -> None:
    value = document(sums(model, *NAMES))
    change(value)
    reading = put(model, json.dumps(value).encode())
    assert aliases(reading) == []
    assert why in reading.notes[0]
    assert [i.problem for i in reading.inputs] == ["", ""]


def test_a_broken_manifest_is_a_document_with_a_problem(model: Path) -> None:
    raw = pushed(model, *NAMES).replace(b'"schemaVersion": 2', b'"schemaVersion": 3')
    reading = put(model, raw)
    assert (aliases(reading), reading.notes) == ([], ())
    (problem,) = (i.problem for i in reading.inputs if i.format == "oci-manifest")
    assert problem == "evidence/model.oci.json:1:2: the schema version is not 2"


def test_a_manifest_where_a_runtime_may_load_it_is_part_of_the_model(
    model: Path,
) -> None:
    reading = put(model, pushed(model, *NAMES), "model.oci.json")
    assert aliases(reading) == []
    assert reading.notes == (
        "model.oci.json is no alias of this model: model.oci.json not in the image",
    )


def test_a_changed_byte_of_the_model_ends_the_alias(model: Path) -> None:
    assert aliases(put(model, pushed(model, *NAMES)))
    (model / "config.json").write_text("{} ", encoding="utf-8")
    reading = read(model, Organisation())
    assert aliases(reading) == []
    assert "config.json with other bytes" in reading.notes[0]


def test_a_file_that_is_judged_alone_has_no_evidence_and_no_alias(model: Path) -> None:
    reading = read(model / "model.safetensors", Organisation())
    assert aliases(reading) == []


def signature(model: Path, *names: str) -> tuple[str, bytes]:
    """Return the root of an OMS statement over ``names``, and a bundle of it."""
    listed = sorted(sums(model, *names))
    root = sha256(b"".join(bytes.fromhex(d) for _, d in listed)).hexdigest()
    predicate = {
        "serialization": {"method": "files", "hash_type": "sha256"},
        "resources": [
            {"name": n, "algorithm": "sha256", "digest": d} for n, d in listed
        ],
    }
    signed = statements.statement("model", root, statements.OMS, predicate)
    return f"sha256:{root}", bundle.sign(signed, KEY)


def test_the_root_of_a_model_signature_is_an_alias_whoever_signed_it(
    model: Path,
) -> None:
    root, raw = signature(model, *NAMES)
    reading = put(model, raw, "model.sigstore.json")
    assert aliases(reading) == [{"kind": "oms", "digest": root}]
    assert not reading.dossier.content["signatures"][0]["verified"]
    image = pushed(model, *NAMES)
    assert aliases(put(model, image)) == [
        {"kind": "oci", "digest": digest(image)},
        {"kind": "oms", "digest": root},
    ]


def test_the_root_of_a_signature_over_some_files_is_no_alias(model: Path) -> None:
    _, raw = signature(model, "model.safetensors")
    assert aliases(put(model, raw, "model.sigstore.json")) == []
