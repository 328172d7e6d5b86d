"""What the gate makes of a worker that does not keep to the protocol."""

import json
from time import monotonic

import pytest

from hostile_pack import honest, pack
from mlgate.engines.client import Client, Fault
from mlgate.engines.frames import MAX_REPLY, message
from mlgate.engines.process import Process
from mlgate.errors import EngineError, PolicyError

# A worker in a few lines: what it says is given, its requests it reads or ignores.
PROGRAM = """\
import os, sys, time
for data in {said!r}:
    os.write(1, data)
{then}
"""
HANG = "time.sleep(600)"
READ = "os.read(0, 2**20)\n"
LOADING = message({"loading": "hostile/a/b/rule.rego"})
READY = message({"ready": True})


def process(*said: bytes, then: str = HANG) -> Process:
    return Process(["-S", "-c", PROGRAM.format(said=said, then=then)], {})


def client(*said: bytes, then: str = HANG, patience: float = 20.0) -> Client:
    rules = pack(honest("HON-001"))
    made = Client(process(*said, then=then), rules, checked=False)
    made.load(patience)
    return made


def soon(seconds: float = 20.0) -> float:
    return monotonic() + seconds


def test_a_rule_on_which_the_parser_hangs_is_named() -> None:
    with pytest.raises(PolicyError) as refused:
        client(LOADING, patience=0.3)
    assert str(refused.value) == (
        "hostile/a/b/rule.rego: the rule does not load: no end within 0.3 s"
    )


def test_a_rule_on_which_the_parser_crashes_is_named() -> None:
    with pytest.raises(PolicyError) as refused:
        client(LOADING, then="os.abort()")
    assert str(refused.value) == (
        "hostile/a/b/rule.rego: the rule does not load: the worker crashed (signal 6)"
    )


@pytest.mark.parametrize(
    ("said", "then", "why"),
    [
        ((), "sys.exit(3)", "no worker is ready: the worker exited with code 3"),
        ((), HANG, "no worker is ready: no end within 0.3 s"),
        ((b"Hello\n",), HANG, "no worker is ready: the worker answered out of turn"),
    ],
    ids=["ends", "hangs", "greets"],
)
def test_a_worker_that_never_gets_ready_is_an_error_of_the_engine(
    said: tuple[bytes, ...], then: str, why: str
) -> None:
    with pytest.raises(EngineError, match=f"^{why}$"):
        client(*said, then=then, patience=0.3)


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\x00\x00\x04null",
        b"\x00\x00\x00\x04{..}",
        b"\x00\x00\x00\x02\xff\xff",
        (MAX_REPLY + 1).to_bytes(4, "big"),
        message({"begun": True}),
        message({"begun": True, "nonce": ""}),
        message({"refused": ""}),
        message([]),
        b"\x00\x00\x80\x00" + b"[" * 0x8000,
    ],
    ids=str,
)
def test_an_answer_that_is_not_ours_is_out_of_turn(said: bytes) -> None:
    asked = client(READY, then=f"{READ}os.write(1, {said!r})\n{HANG}")
    with pytest.raises(Fault, match=r"^the worker answered out of turn$"):
        asked.ask(["HON-001"], b"{}", soon())
    asked.end()


def echo(reply: dict[str, object]) -> str:
    """Return a program that answers with the right nonce, then with ``reply``."""
    return f"""\
import json, struct
def take():
    size = struct.unpack('>I', os.read(0, 4))[0]
    return os.read(0, size)
def tell(answer):
    body = json.dumps(answer).encode()
    os.write(1, struct.pack('>I', len(body)) + body)
take()
nonce = {{'nonce': json.loads(take())['nonce']}}
tell(nonce | {{'begun': True}})
tell(nonce | json.loads({json.dumps(reply)!r}))
{HANG}
"""


@pytest.mark.parametrize(
    "reply",
    [
        {"rule": "HON-002", "denials": []},
        {"rule": "HON-001"},
        {"rule": "HON-001", "denials": None},
        {"rule": "HON-001", "denials": {}},
        {"rule": "HON-001", "denials": ["ab"]},
        {"rule": "HON-001", "denials": [["", "no", "more"]]},
        {"rule": "HON-001", "denials": [["", None]]},
        {"rule": "HON-001", "denials": [], "nonce": "0"},
        {"rule": "HON-001", "error": ""},
    ],
    ids=str,
)
def test_a_reply_that_is_not_of_the_rule_asked_for_is_out_of_turn(
    reply: dict[str, object],
) -> None:
    asked = client(READY, then=echo(reply))
    asked.ask(["HON-001"], b"{}", soon())
    with pytest.raises(Fault, match=r"^the worker answered out of turn$"):
        asked.answer("HON-001", soon())
    asked.end()


def test_the_right_reply_is_taken() -> None:
    asked = client(READY, then=echo({"rule": "HON-001", "denials": [["", "no"]]}))
    asked.ask(["HON-001"], b"{}", soon())
    assert asked.answer("HON-001", soon()).denials == (("", "no"),)
    asked.end()


def test_a_worker_that_does_not_read_cannot_hang_the_gate() -> None:
    asked = client(READY)
    with pytest.raises(TimeoutError):
        asked.ask(["HON-001"], b" " * 2**24, soon(0.3))
    asked.end()


def test_a_worker_that_speaks_unasked_is_not_used_again() -> None:
    spoke = client(READY * 3)
    with pytest.raises(Fault, match=r"^the worker answered out of turn$"):
        spoke.ask(["HON-001"], b"{}", soon())
    assert not spoke.ready()
    spoke.end()


def test_a_worker_that_closes_its_pipe_and_lives_is_ended() -> None:
    asked = client(READY, then=f"os.close(1)\n{HANG}")
    with pytest.raises(Fault, match=r"^the worker closed its pipe$"):
        asked.ask(["HON-001"], b"{}", soon())


def test_a_frame_that_comes_in_pieces_is_one_frame() -> None:
    talking = process(READY[:2], READY[2:7], READY[7:])
    assert json.loads(talking.receive(soon())) == {"ready": True}
    talking.end()
