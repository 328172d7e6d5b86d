"""The command line: the only code that prints, and the only code that exits.

Commands are imported when they are called, so that none pays for another.
"""

import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from mlgate.cli.finish import Exit, finish
from mlgate.core.version import VERSION

COMMANDS = {
    "init": "write release.yaml: the answers that give the risk tier",
    "check": "decide whether a model may be released",
    "inspect": "show what was found at a path, and how it was read",
    "explain": "show what a rule asks for, and why",
    "evidence": "sign the evidence of a model",
    "attest": "decide, and sign the decision",
    "verify": "check what an attestation proves about a model",
    "bundle": "keep the evidence of a decision in one file; verify and replay it",
    "serve": "answer a Kubernetes API server: the webhook",
    "log": "check that a decision log is whole",
    "export": "hand out the decisions of a period",
    "keygen": "make a key pair for signing",
    "action": "decide as a step of GitHub Actions, for action.yml",
}


class Commands(click.Group):
    """A group whose commands are modules of this package, one each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called ``cmd_name``."""
        if cmd_name not in COMMANDS:
            ctx.fail(f"no command '{cmd_name}'; commands: {', '.join(COMMANDS)}")
        module = importlib.import_module(f"mlgate.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"max_content_width": 80})
@click.version_option(VERSION, prog_name="mlgate")
def _mlgate(**_: Any) -> None:  # noqa: ANN401  # click passes nothing here
    """May this model be released? Exit codes: 0 yes, 1 no, 2 could not decide."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; usage errors exit with 2 as well."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Names in evidence may hold what this terminal's encoding does not.
            stream.reconfigure(errors="backslashreplace")
    # A life this short leaves little behind; to look for it costs more.
    gc.disable()
    finish(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    # Not click's own `main`: it exits with 1 where nobody reads, and a variable of the
    # environment would make it print a script and exit with 0, whatever was asked.
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with _mlgate.make_context("mlgate", given) as context:
            _mlgate.invoke(context)
    except click.exceptions.Exit as exc:
        return exc.exit_code
    return Exit.YES
