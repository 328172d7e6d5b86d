"""What decided, by digest, and the command that decides the same again."""

import shlex
from collections.abc import Iterator

from mlgate.core.decision import Decision
from mlgate.core.tiers import WISHED
from mlgate.reporters.html_elements import LONG, Markup, digest, element, joined, text
from mlgate.reporters.lines import pasted, plain

_SHORT = 120
_ALIASES = {"oci": "OCI manifest", "oms": "Root of a model signature"}


def origin(decision: Decision, path: str) -> Markup:
    """Return what decided, by digest, and how to run it again."""
    pairs = (
        element("div", element("dt", name), element("dd", value))
        for name, value in _origin(decision)
    )
    command = rerun(decision, path)
    again = (
        "The same files, organisation, pack and clock give the same decision, byte for "
        "byte, on any machine."
    )
    return element(
        "section",
        element("h2", "Run it again"),
        element("p", again, class_="lead"),
        element("p", element("code", text(command, 2 * LONG), class_="command")),
        element("dl", *pairs, class_="origin"),
    )


def rerun(decision: Decision, path: str) -> str:
    """Return the command that decides the same again; words in capitals are to fill."""
    command = pasted("mlgate check PATH", path)
    said = [command if 0 < len(command) <= LONG else "mlgate check PATH"]
    roles = {i.role for i in decision.inputs}
    said += ["--org ORG"] if "organisation" in roles else []
    said += ["--config CONFIG"] if "config" in roles else []
    said += [f"--env={_word(decision.environment)}"] if decision.environment else []
    said += [f"--tier {decision.tier}"] if decision.tier_reason == WISHED else []
    return " ".join(
        [*said, f"--profile {decision.policy['profile']}", f"--at {decision.clock}"]
    )


def _word(environment: str) -> str:
    # Cut, or made visible, it would be another one.
    shown = len(environment) <= _SHORT and plain(environment) == environment
    return shlex.quote(environment) if shown else "ENVIRONMENT"


def _origin(decision: Decision) -> Iterator[tuple[str, Markup]]:
    policy, engine = decision.policy, decision.engine
    yield "Subject digest", digest(decision.subject["digest"])
    for alias in decision.subject["aliases"]:
        yield _ALIASES[alias["kind"]], digest(alias["digest"])
    yield "Pack digest", digest(policy["digest"])
    yield "Pinned pack", digest(policy["pinned"] or "by nobody")
    for item in decision.inputs:
        if item.role != "evidence":
            name = element("code", text(item.name, _SHORT))
            yield (
                item.role.capitalize(),
                joined((name, Markup(" "), digest(item.sha256))),
            )
    words = (engine[key] for key in ("name", "implementation", "version"))
    yield "Engine", text(" ".join(words), _SHORT)
    yield "Clock", text(decision.clock)
