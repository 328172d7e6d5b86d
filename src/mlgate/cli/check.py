"""mlgate check PATH: decide, and report."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import VERDICTS, Exit, finish
from mlgate.cli.output import show, write_all
from mlgate.cli.reporting import contents, wanted
from mlgate.config import wire
from mlgate.config.keeping import keep
from mlgate.reporters import BUILTIN


@click.command("check")
@options.checking
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"{', '.join(BUILTIN)}; may be given several times. Default: text.",
)
@click.option(
    "--quiet", is_flag=True, help="Print nothing if the verdict is allow; for hooks."
)
@options.LOG
def command(
    path: Path,
    at: Any,  # noqa: ANN401  # click's word for a value
    reports: tuple[str, ...],
    quiet: bool,  # noqa: FBT001  # click passes it by name
    log: str | None,
    **given: Any,  # noqa: ANN401
) -> NoReturn:
    """Decide whether the model in PATH may be released."""
    asked = options.options(given)
    to = reports or ("text",)
    finish(lambda: _check(path, asked, at, to, quiet=quiet, log=log))


def _check(
    path: Path,
    asked: wire.Options,
    at: Any,  # noqa: ANN401
    reports: tuple[str, ...],
    *,
    quiet: bool,
    log: str | None,
) -> Exit:
    to = wanted(reports)
    checked = wire.check(path, asked, at)
    decision = checked.decision
    files = contents(to, decision, str(path))
    keep(checked, log, path, datetime.now(UTC))
    # Before anybody reads a verdict here: without its files there is none.
    write_all(files)
    if None in to and not (quiet and decision):
        show(decision, path, to[None])
    return VERDICTS[decision.verdict]
