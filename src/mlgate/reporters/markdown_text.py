"""Text from outside as Markdown that shows it, and does nothing else.

Markup is written as entities, which CommonMark (section 2.5) never takes for structure.
What forges make of plain words after that (mentions, references, addresses, emoji) is
kept from matching by a zero-width space.
"""

import re

from mlgate.reporters.lines import plain

_APART = re.compile(
    r"(?<=[@#!~%&^])(?=\w)"  # @team, #1, !1
    r"|(?<=:)(?=//)"  # https://
    r"|(?<=www)(?=\.)"
    r"|(?<=\bGH)(?=-\d)"
    r"|(?<=:)(?!\d\d:)(?=[\w+-]+:)",  # :smile:, but not 09:00:00
    re.IGNORECASE,
)
_COMMIT = re.compile(r"(?<![0-9a-z_])[0-9a-f]{7,40}(?![0-9a-z_])", re.IGNORECASE)
_SIX = re.compile(r".{6}(?=.)")
_GAP = "\u200b"
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in '\\`*_{}[]<>#!|~&@^"'} | {
    ord(_GAP): f"&#{ord(_GAP)};",
    # GitHub asks for a span, lest a pair of them begin a formula.
    ord("$"): "<span>$</span>",
}
_FENCES = re.compile(r"`+")


def prose(text: str, most: int) -> str:
    """Return ``text`` for a line that begins otherwise; at most ``most`` characters."""
    said = _COMMIT.sub(_sixes, _begun(text, most))
    return _APART.sub(_GAP, said).translate(_ENTITIES)


def code(text: str, most: int) -> str:
    """Return ``text`` as a code span, to be copied; "" stays empty."""
    said = _begun(text, most)
    if not said.strip() or "|" in said:
        # Which bars end a cell of a table, parsers do not agree on.
        return prose(text, most)
    longest = max(map(len, _FENCES.findall(said)), default=0)
    fence = "`" * (longest + 1)
    # Readers take away one blank on either side, if there is one on both.
    pad = " " if said[0] in "` " or said[-1] in "` " else ""
    return f"{fence}{pad}{said}{pad}{fence}"


def _begun(text: str, most: int) -> str:
    # What is cut off is not looked at: it may be any number of megabytes.
    return cut(plain(text[: most + 1]), most)


def _sixes(commit: re.Match[str]) -> str:
    # The shortest name of a commit has seven digits.
    return _SIX.sub(lambda six: six[0] + _GAP, commit[0])


def cut(text: str, most: int) -> str:
    """Return ``text``, or its beginning with a mark that there is more."""
    return text if len(text) <= most else f"{text[:most]} ..."
