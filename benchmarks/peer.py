"""The real peers that mlgate is measured beside, on the same rules and facts."""

from pathlib import Path

import dossier
import opa_server
from opa_server import OpaServer
from subject import Subject

NOT_BUILT = "not built: run tools/peers"


def opa() -> OpaServer | None:
    """Return an OPA that holds the Rego rules of the profile; None if not built."""
    if (program := opa_server.find("opa")) is None:
        return None
    rego = {f"{rule.id}.rego": rule.source for rule in dossier.rules("rego")}
    return OpaServer(program, rego)


def conftest(made: Subject, folder: Path) -> list[str]:
    """Return a command that judges the dossier of ``made``; none without conftest.

    It is given the facts as mlgate has joined them, in one document, and the Rego
    rules of the profile. They call a message ``message``, conftest calls it ``msg``.
    """
    if (program := opa_server.find("conftest")) is None:
        return []
    facts, policy = folder / "dossier.json", folder / "policy"
    facts.write_bytes(dossier.encoded(dossier.content(made)))
    policy.mkdir()
    for rule in dossier.rules("rego"):
        text = rule.source.replace('"message": ', '"msg": ')
        (policy / f"{rule.id}.rego").write_text(text, encoding="utf-8")
    options = ["--policy", str(policy), "--all-namespaces", "--no-color"]
    return [str(program), "test", str(facts), *options]
