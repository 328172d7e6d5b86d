"""Repository files beside the weights that make a loader run code.

They are known by their names, for that is how runtimes find them.
"""

from collections.abc import Callable, Mapping

from mlgate.errors import EvidenceError
from mlgate.loaders.formats import companion_facts as facts
from mlgate.loaders.formats import templates
from mlgate.loaders.formats.companion_facts import CODE, objects
from mlgate.loaders.formats.model_file import (
    NOT_TESTED,
    SAFE,
    UNSAFE,
    ModelFile,
    shown,
)
from mlgate.loaders.formats.words import words
from mlgate.strict import json_reader, yaml_reader

CONFIG, MLMODEL, TEMPLATE = "transformers config", "MLmodel", "chat template"
PARTS = "sentence-transformers modules"
MAX_BYTES = 16 * 2**20
CONFIGS = words(
    "config.json tokenizer_config.json generation_config.json processor_config.json "
    "preprocessor_config.json feature_extractor_config.json image_processor.json "
    "video_preprocessor_config.json adapter_config.json chat_template.json "
    "model_index.json"
)
# Loaders that MLflow ships; any other is a module of the model's own.
LOADERS = frozenset(
    f"mlflow.{name}"
    for name in words(
        "catboost diviner fastai h2o keras langchain lightgbm llama_index onnx "
        "openai paddle pmdarima prophet pytorch sentence_transformers sklearn spacy "
        "spark statsmodels tensorflow transformers xgboost pyfunc.model "
        "pyfunc.loaders.code_model pyfunc.loaders.chat_model "
        "pyfunc.loaders.chat_agent pyfunc.loaders.responses_agent"
    )
)


def companion(name: str, raw: bytes) -> ModelFile | None:
    """Return what a repository file has a loader do, and what it says of the model.

    Args:
        name: Its path; the last part tells what it is read as.
        raw: Its bytes.

    Returns:
        ``unsafe`` with each reason if it names code that a loader would run;
        ``not tested`` if it has such a name but cannot be read; ``safe`` if it tells
        some fact and nothing is wrong with it; None otherwise.
    """
    last = name.rpartition("/")[2]
    known = last in READERS or last in CONFIGS or last.endswith(".jinja")
    if known and len(raw) > MAX_BYTES:
        return ModelFile(CONFIG, NOT_TESTED, ("it is too large to be read",))
    if last.endswith(".jinja"):
        text = raw.decode("utf-8", "replace")
        return _answer(TEMPLATE, _template("", text), facts.of_template(text))
    reader = READERS.get(last) or (_config if last in CONFIGS else None)
    return reader(raw, last) if reader else None


def _config(raw: bytes, name: str) -> ModelFile | None:
    try:
        root = json_reader.parse(raw, name)
    except EvidenceError as exc:
        return ModelFile(CONFIG, NOT_TESTED, (shown(exc),))
    return _answer(CONFIG, _config_dangers(root), facts.of_config(root))


def _config_dangers(root: object) -> list[str]:
    found: list[str] = []
    for node in objects(root):
        keys = [key for key in CODE if node.get(key)]
        found += [f"{key} names code in the repository that is run" for key in keys]
        for key, value in node.items():
            if "template" in key:
                found += _templates(key, value)
    return found


def _templates(key: str, value: object) -> list[str]:
    if isinstance(value, str):
        return _template(key, value)
    rows = value if isinstance(value, list) else []
    texts = [r.get("template") for r in rows if isinstance(r, dict)]
    return [why for t in texts if isinstance(t, str) for why in _template(key, t)]


def _template(key: str, text: str) -> list[str]:
    why = templates.danger(text)
    return [f"the template {shown(key)} {why}".replace("  ", " ")] if why else []


def _parts(raw: bytes, name: str) -> ModelFile | None:
    try:
        root = json_reader.parse(raw, name)
    except EvidenceError as exc:
        return ModelFile(PARTS, NOT_TESTED, (shown(exc),))
    rows = root if isinstance(root, list) else []
    made = [str(row.get("type", "")) for row in rows if isinstance(row, dict)]
    foreign = [m for m in made if not m.startswith("sentence_transformers.")]
    why = [f"imports {shown(m)}, a module of its own" for m in foreign]
    return _answer(PARTS, why, facts.of_code(foreign))


def _mlmodel(raw: bytes, name: str) -> ModelFile | None:
    if b"!!python" in raw or b"tag:yaml.org,2002:python" in raw:
        return ModelFile(MLMODEL, UNSAFE, ("a YAML tag makes a Python object",))
    try:
        root = yaml_reader.parse(raw, name)
    except EvidenceError as exc:
        return ModelFile(MLMODEL, NOT_TESTED, (shown(exc),))
    return _answer(MLMODEL, _mlmodel_dangers(root), facts.of_code(_code(root)))


def _code(root: object) -> list[str]:
    keys = ("loader_module", "code", "model_code_path")
    named = [str(n[key]) for n in objects(root) for key in keys if n.get(key)]
    return [name for name in named if name not in LOADERS]


def _mlmodel_dangers(root: object) -> list[str]:
    found: list[str] = []
    for node in objects(root):
        loader = node.get("loader_module")
        if loader is not None and str(loader) not in LOADERS:
            found.append(f"loader_module {shown(loader)} does not come with MLflow")
        keys = [key for key in ("code", "model_code_path") if node.get(key)]
        found += [f"{key} adds {shown(node[key])} to what is imported" for key in keys]
    return found


def _answer(
    name: str, dangers: list[str], known: Mapping[str, object]
) -> ModelFile | None:
    unique = tuple(dict.fromkeys(dangers))
    if unique:
        return ModelFile(name, UNSAFE, unique, known)
    return ModelFile(name, SAFE, (), known) if known else None


Reader = Callable[[bytes, str], ModelFile | None]
READERS: dict[str, Reader] = {"MLmodel": _mlmodel, "modules.json": _parts}
