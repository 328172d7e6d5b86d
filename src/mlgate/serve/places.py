"""Where each kind of object names its model: one table.

Kubernetes API 1.37; KServe 0.20; Seldon Core 1 and 2; KubeRay 1; LeaderWorkerSet 1.
The version of a group is left out: places are added over time, and never moved.
"""

from collections.abc import Mapping

from mlgate.core.frozen import frozen

_TEMPLATE = ("/spec/template/spec",)
_LLM = (
    "/spec/template",
    "/spec/worker",
    "/spec/prefill/template",
    "/spec/prefill/worker",
)


@frozen
class Kind:
    """Where one kind of object may name a model.

    In a pattern ``*`` is any item or key, ``**`` any number of them.

    Attributes:
        uris: Patterns of texts that name a model.
        unseen: Patterns of values that stand for a model which is told elsewhere.
        pods: Patterns of pod specifications.
        containers: Patterns of what has arguments and variables as a container has.
        embedded: Pattern of a YAML text -> patterns of texts in it that name a model.
        serves: Whether an object of this kind has no use without a model.
    """

    uris: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    pods: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    embedded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    serves: bool = False

    # There is one of each, and it is looked up at every review.
    __eq__ = object.__eq__
    __hash__ = object.__hash__


_WORKLOAD = Kind(pods=_TEMPLATE)
_LLM_SERVICE = Kind(
    uris=("/spec/**/model/uri", "/spec/**/adapters/*/uri"),
    unseen=("/spec/baseRefs/*",),
    pods=_LLM,
    serves=True,
)
_CACHE = Kind(uris=("/spec/sourceModelUri",), serves=True)

KINDS: Mapping[tuple[str, str], Kind] = {
    ("", "Pod"): Kind(pods=("/spec",)),
    ("", "PodTemplate"): Kind(pods=("/template/spec",)),
    ("", "ReplicationController"): _WORKLOAD,
    ("apps", "DaemonSet"): _WORKLOAD,
    ("apps", "Deployment"): _WORKLOAD,
    ("apps", "ReplicaSet"): _WORKLOAD,
    ("apps", "StatefulSet"): _WORKLOAD,
    ("batch", "CronJob"): Kind(pods=("/spec/jobTemplate/spec/template/spec",)),
    ("batch", "Job"): _WORKLOAD,
    ("leaderworkerset.x-k8s.io", "LeaderWorkerSet"): Kind(
        pods=(
            "/spec/leaderWorkerTemplate/leaderTemplate/spec",
            "/spec/leaderWorkerTemplate/workerTemplate/spec",
        )
    ),
    ("machinelearning.seldon.io", "SeldonDeployment"): Kind(
        uris=("/spec/**/modelUri",),
        pods=("/spec/predictors/*/componentSpecs/*/spec",),
        serves=True,
    ),
    ("mlops.seldon.io", "Model"): Kind(uris=("/spec/storageUri",), serves=True),
    ("ray.io", "RayService"): Kind(
        pods=(
            "/spec/rayClusterConfig/headGroupSpec/template/spec",
            "/spec/rayClusterConfig/workerGroupSpecs/*/template/spec",
        ),
        embedded=(
            (
                "/spec/serveConfigV2",
                ("/**/model_loading_config/model_source", "/**/model_id"),
            ),
        ),
        serves=True,
    ),
    ("serving.knative.dev", "Configuration"): _WORKLOAD,
    ("serving.knative.dev", "Revision"): Kind(pods=("/spec",)),
    ("serving.knative.dev", "Service"): _WORKLOAD,
    ("serving.kserve.io", "ClusterServingRuntime"): Kind(pods=("/spec",)),
    ("serving.kserve.io", "InferenceService"): Kind(
        uris=("/spec/**/storageUri", "/spec/**/storageUris/*/uri"),
        unseen=("/spec/*/*/storage",),
        # Predictor, transformer, explainer, and what may come to stand beside them.
        pods=("/spec/*", "/spec/*/workerSpec"),
        containers=("/spec/*/*",),
        serves=True,
    ),
    ("serving.kserve.io", "LLMInferenceService"): _LLM_SERVICE,
    ("serving.kserve.io", "LLMInferenceServiceConfig"): _LLM_SERVICE,
    ("serving.kserve.io", "LocalModelCache"): _CACHE,
    ("serving.kserve.io", "LocalModelNamespaceCache"): _CACHE,
    ("serving.kserve.io", "ServingRuntime"): Kind(pods=("/spec",)),
    ("serving.kserve.io", "TrainedModel"): Kind(
        uris=("/spec/model/storageUri",), serves=True
    ),
}
