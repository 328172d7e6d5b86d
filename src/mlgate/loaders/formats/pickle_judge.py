"""Judges what a pickle does to the globals it imports."""

import math

from mlgate.loaders.formats import array_types
from mlgate.loaders.formats.accepted_arguments import (
    ARRAY,
    DTYPE,
    ENCODE,
    from_buffer,
    sides,
)
from mlgate.loaders.formats.allowed_globals import FIRST, PYTHON2, allowed
from mlgate.loaders.formats.global_use import Use
from mlgate.loaders.formats.model_file import Report, shown
from mlgate.loaders.formats.pickle_values import Name, Thing, kind, made_by

UNKNOWN = "an object that is computed while loading"


class Judge:
    """Notes each danger in ``report``, and says what the result would be.

    Attributes:
        acted: Whether anything was called or created: text never gets so far.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.acted = False

    def imported(self, module: object, name: object) -> object:
        """Hold a global to the list."""
        if not isinstance(module, str) or not isinstance(name, str):
            self.report.danger("imports a name that is computed while loading")
            return Thing("unknown")
        found = Name(PYTHON2.get(module, module), name)
        if found not in allowed():
            self._off_list("imports", found)
        return found

    def called(self, function: object, args: object) -> Thing:
        """Judge a call with positional arguments."""
        self.acted = True
        if not isinstance(function, Name):
            self.report.danger(f"calls {UNKNOWN}")
            return Thing("unknown")
        use = allowed().get(function)
        if use is None:
            self._off_list("imports", function)
        elif not isinstance(args, tuple) or not use.call or not use.call(args):
            self.report.danger(f"calls {function} with arguments that are not accepted")
        elif function == FIRST:
            return self.created(args[0], ())
        known = args if isinstance(args, tuple) else ()
        if use and use.call == from_buffer and len(known) > 2:  # noqa: PLR2004  # bytes, type, shape
            self._counted(known[1], known[2])
        result = "bytes" if function == ENCODE else "instance"
        return Thing(result, (use and use.makes) or function, known)

    def created(self, made: object, args: object) -> Thing:
        """Judge the creation of an instance by ``__new__``."""
        self.acted = True
        if not isinstance(made, Name):
            self.report.danger(f"creates an instance of {UNKNOWN}")
            return Thing("unknown")
        use = allowed().get(made)
        if use is None:
            self._off_list("imports", made)
        elif not use.new or args != ():
            self.report.danger(f"creates {made} in a way that is not accepted")
        return Thing("instance", made)

    def given(self, target: object, state: object) -> None:
        """Judge a state that is given to an object."""
        self.acted = True
        if isinstance(target, Name):
            self.report.danger(f"sets attributes of {_shown(target)} itself")
            return
        use = self._use(target)
        if use is None or kind(state) not in use.state:
            what = made_by(target)
            what_shown = _shown(what) if what else UNKNOWN
            self.report.danger(f"gives {what_shown} a state that is not accepted")
        if isinstance(target, Thing):
            self._keep(target, state)
            self._hold(target, use)
        if made_by(target) == ARRAY and isinstance(state, tuple) and len(state) > 2:  # noqa: PLR2004  # version, shape, type
            self._counted(state[2], state[1])

    def _counted(self, dtype: object, shape: object) -> None:
        if sides(shape):
            elements = math.prod(shape)
            self.report.facts.array(array_types.named(dtype), elements)

    def _keep(self, target: Thing, state: object) -> None:
        """Keep a state; setting one twice could undo what was judged."""
        if target.state is not None:
            self.report.danger("sets the state of one object twice")
        target.state = state
        if target.name == DTYPE:
            target.layout = array_types.layout(target)

    def _hold(self, target: Thing, use: Use | None) -> None:
        """Doubt what native code would make of a state that the list accepts."""
        if use and use.doubt:
            self.report.doubt(use.doubt)
        if use and use.held and (why := use.held(target, self.report.effort)):
            self.report.doubt(f"holds a table {why}")

    def filled(self, target: object, how: str) -> None:
        """Judge items that are added to an object."""
        if kind(target) == how:
            return
        use = self._use(target)
        if use is None or use.filled != how:
            self.report.danger(f"adds items to {UNKNOWN}, or to what takes none")

    def extension(self) -> Thing:
        """Note a global that only a registry of the process knows."""
        self.report.danger("imports by an extension code, whose meaning is not known")
        return Thing("unknown")

    def _use(self, target: object) -> Use | None:
        name = made_by(target)
        return allowed().get(name) if name else None

    def _off_list(self, verb: str, name: Name) -> None:
        self.report.danger(
            f"{verb} {_shown(name)}, which is not on the list of accepted names"
        )


def _shown(name: Name) -> str:
    return f"{shown(name.module)}.{shown(name.name)}"
