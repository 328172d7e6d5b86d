"""Writes every generated file, or with --check says which are out of date."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schemas() -> dict[str, str]:
    from mlgate.config.decision_document import DecisionRecord
    from mlgate.config.documents import DOCUMENTS
    from mlgate.core.shape import schema

    draft = "https://json-schema.org/draft/2020-12/schema"
    made = {name: kind.model_json_schema() for name, kind in DOCUMENTS.items()}
    made["decision"] = DecisionRecord.model_json_schema()
    made["input"] = schema() | {"title": "What rules see as input"}
    return {
        f"{name}.schema.json": text({"$schema": draft, **body})
        for name, body in made.items()
    }


FOLDERS: dict[str, Callable[[], dict[str, str]]] = {"schemas": schemas}


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
    for path in stale:
        print(f"{'out of date' if check else 'written'}: {path}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
