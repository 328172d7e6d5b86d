import base64
import json
from pathlib import Path
from typing import Any

import pytest

from drafted import load
from mlgate.core.organisation import Organisation
from mlgate.errors import EvidenceError
from mlgate.gate.reading import read
from mlgate.loaders import BUILTIN
from mlgate.loaders.lineage.build_container import BuildContainerLoader
from mlgate.loaders.source import Source

LOADER = BuildContainerLoader()
A = "a" * 64
V1, V01 = "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.1"


def statement(version: str, builder: str = "gcb") -> dict[str, Any]:
    found: dict[str, Any] = {"builder": {"id": builder}}
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "image", "digest": {"sha256": A}}],
        "predicateType": version,
        "predicate": {"runDetails": found} if version == V1 else found,
    }


def build(said: object, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    envelope = {
        "payload": base64.urlsafe_b64encode(raw).decode(),
        "payloadType": "application/vnd.in-toto+json",
        "signatures": [{"keyid": "k", "sig": "MEYC"}],
    }
    return {"envelope": envelope | more}


def container(*builds: object) -> dict[str, Any]:
    summary = {"provenance": list(builds)}
    return {"image_summary": {"digest": "sha256:x"}, "provenance_summary": summary}


def test_the_newest_version_in_the_container_is_read() -> None:
    draft = load(LOADER, container(build(statement(V01)), build(statement(V1))))
    found = draft.sections["lineage"]["provenance"]
    assert (found["predicate_type"], found["builder"]) == (V1, "gcb")
    assert draft.names == {A}
    assert set(draft.sources.values()) == {
        "/provenance_summary/provenance/1/envelope/payload"
    }


def test_a_container_is_no_signature_although_it_is_full_of_them() -> None:
    source = Source("evidence/c.json", json.dumps(container(build({}))).encode())
    first = next(name for name, x in BUILTIN.items() if x.recognises(source))
    assert first == "gcb-provenance"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"provenance_summary": {"provenance": []}, "envelope": 1}, "a list of builds"),
        ({"provenance_summary": {}, "envelope": 1}, "is null, expected a list"),
        (container({"envelope": 1}), "no envelope"),
        (container(build(statement(V1), payloadType="x")), "type is 'x'"),
        (container(build(statement(V1), signatures=[])), "not signed by anybody"),
        (container(build(statement(V1), signatures="x")), "not signed by anybody"),
        (container(build(statement(V1), signatures=[{"sig": ""}])), "is empty"),
        (container(build(statement(V1), signatures=[1])), "is empty"),
        (container(build(statement(V1), payload="???")), "cannot be read"),
        (container(build(statement(V1), payload=7)), "cannot be read"),
        (container(build(b'{"_type": 1}|')), "cannot be read"),
        (container(build(statement("https://x/y"))), "no SLSA provenance"),
        (
            container(build(statement(V1)), build(statement(V1, "other"))),
            "two different statements",
        ),
    ],
)
def test_a_broken_container_is_refused_with_its_place(
    document: object, message: str
) -> None:
    source = Source("evidence/c.json", json.dumps(document, indent=1).encode())
    assert LOADER.recognises(source)
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(source)
    assert message in caught.value.message
    assert caught.value.place.startswith("evidence/c.json:")


def test_provenance_of_another_image_covers_nothing_of_the_model(
    tmp_path: Path,
) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "w.gguf").write_bytes(b"GGUF\x03\0\0\0" + b"\0" * 16)
    raw = json.dumps(container(build(statement(V1))))
    (tmp_path / "evidence/c.json").write_text(raw)
    found = read(tmp_path, Organisation()).dossier.content["lineage"]["provenance"]
    assert (found["builder"], found["covers"]) == ("gcb", "other")


def test_an_envelope_that_nobody_can_check_says_nothing_and_stops_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "w.gguf").write_bytes(b"GGUF\x03\0\0\0" + b"\0" * 16)
    envelope = build(statement(V1), signatures=[{"sig": "AAAA"}] * 2)["envelope"]
    (tmp_path / "evidence/e.json").write_text(json.dumps(envelope))
    dossier = read(tmp_path, Organisation()).dossier
    assert dossier.content["lineage"]["provenance"]["builder"] is None
    assert [g.why for g in dossier.gaps] == ["unreadable"]
