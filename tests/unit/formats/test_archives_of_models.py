"""PyTorch zips, Keras, tar and 7z: what may hide in an archive, and between."""

import io
import json
import pickle
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from model_builders import (
    STOP,
    Calls,
    archive,
    judge,
    loading,
    named,
    storage,
    tensor,
    text,
    torch_members,
)

EVIL = Calls("os", "system", "x").pickled()


def test_a_tensor_in_a_zip_is_safe(tmp_path: Path) -> None:
    found = judge(tmp_path, archive(torch_members()), "model.pt")
    assert (found.format, found.loading, found.reasons) == ("PyTorch zip", "safe", ())


def test_a_state_dict_with_its_metadata_is_safe(tmp_path: Path) -> None:
    ordered = b"ccollections\nOrderedDict\n)R"
    body = (
        ordered + b"X\x01\0\0\0w" + tensor() + b"s}X\x09\0\0\0_metadata"
        + ordered + b"sb"
    )  # fmt: skip
    assert loading(tmp_path, archive(torch_members(body)), "model.bin") == "safe"


def test_a_parameter_is_safe(tmp_path: Path) -> None:
    body = (
        b"ctorch._utils\n_rebuild_parameter\n" + tensor()
        + b"\x88ccollections\nOrderedDict\n)R\x87R"
    )  # fmt: skip
    assert loading(tmp_path, archive(torch_members(body)), "model.bin") == "safe"


MEMBERS = {
    "in the pickle": torch_members(EVIL[2:-1]),
    "in another folder": torch_members(root="x/", **{"y/data.pkl": EVIL}),
    "in an odd member": torch_members(**{"model/notes.txt": EVIL}),
    "in an old pickle": torch_members(**{"model/extra": b"cos\nsystem\n(tR."}),
    "in a nested zip": torch_members(**{"model/more.zip": archive({"a.pkl": EVIL})}),
    "as a native library": torch_members(**{"model/x.so": b"\x7fELF"}),
    "as a script": torch_members(**{"model/code/__torch__.py": b"pass"}),
    "as the class of an id": torch_members(
        b"(X\x07\0\0\0storagecos\nsystem\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ"
    ),
}


@pytest.mark.parametrize("where", MEMBERS)
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_code_is_found_wherever_it_lies(
    tmp_path: Path, where: str, method: int
) -> None:
    data = archive(MEMBERS[where], method)
    assert loading(tmp_path, data, "model.pt") == "unsafe"


ID_DOUBTS = {
    "a missing member": tensor(storage("7")),
    "another size": tensor(storage(count=5)),
    "another type of that size": tensor(storage(kind="DoubleStorage")),
    "not a storage": b"NQ",
    "a path": tensor(storage("../0")),
}


@pytest.mark.parametrize("doubt", ID_DOUBTS)
def test_a_storage_that_is_not_there_is_not_tested(tmp_path: Path, doubt: str) -> None:
    data = archive(torch_members(ID_DOUBTS[doubt]))
    assert loading(tmp_path, data, "model.pt") == "not tested"


def hooks(tmp_path: Path, hook: bytes) -> str:
    body = tensor().replace(b"ccollections\nOrderedDict\n)R", hook)
    return loading(tmp_path, archive(torch_members(body)), "model.pt")


@pytest.mark.parametrize(
    "made", [b"]\x85R", b")RK\x01K\x02s", b")RX\x01\0\0\0aNs"], ids=["from", "1", "a"]
)
def test_a_tensor_with_hooks_is_unsafe(tmp_path: Path, made: bytes) -> None:
    assert hooks(tmp_path, b"ccollections\nOrderedDict\n" + made) == "unsafe"


def edited(data: bytes, offset: int, *, central: bool, raw: bytes) -> bytes:
    """Overwrite bytes of the first local header, or of its central twin."""
    start = data.index(b"PK\x01\x02") if central else 0
    return data[: start + offset] + raw + data[start + offset + len(raw) :]


