"""What went wrong in a rule, reduced to one line that is the same on every run."""

import re
from contextlib import suppress

_LONGEST = 300
_TAB = 4
_PLACE = re.compile(r"^--> (.+):(\d+):(\d+)$", re.MULTILINE)
_ERROR = re.compile(r"^error: (.+)$", re.MULTILINE)
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,}\b")
# Build machines and installations have no place in an outcome.
_FOLDER = re.compile(r"(?<![\w.])(?:/[\w.+-]+){2,}/(?=[\w.+-]+\.(?:rs|py|so)\b)")


def by_regorus(problem: BaseException, source: str = "") -> tuple[str, str]:
    """Return the place ("" if it names none) and the sentence of an engine error."""
    text = str(problem).partition("Stack backtrace:")[0]
    found, error = _PLACE.search(text), _ERROR.search(text)
    words = error[1] if error else text.strip().partition("\n")[0]
    place = ""
    if found:
        line = int(found[2])
        place = f"{found[1]}:{line}:{column(source, line, int(found[3]))}"
    return place, one_line(words) or type(problem).__name__


def column(source: str, line: int, counted: int) -> int:
    """Return the column that an engine ``counted`` with tabs four columns wide."""
    width = 1
    text = source.split("\n")[line - 1 : line]
    for number, letter in enumerate(text[0] if text else "", 1):
        if width >= counted:
            return number
        width += _TAB if letter == "\t" else 1
    return len(text[0]) + 1 if text else counted


def by_python(problem: BaseException, path: str) -> tuple[str, str]:
    """Return the place in the rule at ``path``, and what it raised."""
    place, trace = path, problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            place = f"{path}:{trace.tb_lineno}"
        trace = trace.tb_next
    text = ""
    with suppress(BaseException):  # a class may not even be able to say what it is
        text = str(problem)
    name = type(problem).__name__
    return place, one_line(f"raises {name}: {text}" if text else f"raises {name}")


def one_line(text: str) -> str:
    """Return the first line of ``text``, cut, without addresses and folders."""
    line = next(iter(text.splitlines()), "").strip()
    line = _FOLDER.sub("", _ADDRESS.sub("0x...", line))
    printable = line.encode("utf-8", "replace").decode("utf-8")
    return printable if len(printable) <= _LONGEST else f"{printable[:_LONGEST]}..."
