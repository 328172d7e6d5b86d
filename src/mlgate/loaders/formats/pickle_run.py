"""Runs the opcodes of one pickle over symbols: nothing is imported, made or called."""

from collections.abc import Callable
from typing import Any

from mlgate.loaders.formats.model_file import UntestedError
from mlgate.loaders.formats.pickle_machine import UNDERFLOW, Machine
from mlgate.loaders.formats.pickle_operands import opcodes
from mlgate.loaders.formats.pickle_values import Thing
from mlgate.loaders.formats.words import words

MAX_PROTOCOL = 5


def run(machine: Machine) -> object:
    """Run up to STOP and return the symbol of what would be loaded.

    Raises:
        UntestedError: It cannot be followed to its end.
    """
    table, cursor = opcodes(), machine.cursor
    effort = machine.judge.report.effort
    while True:
        effort.step()
        at = cursor.at
        opcode = table.get(cursor.u8())
        if opcode is None:
            raise UntestedError(f"an unknown opcode at byte {at}")
        operand = opcode.operand(cursor) if opcode.operand else None
        if opcode.name == "STOP":
            return machine.pop()
        try:
            ACTIONS[opcode.name](machine, operand)
        except IndexError as exc:
            raise UntestedError(f"{UNDERFLOW}, at byte {at}") from exc


def _push(machine: Machine, operand: object) -> None:
    machine.stack.append(operand)


def _pop(machine: Machine, _: object) -> None:
    if machine.stack:
        machine.stack.pop()
    else:
        machine.since_mark()


def _pop_mark(machine: Machine, _: object) -> None:
    machine.since_mark()


def _filled(how: str, target: object, machine: Machine) -> None:
    machine.judge.filled(target, how)


def _append(machine: Machine, _: object) -> None:
    machine.stack.pop()
    _filled("list", machine.stack[-1], machine)


def _appends(machine: Machine, _: object) -> None:
    machine.since_mark()
    _filled("list", machine.stack[-1], machine)


def _add_items(machine: Machine, _: object) -> None:
    machine.since_mark()
    _filled("set", machine.stack[-1], machine)


def _set_item(machine: Machine, _: object) -> None:
    value, key = machine.stack.pop(), machine.stack.pop()
    _put_items(machine, [key, value])


def _set_items(machine: Machine, _: object) -> None:
    _put_items(machine, machine.since_mark())


def _put_items(machine: Machine, items: list[Any]) -> None:
    target = machine.stack[-1]
    _filled("dict", target, machine)
    if len(items) % 2:
        raise UntestedError("a dictionary with a key that has no value")
    if isinstance(target, Thing):
        for key, value in zip(items[::2], items[1::2], strict=True):
            target.put(key, value)


def _gather(machine: Machine, made: Thing | None) -> None:
    items = machine.since_mark()
    machine.stack.append(tuple(items) if made is None else made)


def _dict(machine: Machine, _: object) -> None:
    items = machine.since_mark()
    machine.stack.append(Thing("dict"))
    _put_items(machine, items)


def _tuple(count: int, machine: Machine) -> None:
    if len(machine.stack) < count:
        raise UntestedError(UNDERFLOW)
    items = tuple(machine.stack[-count:])
    machine.stack[-count:] = [items]


def _stack_global(machine: Machine, _: object) -> None:
    name, module = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(machine.judge.imported(module, name))


def _reduce(machine: Machine, _: object) -> None:
    args, function = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(machine.judge.called(function, args))


def _new(machine: Machine, _: object) -> None:
    args, made = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(machine.judge.created(made, args))


def _new_with_keywords(machine: Machine, _: object) -> None:
    keywords = machine.stack.pop()
    args, made = machine.stack.pop(), machine.stack.pop()
    plain = isinstance(keywords, Thing) and not keywords.items
    machine.stack.append(machine.judge.created(made, args if plain else keywords))


def _object(machine: Machine, _: object) -> None:
    made, *args = machine.since_mark() or [None]
    machine.stack.append(machine.judge.called(made, tuple(args)))


