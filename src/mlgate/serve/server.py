"""Runs the webhook: a socket, TLS, and a certificate that may be renewed."""

import gc
import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mlgate.core.frozen import frozen
from mlgate.errors import ConfigError
from mlgate.serve.app import Webhook
from mlgate.serve.metrics import Metrics
from mlgate.serve.replies import Replies
from mlgate.serve.settings import Settings
from mlgate.serve.store import Store

if TYPE_CHECKING:
    import uvicorn

_MISSING = "pip install 'mlgate[serve]'"


@frozen
class Listen:
    """Where to listen, and by which certificate; port 0 is any free one."""

    host: str
    port: int
    certificate: Path
    key: Path


def run(settings: Settings, listen: Listen, started: Callable[[int], None]) -> None:
    """Serve until the process is told to end.

    Args:
        settings: How strict this cluster is.
        listen: Where, and by which certificate.
        started: Told the port, once it is open.

    Raises:
        ConfigError: Something that is needed is missing or cannot be read, or the
            port cannot be had.
    """
    try:
        import prometheus_client  # noqa: F401  to be told of it in time
        import uvicorn  # noqa: F401  as above
    except ImportError as exc:
        why = f"the webhook needs a package that is not installed: {exc.name}"
        raise ConfigError(why, hint=_MISSING) from exc
    context = _context(listen)
    store = Store(settings)
    metrics = Metrics(settings.mode)
    replies = Replies(store, settings, metrics)
    hook = Webhook(store, replies, metrics, _Renewal(context, listen))
    hook.look()
    if store.now().known is None:
        hint = "mend it: without it nothing could be decided"
        raise ConfigError(store.now().error, hint=hint)
    # A command ends before its garbage counts; this one goes on for months.
    gc.enable()
    gc.freeze()
    with _socket(listen) as opened:
        server = _server(hook, context)
        started(opened.getsockname()[1])
        server.run([opened])


def _server(hook: Webhook, context: ssl.SSLContext) -> "uvicorn.Server":
    import uvicorn

    config = uvicorn.Config(
        hook,
        access_log=False,
        log_config=None,
        lifespan="on",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=10,
        ssl_context_factory=lambda *_: context,
    )
    return uvicorn.Server(config)


class _Renewal:
    """Loads the certificate anew when its files change; new connections get it."""

    def __init__(self, context: ssl.SSLContext, listen: Listen) -> None:
        self._context, self._listen = context, listen
        self._seen = self._stamp()

    def __call__(self) -> None:
        if (stamp := self._stamp()) != self._seen:
            # Half of a new pair would spoil the one in use: try it elsewhere first.
            _load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self._listen)
            _load(self._context, self._listen)
            self._seen = stamp

    def _stamp(self) -> list[tuple[int, int, int]]:
        files = (self._listen.certificate, self._listen.key)
        found = [os.stat(file) for file in files]  # noqa: PTH116  both alike
        return [(s.st_mtime_ns, s.st_size, s.st_ino) for s in found]


def _context(listen: Listen) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for file in (listen.certificate, listen.key):
        if not file.is_file():
            hint = "give the certificate and its key, as PEM files"
            raise ConfigError("no such file", place=str(file), hint=hint)
    try:
        _load(context, listen)
    except (OSError, ValueError) as exc:
        hint = "give a PEM certificate, and the key that belongs to it, not encrypted"
        why = f"not a certificate with its key: {exc}"
        raise ConfigError(why, place=str(listen.certificate), hint=hint) from exc
    return context


def _load(context: ssl.SSLContext, listen: Listen) -> None:
    context.load_cert_chain(listen.certificate, listen.key, _refuse)


def _refuse() -> str:
    # Without this OpenSSL would ask for the passphrase, and wait.
    raise ValueError("the key is encrypted")


def _socket(listen: Listen) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        return socket.create_server((listen.host, listen.port), family=family)
    except (OSError, OverflowError) as exc:
        place = f"{listen.host}:{listen.port}"
        hint = "choose another --port, or end what listens there"
        why = f"cannot listen there: {exc}"
        raise ConfigError(why, place=place, hint=hint) from exc
