"""The embedded engine: rules run in a worker process, one worker for one pack."""

from time import monotonic
from typing import TYPE_CHECKING

from mlgate.errors import EngineError, PolicyError

# The worker imports this package too: what only the gate needs is imported in use.
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlgate.core.ports import Reply
    from mlgate.core.rule import PolicyPack, Rule
    from mlgate.engines.client import Client
    from mlgate.engines.process import Process

MEMORY = 6 * 2**30


class EmbeddedEngine:
    """Runs Rego through regorus, and Python rules, in a process that it can kill.

    Args:
        deadline: Seconds that one rule may take.
        pack_deadline: Seconds that all rules of one call may take.
        memory: Bytes of address space of a worker; regorus itself reserves much.
        patience: Seconds for a worker to start, and for each rule to be read.
    """

    def __init__(
        self,
        deadline: float = 2.0,
        pack_deadline: float = 30.0,
        *,
        memory: int = MEMORY,
        patience: float = 20.0,
    ) -> None:
        from threading import Lock

        self._deadline = deadline
        self._pack_deadline = pack_deadline
        self._memory = memory
        self._patience = patience
        self._workers: dict[str, Client] = {}
        self._sound: dict[str, tuple[Rule, ...]] = {}
        self._lock = Lock()

    @property
    def info(self) -> dict[str, str]:
        """``name``, ``implementation`` and ``version`` of the engine."""
        from mlgate.engines.installed import version

        known = {"name": "embedded", "implementation": "regorus"}
        return known | {"version": version()}

    def prepare(self, pack: "PolicyPack") -> None:
        """Start the worker of ``pack``; it loads while the caller does other things.

        What is wrong with a rule is said when rules are run.

        Raises:
            EngineError: No worker can be started.
        """
        with self._lock:
            self._worker(pack)

    def evaluate(
        self, pack: "PolicyPack", rules: "Sequence[str]", document: bytes
    ) -> "dict[str, Reply]":
        """Run ``rules`` (ids, in order) of ``pack`` over the JSON ``document``.

        Rego rules run before Python rules. The first rule that stays without its
        answer gets an error, and a new worker goes on with those after it.

        Raises:
            PolicyError: A rule does not load, with file and line; or an id is not
                in the pack.
            EngineError: No worker can be started, or the input is refused.
        """
        todo = _order(pack, rules)
        replies: dict[str, Reply] = {}
        end = monotonic() + self._pack_deadline
        with self._lock:
            while todo and monotonic() < end:
                self._run(pack, todo, document, end, replies)
                todo = [rule for rule in todo if rule not in replies]
        replies |= dict.fromkeys(todo, self._late())
        return {rule: replies[rule] for rule in rules}

    def close(self) -> None:
        """End the workers, if any run."""
        with self._lock:
            for digest in list(self._workers):
                self._discard(digest)

    def _run(
        self,
        pack: "PolicyPack",
        todo: "Sequence[str]",
        document: bytes,
        end: float,
        replies: "dict[str, Reply]",
    ) -> None:
        """Take answers until all are there, or one rule has failed its worker."""
        from mlgate.core.ports import Reply
        from mlgate.engines.client import Fault

        worker = self._loaded(pack)
        rule, until, used = "", end, worker.asked
        try:
            worker.ask(todo, document, until)
            for rule in todo:
                until = min(end, monotonic() + self._deadline)
                replies[rule] = worker.answer(rule, until)
        except (Fault, TimeoutError) as fault:
            self._discard(pack.digest)
            why = str(fault) or self._slow(until == end)
            if not rule and used:
                # Something that a rule left behind got in the way: take a new one.
                return
            if not rule:
                raise EngineError(f"the input is not read: {why}") from None
            replies[rule] = Reply(error=why)
        except BaseException:
            # A worker that was left in the middle of an answer is of no use.
            self._discard(pack.digest)
            raise

    def _loaded(self, pack: "PolicyPack") -> "Client":
        """Return a worker that holds ``pack`` and waits for a request."""
        worker = self._worker(pack)
        try:
            worker.load(self._patience)
        except BaseException:
            self._discard(pack.digest)
            raise
        self._sound[pack.digest] = pack.rules
        return worker

    def _worker(self, pack: "PolicyPack") -> "Client":
        """Return a worker that holds ``pack``, or is about to load it."""
        from mlgate.engines.client import Client, sent
        from mlgate.engines.sound import is_known

        worker = self._workers.get(pack.digest)
        if worker and worker.rules == pack.rules and worker.ready():
            return worker
        self._discard(pack.digest)
        checked = self._sound.get(pack.digest) == pack.rules or is_known(sent(pack))
        process = start(self._memory, self._pack_deadline)
        worker = Client(process, pack, checked=checked)
        self._workers[pack.digest] = worker
        return worker

    def _discard(self, digest: str) -> None:
        if worker := self._workers.pop(digest, None):
            worker.end()

    def _slow(self, whole: bool) -> str:  # noqa: FBT001  private, one caller
        if whole:
            return f"no answer when the pack's {self._pack_deadline:g} s were over"
        return f"no answer within {self._deadline:g} s"

    def _late(self) -> "Reply":
        from mlgate.core.ports import Reply

        why = f"not run: the pack's {self._pack_deadline:g} s were over"
        return Reply(error=why)


def _order(pack: "PolicyPack", rules: "Sequence[str]") -> list[str]:
    language = {rule.id: rule.language for rule in pack.rules}
    if unknown := [rule for rule in rules if rule not in language]:
        raise PolicyError(f"no rule '{unknown[0]}' in the pack '{pack.name}'")
    return sorted(rules, key=lambda rule: language[rule] != "rego")


def start(memory: int, seconds: float) -> "Process":
    """Return a new worker that may use ``memory`` bytes, and ``seconds`` a request.

    Raises:
        EngineError: The Rego engine is not installed, or the process not startable.
    """
    import os
    from pathlib import Path

    if os.name != "posix":
        raise EngineError("the embedded engine runs on POSIX systems alone")
    from mlgate.engines.installed import location
    from mlgate.engines.process import Process

    folders = [str(location()), str(Path(__file__).parents[2])]
    # What -I would do, and besides a fixed hash seed: a Python rule that walks a
    # set must say the same on every run.
    isolated = ["-P", "-s", "-S", "-X", "utf8", "-c", _BOOT]
    arguments = [*isolated, str(memory), str(seconds), *dict.fromkeys(folders)]
    return Process(arguments, {"PYTHONHASHSEED": "0"})


_BOOT = """\
import sys
sys.path += sys.argv[3:]
from mlgate.engines.worker import main
main(int(sys.argv[1]), float(sys.argv[2]))
"""
