"""A real OPA, answering on a socket of its own: for tests and benchmarks."""

import http.client
import json
import runpy
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_PEERS = Path(__file__).with_name("peers")
_START = 20.0


@cache
def find(name: str) -> Path | None:
    """Return the peer called ``name``; None if tools/peers has not built it."""
    path: Path = runpy.run_path(str(_PEERS))["path"](name)
    return path if path.is_file() else None


class OpaServer:
    """Runs the OPA at ``program`` on ``rego``, texts by file name, until closed."""

    def __init__(self, program: Path, rego: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="opa")
        here = Path(self._folder.name)
        (here / "rego").mkdir()
        for name, text in rego.items():
            (here / "rego" / name).write_text(text, encoding="utf-8")
        options = ["--addr", f"unix://{here}/socket", "--log-level", "error"]
        command = [str(program), "run", "--server", *options, "--skip-version-check"]
        self._log = here / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([*command, str(here / "rego")], stderr=log)
        self._connection = _Connection(here / "socket")
        self._wait()

    def ask(self, path: str, document: bytes) -> Any:  # noqa: ANN401  any JSON
        """Return the value of ``data.<path>`` over ``document``; None if undefined.

        An error of a built-in function is an error.

        Raises:
            RuntimeError: With what OPA says, if it could not be evaluated.
        """
        where = f"/v1/data/{path.replace('.', '/')}?strict-builtin-errors=true"
        return json.loads(self.send(where, b'{"input":%b}' % document)).get("result")

    def send(self, where: str, body: bytes) -> bytes:
        """Return the answer to ``body``, posted to ``where``, or raise as ``ask``."""
        self._connection.request("POST", where, body)
        with self._connection.getresponse() as answer:
            said = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(said.decode())
        return said

    def close(self) -> None:
        """End the server."""
        self._connection.close()
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wait(self) -> None:
        end = time.monotonic() + _START
        while True:
            try:
                self._connection.connect()
            except OSError as problem:
                if self._process.poll() is not None or time.monotonic() > end:
                    said = self._log.read_text("utf-8")
                    self.close()
                    raise RuntimeError(f"OPA does not start: {said}") from problem
                time.sleep(0.01)
            else:
                return


class _Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket: no port to choose, and nobody else can reach it."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.close()
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