def twice() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name, data in torch_members().items():
            zipped.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("model/data.pkl", b"\x80\x02N.")
    return made.getvalue()


ZIP = archive(torch_members())
FRAMES = {
    "two members of one name": twice(),
    "a prefix": b"PK\x03\x04" + ZIP,
    "two archives": ZIP + ZIP,
    "bytes behind": ZIP + b"x",
    "cut off": ZIP[:-30],
    "no directory": ZIP[: ZIP.index(b"PK\x01\x02")],
    "encrypted": edited(ZIP, 6, central=False, raw=b"\x01\x00"),
    "encrypted in both": edited(
        edited(ZIP, 6, central=False, raw=b"\x01\x00"), 8, central=True, raw=b"\x01\x00"
    ),
    "encrypted in the directory": edited(ZIP, 8, central=True, raw=b"\x01\x00"),
    "another name in front": edited(ZIP, 30, central=False, raw=b"MODEL"),
    "another size in front": edited(ZIP, 22, central=False, raw=b"\x01\0\0\0"),
    "a wrong checksum": edited(
        edited(ZIP, 14, central=False, raw=b"abcd"), 16, central=True, raw=b"abcd"
    ),
    "an unknown packing": edited(ZIP, 10, central=True, raw=b"\x63\x00"),
    "an offset past the end": edited(ZIP, 42, central=True, raw=b"\xff\xff\xff\x7f"),
    "a folder above": archive(torch_members(**{"../x": b""})),
    "an absolute path": archive(torch_members(**{"/x": b""})),
    "LZMA": archive(torch_members(), zipfile.ZIP_LZMA),
    "BZIP2": archive(torch_members(), zipfile.ZIP_BZIP2),
    "two archives with one record": ZIP[:-22] + ZIP,
}


@pytest.mark.parametrize("frame", FRAMES)
def test_an_archive_that_readers_could_differ_over_is_not_tested(
    tmp_path: Path, frame: str
) -> None:
    found = judge(tmp_path, FRAMES[frame], "model.pt")
    assert found.loading == "not tested"
    assert found.reasons


EVIL_ZIP = archive({"model/data.pkl": EVIL})


@pytest.mark.parametrize(
    "data",
    [
        edited(EVIL_ZIP, 14, central=False, raw=b"abcd"),
        edited(EVIL_ZIP, 6, central=False, raw=b"\x01\x00"),
        edited(EVIL_ZIP, 30, central=False, raw=b"MODEL"),
        EVIL_ZIP + b"x",
    ],
    ids=["checksum", "flags", "name", "behind"],
)
def test_danger_in_a_broken_archive_is_still_named(tmp_path: Path, data: bytes) -> None:
    assert loading(tmp_path, data, "model.pt") == "unsafe"


def test_a_streamed_archive_with_descriptors_is_safe(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, raw: bytes) -> int:
            self.data += raw
            return len(raw)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as zipped:
        for name, data in torch_members().items():
            zipped.writestr(name, data)
    assert loading(tmp_path, bytes(pipe.data), "model.pt") == "safe"


