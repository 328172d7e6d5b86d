"""Figures of a process that stays: how many dossiers it judges in a second."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import dossier
import measure
import peer
import subject
from measure import Row
from mlgate.core.ports import Reply
from mlgate.core.rule import Rule
from mlgate.core.view import view
from mlgate.engines.embedded import EmbeddedEngine
from opa_server import OpaServer

ROUNDS = 7
_SECONDS = 0.7


def evaluations() -> Iterator[Row]:
    """Dossiers of 500 components, through the worker and through a real OPA."""
    with tempfile.TemporaryDirectory() as folder:
        content = dossier.content(subject.build(Path(folder), 500))
    yield Row("the dossier", len(dossier.encoded(content)) / 1000, "kB")
    seen = dossier.encoded(view(content, dossier.rules()))
    yield Row("  what its rules may read", len(seen) / 1000, "kB")
    # What serves a dossier, both sides of the pipe or socket, shares one core.
    with _one_core():
        engine, opa = EmbeddedEngine(), peer.opa()
        try:
            yield from _rows(engine, opa, content)
        finally:
            engine.close()
            if opa:
                opa.close()


def _rows(
    engine: EmbeddedEngine, opa: OpaServer | None, content: Mapping[str, Any]
) -> Iterator[Row]:
    pack, every, rego = dossier.pack(), dossier.rules(), dossier.rules("rego")

    def ours(rules: Sequence[Rule]) -> dict[str, Reply]:
        seen = dossier.encoded(view(content, rules))
        return engine.evaluate(pack, [rule.id for rule in rules], seen)

    measures = {
        "every": partial(_rate, partial(ours, every)),
        "rego": partial(_rate, partial(ours, rego)),
    }
    if opa:
        package = f"mlgate.{pack.name}"
        whole = partial(opa.ask, package, dossier.encoded(content))
        part = partial(opa.ask, package, dossier.encoded(view(content, rego)))
        _same(rego, ours(rego), whole())
        measures |= {"opa": partial(_rate, whole), "part": partial(_rate, part)}
    found = measure.by_turns(ROUNDS, measures)
    whole = f"worker, {len(every)} rules of the profile, one core"
    yield _per_second(whole, found["every"], 500)
    yield _per_second(f"  its {len(rego)} Rego rules alone", found["rego"])
    if not opa:
        yield Row("  as a multiple of OPA", None, "x", 5, note=peer.NOT_BUILT)
        return
    yield _per_second("  OPA's server, the same Rego and dossier", found["opa"])
    yield _per_second("  OPA's server, given that part of it alone", found["part"])
    times = [r / o for r, o in zip(found["rego"], found["opa"], strict=True)]
    yield Row("  as a multiple of OPA", median(times), "x", 5, most=False)


def _same(rules: Sequence[Rule], ours: dict[str, Reply], theirs: Any) -> None:  # noqa: ANN401  any JSON
    """Refuse to compare the speed of two engines that disagree."""
    for rule in rules:
        found = theirs
        for name in rule.package.split(".")[2:]:
            found = found[name]
        said = sorted((d["at"], d["message"]) for d in found["deny"])
        if [*map(tuple, ours[rule.id].denials or ())] != said or ours[rule.id].error:
            raise SystemExit(f"{rule.id}: {ours[rule.id]}, but OPA says {said}")


def _rate(work: Callable[[], object]) -> float:
    start, done = perf_counter(), 0
    while (took := perf_counter() - start) < _SECONDS:
        work()
        done += 1
    return done / took


def _per_second(name: str, found: list[float], budget: float | None = None) -> Row:
    return Row(name, median(found), "/s", budget, most=False, best=max(found))


@contextmanager
def _one_core() -> Iterator[None]:
    """Let this process, and all that it starts, run on one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
