"""mlgate explain RULE: what a rule asks for, and why."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli.finish import Exit, finish
from mlgate.cli.options import FILE
from mlgate.config import organisation, wire
from mlgate.core.organisation import Organisation
from mlgate.core.rule import PolicyPack, Rule
from mlgate.errors import PolicyError
from mlgate.packs import frameworks
from mlgate.packs.frameworks import Entry
from mlgate.reporters.lines import step, wrap
from mlgate.strict.shipped import folder

NEAR = 3
# Whoever reads a title must know what it is worth; a text that was read needs no word.
_READ = {"verified-id": "text not read", "unverified": "unverified"}


@click.command("explain")
@click.argument("rule")
@click.option("--org", type=FILE, help="The organisation's file, for its own pack.")
def command(rule: str, org: Path | None) -> NoReturn:
    """Show what RULE (such as LIN-002) asks for, why, and how to meet it."""
    finish(lambda: _explain(rule, organisation.read(org) if org else Organisation()))


def _explain(name: str, trusted: Organisation) -> Exit:
    rule = _find(name, wire.load_pack(trusted.pack))
    known = frameworks.load(folder("policies") / "frameworks")
    for line in (*_rule(rule), *_controls(rule, known)):
        click.echo(line)
    return Exit.YES


def _rule(rule: Rule) -> Iterator[str]:
    tiers = ", ".join(f"{tier} {severity}" for tier, severity in rule.severity.items())
    needs = [field for need in rule.needs for field in need.fields]
    yield from wrap(f"{rule.id}  {rule.title}", 0)
    yield ""
    yield from wrap(rule.description)
    yield from wrap(f"Severity: {tiers}. Profiles: {', '.join(rule.profiles)}.")
    if rule.overlays:
        yield from wrap(f"Only with overlay: {' or '.join(rule.overlays)}.")
    if rule.effective_on:
        yield from wrap(f"It counts as warn before {rule.effective_on}.")
    yield from wrap(f"Needs: {', '.join(needs) or 'nothing'}.")
    yield from wrap("" if rule.waivable else "It cannot be waived.")
    yield from wrap(f"To mend: {rule.remediation}")
    yield from step(rule.next)


def _controls(rule: Rule, known: dict[str, Entry]) -> Iterator[str]:
    """Yield what the rule's outcome is evidence for; it meets no control by itself."""
    if rule.controls:
        yield ""
        yield from wrap("Evidence relevant to:")
    for control in rule.controls:
        entry = known.get(control)
        said = f"{control}  {_titled(entry)}" if entry else control
        yield from wrap(said, 4, hang=8)


def _titled(entry: Entry) -> str:
    """Return the title, with what its reader must know of it."""
    words = {
        "not-yet": f"not in force before {entry.in_force_from or 'a date to come'}",
        "superseded": f"superseded by {entry.superseded_by or 'another one'}",
        "in-force": "",
    }
    notes = (words.get(entry.status, entry.status), _READ.get(entry.confidence, ""))
    said = "; ".join(filter(None, notes))
    return f"{entry.title} ({said})" if said else entry.title


def _find(name: str, pack: PolicyPack) -> Rule:
    rules = {rule.id: rule for rule in pack.rules}
    if found := rules.get(name.upper()):
        return found
    near = difflib.get_close_matches(name.upper(), rules, NEAR)
    hint = f"did you mean {' or '.join(near)}?" if near else ""
    hint = hint or f"rules: {', '.join(sorted(rules))}"
    raise PolicyError(f"no rule '{name}' in pack {pack.name}", hint=hint)
