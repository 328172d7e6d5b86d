"""One worker process and the pipes to it; no call here can hang."""

import fcntl
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import FileIO
from time import monotonic
from typing import IO

from mlgate.engines.frames import take
from mlgate.errors import EngineError

_CHUNK = 2**18
# How long a process that closed its pipe may take to be gone.
_GRACE = 1.0


class Process:
    """A Python child that answers in frames; its pipes never block the gate.

    Raises:
        EngineError: The process cannot be started.
    """

    def __init__(self, arguments: Sequence[str], environment: dict[str, str]) -> None:
        try:
            self._child = subprocess.Popen(
                [sys.executable, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=environment,
                cwd=os.sep,
                start_new_session=True,
            )
        except OSError as problem:
            why = f"the worker cannot be started: {problem.strerror}"
            raise EngineError(why, hint="check the limit on processes") from problem
        self._in, self._out = _own(self._child.stdin), _own(self._child.stdout)
        self._unsent = memoryview(b"")
        self._unread = bytearray()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)

    def send(self, data: bytes) -> None:
        """Send what the pipe takes of ``data``, the rest while an answer is awaited."""
        if not self._unsent:
            self._selector.register(self._in, selectors.EVENT_WRITE)
        self._unsent = memoryview(bytes(self._unsent) + data)
        self._write()

    def receive(self, until: float) -> bytes:
        """Return the body of the next frame.

        Raises:
            TimeoutError: None has come by the monotonic instant ``until``.
            EOFError: The process ended, or closed its pipe.
            ValueError: What came is no frame.
        """
        while (body := take(self._unread)) is None:
            ready = self._selector.select(max(0.0, until - monotonic()))
            if not ready or monotonic() > until:
                raise TimeoutError
            for key, _ in ready:
                self._write() if key.fileobj is self._in else self._read()
        return body

    def quiet(self) -> bool:
        """Say whether the process lives and has said nothing that nobody asked for."""
        return not (self._unread or self._unsent or self._selector.select(0))

    def died(self) -> str:
        """Return how a process that closed its pipe ended; it is gone afterwards."""
        # Read before the kill: afterwards the signal would be our own.
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(_GRACE)
        code = self._child.returncode
        self.end()
        if code is None:
            return "closed its pipe"
        return f"crashed (signal {-code})" if code < 0 else f"exited with code {code}"

    def end(self) -> None:
        """End the process and whatever it has started; once is enough."""
        if self._out.closed:
            # Its number may be another's by now.
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        self._selector.close()
        self._in.close()
        self._out.close()

    def _write(self) -> None:
        try:
            sent = self._in.write(self._unsent[:_CHUNK]) or 0
        except BrokenPipeError:
            # It may have answered before it died, so go on reading.
            sent = len(self._unsent)
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._selector.unregister(self._in)

    def _read(self) -> None:
        data = self._out.read(_CHUNK)
        if data == b"":
            raise EOFError
        self._unread += data or b""


def _own(pipe: IO[bytes] | None) -> FileIO:
    """Return our end of ``pipe``, non-blocking and clear of the standard streams.

    Where those are closed, a pipe would get their numbers, and with them whatever
    the program prints.
    """
    if pipe is None:
        raise EngineError("the worker has no pipe")
    with pipe:
        descriptor = fcntl.fcntl(pipe.fileno(), fcntl.F_DUPFD_CLOEXEC, 3)
        mode = pipe.mode
    os.set_blocking(descriptor, False)
    return FileIO(descriptor, mode)
