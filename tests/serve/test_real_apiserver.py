"""A real API server asks the webhook, by the rules of deploy/validating.yaml."""

import base64
import contextlib
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from reviewed_cluster import Cluster, build, filled
from running_webhook import Running, running

import opa_server
from corpus import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.peer("etcd"),
    pytest.mark.peer("kube-apiserver"),
]
START = 90.0
SERVICES = "/apis/serving.kserve.io/v1beta1/namespaces/scoring/inferenceservices"
DEPLOYMENTS = "/apis/apps/v1/namespaces/scoring/deployments"
HOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
CRD = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "inferenceservices.serving.kserve.io"},
    "spec": {
        "group": "serving.kserve.io",
        "names": {"kind": "InferenceService", "plural": "inferenceservices"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1beta1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "x-kubernetes-preserve-unknown-fields": True,
                    }
                },
            }
        ],
    },
}


class Said(NamedTuple):
    """What the API server answered."""

    status: int
    body: dict[str, Any]
    warnings: list[str]


class Api:
    """A client of a real API server."""

    def __init__(self, port: int, ca: Path, token: str, audit: Path) -> None:
        self._at, self._token, self.audit = f"https://127.0.0.1:{port}", token, audit
        self._ca = ca

    def kubectl(
        self, folder: Path, given: object, *words: str
    ) -> "subprocess.CompletedProcess[str]":
        """Let kubectl do what ``words`` say, with an object on its standard input."""
        program = opa_server.find("kubectl")
        assert program
        about = {"server": self._at, "certificate-authority": self._ca}
        about |= {"token": self._token, "namespace": "scoring"}
        return subprocess.run(
            [program, *(f"--{k}={v}" for k, v in about.items()), *words],
            input=json.dumps(given),
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
            env={"HOME": str(folder), "KUBECONFIG": os.devnull},
        )

    def ask(self, method: str, path: str, body: object = None) -> Said:
        context = ssl.create_default_context(cafile=self._ca)
        context.check_hostname = False
        sent = None if body is None else json.dumps(body).encode()
        kind = (
            "application/merge-patch+json" if method == "PATCH" else "application/json"
        )
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        request = urllib.request.Request(  # noqa: S310  https, as above
            self._at + path, sent, headers, method=method
        )
        try:
            answer = urllib.request.urlopen(request, timeout=30, context=context)  # noqa: S310
        except urllib.error.HTTPError as exc:
            answer = exc
        with answer:
            raw = answer.read()
            body_ = json.loads(raw) if raw.startswith(b"{") else {"raw": raw.decode()}
            return Said(answer.status, body_, answer.headers.get_all("Warning") or [])


def until(true: Callable[[], object], what: str, seconds: float = START) -> None:
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if true():
                return
        assert time.monotonic() < end, what
        time.sleep(0.2)


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def program(name: str, folder: Path, *words: str) -> Iterator[None]:
    path = opa_server.find(name)
    assert path
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen([path, *words], stdout=log, stderr=log, cwd=folder)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("apiserver")
    client, peer, port = free(), free(), free()
    token = secrets.token_hex(16)
    (folder / "tokens").write_text(f"{token},admin,admin,system:masters\n")
    policy = {"apiVersion": "audit.k8s.io/v1", "kind": "Policy"}
    (folder / "policy.yaml").write_text(
        yaml.safe_dump(policy | {"rules": [{"level": "Metadata"}]})
    )
    key = rsa.generate_private_key(65537, 2048)
    (folder / "sa.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    store = (
        f"--data-dir={folder}/etcd",
        f"--listen-client-urls=http://127.0.0.1:{client}",
        f"--advertise-client-urls=http://127.0.0.1:{client}",
        f"--listen-peer-urls=http://127.0.0.1:{peer}",
        f"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
        f"--initial-cluster=default=http://127.0.0.1:{peer}",
        "--unsafe-no-fsync",
    )
    server = (
        f"--etcd-servers=http://127.0.0.1:{client}",
        f"--secure-port={port}",
        "--bind-address=127.0.0.1",
        f"--cert-dir={folder}/certs",
        f"--token-auth-file={folder}/tokens",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={folder}/sa.key",
        f"--service-account-signing-key-file={folder}/sa.key",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--disable-admission-plugins=ServiceAccount",
        f"--audit-log-path={folder}/audit.log",
        f"--audit-policy-file={folder}/policy.yaml",
    )
    with program("etcd", folder, *store), program("kube-apiserver", folder, *server):
        certificate = folder / "certs" / "apiserver.crt"
        found = Api(port, certificate, token, folder / "audit.log")
        until(
            lambda: certificate.exists() and found.ask("GET", "/readyz").status == 200,
            "the API server does not start",
        )
        namespace = {"apiVersion": "v1", "kind": "Namespace"}
        named = namespace | {"metadata": {"name": "scoring"}}
        assert found.ask("POST", "/api/v1/namespaces", named).status == 201
        crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        assert found.ask("POST", crds, CRD).status == 201
        until(lambda: found.ask("GET", SERVICES).status == 200, "no such kind")
        yield found


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    lately = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return build(
        tmp_path_factory.mktemp("cluster"),
        good=[{"clock": lately}],
        denied=[{"clock": lately, "verdict": "deny"}],
    )


