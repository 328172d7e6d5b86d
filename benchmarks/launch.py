"""Runs one command and prints seconds, processor seconds, exit code, or peak memory.

``python -I -S launch.py [--memory] COMMAND...`` prints JSON. It is a process of its
own because Linux counts what the parent held to the peak of its child; this one
holds little.
"""

import json
import os
import sys
import time


def timed(command: list[str]) -> dict[str, float]:
    """Return what ``command`` took, its children included."""
    start = time.perf_counter()
    child = _start(command)
    _, status, usage = os.wait4(child, 0)
    took = time.perf_counter() - start
    busy = usage.ru_utime + usage.ru_stime
    return {"seconds": took, "busy": busy, "code": os.waitstatus_to_exitcode(status)}


def peak(command: list[str]) -> dict[str, float]:
    """Return the most bytes that ``command`` and its children held at once.

    Pages that several of them share are counted for each.
    """
    child, most, ended, status = _start(command), 0, 0, 0
    while not ended:
        most = max(most, _tree(child))
        time.sleep(0.0005)
        ended, status = os.waitpid(child, os.WNOHANG)
    return {"bytes": most, "code": os.waitstatus_to_exitcode(status)}


def _start(command: list[str]) -> int:
    null = os.open(os.devnull, os.O_RDWR)
    streams = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    # What is installed is compiled once, not at every start.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return os.posix_spawnp(command[0], command, kept, file_actions=streams)


def _tree(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm") as file:  # noqa: PTH123  pathlib is heavy
            held = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for thread in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208  as above
            with open(f"/proc/{process}/task/{thread}/children") as file:  # noqa: PTH123  as above
                held += sum(_tree(int(child)) for child in file.read().split())
    except OSError:  # It has just ended.
        return 0
    return held


if __name__ == "__main__":
    memory = sys.argv[1] == "--memory"
    print(json.dumps(peak(sys.argv[2:]) if memory else timed(sys.argv[1:])))
