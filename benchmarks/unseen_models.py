"""Models with other settings than the defaults, unseen when names were put on the list.

``python benchmarks/unseen_models.py`` prints the answer for each, saved as a pickle.
"""

import pickle
import sys
import tempfile
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
from sklearn import (
    calibration,
    cluster,
    compose,
    covariance,
    decomposition,
    discriminant_analysis,
    ensemble,
    feature_extraction,
    feature_selection,
    gaussian_process,
    impute,
    kernel_approximation,
    linear_model,
    manifold,
    metrics,
    mixture,
    model_selection,
    multiclass,
    naive_bayes,
    neighbors,
    neural_network,
    pipeline,
    preprocessing,
    random_projection,
    svm,
    tree,
)
from sklearn.experimental import enable_iterative_imputer  # noqa: F401  # for its name

from mlgate.loaders.formats import inspect

_RANDOM = np.random.default_rng(11)
X = _RANDOM.normal(size=(80, 5))
Y = np.arange(80) % 2
T = X @ np.arange(1.0, 6)
TEXTS = ["red fox", "blue whale", "grey wolf", "red wolf"] * 20
KERNEL = gaussian_process.kernels.Matern() + gaussian_process.kernels.WhiteKernel()

UNSEEN = (
    (ensemble.HistGradientBoostingRegressor(categorical_features=[4]),
     np.c_[X[:, :4], Y], T),
    (ensemble.HistGradientBoostingClassifier(early_stopping=True), X, Y),
    (ensemble.HistGradientBoostingRegressor(loss="quantile", quantile=0.9), X, T),
    (ensemble.GradientBoostingRegressor(loss="huber", init="zero"), X, T),
    (ensemble.AdaBoostClassifier(tree.ExtraTreeClassifier(max_depth=2)), X, Y),
    (ensemble.RandomForestClassifier(5, warm_start=True, oob_score=True), X, Y),
    (gaussian_process.GaussianProcessRegressor(KERNEL), X, T),
    (gaussian_process.GaussianProcessClassifier(
        gaussian_process.kernels.RationalQuadratic()), X, Y),
    (neighbors.KNeighborsClassifier(algorithm="ball_tree", metric="haversine"),
     X[:, :2], Y),
    (neighbors.KNeighborsRegressor(metric="mahalanobis",
                                   metric_params={"V": np.eye(5)}), X, T),
    (neighbors.KNeighborsClassifier(weights=np.abs, algorithm="brute"), X, Y),
    (neighbors.KernelDensity(kernel="epanechnikov", metric="chebyshev"), X, None),
    (svm.SVC(kernel="poly", probability=True), X, Y),
    (svm.SVR(kernel=metrics.pairwise.laplacian_kernel), X, T),
    (neural_network.MLPClassifier(solver="sgd", learning_rate="adaptive"), X, Y),
    (neural_network.MLPRegressor(solver="lbfgs", early_stopping=False), X, T),
    (linear_model.LogisticRegressionCV(scoring="roc_auc"), X, Y),
    (linear_model.SGDClassifier(loss="modified_huber", average=True), X, Y),
    (linear_model.RidgeCV(alphas=[0.1, 1.0], scoring="r2"), X, T),
    (linear_model.RANSACRegressor(tree.DecisionTreeRegressor(), min_samples=10), X, T),
    (linear_model.TweedieRegressor(power=1.5, link="log"), X, np.abs(T) + 1),
    (calibration.CalibratedClassifierCV(method="isotonic"), X, Y),
    (calibration.CalibratedClassifierCV(svm.LinearSVC(), ensemble=False), X, Y),
    (model_selection.GridSearchCV(
        svm.SVC(), {"C": [1.0, 2.0]}, scoring=["accuracy", "f1"], refit="f1",
        cv=model_selection.RepeatedStratifiedKFold(n_splits=2, n_repeats=2)), X, Y),
    (model_selection.RandomizedSearchCV(
        ensemble.RandomForestClassifier(3), {"max_depth": [1, 2]}, n_iter=2,
        scoring="neg_log_loss", cv=model_selection.TimeSeriesSplit(2)), X, Y),
    (pipeline.make_pipeline(
        feature_extraction.text.TfidfVectorizer(ngram_range=(1, 2)),
        naive_bayes.MultinomialNB()), TEXTS, Y),
    (pipeline.make_pipeline(
        feature_extraction.text.CountVectorizer(analyzer=str.split),
        decomposition.LatentDirichletAllocation(2)), TEXTS, None),
    (pipeline.make_pipeline(
        feature_extraction.text.HashingVectorizer(n_features=64),
        decomposition.TruncatedSVD(2), linear_model.Perceptron()), TEXTS, Y),
    (pipeline.make_pipeline(
        feature_selection.SelectKBest(feature_selection.mutual_info_classif, k=2),
        discriminant_analysis.QuadraticDiscriminantAnalysis()), X, Y),
    (pipeline.make_pipeline(
        feature_selection.RFECV(linear_model.LogisticRegression(), scoring="recall"),
        preprocessing.KBinsDiscretizer(3, encode="onehot")), X, Y),
    (pipeline.make_pipeline(
        preprocessing.PolynomialFeatures(2), preprocessing.PowerTransformer(),
        linear_model.ElasticNetCV()), X, T),
    (preprocessing.FunctionTransformer(np.log1p, inverse_func=np.expm1),
     np.abs(X), None),
    (preprocessing.FunctionTransformer(np.clip, kw_args={"a_min": 0, "a_max": 1}),
     X, None),
    (preprocessing.OneHotEncoder(min_frequency=2), Y[:, None], None),
    (preprocessing.QuantileTransformer(output_distribution="normal"), X, None),
    (preprocessing.SplineTransformer(extrapolation="periodic"), X, None),
    (compose.TransformedTargetRegressor(
        linear_model.Ridge(), func=np.log, inverse_func=np.exp), X, np.abs(T) + 1),
    (compose.make_column_transformer(
        (preprocessing.StandardScaler(), slice(0, 2)), remainder="passthrough"),
     X, None),
    (impute.IterativeImputer(ensemble.ExtraTreesRegressor(3), max_iter=2), X, None),
    (impute.KNNImputer(weights="distance"), X, None),
    (cluster.AgglomerativeClustering(linkage="single", metric="cosine"), X, None),
    (cluster.KMeans(3, init=X[:3], n_init=1), X, None),
    (cluster.SpectralClustering(2, affinity="nearest_neighbors"), X, None),
    (manifold.Isomap(metric="manhattan"), X, None),
    (manifold.TSNE(metric="cosine", init="random"), X, None),
    (mixture.BayesianGaussianMixture(n_components=2, covariance_type="tied"), X, None),
    (covariance.EllipticEnvelope(support_fraction=0.9), X, None),
    (decomposition.KernelPCA(2, kernel="cosine", fit_inverse_transform=False), X, None),
    (decomposition.FastICA(2, fun="cube"), X, None),
    (kernel_approximation.Nystroem(kernel="chi2"), np.abs(X), None),
    (multiclass.OneVsRestClassifier(ensemble.GradientBoostingClassifier(n_estimators=2)),
     X, np.arange(80) % 3),
    (random_projection.SparseRandomProjection(2), X, None),
    (tree.DecisionTreeRegressor(criterion="absolute_error", ccp_alpha=0.01), X, T),
)  # fmt: skip


def main() -> None:
    """Print each model with its answer, and the sums."""
    sums: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for model, given, target in UNSEEN:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    fitted = model.fit(given, target)
                except ValueError as exc:
                    print(f"{type(model).__name__}: not fitted: {exc}")
                    continue
            path = Path(folder) / "model.pkl"
            path.write_bytes(pickle.dumps(fitted))
            found = inspect(path, path.name, path.stat().st_size)
            loading = found.loading if found else "no model"
            sums[loading] = sums.get(loading, 0) + 1
            if found and found.reasons:
                print(f"{type(model).__name__}: {loading}: {'; '.join(found.reasons)}")
    print(f"{len(UNSEEN)} models: {sums}")


if __name__ == "__main__":
    main()
