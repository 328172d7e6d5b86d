"""Fills the tables of docs/github-action.md: inputs and outputs, from action.yml."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "github-action.md"


def reference() -> str:
    """Return the page with its tables as action.yml says them."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    text = PAGE.read_text("utf-8")
    for part, head in (("inputs", "Input"), ("outputs", "Output")):
        rows = (_row(name, about) for name, about in action[part].items())
        table = "\n".join((f"| {head} | Meaning |", "|---|---|", *rows))
        marked = rf"(<!-- {part} -->\n\n)(?:\|.*\n)*"
        text = re.sub(marked, lambda found, table=table: f"{found[1]}{table}\n", text)
    return text


def _row(name: str, about: dict[str, Any]) -> str:
    said = about["description"]
    said += " Required." if about.get("required") else ""
    default = about.get("default")
    said += f" Default: `{default}`." if default else ""
    return f"| `{name}` | {said.replace('|', chr(92) + '|')} |"