def test_a_zip64_archive_is_read(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name, data in torch_members().items():
            with zipped.open(name, "w", force_zip64=True) as member:
                member.write(data)
    assert loading(tmp_path, made.getvalue(), "model.pt") == "safe"


def test_a_member_that_inflates_too_far_is_not_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlgate.loaders.formats.zip_file.MAX_INFLATED", 2**20)
    bomb = archive({"model/data.pkl": bytes(2**22)}, zipfile.ZIP_DEFLATED)
    found = judge(tmp_path, bomb, "model.pt")
    assert found.loading == "not tested"
    assert "inflates" in found.reasons[0]


def test_archives_nested_without_end_are_not_tested(tmp_path: Path) -> None:
    data = archive({"a.pkl": EVIL})
    for _ in range(10):
        data = archive({"a.zip": data})
    assert loading(tmp_path, data, "model.zip") == "not tested"


def test_an_archive_that_multiplies_at_each_level_is_given_up(tmp_path: Path) -> None:
    data = archive({"a.pkl": pickle.dumps([1])})
    for _ in range(4):
        data = archive({f"{n}.zip": data for n in range(20)}, zipfile.ZIP_DEFLATED)
    found = judge(tmp_path, data, "model.zip")
    assert found.loading == "not tested"


def test_members_that_share_their_bytes_are_not_tested(tmp_path: Path) -> None:
    one = archive({"a.npy": b"x"})
    at = one.index(b"PK\x01\x02")
    entry = one[at:-22]
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(entry), at, 0)
    found = judge(tmp_path, one[:at] + entry * 2 + end, "x.npz")
    assert (found.loading, found.reasons) == (
        "not tested",
        ("members of the archive overlap",),
    )


def test_a_twin_behind_another_member_of_its_name_is_walked(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("model/data.pkl", EVIL)
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("model/data.pkl", b"\x80\x02N.")
    assert loading(tmp_path, made.getvalue(), "model.pt") == "unsafe"


def test_a_zip_of_tables_is_not_a_model(tmp_path: Path) -> None:
    data = archive({"a.csv": b"a,b\n1,2\n", "readme.txt": b"hello"})
    assert judge(tmp_path, data, "data.zip") is None
    assert loading(tmp_path, data, "data.pt") == "not tested"


MAGIC = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."


def test_the_old_layout_of_torch_is_walked_and_never_safe(tmp_path: Path) -> None:
    head = MAGIC + pickle.dumps(1001, 2) + pickle.dumps({"little_endian": True}, 2)
    found = judge(tmp_path, head + pickle.dumps([1], 2) + pickle.dumps(["0"], 2))
    assert (found.format, found.loading) == ("PyTorch legacy file", "not tested")
    assert loading(tmp_path, head + EVIL) == "unsafe"


def tar(members: dict[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=tarfile.USTAR_FORMAT) as packed:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_looked_into_and_never_safe(tmp_path: Path, mode: str) -> None:
    assert loading(tmp_path, tar({"a": b"x", "p": EVIL}, mode), "m.nemo") == "unsafe"
    benign = tar({"a": b"x", "p": pickle.dumps([1])}, mode)
    assert loading(tmp_path, benign, "m.nemo") == "not tested"
    assert judge(tmp_path, tar({"a.csv": b"1,2"}, mode), "data.tar") is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(30), "7z archive"),
        (b"\0\0\0\0TFL3" + bytes(30), "TensorFlow Lite"),
        (b"\0\0\0\0ET12" + bytes(30), "ExecuTorch"),
        (b"\x89HDF\r\n\x1a\n" + bytes(30), "HDF5"),
    ],
)
def test_what_is_only_recognised_is_not_tested(
    tmp_path: Path, data: bytes, name: str
) -> None:
    found = judge(tmp_path, data, "x")
    assert (found.format, found.loading) == (name, "not tested")


def keras(config: object, raw: bytes | None = None, **more: bytes) -> bytes:
    text_ = raw if raw is not None else json.dumps(config).encode()
    weights = b"\x89HDF\r\n\x1a\n" + bytes(30)
    files = {"metadata.json": b"{}", "config.json": text_, "model.weights.h5": weights}
    return archive({**files, **more})


def layer(name: str, module: str | None = "keras.layers", **config: object) -> object:
    made = {"class_name": name, "module": module, "config": config}
    functional = "keras.src.models.functional"
    return {"class_name": "Functional", "module": functional, "config": {"a": [made]}}


def test_a_plain_keras_archive_is_recognised_and_not_tested(tmp_path: Path) -> None:
    found = judge(tmp_path, keras(layer("Dense", units=3)), "m.keras")
    assert (found.format, found.loading) == ("Keras archive", "not tested")