def _instance(machine: Machine, names: Any) -> None:  # noqa: ANN401  # an operand
    args = tuple(machine.since_mark())
    made = machine.judge.imported(*names)
    machine.stack.append(machine.judge.called(made, args))


def _byte_array(machine: Machine, raw: Any) -> None:  # noqa: ANN401  # an operand
    # It can be changed later on: so it is no value, but a thing.
    data = memoryview(raw) if isinstance(raw, bytes) else raw.data
    machine.stack.append(Thing("bytes", data=data))


def _frame(machine: Machine, size: Any) -> None:  # noqa: ANN401  # an operand
    if size > machine.cursor.left:
        raise UntestedError("a frame that reaches past the end")


def _protocol(_: Machine, version: Any) -> None:  # noqa: ANN401  # an operand
    if version > MAX_PROTOCOL:
        raise UntestedError(f"the unknown protocol {version}")


def _out_of_band(_: Machine, __: object) -> None:
    raise UntestedError("uses a buffer that is not in the file")


Action = Callable[[Machine, Any], None]

_VALUES = words(
    "INT BININT BININT1 BININT2 LONG LONG1 LONG4 STRING BINSTRING SHORT_BINSTRING "
    "BINBYTES SHORT_BINBYTES BINBYTES8 UNICODE SHORT_BINUNICODE BINUNICODE "
    "BINUNICODE8 FLOAT BINFLOAT"
)

ACTIONS: dict[str, Action] = {
    **dict.fromkeys(_VALUES, _push),
    "BYTEARRAY8": _byte_array,
    "NONE": lambda m, _: m.stack.append(None),
    "NEWTRUE": lambda m, _: m.stack.append(True),
    "NEWFALSE": lambda m, _: m.stack.append(False),
    "EMPTY_LIST": lambda m, _: m.stack.append(Thing("list")),
    "EMPTY_DICT": lambda m, _: m.stack.append(Thing("dict")),
    "EMPTY_SET": lambda m, _: m.stack.append(Thing("set")),
    "EMPTY_TUPLE": lambda m, _: m.stack.append(()),
    "LIST": lambda m, _: _gather(m, Thing("list")),
    "FROZENSET": lambda m, _: _gather(m, Thing("set")),
    "TUPLE": lambda m, _: _gather(m, None),
    "TUPLE1": lambda m, _: _tuple(1, m),
    "TUPLE2": lambda m, _: _tuple(2, m),
    "TUPLE3": lambda m, _: _tuple(3, m),
    "DICT": _dict,
    "APPEND": _append,
    "APPENDS": _appends,
    "ADDITEMS": _add_items,
    "SETITEM": _set_item,
    "SETITEMS": _set_items,
    "POP": _pop,
    "POP_MARK": _pop_mark,
    "DUP": lambda m, _: m.stack.append(m.stack[-1]),
    "MARK": Machine.mark,
    "PUT": Machine.put,
    "BINPUT": Machine.put,
    "LONG_BINPUT": Machine.put,
    "MEMOIZE": lambda m, _: m.put(len(m.memo)),
    "GET": Machine.get,
    "BINGET": Machine.get,
    "LONG_BINGET": Machine.get,
    "EXT1": lambda m, _: m.stack.append(m.judge.extension()),
    "EXT2": lambda m, _: m.stack.append(m.judge.extension()),
    "EXT4": lambda m, _: m.stack.append(m.judge.extension()),
    "GLOBAL": lambda m, names: m.stack.append(m.judge.imported(*names)),
    "STACK_GLOBAL": _stack_global,
    "REDUCE": _reduce,
    "NEWOBJ": _new,
    "NEWOBJ_EX": _new_with_keywords,
    "OBJ": _object,
    "INST": _instance,
    "BUILD": Machine.build,
    "PROTO": _protocol,
    "FRAME": _frame,
    "PERSID": Machine.persistent,
    "BINPERSID": lambda m, _: m.persistent(m.stack.pop()),
    "NEXT_BUFFER": _out_of_band,
    "READONLY_BUFFER": _out_of_band,
}
