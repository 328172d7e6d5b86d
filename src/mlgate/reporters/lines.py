"""Text from outside, made safe to print: nothing hidden, nothing that steers.

All that a report says may come from a hostile document. An escape sequence could
repaint the terminal, a right-to-left mark could turn the verdict round, a line that
begins with ``::`` is a command to GitHub's runner, and so is ``##vso[`` anywhere to
that of Azure Pipelines.
"""

import re
import shlex
import unicodedata

WIDTH = 80
MOST = 2000
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"})
_COMMAND = re.compile(r"##(?=[A-Za-z]*\[)|(?<!\S)::")
COMMAND = "mlgate "
PATH = re.compile(r"\bPATH\b")
# What is no Char of XML 1.0 (section 2.2), escaped or not; plain text has no others.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORD = re.compile(r"( *)([^ ]+)")


def plain(text: str) -> str:
    r"""Return ``text`` on one line, with what hides or steers made visible.

    Control and bidirectional characters, and blanks other than the common one, are
    shown as Python writes them, such as ``\x1b``; so is the first character of what
    a CI system could take for a command.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(_seen(c) for c in text)
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(lambda found: _escaped(found[0]), text)


def in_json(text: str) -> str:
    r"""Return the JSON ``text`` so that it means the same and steers nothing.

    What hides or steers is escaped as JSON escapes it: ``##`` is ``#\u0023``.
    """
    text = text.replace("##", "#\\u0023")
    if not (text.isascii() and "\x7f" not in text):
        for character in {c for c in text if _hides(c) and c != "\n"}:
            text = text.replace(character, _json_escaped(character))
    return text


def in_xml(text: str) -> str:
    r"""Return ``text`` with what XML cannot hold at all as Python writes it."""
    return _FORBIDDEN.sub(lambda c: c[0].encode("unicode_escape").decode(), text)


def wrap(text: str, indent: int = 2, hang: int | None = None) -> list[str]:
    """Return ``text``, made ``plain``, as lines of at most 80 columns.

    A word that is wider than a line is broken: left to the terminal, its end would
    stand where a line begins.

    Args:
        text: Anything; of very long text only the beginning is shown.
        indent: Blanks before each line.
        hang: Blanks before each line but the first, if other than ``indent``.
    """
    left = len(text) - MOST
    cut = f"{text[:MOST]} ... and {left} characters more" if left > 0 else text
    later = " " * (indent if hang is None else hang)
    lines, line, bare = [], " " * indent, True
    for blanks, word in _WORD.findall(plain(cut)):
        if not bare and _columns(line) + len(blanks) + _columns(word) > WIDTH:
            lines.append(line)
            line, bare = later, True
        line, bare = line + word if bare else f"{line}{blanks}{word}", False
        while (fits := fitting(line)) < len(line):
            lines.append(line[:fits])
            rest = line[fits:]
            line = later + (_escaped(rest) if rest.startswith("::") else rest)
    return lines if bare else [*lines, line]


def fitting(line: str, width: int = WIDTH) -> int:
    """Return how many characters of ``line`` fit into ``width`` columns."""
    columns = 0
    for count, character in enumerate(line):
        columns += _width(character)
        if columns > width:
            return count
    return len(line)


def step(text: str, path: str = "") -> list[str]:
    """Return the lines of a next step; a command in it names ``path``, to be pasted.

    Such a command is one line however long: folded, it would be another command.
    """
    if command := pasted(text, path):
        return [f"        -> {command}"]
    return wrap(f"-> {text}", 8)


def pasted(text: str, path: str) -> str:
    """Return the command ``text`` as it is to be pasted, naming ``path``.

    It is "" if ``text`` is no command about a path, or ``path`` cannot be shown.
    """
    word = _word(path)
    if word and text.startswith(COMMAND) and PATH.search(text):
        return PATH.sub(lambda _: word, plain(text))
    return ""


def _word(path: str) -> str:
    """Return ``path`` as one word of a shell; "" if it cannot be shown as it is."""
    if plain(path) != path:
        # Made visible, it would be the name of something else.
        return ""
    # A name that begins with a dash would be taken for an option.
    return shlex.quote(f"./{path}" if path.startswith("-") else path) if path else ""


def _hides(character: str) -> bool:
    return character != " " and unicodedata.category(character) in _HIDDEN


def _seen(character: str) -> str:
    return (
        character.encode("unicode_escape").decode() if _hides(character) else character
    )


def _json_escaped(character: str) -> str:
    raw = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{raw[i : i + 4]}" for i in range(0, len(raw), 4))


def _escaped(text: str) -> str:
    return f"\\x{ord(text[0]):02x}{text[1:]}"


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
