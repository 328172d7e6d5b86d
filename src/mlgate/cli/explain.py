"""mlgate explain RULE: what a rule asks for, and why."""

from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli.finish import Exit, finish
from mlgate.cli.options import FILE
from mlgate.config import organisation, wire
from mlgate.core.organisation import Organisation
from mlgate.core.rule import PolicyPack, Rule
from mlgate.errors import PolicyError
from mlgate.reporters.text import wrap


@click.command("explain")
@click.argument("rule")
@click.option("--org", type=FILE, help="The organisation's file, for its own pack.")
def command(rule: str, org: Path | None) -> NoReturn:
    """Show what RULE (such as LIN-002) asks for, why, and how to meet it."""
    finish(lambda: _explain(rule, organisation.read(org) if org else Organisation()))


def _explain(name: str, trusted: Organisation) -> Exit:
    rule = _find(name, wire.load_pack(trusted.pack))
    tiers = ", ".join(f"{tier} {severity}" for tier, severity in rule.severity.items())
    needs = [field for need in rule.needs for field in need.fields]
    click.echo(f"{rule.id}  {rule.title}\n")
    for text in (
        rule.description,
        f"Severity: {tiers}. Profiles: {', '.join(rule.profiles)}.",
        f"Needs: {', '.join(needs) or 'nothing'}.",
        f"To mend: {rule.remediation}",
        f"-> {rule.next}",
        f"Evidence relevant to: {', '.join(rule.controls)}.",
        "" if rule.waivable else "It cannot be waived.",
    ):
        click.echo("\n".join(wrap(text)))
    return Exit.YES


def _find(name: str, pack: PolicyPack) -> Rule:
    for rule in pack.rules:
        if rule.id == name.upper():
            return rule
    hint = f"rules: {', '.join(rule.id for rule in pack.rules)}"
    raise PolicyError(f"no rule '{name}' in pack {pack.name}", hint=hint)
