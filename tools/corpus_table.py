#!/usr/bin/env python3
"""Reads every document of the corpus, and says by format what became of it.

``python tools/corpus_table.py`` prints the table; ``--write`` puts it into
docs/corpus.md, ``--check`` says whether that is still so, ``--files`` lists each file
that is not as its label says.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import corpus
from corpus import CorpusFile
from mlgate.core.evidence import Evidence
from mlgate.errors import EvidenceError
from mlgate.gate.loading import load
from mlgate.gate.seen import recognise
from mlgate.loaders.source import Source
from mlgate.strict import json_reader, yaml_reader

PAGE = corpus.ROOT / "docs" / "corpus.md"
MARK = "<!-- written by tools/corpus_table.py -->"
# The names that a file has where it comes from, where the name or place counts.
NAMES = {"mlflow-MLmodel": "model/MLmodel"}
CARDS = ("hf-readme", "prose-card")
_LICENCE = re.compile(
    r"(licen[cs]e|licenseConcluded|licenseDeclared|license_?name)$",
    re.IGNORECASE,
)
_HELD = {"id", "name", "expression", "identifier", "custom_text"}
_DIGEST = re.compile(
    r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96,128})", re.IGNORECASE
)
_OF_DIGESTS = {
    "content", "checksumvalue", "hashvalue", "hash", "digest", "md5", "sha1", "sha256",
    "sha384", "sha512",
}  # fmt: skip
# What is longer is the text of a licence, not its name.
_MOST = 100
_NOTHING = {"NOASSERTION", "NONE", "UNKNOWN"}


_COLUMNS = (
    "| Valid | read | refused | not ours | Others | told or refused | read | not ours "
    "| Lost |"
)


class Row(NamedTuple):
    """What became of one file.

    Attributes:
        fate: ``read``, ``told`` (read, and what is wrong with it said), ``refused``,
            ``not ours`` or ``failed``.
        why: The refusal, or the traceback's last line.
        lost: What it says and the dossier does not.
    """

    file: CorpusFile
    loader: str
    fate: str
    why: str = ""
    lost: tuple[str, ...] = ()


def rows() -> Iterator[Row]:
    """Yield what becomes of each file of the corpus."""
    for form in corpus.formats():
        yield from (row(file) for file in corpus.files(form))


def row(file: CorpusFile) -> Row:
    """Return what becomes of ``file``."""
    raw = file.path.read_bytes()
    source = Source(_name(file), raw)
    try:
        loader = recognise(source)
        if loader is None:
            return Row(file, "", "not ours")
        made = load(source, loader)
    except Exception as exc:  # noqa: BLE001  the table is to show it
        return Row(file, "", "failed", repr(exc))
    if made.problem:
        return Row(file, loader.format, "refused", made.problem)
    fate = "told" if made.draft.gaps or _invalid(made) else "read"
    return Row(file, loader.format, fate, lost=tuple(_lost(source, made)))


def _name(file: CorpusFile) -> str:
    if file.format.startswith(CARDS):
        return "README.md"
    if file.format == "mlflow-run":
        # Its folders are in its name.
        return f"evidence/{file.path.name.replace('__', '/')}"
    return NAMES.get(file.format, f"evidence/{file.path.name}")


def _invalid(made: Evidence) -> bool:
    sections: dict[str, Any] = made.draft.sections
    bill = sections.get("bom", {}).get("schema_valid") is False
    extras = sections.get("lineage", {}).get("extras") or {}
    return bill or "broken_facets" in extras


def _lost(source: Source, made: Evidence) -> Iterator[str]:
    """Yield each licence, digest and key of a model card that did not arrive."""
    draft = made.draft
    gaps = [(gap.raw, gap.at) for gap in draft.gaps]
    kept = json.dumps([draft.sections, gaps, sorted(draft.names)], ensure_ascii=False)
    kept = kept.lower()
    for said in sorted(set(said_by(_value(source)))):
        if json.dumps(said, ensure_ascii=False)[1:-1].lower() not in kept:
            yield said


def _value(source: Source) -> Any:  # noqa: ANN401
    """Return what the document holds, read by no loader."""
    try:
        if source.raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"---"):
            return source.front_matter.data
        return json_reader.parse_events(source.text, source.path)
    except (EvidenceError, AttributeError):
        try:
            return yaml_reader.parse(source.text, source.path)
        except EvidenceError:
            return None


def said_by(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield what ``value`` says of licences, digests and in model cards."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "modelCard" and isinstance(inner, dict):
                yield from inner
            yield from said_by(inner, name if name not in _HELD else key or name)
    elif isinstance(value, list):
        for inner in value:
            yield from said_by(inner, key)
    elif isinstance(value, str):
        yield from _said(value.strip(), key)


def _said(text: str, key: str) -> Iterator[str]:
    licence = _LICENCE.search(key.removesuffix("s")) and len(text) <= _MOST
    if licence and text and text.upper() not in _NOTHING and "\n" not in text:
        yield text
    if key.lower() in _OF_DIGESTS and _DIGEST.fullmatch(text):
        yield text


def table(found: Iterable[Row]) -> list[str]:
    """Return the table, a line for each format of the corpus."""
    by_format: dict[str, list[Row]] = {}
    for one in found:
        by_format.setdefault(one.file.format, []).append(one)
    lines = [
        f"| In the corpus | Read by {_COLUMNS}",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    return lines + [_line(form, some) for form, some in sorted(by_format.items())]


def _line(form: str, some: list[Row]) -> str:
    valid = Counter(r.fate for r in some if r.file.validity == "valid")
    other = Counter(r.fate for r in some if r.file.validity != "valid")
    loaders = ", ".join(f"`{n}`" for n in sorted({r.loader for r in some} - {""}))
    lost = sum(bool(r.lost) for r in some if r.file.validity == "valid")
    cells = [
        form, loaders, valid.total(), valid["read"] + valid["told"], valid["refused"],
        valid["not ours"], other.total(), other["told"] + other["refused"],
        other["read"], other["not ours"], lost,
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def page(lines: list[str]) -> str:
    """Return docs/corpus.md with ``lines`` as its table."""
    before, _, _ = PAGE.read_text("utf-8").partition(MARK)
    return before + "\n".join([MARK, "", *lines, ""])


def main(arguments: list[str]) -> int:
    found = list(rows())
    lines = table(found)
    if "--files" in arguments:
        for one in found:
            valid = one.file.validity == "valid"
            wanted = {"read", "told"} if valid else {"told", "refused", "not ours"}
            if one.fate not in wanted or (valid and one.lost):
                print(one.file.validity, one.fate, one.file, one.why, *one.lost[:3])
        return 0
    print("\n".join(lines))
    if "--write" in arguments:
        PAGE.write_text(page(lines), "utf-8")
    if "--check" in arguments and PAGE.read_text("utf-8") != page(lines):
        print(
            "docs/corpus.md is not what is read: python tools/corpus_table.py --write"
        )
        return 1
    return int(any(one.fate == "failed" for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
