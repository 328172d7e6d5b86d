"""Changes documents where it matters: in what they say, not only in their bytes.

A byte changed at random is mostly no JSON any more, and never gets past the parser. So
a document is read, its values are changed, moved, doubled and dropped, and it is
written again.
"""

import json
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from xml.etree import ElementTree as ET

from edits import MOST_EDITS, ODD, Choice, Json, edited, one

from mlgate.errors import MlgateError
from mlgate.strict import front_matter, yaml_reader


def changed(raw: bytes, syntax: str, by: Choice, words: Sequence[str]) -> bytes:
    """Return ``raw``, changed a few times; as it was if it is not of ``syntax``.

    Args:
        raw: A document.
        syntax: A key of ``SYNTAXES``.
        by: Makes the choices.
        words: Words of the format, to rename keys to and to put in.
    """
    try:
        return SYNTAXES[syntax](raw, by, words)
    except (ValueError, LookupError, RecursionError, MlgateError, zipfile.BadZipFile):
        return raw
    except (ET.ParseError, NotImplementedError, EOFError):
        return raw


def _written(value: Json, by: Choice) -> bytes:
    indent = (None, 1)[by.randrange(2)]
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text.encode("utf-8", "surrogatepass")


def _json(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    return _written(edited(json.loads(raw), by, words), by)


def _events(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    try:
        return _json(raw, by, words)
    except ValueError:
        lines = [json.loads(line) for line in raw.splitlines() if line.strip()]
        changed_lines = edited(lines, by, words)
        several = changed_lines if isinstance(changed_lines, list) else [changed_lines]
        return b"\n".join(json.dumps(value).encode() for value in several)


def _yaml(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    # JSON is YAML as well; what only YAML can say is for the changes of bytes.
    return _written(edited(yaml_reader.parse(raw, ""), by, words), by)


def _front(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    said = front_matter.read(raw, "")
    if by.randrange(2):
        return raw[: -len(said.body.encode())] + _lines(said.body.encode(), by, words)
    head = _written(edited(dict(said.fields), by, words), by)
    return b"---\n" + head + b"\n---\n" + said.body.encode()


def _lines(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    lines = raw.split(b"\n")
    for _ in range(1 + by.randrange(MOST_EDITS)):
        at, other = by.randrange(len(lines)), by.randrange(len(lines))
        word = one(words, by).encode()
        key, colon, rest = lines[at].partition(b":")
        new: tuple[list[bytes], ...] = (
            [], [lines[at], lines[at]], [lines[other]], [word], [lines[at] + word],
            [word + colon + rest], [key + b": " + word], [key + b":"], [rest],
            [b"  " + lines[at]], [b"", lines[at]], [str(one(ODD, by)).encode()],
            [key + b": " + str(one(ODD, by)).encode()],
        )  # fmt: skip
        lines[at : at + 1] = one(new, by)
        lines = lines or [b""]
    return b"\n".join(lines)


def _xml(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    root = ET.fromstring(raw)  # noqa: S314  what is changed is the reader's to refuse
    for _ in range(1 + by.randrange(MOST_EDITS)):
        _edit_element(one(list(root.iter()), by), root, by, words)
    return ET.tostring(root, "utf-8")


def _edit_element(
    element: ET.Element,
    root: ET.Element,
    by: Choice,
    words: Sequence[str],
) -> None:
    what, word = by.randrange(7), one(words, by)
    space = element.tag.rpartition("}")[0]
    if what == 0:
        element.text = str(one((*ODD[:24], word), by))
    elif what == 1:
        element.tag = (space and f"{space}}}") + (word if word.isalpha() else "name")
    elif what == 2:
        element.set(word if word.isalpha() else "ref", str(one(ODD, by)))
    elif what == 3 and len(element):
        element.remove(element[by.randrange(len(element))])
    elif what == 4:
        element.attrib.clear()
    else:
        moved = one(list(root.iter()), by)
        element.insert(0, ET.fromstring(ET.tostring(moved)))  # noqa: S314


def _bytes(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    made = bytearray(raw)
    for _ in range(1 + by.randrange(MOST_EDITS)):
        at = by.randrange(len(made) + 1)
        end = min(len(made), at + by.randrange(9))
        new: tuple[bytes, ...] = (
            b"", bytes(made[at:end]) * 2, bytes([by.randrange(256)]), b"\xff" * 8,
            bytes(8), b"\x7f\xff\xff\xff", one(words, by).encode(),
        )  # fmt: skip
        made[at:end] = one(new, by)
    return bytes(made)


def _zip(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    """Change one member of an archive, and write a sound archive of it again."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = one(sorted(members), by)
    members[name] = _any(members[name], by, words)
    return _zipped(members, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)[by.randrange(2)])


def _zipped(members: dict[str, bytes], method: int) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _bundle(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    from mlgate.bundle import archive

    members = archive.unpack(raw)
    name = one(sorted(members), by)
    members[name] = _any(members[name], by, words)
    return archive.pack(members)


def _any(raw: bytes, by: Choice, words: Sequence[str]) -> bytes:
    return changed(raw, "json" if raw[:1] in b"{[" else "bytes", by, words)


SYNTAXES: dict[str, Callable[[bytes, Choice, Sequence[str]], bytes]] = {
    "json": _json,
    "events": _events,
    "yaml": _yaml,
    "front_matter": _front,
    "lines": _lines,
    "xml": _xml,
    "bytes": _bytes,
    "zip": _zip,
    "bundle": _bundle,
}
