"""HTML elements whose text is escaped unless we wrote it ourselves.

``Markup`` is made by ``element`` alone. Whatever else is put inside an element is text
from outside: it is made ``plain``, cut, and escaped. A sum of the two is text again, so
that a mistake shows tags to the reader and never opens one. Attributes are ours: no
text from outside is ever one.
"""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

from mlgate.reporters.lines import plain
from mlgate.reporters.markdown_text import cut

LONG = 600
# Bytes of any one list or table: a hostile model must not fill a disk, or a browser.
ROOM = 500_000
_BLOCKS = frozenset(
    ("article", "body", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
     "figure", "footer", "g", "h1", "h2", "h3", "h4", "head", "header", "html", "li",
     "main", "meta", "nav", "p", "path", "rect", "section", "style", "summary", "svg",
     "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul")
)  # fmt: skip


class Markup(str):
    """HTML that ``element`` has made."""

    __slots__ = ()


def element(name: str, /, *inside: str | None, **attributes: str | int) -> Markup:
    """Return an element; attributes are ours: ``class_`` is class, ``_`` is a dash."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    end = "\n" if name in _BLOCKS else ""
    if name == "meta":
        return Markup(f"<{name}{given}>{end}")
    return Markup(f"<{name}{given}>{joined(inside)}</{name}>{end}")


def joined(parts: Iterable[str | None]) -> Markup:
    """Return all ``parts``, one after the other."""
    return Markup("".join(map(_shown, filter(None, parts))))


def text(said: str, most: int = LONG) -> Markup:
    """Return text from outside, or its first ``most`` characters, as it can be read."""
    # Cut first as well: all of a long text need not be looked at to show its beginning.
    return Markup(escape(cut(plain(said[: most + 1]), most)))


def badge(word: str, kind: str = "") -> Markup:
    """Return one of our words as a label, coloured by ``kind``."""
    return element("span", word, class_=f"badge {kind or word}")


def digest(said: str) -> Markup:
    """Return a digest, whole: it is what an auditor compares."""
    return element("code", text(said), class_="digest")


def table(title: str, heads: Sequence[str], rows: Iterable[Markup]) -> Markup:
    """Return a table of rows that ``row`` has made.

    The roles say what tags say already: a narrow screen shows each row as a block,
    and some readers take a table that is not shown as one for none.
    """
    top = (element("th", head, scope="col", role="columnheader") for head in heads)
    return element(
        "table",
        element("caption", title),
        element("thead", element("tr", *top, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        role="table",
    )


def row(heads: Sequence[str], first: Markup, *rest: Markup) -> Markup:
    """Return a row of a table with ``heads``; ``first`` is its own heading."""
    cells = [element("th", first, scope="row", role="rowheader")]
    cells += [
        element("td", cell, role="cell", data_label=head)
        for head, cell in zip(heads[1:], rest, strict=True)
    ]
    return element("tr", *cells, role="row")


def fitting(items: Iterable[Markup], most: int) -> list[Markup]:
    """Return the first ``most`` items, or as many of them as fit into ``ROOM``."""
    kept, room = [], ROOM
    for item in islice(items, most):
        room -= len(item.encode())
        if room < 0:
            break
        kept.append(item)
    return kept


def listed(items: Iterable[str | None]) -> Markup:
    """Return a list of ``items``."""
    return element("ul", *(element("li", item) for item in items))


def hidden(count: int, what: str) -> Markup | None:
    """Return a sentence on the ``count`` of things not shown, if there are any."""
    if count < 1:
        return None
    are = f"{what} is" if count == 1 else f"{what}s are"
    said = f"{number(count)} more {are} not shown; --report json lists them all."
    return element("p", said, class_="hidden")


def counted(count: int, what: str) -> str:
    """Return such as ``1 rule`` or ``1,000 rules``."""
    return f"{number(count)} {what}{'' if count == 1 else 's'}"


def number(count: int) -> str:
    """Return ``count`` as people read it."""
    return f"{count:,}"


def _shown(part: str) -> str:
    return part if isinstance(part, Markup) else text(part)