KERAS = {
    "Lambda": layer("Lambda", function="x"),
    "a foreign module": layer("run", "subprocess"),
    "a callable of builtins": layer("eval", "builtins"),
    "get_file": layer("get_file", "keras.utils", origin="http://x"),
    "unsafe loading": layer("enable_unsafe_deserialization", "keras.config"),
    "registered": {**layer("X", None), "registered_name": "evil>X"},
    "a vocabulary on disk": layer("TextVectorization", vocabulary="/etc/passwd"),
}


@pytest.mark.parametrize("what", KERAS)
def test_a_keras_config_that_runs_code_is_unsafe(tmp_path: Path, what: str) -> None:
    assert loading(tmp_path, keras(KERAS[what]), "m.keras") == "unsafe"
    assert loading(tmp_path, keras(KERAS[what]), "renamed.txt") == "unsafe"


@pytest.mark.parametrize("name", [[], {}, 1, True], ids=repr)
def test_a_class_without_a_name_hides_no_code_behind_it(
    tmp_path: Path, name: object
) -> None:
    odd: dict[str, object] = {"class_name": name, "config": {}}
    assert loading(tmp_path, keras(odd), "m.keras") == "not tested"
    for both in ([odd, KERAS["Lambda"]], [KERAS["Lambda"], odd]):
        assert loading(tmp_path, keras({"layers": both}), "m.keras") == "unsafe"


@pytest.mark.parametrize(
    "raw",
    [b'{"a": 1, "a": 2}', b"[" * 5000, '{"a": 1}'.encode("utf-16"), b"{NaN}"],
    ids=["duplicate", "deep", "utf-16", "nan"],
)
def test_a_keras_config_that_cannot_be_read_is_not_tested(
    tmp_path: Path, raw: bytes
) -> None:
    assert loading(tmp_path, keras(None, raw), "m.keras") == "not tested"


def test_a_lambda_in_hdf5_is_unsafe(tmp_path: Path) -> None:
    config = b'{"class_name": "Lambda", "config": {}}'
    data = b"\x89HDF\r\n\x1a\n" + bytes(3000) + config
    assert loading(tmp_path, data, "m.h5") == "unsafe"
    assert loading(tmp_path, keras({}, None, **{"model.weights.h5": data})) == "unsafe"


def test_a_pickle_in_a_keras_archive_is_unsafe(tmp_path: Path) -> None:
    data = keras({}, None, **{"assets/x": EVIL})
    assert loading(tmp_path, data, "m.keras") == "unsafe"


def test_an_export_of_torch_is_not_tested_and_its_library_is_unsafe(
    tmp_path: Path,
) -> None:
    plain = {"m/archive_format": b"pt2", "m/models/model.json": b"{}"}
    found = judge(tmp_path, archive(plain), "m.pt2")
    assert (found.format, found.loading) == ("PyTorch export", "not tested")
    native = archive({**plain, "m/data/aotinductor/x.so": b"\x7fELF"})
    assert loading(tmp_path, native, "m.pt2") == "unsafe"


def test_packed_zip_sizes_are_believed_only_if_they_are_true(tmp_path: Path) -> None:
    raw = b"\x80\x02N."
    packed = zlib.compress(raw, wbits=-15)
    name = b"m/data.pkl"
    local = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(raw), len(packed), 99,
        len(name), 0,
    ) + name + packed  # fmt: skip
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, zlib.crc32(raw),
        len(packed), 99, len(name), 0, 0, 0, 0, 0, 0,
    ) + name  # fmt: skip
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0
    )
    found = judge(tmp_path, local + central + end, "m.pt")
    assert found.loading == "not tested"


def test_named_pieces_of_a_pickle_are_built_as_meant() -> None:
    assert (text("a") + named("os", "x") + STOP).startswith(b"\x8c\x01a\x8c\x02os")
