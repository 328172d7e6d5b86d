"""Packs built from the rules in tests/hostile, with honest rules around them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mlgate.core.rule import Need, PolicyPack, RiskTier, Rule, Severity
from mlgate.core.shape import total

ROOT = Path(__file__).parent / "hostile"
NEEDS = ("/release/name", "/lineage/datasets/*/name")
MAY_BE_EMPTY = ("/release/version", "/waivers")


def rule(id_: str, path: str, source: str) -> Rule:
    language = "python" if path.endswith(".py") else "rego"
    return Rule(
        id=id_,
        title=id_,
        description="",
        family=path.split("/")[1],
        path=path,
        language=language,
        source=source,
        profiles=("starter",),
        severity={RiskTier.T1: Severity.DENY},
        needs=(Need(NEEDS),),
        may_be_empty=MAY_BE_EMPTY,
        remediation="",
        next="",
    )


def hostile(file: Path, id_: str = "HOSTILE") -> Rule:
    path = f"hostile/{file.relative_to(ROOT).as_posix()}"
    return rule(id_, path, file.read_text("utf-8"))


def files(kind: str) -> list[Path]:
    return sorted((ROOT / kind).glob("*/rule.*"))


def outcome(file: Path) -> str:
    return (file.parent / "outcome.txt").read_text("utf-8").rstrip("\n")


def pack(*rules: Rule, digest: str = "sha256:0") -> PolicyPack:
    return PolicyPack("hostile", "0.1.0", "Rules that misbehave", digest, rules)


REGO = """\
package {package}

import rego.v1

deny contains {{"at": dataset.at, "message": message}} if {{
\tsome dataset in input.lineage.datasets
\tmessage := sprintf("%s is seen", [dataset.name])
}}
"""
PYTHON = """\
from mlgate.core.decision import Denial


def deny(input):
    for dataset in input["lineage"]["datasets"]:
        yield Denial(dataset["at"], f"{dataset['name']} is seen")
"""


def honest(id_: str, language: str = "rego") -> Rule:
    folder = f"hostile/honest/{id_.lower().replace('-', '_')}"
    if language == "python":
        return rule(id_, f"{folder}/rule.py", PYTHON)
    source = REGO.format(package=folder.replace("/", "."))
    return rule(id_, f"{folder}/rule.rego", f"package mlgate.{source[8:]}")


def document(names: Iterable[str] = ("b", "a")) -> bytes:
    datasets = [{"name": name} for name in names]
    given: dict[str, Any] = {
        "release": {"name": "credit-scorer"},
        "lineage": {"datasets": datasets},
    }
    return json.dumps(total(given, _shape())).encode()


def _shape() -> dict[str, Any]:
    from mlgate.core.sections import SHAPE

    return SHAPE


SEEN = (("/lineage/datasets/0", "b is seen"), ("/lineage/datasets/1", "a is seen"))
