"""Pickles: every protocol, every trick, and the names that gadgets are made of."""

import collections
import datetime as dt
import pickle
from pathlib import Path

import pytest
from model_builders import STOP, Calls, judge, loading, named, text

BENIGN = {
    "values": {"a": [1, 2.5, "x", b"y", None, True, (1, 2)], "big": 2**70},
    "containers": [set("ab"), frozenset("ab"), collections.OrderedDict(a=1)],
    "counter": collections.Counter("aab"),
    "deque": collections.deque([1, 2], 5),
    "defaultdict": collections.defaultdict(list, {"a": [1]}),
    "dates": [dt.datetime(2026, 1, 1), dt.timedelta(1)],  # noqa: DTZ001  # a pickle of a naive one
    "bytes": [bytearray(b"ab"), complex(1, 2), slice(1, 2), range(3)],
    "deep": [[[[[[]]]]]],
    "long": ["x" * 100_000, b"y" * 100_000],
}


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", BENIGN)
def test_plain_values_are_safe_in_every_protocol(
    tmp_path: Path, name: str, protocol: int
) -> None:
    found = judge(tmp_path, pickle.dumps(BENIGN[name], protocol), "model.pkl")
    assert (found.format, found.loading, found.reasons) == ("pickle", "safe", ())


@pytest.mark.parametrize("protocol", range(6))
def test_a_call_is_unsafe_in_every_protocol_and_names_what_it_imports(
    tmp_path: Path, protocol: int
) -> None:
    found = judge(tmp_path, Calls("os", "system", "true").pickled(protocol))
    assert found.loading == "unsafe"
    assert "imports os.system" in found.reasons[0]


@pytest.mark.parametrize(
    "suffix",
    [
        "bin",
        "pt",
        "pth",
        "ckpt",
        "pkl",
        "pickle",
        "joblib",
        "dill",
        "txt",
        "json",
        "dat",
        "model",
        "h5",
        "md",
        "png",
    ],
)
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_is_known_whatever_it_is_called(
    tmp_path: Path, suffix: str, protocol: int
) -> None:
    data = Calls("posix", "getcwd").pickled(protocol)
    assert loading(tmp_path, data, f"file.{suffix}") == "unsafe"


GADGETS = [
    "os.system",
    "posix.system",
    "nt.system",
    "builtins.eval",
    "builtins.exec",
    "builtins.compile",
    "builtins.getattr",
    "builtins.setattr",
    "builtins.__import__",
    "builtins.open",
    "builtins.breakpoint",
    "builtins.map",
    "builtins.filter",
    "builtins.type",
    "subprocess.Popen",
    "subprocess.call",
    "subprocess.check_output",
    "commands.getoutput",
    "pty.spawn",
    "socket.create_connection",
    "webbrowser.open",
    "shutil.rmtree",
    "importlib.import_module",
    "runpy.run_path",
    "runpy._run_code",
    "code.interact",
    "marshal.loads",
    "zipimport.zipimporter",
    "ctypes.CDLL",
    "ctypes.util._findLib_gcc",
    "_pickle.loads",
    "pickle.loads",
    "dill.loads",
    "cloudpickle.cloudpickle._make_function",
    "joblib.load",
    "joblib.numpy_pickle.load",
    "torch.load",
    "torch.hub.load",
    "numpy.load",
    "numpy.testing._private.utils.runstring",
    "numpy.f2py.crackfortran.getlincoef",
    "functools.partial",
    "functools.reduce",
    "operator.attrgetter",
    "operator.methodcaller",
    "pip.main",
    "pip._internal.main",
    "doctest.debug_script",
    "pdb.run",
    "bdb.Bdb.run",
    "profile.run",
    "cProfile.run",
    "trace.Trace.run",
    "timeit.timeit",
    "idlelib.run.Executive",
    "lib2to3.pgen2.pgen.ParserGenerator.make_label",
    "asyncio.unix_events._x",
    "ensurepip._run_pip",
    "venv.create",
    "_interpreters.exec",
    "test.support.run",
    "torch._inductor.codecache.x",
    "torch.utils.bottleneck.__main__.run_cprofile",
    "uuid._get_command_stdout",
    "_osx_support._read_output",
    "distutils.file_util.write_file",
    "logging.config._resolve",
    "multiprocessing.util.spawnv_passfds",
    "sys.modules",
    "types.FunctionType",
    "types.CodeType",
    "numpy.ndarray.tofile",
    "collections.abc.Callable",
    "sklearn.utils._testing.x",
    "keras.models.load_model",
]


