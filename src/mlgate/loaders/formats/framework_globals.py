"""Names of scikit-learn, xgboost and lightgbm that a pickle may import, and their use.

Held against scikit-learn 1.9, xgboost 3.2 and lightgbm 4.7.
"""

from mlgate.loaders.formats import accepted_arguments as accept
from mlgate.loaders.formats import native_tables
from mlgate.loaders.formats.global_use import Use
from mlgate.loaders.formats.pickle_values import Name
from mlgate.loaders.formats.sklearn_names import ESTIMATORS, names
from mlgate.loaders.formats.sklearn_parts import FUNCTIONS, LOSSES, PARTS, UFUNCS

_DICT, _TUPLE = frozenset({"dict"}), frozenset({"tuple"})
_PLAIN = Use(new=True, state=_DICT)
WRAPPERS = names("""
xgboost.sklearn: XGBClassifier XGBModel XGBRanker XGBRegressor XGBRFClassifier
xgboost.sklearn: XGBRFRegressor
lightgbm.sklearn: LGBMClassifier LGBMModel LGBMRanker LGBMRegressor
""")
_BOOSTER = "holds a booster, whose bytes the native code of {} reads"
BOOSTERS = {
    Name(module, "Booster"): _BOOSTER.format(module.partition(".")[0])
    for module in ("lightgbm.basic", "xgboost.core")
}
TREE = Name("sklearn.tree._tree", "Tree")
PREDICTOR = Name("sklearn.ensemble._hist_gradient_boosting.predictor", "TreePredictor")
SPARSE = tuple(
    Name(f"scipy.sparse._{kind}", f"{kind}_{form}")
    for kind in ("csc", "csr")
    for form in ("array", "matrix")
)
BUNCH = Name("sklearn.utils._bunch", "Bunch")
_MULTINOMIAL = Name("sklearn._loss._loss", "CyHalfMultinomialLoss")
_METRICS = Name("sklearn.metrics._dist_metrics", "newObj")
DISTANCES = tuple(
    Name(_METRICS.module, f"{kind}Distance{bits}")
    for kind in ("Chebyshev", "Euclidean", "Manhattan", "Minkowski")
    for bits in (32, 64)
)
NEIGHBOURS = tuple(
    Name(f"sklearn.neighbors.{module}", f"{kind}{bits}")
    for module, kind in (("_ball_tree", "BallTree"), ("_kd_tree", "KDTree"))
    for bits in ("", 32, 64)
)


def _maker(module: str) -> Use:
    """Return the use of a function that makes an empty tree of neighbours."""
    made = tuple(name for name in NEIGHBOURS if name.module == module)
    check = accept.only(*made)
    return Use(call=check, state=_TUPLE, held=native_tables.neighbours)


FRAMEWORKS = {
    **{Name(*name): _PLAIN for name in ESTIMATORS | PARTS | WRAPPERS},
    **{Name(*name): Use() for name in FUNCTIONS | UFUNCS},
    **{Name(*name): Use(call=accept.numbers) for name in LOSSES},
    Name(_MULTINOMIAL.module, f"__pyx_unpickle_{_MULTINOMIAL.name}"): Use(
        call=accept.unpickled((_MULTINOMIAL,))
    ),
    TREE: Use(call=accept.tree, state=_DICT, held=native_tables.decision_tree),
    **{name: Use(new=True, state=_DICT, held=native_tables.sparse) for name in SPARSE},
    PREDICTOR: Use(new=True, state=_DICT, held=native_tables.histogram_tree),
    BUNCH: Use(new=True, state=_DICT, filled="dict"),
    _METRICS: Use(call=accept.only(*DISTANCES), state=_TUPLE),
    **{name: Use() for name in DISTANCES + NEIGHBOURS},
    **{
        Name(module, "newObj"): _maker(module)
        for module in dict.fromkeys(name.module for name in NEIGHBOURS)
    },
    **{name: Use(new=True, state=_DICT, doubt=why) for name, why in BOOSTERS.items()},
}
