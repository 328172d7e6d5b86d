"""One reader under atheris, in a process of its own: ``tools/fuzz.py`` starts it.

``guided.py NAME FOLDER OPTION...``: the options are libFuzzer's. FOLDER/words.txt holds
the words of the format. What the reader lets out is written to FOLDER/findings, each
kind of it once, and the search goes on; a hang or too much memory ends the process, and
libFuzzer writes the input there.
"""

import random
import resource
import sys
import traceback
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import atheris

import mlgate

MEMORY = 2 * 2**30
# What reads nothing from outside, or is for the command line, is not looked into.
_LEFT_OUT = tuple(
    f"mlgate.{name}"
    for name in ("__main__", "cli", "engines", "reporters", "serve.app", "stores")
)
_STRUCTURED = 0.7
_PACKAGE = Path(mlgate.__file__ or "").parent


def instrument() -> None:
    """Import mlgate so that its branches are seen, and only its."""
    with atheris.instrument_imports(include=["mlgate"]):
        for module in walk_packages(mlgate.__path__, "mlgate."):
            if not module.name.startswith(_LEFT_OUT):
                import_module(module.name)


def search(name: str, folder: Path, options: list[str]) -> None:
    """Search until libFuzzer ends the process."""
    import together

    words = (folder / "words.txt").read_text(encoding="utf-8").splitlines()
    chosen = together.chosen(name, words)

    def judge(raw: bytes) -> None:
        try:
            chosen.judge(raw)
        except Exception as exc:  # noqa: BLE001  any is a finding
            keep(folder / "findings", *chosen.split(raw), exc)

    def change(raw: bytes, most: int, seed: int) -> bytes:
        by = random.Random(seed)  # noqa: S311  nothing is kept secret by it
        if by.random() < _STRUCTURED:
            made = chosen.change(raw, by)
            if made != raw:
                return made[:most]
        mutated: bytes = atheris.Mutate(raw, most)
        return mutated

    atheris.Setup([sys.argv[0], *options], judge, custom_mutator=change)
    atheris.Fuzz()


def keep(folder: Path, name: str, raw: bytes, exc: BaseException) -> None:
    """Write the input and what came of it, unless one of its kind is there already."""
    place = folder / f"{name}-{type(exc).__name__}-{_origin(exc.__cause__ or exc)}"
    if not place.exists() or place.stat().st_size > len(raw):
        place.write_bytes(raw)
        told = "".join(traceback.format_exception(exc))
        place.with_suffix(".txt").write_text(told, "utf-8", "backslashreplace")


def _origin(exc: BaseException) -> str:
    """Return the last lines of mlgate that were run: they tell findings apart."""
    frames = traceback.extract_tb(exc.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(_PACKAGE)]
    last = (ours or list(frames))[-2:]
    return "-".join(f"{Path(f.filename).stem}-{f.lineno}" for f in last)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    instrument()
    search(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
