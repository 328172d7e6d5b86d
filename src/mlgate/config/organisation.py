"""Reads ``org.yaml``: whom the organisation trusts, and how strict it is."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlgate.config import kinds, reading
from mlgate.config.reading import Document
from mlgate.core.organisation import (
    BOM_SCORE,
    WAIVER_DAYS,
    WAIVER_RENEWALS,
    Key,
    Organisation,
    Pin,
)
from mlgate.core.rule import RiskTier
from mlgate.core.tiers import Floor
from mlgate.core.waivers import Waiver
from mlgate.errors import ConfigError
from mlgate.stores import located

MAX_PEM = 64 * 2**10
_LABEL = re.compile(r"-----BEGIN ([A-Z0-9 ]*)-----")


def read(path: Path) -> Organisation:
    """Return the organisation that ``path`` describes.

    Raises:
        ConfigError: The file, or a key it names, is malformed or unreadable.
    """
    document = reading.read(path, "organisation")
    fields = document.fields
    limits = fields.get("waiver_limits") or {}
    for section, name in (("keys", "name"), ("waivers", "id")):
        _refuse_twins(document, section, name)
    return Organisation(
        name=fields["name"],
        file=document.name,
        sha256=document.sha256,
        keys=tuple(_key(document, i) for i in range(len(fields.get("keys", [])))),
        pack=_pin(document),
        profiles=_tiers(fields.get("profiles", {})),
        floors=tuple(
            Floor(f["match"], RiskTier(f["tier"])) for f in fields.get("floors", [])
        ),
        licences=tuple(fields.get("licences") or Organisation().licences),
        waivers=tuple(_waiver(w) for w in fields.get("waivers", [])),
        waiver_days={**WAIVER_DAYS, **_tiers(limits.get("days", {}))},
        waiver_renewals=limits.get("renewals", WAIVER_RENEWALS),
        bom_score={**BOM_SCORE, **_tiers(fields.get("bom_score", {}))},
        decision_log=_log(document),
        kinds=kinds.read(document, kinds.beside(document, judged=False)),
    )


def _refuse_twins(document: Document, section: str, name: str) -> None:
    """Raise ``ConfigError`` if two items share a name, which then tells nothing."""
    seen: set[str] = set()
    for index, item in enumerate(document.fields.get(section, [])):
        if item[name] in seen:
            why = f"two of `{section}` have the {name} '{item[name]}'"
            place = document.place(f"/{section}/{index}/{name}")
            raise ConfigError(why, place=place, hint="give each its own")
        seen.add(item[name])


def _key(document: Document, index: int) -> Key:
    entry = document.fields["keys"][index]
    file, pem, at = entry.get("file"), entry.get("pem"), f"/keys/{index}"
    if (file is None) == (pem is None):
        why = f"key '{entry['name']}' needs either `file` or `pem`"
        raise ConfigError(why, place=document.place(at), hint="give one of them")
    if file is not None:
        pem = _pem(_beside(document, file, f"{at}/file"), document.place(f"{at}/file"))
    _check_public(pem, document.place(f"{at}/{'pem' if file is None else 'file'}"))
    return Key(entry["name"], pem, frozenset(entry["purposes"]))


def _beside(document: Document, file: str, pointer: str) -> Path:
    """Return the path of ``file``, which must lie in the folder of the document.

    That folder is protected; another one might be the judged's own.
    """
    folder = document.path.parent
    try:
        inside = (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        inside = True  # It cannot be opened either, and that says why.
    if not inside:
        why = f"'{file}' lies outside the folder of {document.name}"
        hint = f"put it beside {document.name}, where the same people guard it"
        raise ConfigError(why, place=document.place(pointer), hint=hint)
    return folder / file


def _pem(path: Path, place: str) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_PEM).decode()
    except (OSError, ValueError) as exc:
        why = f"the key file '{path}' cannot be read as text"
        hint = "write the path of a PEM public key, relative to org.yaml"
        raise ConfigError(why, place=place, hint=hint) from exc


def _check_public(pem: str, place: str) -> None:
    """Raise ``ConfigError`` unless ``pem`` looks like one public key.

    Whether it is one that can be trusted is found out when it is first used.
    """
    labels = _LABEL.findall(pem)
    hint = "give the public key: the file whose name ends in .pub"
    if any("PRIVATE" in label for label in labels):
        raise ConfigError("this is a private key", place=place, hint=hint)
    if labels != ["PUBLIC KEY"]:
        found = ", ".join(labels).lower() or "no PEM at all"
        why = f"expected one PEM public key, found {found}"
        raise ConfigError(why, place=place, hint=hint)


def _pin(document: Document) -> Pin:
    entries = document.fields.get("packs", [])
    if not entries:
        return Pin()
    (entry,) = entries
    path, digest = entry.get("path"), entry.get("digest") or ""
    if path is None:
        return Pin(entry["name"], "", digest)
    # What a digest pins may lie anywhere.
    where = document.path.parent / path if digest else None
    folder = where or _beside(document, path, "/packs/0/path")
    return Pin(entry["name"], str(folder), digest)


def _log(document: Document) -> str:
    said = document.fields.get("decision_log")
    if said is None:
        return ""
    try:
        return located(said, document.path.parent)
    except ConfigError as exc:
        place = document.place("/decision_log")
        raise ConfigError(exc.message, place=place, hint=exc.hint) from exc


def _tiers(by_name: Mapping[str, Any]) -> dict[RiskTier, Any]:
    return {RiskTier(name): value for name, value in by_name.items()}


def _waiver(entry: Mapping[str, Any]) -> Waiver:
    lists = ("approved_by", "environments")
    return Waiver(
        **{
            "subject": "",
            "reason": "",
            "requested_by": "",
            "expires_at": "",
            **entry,
            **{name: tuple(entry.get(name, ())) for name in lists},
        }
    )
