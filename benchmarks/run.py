"""Measures mlgate, and says which figures are within their budgets.

``python benchmarks/run.py`` takes all figures, ``python benchmarks/run.py NAME...``
some of them; see README.md.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tools"))

import cold
import hash_speed
import warm
import webhook
from measure import Row

FIGURES: dict[str, Callable[[], Iterator[Row]]] = {
    "version": cold.version,
    "cold-check": cold.check,
    "cold-large": cold.large,
    "warm": warm.evaluations,
    "hashing": hash_speed.hashing,
    "webhook": webhook.reviews,
}
_WITHIN = {None: "", True: "within", False: "MISSED"}
_WIDTHS = (50, 12, 12, 12, 7)


def main(names: list[str]) -> int:
    """Print the table of the figures called ``names``; of all, if there are none."""
    if unknown := [name for name in names if name not in FIGURES]:
        print(f"no figure '{unknown[0]}'; there are: {', '.join(FIGURES)}")
        return 2
    _line("figure", "median", "best", "budget", "")
    for name in names or FIGURES:
        _line(f"-- {name}")
        for row in FIGURES[name]():
            _print(row)
    return 0


def _print(row: Row) -> None:
    budget = "" if row.budget is None else _shown(row.budget, row.unit)
    limit = "" if not budget else f"{'<=' if row.most else '>='} {budget}"
    value = "not taken" if row.value is None else _shown(row.value, row.unit)
    best = "" if row.best is None else _shown(row.best, row.unit)
    _line(row.name, value, best, limit, _WITHIN[row.within], row.note)


def _shown(value: float, unit: str) -> str:
    return f"{value:,.1f} {unit}" if abs(value) < 100 else f"{value:,.0f} {unit}"  # noqa: PLR2004


def _line(name: str, *cells: str) -> None:
    first = f"{name:<{_WIDTHS[0]}}"
    rest = [f"{c:>{w}}" for c, w in zip(cells, _WIDTHS[1:], strict=False)]
    print(" ".join([first, *rest, *cells[4:]]).rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
