"""A small model with all that a yes at the mildest tier asks for."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from mlgate.core.tiers import PRACTICES, QUESTIONS


def _answers(names: Iterable[str]) -> str:
    return "".join(f"    {name}: no\n" for name in names)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a folder that gets ``allow``, beside nothing else."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    (folder / "release.yaml").write_text(
        "mlgate: release/v1\nname: scorer\nversion: 1.0.0\n"
        "tiering:\n  assessor: Ada\n  decided_at: 2026-11-20T09:00:00Z\n"
        f"  answers:\n{_answers(QUESTIONS)}"
        f"  prohibited_practices:\n{_answers(PRACTICES)}",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def denied(model: Path) -> Path:
    """Return the same folder with its prohibited practices left open."""
    file = model / "release.yaml"
    text = file.read_text(encoding="utf-8").partition("  prohibited_practices")[0]
    file.write_text(text, encoding="utf-8")
    return model
