"""Writes every generated file, or with --check says which are out of date."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import action_reference
from cli_reference import reference

ROOT = Path(__file__).parents[1]


def text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schemas() -> dict[str, str]:
    from mlgate.config.decision_document import DecisionRecord
    from mlgate.config.documents import DOCUMENTS
    from mlgate.config.evidence_documents import EVIDENCE_DOCUMENTS
    from mlgate.core.shape import schema

    draft = "https://json-schema.org/draft/2020-12/schema"
    kinds = {**DOCUMENTS, **EVIDENCE_DOCUMENTS}
    made = {name: kind.model_json_schema() for name, kind in kinds.items()}
    made["decision"] = DecisionRecord.model_json_schema()
    made["input"] = schema() | {"title": "What rules see as input"}
    return {
        f"{name}.schema.json": text({"$schema": draft, **body})
        for name, body in made.items()
    }


def built() -> dict[str, str]:
    """Run the pre-flight on each shipped pack; what does not pass it is raised."""
    from mlgate.engines.client import START, Client, sent
    from mlgate.engines.embedded import MEMORY, start
    from mlgate.engines.sound import digest
    from mlgate.packs.read import read

    known = {}
    for path in sorted((ROOT / "policies").glob("*/pack.yaml")):
        pack = read(path.parent, "shipped")
        client = Client(start(MEMORY, START), pack, checked=False)
        client.load(START)
        client.end()
        known[pack.name] = digest(sent(pack))
    return {"sound.json": text(known)}


FOLDERS: dict[str, Callable[[], dict[str, str]]] = {
    "schemas": schemas,
    "src/mlgate/engines/built": built,
}


def pinned() -> str:
    """Pin the shipped pack as it is now: an example must not grow old."""
    from mlgate.packs.read import read

    pack = read(ROOT / "policies" / "baseline", "shipped")
    org = (ROOT / "examples" / "org.yaml").read_text("utf-8")
    return re.sub(r"(?<=digest: )sha256:[0-9a-f]{64}", pack.digest, org)


FILES: dict[str, Callable[[], str]] = {
    "examples/org.yaml": pinned,
    "docs/cli.md": reference,
    "docs/github-action.md": action_reference.reference,
}


def differences(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Return what is missing, out of date or left over in ``folder``."""
    have = {f.name: f.read_text("utf-8") for f in folder.glob("*") if f.is_file()}
    names = sorted(have.keys() | wanted.keys())
    return [f"{folder.name}/{n}" for n in names if have.get(n) != wanted.get(n)]


def write(folder: Path, wanted: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*"):
        if left.is_file() and left.name not in wanted:
            left.unlink()
    for name, body in wanted.items():
        (folder / name).write_text(body, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale: list[str] = []
    for name, make in FOLDERS.items():
        stale += differences(ROOT / name, make())
        if not check:
            write(ROOT / name, make())
    for name, text_of in FILES.items():
        path, wanted = ROOT / name, text_of()
        if not path.exists() or path.read_text("utf-8") != wanted:
            stale.append(name)
            if not check:
                path.write_text(wanted, encoding="utf-8")
    for name in stale:
        print(f"{'out of date' if check else 'written'}: {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
