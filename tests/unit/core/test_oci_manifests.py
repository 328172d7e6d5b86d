"""Which files an OCI manifest lists; what it does not say plainly, it does not say."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import oci
from mlgate.errors import EvidenceError
from oci_images import TITLE, document, layer

A, B = "a" * 64, "b" * 64
FILES = {("config.json", A), ("model.safetensors", B)}
Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> dict[str, Any]:
    value = document(sorted(FILES))
    change(value)
    return value


def first(**fields: object) -> Change:
    return lambda value: value["layers"][0].update(fields)


def test_each_layer_is_a_file_with_its_path_and_its_sha256() -> None:
    value = document(sorted(FILES))
    assert oci.flaw(value) is None
    assert oci.files(value, "a") == FILES
    assert oci.digests(value) == {A, B}


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value.pop("mediaType"),
        lambda value: value.update(mediaType=oci.MEDIA_TYPES[1]),
        lambda value: value.update(artifactType="x", annotations={"a": "b"}),
        lambda value: value.update(subject={"digest": "sha256:0"}),
        first(mediaType="application/octet-stream"),
        first(**layer("config.json", f"sha256:{A}", **{oci.UNPACKED: "false"})),
    ],
    ids=range(6),
)
def test_what_says_nothing_of_the_files_may_differ(change: Change) -> None:
    assert oci.files(changed(change), "a") == FILES


# What a registry or a runtime could take for something else than it is read as here.
FLAWS: dict[str, tuple[Change, str, str]] = {
    "an index": (
        lambda v: v.update(manifests=v.pop("layers")),
        "/manifests",
        "makes another document",
    ),
    "an index as well": (
        lambda v: v.update(manifests=[]),
        "/manifests",
        "makes another document",
    ),
    "an index in other letters": (
        lambda v: v.update({"Manife\u017fts": []}),
        "/Manife\u017fts",
        "makes another document",
    ),
    "an old manifest as well": (
        lambda v: v.update(fsLayers=[]),
        "/fsLayers",
        "makes another document",
    ),
    "layers in other letters": (
        lambda v: v.update(Layers=[]),
        "",
        "two keys differ only by case",
    ),
    "a digest in other letters": (
        first(Digest=f"sha256:{B}"),
        "",
        "two keys differ only by case",
    ),
    "another version": (
        lambda v: v.update(schemaVersion=1),
        "/schemaVersion",
        "version is not 2",
    ),
    "a version as text": (
        lambda v: v.update(schemaVersion="2"),
        "/schemaVersion",
        "version is not 2",
    ),
    "another type": (
        lambda v: v.update(mediaType="application/json"),
        "/mediaType",
        "the media type is 'application/json'",
    ),
    "a type that is no text": (
        lambda v: v.update(mediaType=[]),
        "/mediaType",
        "the media type is ",
    ),
    "no config": (lambda v: v.pop("config"), "/config", "is missing"),
    "a config of another shape": (lambda v: v.update(config=[]), "/config", "no obj"),
    "no layers": (lambda v: v.update(layers=[]), "/layers", "without layers"),
    "layers of another shape": (
        lambda v: v.update(layers={"a": 1}),
        "/layers",
        "without layers",
    ),
}


@pytest.mark.parametrize(("change", "pointer", "why"), FLAWS.values(), ids=FLAWS)
def test_what_is_no_image_manifest_has_a_flaw_with_its_place(
    change: Change, pointer: str, why: str
) -> None:
    value = changed(change)
    found = oci.flaw(value)
    assert found
    assert found.pointer == pointer
    assert why in found.why
    with pytest.raises(EvidenceError, match=r"^a: "):
        oci.files(value, "a")


@pytest.mark.parametrize("value", [None, [], "x", 2, True])
def test_what_is_no_object_is_no_manifest(value: object) -> None:
    assert oci.flaw(value)


# Sound manifests of images that are more, or other, than the files they name.
UNLIKE: dict[str, tuple[Change, str]] = {
    "a config of its own": (
        lambda v: v["config"].update(digest=f"sha256:{A}"),
        "its config is not the empty one",
    ),
    "a config without digest": (
        lambda v: v["config"].pop("digest"),
        "its config is not the empty one",
    ),
    "a layer without a title": (first(annotations={}), "a layer is not one file"),
    "no annotations": (first(annotations=None), "a layer is not one file"),
    "a title that is no text": (
        first(annotations={TITLE: 5}),
        "a layer is not one file",
    ),
    "an empty title": (first(annotations={TITLE: ""}), "a layer is not one file"),
    "an endless title": (
        first(annotations={TITLE: "x" * 5000}),
        "a layer is not one file",
    ),
    "a folder to unpack": (
        first(annotations={TITLE: "model", oci.UNPACKED: "true"}),
        "a layer is not one file",
    ),
    "perhaps a folder": (
        first(annotations={TITLE: "model", oci.UNPACKED: "1"}),
        "a layer is not one file",
    ),
    "sha512": (first(digest=f"sha512:{A}{B}"), "a layer is not one file"),
    "a digest that is cut": (first(digest="sha256:ab"), "a layer is not one file"),
    "a digest in capitals": (
        first(digest=f"sha256:{'A' * 64}"),
        "a layer is not one file",
    ),
    "a digest that is no text": (first(digest=5), "a layer is not one file"),
    "no layer": (lambda v: v["layers"].append(5), "a layer is not one file"),
    "a name twice": (
        lambda v: v["layers"].append(layer("config.json", f"sha256:{B}")),
        "two layers of one name",
    ),
}


@pytest.mark.parametrize(("change", "why"), UNLIKE.values(), ids=UNLIKE)
def test_an_image_that_is_not_just_files_lists_none(change: Change, why: str) -> None:
    value = changed(change)
    assert oci.flaw(value) is None
    oci.digests(value)
    with pytest.raises(EvidenceError, match=why) as caught:
        oci.files(value, "evidence/model.oci.json")
    assert caught.value.place == "evidence/model.oci.json"
    assert caught.value.hint


FILE = st.tuples(st.sampled_from("abc"), st.sampled_from((A, B)))
SETS = st.frozensets(FILE, max_size=4)


@given(listed=SETS, artifacts=SETS, known=SETS)
def test_an_image_holds_a_model_if_it_has_every_file_and_else_only_what_is_known(
    listed: frozenset[oci.File],
    artifacts: frozenset[oci.File],
    known: frozenset[oci.File],
) -> None:
    wanted = bool(artifacts) and all(file in listed for file in artifacts)
    wanted &= all(file in artifacts or file in known for file in listed)
    assert oci.holds(listed, artifacts, known) is wanted


D, E = f"sha256:{A}", f"sha256:{B}"


@pytest.mark.parametrize(
    ("aliases", "found"),
    [
        ([{"kind": "oci", "digest": D}], (D,)),
        ([{"kind": "oci", "digest": E}, {"kind": "oci", "digest": D}], (E, D)),
        ([{"kind": "oci", "digest": D}, {"kind": "oci", "digest": D}], (D,)),
        ([{"kind": "oms", "digest": D}], ()),
        ([{"kind": "OCI", "digest": D}, {"digest": D}, {"kind": "oci"}], ()),
        ([{"kind": "oci", "digest": A}, {"kind": "oci", "digest": f"{D}\n"}], ()),
        ([{"kind": "oci", "digest": [D]}, D, None, 5], ()),
        ({"kind": "oci", "digest": D}, ()),
        (D, ()),
        (None, ()),
    ],
    ids=range(10),
)
def test_only_whole_digests_of_images_are_read_from_a_decision(
    aliases: object, found: tuple[str, ...]
) -> None:
    assert oci.recorded({"digest": E, "aliases": aliases}) == found


@pytest.mark.parametrize("subject", [None, [], "x", {}])
def test_a_decision_without_aliases_records_none(subject: object) -> None:
    assert oci.recorded(subject) == ()
