"""Exit codes: the one place that turns an answer, or its absence, into a number."""

import sys
from collections.abc import Callable
from enum import IntEnum
from typing import NoReturn

from mlgate.core.decision import Verdict
from mlgate.errors import MlgateError
from mlgate.reporters.text import plain


class Exit(IntEnum):
    """Exit codes, part of the public contract."""

    YES = 0
    NO = 1
    UNDECIDED = 2


VERDICTS = {
    Verdict.ALLOW: Exit.YES,
    Verdict.DENY: Exit.NO,
    Verdict.UNDECIDED: Exit.UNDECIDED,
}


def finish(command: Callable[[], Exit]) -> NoReturn:
    """Run ``command`` and exit with its answer; 2 if it could not reach one."""
    try:
        code = command()
    except MlgateError as exc:
        print(f"mlgate: {plain(str(exc))}", file=sys.stderr)
        if exc.hint:
            print(f"  hint: {plain(exc.hint)}", file=sys.stderr)
        code = Exit.UNDECIDED
    except BrokenPipeError:
        # The reader of our output went away, so nobody read the answer.
        sys.stderr.close()
        code = Exit.UNDECIDED
    sys.exit(code)
