"""The shipped Rego rules and their cases, and what two engines say of them."""

from mlgate.core.rule import PolicyPack, Rule
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.packs.cases import parse
from mlgate.packs.read import cases, read
from mlgate.strict.shipped import folder
from opa_server import OpaServer

FOLDERS = {p.parent.name: p.parent for p in folder("policies").glob("*/pack.yaml")}
PACKS = {name: read(path, "shipped") for name, path in FOLDERS.items()}
RULES = [
    (pack, rule)
    for pack in PACKS.values()
    for rule in pack.rules
    if rule.language == "rego"
]
CASES = [
    (pack, rule, case)
    for pack, rule in RULES
    for case in parse(cases(FOLDERS[pack.name], rule), rule.id)
]
ERROR = "an error"

Said = tuple[str, ...] | str


def by_opa(opa: OpaServer, rule: Rule, document: bytes) -> Said:
    try:
        found = opa.ask(f"{rule.package}.deny", document)
    except RuntimeError as problem:
        if '"internal_error"' not in str(problem):
            raise
        return ERROR
    return tuple(sorted(f"{d['at']}: {d['message']}" for d in found))


def by_us(
    engine: EmbeddedEngine, pack: PolicyPack, rule: Rule, document: bytes
) -> Said:
    reply = engine.evaluate(pack, [rule.id], document)[rule.id]
    if reply.denials is None:
        return ERROR
    return tuple(sorted(f"{denial.at}: {denial.message}" for denial in reply.denials))
