"""What is ignored is not judged: no artifact may send a runtime there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from corpus import CORPUS, MISSING
from mlgate.core.decision import Verdict
from mlgate.core.organisation import Organisation
from mlgate.core.rule import RiskTier
from mlgate.core.tiers import Floor
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.gate.gate import Gate
from mlgate.gate.reading import read
from mlgate.loaders.formats import references
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder

AT = datetime(2026, 11, 25, tzinfo=UTC)
PICKLE = b"cos\nsystem\n(S'id'\ntR."
MLMODEL = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n"
SKLEARN = MLMODEL + "  sklearn:\n    pickled_model: "


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a folder with harmless weights, and a pickle in each ignored place."""
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    hidden = ".git/x .mlgate/model.pkl .cache/huggingface/x.metadata sub/.DS_Store"
    for name in hidden.split():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PICKLE)
    return tmp_path


def _scanned(model: Path, name: str) -> dict[str, Any]:
    listed = read(model, Organisation()).dossier.content["scans"]["model_files"]
    return next((file for file in listed if file["path"] == name), {})


def _write(model: Path, name: str, text: str | bytes) -> None:
    (model / name).parent.mkdir(parents=True, exist_ok=True)
    (model / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def _refused(model: Path, name: str, text: str | bytes, said: str) -> None:
    _write(model, name, text)
    file = _scanned(model, name)
    assert file, "the file is not looked at"
    assert file["loading"] == "not tested"
    assert said in "; ".join(file["reasons"])


def _fine(model: Path, name: str, text: str | bytes) -> None:
    _write(model, name, text)
    assert not _scanned(model, name)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (".mlgate/model.pkl", "names '.mlgate/model.pkl', which is no part of"),
        (".git/x", "names '.git/x'"),
        (".git", "names '.git'"),
        (".cache/huggingface/x.metadata", "names '.cache/huggingface/x.metadata'"),
        ("sub/.DS_Store", "names 'sub/.DS_Store'"),
        ("mlgate.yaml", "names 'mlgate.yaml'"),
        ("./.mlgate//model.pkl", "which is no part of the model"),
        ("a/../.mlgate/model.pkl", "names 'a/../.mlgate/model.pkl'"),
        ("a/b/../../.mlgate/model.pkl", "which is no part of the model"),
        (r".mlgate\model.pkl", "which is no part of the model"),
        (r"a\..\.mlgate\model.pkl", "which is no part of the model"),
        ('"\\x2emlgate/m.pkl"', "names '.mlgate/m.pkl'"),
        ('"\\u002egit/x"', "names '.git/x'"),
        ('".ml\\\n      gate/m.pkl"', "names '.mlgate/m.pkl'"),
        (".MLGATE/model.pkl", "names '.MLGATE/model.pkl'"),
        (".Git/x", "names '.Git/x'"),
        (".git./x", "names '.git./x'"),
        ("'.git /x'", "names '.git /x'"),
        (".git::$INDEX_ALLOCATION/x", "which is no part of the model"),
        ("GIT~1/x", "names 'GIT~1/x'"),
        ("../x.pkl", "names '../x.pkl', which is no part of the model"),
        ("..", "names '..'"),
        ("a/../../x.pkl", "which is no part of the model"),
        ("file:.mlgate/model.pkl", "which is no part of the model"),
        ("x:/../.mlgate/model.pkl", "which is no part of the model"),
        ("~/../.mlgate/model.pkl", "which is no part of the model"),
    ],
)
def test_an_mlmodel_that_names_what_is_not_judged_is_not_safe(
    model: Path, value: str, said: str
) -> None:
    _refused(model, "MLmodel", f"{SKLEARN}{value}\n", said)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.json", '{"a": [{"b": ".mlgate/model.pkl"}]}'),
        ("config.json", r'{"a": "\u002egit\/x"}'),
        ("config.json", r'{"a": "\u002e\u0067it/x"}'),
        ("config.json", '{"a": "a\\\\..\\\\.mlgate\\\\model.pkl"}'),
        ("config.json", '{"a": ".git/x"}'.encode("utf-16")),
        ("adapter_config.json", '{"base_model_name_or_path": ".mlgate"}'),
        ("a.json", '{"a": ".git./x"}'),
        ("a.json", '{"a": ".git /x"}'),
        ("a.json", '{"a": ".git::$INDEX_ALLOCATION/x"}'),
        # The folder could be a link: what it leads to has another folder above.
        ("sub/a.json", '{"a": "link/../.git/x"}'),
        (".Cache/a.json", '{"a": "huggingface/x.metadata"}'),
        (".cache/a.json", '{"a": "huggingface/x.metadata"}'),
        ("MODULES.JSON", '{"path": ".git"}'),
        ("tokenizer.json", '{"file": ".mlgate/model.pkl"}'),
        ("tokenizer.json", r'{"file": "\u002emlgate/model.pkl"}'),
        ("tokenizer.json", r'{"file": ".git\/x"}'),
        ("tokenizer.json", r'{"file": ".cache\/huggingface/x"}'),
        ("tokenizer.json", '{"file": "GIT~1/x"}'),
        ("tokenizer.json", '{"file": "mlgate.yaml"}'),
        ("sub/config.json", '{"a": "../.git/x"}'),
        ("sub/config.json", '{"a": ".git/x"}'),
        ("sub/config.json", '{"a": "../../x"}'),
        ("sub/deeper/params.yaml", "a: ../../.git/x\n"),
        ("params.yml", "a: [.mlgate/model.pkl]\n"),
        ("model.toml", 'a = ".mlgate/model.pkl"\n'),
        ("model.toml", 'a = "\\u002emlgate/model.pkl"\n'),
        ("model.toml", 'a = "../x.bin"\n'),
        # Files that do not parse: words of their text are looked at.
        ("config.json", '{"a": NaN, "b": ".mlgate/model.pkl"}'),
        ("config.json", r'{"a": NaN, "b": "\u002emlgate\/model.pkl"}'),
        ("config.json", '{"a": 1, "a": "../x.bin"}'),
        ("params.yaml", "a: &x 1\nb: *x\nc: .git/x\n"),
        ("params.yaml", 'a: &x 1\nb: "\\x2egit/x"\n'),
        ("params.yaml", 'a: &x 1\nb: ".g\\\n  it/x"\n'),
        ("params.yaml", "a: !!python/tuple [.mlgate/model.pkl]\n"),
        ("params.yaml", b"\xff\xff: .git/x\n"),
        ("config.json", '{"a": ".git/x"}'.encode("utf-16-le")),
    ],
)
def test_any_declarative_file_that_names_what_is_not_judged_is_not_safe(
    model: Path, name: str, text: str | bytes
) -> None:
    _refused(model, name, text, "which is no part of the model")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.json", '{"_name_or_path": "/root/.cache/huggingface/hub/models/x"}'),
        ("config.json", '{"_name_or_path": "~/.cache/huggingface/hub"}'),
        ("config.json", '{"_name_or_path": "../bert"}'),
        ("config.json", r'{"a": "C:\\x\\.cache\\huggingface\\hub"}'),
        ("config.json", '{"a": "https://github.com/a/.git/x", "b": "..."}'),
        ("config.json", '{"a": "see ../docs, or .git/x", "b": "a/../b"}'),
        ("config.json", '{"a": ".github/x", "b": ".gitignore", "c": "a.git/x"}'),
        ("params.json", '{"a": NaN, "b": "/root/.cache/huggingface/hub", "c": ".."}'),
        ("x.json", '{"uri": "../data", "url": "../.."}'),
        ("vocab.json", '{"..": 1, ".git": 2, "../": 3, ".mlgate/x": 4}'),
        ("sub/config.json", '{"a": "../model.safetensors"}'),
        ("params.yaml", "a: &x 1\nb: *x # .. see ...\n"),
        ("pyproject.toml", 'exclude = [".git", ".venv"]\n'),
        (
            "tokenizer.json",
            '{"m": {"vocab": {"../": 1}, "merges": [["..", "/"], [".git", "hub"]]}}',
        ),
        ("tokenizer.json", '{"m": {"merges": ["../ ../", ".git /", "../ src"]}}'),
        ("notes.txt", ".git/x and ../x"),
    ],
)
def test_what_names_no_such_place_is_left_alone(
    model: Path, name: str, text: str
) -> None:
    _fine(model, name, text)


