"""What each kind of node in a skops file may create: exact names, no patterns."""

from mlgate.loaders.formats.sklearn_names import ESTIMATORS

Names = frozenset[tuple[str, str]]


def _in(module: str, names: str) -> Names:
    return frozenset((module, name) for name in names.split())


_TYPES = _in("builtins", "int float str bool list set tuple dict bytes complex")
_SCALARS = _in(
    "numpy",
    "bool bool_ bytes_ str_ complex64 complex128 float16 float32 float64 int8 int16 "
    "int32 int64 uint8 uint16 uint32 uint64 longlong ulonglong longdouble "
    "clongdouble datetime64 timedelta64 void",
)
_UFUNCS = _in(
    "numpy",
    "absolute add arcsinh cbrt ceil cos cosh divide equal exp exp2 expm1 fabs floor "
    "greater less log log10 log1p log2 maximum minimum multiply negative power "
    "reciprocal rint sign sin sinh sqrt square subtract tan tanh true_divide trunc",
)
_LOSSES = _in(
    "sklearn._loss._loss",
    "CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss "
    "CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss "
    "CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss",
) | _in(
    "sklearn.linear_model._sgd_fast",
    "EpsilonInsensitive Hinge ModifiedHuber SquaredEpsilonInsensitive SquaredHinge "
    "Huber Log SquaredLoss",
)
_INTERNAL = _in(
    "sklearn._loss.link",
    "HalfLogitLink IdentityLink Interval LogitLink LogLink MultinomialLogit",
) | _in(
    "sklearn._loss.loss",
    "AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss "
    "HalfPoissonLoss HalfSquaredError HuberLoss PinballLoss HalfTweedieLoss "
    "HalfTweedieLossIdentity",
)
_SPARSE = frozenset(
    (f"scipy.sparse._{kind}", f"{kind}_{form}")
    for kind in ("bsr", "coo", "csc", "csr", "dia")
    for form in ("array", "matrix")
)

# Kinds that call a function or method of the file's choosing (MethodNode,
# PartialNode, OperatorFuncNode, ConstructorFromReduceNode) and TreeNode, whose node
# table is native memory, have no row: whatever they hold is off the list.
ALLOWED: dict[str, Names] = {
    "ObjectNode": ESTIMATORS | _INTERNAL,
    "DictNode": _in("builtins", "dict") | _in("collections", "OrderedDict"),
    "DefaultDictNode": _in("collections", "defaultdict"),
    "ListNode": _in("builtins", "list"),
    "SetNode": _in("builtins", "set"),
    "TupleNode": _in("builtins", "tuple"),
    "BytesNode": _in("builtins", "bytes"),
    "BytearrayNode": _in("builtins", "bytearray"),
    "SliceNode": _in("builtins", "slice"),
    "JsonNode": _in("builtins", "str int float bool NoneType"),
    "TypeNode": _TYPES | _SCALARS,
    "FunctionNode": _UFUNCS,
    "NdArrayNode": _in("numpy", "ndarray") | _SCALARS,
    "MaskedArrayNode": _in("numpy.ma", "MaskedArray")
    | _in("numpy.ma.core", "MaskedArray"),
    "DTypeNode": _in("numpy", "dtype"),
    "RandomStateNode": _in("numpy.random.mtrand", "RandomState"),
    "RandomGeneratorNode": _in("numpy.random._generator", "Generator"),
    "SparseMatrixNode": _SPARSE,
    "LossNode": _LOSSES,
}
GENERATORS = frozenset({"MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"})
