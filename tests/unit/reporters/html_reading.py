"""Reads a page as strictly as no browser does: what is not ours fails."""

from html.parser import HTMLParser

# Each tag that the report has, with the attributes it may have.
CLASS = frozenset({"class"})
NONE: frozenset[str] = frozenset()
OURS = {
    **dict.fromkeys(("article", "b", "body", "code", "footer", "g", "header"), CLASS),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "main", "p", "section", "ul"), CLASS),
    **dict.fromkeys(("caption", "dd", "dt", "figcaption", "figure", "head"), NONE),
    **dict.fromkeys(("style", "summary", "title"), NONE),
    **dict.fromkeys(("table", "thead", "tbody", "tr"), frozenset({"role"})),
    "details": {"open"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "dl": {"class"},
    "html": {"lang"},
    "li": {"class"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "path": {"d", "class"},
    "rect": {"x", "y", "width", "height", "rx", "class"},
    "span": {"class", "aria-hidden"},
    "svg": {
        *("viewbox", "role", "aria-label", "aria-hidden", "class"),
        "preserveaspectratio",
    },
    "td": {"role", "data-label"},
    "text": {"x", "y", "class"},
    "th": {"role", "scope"},
}


class Page(HTMLParser):
    """A page whose tags are balanced and ours.

    Attributes:
        tags: All tags, in the order in which they begin.
        texts: The text after the beginning of each of ``tags``, up to the next.
        whole: All text.
        attributes: All values of attributes, each with its tag and name.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = [""]
        self.texts: list[str] = [""]
        self.whole = ""
        self.attributes: set[tuple[str, str, str]] = set()
        assert page.startswith("<!DOCTYPE html>\n<html")
        self.feed(page)
        self.close()
        assert not self.open
        assert not self.rawdata

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= OURS[tag], (tag, attrs)
        assert len(dict(attrs)) == len(attrs)
        self.attributes |= {(tag, name, value or "") for name, value in attrs}
        self.tags.append(tag)
        self.texts.append("")
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raise AssertionError((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts[-1] += data
            self.whole += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)
