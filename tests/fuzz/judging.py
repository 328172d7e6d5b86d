"""What a reader may do with bytes: return, or refuse them with a place. No more."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from mlgate.errors import MlgateError

MAX_SECONDS = 5.0
MAX_BYTES = 64 * 1024


class FindingError(AssertionError):
    """A reader did what none may do; the text says what."""


@dataclass(frozen=True)
class Target:
    """One reader under test.

    Attributes:
        read: Gives it bytes; what it returns is looked at there already.
        syntax: How to change its documents: a key of ``mutations.SYNTAXES``.
        modules: Where its words are written: modules of mlgate, by full name.
        seeds: Folders below ``tests/fuzz/seeds`` with documents to begin with; by
            default the one of its own name.
        most: The longest input in bytes.
    """

    read: Callable[[bytes], object]
    syntax: str
    modules: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    most: int = MAX_BYTES


def answer(target: Target, raw: bytes) -> str:
    """Return ``read`` or ``refused``.

    Raises:
        FindingError: It took too long, or refused ``raw`` without a place or a line.
        Exception: Whatever the reader let out, which is a finding as well.
    """
    started = time.process_time()
    try:
        target.read(raw)
    except MlgateError as exc:
        _check(exc)
        return "refused"
    finally:
        spent = time.process_time() - started
        if spent > MAX_SECONDS:
            raise FindingError(f"{spent:.1f} s for {len(raw)} bytes")
    return "read"


def _check(exc: MlgateError) -> None:
    if not exc.place:
        raise FindingError(f"refused without a place: {exc.message[:200]!a}") from exc
    if len(f"{exc}{exc.hint}".splitlines()) != 1:
        raise FindingError(f"refused in several lines: {str(exc)[:200]!a}") from exc
    # It is printed, and written into reports.
    str(exc).encode()


def written(value: object) -> None:
    """Check that ``value`` can be handed on as JSON, which has no NaN and no halves.

    Raises:
        ValueError: It cannot.
    """
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
