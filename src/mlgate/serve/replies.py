"""From the bytes of a review to the bytes of its answer, by the mode of the cluster."""

import logging
import textwrap
import time
from collections.abc import Callable
from datetime import UTC, datetime

from mlgate.serve import review
from mlgate.serve.judge import Answer, judge
from mlgate.serve.metrics import Metrics
from mlgate.serve.review import Review
from mlgate.serve.settings import Mode, Settings
from mlgate.serve.store import Store

LOG = logging.getLogger("mlgate.serve")
_LINES = 8
# HTTP status and reason of Kubernetes, for whoever is told no.
_STATUS = {"deny": (403, "Forbidden"), "undecided": (503, "ServiceUnavailable")}


def _utc() -> datetime:
    return datetime.now(UTC)


class Replies:
    """Answers reviews.

    Args:
        store: What is decided.
        settings: How strict this cluster is.
        metrics: Told of every answer.
        now: The instant to judge at.
        monotonic: Measures how long an answer takes.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        metrics: Metrics,
        now: Callable[[], datetime] = _utc,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._settings, self._metrics = store, settings, metrics
        self._now, self._monotonic = now, monotonic

    def reply(self, raw: bytes) -> bytes:
        """Return the answer to the review in ``raw``.

        Raises:
            EvidenceError: It is no review, so nobody can be answered.
        """
        start = self._monotonic()
        asked = review.read(raw)
        answer = self._judge(asked)
        said = self._said(asked, answer)
        took = self._monotonic() - start
        self._metrics.reviewed(asked.operation, answer.verdict, took)
        return said

    def _judge(self, asked: Review) -> Answer:
        try:
            return judge(asked, self._store.now(), self._settings, self._now())
        except Exception:
            # Whatever goes wrong, it admits nothing.
            LOG.exception("a fault of mlgate, in review %s", review.cut(asked.uid, 128))
            return Answer("undecided", "a fault of mlgate; its log says more")

    def _said(self, asked: Review, answer: Answer) -> bytes:
        mode, fine = self._settings.mode, answer.verdict == "allow"
        reason = answer.reason
        if answer.verdict == "undecided":
            reason = f"mlgate could not decide: {reason}"
        elif not fine:
            reason = f"mlgate: {reason}"
        warned = [] if fine or mode is Mode.ENFORCE else [reason]
        warned += answer.notes
        if not fine:
            LOG.warning("%s %s", _named(asked), review.cut(reason, review.MESSAGE))
        said = {"verdict": answer.verdict, "mode": mode.value, "reason": reason}
        code, name = _STATUS.get(answer.verdict, (200, ""))
        return review.answer(
            asked.uid,
            allowed=fine or mode is not Mode.ENFORCE,
            code=code,
            reason=name,
            message=reason,
            warnings=[] if mode is Mode.AUDIT else _short(warned),
            audit={**said, **answer.facts},
        )


def _short(warnings: list[str]) -> list[str]:
    """Return ``warnings`` as lines that an API server does not cut."""
    whole = [review.cut(warning, review.MESSAGE) for warning in warnings]
    lines = [line for one in whole for line in textwrap.wrap(one, review.WARNING)]
    return lines[:_LINES]


def _named(asked: Review) -> str:
    where = f"{asked.operation} {asked.kind} {asked.namespace}/{asked.name}"
    return review.cut(where, 2 * review.WARNING)
