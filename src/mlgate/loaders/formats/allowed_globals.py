"""The globals that a pickle may import: exact names, with what may be done to each.

There are no patterns, and nothing is resolved by importing it. A name that is not
here makes a pickle unsafe.
"""

from functools import cache

from mlgate.loaders.formats import accepted_arguments as accept
from mlgate.loaders.formats.framework_globals import FRAMEWORKS
from mlgate.loaders.formats.global_use import Use
from mlgate.loaders.formats.pickle_values import Name
from mlgate.loaders.formats.words import words

# What Python 3 makes of the names that Python 2 wrote.
PYTHON2 = {"__builtin__": "builtins", "copy_reg": "copyreg"}

SEEDS = Name("numpy.random.bit_generator", "SeedSequence")
FIRST = Name("copyreg", "_reconstructor")  # makes an instance of its first argument
WRAPPER = Name("joblib.numpy_pickle", "NumpyArrayWrapper")
_DICT, _TUPLE = frozenset({"dict"}), frozenset({"tuple"})

_BUILTINS = {
    "object": Use(call=accept.nothing, new=True),
    "set": Use(call=accept.one_container, filled="set"),
    "frozenset": Use(call=accept.one_container),
    "list": Use(call=accept.one_container, filled="list"),
    "tuple": Use(call=accept.one_container),
    "dict": Use(call=accept.nothing, filled="dict"),
    "bytes": Use(call=accept.nothing),
    "bytearray": Use(call=accept.byte_array),
    "complex": Use(call=accept.numbers),
    "slice": Use(call=accept.numbers),
    "range": Use(call=accept.numbers),
    "xrange": Use(call=accept.numbers),  # the range of Python 2
    "int": Use(),
    "float": Use(),
    "bool": Use(),
    "str": Use(),
}
_STANDARD = {
    FIRST: Use(call=accept.reconstructor),
    accept.ENCODE: Use(call=accept.latin1),
    Name("collections", "OrderedDict"): Use(
        call=accept.one_container, state=_DICT, filled="dict"
    ),
    Name("collections", "defaultdict"): Use(call=accept.factory, filled="dict"),
    Name("collections", "Counter"): Use(call=accept.one_container, filled="dict"),
    Name("collections", "deque"): Use(call=accept.deque, filled="list"),
    Name("datetime", "datetime"): Use(call=accept.kinds("bytes|instance")),
    Name("datetime", "date"): Use(call=accept.kinds("bytes|instance")),
    Name("datetime", "time"): Use(call=accept.kinds("bytes|instance")),
    Name("datetime", "timedelta"): Use(call=accept.numbers),
    Name("decimal", "Decimal"): Use(call=accept.kinds("text")),
}
_SCALARS = words(
    "bool bool_ bytes_ str_ complex64 complex128 float16 float32 float64 int8 int16 "
    "int32 int64 uint8 uint16 uint32 uint64 longlong ulonglong longdouble object_ "
    "datetime64 timedelta64 void"
)
_ARRAY = Use(call=accept.empty_array, makes=accept.ARRAY)
_SCALAR = Use(call=accept.scalar)
_BUFFER = Use(call=accept.from_buffer)
_NUMPY = {
    accept.ARRAY: Use(state=_TUPLE),
    accept.DTYPE: Use(call=accept.array_type, state=_TUPLE),
    **{Name("numpy", scalar): Use() for scalar in _SCALARS},
    **{
        Name(f"numpy.{core}.{module}", name): use
        for core in ("core", "_core")
        for module, name, use in (
            ("multiarray", "_reconstruct", _ARRAY),
            ("multiarray", "scalar", _SCALAR),
            ("numeric", "_frombuffer", _BUFFER),
        )
    },
    accept.GENERATOR_MAKER: Use(call=accept.bit_generator, state=_DICT | _TUPLE),
    Name("numpy.random._pickle", "__randomstate_ctor"): Use(
        call=accept.random_state, state=_DICT
    ),
    Name("numpy.random._pickle", "__generator_ctor"): Use(call=accept.generator),
    SEEDS: Use(state=_TUPLE),
    Name(SEEDS.module, f"__pyx_unpickle_{SEEDS.name}"): Use(
        call=accept.unpickled((SEEDS,)), makes=SEEDS
    ),
    Name("numpy.ma.core", "_mareconstruct"): Use(call=accept.masked, state=_TUPLE),
    **{name: Use() for name in accept.MASKED},
    **{
        Name(f"numpy.random._{name.lower()}", name): Use()
        for name in accept.GENERATORS - {"PCG64DXSM"}
    },
}
STORAGES = {
    Name("torch", f"{kind}Storage"): size
    for kind, size in {
        "Double": 8, "Float": 4, "Half": 2, "BFloat16": 2, "Long": 8, "Int": 4,
        "Short": 2, "Char": 1, "Byte": 1, "Bool": 1, "ComplexFloat": 8,
        "ComplexDouble": 16,
    }.items()
} | {Name("torch.storage", "UntypedStorage"): 1}  # fmt: skip
_DTYPES = words(
    "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 "
    "complex128 float8_e4m3fn float8_e5m2"
)
_TORCH = {
    **{name: Use() for name in STORAGES},
    **{Name("torch", kind): Use() for kind in _DTYPES},
    Name("torch._utils", "_rebuild_tensor_v2"): Use(call=accept.tensor),
    Name("torch._utils", "_rebuild_parameter"): Use(call=accept.parameter),
    Name("torch", "Size"): Use(call=accept.one_container),
    Name("torch", "device"): Use(call=accept.kinds("text", "number", least=1)),
}


@cache
def allowed() -> dict[Name, Use]:
    """Return all accepted names."""
    builtins = {Name("builtins", name): use for name, use in _BUILTINS.items()}
    wrapper = {WRAPPER: Use(new=True, state=_DICT)}
    return builtins | _STANDARD | _NUMPY | _TORCH | FRAMEWORKS | wrapper
