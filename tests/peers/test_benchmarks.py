"""The benchmarks run; how fast is for the machine they run on to say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import ROOT

BENCHMARKS = ROOT / "benchmarks"
PRELUDE = """
import json, sys
from pathlib import Path
sys.path.append(sys.argv[1])
import dossier, measure, peer, subject, warm
made = subject.build(Path(sys.argv[2]), 3, 1000)
content = dossier.content(made)
"""


def _script(folder: Path, text: str) -> str:
    command = [sys.executable, "-c", PRELUDE + text, str(ROOT / "tools"), str(folder)]
    done = subprocess.run(
        command, cwd=BENCHMARKS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_measured_check_comes_to_a_decision_and_is_timed(tmp_path: Path) -> None:
    said = _script(
        tmp_path,
        """
run = measure.run(made.check())
print(json.dumps([run.seconds, run.busy, measure.memory(made.check())]))
""",
    )
    seconds, busy, memory = json.loads(said)
    assert seconds > 0
    assert busy > 0
    assert memory > 10


def test_the_measured_input_lacks_nothing_that_a_rule_needs(tmp_path: Path) -> None:
    said = _script(
        tmp_path,
        """
from mlgate.core import needs
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.rule import RiskTier
best = needs.Worth("", Binding.DIGEST, Assurance.VERIFIED)
for rule in dossier.rules():
    for short in needs.judge(rule, RiskTier.T1, content, lambda _: best):
        print(rule.id, short.pattern)
""",
    )
    assert said == ""


@pytest.mark.peer("opa")
def test_what_is_timed_beside_opa_finds_the_same(tmp_path: Path) -> None:
    said = _script(
        tmp_path,
        """
from mlgate.engines.embedded import EmbeddedEngine
engine, rules = EmbeddedEngine(), dossier.rules("rego")
sent = dossier.encoded(content)
ours = engine.evaluate(dossier.pack(), [rule.id for rule in rules], sent)
engine.close()
with peer.opa() as opa:
    warm._same(rules, ours, opa.ask("mlgate.baseline", sent))
print(len(ours))
""",
    )
    assert int(said) > 10


def test_an_unknown_figure_is_refused_and_the_others_are_named() -> None:
    command = [sys.executable, str(BENCHMARKS / "run.py"), "cold"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith("no figure 'cold'; there are: version, cold-check,")