@pytest.mark.parametrize(
    "text",
    [
        f"{SKLEARN}gone.pkl\n",
        f"{SKLEARN}/elsewhere/model.pkl\n",
        f"{SKLEARN}s3://bucket/model.pkl\n",
        f"{SKLEARN}[model.safetensors]\n",
        f"{SKLEARN}.cache\n",
        f"{SKLEARN}evidence\n",
        f"{MLMODEL}    model_path: gone.pkl\n",
        f"{MLMODEL}    data: gone\n",
        f"{MLMODEL}    python_model: python_model.pkl\n",
        f"{MLMODEL}    artifacts: {{a: {{uri: 's3://b/a', path: artifacts/a}}}}\n",
        f"{MLMODEL}  pytorch: {{model_data: gone}}\n",
        f"{MLMODEL}  pytorch: {{extra_files: [{{path: gone}}]}}\n",
        f"{MLMODEL}  transformers: {{model_binary: gone}}\n",
    ],
)
def test_what_mlflow_loads_must_be_part_of_the_model(model: Path, text: str) -> None:
    _write(model, "evidence/scan.cdx.json", '{"bomFormat": "CycloneDX"}')
    _refused(model, "MLmodel", text, "which is no part of the model")


@pytest.mark.parametrize("value", ["w.safetensors", "./w.safetensors", "d", "d/", "."])
def test_what_mlflow_loads_may_be_any_artifact_or_folder_of_some(
    model: Path, value: str
) -> None:
    weights = (model / "model.safetensors").read_bytes()
    _write(model, "m/w.safetensors", weights)
    _write(model, "m/d/w.safetensors", weights)
    artifacts = "    artifacts: {a: {uri: 's3://b/a', path: d/w.safetensors}}\n"
    _fine(model, "m/MLmodel", f"{MLMODEL}{artifacts}    model_path: {value}\n")


