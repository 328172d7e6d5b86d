"""What else is known to be done to model files, by section, each with its honest twin.

A row is: what it does, its bytes, the name under which it is found, what must be said
of it, and the bytes of the twin, with what must be said of that. Sections: 1 opcodes,
2 tricks, 3 gadgets, 5 PyTorch, 6 arrays and other pickles, 7 Keras, 8 graphs,
9 repository files, 10 resources. Cases with a test file of their own are not repeated.
"""

import io
import json
import pickle
import struct
import tarfile
import zipfile
from typing import NamedTuple

from model_builders import (
    STOP,
    Calls,
    archive,
    field,
    named,
    node,
    npy,
    safetensors,
    skops,
    text,
    torch_members,
)

from mlgate.loaders.formats.words import words

P = b"\x80\x04"
EVIL = Calls("os", "system", "x").pickled()
GOOD = pickle.dumps({"a": [1.5]}, 4)
SAFE, UNSAFE, NOT_TESTED = "safe", "unsafe", "not tested"


class Case(NamedTuple):
    """One row."""

    section: int
    does: str
    evil: bytes
    name: str
    said: str
    twin: bytes
    twin_said: str = SAFE


def framed(body: bytes, size: int | None = None) -> bytes:
    return P + b"\x95" + struct.pack("<Q", len(body) if size is None else size) + body


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=tarfile.USTAR_FORMAT) as packed:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return made.getvalue()


def keras(name: str, **config: object) -> bytes:
    layer = {"class_name": name, "module": "keras.layers", "config": config}
    top = {"class_name": "Sequential", "module": "keras", "config": {"layers": [layer]}}
    weights = b"\x89HDF\r\n\x1a\n" + bytes(30)
    files = {"metadata.json": b"{}", "config.json": json.dumps(top).encode()}
    return archive({**files, "model.weights.h5": weights})


