"""Text in pictures: it does not wrap, so it is cut to the width that there is."""

from mlgate.reporters.html_elements import Markup, element, text
from mlgate.reporters.lines import fitting, plain


def words(x: int, y: int, said: str, kind: str) -> Markup:
    """Return one line of text; where it begins or what it is centred on, CSS says."""
    return element("text", text(said), x=x, y=y, class_=kind)


def start(said: str, width: int) -> str:
    """Return the beginning of ``said``, in at most ``width`` columns."""
    whole = plain(said[: width + 1])
    if fitting(whole, width) == len(whole):
        return whole
    return f"{whole[: fitting(whole, width - 1)]}…"


def end(said: str, width: int) -> str:
    """Return the end of a path, where paths differ."""
    whole = plain(said[-width - 1 :])
    if fitting(whole[::-1], width) == len(whole):
        return whole
    return f"…{whole[-fitting(whole[::-1], width - 1) :]}"
