"""What estimators of scikit-learn are made of, apart from other estimators and trees.

Held against scikit-learn 1.9, SciPy 1.17 and NumPy 2.4 one by one. ``PARTS`` restore
themselves as estimators do: ``object.__new__``, then their dictionary. ``FUNCTIONS``
and ``UFUNCS`` take arrays and give arrays or numbers; a pickle can only name them, for
they are never accepted in a call.
"""

from mlgate.loaders.formats.sklearn_names import names

PARTS = names("""
sklearn._loss.link: HalfLogitLink IdentityLink Interval LogitLink LogLink
sklearn._loss.link: MultinomialLogit
sklearn._loss.loss: AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss
sklearn._loss.loss: HalfMultinomialLoss HalfPoissonLoss HalfSquaredError
sklearn._loss.loss: HalfTweedieLoss HalfTweedieLossIdentity HuberLoss PinballLoss
sklearn.calibration: _CalibratedClassifier _SigmoidCalibration _TemperatureScaling
sklearn.cluster._birch: _CFNode _CFSubcluster
sklearn.cluster._bisect_k_means: _BisectingTree
sklearn.compose._column_transformer: make_column_selector
sklearn.ensemble._hist_gradient_boosting.binning: _BinMapper
sklearn.gaussian_process._gpc: _BinaryGaussianProcessClassifierLaplace
sklearn.gaussian_process.kernels: CompoundKernel ConstantKernel DotProduct
sklearn.gaussian_process.kernels: ExpSineSquared Exponentiation Matern PairwiseKernel
sklearn.gaussian_process.kernels: Product RBF RationalQuadratic Sum WhiteKernel
sklearn.metrics._scorer: _CurveScorer _MultimetricScorer _PassthroughScorer _Scorer
sklearn.model_selection._split: GroupKFold GroupShuffleSplit KFold LeaveOneGroupOut
sklearn.model_selection._split: LeaveOneOut LeavePGroupsOut LeavePOut PredefinedSplit
sklearn.model_selection._split: RepeatedKFold RepeatedStratifiedKFold ShuffleSplit
sklearn.model_selection._split: StratifiedGroupKFold StratifiedKFold TimeSeriesSplit
sklearn.model_selection._split: StratifiedShuffleSplit
sklearn.multiclass: _ConstantPredictor
sklearn.neural_network._stochastic_optimizers: AdamOptimizer SGDOptimizer
sklearn.utils._metadata_requests: MetadataRequest MethodMetadataRequest
scipy.interpolate._bsplines: BSpline
""")
FUNCTIONS = names("""
numpy: amax amin max mean median min std sum var
scipy._lib.array_api_compat.numpy._aliases: asarray
sklearn.cluster._kmeans: _kmeans_single_elkan _kmeans_single_lloyd
sklearn.feature_selection._mutual_info: mutual_info_classif mutual_info_regression
sklearn.feature_selection._univariate_selection: chi2 f_classif f_oneway f_regression
sklearn.feature_selection._univariate_selection: r_regression
sklearn.metrics._classification: accuracy_score balanced_accuracy_score f1_score
sklearn.metrics._classification: brier_score_loss d2_brier_score d2_log_loss_score
sklearn.metrics._classification: fbeta_score jaccard_score log_loss precision_score
sklearn.metrics._classification: matthews_corrcoef recall_score
sklearn.metrics._ranking: average_precision_score roc_auc_score top_k_accuracy_score
sklearn.metrics._regression: d2_absolute_error_score explained_variance_score max_error
sklearn.metrics._regression: mean_absolute_error mean_absolute_percentage_error
sklearn.metrics._regression: mean_gamma_deviance mean_pinball_loss
sklearn.metrics._regression: mean_poisson_deviance mean_squared_error r2_score
sklearn.metrics._regression: mean_squared_log_error median_absolute_error
sklearn.metrics._regression: root_mean_squared_error root_mean_squared_log_error
sklearn.metrics.cluster._supervised: adjusted_mutual_info_score adjusted_rand_score
sklearn.metrics.cluster._supervised: completeness_score fowlkes_mallows_score
sklearn.metrics.cluster._supervised: homogeneity_score mutual_info_score rand_score
sklearn.metrics.cluster._supervised: normalized_mutual_info_score v_measure_score
""")
UFUNCS = names("""
numpy: absolute add arcsinh cbrt ceil cos cosh divide equal exp exp2 expm1 fabs floor
numpy: greater less log log10 log1p log2 maximum minimum multiply negative power
numpy: reciprocal rint sign sin sinh sqrt square subtract tan tanh true_divide trunc
""")
# Made by a call without arguments, or with a few numbers.
LOSSES = names("""
sklearn._loss._loss: CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss
sklearn._loss._loss: CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss
sklearn._loss._loss: CyHalfSquaredError CyHalfTweedieLoss CyHalfTweedieLossIdentity
sklearn._loss._loss: CyHuberLoss CyPinballLoss
sklearn.linear_model._sgd_fast: EpsilonInsensitive Hinge ModifiedHuber Huber Log
sklearn.linear_model._sgd_fast: SquaredEpsilonInsensitive SquaredHinge SquaredLoss
""")
