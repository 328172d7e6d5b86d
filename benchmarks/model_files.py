"""Judges freshly saved models of scikit-learn, xgboost and lightgbm by their bytes.

Fits every estimator that fits on small data, saves each in four ways, and prints the
share of each answer by family, why the rest is not safe, and how far a list of names
learned from one half of the models reaches for the other half. Run it in a virtual
environment of its own, which mlgate need not be installed in:

    python -m venv /somewhere && /somewhere/bin/pip install -r \
        benchmarks/model_files_requirements.txt
    /somewhere/bin/python benchmarks/model_files.py
"""

import io
import pickle
import random
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import joblib
import skops.io
from sklearn.utils import all_estimators

from fitted_models import models
from mlgate.loaders.formats import inspect
from mlgate.loaders.formats.model_file import NOT_TESTED, SAFE, UNSAFE

LIBRARIES = ("scikit-learn", "xgboost-cpu", "lightgbm", "joblib", "skops", "numpy")
LEARNT = {"sklearn", "scipy", "xgboost", "lightgbm", "pandas"}
SEEDS = range(5)
ANSWERS = (SAFE, NOT_TESTED, UNSAFE)


def _packed(model: object, path: Path) -> None:
    joblib.dump(model, path, compress=3)


def _pickled(model: object, path: Path) -> None:
    path.write_bytes(pickle.dumps(model))


WAYS: dict[str, Callable[[object, Path], object]] = {
    "pickle": _pickled,
    "joblib": joblib.dump,
    "joblib, compressed": _packed,
    "skops": skops.io.dump,
}


class _Names(pickle.Unpickler):
    """Loads a pickle that this script wrote, and keeps the names that it imports."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw))
        self.seen: set[tuple[str, str]] = set()

    def find_class(self, module: str, name: str) -> object:
        self.seen.add((module, name))
        return super().find_class(module, name)


def main() -> None:
    """Print all tables."""
    answers: Counter[tuple[str, str, str]] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    flagged: dict[str, set[str]] = {}
    names: dict[str, set[tuple[str, str]]] = {}
    unfitted: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for family, name, model in models(unfitted):
            names[f"{family} {name}"] = _names(model)
            for way, loading, why in _judged(model, Path(folder)):
                answers[family, way, loading] += 1
                for reason in why:
                    reasons[way, reason] += 1
                    flagged.setdefault(reason, set()).add(name)
    _print(answers, reasons, flagged, unfitted)
    _print_halves(names)


def _judged(model: object, folder: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for way, save in WAYS.items():
        path = folder / "model.bin"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                save(model, path)
            except Exception:  # noqa: BLE001  # each library has errors of its own
                yield way, "not saved", ()
                continue
        found = inspect(path, path.name, path.stat().st_size)
        loading = found.loading if found else "no model"
        yield way, loading, found.reasons if found else ()


def _names(model: object) -> set[tuple[str, str]]:
    try:
        reader = _Names(pickle.dumps(model))
        reader.load()
    except Exception:  # noqa: BLE001  # what cannot be pickled imports nothing
        return set()
    return reader.seen


def _print(
    answers: Counter[tuple[str, str, str]],
    reasons: Counter[tuple[str, str]],
    flagged: dict[str, set[str]],
    unfitted: list[str],
) -> None:
    print(", ".join(f"{library} {version(library)}" for library in LIBRARIES))
    print(f"Python {sys.version.split()[0]}; not fitted: {', '.join(unfitted)}\n")
    print("| family |" + "".join(f" {way} |" for way in WAYS))
    print("|---" * (len(WAYS) + 1) + "|")
    families = list(dict.fromkeys(family for family, _, _ in answers))
    for family in [*families, "all"]:
        cells = [_cell(answers, family, way) for way in WAYS]
        print(f"| {family} | " + " | ".join(cells) + " |")
    print("\nsafe / not tested / unsafe, of those that could be saved\n")
    for (way, reason), count in sorted(reasons.items(), key=lambda x: (-x[1], x[0])):
        some = sorted(flagged[reason])
        print(f"{count:4} {way}: {reason} [{', '.join(some[:6])}]")


def _cell(answers: Counter[tuple[str, str, str]], family: str, way: str) -> str:
    counts = [
        sum(n for (f, w, a), n in answers.items() if (w, a) == (way, answer)
            and family in (f, "all"))
        for answer in ANSWERS
    ]  # fmt: skip
    return " / ".join(map(str, counts))


def _print_halves(names: dict[str, set[tuple[str, str]]]) -> None:
    """Print how many of one half need a name that the other half does not show."""
    public = {(kind.__module__, kind.__name__) for _, kind in all_estimators()}
    keys = sorted(key for key, seen in names.items() if seen)
    for label, known in (("with", public), ("without", set[tuple[str, str]]())):
        shares = []
        for seed in SEEDS:
            mixed = random.Random(seed).sample(keys, len(keys))  # noqa: S311
            one, other = mixed[: len(keys) // 2], mixed[len(keys) // 2 :]
            learnt = set().union(known, *(names[key] for key in one))
            new = [k for k in other if _foreign(names[k]) - learnt]
            shares.append(f"{len(new)}/{len(other)}")
        print(f"\nout of sample, {label} the public estimators: {', '.join(shares)}")


def _foreign(seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {n for n in seen if re.split(r"\W", n[0])[0] in LEARNT}


if __name__ == "__main__":
    main()
