"""Fits small models of the kinds that people save, each on data it takes."""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
import xgboost
from sklearn import (
    compose,
    ensemble,
    impute,
    linear_model,
    model_selection,
    pipeline,
    preprocessing,
    svm,
    tree,
)
from sklearn.base import BaseEstimator
from sklearn.utils import all_estimators

ROWS, COLUMNS = 60, 4
FAMILIES = ("classifier", "regressor", "transformer", "cluster")
OTHER, COMPOSED, XGBOOST, LIGHTGBM = "other", "composed", "xgboost", "lightgbm"
_WORDS = ["red fox", "blue whale", "grey wolf and fox", "red wolf", "blue bird"]

Model = tuple[str, str, object]
Data = tuple[Any, ...]


def models(unfitted: list[str]) -> Iterator[Model]:
    """Yield family, name and model; put into ``unfitted`` what no data would fit."""
    for family, name, made in _unfitted():
        fitted = _fitted(made)
        if fitted is None:
            unfitted.append(name)
        else:
            yield family, name, fitted
    yield LIGHTGBM, "Booster", _booster_of_lightgbm()
    yield XGBOOST, "Booster", _booster_of_xgboost()


def _unfitted() -> Iterator[tuple[str, str, Callable[[], Iterator[Any]]]]:
    known = {f: {n for n, _ in all_estimators(type_filter=f)} for f in FAMILIES}
    for name, kind in all_estimators():
        family = next((f for f in FAMILIES if name in known[f]), OTHER)
        yield family, name, lambda kind=kind: _made(kind)
    for name, make in COMPOSITIONS.items():
        yield COMPOSED, name, lambda make=make: iter([make()])
    for family, module in ((XGBOOST, xgboost), (LIGHTGBM, lightgbm)):
        for name in dir(module):
            kind = getattr(module, name)
            if isinstance(kind, type) and issubclass(kind, BaseEstimator):
                yield family, name, lambda kind=kind: iter([_small(kind)])


def _small(kind: type) -> object:
    quiet = {"verbosity": -1} if kind.__module__.startswith(LIGHTGBM) else {}
    return kind(n_estimators=3, **quiet)


def _made(kind: type) -> Iterator[Any]:
    """Yield instances, with whatever their kind needs."""
    logistic, line = linear_model.LogisticRegression(), linear_model.Ridge()
    pairs = [("a", logistic), ("b", tree.DecisionTreeClassifier(max_depth=2))]
    lines = [("a", line), ("b", tree.DecisionTreeRegressor(max_depth=2))]
    scaler = preprocessing.StandardScaler()
    needs: tuple[dict[str, Any], ...] = (
        {},
        {"estimator": logistic},
        {"estimator": line},
        {"estimators": pairs},
        {"estimators": lines},
        {"estimator": logistic, "param_grid": {"C": [0.1, 1.0]}},
        {"estimator": logistic, "param_distributions": {"C": [0.1, 1.0]}, "n_iter": 2},
        {"transformers": [("s", scaler, [0, 1])]},
        {"transformer_list": [("s", scaler)]},
        {"steps": [("s", scaler), ("m", logistic)]},
        {"dictionary": np.eye(COLUMNS)},
        {"n_components": 2},
    )
    for given in needs:
        with contextlib.suppress(TypeError):
            yield kind(**given)


def _fitted(make: Callable[[], Iterator[Any]]) -> object | None:
    for data in _data():
        for made in make():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    return made.fit(*data)
                except Exception:  # noqa: BLE001, S112  # other data may fit it
                    continue
    return None


