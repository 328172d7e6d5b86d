"""Pickle files, plain or written by joblib, and how they are told from text."""

import re

from mlgate.loaders.formats import joblib_arrays
from mlgate.loaders.formats.blob import HEAD, Blob, Cursor, Look
from mlgate.loaders.formats.model_file import Report, TooShortError, UntestedError
from mlgate.loaders.formats.pickle_judge import Judge
from mlgate.loaders.formats.pickle_machine import Machine, Persistent
from mlgate.loaders.formats.pickle_run import MAX_PROTOCOL, run
from mlgate.loaders.formats.pickle_values import Name, made_by

NAME = "pickle"
JOBLIB = joblib_arrays.NAME
MAX_PICKLES = 1000
PROTO = 0x80
_IDENTIFIER = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
# What the first torch files begin with: a number as their magic word.
LEGACY = bytes.fromhex("8a0a6cfc9c46f9206aa85019")
LEGACY_NAME = "PyTorch legacy file"
LEGACY_PICKLES = 5


def recognised(blob: Blob) -> bool:
    """Tell a pickle by its first bytes: by its own, or by what they would do."""
    head = blob.data[:2]
    if len(head) > 1 and head[0] == PROTO:
        return head[1] <= MAX_PROTOCOL
    return bool(len(blob.data)) and _acts(blob, HEAD)


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Walk every pickle of the file, one behind the other, to its end."""
    if LEGACY in blob.head[:16]:
        report.format = LEGACY_NAME
        report.doubt("an old layout, whose tensors cannot be accounted for")
        walk(blob.data, report, lambda _: None, LEGACY_PICKLES)
    else:
        walk(blob.data, report)


def walk(
    data: memoryview,
    report: Report,
    persistent: Persistent | None = None,
    at_most: int = MAX_PICKLES,
) -> None:
    """Walk pickles that lie one behind the other and fill ``data``.

    Raises:
        UntestedError: Bytes are left, or one cannot be followed to its end.
    """
    cursor = Cursor(data)
    for _ in range(at_most):
        arrays = joblib_arrays.Arrays(report)
        machine = Machine(cursor, Judge(report), persistent, arrays.built)
        arrays.machine = machine
        made = made_by(run(machine))
        if made and _is_class(made) and not report.facts.architecture:
            report.facts.architecture = str(made)
        if not cursor.left:
            return
    raise UntestedError(f"{cursor.left} bytes follow the pickle")


def _is_class(name: Name) -> bool:
    """Tell a class by its capital; a function or a container is no architecture."""
    capital = name.name.lstrip("_")[:1].isupper()
    return capital and name.module != "collections"


def _acts(blob: Blob, first: int) -> bool:
    """Tell whether bytes without a protocol would do what a pickle does.

    Text may begin like one by chance: so a global must have a name that could be one,
    and something must come of it, or the file must be one whole pickle.

    Args:
        blob: All bytes.
        first: How many to look at; if those end too soon, all of them.
    """
    data, judge = blob.data, _Namer(Report(NAME, blob.effort))
    cursor = Cursor(data, 0, min(first, len(data)))
    try:
        run(Machine(cursor, judge))
    except TooShortError:
        part = cursor.end < len(data)
        return judge.acted or (part and _acts(blob, len(data)))
    except (UntestedError, IndexError, ValueError, TypeError):
        return judge.acted or blob.effort.steps <= 0
    return judge.acted or judge.named or cursor.at == len(data)


class _Namer(Judge):
    """Takes only plausible names for globals."""

    named = False

    def imported(self, module: object, name: object) -> object:
        for part in (module, name):
            if not isinstance(part, str) or not _IDENTIFIER.fullmatch(part):
                raise UntestedError("not a name")
        self.named = True
        return super().imported(module, name)