@pytest.fixture
def hook(
    api: Api, cluster: Cluster, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """Run a webhook in the mode that the test asks for, and tell the API server."""
    mode = getattr(request, "param", "enforce")
    with running(tmp_path, **options(cluster), mode=mode) as webhook:
        told = configuration(webhook, tmp_path / "tls.crt")
        assert api.ask("POST", HOOKS, told).status == 201
        probe = service("probe", "s3://b/m")

        def asked() -> bool:
            said = api.ask("POST", f"{SERVICES}?dryRun=All", probe)
            return said.status >= 400 or bool(said.warnings)

        until(asked, "the webhook is never asked")
        yield webhook
    assert api.ask("DELETE", f"{HOOKS}/mlgate").status == 200
    until(
        lambda: api.ask("POST", f"{SERVICES}?dryRun=All", probe).status == 201,
        "the webhook is asked for ever",
    )
    for path in (SERVICES, DEPLOYMENTS):
        api.ask("DELETE", path)
        until(lambda path=path: not api.ask("GET", path).body["items"], "it stays")


def options(cluster: Cluster) -> dict[str, Any]:
    return {
        "org": cluster.settings.org,
        "attestations": cluster.folder,
        "env": "prod",
        "no_model": "allow",
    }


def configuration(webhook: Running, ca: Path) -> dict[str, Any]:
    """Return deploy/validating.yaml, with this machine in place of the Service."""
    text = (ROOT / "deploy" / "validating.yaml").read_text("utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    for each in told["webhooks"]:
        path = each["clientConfig"].pop("service")["path"]
        each["clientConfig"] = {
            "url": f"https://127.0.0.1:{webhook.port}{path}",
            "caBundle": base64.b64encode(ca.read_bytes()).decode(),
        }
    return told


def service(name: str, uri: str) -> dict[str, Any]:
    return {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": {"name": name},
        "spec": {"predictor": {"model": {"storageUri": uri}}},
    }


def deployment(name: str, image: str | None) -> dict[str, Any]:
    labels = {"app": name}
    pod: dict[str, Any] = {"containers": [{"name": "server", "image": "server"}]}
    if image:
        pod["volumes"] = [{"name": "model", "image": {"reference": image}}]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


GOOD, DENIED = filled("<oci good>"), filled("<oci denied>")
OTHER = "registry.example/models@sha256:" + "0" * 64


def test_a_service_runs_a_decided_model_and_no_other(api: Api, hook: Running) -> None:
    assert api.ask("POST", SERVICES, service("good", f"oci://{GOOD}")).status == 201
    for image, why in (
        (DENIED, "the result is 'FAILED', not PASSED"),
        (OTHER, "nothing shows which model it holds"),
    ):
        said = api.ask("POST", SERVICES, service("bad", f"oci://{image}"))
        assert said.status == 403
        start = (
            'admission webhook "models.mlgate.dev" denied the request: mlgate: oci://'
        )
        assert said.body["message"].startswith(start)
        assert why in said.body["message"]
    edited = service("good", f"oci://{OTHER}")["spec"]
    said = api.ask("PATCH", f"{SERVICES}/good", {"spec": edited})
    assert said.status == 403
    labelled = {"metadata": {"labels": {"a": "b"}}}
    assert api.ask("PATCH", f"{SERVICES}/good", labelled).status == 200
    assert hook.ask("GET", "/readyz")[0] == 200


def test_a_deployment_runs_a_decided_model_and_no_other(
    api: Api, hook: Running
) -> None:
    assert api.ask("POST", DEPLOYMENTS, deployment("good", GOOD)).status == 201
    said = api.ask("POST", DEPLOYMENTS, deployment("bad", OTHER))
    assert said.status == 403
    assert 'webhook "workloads.mlgate.dev" denied' in said.body["message"]
    assert api.ask("POST", DEPLOYMENTS, deployment("web", None)).status == 201
    assert hook.ask("GET", "/readyz")[0] == 200


@pytest.mark.usefixtures("hook")
def test_a_dry_run_is_answered_and_stores_nothing(api: Api) -> None:
    dry = f"{SERVICES}?dryRun=All"
    assert api.ask("POST", dry, service("dry", f"oci://{GOOD}")).status == 201
    assert api.ask("POST", dry, service("dry", f"oci://{OTHER}")).status == 403
    assert api.ask("GET", f"{SERVICES}/dry").status == 404


@pytest.mark.usefixtures("hook")
def test_the_audit_log_tells_which_decision_it_was(api: Api) -> None:
    named = service("audited", f"oci://{GOOD}")
    assert api.ask("POST", SERVICES, named).status == 201

    def written() -> bool:
        for line in api.audit.read_text("utf-8").splitlines():
            event = json.loads(line)
            notes = event.get("annotations") or {}
            if "models.mlgate.dev/decision" in notes:
                return bool(notes["models.mlgate.dev/policy"].startswith("sha256:"))
        return False

    until(written, "the audit log does not tell")


@pytest.mark.parametrize("hook", ["warn"], indirect=True)
@pytest.mark.usefixtures("hook")
def test_in_the_mode_warn_it_is_stored_and_warned_of(api: Api) -> None:
    said = api.ask("POST", SERVICES, service("warned", f"oci://{OTHER}"))
    assert said.status == 201
    assert said.warnings[0].startswith('299 - "mlgate: oci://')
    assert said.warnings[-1].endswith('NAME.oci.json"')


APPLY = ("apply", "--filename=-")


@pytest.mark.peer("kubectl")
@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("kind", ["service", "deployment"])
def test_kubectl_applies_a_decided_model_and_shows_why_no_other(
    api: Api, tmp_path: Path, kind: str
) -> None:
    def made(name: str, image: str) -> dict[str, Any]:
        uri = f"oci://{image}"
        return service(name, uri) if kind == "service" else deployment(name, image)

    done = api.kubectl(tmp_path, made("good", GOOD), *APPLY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("/good created\n")
    again = api.kubectl(tmp_path, made("good", OTHER), *APPLY)
    other = api.kubectl(tmp_path, made("bad", OTHER), *APPLY)
    for denied in (again, other):
        assert denied.returncode == 1
        assert "mlgate.dev" in denied.stderr
        assert "denied the request: mlgate: " in denied.stderr
        assert f"{OTHER}: nothing shows which model it holds" in denied.stderr
    path = SERVICES if kind == "service" else DEPLOYMENTS
    assert api.ask("GET", f"{path}/bad").status == 404
    assert OTHER not in json.dumps(api.ask("GET", f"{path}/good").body)


@pytest.mark.peer("kubectl")
@pytest.mark.usefixtures("hook")
def test_kubectl_asks_without_storing_anything(api: Api, tmp_path: Path) -> None:
    dry = (*APPLY, "--dry-run=server")
    done = api.kubectl(tmp_path, service("dry", f"oci://{GOOD}"), *dry)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("/dry created (server dry run)\n")
    denied = api.kubectl(tmp_path, deployment("dry", OTHER), *dry)
    assert denied.returncode == 1
    assert "nothing shows which model it holds" in denied.stderr
    for path in (SERVICES, DEPLOYMENTS):
        assert api.ask("GET", f"{path}/dry").status == 404


@pytest.mark.peer("kubectl")
@pytest.mark.parametrize("hook", ["warn"], indirect=True)
@pytest.mark.usefixtures("hook")
def test_in_the_mode_warn_kubectl_prints_a_warning(api: Api, tmp_path: Path) -> None:
    done = api.kubectl(tmp_path, service("warned", f"oci://{OTHER}"), *APPLY)
    assert done.returncode == 0
    assert done.stdout.endswith("/warned created\n")
    assert done.stderr.startswith("Warning: mlgate: oci://")
    # An API server cuts long warnings, so it comes as several.
    assert done.stderr.splitlines()[-1].endswith("NAME.oci.json")
    fine = api.kubectl(tmp_path, service("fine", f"oci://{GOOD}"), *APPLY)
    assert (fine.returncode, fine.stderr) == (0, "")


def test_without_its_webhook_nothing_is_stored_until_it_is_back(
    api: Api, hook: Running, cluster: Cluster, tmp_path: Path
) -> None:
    os.kill(hook.process.pid, signal.SIGKILL)
    hook.process.wait()
    said = api.ask("POST", SERVICES, service("later", f"oci://{GOOD}"))
    assert said.status == 500
    assert "failed calling webhook" in said.body["message"]
    (tmp_path / "again").mkdir()
    with running(tmp_path / "again", **options(cluster), port=hook.port) as again:
        told = configuration(again, tmp_path / "again" / "tls.crt")
        patch = {"webhooks": told["webhooks"]}
        assert api.ask("PATCH", f"{HOOKS}/mlgate", patch).status == 200
        body = service("later", f"oci://{GOOD}")
        until(lambda: api.ask("POST", SERVICES, body).status == 201, "not back")
