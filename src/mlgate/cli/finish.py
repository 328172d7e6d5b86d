"""Exit codes: the one place that turns an answer, or its absence, into a number."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import NoReturn

import click

from mlgate.errors import MlgateError
from mlgate.reporters.lines import plain


class Exit(IntEnum):
    """Exit codes, part of the public contract."""

    YES = 0
    NO = 1
    UNDECIDED = 2


# By the value of the verdict: what only prints its version imports no decision.
VERDICTS = {"allow": Exit.YES, "deny": Exit.NO, "undecided": Exit.UNDECIDED}


def finish(command: Callable[[], int]) -> NoReturn:
    """Run ``command`` and exit with its answer; 2 if it could not reach one.

    Whatever goes wrong ends here: an exception that reached Python would exit with 1,
    which is "no". In Python's development mode it does, with its traceback.
    """
    try:
        code = command()
        if sys.stdout:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as exc:
        if sys.flags.dev_mode:
            raise
        code = _failed(exc)
    # Python would go through all that it holds, several times, before it ends.
    gc.freeze()
    sys.exit(code)


def _failed(exc: BaseException) -> Exit:
    """Say what went wrong, and what to do about it."""
    if isinstance(exc, OSError):
        # Nothing more can be said there; and if the reader went away, nobody cares.
        _give_up_output()
    match exc:
        case BrokenPipeError():
            pass
        case click.exceptions.NoArgsIsHelpError():
            exc.show()
        case click.ClickException():
            _say(exc.format_message(), _usage(exc))
        case MlgateError():
            _say(str(exc), exc.hint)
        case KeyboardInterrupt() | click.Abort():
            _say("interrupted", "run it again")
        case OSError():
            why = exc.strerror or type(exc).__name__
            _say(f"the system refused: {why.lower()}", "mend it, and run again")
        case _:
            hint = "this is a fault of mlgate; python -P -X dev -m mlgate shows where"
            _say(f"{type(exc).__name__}: {exc}", hint)
    return Exit.UNDECIDED


def _say(message: str, hint: str) -> None:
    with suppress(OSError):
        print(f"mlgate: {plain(message)}", file=sys.stderr)
        if hint:
            print(f"  hint: {plain(hint)}", file=sys.stderr)


def _usage(exc: click.ClickException) -> str:
    context = getattr(exc, "ctx", None)
    return f"see {context.command_path if context else 'mlgate'} --help"


def _give_up_output() -> None:
    """Let what is left to print go nowhere, lest Python exit with 120 for it."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
