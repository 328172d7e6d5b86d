"""A model allowed at T4 and denied at T1, and an organisation that cannot judge it."""

from pathlib import Path

from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.packs.read import read

WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "


def model(folder: Path) -> Path:
    """Make it in ``folder``, which must be new."""
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    answers = "".join(f"    {question}: no\n" for question in QUESTIONS)
    practices = "".join(f"    {practice}: no\n" for practice in PRACTICES)
    (folder / "release.yaml").write_text(
        "mlgate: release/v1\nname: good\nversion: 1.0.0\n"
        "owner:\n  accountable: Ada Lovelace\n  team: scoring\n"
        "tiering:\n  assessor: Ada Lovelace\n  decided_at: 2026-11-01T09:00:00Z\n"
        f"  answers:\n{answers}  prohibited_practices:\n{practices}",
        encoding="utf-8",
    )
    return folder


RULE = """\
# METADATA
# title: It raises
# description: It cannot be judged.
# custom:
#   id: ACM-001
#   profiles: [starter, standard, strict]
#   severity: {T1: deny, T4: deny}
#   needs: [{fields: [/release/name]}]
#   remediation: Mend it.
#   next: mend the rule
#   controls: []
def deny(input):
    raise ValueError("::error::" + input["release"]["name"])
"""


def broken_organisation(folder: Path) -> Path:
    """Make an organisation in ``folder`` whose one rule raises; return its file."""
    rule = folder / "acme" / "family" / "acm_001_raises"
    rule.mkdir(parents=True)
    (rule / "rule.py").write_text(RULE, encoding="utf-8")
    (rule / "cases.yaml").write_text("[]\n", encoding="utf-8")
    about = "name: acme\nversion: 1.0.0\ntitle: Acme\n"
    (folder / "acme" / "pack.yaml").write_text(about, encoding="utf-8")
    digest = read(folder / "acme", "local").digest
    org = folder / "org.yaml"
    org.write_text(
        "mlgate: organisation/v1\nname: Acme\n"
        f"packs: [{{name: acme, path: acme, digest: '{digest}'}}]\n",
        encoding="utf-8",
    )
    return org
