"""The readers of model files, and of files beside them that make loaders run code."""

from collections.abc import Callable
from typing import Any

import around  # noqa: F401  finds the helpers below
import model_builders as models
from judging import FindingError, Target

from mlgate.loaders.formats import companion, missing, outside
from mlgate.loaders.formats.blob import Blob
from mlgate.loaders.formats.model_file import ModelFile
from mlgate.loaders.formats.recognise import look

# Format -> how its files are changed, and what they are called.
_FILES = {
    "safetensors": ("bytes", "m.safetensors"),
    "gguf": ("bytes", "m.gguf"),
    "numpy": ("bytes", "m.npy"),
    "zip": ("zip", "m.bin"),
    "hdf5": ("bytes", "m.h5"),
    "packed": ("bytes", "m.joblib"),
    "tar": ("bytes", "m.tar"),
    "pickle": ("bytes", "m.pkl"),
    "onnx": ("bytes", "m.onnx"),
    "savedmodel": ("bytes", "saved_model.pb"),
}
_COMPANIONS = {
    "config": ("json", "config.json"),
    "tokenizer": ("json", "tokenizer_config.json"),
    "modules": ("json", "modules.json"),
    "mlmodel-paths": ("yaml", "MLmodel"),
    "template": ("lines", "chat_template.jinja"),
    "toml": ("lines", "settings.toml"),
}
_ANSWERS = {"safe", "unsafe", "not tested"}
# A reader that ends so did not see it coming: nobody can say what else it missed.
_SURPRISES = tuple(
    f"cannot be read ({name}"
    for name in (
        "AttributeError", "AssertionError", "IndexError", "KeyError", "MemoryError",
        "NameError", "OverflowError", "RecursionError", "RuntimeError", "TypeError",
        "UnboundLocalError", "ZeroDivisionError",
    )
)  # fmt: skip
_PACKAGE = "mlgate.loaders.formats"


def targets() -> dict[str, Target]:
    """Return a target for each format of model files, ``model-<format>``."""
    found = {}
    for name, (syntax, file) in _FILES.items():
        module = f"{_PACKAGE}.{'zip_model' if name == 'zip' else f'{name}_file'}"
        module = module.replace("packed_file", "packed")
        found[f"model-{name}"] = Target(_inspects(file), syntax, (module,))
    for name, (syntax, file) in _COMPANIONS.items():
        modules = (f"{_PACKAGE}.companions", f"{_PACKAGE}.mlflow_paths")
        found[f"model-{name}"] = Target(_looks(file), syntax, modules)
    return found


def seeds(name: str) -> list[bytes]:
    """Return small model files for the target ``name``, written byte by byte."""
    return _BUILT.get(name.removeprefix("model-"), list)()


def _inspects(name: str) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        _check(look(Blob(memoryview(raw), name)))

    return read


def _looks(name: str) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        path = f"model/{name}"
        _check(companion(path, raw))
        reasons = (*outside(path, raw), *missing(path, raw, lambda _: False))
        "".join(reasons).encode()

    return read


def _check(found: ModelFile | None) -> None:
    if found is None:
        return
    if found.loading not in _ANSWERS or (found.loading == "safe") != (
        not found.reasons
    ):
        raise FindingError(f"no answer: {found}"[:300])
    for why in found.reasons:
        why.encode()
        if any(surprise in why for surprise in _SURPRISES):
            raise FindingError(why)


def _zips() -> list[bytes]:
    keras = {"config.json": b'{"class_name": "Dense", "config": {}}'}
    keras |= {"metadata.json": b"{}", "model.weights.h5": b"\x89HDF\r\n\x1a\n"}
    members: list[Any] = [models.torch_members(), {"a.npy": models.npy()}, keras]
    return [models.skops(), *(models.archive(m) for m in members)]


def _pickles() -> list[bytes]:
    import pickle

    value = {"a": [1, 2.5, "text", b"bytes", None, (1, 2), {3}, 2**70]}
    plain = [pickle.dumps(value, protocol) for protocol in (0, 2, 4)]
    return [*plain, models.Calls("os", "system", "id").pickled()]


def _packed() -> list[bytes]:
    import bz2
    import gzip
    import lzma
    import zlib

    raw = _pickles()[1]
    made = (zlib.compress(raw), gzip.compress(raw, mtime=0), bz2.compress(raw))
    return [*made, lzma.compress(raw)]


def _tars() -> list[bytes]:
    import io
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, raw in (("storages", _pickles()[1]), ("a.npy", models.npy())):
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
    return [made.getvalue()]


def _saved() -> list[bytes]:
    made = models.field(2, "Const")
    for number in (1, 2, 2):
        made = models.field(number, made)
    return [models.field(1, 1) + made]


_TENSOR = {"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}
_BUILT: dict[str, Callable[[], list[bytes]]] = {
    "safetensors": lambda: [models.safetensors(_TENSOR, bytes(16))],
    "gguf": lambda: [
        models.gguf(),
        models.gguf((models.gguf_pair("a", 8, models.gguf_text("b")),)),
    ],
    "numpy": lambda: [models.npy()],
    "zip": _zips,
    "hdf5": lambda: [b"\x89HDF\r\n\x1a\n" + bytes(64)],
    "packed": _packed,
    "tar": _tars,
    "pickle": _pickles,
    "onnx": lambda: [models.onnx(models.onnx_node())],
    "savedmodel": _saved,
}
