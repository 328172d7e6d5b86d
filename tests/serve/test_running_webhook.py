"""The webhook as it runs: HTTP over TLS, on a socket of this machine."""

import contextlib
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import subject_folders
from bundle_world import key, sign_decisions
from reviewed_cluster import Cluster, build, filled, review
from running_webhook import Running, certificate, command, running

import oci_images

SERVICE = "serving.kserve.io/InferenceService"


def service(name: str) -> dict[str, Any]:
    uri = filled(f"oci://<oci {name}>")
    return review(SERVICE, {"spec": {"predictor": {"model": {"storageUri": uri}}}})


def made(folder: Path) -> Cluster:
    lately = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return build(
        folder,
        good=[{"clock": lately}],
        denied=[{"clock": lately, "verdict": "deny"}],
    )


def options(cluster: Cluster) -> dict[str, Any]:
    return {
        "org": cluster.settings.org,
        "attestations": cluster.folder,
        "env": "prod",
        "min_tier": "T3",
        "max_age": "90d",
    }


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    return made(tmp_path_factory.mktemp("cluster"))


@pytest.fixture(scope="module")
def webhook(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("webhook"), **options(cluster)) as found:
        yield found


def until(true: Callable[[], bool]) -> None:
    """Wait until something that another process does has happened."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_a_decided_model_is_admitted_and_a_denied_one_is_not(webhook: Running) -> None:
    assert webhook.review(service("good"))["allowed"] is True
    said = webhook.review(service("denied"))
    assert said["allowed"] is False
    assert said["status"]["code"] == 403
    assert said["uid"] == service("denied")["request"]["uid"]


def test_what_attest_writes_is_what_the_webhook_reads(tmp_path: Path) -> None:
    world = subject_folders.build(tmp_path / "world")
    key = world.root / "protected" / "gate"
    mlgate = subject_folders.run
    assert mlgate("keygen", key, "--no-passphrase").returncode == 0
    trusted = "keys: [{name: gate, file: gate.pub, purposes: [decision]}]\n"
    subject_folders.organise(world, trusted)
    asked = ("attest", world.model, "--org", world.org, "--key", f"{key}.key")
    folder = tmp_path / "attestations"
    done = mlgate(*asked, "--env", "prod", "--out", folder / "scorer")
    assert done.returncode == 0, done.stderr.decode()
    decision = json.loads((folder / "scorer" / "decision.json").read_text("utf-8"))
    told = review(
        SERVICE,
        {
            "metadata": {
                "annotations": {"mlgate.dev/subject": decision["subject"]["digest"]}
            },
            "spec": {"predictor": {"model": {"storageUri": "s3://b/m"}}},
        },
    )
    (tmp_path / "tls").mkdir()
    given: dict[str, Any] = {"org": world.org, "attestations": folder, "env": "prod"}
    with running(tmp_path / "tls", **given, allow_unpinned=True) as webhook:
        said = webhook.review(told)
    assert said["allowed"] is True, said
    assert "the bytes are not pinned" in said["warnings"][0]
    assert said["auditAnnotations"]["policy"] == decision["policy"]["digest"]


def test_an_image_that_was_decided_on_with_its_manifest_needs_nothing_more(
    tmp_path: Path,
) -> None:
    world = sign_decisions(subject_folders.build(tmp_path / "world"))
    raw = oci_images.pushed(world.model, "model.safetensors")
    (world.model / "evidence").mkdir()
    (world.model / "evidence" / "model.oci.json").write_bytes(raw)
    folder = tmp_path / "attestations"
    asked = ("attest", world.model, "--org", world.org, "--key", key(world))
    done = subject_folders.run(*asked, "--out", folder / "scorer")
    assert done.returncode == 0, done.stderr.decode()
    assert not list(folder.rglob("*.oci.json"))
    (tmp_path / "tls").mkdir()
    given: dict[str, Any] = {"org": world.org, "attestations": folder}
    images = (oci_images.digest(raw), f"sha256:{'0' * 64}")
    with running(tmp_path / "tls", **given) as webhook:
        said = [webhook.review(_named(f"oci://r.example/m@{i}")) for i in images]
    assert [one["allowed"] for one in said] == [True, False]
    assert said[0]["auditAnnotations"]["pinned"] == "yes"


def _named(uri: str) -> dict[str, Any]:
    return review(SERVICE, {"spec": {"predictor": {"model": {"storageUri": uri}}}})


def test_one_connection_serves_many_reviews(webhook: Running) -> None:
    body = json.dumps(service("good")).encode()
    with contextlib.closing(webhook.connect()) as connection:
        for _ in range(3):
            connection.request("POST", "/validate?timeout=5s", body)
            with connection.getresponse() as answer:
                assert json.loads(answer.read())["response"]["allowed"] is True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("HEAD", "/healthz", 200),
        ("GET", "/validate", 405),
        ("POST", "/healthz", 405),
        ("DELETE", "/validate", 405),
        ("POST", "/", 404),
        ("POST", "/validate/", 404),
        ("GET", "/../etc/passwd", 404),
    ],
)
def test_each_path_has_its_method(
    webhook: Running, method: str, path: str, status: int
) -> None:
    assert webhook.ask(method, path)[0] == status


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_review_is_an_error_without_a_traceback(
    webhook: Running, body: bytes
) -> None:
    status, said = webhook.ask("POST", "/validate?timeout=5s", body)
    assert status == 400
    assert said.startswith(b"no review: ")
    assert said.count(b"\n") == 1


def test_a_large_review_is_judged_and_a_huge_one_refused(webhook: Running) -> None:
    large = service("good")
    large["request"]["object"]["metadata"] = {"annotations": {"a": "b" * 2_000_000}}
    assert webhook.review(large, "30s")["allowed"] is True
    status, _ = webhook.ask("POST", "/validate", b" " * (8 * 2**20))
    assert status == 413
    assert webhook.ask("GET", "/healthz")[0] == 200


def test_a_body_that_never_ends_is_given_up_before_the_api_server_does(
    webhook: Running,
) -> None:
    start = time.monotonic()
    with contextlib.closing(webhook.connect()) as connection:
        connection.putrequest("POST", "/validate?timeout=1s")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"{")
        with connection.getresponse() as answer:
            assert answer.status == 408
            assert answer.read() == b"could not decide in time\n"
    assert 0.5 < time.monotonic() - start < 10


def test_prometheus_is_told_what_was_answered(webhook: Running) -> None:
    name = 'mlgate_reviews_total{mode="enforce",operation="CREATE",verdict="deny"} '

    def count() -> float:
        text = webhook.ask("GET", "/metrics")[1].decode()
        lines = [x for x in text.splitlines() if x.startswith(name)]
        return float(lines[0].removeprefix(name)) if lines else 0.0

    before = count()
    webhook.review(service("denied"))
    assert count() == before + 1
    text = webhook.ask("GET", "/metrics")[1].decode()
    assert "mlgate_ready 1.0" in text
    assert "mlgate_subjects 2.0" in text
    assert "process_resident_memory_bytes" in text


def test_what_it_leaves_behind_is_collected(webhook: Running) -> None:
    name = 'python_gc_collections_total{generation="0"} '

    def count() -> float:
        text = webhook.ask("GET", "/metrics")[1].decode()
        (line,) = [x for x in text.splitlines() if x.startswith(name)]
        return float(line.removeprefix(name))

    before = count()
    body = json.dumps(service("good")).encode()
    with contextlib.closing(webhook.connect()) as connection:
        for _ in range(2000):
            connection.request("POST", "/validate", body)
            with connection.getresponse() as answer:
                answer.read()
            if count() > before:
                break
        else:
            pytest.fail("nothing was ever collected")


def test_an_operation_that_is_made_up_makes_no_new_series(webhook: Running) -> None:
    for name in ("A", "B"):
        webhook.review(review(SERVICE, {}, name))
    text = webhook.ask("GET", "/metrics")[1].decode()
    assert 'operation="other"' in text
    assert 'operation="A"' not in text


def test_plain_http_is_not_spoken(webhook: Running) -> None:
    with socket.create_connection(("127.0.0.1", webhook.port), 10) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert not plain.recv(100).startswith(b"HTTP")


def test_attestations_come_and_go_while_it_runs(tmp_path: Path) -> None:
    cluster = made(tmp_path / "cluster")
    (tmp_path / "tls").mkdir()
    with running(tmp_path / "tls", **options(cluster)) as webhook:
        assert webhook.review(service("second"))["allowed"] is False
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        cluster.attest("second", clock=now)
        until(lambda: webhook.review(service("second"))["allowed"])
        cluster.folder.rename(tmp_path / "away")
        until(lambda: webhook.ask("GET", "/readyz")[0] == 503)
        said = webhook.review(service("second"))
        assert said["allowed"] is False
        assert said["status"]["reason"] == "ServiceUnavailable"
        assert "could not decide" in said["status"]["message"]
        (tmp_path / "away").rename(cluster.folder)
        until(lambda: webhook.ask("GET", "/readyz")[0] == 200)
        assert webhook.review(service("second"))["allowed"] is True


def test_a_renewed_certificate_is_shown_to_new_connections(tmp_path: Path) -> None:
    cluster = made(tmp_path / "cluster")
    (tmp_path / "tls").mkdir()
    (tmp_path / "new").mkdir()
    with running(tmp_path / "tls", **options(cluster)) as webhook:
        assert webhook.ask("GET", "/readyz")[0] == 200
        old = (tmp_path / "tls" / "tls.crt").read_text()
        cert, key = certificate(tmp_path / "new")
        cert.replace(tmp_path / "tls" / "tls.crt")
        # Half of a pair: the old one is used on, and the probe says that it is so.
        until(lambda: shown(webhook) == old and probe(webhook, old) == 503)
        key.replace(tmp_path / "tls" / "tls.key")
        until(lambda: shown(webhook) == (tmp_path / "tls" / "tls.crt").read_text())
        assert webhook.ask("GET", "/readyz")[0] == 200


def shown(webhook: Running) -> str:
    return ssl.get_server_certificate(("127.0.0.1", webhook.port), timeout=10)


def probe(webhook: Running, ca: str) -> int:
    context = ssl.create_default_context(cadata=ca)
    with (
        socket.create_connection(("127.0.0.1", webhook.port), 10) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped,
    ):
        wrapped.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return int(wrapped.recv(100).split()[1])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"org": "gone.yaml"}, "gone.yaml"),
        ({"attestations": "gone"}, "gone"),
        ({"cert": "gone.crt"}, "gone.crt: no such file"),
        ({"max_age": "soon"}, "is not like 90d"),
        ({"port": "70000"}, "70000"),
        ({"host": "203.0.113.1"}, "cannot listen there"),
    ],
)
def test_what_cannot_start_says_why_and_exits_with_2(
    cluster: Cluster, tmp_path: Path, changed: dict[str, Any], why: str
) -> None:
    cert, key = certificate(tmp_path)
    given = {"host": "127.0.0.1", "port": 0, "cert": cert, "key": key}
    done = subprocess.run(
        command(**options(cluster) | given | changed),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert why in done.stderr
    assert "hint: " in done.stderr
    assert "Traceback" not in done.stderr


def test_an_encrypted_key_is_refused_and_nobody_is_asked(
    cluster: Cluster, tmp_path: Path
) -> None:
    cert, key = certificate(tmp_path)
    sealed = ["openssl", "pkcs8", "-topk8", "-in", key, "-passout", "pass:abcd"]
    subprocess.run([*sealed, "-out", tmp_path / "sealed.key"], check=True, timeout=60)
    given = {"host": "127.0.0.1", "port": 0, "cert": cert}
    done = subprocess.run(
        command(**options(cluster), **given, key=tmp_path / "sealed.key"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "not a certificate with its key" in done.stderr


def test_without_its_packages_it_says_what_to_install(
    cluster: Cluster, tmp_path: Path
) -> None:
    cert, key = certificate(tmp_path)
    given = command(**options(cluster), cert=cert, key=key)
    words = given[given.index("serve") :]
    script = (
        "import sys; sys.modules['uvicorn'] = None; from mlgate.cli import main;"
        f"main({words!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "not installed: uvicorn" in done.stderr
    assert "pip install 'mlgate[serve]'" in done.stderr
