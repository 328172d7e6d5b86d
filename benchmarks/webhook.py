"""Figures of the webhook: reviews of a model that is decided, over TLS."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "tests"))
sys.path.append(str(Path(__file__).parents[1] / "tests" / "serve"))

import reviewed_cluster
import running_webhook
from reviewed_cluster import Cluster

from measure import Row

ROUNDS = 5
CONNECTIONS = 16
SECONDS = 2.0
_DECIDED = 100
_LOAD = Path(__file__).with_name("load.py")


def reviews() -> Iterator[Row]:
    """Reviews of one size, on one connection and on many; one core serves them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cluster = _cluster(folder / "cluster")
        body = folder / "review.json"
        body.write_bytes(_review())
        yield Row("the review", body.stat().st_size / 1000, "kB")
        options = {
            "org": cluster.settings.org,
            "attestations": cluster.folder,
            "env": "prod",
        }
        with running_webhook.running(folder, **options) as webhook:
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(webhook.process.pid, cores[-1:])
            yield from _rows(webhook, folder / "tls.crt", body)


def _rows(webhook: Any, ca: Path, body: Path) -> Iterator[Row]:  # noqa: ANN401  a client
    process = webhook.process.pid
    busy = _busy(process)
    found = [_load(webhook.port, CONNECTIONS, ca, body) for _ in range(ROUNDS)]
    busy = _busy(process) - busy
    alone = [_load(webhook.port, 1, ca, body) for _ in range(ROUNDS)]
    rates = [one["rate"] for one in found]
    name = f"reviews, {CONNECTIONS} connections, one core"
    yield Row(name, median(rates), "/s", 5000, most=False, best=max(rates))
    served = sum(one["asked"] for one in found) / busy
    yield Row("  in a second of processor time", served, "/s")
    for key, budget in (("median", None), ("p99", 5.0)):
        times = [one[key] * 1000 for one in found]
        yield Row(f"  {key} time", median(times), "ms", budget, best=min(times))
    times = [one["median"] * 1000 for one in alone]
    yield Row("  median time, one connection", median(times), "ms", best=min(times))
    yield Row("  memory", _memory(process), "MB", 128)


def _load(port: int, connections: int, ca: Path, body: Path) -> dict[str, float]:
    given = map(str, (port, connections, SECONDS, ca, body))
    done = subprocess.run(
        [sys.executable, str(_LOAD), *given], check=True, stdout=subprocess.PIPE
    )
    said: dict[str, float] = json.loads(done.stdout)
    return said


def _busy(process: int) -> float:
    """Return the seconds that ``process`` has kept a processor busy."""
    text = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2]
    user, system = text.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> float:
    text = Path(f"/proc/{process}/status").read_text("utf-8")
    line = next(x for x in text.splitlines() if x.startswith("VmHWM:"))
    return int(line.split()[1]) / 1000


def _cluster(root: Path) -> Cluster:
    """Make a cluster in which as many models are decided as a team has."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    names = [f"model-{number}" for number in range(_DECIDED)]
    return reviewed_cluster.build(root, **{name: [{"clock": now}] for name in names})


def _review() -> bytes:
    """Return what an API server of v1.37 sent for a service that kubectl applied."""
    text = Path(__file__).with_name("review.json").read_text("utf-8")
    image = reviewed_cluster.image(reviewed_cluster.manifest("model-0"))
    # Sent on one line, without blanks.
    value = json.loads(text.replace("IMAGE", image))
    return json.dumps(value, separators=(",", ":")).encode()
