"""The manifests under deploy/: by Kubernetes' own schemas, and at one with the code."""

from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from corpus import ROOT
from mlgate.cli.serve import webhook
from mlgate.serve.places import KINDS

DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.glob("*.yaml"))
# Plurals are not told by kinds; they are what an API server calls them.
PLURALS = {
    "inferenceservices": "InferenceService",
    "llminferenceserviceconfigs": "LLMInferenceServiceConfig",
    "localmodelnamespacecaches": "LocalModelNamespaceCache",
}


def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text("utf-8")))


def one(kind: str) -> dict[str, Any]:
    every = [d for path in FILES for d in documents(path)]
    (found,) = [d for d in every if d["kind"] == kind]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
@pytest.mark.filterwarnings("ignore")
def test_kubernetes_accepts_each_manifest(path: Path) -> None:
    import kubernetes_validate

    for document in documents(path):
        kubernetes_validate.validate(document, "1.34", strict=True)


@pytest.mark.filterwarnings("ignore")
def test_a_manifest_with_a_wrong_key_would_be_refused() -> None:
    import kubernetes_validate

    service = one("Service")
    service["spec"]["porst"] = []
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(service, "1.34", strict=True)


def test_each_webhook_fails_closed_soon_and_without_side_effects() -> None:
    for hook in one("ValidatingWebhookConfiguration")["webhooks"]:
        assert hook["failurePolicy"] == "Fail"
        assert hook["sideEffects"] == "None"
        assert hook["matchPolicy"] == "Equivalent"
        assert hook["timeoutSeconds"] <= 5
        assert hook["admissionReviewVersions"] == ["v1"]
        (expression,) = hook["namespaceSelector"]["matchExpressions"]
        assert expression["operator"] == "NotIn"
        assert {"kube-system", "mlgate"} <= set(expression["values"])


def test_the_rules_ask_of_nothing_that_the_code_does_not_know() -> None:
    known = {(group, kind.lower()) for group, kind in KINDS}
    for hook in one("ValidatingWebhookConfiguration")["webhooks"]:
        for rule in hook["rules"]:
            assert set(rule["operations"]) <= {"CREATE", "UPDATE"}
            (group,) = rule["apiGroups"]
            for resource in rule["resources"]:
                plural = resource.partition("/")[0]
                kind = PLURALS.get(plural, plural.removesuffix("s")).lower()
                assert (group, kind) in known, resource
                assert "*" not in resource


def test_the_parts_point_at_each_other() -> None:
    service, deployment = one("Service"), one("Deployment")
    pod = deployment["spec"]["template"]
    labels = pod["metadata"]["labels"]
    assert service["spec"]["selector"] == labels
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    budget = one("PodDisruptionBudget")["spec"]
    assert budget["selector"]["matchLabels"] == labels
    assert deployment["spec"]["replicas"] > budget["minAvailable"]
    (container,) = pod["spec"]["containers"]
    (port,) = service["spec"]["ports"]
    (opened,) = container["ports"]
    assert port["targetPort"] == opened["name"]
    namespace = one("Namespace")["metadata"]["name"]
    for hook in one("ValidatingWebhookConfiguration")["webhooks"]:
        client = hook["clientConfig"]["service"]
        assert client["name"] == service["metadata"]["name"]
        assert client["namespace"] == service["metadata"]["namespace"] == namespace
        assert client["port"] == port["port"]
        assert client["path"] == "/validate"
    account = one("ServiceAccount")["metadata"]["name"]
    assert pod["spec"]["serviceAccountName"] == account


def test_the_command_is_one_that_mlgate_understands() -> None:
    pod = one("Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["command"] == ["mlgate", "serve", "webhook"]
    made = webhook.make_context("webhook", list(container["args"]))
    assert isinstance(made, click.Context)
    mounts = [mount["mountPath"] for mount in container["volumeMounts"]]
    assert {m["name"] for m in container["volumeMounts"]} == {
        volume["name"] for volume in pod["volumes"]
    }
    for name in ("org", "attestations", "cert", "key"):
        assert any(str(made.params[name]).startswith(mount) for mount in mounts)
    (opened,) = container["ports"]
    assert made.params["port"] == opened["containerPort"]
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["scheme"] == "HTTPS"


def test_the_image_is_pinned_and_nothing_runs_as_root() -> None:
    pod = one("Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert "@sha256:" in container["image"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
