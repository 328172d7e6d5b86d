"""Arrays that joblib puts between the opcodes of a pickle, as raw bytes."""

import contextlib
import math

from mlgate.loaders.formats import accepted_arguments as accept
from mlgate.loaders.formats import array_types
from mlgate.loaders.formats.allowed_globals import WRAPPER
from mlgate.loaders.formats.blob import Cursor
from mlgate.loaders.formats.model_file import Report, UntestedError
from mlgate.loaders.formats.pickle_judge import Judge
from mlgate.loaders.formats.pickle_machine import Machine
from mlgate.loaders.formats.pickle_run import run
from mlgate.loaders.formats.pickle_values import Thing, kind, made_by

NAME = "joblib"
MAX_PADDING = 64


class Arrays:
    """Passes over the bytes of each array that a machine comes to."""

    machine: Machine

    def __init__(self, report: Report) -> None:
        self._report = report

    def built(self, cursor: Cursor, target: object) -> None:
        """Pass over the array that follows, if ``target`` announces one."""
        if made_by(target) != WRAPPER or not isinstance(target, Thing):
            return
        self._report.format = NAME
        said = target.state.items if isinstance(target.state, Thing) else {}
        made = array_types.layout(said.get("dtype"))
        shape = said.get("shape")
        if not accept.sides(shape) or said.get("subclass") != accept.ARRAY:
            raise UntestedError("an array of an unknown shape or class")
        self._report.facts.array(array_types.named(said.get("dtype")), math.prod(shape))
        if made.objects:
            self._objects(cursor)
        else:
            target.data = _plain(cursor, said, made.size * math.prod(shape))

    def _objects(self, cursor: Cursor) -> None:
        """Walk the pickle of an array of objects, as both of its readers would.

        joblib begins a new pickle here; plain pickle goes on, with its old memo.
        """
        start = cursor.at
        fresh = Machine(cursor, Judge(self._report))
        run(fresh)
        end, cursor.at = cursor.at, start
        going_on = Machine(cursor, _Strayed(self._report))
        going_on.memo = dict(self.machine.memo)
        going_on.stack = list(self.machine.stack)
        # A plain unpickler that fails from here on has run nothing.
        with contextlib.suppress(UntestedError):
            run(going_on)
        cursor.at = end


class _Strayed(Judge):
    """Judges an unpickler that took a wrong turn: what is no text names nothing."""

    def imported(self, module: object, name: object) -> object:
        if {kind(module), kind(name)} != {"text"}:
            raise UntestedError("a name that is not text")
        return super().imported(module, name)

    def called(self, function: object, args: object) -> Thing:
        if kind(function) != "name":
            raise UntestedError("a call of what cannot be called")
        return super().called(function, args)


def _plain(cursor: Cursor, said: dict[str, object], size: int) -> memoryview:
    if not isinstance(said.get("numpy_array_alignment_bytes"), int):
        # Then the bytes begin at once, and a plain unpickler would run them.
        raise UntestedError("an array written by joblib before 1.1: save it again")
    padding = cursor.u8()
    if padding > MAX_PADDING or padding >= ord("("):
        raise UntestedError("array bytes that could be taken for opcodes")
    cursor.skip(padding)
    start = cursor.skip(size)
    return cursor.data[start : start + size]
