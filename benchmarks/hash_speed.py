"""How close hashing comes to what the processor can do, by ``openssl speed``."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import measure
from measure import Row
from subject import write_weights

ROUNDS = 7
_SIZE = 100 * 10**6
_FILES = 4
_BYTES = re.compile(r"^(?:sha256|evp) +([0-9.]+)k", re.MULTILINE | re.IGNORECASE)


def hashing() -> Iterator[Row]:
    """One file on one core, and a folder on two, beside openssl."""
    if not shutil.which("openssl"):
        yield Row("hashing beside openssl", None, note="openssl is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{n}.safetensors") for n in range(_FILES)]
        for path in paths:
            write_weights(path, _SIZE)
        found = measure.by_turns(ROUNDS, _measures(paths))
    yield from _compared("one file", found["file"], found["openssl"], 85)
    pair = found["openssl, 2 processes"]
    yield from _compared(f"folder of {_FILES} files", found["folder"], pair, 75)


def _measures(paths: list[Path]) -> dict[str, Callable[[], float]]:
    return {
        "file": partial(_megabytes, paths[:1]),
        "openssl": partial(_openssl, []),
        "folder": partial(_megabytes, paths),
        "openssl, 2 processes": partial(_openssl, ["-multi", "2"]),
    }


def _megabytes(paths: list[Path]) -> float:
    """Return the MB that are hashed in a second, from the page cache."""
    from mlgate.loaders.hashing import File, digest_all

    files = [File(str(path), path.name, path.stat().st_size) for path in paths]
    start = perf_counter()
    digest_all(files)
    took = perf_counter() - start
    return sum(file.size for file in files) / took / 10**6


def _openssl(options: list[str]) -> float:
    # By the clock, as ours: by default it counts its processor time alone.
    block = ["-elapsed", "-evp", "sha256", "-bytes", "16384", "-seconds", "1"]
    done = subprocess.run(
        ["openssl", "speed", *options, *block],
        check=True,
        capture_output=True,
        text=True,
    )
    if (said := _BYTES.search(done.stdout)) is None:
        raise SystemExit(f"openssl speed prints no figure: {done.stdout}")
    return float(said[1]) / 1000


def _compared(
    name: str, ours: list[float], theirs: list[float], budget: float
) -> Iterator[Row]:
    yield Row(f"hashing {name}", median(ours), "MB/s", best=max(ours))
    yield Row("  openssl speed", median(theirs), "MB/s", best=max(theirs))
    shares = [100 * o / t for o, t in zip(ours, theirs, strict=True)]
    yield Row("  as a share of openssl", median(shares), "%", budget, most=False)
