"""mlgate check PATH: decide, and report."""

from pathlib import Path
from typing import Any, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import VERDICTS, Exit, finish
from mlgate.cli.output import write
from mlgate.config import wire
from mlgate.core.decision import Decision
from mlgate.errors import ConfigError
from mlgate.reporters import find


@click.command("check")
@options.checking
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, json or sarif; may be given several times. Default: text.",
)
def command(path: Path, at: Any, reports: tuple[str, ...], **given: Any) -> NoReturn:  # noqa: ANN401
    """Decide whether the model in PATH may be released."""
    asked = options.options(given)
    finish(lambda: _check(path, asked, at, reports or ("text",)))


def _check(path: Path, asked: wire.Options, at: Any, reports: tuple[str, ...]) -> Exit:  # noqa: ANN401
    wanted = [_wanted(report) for report in reports]
    if sum(file is None for _, file in wanted) > 1:
        hint = "give all but one a file: --report sarif=FILE"
        raise ConfigError("several reports for one standard output", hint=hint)
    decision = wire.check(path, asked, at).decision
    for name, file in wanted:
        _report(decision, name, file)
    return VERDICTS[decision.verdict]


def _wanted(report: str) -> tuple[str, Path | None]:
    name, _, file = report.partition("=")
    find(name)
    return name, Path(file) if file else None


def _report(decision: Decision, name: str, file: Path | None) -> None:
    if file is None:
        click.echo(find(name)().render(decision), nl=False)
    else:
        write(file, find(name)().render(decision).encode())
