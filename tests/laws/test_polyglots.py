"""A document that a runtime loads as well is part of the model, whatever it claims.

Leaving a file out of the subject's digest takes both: content that a loader knows,
and a place where no runtime looks. Otherwise a tokenizer's configuration with the
keys of a lineage event could change under every signature.
"""

import gzip
import io
import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import polyglots_around
import polyglots_bills
import polyglots_cards
import polyglots_evaluations
import polyglots_reports
import pytest

from mlgate.core.organisation import Organisation
from mlgate.gate.reading import Reading, read
from mlgate.loaders import BUILTIN
from mlgate.loaders.places import ARTIFACT, EVIDENCE, place
from mlgate.loaders.source import Source

NOBODY = Organisation()
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
RUN = "0191b0c0-0000-7000-8000-000000000001"
# What makes each of them more than a document, to the runtime that loads it.
CODE = {"auto_map": {"AutoModel": "modeling_x.Evil"}, "model_type": "bert"}
TEMPLATE = "{{ cycler.__init__.__globals__.os.popen('id').read() }}"
JSON_NAMES = (
    "config.json",
    "tokenizer_config.json",
    "generation_config.json",
    "adapter_config.json",
    "model/config.json",
    "preprocessor_config.json",
    "model/evidence/config.json",
    "bom.cdx.json/config.json",
)
YAML_NAMES = (
    "config.yaml",
    "model/hparams.yaml",
    "mlruns/meta.yaml",
    "data/release.yaml",
    "conf/evidence/x.yaml",
    "modeling_x.py",
)
CARD_NAMES = (
    "chat_template.md",
    "model/README.md",
    "prompts/system.md",
    "agent/model_card.md",
    "sub/evidence/a.md",
)


class Sample(NamedTuple):
    """A sound document that a runtime would load too.

    Attributes:
        names: Names that a runtime loads, under which it is still recognised.
        homes: Evidence places for it.
    """

    text: str
    names: tuple[str, ...]
    homes: tuple[str, ...]


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value | CODE, indent=1)


SAMPLES = {
    "release": Sample(
        f"mlgate: release/v1\nname: x\noperations:\n  auto_map: '{TEMPLATE}'\n",
        YAML_NAMES,
        ("release.yaml", "evidence/release.yaml"),
    ),
    "hf-model-card": Sample(
        f"---\nlicense: mit\nauto_map:\n  AutoModel: x.Evil\n---\n{TEMPLATE}\n",
        CARD_NAMES,
        ("README.md", "evidence/README.md", "evidence/a/card.md"),
    ),
    "mlmodel": Sample(
        "flavors:\n  python_function:\n    loader_module: evil\nrun_id: x\n",
        ("MLmodel", "model/MLmodel", *YAML_NAMES),
        ("evidence/MLmodel", "evidence/x.yaml"),
    ),
    "sigstore-bundle": Sample(
        _json({"payload": "e30=", "payloadType": "text/plain", "signatures": []}),
        JSON_NAMES,
        ("x.sigstore.json", "model.sig", "evidence/x.json"),
    ),
    "cyclonedx": Sample(
        _json({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}),
        JSON_NAMES,
        ("bom.cdx.json", "evidence/bom.json"),
    ),
    "in-toto": Sample(
        _json({
            "_type": "https://in-toto.io/Statement/v1",
            "predicateType": "https://example.org/x",
            "subject": [{"name": "x", "digest": {"sha256": "0" * 64}}],
            "predicate": {},
        }),
        JSON_NAMES,
        ("x.intoto.jsonl", "evidence/provenance.json"),
    ),
    "openlineage": Sample(
        _json({
            "eventTime": "2026-11-01T09:00:00Z",
            "eventType": "COMPLETE",
            "producer": "https://example.org/x",
            "run": {"runId": RUN},
            "job": {"namespace": "n", "name": "j"},
            "inputs": [],
            "outputs": [],
        }),
        JSON_NAMES,
        ("lineage.json", "train-lineage.ndjson", "evidence/run.jsonl"),
    ),
}  # fmt: skip
SAMPLES |= {
    name: Sample(text, YAML_NAMES if name in polyglots_around.YAMLS else JSON_NAMES, at)
    for name, (text, at) in polyglots_around.texts().items()
}
SAMPLES |= {
    name: Sample(text, JSON_NAMES, polyglots_bills.HOMES)
    for name, text in polyglots_bills.texts().items()
}
SAMPLES |= {
    name: Sample(
        text,
        CARD_NAMES
        if name in polyglots_cards.MARKDOWN
        else YAML_NAMES
        if name in polyglots_cards.YAMLS
        else JSON_NAMES,
        homes,
    )
    for name, (text, homes) in polyglots_cards.texts().items()
}
SAMPLES |= {
    name: Sample(
        text,
        YAML_NAMES if name in polyglots_reports.YAMLS else JSON_NAMES,
        polyglots_reports.HOMES,
    )
    for name, text in polyglots_reports.texts().items()
}
SAMPLES |= {
    name: Sample(text, JSON_NAMES, homes)
    for name, (text, homes) in polyglots_evaluations.texts().items()
}
# Known by their place alone, which must be one for evidence.
PLACED = ("empty-report", "mlflow-entry")
# Told apart by what it says, once it can be read.
BROKEN = {"cyclonedx-vex": "cyclonedx"}
# Names that runtimes look for, whatever the content is recognised as.
EVERYWHERE = (
    "config.json", "tokenizer_config.json", "generation_config.json", "modeling_x.py",
    "chat_template.jinja", "MLmodel", "adapter_config.json", "model/tokenizer.json",
    "requirements.txt", "special_tokens_map.json", "model.safetensors.index.json",
    "EVIDENCE/config.json", "evidence.json", "release.yml", "bom.CDX.json",
    "lineage/config.json", "model.sigstore", "README.MD",
)  # fmt: skip

