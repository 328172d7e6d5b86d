"""The decisions of a period, with what shows that the list is complete."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.subject import shown
from mlgate.core.waivers import instant
from mlgate.stores.chain import Chain
from mlgate.stores.entries import Entry, Row

FORMAT = "population/v1"
# What makes a spreadsheet take a cell for a formula, however wide it is written.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")


@frozen
class Population:
    """All decisions that were written from one instant to before another.

    Attributes:
        begin: The first instant that counts; as it was asked for.
        end: The first one that no longer does.
        entries: In the order in which they were written.
        chain: The whole log they are from: its rows, and the hash that it ends in.
    """

    begin: datetime
    end: datetime
    entries: tuple[Entry, ...]
    chain: Chain


def within(entries: Iterable[Entry], begin: datetime, end: datetime) -> Iterator[Entry]:
    """Yield the entries written at ``begin`` or later, and before ``end``."""
    for entry in entries:
        written = instant(str(entry.row["written_at"]))
        if written is not None and begin <= written < end:
            yield entry


def as_json(population: Population) -> str:
    """Return the population as JSON, with how it was asked for and counted."""
    document = {
        "mlgate": FORMAT,
        "from": _said(population.begin),
        "to": _said(population.end),
        "log": {"rows": population.chain.rows, "head": population.chain.head},
        "count": len(population.entries),
        "decisions": [
            {**e.row, "listed": [_plain(o) for o in e.outcomes]}
            for e in population.entries
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def as_csv(population: Population, columns: Sequence[str]) -> str:
    """Return a line for each decision, below one with the names of ``columns``.

    A cell that a spreadsheet would run gets an apostrophe in front of it; control
    characters are spelt out.
    """
    stream = io.StringIO(newline="")
    lines = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow(columns)
    for entry in population.entries:
        lines.writerow([_cell(entry.row[name]) for name in columns])
    return stream.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401  # text or a number
    text = shown(str(value))
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(outcome: Row) -> Mapping[str, Any]:
    return {name: value for name, value in outcome.items() if name != "seq"}


def _said(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
