"""What each kind of node in a skops file may create: exact names, no patterns."""

from mlgate.loaders.formats.framework_globals import (
    BOOSTERS,
    BUNCH,
    DISTANCES,
    NEIGHBOURS,
    PREDICTOR,
    TREE,
    WRAPPERS,
)
from mlgate.loaders.formats.pickle_values import Name
from mlgate.loaders.formats.sklearn_names import ESTIMATORS
from mlgate.loaders.formats.sklearn_parts import FUNCTIONS, LOSSES, PARTS, UFUNCS

Names = frozenset[tuple[str, str]]


def _in(module: str, names: str) -> Names:
    return frozenset((module, name) for name in names.split())


def _pairs(*names: Name) -> Names:
    return frozenset((name.module, name.name) for name in names)


_TYPES = _in("builtins", "int float str bool list set tuple dict bytes complex")
_SCALARS = _in(
    "numpy",
    "bool bool_ bytes_ str_ complex64 complex128 float16 float32 float64 int8 int16 "
    "int32 int64 uint8 uint16 uint32 uint64 longlong ulonglong longdouble "
    "clongdouble datetime64 timedelta64 void",
)
_SPARSE = frozenset(
    (f"scipy.sparse._{kind}", f"{kind}_{form}")
    for kind in ("bsr", "coo", "csc", "csr", "dia")
    for form in ("array", "matrix")
)

_ORDERED = _in("collections", "OrderedDict")
_NATIVE = _pairs(PREDICTOR, *BOOSTERS, *DISTANCES, *NEIGHBOURS)

# Kinds that call a function or method of the file's choosing (MethodNode,
# PartialNode, OperatorFuncNode, ConstructorFromReduceNode) have no row: whatever they
# hold is off the list.
ALLOWED: dict[str, Names] = {
    "ObjectNode": ESTIMATORS | PARTS | WRAPPERS | _NATIVE,
    "TreeNode": _pairs(TREE),
    "DictNode": _in("builtins", "dict") | _ORDERED | _pairs(BUNCH),
    "DefaultDictNode": _in("collections", "defaultdict"),
    "ListNode": _in("builtins", "list"),
    "SetNode": _in("builtins", "set"),
    "TupleNode": _in("builtins", "tuple"),
    "BytesNode": _in("builtins", "bytes"),
    "BytearrayNode": _in("builtins", "bytearray"),
    "SliceNode": _in("builtins", "slice"),
    "JsonNode": _in("builtins", "str int float bool NoneType"),
    "TypeNode": _TYPES | _SCALARS | _ORDERED,
    "FunctionNode": UFUNCS | FUNCTIONS,
    "NdArrayNode": _in("numpy", "ndarray") | _SCALARS,
    "MaskedArrayNode": _in("numpy.ma", "MaskedArray")
    | _in("numpy.ma.core", "MaskedArray"),
    "DTypeNode": _in("numpy", "dtype"),
    "RandomStateNode": _in("numpy.random.mtrand", "RandomState"),
    "RandomGeneratorNode": _in("numpy.random._generator", "Generator"),
    "SparseMatrixNode": _SPARSE,
    "LossNode": LOSSES,
}
GENERATORS = frozenset({"MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"})