each_format = pytest.mark.parametrize("name", [n for n in BUILTIN if n not in PLACED])


def sample(name: str) -> Sample:
    """Return the sample of a format; a new loader needs one."""
    assert name in SAMPLES, f"write a polyglot of '{name}' into SAMPLES"
    return SAMPLES[name]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(WEIGHTS)
    return tmp_path


def written(model: Path, name: str, content: str | bytes) -> Reading:
    """Write one document, read the whole, and take the document away again."""
    path = model / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    reading = read(model, NOBODY)
    path.unlink()
    return reading


def formats(reading: Reading) -> dict[str, str]:
    return {i.name: i.format for i in reading.inputs}


def digest(reading: Reading) -> str:
    found: str = reading.subject["digest"]
    return found


def test_each_loader_has_a_polyglot_and_no_polyglot_is_of_no_loader() -> None:
    assert SAMPLES.keys() | set(PLACED) == BUILTIN.keys()


@pytest.mark.parametrize(
    ("name", "path", "content"),
    [
        ("empty-report", "evidence/report.json", b""),
        (
            "mlflow-entry",
            f"evidence/mlruns/0/{'a' * 32}/params/auto_map",
            b"modeling_x.Evil",
        ),
    ],
)
def test_what_is_known_by_its_place_is_known_nowhere_else(
    name: str, path: str, content: bytes
) -> None:
    assert BUILTIN[name].recognises(Source(path, content))
    for elsewhere in (*EVERYWHERE, path.removeprefix("evidence/"), f"x/{path}"):
        assert not BUILTIN[name].recognises(Source(elsewhere, content))


@each_format
def test_a_document_where_a_runtime_loads_it_is_evidence_and_artifact(
    model: Path, name: str
) -> None:
    text, names, _ = sample(name)
    bare = digest(read(model, NOBODY))
    assert len(names) >= 5
    for path in names:
        assert place(path).kind == ARTIFACT, path
        first = written(model, path, text)
        assert formats(first) == {path: name}
        assert path in {a.path for a in first.artifacts}
        edited = written(model, path, f"{text} ")
        assert len({bare, digest(first), digest(edited)}) == 3, path


@each_format
def test_under_any_name_that_a_runtime_looks_for_it_changes_the_digest(
    model: Path, name: str
) -> None:
    text = sample(name).text
    seen = {digest(read(model, NOBODY))}
    for path in EVERYWHERE:
        assert place(path).kind == ARTIFACT, path
        seen |= {digest(written(model, path, t)) for t in (text, f"{text} ")}
    assert len(seen) == 1 + 2 * len(EVERYWHERE)


@each_format
def test_in_an_evidence_place_it_changes_nothing_of_the_model(
    model: Path, name: str
) -> None:
    text, _, homes = sample(name)
    bare = read(model, NOBODY)
    for path in homes:
        assert place(path).kind == EVIDENCE, path
        for content in (text, f"{text} "):
            reading = written(model, path, content)
            assert formats(reading) == {path: name}
            assert digest(reading) == digest(bare)
            assert reading.artifacts == bare.artifacts