def test_what_is_unsafe_stays_unsafe_and_says_both(model: Path) -> None:
    _write(model, "config.json", '{"auto_map": {"a": "b.C"}, "c": ".git/x"}')
    file = _scanned(model, "config.json")
    assert file["loading"] == "unsafe"
    assert len(file["reasons"]) == 2


@pytest.mark.parametrize("text", [f"{SKLEARN}.mlgate/model.pkl\n", f"{SKLEARN}gone\n"])
def test_the_gate_denies_it_by_the_rule_on_model_files(model: Path, text: str) -> None:
    _write(model, "MLmodel", text)
    pack = read_pack(folder("policies") / "baseline", "shipped")
    trusted = Organisation(floors=(Floor("*", RiskTier.T3),))
    engine = EmbeddedEngine()
    try:
        gate = Gate(pack, trusted, engine)
        decision = gate.decide(read(model, trusted), AT)
    finally:
        engine.close()
    assert decision.verdict is Verdict.DENY
    found = next(r for r in decision.results if r.rule == "SUP-004").findings
    assert any("no part of the model" in finding.message for finding in found)


LARGE = [".mlgate/m.pkl", "../m.pkl", "GIT~1/m", r"\u002egit/m", ".git./m", ".git\0/"]


@pytest.mark.parametrize("value", LARGE)
def test_a_file_too_large_to_be_parsed_is_in_doubt_where_it_may_name_such_a_place(
    value: str,
) -> None:
    lead = (f"one . ... .x ~ {'x' * 485}") * (9 * 2**12)
    raw = f'{{"a": "{lead}", "b": "{value}"}}'.encode()
    assert "too large" in references.outside("big.json", raw)[0]
    plain = f'{{"a": "{lead}\\n", "b": ".."}}'.encode()
    assert references.outside("big.json", plain) == ()
    assert references.outside("big.yaml", plain)


def test_a_file_too_large_to_be_kept_is_searched_where_it_lies(model: Path) -> None:
    lead = "x" * (65 * 2**20)
    _fine(model, "big.json", f'{{"a": "{lead}", "b": "model.pkl"}}')
    _refused(model, "big.json", f'{{"a": "{lead}", "b": ".git/x"}}', "too large")


def _real() -> list[Path]:
    return [p for p in CORPUS.rglob("*") if p.is_file() and references.reads(p.name)]


def test_no_real_document_is_said_to_name_such_a_place() -> None:
    if not CORPUS.is_dir():
        pytest.skip(MISSING)
    paths = _real()
    assert paths
    found = {str(p): references.outside(p.name, p.read_bytes()) for p in paths}
    assert {path: why for path, why in found.items() if why} == {}


@pytest.mark.parametrize(
    "name",
    [".GIT/x.pkl", ".Mlgate/x.pkl", ".git./x.pkl", ".git /x.pkl", "sub/.git/x.pkl",
     ".git", ".cache/x.pkl", "GIT~1/x.pkl", ".git::$INDEX_ALLOCATION/x.pkl",
     "mlgate.yaml/x.pkl", ".DS_Store/x.pkl", "sub/mlgate.yaml", "MLGATE.YAML"],
)  # fmt: skip
def test_only_the_exact_places_are_ignored(tmp_path: Path, name: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    _write(tmp_path, name, PICKLE)
    assert _scanned(tmp_path, name)["loading"] == "unsafe"


@pytest.mark.parametrize("link", ["m", "m/.git"])
def test_a_symlink_into_an_ignored_place_shows_what_lies_there(
    model: Path, link: str
) -> None:
    (model / link).parent.mkdir(exist_ok=True)
    (model / link).symlink_to(model / ".mlgate", target_is_directory=True)
    assert _scanned(model, f"{link}/model.pkl")["loading"] == "unsafe"
    (model / "w.pkl").hardlink_to(model / ".git/x")
    assert _scanned(model, "w.pkl")["loading"] == "unsafe"
