"""mlgate serve webhook: the gate at the door of a cluster."""

import logging
import sys
from datetime import timedelta
from typing import Any, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.core.rule import RiskTier
from mlgate.reporters.lines import plain


class Age(click.ParamType[timedelta]):
    """A span of time, such as ``90d``."""

    name = "AGE"

    def convert(
        self,
        value: Any,  # noqa: ANN401  # click passes any default through
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> timedelta:
        """Return the span, or fail with an example."""
        from mlgate.serve.settings import age

        if isinstance(value, timedelta):
            return value
        span = age(str(value))
        if span is None:
            self.fail(f"'{value}' is not like 90d, 12h, 30m or 45s", param, ctx)
        return span


@click.group("serve")
def command() -> None:
    """Answer those who ask before they let a model run."""


@command.command("webhook")
@click.option(
    "--org",
    type=options.FILE,
    required=True,
    help="The organisation's file: whose decisions count, by which pinned policy.",
)
@click.option(
    "--attestations",
    type=options.FILE,
    required=True,
    help="Folder with what mlgate attest wrote, however deep in it.",
)
@click.option("--env", default="", help="Decisions must be for this environment.")
@click.option(
    "--min-tier",
    type=click.Choice(options.TIERS),
    default=RiskTier.T4.value,
    help="Decisions must be made at this tier, or a stricter one. Default: T4.",
)
@click.option("--max-age", type=Age(), help="How old a decision may be, such as 90d.")
@click.option(
    "--mode",
    type=click.Choice(["enforce", "warn", "audit"]),
    default="enforce",
    help="Deny; admit with a warning; or only write the audit log. Default: enforce.",
)
@click.option(
    "--allow-unpinned",
    is_flag=True,
    help="Believe the annotation mlgate.dev/subject where no digest pins a model.",
)
@click.option(
    "--no-model",
    type=click.Choice(["deny", "allow"]),
    default="deny",
    help="What becomes of a workload in which no model is found. Default: deny.",
)
@click.option("--host", default="0.0.0.0", help="Address to listen on. Default: all.")  # noqa: S104  a pod
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8443, help="Default: 8443."
)
@click.option("--cert", type=options.FILE, required=True, help="Certificate (PEM).")
@click.option("--key", type=options.FILE, required=True, help="Its private key (PEM).")
def webhook(**given: Any) -> NoReturn:  # noqa: ANN401
    """Answer a Kubernetes API server whether an object may run its models.

    It looks up signed decisions and runs no policy. Reviews go to POST /validate;
    /healthz, /readyz and /metrics are for probes and Prometheus. See docs/webhook.md.
    """
    finish(lambda: _webhook(given))


def _webhook(given: dict[str, Any]) -> Exit:
    from mlgate.serve import server
    from mlgate.serve.settings import Mode, Settings

    settings = Settings(
        org=given["org"],
        attestations=given["attestations"],
        environment=given["env"],
        least=RiskTier(given["min_tier"]),
        max_age=given["max_age"],
        mode=Mode(given["mode"]),
        unpinned=given["allow_unpinned"],
        modelless=given["no_model"] == "allow",
    )
    listen = server.Listen(given["host"], given["port"], given["cert"], given["key"])
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    server.run(settings, listen, lambda port: _started(given["host"], port))
    return Exit.YES


def _started(host: str, port: int) -> None:
    click.echo(f"listening on {plain(host)}:{port}")
    sys.stdout.flush()