@each_format
def test_in_an_evidence_place_broken_it_is_still_evidence_with_a_problem(
    model: Path, name: str
) -> None:
    bare = read(model, NOBODY)
    for path in sample(name).homes:
        # A byte that no UTF-8 has: it is recognised by what stands around it.
        reading = written(model, path, sample(name).text.encode() + b"\xff")
        assert formats(reading) == {path: BROKEN.get(name, name)}
        assert digest(reading) == digest(bare)
        (seen,) = reading.inputs
        assert seen.problem.startswith(path)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("evidence/weights.bin", WEIGHTS + b"\0"),
        ("evidence/notes.txt", b"import os\n"),
        ("evidence/config.json", b'{"auto_map": {}}'),
        ("lineage.json", b'{"auto_map": {}}'),
        ("bom.cdx.json", b"[]"),
        ("model.sig", b"\0\1"),
    ],
)
def test_what_no_loader_knows_is_part_of_the_model_even_in_an_evidence_place(
    model: Path, path: str, content: bytes
) -> None:
    assert place(path).kind == EVIDENCE
    assert not any(x.recognises(Source(path, content)) for x in BUILTIN.values())
    bare = digest(read(model, NOBODY))
    (model / path).parent.mkdir(exist_ok=True)
    (model / path).write_bytes(content)
    reading = read(model, NOBODY)
    assert digest(reading) != bare
    assert path in {a.path for a in reading.artifacts}
    (note,) = reading.notes
    assert note.endswith(f"part of the model: {path}")


def test_many_such_files_are_one_note(model: Path) -> None:
    assert read(model, NOBODY).notes == ()
    for number in range(8):
        (model / f"x{number}.cdx.json").write_text("[]", encoding="utf-8")
    (note,) = read(model, NOBODY).notes
    assert note.endswith(
        "x0.cdx.json, x1.cdx.json, x2.cdx.json, x3.cdx.json, x4.cdx.json and 3 more"
    )


@each_format
def test_a_link_into_evidence_is_the_file_that_the_runtime_would_read(
    model: Path, name: str
) -> None:
    text, _, homes = sample(name)
    bare = digest(read(model, NOBODY))
    home = model / homes[-1]
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text(text, encoding="utf-8")
    (model / "config.json").symlink_to(home)
    linked = digest(read(model, NOBODY))
    home.write_text(f"{text} ", encoding="utf-8")
    assert len({bare, linked, digest(read(model, NOBODY))}) == 3


class Runs:
    """What a pickle of it does when it is loaded."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("id",)


def _zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Runs()))
    return stream.getvalue()


MARK = b"# in-toto.io/Statement\n"
TEXT_PICKLE = pickle.dumps(Runs(), protocol=0)
LOADABLE = {
    "a pickle of text": TEXT_PICKLE,
    "a pickle of text before marks": TEXT_PICKLE + MARK,
    "a pickle of text around marks": b"V" + MARK + b"0" + TEXT_PICKLE,
    "a compressed pickle": gzip.compress(TEXT_PICKLE, mtime=0) + MARK,
    "an archive behind much text": MARK * 300 + _zipped(),
    "an archive behind wide text": (MARK * 300).decode().encode("utf-16") + _zipped(),
}


@pytest.mark.parametrize("what", LOADABLE)
@pytest.mark.parametrize(
    "path", ["README.md", "evidence/model_card.md", "evidence/x.json", "model.sig"]
)
def test_bytes_that_load_as_a_model_are_part_of_it_wherever_they_lie(
    model: Path, path: str, what: str
) -> None:
    # An MLmodel file can name any path: `pickled_model: README.md`.
    bare = digest(read(model, NOBODY))
    reading = written(model, path, LOADABLE[what])
    assert path in {a.path for a in reading.artifacts}
    assert digest(reading) not in {bare, digest(written(model, path, MARK))}


@pytest.mark.parametrize("what", [w for w in LOADABLE if "pickle" in w])
def test_a_document_that_is_a_pickle_as_well_is_scanned_as_one(
    model: Path, what: str
) -> None:
    files = written(model, "README.md", LOADABLE[what]).dossier.content["scans"]
    (seen,) = [f for f in files["model_files"] if f["path"] == "README.md"]
    assert seen["loading"] != "safe"


@pytest.mark.parametrize("suffix", [".py", ".PY", ".so", ".jinja", ".js", ".sh"])
def test_code_is_part_of_the_model_whatever_it_says_of_itself(
    model: Path, suffix: str
) -> None:
    path = f"evidence/modeling_x{suffix}"
    text = '"""\nmlgate: release/v1\nin-toto.io/Statement\n"""\nimport os\n'
    reading = written(model, path, text)
    assert path in {a.path for a in reading.artifacts}
    assert digest(reading) != digest(read(model, NOBODY))