@pytest.mark.parametrize("gadget", GADGETS)
def test_a_gadget_is_unsafe_for_not_being_on_the_list(
    tmp_path: Path, gadget: str
) -> None:
    module, _, name = gadget.rpartition(".")
    data = Calls(module, name, "x").pickled()
    found = judge(tmp_path, data)
    assert found.loading == "unsafe"
    assert gadget in found.reasons[0]


SYSTEM = named("os", "system")
ORDERED = named("collections", "OrderedDict")
P = b"\x80\x04"
TRICKS = {
    "INST": b"(S'true'\nios\nsystem\n.",
    "OBJ": P + b"(" + SYSTEM + text("true") + b"o" + STOP,
    "OBJ, then POP": P + b"(" + SYSTEM + text("true") + b"o0N" + STOP,
    "NEWOBJ": P + SYSTEM + b")\x81" + STOP,
    "NEWOBJ_EX": P + SYSTEM + b")}\x92" + STOP,
    "a global that is never called": P + SYSTEM + b"0N" + STOP,
    "BUILD on a global": P + ORDERED + b"}" + text("x") + b"K\x01sb" + STOP,
    "BUILD on a type code": P + ORDERED + b")R(Nt" + b"b" + STOP,
    "BUILD on a list": P + b"]}" + b"b" + STOP,
    "APPEND to a global": P + ORDERED + b"K\x01a" + STOP,
    "items into a global": P + ORDERED + text("a") + b"K\x01s" + STOP,
    "a call of a result": P + ORDERED + b")R)R" + STOP,
    "a call of a text": P + text("os.system") + b")R" + STOP,
    "a name from a call": P + text("os") + ORDERED + b")R\x93" + STOP,
    "a name from escapes": b"\x80\x02S'o\\x73'\nS'system'\n\x93)R.",
    "names from STRING": b"\x80\x04S'os'\nS'system'\n\x93)R.",
    "names from BINSTRING": P + b"U\x02osU\x06system\x93)R.",
    "names from BINUNICODE8": P
    + b"\x8d\x02\0\0\0\0\0\0\0os\x8d\x06\0\0\0\0\0\0\0system\x93)R.",
    "names by the memo": P + text("os") + b"\x94" + text("system") + b"\x940"
    + b"0h\x00h\x01\x93)R.",
    "a memo entry put twice": P + text("collections") + b"q\x05" + text("os")
    + b"q\x05" + b"00h\x05" + text("system") + b"\x93)R.",
    "EXT1": P + b"\x82\x01)R.",
    "EXT2": P + b"\x83\x01\x00)R.",
    "EXT4": P + b"\x84\x01\x00\x00\x00)R.",
    "dotted name": P + text("collections") + text("OrderedDict.fromkeys") + b"\x93)R.",
    "dotted module": P + text("collections.abc") + text("sys.modules") + b"\x93.",
    "look-alike module": P + text("ｏs") + text("system") + b"\x93)R.",  # noqa: RUF001  # the trick
    "old name of builtins": b"\x80\x02c__builtin__\neval\nU\x01x\x85R.",
    "FLOAT first": b"F1.5\n0cos\nsystem\n(S'x'\ntR.",
    "LONG first": b"L5L\n0cos\nsystem\n(tR.",
    "broken tail": b"\x80\x02cos\nsystem\n(tR\xff\xff",
    "no STOP": P + SYSTEM + b")R",
    "wrong codec": P + named("_codecs", "encode") + text("x") + text("zip_evil")
    + b"\x86R.",
    "partial of a listed name": P + named("functools", "partial") + ORDERED + b"\x85R.",
    "map in a list": P + named("builtins", "map") + SYSTEM + b"]\x86R.",
    "defaultdict of eval": P + named("collections", "defaultdict")
    + named("builtins", "eval") + b"\x85R.",
    "a nested pickle": P + named("_pickle", "loads") + b"C\x02N.\x85R.",
    "_reconstructor of a foreign class": b"\x80\x02ccopyreg\n_reconstructor\n"
    b"(cos\nsystem\nc__builtin__\nobject\nNtR.",
    "_reconstructor by a foreign base": b"\x80\x02ccopyreg\n_reconstructor\n"
    b"(ccollections\nCounter\nc__builtin__\nint\nNtR.",
    "an estimator that is called": P
    + named("sklearn.linear_model._logistic", "LogisticRegression") + b")R.",
    "an estimator with slots": P
    + named("sklearn.linear_model._logistic", "LogisticRegression")
    + b")\x81}}\x86b.",
    "a state set twice": P
    + named("sklearn.linear_model._logistic", "LogisticRegression")
    + b")\x81}b}b.",
    "a huge bytearray": Calls("builtins", "bytearray", 2**40).pickled(),
    "a huge bytearray by NEWOBJ": P + named("builtins", "bytearray")
    + b"\x8a\x06\0\0\0\0\0\x01\x85\x81" + STOP,
    "an estimator made from something": P
    + named("sklearn.linear_model._logistic", "LogisticRegression") + b"N\x85\x81.",
    "an object made with keywords": P + named("builtins", "object")
    + b")}" + text("a") + b"Ns\x92.",
    "a huge array": Calls("numpy", "ndarray", (2**40,)).pickled(),
    "a random state by another maker": P
    + named("numpy.random._pickle", "__randomstate_ctor") + text("MT19937")
    + named("os", "getcwd") + b"\x86R.",
    "stacked": pickle.dumps(1) + Calls("os", "system", "x").pickled(),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_unsafe(tmp_path: Path, trick: str) -> None:
    assert loading(tmp_path, TRICKS[trick], "model.pkl") == "unsafe"


DOUBTS = {
    "trailing bytes": pickle.dumps([1]) + b"\0\0\0",
    "junk between pickles": pickle.dumps([1]) + b"\xff" + pickle.dumps([2]),
    "cut off": pickle.dumps(["x" * 100])[:-20],
    "a frame past the end": P + b"\x95\xff\0\0\0\0\0\0\0N.",
    "a text past the end": P + b"X\xff\xff\xff\x7fab.",
    "an 8-byte length": P + b"\x8d" + b"\xff" * 8 + b".",
    "a memo entry that is missing": P + b"h\x05.",
    "a memo index far out": P + b"Nr\xff\xff\xff\x7f.",
    "a mark that is missing": P + b"t.",
    "an empty stack": P + b".",
    "one more than the stack holds": P + b"N\x86.",
    "200,000 marks": P + b"(" * 200_000 + b".",
    "a persistent id": P + b"NQ.",
    "an out-of-band buffer": b"\x80\x05\x97.",
    "an unknown protocol": b"\x80\x04\x80\x09N.",
    "an odd dictionary": P + b"(Nd.",
    "zip behind": pickle.dumps([1]) + b"PK\x05\x06" + bytes(18),
    "a thousand pickles and one": pickle.dumps(1) * 1001,
    "protocol 6": b"\x80\x06N.",
    "empty": b"",
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_what_cannot_be_followed_to_its_end_is_not_tested(
    tmp_path: Path, doubt: str
) -> None:
    found = judge(tmp_path, DOUBTS[doubt], "model.pkl")
    assert found.loading == "not tested"
    assert found.reasons


def test_a_million_nested_tuples_end_in_an_answer(tmp_path: Path) -> None:
    data = P + named("collections", "defaultdict") + b"N" + b"\x85" * 1_000_000 + b"R."
    assert loading(tmp_path, data, "model.pkl") == "unsafe"


def test_hostile_names_are_escaped_and_cut_in_reasons(tmp_path: Path) -> None:
    data = P + text("a\x1b[31m\n") + text("b" * 200) + b"\x93."
    (reason,) = judge(tmp_path, data).reasons
    assert reason.isprintable()
    assert len(reason) < 350


TEXTS = {
    "words": "cat\ndog\nelephant\nfox\n",
    "a list": "(see below)\nIt is.\n",
    "prose": "Very nice.\nSome more.\n\nNone.\n",
    "one dot": ".",
    "a number": "1.5\n",
    "csv": "I,V,N\n1,2,3\n",
    "json": '[{"a": 1}]',
    "python": "import os\nos.system('x')\n",
    "imports in prose": "cos\nis a function\n",
    "a long line": "V" + "x" * 10_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_not_taken_for_a_pickle(tmp_path: Path, name: str) -> None:
    assert judge(tmp_path, TEXTS[name].encode(), "notes.txt") is None


@pytest.mark.parametrize("name", ["model.pkl", "weights.bin", "x.ckpt", "a/b.PTH"])
def test_a_name_of_weights_with_unknown_bytes_is_not_tested(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\x01\x02\x03\x04" * 10)
    from mlgate.loaders.formats import inspect

    found = inspect(path, name, 40)
    assert (found.format, found.loading) == ("unknown weights", "not tested")


def test_a_pointer_of_git_lfs_says_that_the_bytes_are_absent(tmp_path: Path) -> None:
    data = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"
    found = judge(tmp_path, data, "model.safetensors")
    assert (found.format, found.loading) == ("git-lfs pointer", "not tested")
    assert "absent" in found.reasons[0]


def test_a_file_that_changed_after_hashing_is_not_tested(tmp_path: Path) -> None:
    from mlgate.loaders.formats import inspect

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(1))
    assert inspect(path, "model.pkl", 3).loading == "not tested"
    assert inspect(tmp_path / "gone.pkl", "gone.pkl", 3).loading == "not tested"
