"""A model, an organisation and a pack on disk, and the command line run on them."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.packs.read import read

AT = "2026-11-25T09:00:00Z"
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
Done = subprocess.CompletedProcess[bytes]
ANNOTATION = """\
# METADATA
# title: Rule {id}
# description: It says what it says.
# custom:
#   id: {id}
#   profiles: [starter, standard, strict]
#   severity: {severity}
#   needs: [{{fields: [/release/name, /release/version]}}]
#   remediation: Mend it.
#   next: mend the release
#   controls: []
"""
REGO = """\
package {package}

import rego.v1

deny contains {{"at": "/release/name", "message": "the name is bad"}} if {{
	input.release.name == "bad"
}}
"""


@dataclass(frozen=True)
class World:
    """Where everything lies: the model is judged, the rest is the organisation's."""

    root: Path

    @property
    def model(self) -> Path:
        return self.root / "model"

    @property
    def org(self) -> Path:
        return self.root / "protected" / "org.yaml"

    @property
    def pack(self) -> Path:
        return self.root / "protected" / "acme"

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Return what lies where, to be compared."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            status = path.lstat()
            regular = (
                path.is_file() and not path.is_symlink() and status.st_mode & 0o400
            )
            raw = path.read_bytes()[:4096] if regular else b""
            found[str(path)] = (status.st_mode, status.st_size, raw)
        return found


def build(root: Path, name: str = "good") -> World:
    """Make a model at tier T4 that a pack of one rule allows."""
    world = World(root)
    model(world.model, name)
    world.pack.mkdir(parents=True)
    about = "name: acme\nversion: 1.0.0\ntitle: Ours\n"
    (world.pack / "pack.yaml").write_text(about, encoding="utf-8")
    rule(world, "ACM-001")
    organise(world)
    return world


def model(folder: Path, name: str = "good") -> None:
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n", encoding="utf-8")
    answers = "".join(f"    {question}: no\n" for question in QUESTIONS)
    practices = "".join(f"    {practice}: no\n" for practice in PRACTICES)
    (folder / "release.yaml").write_text(
        f"mlgate: release/v1\nname: {name}\nversion: 1.0.0\n"
        "tiering:\n  assessor: ada\n  decided_at: 2026-11-01T09:00:00Z\n"
        f"  answers:\n{answers}  prohibited_practices:\n{practices}",
        encoding="utf-8",
    )


def rule(
    world: World,
    id_: str,
    source: str = REGO,
    language: str = "rego",
    severity: str = "{T4: deny}",
) -> Path:
    """Add a rule to the pack; ``{package}`` in ``source`` is the right one."""
    slug = f"{id_.lower().replace('-', '_')}_said"
    folder = world.pack / "family" / slug
    folder.mkdir(parents=True, exist_ok=True)
    said = ANNOTATION.format(id=id_, severity=severity)
    package = f"mlgate.acme.family.{slug}"
    body = source.format(package=package) if language == "rego" else source
    path = folder / f"rule.{'py' if language == 'python' else 'rego'}"
    path.write_text(said + body, encoding="utf-8")
    (folder / "cases.yaml").write_text("[]\n", encoding="utf-8")
    return path


def organise(world: World, more: str = "", *, pinned: bool = True) -> None:
    """Write org.yaml, which pins the pack as it is now."""
    digest = f", digest: '{read(world.pack, 'local').digest}'" if pinned else ""
    world.org.write_text(
        "mlgate: organisation/v1\nname: Acme\n"
        f"packs: [{{name: acme, path: acme{digest}}}]\n{more}",
        encoding="utf-8",
    )


def run(
    *arguments: object,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    stdout: int = subprocess.PIPE,
) -> Done:
    """Run mlgate as a process of its own, and wait for it."""
    return subprocess.run(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        timeout=120,
        check=False,
    )


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-P", "-m", "mlgate", *map(str, arguments)]


def check(world: World, *more: object, **how: object) -> Done:
    """Run ``mlgate check`` on the model, with the organisation's file."""
    given = ("check", world.model, "--org", world.org, "--at", AT, *more)
    return run(*given, **how)  # type: ignore[arg-type]


def said(done: Done) -> tuple[str, str]:
    """Return message and hint of a run that could not decide, and said so once."""
    error = done.stderr.decode()
    assert done.returncode == 2, error
    assert done.stdout in {b"", None}
    lines = error.splitlines()
    assert [line[:8] for line in lines] == ["mlgate: ", "  hint: "], error
    return lines[0].removeprefix("mlgate: "), lines[1].removeprefix("  hint: ")
