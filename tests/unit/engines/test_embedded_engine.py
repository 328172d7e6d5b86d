"""One worker for one pack: started late, kept, replaced, ended; and its limits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from time import monotonic

import pytest

from hostile_pack import ROOT, SEEN, document, honest, hostile, pack, rule
from mlgate.core.decision import Denial
from mlgate.core.rule import PolicyPack
from mlgate.engines import BUILTIN
from mlgate.engines.client import Client, Fault
from mlgate.engines.embedded import MEMORY, EmbeddedEngine, start
from mlgate.errors import EngineError, PolicyError

HONEST = pack(honest("HON-001"), honest("HON-002", "python"))
IDS = ["HON-001", "HON-002"]


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(10.0)
    yield made
    made.close()


def python(id_: str, body: str) -> PolicyPack:
    text = "from collections import _sys\n\nos = _sys.modules['os']\n" + dedent(body)
    return pack(rule(id_, f"hostile/made/{id_.lower()}/rule.py", text), digest=id_)


def pid(engine: EmbeddedEngine) -> int:
    body = """
        def deny(input):
            yield "/pid", str(os.getpid())
        """
    (denial,) = engine.evaluate(python("PID", body), ["PID"], document())[
        "PID"
    ].denials or ((),)
    return int(denial[1])


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_engine_is_found_by_its_name_and_says_what_it_is() -> None:
    assert BUILTIN["embedded"] is EmbeddedEngine
    info = EmbeddedEngine().info
    assert (info["name"], info["implementation"]) == ("embedded", "regorus")
    assert info["version"].startswith("0.13.")


def test_a_worker_is_kept_from_one_evaluation_to_the_next(
    engine: EmbeddedEngine,
) -> None:
    assert pid(engine) == pid(engine)


def test_a_prepared_worker_is_the_one_that_answers(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.prepare(HONEST)
    monkeypatch.delattr("mlgate.engines.embedded.start")
    replies = engine.evaluate(HONEST, IDS, document(["here"]))
    assert all(reply.denials for reply in replies.values())


def test_what_is_wrong_with_a_prepared_pack_is_said_when_it_is_run(
    engine: EmbeddedEngine,
) -> None:
    broken = pack(hostile(ROOT / "refused/function_calls_itself/rule.rego"))
    engine.prepare(broken)
    for _ in range(2):
        with pytest.raises(PolicyError, match="depends on itself"):
            engine.evaluate(broken, ["HOSTILE"], document())


def test_a_pack_larger_than_a_pipe_is_loaded(engine: EmbeddedEngine) -> None:
    many = [honest(f"HON-{n:03}", "python") for n in range(3)]
    filling = "# " + 70 * "x"
    large = [replace(r, source=r.source + 3000 * f"\n{filling}") for r in many]
    engine.prepare(pack(*large))
    replies = engine.evaluate(pack(*large), ["HON-002"], document())
    assert replies["HON-002"].denials == SEEN


def test_nothing_is_left_from_the_last_input(engine: EmbeddedEngine) -> None:
    engine.evaluate(HONEST, IDS, document(["old"]))
    replies = engine.evaluate(HONEST, IDS, document(["new"]))
    assert [reply.denials for reply in replies.values()] == [
        (Denial("/lineage/datasets/0", "new is seen"),)
    ] * 2


def test_nothing_is_left_of_a_python_rule_s_own_names(engine: EmbeddedEngine) -> None:
    body = """
        seen = []

        def deny(input):
            seen.append(1)
            yield "", f"run {len(seen)}"
        """
    counting = python("COUNT", body)
    for _ in range(2):
        reply = engine.evaluate(counting, ["COUNT"], document())["COUNT"]
        assert reply.denials == (Denial("", "run 1"),)


def test_two_packs_have_a_worker_each(engine: EmbeddedEngine) -> None:
    first = pid(engine)
    other = pack(honest("HON-001"), digest="sha256:1")
    assert engine.evaluate(other, ["HON-001"], document())["HON-001"].denials == SEEN
    assert engine.evaluate(HONEST, IDS, document())["HON-002"].denials == SEEN
    assert pid(engine) == first


def test_other_rules_under_the_same_digest_get_a_new_worker(
    engine: EmbeddedEngine,
) -> None:
    engine.evaluate(HONEST, IDS, document())
    typo = pack(hostile(ROOT / "refused/input_typo/rule.rego"), digest=HONEST.digest)
    with pytest.raises(PolicyError, match=r"`input\.release\.nme`"):
        engine.evaluate(typo, ["HOSTILE"], document())


def test_close_ends_the_worker_and_leaves_no_zombie(engine: EmbeddedEngine) -> None:
    worker = pid(engine)
    assert alive(worker)
    engine.close()
    assert not alive(worker)


def test_an_engine_that_was_closed_starts_again(engine: EmbeddedEngine) -> None:
    first = pid(engine)
    engine.close()
    assert pid(engine) != first


def test_a_worker_that_died_between_two_evaluations_is_replaced(
    engine: EmbeddedEngine,
) -> None:
    worker = pid(engine)
    os.kill(worker, 9)
    os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
    assert pid(engine) != worker


def test_a_rule_that_breaks_its_worker_leaves_no_zombie() -> None:
    file = ROOT / "run/python_leaves_a_child/rule.py"
    hasty = EmbeddedEngine(0.5)
    hasty.evaluate(pack(hostile(file)), ["HOSTILE"], document())
    hasty.close()
    with suppress(ChildProcessError):
        assert os.waitpid(-1, os.WNOHANG) == (0, 0)


def test_only_the_rules_asked_for_are_answered_in_the_order_asked(
    engine: EmbeddedEngine,
) -> None:
    replies = engine.evaluate(HONEST, ["HON-002", "HON-001"], document())
    assert list(replies) == ["HON-002", "HON-001"]
    assert list(engine.evaluate(HONEST, ["HON-002"], document())) == ["HON-002"]


def test_a_rule_that_is_not_in_the_pack_is_refused(engine: EmbeddedEngine) -> None:
    with pytest.raises(PolicyError, match="no rule 'HON-009' in the pack 'hostile'"):
        engine.evaluate(HONEST, ["HON-001", "HON-009"], document())


def test_two_rules_of_one_package_are_refused(engine: EmbeddedEngine) -> None:
    one, other = honest("HON-001"), honest("HON-001")
    twice = pack(one, rule("HON-002", other.path.replace("_", "-"), other.source))
    with pytest.raises(PolicyError) as refused:
        engine.evaluate(twice, ["HON-001"], document())
    assert str(refused.value) == (
        "hostile/honest/hon-001/rule.rego: package mlgate.hostile.honest.hon_001 "
        "is that of hostile/honest/hon_001/rule.rego too"
    )


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{", "the input is refused: EOF while parsing an object at line 1 column 1"),
        (b'{"a": NaN}', "the input is refused: expected value at line 1 column 7"),
        (b'{"a": "\xff"}', "the input is refused: 'utf-8' codec can't decode byte"),
        (b"[" * 200 + b"]" * 200, "the input is refused: recursion limit exceeded"),
        (b"", "the input is refused: EOF while parsing a value"),
    ],
    ids=["unfinished", "not a number", "not UTF-8", "too deep", "empty"],
)
def test_an_input_that_is_no_json_is_nobody_s_error(
    engine: EmbeddedEngine, raw: bytes, why: str
) -> None:
    with pytest.raises(EngineError, match=f"^{why}"):
        engine.evaluate(HONEST, IDS, raw)
    assert engine.evaluate(HONEST, IDS, document())["HON-001"].denials == SEEN


def test_a_large_input_and_many_denials_pass_the_pipes(engine: EmbeddedEngine) -> None:
    names = [f"{'long ' * 40}{number:05}" for number in range(5000)]
    replies = engine.evaluate(HONEST, IDS, document(names))
    found = [reply.denials for reply in replies.values()]
    assert found[0] == found[1]
    assert len(found[0] or ()) == 5000


def test_denials_are_sorted_and_said_once(engine: EmbeddedEngine) -> None:
    body = """
        def deny(input):
            yield "/b", "two"
            yield "/a", "one"
            yield "/b", "two"
        """
    reply = engine.evaluate(python("TWICE", body), ["TWICE"], document())["TWICE"]
    assert reply.denials == (Denial("/a", "one"), Denial("/b", "two"))


def test_what_is_left_when_the_pack_s_time_is_over_is_not_run() -> None:
    loop = hostile(ROOT / "run/python_loops/rule.py")
    engine = EmbeddedEngine(deadline=60.0, pack_deadline=1.0)
    rules = pack(honest("HON-001"), loop, honest("HON-003", "python"))
    replies = engine.evaluate(rules, ["HON-001", "HOSTILE", "HON-003"], document())
    engine.close()
    assert replies["HON-001"].denials == SEEN
    assert replies["HOSTILE"].error == "no answer when the pack's 1 s were over"
    assert replies["HON-003"].error == "not run: the pack's 1 s were over"


def test_a_set_is_walked_in_the_same_order_by_every_worker() -> None:
    body = """
        def deny(input):
            yield "", " ".join({str(number) for number in range(99)})
        """
    said = set()
    for _ in range(3):
        engine = EmbeddedEngine(10.0)
        reply = engine.evaluate(python("SET", body), ["SET"], document())["SET"]
        said.add(reply.denials)
        engine.close()
    assert len(said) == 1


def test_a_worker_sees_no_environment_and_no_site_packages_hooks(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLGATE_SECRET", "x")
    body = """
        def deny(input):
            yield "", f"{sorted(os.environ)} {_sys.flags.no_site} {_sys.stdin.read()!r}"
        """
    reply = engine.evaluate(python("ENV", body), ["ENV"], document())["ENV"]
    assert reply.denials is not None
    said = reply.denials[0].message.replace("'LC_CTYPE', ", "")
    assert said == "['PYTHONHASHSEED'] 1 ''"


def test_what_the_preflight_refuses_would_have_crashed_only_its_own_worker() -> None:
    file = ROOT / "refused/function_calls_itself/rule.rego"
    client = Client(start(MEMORY, 30.0), pack(hostile(file)), checked=True)
    client.load(20.0)
    until = monotonic() + 20
    client.ask(["HOSTILE"], document(), until)
    with pytest.raises(Fault, match=r"^the worker crashed \(signal 11\)$"):
        client.answer("HOSTILE", until)


SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from hostile_pack import document, honest, pack
from mlgate.engines.embedded import EmbeddedEngine
engine = EmbeddedEngine(10.0)
replies = engine.evaluate(
    pack(honest("HON-001"), honest("HON-002", "python")), ["HON-001", "HON-002"],
    document(),
)
engine.close()
sys.exit(42 if all(len(r.denials) == 2 for r in replies.values()) else 1)
"""


@pytest.mark.parametrize("closed", ["", "<&-", "<&- >&-", "<&- >&- 2>&-"])
def test_a_script_without_a_guard_works_whatever_streams_are_closed(
    tmp_path: Path, closed: str
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(tests=str(ROOT.parent)), encoding="utf-8")
    command = f'exec "{sys.executable}" "{script}" {closed}'
    done = subprocess.run(["sh", "-c", command], timeout=60, check=False)
    assert done.returncode == 42


def test_a_child_that_goes_on_forging_never_makes_another_rule_pass() -> None:
    body = """
        forged = b'{"rule":"HON-003","denials":[]}'
        frame = len(forged).to_bytes(4, "big") + forged

        def deny(input):
            child = not os.fork()
            while child:
                try:
                    os.write(101, frame)
                except OSError:
                    os._exit(0)
            return iter(())
        """
    forger = python("FORGER", body).rules[0]
    engine = EmbeddedEngine(2.0)
    rules = pack(forger, honest("HON-003", "python"))
    for _ in range(3):
        reply = engine.evaluate(rules, ["FORGER", "HON-003"], document())["HON-003"]
        assert reply.denials == SEEN or reply.error
    engine.close()