def torch(method: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    return archive(torch_members(**more), method)


CALL = named("os", "system") + text("x") + b"\x85R"
EVIL_TORCH = archive(torch_members(EVIL[2:-1]))
EXPORT = {"m/archive_format": b"pt2", "m/models/model.json": b"{}"}
NEMO = {"model_config.yaml": b"target: nemo.x\n", "model_weights.ckpt": torch()}
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
HDF = b"\x89HDF\r\n\x1a\n" + bytes(200)

CASES = (
    Case(
        1, "BUILD behind a call, on what it made",
        P + CALL + b"}" + text("a") + b"K\x01sb" + STOP, "m.pkl", UNSAFE,
        P + named("collections", "OrderedDict") + b")R}" + text("a") + b"K\x01sb." ,
    ),
    Case(
        1, "a call whose result is thrown away, in front of an honest object",
        P + CALL + b"0" + GOOD[2:], "m.pkl", UNSAFE, GOOD,
    ),
    Case(
        1, "a call as the key of a dictionary",
        P + b"}" + CALL + b"K\x01s.", "m.pkl", UNSAFE,
        P + b"}" + text("a") + b"K\x01s.",
    ),
    Case(
        1, "a call in a frozen set of protocol 4",
        P + b"(" + CALL + b"\x91.", "m.pkl", UNSAFE, P + b"(" + text("x") + b"\x91.",
    ),
    Case(
        2, "a frame that ends in the middle of the call",
        framed(CALL + STOP, 5), "m.pkl", UNSAFE, framed(b"N."),
    ),
    Case(
        2, "a frame that reaches past the end, behind the call",
        P + CALL + b"0" + framed(b"N.", 2**40)[2:], "m.pkl", UNSAFE, framed(b"N."),
    ),
    Case(
        2, "a second pickle behind bytes that are none",
        GOOD + b"\xff\xff" + EVIL, "m.pkl", NOT_TESTED, GOOD + GOOD,
    ),
    Case(
        2, "a name joined from a module and a path through another",
        P + named("collections", "abc.sys.modules") + STOP, "m.pkl", UNSAFE,
        P + named("collections", "OrderedDict") + b")R.",
    ),
    Case(
        2, "a nested pickle for the unpickler of NumPy",
        Calls("numpy.core.multiarray", "_reconstruct", EVIL).pickled(), "m.pkl", UNSAFE,
        pickle.dumps(EVIL, 4),
    ),
    Case(
        5, "a call packed by LZMA", archive({"model/data.pkl": EVIL}, zipfile.ZIP_LZMA),
        "m.pt", NOT_TESTED, torch(zipfile.ZIP_DEFLATED), NOT_TESTED,
    ),
    Case(
        5, "an archive behind a harmless one", torch() + EVIL_TORCH, "m.pt",
        NOT_TESTED, torch(),
    ),
    Case(
        5, "an archive behind text, under a name that says nothing",
        b"# notes\n" + EVIL_TORCH, "notes.md", UNSAFE, torch(),
    ),
    Case(
        5, "a skops archive behind a picture",
        PICTURE + skops(node("ObjectNode", "os.system")), "logo.png", UNSAFE,
        PICTURE + skops(), NOT_TESTED,
    ),
    Case(
        5, "cut off behind the call", EVIL_TORCH[:-40], "m.pt", NOT_TESTED, torch(),
    ),
    Case(
        5, "a call in the weights of an exported program",
        archive({**EXPORT, "m/data/weights/model.pt": EVIL_TORCH}), "m.pt2", UNSAFE,
        archive({**EXPORT, "m/data/weights/model.pt": torch()}), NOT_TESTED,
    ),
    Case(
        5, "a call in the tar of the first torch",
        tarred({"sys_info": GOOD, "pickle": EVIL, "storages": GOOD}), "m.pt", UNSAFE,
        tarred({"sys_info": GOOD, "pickle": GOOD, "storages": GOOD}), NOT_TESTED,
    ),
    Case(
        5, "a call in a file of mobile torch", torch(**{"model/bytecode.pkl": EVIL}),
        "m.ptl", UNSAFE, torch(),
    ),
    Case(
        5, "a call in the constants of TorchScript",
        torch(**{"model/constants.pkl": EVIL}), "m.pt", UNSAFE, torch(),
    ),
    Case(
        6, "a function that dill rebuilds",
        Calls("dill._dill", "_create_function", "x").pickled(), "m.dill", UNSAFE, GOOD,
    ),
    Case(
        6, "a function that cloudpickle rebuilds",
        Calls("cloudpickle.cloudpickle", "_builtin_type", "CodeType").pickled(),
        "m.pkl", UNSAFE, GOOD,
    ),
    Case(
        6, "a call in an array of objects in an npz, packed",
        archive({"a.npy": npy("'|O'", "(1,)", EVIL)}, zipfile.ZIP_DEFLATED), "m.npz",
        UNSAFE, archive({"a.npy": npy()}, zipfile.ZIP_DEFLATED),
    ),
    Case(
        6, "a call behind the bytes of an array", npy() + EVIL, "m.npy", NOT_TESTED,
        npy(),
    ),
    Case(
        7, "a pickled module of torch in a layer",
        keras("TorchModuleWrapper", module="gASV"), "m.keras", UNSAFE,
        keras("Dense", units=2), NOT_TESTED,
    ),
    Case(
        7, "a SavedModel elsewhere as a layer", keras("TFSMLayer", filepath="/x"),
        "m.keras", UNSAFE, keras("Dense", units=2), NOT_TESTED,
    ),
    Case(
        7, "a layer that holds code of JAX", keras("JaxLayer", call_fn="x"), "m.keras",
        UNSAFE, keras("Dense", units=2), NOT_TESTED,
    ),
    Case(
        7, "words of a layer that are read from an address",
        keras("StringLookup", vocabulary="http://x/y"), "m.keras", UNSAFE,
        keras("StringLookup", vocabulary=["a"]), NOT_TESTED,
    ),
    Case(
        7, "weights that are a link out of the file",
        HDF + b"\x00/etc/passwd\x00/x\x00", "m.weights.h5", NOT_TESTED, HDF, NOT_TESTED,
    ),
    Case(
        8, "a pickle where the tensors should be", safetensors({}) + EVIL,
        "m.safetensors", NOT_TESTED, safetensors({}),
    ),
    Case(
        9, "a config of NeMo that names what to make",
        tarred({**NEMO, "model_config.yaml": b"_target_: os.system\n"}), "m.nemo",
        NOT_TESTED, tarred(NEMO), NOT_TESTED,
    ),
    Case(
        9, "a call in the weights of NeMo, packed",
        tarred({**NEMO, "model_weights.ckpt": EVIL_TORCH}, "w:gz"), "m.nemo", UNSAFE,
        tarred(NEMO, "w:gz"), NOT_TESTED,
    ),
    Case(
        9, "a layer of CoreML with code of its own",
        field(1, 4) + field(200, field(1, field(100, b"custom"))), "m.mlmodel",
        NOT_TESTED, field(1, 4) + field(200, b""), NOT_TESTED,
    ),
    Case(
        10, "bytes of a size that only a number says",
        Calls("builtins", "bytes", 2**40).pickled(), "m.pkl", UNSAFE,
        P + named("builtins", "bytes") + b")R.",
    ),
    Case(
        10, "a list repeated by a listed name",
        Calls("builtins", "list", 2**40).pickled(), "m.pkl", UNSAFE,
        P + named("builtins", "list") + b"]\x85R.",
    ),
    Case(
        10, "a generator whose name is an object", P
        + named("numpy.random._pickle", "__generator_ctor") + CALL + b"\x85R.", "m.pkl",
        UNSAFE, P + named("numpy.random._pickle", "__generator_ctor")
        + named("numpy.random._pickle", "__bit_generator_ctor") + text("PCG64")
        + b"\x85R\x85R.",
    ),
)  # fmt: skip

# Section 3: names that advisories on scanners of pickles have been about.
GADGETS = sorted(
    words("""
    _osx_support._find_build_tool aifc.open
    asyncio.unix_events._UnixSubprocessTransport bdb.Bdb.runeval
    builtins.delattr builtins.vars cProfile.runctx code.compile_command
    code.InteractiveInterpreter.runcode codecs.open copyreg.__newobj__
    ctypes.PyDLL distutils.spawn.spawn doctest.testfile dis.dis
    ensurepip.bootstrap glob.glob gc.get_objects http.client.HTTPSConnection
    idlelib.autocomplete.AutoComplete idlelib.calltip.get_entity
    idlelib.debugobj.ObjectTreeItem idlelib.pyshell.ModifiedInterpreter
    imaplib.IMAP4_stream importlib.reload inspect.getsource io.FileIO io.open
    lib2to3.pgen2.grammar.Grammar linecache.getline logging.FileHandler
    mailcap.findmatch modulefinder.ModuleFinder multiprocessing.Process
    numpy.f2py.crackfortran.myeval numpy.fromfile numpy.memmap numpy.save
    numpy.distutils.exec_command.exec_command os.execv os.popen os.remove
    pandas.read_pickle pandas.eval pathlib.Path.write_text pkgutil.resolve_name
    platform.popen posixpath.expandvars profile.Profile pty._copy
    pydoc.pipepager shelve.open signal.signal site.addpackage smtplib.SMTP
    socket.socket sqlite3.connect ssl.get_server_certificate subprocess.run
    sys.settrace tempfile.mktemp test.support.script_helper.assert_python_ok
    threading.Thread timeit.Timer torch._dynamo.guards.GuardBuilder
    torch.classes.load_library torch.fx.experimental.symbolic_shapes.ShapeEnv
    torch.jit.load torch.storage._load_from_bytes
    torch.jit.unsupported_tensor_ops.execWrapper torch.ops.load_library
    torch.utils._config_module.ConfigModule torch.utils.collect_env.run
    torch.utils.data.datapipes.utils.decoder.basichandlers trace.Trace
    unittest.mock._importer urllib.request.urlopen urllib.request.urlretrieve
    webbrowser.get wsgiref.handlers.CGIHandler xmlrpc.client.ServerProxy
    zipfile.ZipFile
""")
)
