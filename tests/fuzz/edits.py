"""Edits of JSON values: changed, moved, doubled, renamed, wrapped and dropped."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

# Values of JSON are of any type, and so are the places they are held in.
Json = Any

MOST_EDITS = 4
LONG = 300
# What readers trip over: empty, blank, of another kind, beyond every measure.
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, 2**63, 1e308, "", " ", "\n", "0", "true",
    "NOASSERTION", "NONE", "[More Information Needed]", "a" * LONG, "é\u202e\u200b",
    "\U0001f600", "../../etc/passwd", "/", "//", "~1~0", "%00", "*", "a/*/b",
    "sha256:", "sha256:" + "0" * 64, "0" * 64, "d41d8cd98f00b204e9800998ecf8427e",
    "2026-11-25T12:00:00Z", "9999-99-99T99:99:99Z", "0000-00-00", "1e999", "-0",
    "pkg:pypi/a@1", "pkg:", "https://[", "MIT OR (", "{{ x }}", "<b>", "$ref", "#/",
    [], {}, [[]], [None], [{}], {"": ""}, {"a": None}, [[[[]]]],
)  # fmt: skip


class Choice(Protocol):
    """What makes the choices: a generator of random numbers, or Hypothesis."""

    def randrange(self, stop: int, /) -> int:
        """Return a number from 0 up to ``stop``, without it."""
        ...


class _Slot:
    """One place in a document: ``owner[key]``."""

    def __init__(self, owner: Json, key: Json) -> None:
        self.owner, self.key = owner, key

    @property
    def value(self) -> Json:
        return self.owner[self.key]


def each_other(value: Json, odd: Json) -> Iterator[Json]:
    """Yield ``value`` with ``odd`` in each of its places in turn."""
    root = [value]
    for slot in list(_slots(root)):
        kept, slot.owner[slot.key] = slot.value, odd
        yield root[0]
        slot.owner[slot.key] = kept


def edited(value: Json, by: Choice, words: Sequence[str]) -> Json:
    """Return the JSON ``value`` after a few edits."""
    root = [value]
    for _ in range(1 + by.randrange(MOST_EDITS)):
        slots = list(_slots(root))
        _EDITS[by.randrange(len(_EDITS))](one(slots, by), slots, by, words)
        if not root:
            return None
    return root[0]


def one(found: Sequence[Json], by: Choice) -> Json:
    return found[by.randrange(len(found))]


def _slots(root: Json) -> Iterator[_Slot]:
    todo = [root]
    while todo:
        owner = todo.pop()
        keys = list(owner) if isinstance(owner, dict) else range(len(owner))
        for key in keys:
            yield _Slot(owner, key)
            if isinstance(owner[key], dict | list):
                todo.append(owner[key])


Edit = Callable[[_Slot, list[_Slot], Choice, Sequence[str]], None]


def _odd(slot: _Slot, _: list[_Slot], by: Choice, __: Sequence[str]) -> None:
    # Written and read, so that no two places hold one object.
    slot.owner[slot.key] = json.loads(json.dumps(one(ODD, by)))


def _word(slot: _Slot, _: list[_Slot], by: Choice, words: Sequence[str]) -> None:
    slot.owner[slot.key] = one(words, by)


def _moved(slot: _Slot, slots: list[_Slot], by: Choice, _: Sequence[str]) -> None:
    slot.owner[slot.key] = json.loads(json.dumps(one(slots, by).value))


def _dropped(slot: _Slot, _: list[_Slot], __: Choice, ___: Sequence[str]) -> None:
    del slot.owner[slot.key]


def _doubled(slot: _Slot, _: list[_Slot], by: Choice, words: Sequence[str]) -> None:
    copy = json.loads(json.dumps(slot.value))
    if isinstance(slot.owner, list):
        slot.owner.insert(slot.key, copy)
    else:
        slot.owner[one(words, by)] = copy


def _renamed(slot: _Slot, _: list[_Slot], by: Choice, words: Sequence[str]) -> None:
    if isinstance(slot.owner, dict):
        slot.owner[one(words, by)] = slot.owner.pop(slot.key)


def _wrapped(slot: _Slot, _: list[_Slot], by: Choice, words: Sequence[str]) -> None:
    value = slot.value
    wrapped: tuple[Any, ...] = ([value], {one(words, by): value}, [value, value])
    slot.owner[slot.key] = json.loads(json.dumps(one(wrapped, by)))


def _within(slot: _Slot, _: list[_Slot], by: Choice, words: Sequence[str]) -> None:
    """Change a text: what is signed in it if it is base64, else some character."""
    text = slot.value
    if not isinstance(text, str):
        return
    try:
        inner = json.loads(base64.b64decode(text, validate=True))
        made = json.dumps(edited(inner, by, words)).encode()
        slot.owner[slot.key] = base64.b64encode(made).decode()
    except (ValueError, binascii.Error):
        at = by.randrange(len(text) + 1)
        put = one((*ODD[9:16], *words), by)
        slot.owner[slot.key] = f"{text[:at]}{put}{text[at + by.randrange(3) :]}"


_EDITS: tuple[Edit, ...] = (
    _odd, _odd, _odd, _word, _moved, _dropped, _doubled, _renamed, _wrapped, _within,
    _within,
)  # fmt: skip
