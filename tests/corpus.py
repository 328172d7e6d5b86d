"""The corpus of real documents: where it lies, and what its manifest says."""

import csv
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("MLGATE_CORPUS", ROOT.parent / "shared" / "corpus"))
MISSING = f"no corpus at {CORPUS}; set MLGATE_CORPUS"


@dataclass(frozen=True)
class CorpusFile:
    path: Path
    format: str
    validity: str
    reason: str

    def __str__(self) -> str:
        return str(self.path.relative_to(CORPUS))


def formats() -> list[str]:
    """Return the formats of the corpus; none if it is absent."""
    return sorted({row["format"] for row in _rows()})


def files(*formats: str) -> list[CorpusFile]:
    """Return each file of the given formats; none if the corpus is absent."""
    return [
        CorpusFile(CORPUS / r["file"], r["format"], r["validity"], r["expected_reason"])
        for r in _rows()
        if r["format"] in formats and (CORPUS / r["file"]).is_file()
    ]


@cache
def _rows() -> list[dict[str, str]]:
    manifest = CORPUS / "MANIFEST.tsv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))
