"""mlgate init PATH: write the one document that people write, release.yaml."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.cli.output import refuse_existing, write
from mlgate.errors import ConfigError
from mlgate.reporters.lines import plain, step, wrap

if TYPE_CHECKING:
    from mlgate.config.initial_known import Known
    from mlgate.core.evidence import Draft

_EXISTS = "edit it; to begin anew, move it away first"
_RIGHTS = os.R_OK | os.W_OK | os.X_OK


@click.command("init")
@options.PATH
@click.option(
    "--answers",
    metavar="FILE",
    type=options.FILE,
    help="Ask nothing: take what FILE says, YAML or JSON with the keys of "
    "release.yaml; any may be left out but `mlgate: release/v1`.",
)
@options.AT
def command(path: Path, answers: Path | None, at: datetime) -> NoReturn:
    """Write release.yaml for the model in the folder PATH.

    Asks the questions that give the risk tier, and who answers for the model. Each
    may stay open. Offers what the model card, a CycloneDX BOM and git say already:
    name, version, purpose, contact, and who is asked. With --answers these fill what
    FILE leaves out, except who answered: that only FILE can say.
    """
    finish(lambda: _init(path, answers, at))


def _init(path: Path, answers: Path | None, at: datetime) -> Exit:
    from mlgate.cli.asking import ask
    from mlgate.config import initial
    from mlgate.config.initial_known import known
    from mlgate.config.initial_text import render

    target = _target(path)
    given = _given(answers) if answers else None
    found, problems = known(path)
    for problem in problems:
        _say(f"not used: {problem}")
    document = ask(found) if given is None else _filled(given, found)
    initial.dated(document, at)
    raw = render(document)
    read = initial.draft(raw)
    # Much may have happened while somebody answered.
    refuse_existing(target, _EXISTS)
    write(target, raw)
    click.echo(f"\nwrote {plain(str(target))}")
    _report(read)
    click.echo("\n".join(step("mlgate check PATH", str(path))))
    return Exit.YES


def _target(path: Path) -> Path:
    from mlgate.config.initial import FILE

    if not os.path.isdir(path):  # noqa: PTH112  # a Path raises where it may not look
        is_file = os.path.isfile(path)  # noqa: PTH113  # likewise
        why = "is a file, not a folder" if is_file else "there is no such folder"
        hint = "give the folder that holds the model, or will"
        raise ConfigError(why, place=str(path), hint=hint)
    if not os.access(path, _RIGHTS):
        hint = "give the user who runs mlgate the right to write there"
        raise ConfigError("cannot be written to", place=str(path), hint=hint)
    refuse_existing(path / FILE, _EXISTS)
    return path / FILE


def _given(answers: Path) -> dict[str, Any]:
    from mlgate.config import reading

    return reading.read(answers, "release").fields


def _filled(given: dict[str, Any], found: Mapping[str, "Known"]) -> dict[str, Any]:
    """Return ``given`` with what was found where it says nothing."""
    from mlgate.config import initial

    for field, one in found.items():
        # Whoever runs this need not be who answered.
        if field != initial.ASSESSOR and initial.get(given, field) is None:
            initial.put(given, field, one.value)
            _say(f"{field}: {one.value}, from {one.source}")
    return given


def _report(read: "Draft") -> None:
    """Say what tier the file gives now, why, and what is still open."""
    from mlgate.config import initial
    from mlgate.core.rule import RiskTier

    tiering = initial.tiering(read)
    overlays = f"; overlays: {', '.join(tiering.overlays)}" if tiering.overlays else ""
    tier = f"tier {tiering.tier}" if tiering.tier else "no tier yet"
    blocks = ", which blocks the release" if tiering.tier is RiskTier.T0 else ""
    _say(f"by these answers: {tier}{blocks} ({tiering.reason}){overlays}")
    counts = ", each counts as yes" if tiering.tier else ""
    unfilled = initial.unfilled(read)
    for what, names in (
        ("open fields", [field for field, raw in unfilled.items() if not raw]),
        (f"open questions{counts}", tiering.unanswered),
        ("open prohibited practices", initial.unruled(read)),
    ):
        if names:
            _say(f"{what}: {', '.join(names)}")
    for field, raw in unfilled.items():
        if raw:
            _say(f"{field} has no value yet: {raw}")


def _say(text: str) -> None:
    click.echo("\n".join(wrap(text, 2, hang=4)))
