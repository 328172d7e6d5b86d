"""From a folder to a policy pack: position is registration, nothing is listed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mlgate.core.rule import PolicyPack, Rule
from mlgate.errors import EvidenceError, PolicyError
from mlgate.packs import annotation, files
from mlgate.strict import yaml_reader
from mlgate.strict.text import decode

PACK = "pack.yaml"
CASES = "cases.yaml"
RULES = ("rule.rego", "rule.py")
_BESIDE = (PACK, "README.md", "LICENSE")
_KEYS = ("name", "version", "title")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?", re.ASCII)
_LAYOUT = "a pack holds pack.yaml and <family>/<id>_<slug>/{rule.rego,cases.yaml}"


def read(folder: Path, origin: str) -> PolicyPack:
    """Return the policy pack in ``folder``.

    Args:
        folder: Holds ``pack.yaml`` and ``<family>/<id>_<slug>/`` with a rule each.
        origin: ``shipped``, or ``local`` for a folder that configuration names.

    Raises:
        PolicyError: A file is unknown, missing, linked or too large, an annotation is
            malformed, an id is used twice, or there is no rule at all.
    """
    return parse(files.collect(folder), folder.name, origin)


def parse(found: Mapping[str, bytes], name: str, origin: str) -> PolicyPack:
    """Return the policy pack made of the files ``found``, by path below its folder.

    Args:
        found: What ``files.collect`` returns of a folder.
        name: Name of that folder, for messages.
        origin: As for ``read``.

    Raises:
        PolicyError: As for ``read``.
    """
    said = _about(found, name)
    rules = tuple(_rules(found, said["name"]))
    if not rules:
        raise PolicyError("a pack without rules", place=name, hint=_LAYOUT)
    _refuse_twins(rules)
    return PolicyPack(
        said["name"],
        said["version"],
        said["title"],
        files.digest(found),
        rules,
        origin,
    )


def cases(folder: Path, rule: Rule) -> str:
    """Return the text of the cases of ``rule`` in the pack at ``folder``."""
    below = rule.path.split("/")[1:3]
    path = folder.joinpath(*below, CASES)
    return _decoded(path.read_bytes(), f"{rule.path.rpartition('/')[0]}/{CASES}")


def _about(found: Mapping[str, bytes], name: str) -> dict[str, str]:
    place = f"{name}/{PACK}"
    if PACK not in found:
        raise PolicyError("the pack has no pack.yaml", place=name, hint=_LAYOUT)
    try:
        said: Any = yaml_reader.parse(found[PACK], place)
    except EvidenceError as exc:
        raise PolicyError(exc.message, place=exc.place, hint=exc.hint) from exc
    if not isinstance(said, dict) or sorted(said) != sorted(_KEYS):
        keys = ", ".join(said) if isinstance(said, dict) else "no mapping"
        why = f"pack.yaml has {keys or 'no key'}, expected {', '.join(_KEYS)}"
        raise PolicyError(why, place=f"{place}:1", hint="write exactly these keys")
    for key, form in (("name", _NAME), ("version", _VERSION), ("title", None)):
        _check(key, said[key], form, place)
    return said


def _check(key: str, value: Any, form: re.Pattern[str] | None, place: str) -> None:  # noqa: ANN401
    good = isinstance(value, str) and value.strip()
    if not good or (form and not form.fullmatch(value)):
        hint = "name: lower case letters, digits and _; version: such as 0.1.0"
        raise PolicyError(f"`{key}` is '{value}'", place=f"{place}:1", hint=hint)


def _rules(found: Mapping[str, bytes], pack: str) -> Iterator[Rule]:
    """Yield the rule of each rule folder, having accounted for every file."""
    folders: dict[str, list[str]] = {}
    for path in found:
        folder, _, file = path.rpartition("/")
        if not folder and file in _BESIDE:
            continue
        if folder.count("/") != 1 or file not in (*RULES, CASES):
            raise PolicyError(
                "a file unknown to packs", place=f"{pack}/{path}", hint=_LAYOUT
            )
        folders.setdefault(folder, []).append(file)
    for folder, names in folders.items():
        place = f"{pack}/{folder}"
        if not _NAME.fullmatch(folder.partition("/")[0]):
            hint = "lower case letters, digits and _"
            raise PolicyError("a family's name is not plain", place=place, hint=hint)
        sources = [name for name in names if name in RULES]
        if len(sources) != 1 or CASES not in names:
            why = f"the folder holds {', '.join(names)}"
            hint = "a rule is one rule.rego or rule.py, with its cases.yaml"
            raise PolicyError(why, place=place, hint=hint)
        path = f"{place}/{sources[0]}"
        raw = found[f"{folder}/{sources[0]}"]
        yield annotation.rule(_decoded(raw, path), path)


def _decoded(raw: bytes, path: str) -> str:
    try:
        return decode(raw, path)
    except EvidenceError as exc:
        raise PolicyError(exc.message, place=exc.place, hint=exc.hint) from exc


def _refuse_twins(rules: tuple[Rule, ...]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if twin := seen.get(rule.id):
            why = f"{rule.id} is also the id of {twin.path}"
            raise PolicyError(why, place=f"{rule.path}:1", hint="give one a new id")
        seen[rule.id] = rule
