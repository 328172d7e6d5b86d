"""The webhook as an ASGI application: HTTP in, HTTP out, and never a traceback.

A request that is no review gets an HTTP error, which an API server takes for a failed
webhook: its ``failurePolicy`` then says what becomes of the object.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.serve import metrics as figures
from mlgate.serve import review
from mlgate.serve.metrics import Metrics
from mlgate.serve.replies import LOG, Replies
from mlgate.serve.review import MAX_BYTES
from mlgate.serve.store import Store

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Watch = Callable[[], None]

# Between two looks at the folder. A denial is thus over seconds after its cause is.
INTERVAL = 2.0
# What an API server asks for if its configuration does not say; then its own default.
DEFAULT = 10.0
# Left for the answer's way back, of what the API server waits.
_SHARE = 0.8
# Parsing more than this would keep everybody else waiting.
_LARGE = 128 * 2**10
_TIMEOUT = re.compile(rb"(?:^|&)timeout=([0-9.]{1,8})(ms|s|m)(?:&|$)")
_SECONDS = {b"ms": 0.001, b"s": 1.0, b"m": 60.0}
_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class _NoReviewError(Exception):
    """A request that cannot be answered as a review; with an HTTP status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Webhook:
    """Answers reviews, probes and Prometheus.

    Args:
        store: What is decided.
        replies: Answers to reviews, from it.
        metrics: What Prometheus is told.
        watch: Called at every look at the folder, for what else may have changed; it
            raises ``OSError`` or ``ValueError`` if the server could not go on.
    """

    def __init__(
        self,
        store: Store,
        replies: Replies,
        metrics: Metrics,
        watch: Watch = lambda: None,
    ) -> None:
        self._store, self._replies = store, replies
        self._metrics, self._watch = metrics, watch
        self._unwell = ""
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection scope, as ASGI 3 has it."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    def look(self) -> None:
        """Read what changed, and say how it is."""
        self._store.refresh()
        try:
            self._watch()
            self._unwell = ""
        except (OSError, ValueError) as exc:
            self._unwell = f"the certificate cannot be read: {exc}"
        known, error = self._store.now()
        if why := error or self._unwell:
            LOG.error("not ready: %s", review.cut(why, review.MESSAGE))
        self._metrics.looked(
            ready=not why,
            subjects=len(known.decisions) if known else 0,
            unread=len(known.problems) if known else 0,
        )

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._task = asyncio.create_task(self._keep_looking())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._task:
                    self._task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await asyncio.to_thread(self.look)
            except Exception:  # noqa: BLE001  it must go on, or answers grow stale
                LOG.exception("a fault of mlgate, while it looked at the attestations")

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            body, kind = await self._answer(scope, receive)
            await _send(send, 200, body, kind)
        except _NoReviewError as exc:
            self._metrics.refused(exc.status)
            LOG.warning("refused with %d: %s", exc.status, exc)
            await _send(send, exc.status, f"{exc}\n".encode(), _TEXT)
        except ConnectionError:
            self._metrics.refused(0)

    async def _answer(self, scope: Message, receive: Receive) -> tuple[bytes, str]:
        path, method = scope["path"], scope["method"]
        if path in _PROBES and method in {"GET", "HEAD"}:
            return self._probe(path)
        if path in _PROBES or (path == "/validate" and method != "POST"):
            raise _NoReviewError(405, "wrong method: POST /validate, GET the others")
        if path != "/validate":
            raise _NoReviewError(404, "no such path; reviews go to /validate")
        limit = deadline(scope.get("query_string", b"")) * _SHARE
        try:
            async with asyncio.timeout(limit):
                raw = await _body(scope, receive)
                # In a thread of its own it can be waited for no longer than that.
                if len(raw) > _LARGE:
                    return await asyncio.to_thread(self._review, raw), _JSON
        except TimeoutError:
            raise _NoReviewError(408, "could not decide in time") from None
        return self._review(raw), _JSON

    def _probe(self, path: str) -> tuple[bytes, str]:
        if path == "/metrics":
            return self._metrics.text(), figures.TYPE
        if path == "/readyz" and (why := self._store.now().error or self._unwell):
            raise _NoReviewError(503, review.cut(why, review.MESSAGE))
        return b"ok\n", _TEXT

    def _review(self, raw: bytes) -> bytes:
        try:
            return self._replies.reply(raw)
        except EvidenceError as exc:
            why = review.cut(f"no review: {exc}", review.MESSAGE)
            raise _NoReviewError(400, why) from exc


@lru_cache(maxsize=64)
def deadline(query: bytes) -> float:
    """Return the seconds that an API server waits, as its ``?timeout=`` says."""
    found = _TIMEOUT.search(query)
    try:
        asked = float(found[1]) * _SECONDS[found[2]] if found else DEFAULT
    except ValueError:
        return DEFAULT
    return min(max(asked, 0.05), 30.0)


async def _body(scope: Message, receive: Receive) -> bytes:
    said = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
    parts, size = [], 0
    while True:
        if size > MAX_BYTES or (said.isdigit() and int(said[:20]) > MAX_BYTES):
            raise _NoReviewError(413, f"more than {MAX_BYTES} bytes")
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body") and size <= MAX_BYTES:
            return b"".join(parts)


async def _send(send: Send, status: int, body: bytes, kind: str) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    if status in {408, 413}:
        # The rest of what was sent is not worth reading.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
