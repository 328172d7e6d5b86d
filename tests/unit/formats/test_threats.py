"""Nothing malicious is called safe, and its honest twin is told from it."""

import resource
import time
from pathlib import Path

import pytest
from model_builders import Calls, judge
from threat_cases import CASES, GADGETS, GOOD, NOT_TESTED, UNSAFE, Case

from mlgate.loaders.formats.allowed_globals import allowed
from mlgate.loaders.formats.pickle_values import Name


@pytest.mark.parametrize("case", CASES, ids=[f"{c.section} {c.does}" for c in CASES])
def test_it_is_told_from_its_honest_twin(tmp_path: Path, case: Case) -> None:
    assert case.said in {UNSAFE, NOT_TESTED}
    found = judge(tmp_path, case.evil, case.name)
    assert (found.loading, bool(found.reasons)) == (case.said, True)
    assert judge(tmp_path, case.twin, case.name).loading == case.twin_said


@pytest.mark.parametrize("gadget", GADGETS)
@pytest.mark.parametrize("protocol", [1, 4])
def test_a_name_of_an_advisory_is_unsafe(
    tmp_path: Path, gadget: str, protocol: int
) -> None:
    module, _, name = gadget.rpartition(".")
    found = judge(tmp_path, Calls(module, name, "x").pickled(protocol))
    assert found.loading == "unsafe"
    assert f"imports {gadget}, which is not on the list" in found.reasons[0]


@pytest.mark.parametrize(
    "name", [n for n in allowed() if not n.module.startswith(("builtins", "numpy"))]
)
def test_a_listed_name_is_listed_whole(tmp_path: Path, name: Name) -> None:
    for module, attribute in (
        (name.module, f"{name.name}.__init__"),
        (name.module, f"{name.name}x"),
        (f"{name.module}.x", name.name),
        (name.module.upper(), name.name),
    ):
        data = Calls(module, attribute).pickled()
        assert judge(tmp_path, data).loading == "unsafe"


def test_two_thousand_small_files_take_neither_time_nor_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    for _ in range(2_000):
        assert judge(tmp_path, GOOD).loading == "safe"
    assert time.process_time() - began < 20
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 50_000
