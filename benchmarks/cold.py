"""Figures of a fresh process: what somebody waits for who types a command."""

import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import measure
import peer
import subject
from measure import Row, Run, milliseconds
from subject import Subject

ROUNDS = 15
_MEMORY_ROUNDS = 5


def version() -> Iterator[Row]:
    """``mlgate --version`` beside an interpreter that does nothing."""
    nothing = [sys.executable, "-c", "pass"]
    found = measure.by_turns(
        ROUNDS,
        {
            "base": partial(measure.run, nothing),
            "version": partial(measure.run, [subject.MLGATE, "--version"]),
        },
    )
    yield milliseconds("python -c pass", _seconds(found["base"]))
    yield milliseconds("mlgate --version", _seconds(found["version"]), 50)


def check() -> Iterator[Row]:
    """``mlgate check`` with 500 components and 100 MB of weights."""
    with tempfile.TemporaryDirectory() as folder:
        made = subject.build(Path(folder), 500)
        beside = peer.conftest(made, Path(folder))
        found = measure.by_turns(ROUNDS, _measures(made, beside))
        yield from _rows("check, 500 components, 100 MB", found, 150)
        yield from _conftest(found)
        yield _memory(made)


def large() -> Iterator[Row]:
    """``mlgate check`` with 5,000 components."""
    with tempfile.TemporaryDirectory() as folder:
        made = subject.build(Path(folder), 5000)
        found = measure.by_turns(ROUNDS, _measures(made, []))
        yield from _rows("check, 5,000 components, 100 MB", found, 300)
        yield _memory(made, 120)


def _measures(made: Subject, beside: list[str]) -> dict[str, partial[Run]]:
    measures = {
        "check": partial(measure.run, made.check()),
        "hashing": partial(_hashing, made),
        "conftest": partial(measure.run, beside),
    }
    return measures if beside else {k: measures[k] for k in ("check", "hashing")}


def _hashing(made: Subject) -> Run:
    """Take the time that the bytes of the model need in a process that is warm."""
    from mlgate.loaders.hashing import File, digest_all

    paths = [p for p in made.model.rglob("*") if p.is_file()]
    files = [File(str(p), p.name, p.stat().st_size) for p in paths]
    start = perf_counter()
    digest_all(files)
    return Run(perf_counter() - start, 0)


def _seconds(runs: list[Run]) -> list[float]:
    return [run.seconds for run in runs]


def _beyond(found: dict[str, list[Run]]) -> list[float]:
    """Return check less hashing, round by round: both met the same machine."""
    pairs = zip(found["check"], found["hashing"], strict=True)
    return [check.seconds - hashing.seconds for check, hashing in pairs]


def _rows(name: str, found: dict[str, list[Run]], budget: float) -> Iterator[Row]:
    yield milliseconds(name, _seconds(found["check"]))
    yield milliseconds("  hashing alone", _seconds(found["hashing"]))
    yield milliseconds("  beyond hashing", _beyond(found), budget)
    busy = [run.busy for run in found["check"]]
    yield milliseconds("  processor time, all processes", busy)


def _conftest(found: dict[str, list[Run]]) -> Iterator[Row]:
    name = "  beyond hashing, as a share of conftest"
    if "conftest" not in found:
        yield Row(name, None, "%", 100, note=peer.NOT_BUILT)
        return
    theirs = _seconds(found["conftest"])
    yield milliseconds("  conftest test, the dossier alone", theirs)
    shares = [100 * o / t for o, t in zip(_beyond(found), theirs, strict=True)]
    yield Row(name, median(shares), "%", 100)


def _memory(made: Subject, budget: float | None = None) -> Row:
    held = [measure.memory(made.check()) for _ in range(_MEMORY_ROUNDS)]
    name = "  most memory at once, all processes"
    return Row(name, median(held), "MB", budget, best=min(held))
