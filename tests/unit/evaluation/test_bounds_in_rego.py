"""A rule in plain Rego asks for a bound and enough samples, as the page tells."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from evaluated import draft, garak, own, records

from mlgate.core.rule import PolicyPack
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.packs.cases import Case, parse
from mlgate.packs.read import cases, read

PAGE = Path(__file__).parents[3] / "docs" / "evaluations.md"
WRITTEN = re.compile(r"^cat > acme/(\S+) <<'END'\n(.*?)^END$", re.MULTILINE | re.DOTALL)
ID = "ACME-001"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("acme")
    for path, text in WRITTEN.findall(PAGE.read_text("utf-8")):
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text, "utf-8")
    return made


@pytest.fixture(scope="module")
def pack(folder: Path) -> PolicyPack:
    return read(folder, "a page")


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine()
    yield made
    made.close()


def found(engine: EmbeddedEngine, pack: PolicyPack, given: Any) -> tuple[str, ...]:  # noqa: ANN401
    document = json.dumps(total(given, SHAPE)).encode()
    reply = engine.evaluate(pack, [ID], document)[ID]
    assert reply.error == ""
    return tuple(f"{d.at}: {d.message}" for d in reply.denials or ())


def test_each_case_of_the_page_finds_what_it_says(
    engine: EmbeddedEngine, pack: PolicyPack, folder: Path
) -> None:
    listed: tuple[Case, ...] = parse(cases(folder, pack.rules[0]), "cases.yaml")
    run = [case for case in listed if not case.absent]
    assert len(run) >= 6
    for case in run:
        assert found(engine, pack, case.given) == case.findings, case.name


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ({"lower": 0.9, "samples": 1000}, ()),
        (
            {"lower": 0.8999, "samples": 1000},
            ("/evaluations/0: the accuracy may be as low as 0.8999",),
        ),
        (
            {"lower": 0.9, "samples": 999},
            ("/evaluations/0: 999 samples are too few",),
        ),
        (
            {"number": 1.0, "samples": 10**6},
            ("/evaluations/0: the accuracy has no lower bound",),
        ),
    ],
)
def test_a_written_evaluation_is_judged_by_its_bound_and_samples(
    engine: EmbeddedEngine,
    pack: PolicyPack,
    fields: dict[str, object],
    findings: tuple[str, ...],
) -> None:
    document = own(metric="accuracy", **{"number": 0.95, **fields})
    given = {"evaluations": records(document)}
    assert found(engine, pack, given) == findings


UPPER = """
deny contains {"at": evaluation.at, "message": "attacks may succeed too often"} if {
	some evaluation in input.evaluations
	evaluation.metric == "attack_success_rate"
	%s
}
"""


@pytest.mark.parametrize(
    ("condition", "bounded", "unbounded"),
    [
        ("evaluation.upper > 0.05", 1, 0),
        ("not evaluation.upper <= 0.05", 1, 0),
        ("evaluation.upper == null", 0, 1),
    ],
)
def test_null_is_less_than_every_number_so_an_upper_bound_is_asked_for_first(
    engine: EmbeddedEngine,
    folder: Path,
    tmp_path: Path,
    condition: str,
    bounded: int,
    unbounded: int,
) -> None:
    place = "measured/acme_001_accuracy/rule.rego"
    text = (folder / place).read_text("utf-8")
    head = text.partition("accuracies contains")[0]
    other = tmp_path / "acme"
    copytree(folder, other)
    (other / place).write_text(f"{head}{UPPER.strip() % condition}\n", "utf-8")
    pack = read(other, "here")
    report = garak([0])
    given = {"evaluations": draft(report).sections["evaluations"]}
    assert len(found(engine, pack, given)) == bounded
    del report[2]["confidence_upper"]
    given = {"evaluations": draft(report).sections["evaluations"]}
    assert len(found(engine, pack, given)) == unbounded
