#!/usr/bin/env python3
"""Gives the readers of mlgate what was changed to find out what they do not expect.

``python tools/fuzz.py all --seconds 600`` looks for ten minutes at each, one after the
other; a name, or the beginning of some, looks at those, and ``together`` at all of them
in one process. What is found is written to a folder outside of the repository, and how
to see it again is printed: ``--show FILE`` with a name does that. Needs the extra
``fuzz``.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "tests" / "fuzz"))

import seeds
import together
import words
from judging import Target, answer
from targets import TARGETS

GUIDED = Path(__file__).parents[1] / "tests" / "fuzz" / "guided.py"
# By the clock on the wall: machines may be busy. Readers are held to less of their own.
_HANG = 30
_START = 60
_MEMORY = 2048
_RUNS = re.compile(r"^#(\d+)|^Done (\d+) runs", re.MULTILINE)
_COVERED = re.compile(r"cov: (\d+)")


class Run(NamedTuple):
    """What a search came to."""

    name: str
    seconds: float
    runs: int
    covered: int
    found: tuple[Path, ...]
    problem: str


def search(name: str, target: Target, seconds: int, folder: Path) -> Run:
    """Search ``target`` for ``seconds``; what is found lies below ``folder``."""
    findings = folder / "findings"
    findings.mkdir(parents=True, exist_ok=True)
    documents = _laid(name, target, folder / "documents")
    known = words.of(target, documents)
    (folder / "words.txt").write_text("\n".join(known), encoding="utf-8")
    (folder / "words.dict").write_text(words.dictionary(known), encoding="utf-8")
    started, runs, covered, problem, code = time.monotonic(), 0, 0, "", 1
    # A hang ends the process, and the rest of the time is for what else there is.
    while code and not problem:
        left = seconds - int(time.monotonic() - started)
        if left <= 0:
            break
        known_before = set(findings.iterdir())
        told, code = _guided(name, target, left, folder)
        runs += max((int(a or b) for a, b in _RUNS.findall(told)), default=0)
        covered = max((int(n) for n in _COVERED.findall(told)), default=covered)
        if code and set(findings.iterdir()) == known_before:
            problem = told[-2000:]
    spent = time.monotonic() - started
    return Run(name, spent, runs, covered, _found(findings), problem)


def _laid(name: str, target: Target, folder: Path) -> list[bytes]:
    """Write the documents to begin with to ``folder``; return them."""
    folder.mkdir(exist_ok=True)
    documents = [*seeds.small(name, target), *seeds.real(name, target)]
    if name == together.NAME:
        documents = list(together.documents())
    for raw in documents:
        (folder / sha256(raw).hexdigest()[:16]).write_bytes(raw)
    return documents


def _guided(name: str, target: Target, seconds: int, folder: Path) -> tuple[str, int]:
    """Run one process; return what it printed, and its exit code."""
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_HANG}",
        f"-rss_limit_mb={_MEMORY}",
        f"-max_len={target.most}",
        f"-dict={folder / 'words.dict'}",
        f"-artifact_prefix={folder / 'findings' / name}-",
        "-len_control=0",
        "-reload=0",
        str(folder / "documents"),
    ]
    done = subprocess.run(
        [sys.executable, str(GUIDED), name, str(folder), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        timeout=seconds + _START + 2 * _HANG,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    return done.stderr.decode("utf-8", "replace"), done.returncode


def _found(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(p for p in folder.iterdir() if p.suffix != ".txt"))


def chosen(name: str) -> Mapping[str, Target]:
    """Return the target called ``name``, or else those whose names begin so."""
    if name == together.NAME:
        return {name: together.target()}
    if name in TARGETS:
        return {name: TARGETS[name]}
    begin = "" if name == "all" else name
    return {n: target for n, target in TARGETS.items() if n.startswith(begin)}


def tell(run: Run) -> None:
    """Print one line on ``run``, and how to see again what was found."""
    said = f"{run.runs:>9} runs {run.seconds:>6.0f} s {run.covered:>6} branches"
    print(f"{run.name:<28} {said} {len(run.found):>3} found", flush=True)
    for path in run.found:
        names = [n for n in (*TARGETS, together.NAME) if path.name.startswith(f"{n}-")]
        print(f"  python tools/fuzz.py {max(names, key=len)} --show {path}", flush=True)
    if run.problem:
        print(f"  it could not be run:\n{run.problem}", flush=True)


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="a target, the beginning of some, all or together")
    parser.add_argument("--seconds", type=int, default=600, help="for each")
    parser.add_argument("--folder", type=Path, help="where findings are written")
    parser.add_argument("--show", type=Path, help="read this file, and search nothing")
    asked = parser.parse_args()
    targets = chosen(asked.name)
    if not targets:
        parser.error(f"no target of that name; there are: {', '.join(TARGETS)}")
    if asked.show:
        print(answer(targets[asked.name], asked.show.read_bytes()))
        return 0
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="mlgate-fuzz-"))
    runs = []
    for name, target in targets.items():
        runs.append(search(name, target, asked.seconds, folder / name))
        tell(runs[-1])
    found, total = sum(len(r.found) for r in runs), sum(r.runs for r in runs)
    spent = sum(run.seconds for run in runs)
    print(f"{len(runs)} targets, {total} runs, {spent:.0f} s, {found} found: {folder}")
    return 1 if found or any(run.problem for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
