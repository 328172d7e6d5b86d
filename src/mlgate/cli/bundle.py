"""mlgate bundle: one file for the auditor, with all that a decision rests on."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import VERDICTS, Exit, finish
from mlgate.cli.output import show, write
from mlgate.cli.signing import private_key
from mlgate.config import wire
from mlgate.config.keeping import keep
from mlgate.errors import VerificationError
from mlgate.reporters.lines import plain

FILE = click.argument("file", type=options.FILE)


@click.group("bundle")
def command() -> None:
    """Keep the evidence of a decision in one file; verify it, decide on it again."""


@command.command("create")
@options.checking
@options.KEY
@options.PASSPHRASE
@options.LOG
@click.option("--out", type=options.FILE, required=True, help="The file to write.")
def create(path: Path, at: Any, key: Path, out: Path, **given: Any) -> NoReturn:  # noqa: ANN401
    """Decide on the model in PATH, and keep all that the decision rests on.

    The bundle holds the decision, its attestations, every document and configuration
    file, the policy pack and the list of the model's files, but not the model itself.
    Without a decision nothing is written.
    """
    passphrase_file, log = given.pop("passphrase_file"), given.pop("log")
    asked = options.options(given)
    finish(lambda: _create(path, asked, at, key, passphrase_file, out, log=log))


@command.command("verify")
@FILE
@click.option("--key", "keys", type=options.FILE, multiple=True, help="Public key.")
def verify(file: Path, keys: tuple[Path, ...]) -> NoReturn:
    """Say whether the bundle FILE is intact, of one piece, and signed by a key.

    Exits with 0 if it stands and the decision is allow; with 1 if it is refused, or
    the decision is deny.
    """
    finish(lambda: _standing(lambda: _verify(file, keys)))


@command.command("replay")
@FILE
@click.option(
    "--org", type=options.FILE, required=True, help="The organisation's file."
)
@options.AT
def replay(file: Path, org: Path, at: datetime) -> NoReturn:
    """Verify the bundle FILE by the keys in org.yaml, and decide once more.

    The decision must come out the same to the byte. What it would be at --at, which
    is now if it is left out, is said too, and changes nothing.
    """
    finish(lambda: _standing(lambda: _replay(file, org, at)))


def _create(
    path: Path,
    asked: wire.Options,
    at: datetime,
    key: Path,
    secret: Path | None,
    out: Path,
    *,
    log: str | None,
) -> Exit:
    from mlgate.config.bundling import create as made

    checked, raw = made(path, asked, at, private_key(key, secret))
    keep(checked, log, path, datetime.now(UTC))
    if raw:
        write(out, raw)
    show(checked.decision, path)
    if raw:
        click.echo(f"\nwrote {plain(str(out))}")
    return VERDICTS[checked.decision.verdict]


def _verify(file: Path, keys: tuple[Path, ...]) -> Exit:
    from mlgate.config.replaying import opened

    found = opened(file, keys)
    decision = found.content.decision
    _say((f"VERIFIED  signed by the key '{found.signer}'", *_told(decision)))
    return VERDICTS[decision["verdict"]]


def _replay(file: Path, org: Path, at: datetime) -> Exit:
    from mlgate.config.replaying import replayed

    made = replayed(file, org, at)
    recorded = made.verified.content.decision
    same = not made.differs
    head = "REPLAYED  the same decision, to the byte"
    if not same:
        parts = ", ".join(made.differs) or "how it is written"
        head = f"DIFFERS  the decision comes out otherwise: {parts}"
    scans = len(made.verified.content.model_files)
    _say(
        (
            head,
            f"signed by the key '{made.verified.signer}'",
            *_told(recorded),
            f"recorded, not looked at again: what is in {scans} files of the model",
            f"on the same evidence, the verdict now is {made.now}",
        )
    )
    return VERDICTS[recorded["verdict"]] if same else Exit.NO


def _told(decision: Any) -> Iterable[str]:  # noqa: ANN401  # JSON
    subject, policy = decision["subject"], decision["policy"]
    name = " ".join(filter(None, (subject["name"], subject["version"])))
    yield f"the decision is {decision['verdict']}, made at {decision['clock']}"
    yield f"it is about {name or 'a model without a name'}, {subject['digest']}"
    yield f"by pack {policy['pack']} {policy['version']}, {policy['digest']}"


def _standing(command: Callable[[], Exit]) -> Exit:
    """Run ``command``; a bundle that does not stand is a "no"."""
    try:
        return command()
    except VerificationError as exc:
        _say([f"REFUSED  {exc}", *([f"  hint: {exc.hint}"] if exc.hint else [])])
        return Exit.NO


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(plain(line))
