"""Which reports go where, as they were asked for: FORMAT or FORMAT=FILE."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mlgate.errors import ConfigError
from mlgate.reporters import find

if TYPE_CHECKING:
    from mlgate.core.decision import Decision


def wanted(
    reports: Sequence[str], find: Callable[[str], object] = find
) -> dict[Path | None, str]:
    """Return where to report to -> in which format; None is standard output.

    Args:
        reports: As they were asked for.
        find: Raises if it knows no format of that name.

    Raises:
        ConfigError: A format is unknown, or two reports go to one place.
    """
    wanted: dict[Path | None, str] = {}
    for report in reports:
        name, given, file = report.partition("=")
        find(name)
        if given and not file:
            why = f"the report '{report}' names no file"
            raise ConfigError(why, place="--report", hint=f"{name}=FILE, or {name}")
        to = Path(file) if given else None
        if to in wanted:
            why = f"several reports for one {to or 'standard output'}"
            hint = f"give each its own file: --report {name}=FILE"
            raise ConfigError(why, place="--report", hint=hint)
        wanted[to] = name
    return wanted


def contents(
    wanted: Mapping[Path | None, str], decision: "Decision", path: str
) -> dict[Path, bytes]:
    """Return the reports that go to files, by file; ``path`` is as it was spelt."""
    return {
        file: find(name)().render(decision, path).encode()
        for file, name in wanted.items()
        if file
    }