def _data() -> Iterator[Data]:
    random = np.random.default_rng(7)
    plain = random.normal(size=(ROWS, COLUMNS))
    classes = np.arange(ROWS) % 3
    target = plain @ np.arange(1.0, COLUMNS + 1)
    yield plain, classes
    yield plain, target
    yield plain, classes % 2
    yield plain, classes - 1  # the class -1 is that of rows without a label
    yield random.integers(0, 5, size=(ROWS, COLUMNS)), classes
    yield np.abs(plain), np.abs(target) + 1
    yield plain, np.stack([target, -target], axis=1)
    yield plain, np.stack([classes % 2, classes // 2], axis=1)
    yield (plain,)
    yield (plain @ plain.T,)
    yield plain[:, 0], target
    yield (_WORDS * 4,)
    yield ([{"a": 1.0, "b": "x"}, {"a": 2.0, "c": "y"}],)
    yield ([["a", "b"], ["b"]],)
    yield (classes,)
    yield (random.normal(size=(3, 8, 8)),)
    yield _table(), classes % 2


def _table() -> pd.DataFrame:
    random = np.random.default_rng(8)
    return pd.DataFrame(
        {
            "age": random.integers(20, 70, ROWS).astype(float),
            "income": random.normal(3000, 500, ROWS),
            "town": np.array(["Ulm", "Bern", "Graz"])[np.arange(ROWS) % 3],
        }
    )


def _columns() -> compose.ColumnTransformer:
    numbers = pipeline.make_pipeline(
        impute.SimpleImputer(), preprocessing.StandardScaler()
    )
    words = preprocessing.OneHotEncoder(handle_unknown="ignore")
    return compose.ColumnTransformer(
        [("n", numbers, ["age", "income"]), ("w", words, ["town"])]
    )


def _after_columns(model: object) -> Callable[[], object]:
    return lambda: pipeline.Pipeline([("columns", _columns()), ("model", model)])


def _scaled(model: object) -> Callable[[], object]:
    return lambda: pipeline.make_pipeline(preprocessing.StandardScaler(), model)


def _search(model: object, **grid: list[Any]) -> Callable[[], object]:
    return lambda: model_selection.GridSearchCV(model, grid, cv=2)


COMPOSITIONS: dict[str, Callable[[], object]] = {
    "columns": _columns,
    "columns, logistic": _after_columns(linear_model.LogisticRegression()),
    "columns, forest": _after_columns(ensemble.RandomForestClassifier(5)),
    "columns, boosting": _after_columns(ensemble.GradientBoostingClassifier()),
    "columns, histogram boosting": _after_columns(
        ensemble.HistGradientBoostingClassifier(max_iter=3)
    ),
    "columns, xgboost": _after_columns(xgboost.XGBClassifier(n_estimators=3)),
    "columns, lightgbm": _after_columns(
        lightgbm.LGBMClassifier(n_estimators=3, verbosity=-1)
    ),
    "scaler, logistic": _scaled(linear_model.LogisticRegression()),
    "scaler, machine": _scaled(svm.SVC()),
    "scaler, forest": _scaled(ensemble.RandomForestClassifier(5)),
    "scaler, ridge": _scaled(linear_model.Ridge()),
    "search over a forest": _search(
        ensemble.RandomForestClassifier(3), max_depth=[2, 3]
    ),
    "search over a pipeline": _search(
        pipeline.make_pipeline(preprocessing.StandardScaler(), svm.SVC()),
        svc__C=[1.0, 10.0],
    ),
    "vote": lambda: ensemble.VotingClassifier(
        [("l", linear_model.LogisticRegression()), ("s", svm.SVC())]
    ),
    "stack": lambda: ensemble.StackingClassifier(
        [("l", linear_model.LogisticRegression()), ("s", svm.SVC())]
    ),
    "logarithm of a function": lambda: preprocessing.FunctionTransformer(np.log1p),
    "of a seed that is a generator": lambda: linear_model.SGDClassifier(
        random_state=np.random.RandomState(3)  # what sklearn takes
    ),
}


def _booster_of_lightgbm() -> object:
    plain, classes = next(_data())
    given = {"objective": "multiclass", "num_class": 3, "verbose": -1}
    return lightgbm.train(given, lightgbm.Dataset(plain, classes), 3)


def _booster_of_xgboost() -> object:
    plain, classes = next(_data())
    given = {"objective": "multi:softprob", "num_class": 3, "verbosity": 0}
    return xgboost.train(given, xgboost.DMatrix(plain, classes), 3)
