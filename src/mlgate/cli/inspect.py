"""mlgate inspect PATH: what was found, and how each was read."""

from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli.finish import Exit, finish
from mlgate.cli.options import ORG, PATH
from mlgate.cli.output import coloured, write_all
from mlgate.cli.reporting import wanted
from mlgate.config.inspecting import inspect
from mlgate.reporters import INSPECTIONS, find_inspection


@click.command("inspect")
@PATH
@ORG
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"{', '.join(INSPECTIONS)}; may be given several times. Default: text.",
)
def command(path: Path, org: Path | None, reports: tuple[str, ...]) -> NoReturn:
    """Show what lies at PATH and how each file and document was read.

    PATH may be one document as well: then each field is shown with its line. Nothing
    is judged: the exit code is 0 if all was read, and 2 if that cannot be done.
    """
    finish(lambda: _inspect(path, org, reports or ("text",)))


def _inspect(path: Path, org: Path | None, reports: tuple[str, ...]) -> Exit:
    to = wanted(reports, find_inspection)
    found = inspect(path, org)
    made = {
        file: find_inspection(name)().render(found, str(path))
        for file, name in to.items()
        if file
    }
    write_all({file: text.encode() for file, text in made.items()})
    if None in to:
        kind = find_inspection(to[None])
        text = to[None] == "text"
        shown = kind(colour=coloured()) if text else kind()
        said: str = shown.render(found, str(path))
        # Programs read the others: UTF-8, whatever encoding the terminal has.
        click.echo(said if text else said.encode(), nl=False)
    return Exit.YES
