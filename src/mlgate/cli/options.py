"""Options that several commands share, each defined once."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from mlgate.config.wire import Options
from mlgate.core.rule import PROFILES, RiskTier
from mlgate.core.waivers import instant

Command = Callable[..., Any]
TIERS = [tier.value for tier in RiskTier if tier is not RiskTier.T0]


class Place(click.Path):
    """A path that somebody has named: the empty one would be the working folder."""

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click passes any default through
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401  # as click.Path says it
        """Return the path, or fail."""
        if not os.fspath(value):
            self.fail("it is empty; give the path of a file or folder", param, ctx)
        return super().convert(value, param, ctx)


class Instant(click.ParamType[datetime]):
    """An RFC 3339 instant with a zone."""

    name = "RFC3339"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click passes any default through
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Return the instant, or fail with an example."""
        if isinstance(value, datetime):
            return value
        moment = instant(str(value))
        if moment is None:
            self.fail(f"'{value}' is not like 2026-11-25T09:00:00Z", param, ctx)
        return moment


FILE = Place(path_type=Path)
PATH = click.argument("path", type=FILE)
ORG = click.option("--org", type=FILE, help="The organisation's file: whom to trust.")
KINDS = click.option(
    "--org", type=FILE, help="The organisation's file: which documents it knows."
)
KEY = click.option("--key", type=FILE, required=True, help="Private key (PEM).")
PASSPHRASE = click.option(
    "--passphrase-file", type=FILE, help="File that holds the key's passphrase."
)
LOG = click.option(
    "--log", metavar="URL", help="Log to write the decision into, not org.yaml's."
)
AT = click.option(
    "--at", type=Instant(), default=lambda: datetime.now(UTC), help="The clock."
)

_CHECK = (
    PATH,
    ORG,
    click.option("--config", type=FILE, help="Use this file, not PATH/mlgate.yaml."),
    click.option(
        "--tier", type=click.Choice(TIERS), help="Judge at least this strictly."
    ),
    click.option("--env", default="", help="Where the model is to run."),
    click.option(
        "--profile", type=click.Choice(PROFILES), help="At least this profile."
    ),
    AT,
)


def checking(command: Command) -> Command:
    """Give ``command`` the argument and options of a check."""
    for option in reversed(_CHECK):
        command = option(command)
    return command


def options(given: dict[str, Any]) -> Options:
    """Take the options of a check out of ``given`` and return them as a value."""
    tier = given.pop("tier")
    return Options(
        org=given.pop("org"),
        config=given.pop("config"),
        tier=RiskTier(tier) if tier else None,
        environment=given.pop("env"),
        profile=given.pop("profile") or "",
    )
