"""The gate's side of one worker: load a pack, ask, take the answers in turn."""

import json
import os
from collections.abc import Sequence
from time import monotonic
from typing import Any

from mlgate.core.decision import Denial
from mlgate.core.ports import Reply
from mlgate.core.rule import PolicyPack
from mlgate.engines.frames import frame, message
from mlgate.engines.process import Process
from mlgate.errors import EngineError, PolicyError

# For the interpreter to start, and for each rule to be read: far above need.
START = 20.0
_LOAD = "take the rule out of the pack, or mend it"

_PASS = Reply(denials=())


class Fault(Exception):  # noqa: N818  it is one rule's outcome, not the gate's
    """A worker failed one rule and cannot be used again; the text says how."""


class Client:
    """A worker that is given ``pack`` to load.

    Args:
        process: The worker.
        pack: What it is to hold.
        checked: Whether the pre-flight of these rules was passed before.

    Attributes:
        asked: Whether it was asked before: rules have run in it.
    """

    def __init__(self, process: Process, pack: PolicyPack, *, checked: bool) -> None:
        self.rules = pack.rules
        self._process = process
        self._nonce = ""
        self._loaded = False
        self.asked = False
        process.send(message({"rules": sent(pack), "checked": checked}))

    def load(self, patience: float) -> None:
        """Wait until the pack is loaded; each rule may take ``patience`` seconds.

        Raises:
            PolicyError: A rule does not load, or its parser hangs or crashes on it.
            EngineError: The worker does not start.
        """
        if self._loaded:
            return
        try:
            self._load(patience)
        except BaseException:
            self._process.end()
            raise
        self._loaded = True

    def ready(self) -> bool:
        """Say whether it can take a request, or has not been waited for so far."""
        return not self._loaded or self._process.quiet()

    def ask(self, rules: Sequence[str], document: bytes, until: float) -> None:
        """Send the input and the ids of ``rules``, which are answered in that order.

        Raises:
            TimeoutError: The input was not read by ``until``.
            Fault: The worker failed before it came to the first rule.
            EngineError: The input is refused.
        """
        self.asked = True
        self._nonce = os.urandom(16).hex()
        request = {"rules": list(rules), "nonce": self._nonce}
        self._process.send(message(request) + frame(document))
        answer = self._receive(until)
        if why := answer.get("refused"):
            raise EngineError(f"the input is refused: {why}")
        if answer != {"nonce": self._nonce, "begun": True}:
            raise Fault("the worker answered out of turn")

    def answer(self, rule: str, until: float) -> Reply:
        """Return the reply of ``rule``, the next one asked for.

        Raises:
            TimeoutError: None has come by ``until``.
            Fault: The worker ended, or what came is not this rule's.
        """
        answer = self._receive(until)
        if answer.get("nonce") != self._nonce or answer.get("rule") != rule:
            raise Fault("the worker answered out of turn")
        return _reply(answer)

    def end(self) -> None:
        """End the worker."""
        self._process.end()

    def _receive(self, until: float) -> dict[str, Any]:
        try:
            answer = json.loads(self._process.receive(until).decode("ascii"))
        except EOFError:
            raise Fault(f"the worker {self._process.died()}") from None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise Fault("the worker answered out of turn")
        return answer

    def _load(self, patience: float) -> None:
        place = ""
        while True:
            try:
                answer = self._receive(monotonic() + patience)
            except TimeoutError:
                raise _unloaded(f"no end within {patience:g} s", place) from None
            except Fault as fault:
                raise _unloaded(str(fault), place) from None
            if broken := answer.get("broken"):
                raise PolicyError(
                    broken["message"],
                    place=broken["place"],
                    hint=broken["hint"] or _LOAD,
                )
            if "ready" in answer:
                return
            place = answer.get("loading", place)


def sent(pack: PolicyPack) -> list[dict[str, Any]]:
    """Return the rules of ``pack`` as the worker gets them."""
    return [
        {
            "id": rule.id,
            "path": rule.path,
            "package": rule.package,
            "language": rule.language,
            "source": rule.source,
            "needs": [pattern for need in rule.needs for pattern in need.fields],
            "may_be_empty": list(rule.may_be_empty),
        }
        for rule in pack.rules
    ]


def _reply(answer: dict[str, Any]) -> Reply:
    if error := answer.get("error"):
        return Reply(error=str(error))
    denials = answer.get("denials")
    if denials == []:
        return _PASS
    if not isinstance(denials, list) or not all(map(_is_denial, denials)):
        raise Fault("the worker answered out of turn")
    return Reply(denials=tuple(sorted({Denial(at, text) for at, text in denials})))


def _is_denial(item: Any) -> bool:  # noqa: ANN401
    return isinstance(item, list) and [type(part) for part in item] == [str, str]


def _unloaded(why: str, place: str) -> PolicyError | EngineError:
    if not place:
        return EngineError(f"no worker is ready: {why}", hint="reinstall mlgate")
    return PolicyError(f"the rule does not load: {why}", place=place, hint=_LOAD)
