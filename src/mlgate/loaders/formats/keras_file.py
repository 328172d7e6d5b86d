"""Keras: ``.keras`` archives, a config beside weights in HDF5."""

from collections.abc import Iterator

from mlgate.errors import EvidenceError
from mlgate.loaders.formats import hdf5_file
from mlgate.loaders.formats.blob import Look
from mlgate.loaders.formats.facts import Facts
from mlgate.loaders.formats.model_file import Report, shown
from mlgate.loaders.formats.type_names import of_word
from mlgate.loaders.formats.words import words
from mlgate.loaders.formats.zip_file import Archive
from mlgate.strict import json_reader

NAME = "Keras archive"
CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
# Parts of Keras that a model is made of; a config that names another is not a model.
MODULES = frozenset(
    f"keras.{part}"
    for part in words(
        "activations constraints dtype_policies initializers layers losses metrics "
        "models optimizers optimizers.schedules quantizers random regularizers"
    )
) | {"keras", "builtins", "keras.src.models.functional", "keras.src.models.sequential"}
# Code in the config itself: marshalled, pickled, or in a SavedModel beside it.
RUN = words(
    "Lambda TFOpLambda SlicingOpLambda function method TorchModuleWrapper JaxLayer "
    "FlaxLayer TFSMLayer"
)
# Values that make a layer read the file they name when it is made.
PATHS = frozenset({"vocabulary", "mean_path", "idf_weights", "filepath", "origin"})


def recognised(archive: Archive) -> bool:
    """Tell whether there is a config beside weights or metadata."""
    names = archive.by_name
    return CONFIG in names and (WEIGHTS in names or METADATA in names)


def read(archive: Archive, look: Look, report: Report) -> None:
    """Look in the config for code to run; the weights themselves are not read."""
    for name in (CONFIG, METADATA):
        if name in archive.by_name:
            raw = bytes(archive.checked(archive.by_name[name]))
            try:
                root = json_reader.parse(raw, name)
                _config(root, report)
                _facts(name, root, report.facts)
            except EvidenceError as exc:
                report.doubt(f"{exc.place}: {shown(exc.message)}")
    weights = archive.by_name.get(WEIGHTS)
    if weights:
        found = look(archive.blob.inner(archive.checked(weights), WEIGHTS))
        if found is None or found.format != hdf5_file.NAME:
            report.doubt(f"{WEIGHTS} is not HDF5")
        else:
            report.merge(WEIGHTS, found)


def _config(root: object, report: Report) -> None:
    for node in _objects(root):
        made, module = node.get("class_name"), node.get("module")
        if made is not None and "module" in node and module is not None:
            known = isinstance(module, str) and module in MODULES
            builtin = module == "builtins" and made != "function"
            if not known or builtin:
                what = f"{shown(module)}.{shown(made)}"
                report.danger(f"makes {what}, which is not a part of a Keras model")
                report.facts.listed("custom_code", what)
        if str(made) in RUN and not (made == "function" and module == "builtins"):
            report.danger(f"runs code of its own in a {shown(made)}")
        registered = node.get("registered_name")
        if isinstance(registered, str) and ">" in registered:
            report.danger(f"runs code registered as {shown(registered)}")
            report.facts.listed("custom_code", shown(registered))
        for key in PATHS & node.keys():
            if isinstance(node[key], str):
                report.danger(f"reads the file {shown(node[key])} that it names")


def _facts(name: str, root: object, facts: Facts) -> None:
    """Note the class of the model and its policies for types, or who wrote it."""
    top = root if isinstance(root, dict) else {}
    if name == METADATA and isinstance(top.get("keras_version"), str):
        facts.producer = f"Keras {top['keras_version']}"
    if name != CONFIG:
        return
    facts.architecture = str(top.get("class_name", ""))
    for node in _objects(root):
        policy = node.get("dtype")
        if isinstance(policy, dict) and isinstance(policy.get("config"), dict):
            policy = policy["config"].get("name")
        if isinstance(policy, str):
            facts.listed("dtypes", of_word(policy))


def _objects(root: object) -> Iterator[dict[str, object]]:
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
