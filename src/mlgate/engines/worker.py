"""The worker: a process of its own that holds one pack and runs its rules.

Rules that hang, crash or write where they should not harm only themselves. A
Python rule is code that the organisation has pinned: the worker guards against its
accidents, not against malice. It can find the pipe and the nonce if it searches.
"""

import fcntl
import json
import os
import resource
from collections.abc import Callable
from functools import partial
from time import process_time
from typing import Any

from mlgate.engines.frames import MAX_REPLY, incoming, message
from mlgate.engines.loaded import Broken, Loaded

# Past every number that a rule would try by mistake.
_FIRST_DESCRIPTOR = 100


def main(memory: int, seconds: float) -> None:
    """Serve requests until the gate closes the pipe.

    Args:
        memory: Bytes of address space.
        seconds: Longest time of one request; the processor's limit lies above it.
    """
    code = 1
    try:
        source, sink = _pipes()
        _limit(memory)
        frames = incoming(partial(os.read, source))
        tell = partial(_tell, sink)
        pack = _load(json.loads(next(frames, b"null")), tell)
        while pack and (request := next(frames, b"")):
            _lengthen(seconds)
            _serve(pack, json.loads(request), next(frames, b""), tell)
        code = 0
    finally:
        # At once: a thread or a handler that a rule left behind keeps nothing alive.
        os._exit(code)


def _pipes() -> tuple[int, int]:
    """Move the pipes out of the way, before any rule is read."""
    away = fcntl.F_DUPFD_CLOEXEC
    source, sink = (fcntl.fcntl(fd, away, _FIRST_DESCRIPTOR) for fd in (0, 1))
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    return source, sink


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        memory = min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


def _lengthen(seconds: float) -> None:
    # Should the gate be gone, nobody else ends a rule that loops.
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(process_time() + seconds) + 5
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _tell(sink: int, answer: dict[str, Any]) -> None:
    data = memoryview(message(answer))
    while data:
        data = data[os.write(sink, data) :]


def _load(request: Any, tell: Callable[[dict[str, Any]], None]) -> Loaded | None:  # noqa: ANN401
    if request is None:
        return None
    pack = Loaded()
    try:
        for rule in request["rules"]:
            tell({"loading": rule["path"]})
            pack.add(rule, checked=request["checked"])
    except Broken as problem:
        tell({"broken": problem.record})
        return None
    tell({"ready": True})
    return pack


def _serve(
    pack: Loaded,
    request: dict[str, Any],
    document: bytes,
    tell: Callable[[dict[str, Any]], None],
) -> None:
    nonce = {"nonce": request["nonce"]}
    if why := pack.take(document):
        tell(nonce | {"refused": why})
        return
    tell(nonce | {"begun": True})
    for rule in request["rules"]:
        tell({**nonce, "rule": rule, **_bounded(pack.run(rule))})


def _bounded(outcome: dict[str, Any]) -> dict[str, Any]:
    size = sum(len(at) + len(text) for at, text in outcome.get("denials", ()))
    # Escaped, a character may take six bytes.
    if size * 6 > MAX_REPLY and len(message(outcome)) > MAX_REPLY // 2:
        return {"error": f"the denials are larger than {MAX_REPLY // 2} bytes"}
    return outcome
