import json

import pytest

from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.oci_manifest import OciManifestLoader
from mlgate.loaders.source import Source
from oci_images import document, manifest

A = "a" * 64
FILES = [("model.safetensors", A)]
LOADER = OciManifestLoader()


def source(raw: bytes, path: str = "evidence/model.oci.json") -> Source:
    return Source(path, raw)


def test_a_manifest_is_recognised_by_what_it_says_and_names_its_layers() -> None:
    found = source(manifest(FILES), "evidence/whatever")
    assert [name for name, x in BUILTIN.items() if x.recognises(found)] == [
        "oci-manifest"
    ]
    assert LOADER.load(found) == Draft(names=frozenset({A}))


@pytest.mark.parametrize(
    "value",
    [
        {"schemaVersion": 2, "manifests": []},
        {"schemaVersion": 2, "image": document(FILES)},
        {"matches": [], "source": document(FILES)},
        {"class_name": "Sequential", "config": {"layers": []}},
        [document(FILES)],
    ],
    ids=["an index", "a part", "a report on an image", "a network", "a list"],
)
def test_other_documents_are_left_to_others(value: object) -> None:
    assert not LOADER.recognises(source(json.dumps(value).encode()))


def test_a_manifest_whose_layers_are_archives_is_a_sound_document() -> None:
    value = document(FILES)
    del value["layers"][0]["annotations"]
    assert LOADER.load(source(json.dumps(value).encode())).names == {A}


def test_a_broken_report_on_an_image_is_left_to_others() -> None:
    raw = json.dumps({"matches": [], "source": document(FILES)}).encode()
    assert not LOADER.recognises(source(raw[:-1]))
    assert LOADER.recognises(source(manifest(FILES)[:-1]))


@pytest.mark.parametrize(
    ("raw", "place", "why"),
    [
        (b'{"schemaVersion": 2,\n "config": {}, "layers": []}', "2:16", "without"),
        (b'{"schemaVersion": 1,\n "config": {}, "layers": [{}]}', "1:2", "version"),
        (b'{"schemaVersion": 2,\n "config": 5, "layers": [{}]}', "2:2", "`config`"),
        (b'{"schemaVersion": 2, "layers": [{}], "x": "config"}', "1:1", "`config`"),
        (b'{"schemaVersion": 2,\n"config": {}, "layers"', "2:23", "not JSON"),
        (b'["schemaVersion", "layers"]', "1:1", "is an object"),
        (b'{"schemaVersion": 2,\n "layers": [{}]}', "1:1", "`config`"),
    ],
    ids=range(7),
)
def test_a_broken_manifest_is_refused_at_its_line(
    raw: bytes, place: str, why: str
) -> None:
    found = source(raw)
    assert LOADER.recognises(found) == raw.startswith(b"{")
    with pytest.raises(EvidenceError, match=why) as caught:
        LOADER.load(found)
    assert caught.value.place == f"evidence/model.oci.json:{place}"
