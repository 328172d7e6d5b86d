"""What Prometheus is told; every label has few values, whatever a review says."""

from typing import TYPE_CHECKING

from mlgate.serve.settings import Mode

if TYPE_CHECKING:
    from prometheus_client import Counter

_OPERATIONS = frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"})
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 3, 10)
TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The figures of one webhook."""

    def __init__(self, mode: Mode) -> None:
        from prometheus_client import CollectorRegistry, Gauge, Histogram
        from prometheus_client import Counter as Counted
        from prometheus_client.gc_collector import GCCollector
        from prometheus_client.process_collector import ProcessCollector

        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._mode = mode.value
        self._known: dict[tuple[str, str], Counter] = {}
        self._reviews = Counted(
            "mlgate_reviews",
            "Reviews that were answered.",
            ("mode", "operation", "verdict"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "mlgate_review_seconds",
            "Time to answer a review, once all of it has arrived.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._refused = Counted(
            "mlgate_requests_refused",
            "Requests that were no review, by the HTTP status of the answer.",
            ("status",),
            registry=self._registry,
        )
        self._subjects = Gauge(
            "mlgate_subjects",
            "Models with a decision in the attestations.",
            registry=self._registry,
        )
        self._unread = Gauge(
            "mlgate_unread_attestations",
            "Files among the attestations that could not be read.",
            registry=self._registry,
        )
        self._ready = Gauge(
            "mlgate_ready",
            "Whether reviews can be decided: 1 or 0.",
            registry=self._registry,
        )
        self._ready.set(0)

    def reviewed(self, operation: str, verdict: str, seconds: float) -> None:
        """Count one answer."""
        known = operation if operation in _OPERATIONS else "other"
        self._series(known, verdict).inc()
        self._seconds.observe(seconds)

    def _series(self, operation: str, verdict: str) -> "Counter":
        # To look one up by its labels takes longer than to count it.
        key = (operation, verdict)
        if key not in self._known:
            self._known[key] = self._reviews.labels(self._mode, *key)
        return self._known[key]

    def refused(self, status: int) -> None:
        """Count one request that was no review."""
        self._refused.labels(str(status)).inc()

    def looked(self, *, ready: bool, subjects: int, unread: int) -> None:
        """Say what the attestations looked like the last time."""
        self._ready.set(1 if ready else 0)
        self._subjects.set(subjects)
        self._unread.set(unread)

    def text(self) -> bytes:
        """Return all of it in the text format of Prometheus."""
        from prometheus_client import generate_latest

        return generate_latest(self._registry)
