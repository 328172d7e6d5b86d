"""Reads ``org.yaml``: whom the organisation trusts, and how strict it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlgate.config import reading
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


def read(path: Path) -> Organisation:
    """Return the organisation that ``path`` describes.

    Raises:
        ConfigError: The file, or a key it names, is malformed or unreadable.
    """
    document = reading.read(path, "organisation")
    fields = document.fields
    limits = fields.get("waiver_limits") or {}
    return Organisation(
        name=fields["name"],
        file=document.name,
        sha256=document.sha256,
        keys=tuple(_key(k, path) for k in fields.get("keys", [])),
        pack=_pin(fields.get("packs", []), path),
        profiles=_tiers(fields.get("profiles", {})),
        floors=tuple(
            Floor(f["match"], RiskTier(f["tier"])) for f in fields.get("floors", [])
        ),
        licences=tuple(fields.get("licences") or Organisation().licences),
        waivers=tuple(_waiver(w) for w in fields.get("waivers", [])),
        waiver_days={**WAIVER_DAYS, **_tiers(limits.get("days", {}))},
        waiver_renewals=limits.get("renewals", WAIVER_RENEWALS),
        bom_score={**BOM_SCORE, **_tiers(fields.get("bom_score", {}))},
    )


def _key(entry: Mapping[str, Any], path: Path) -> Key:
    if ("file" in entry) == ("pem" in entry):
        hint = "give one of them"
        why = f"key '{entry['name']}' needs either `file` or `pem`"
        raise ConfigError(why, place=str(path), hint=hint)
    pem = entry.get("pem") or _pem(path.parent / entry["file"])
    return Key(entry["name"], pem, frozenset(entry["purposes"]))


def _pem(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as exc:
        hint = "write the path of a PEM public key, relative to org.yaml"
        raise ConfigError("cannot be read as text", place=str(path), hint=hint) from exc


def _pin(entries: list[dict[str, Any]], path: Path) -> Pin:
    if not entries:
        return Pin()
    (entry,) = entries
    folder = str(path.parent / entry["path"]) if entry.get("path") else ""
    return Pin(entry["name"], folder, entry.get("digest", ""))


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
