"""Fills section ``datasets`` from an SPDX 3 graph: dataset packages and their use."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.loaders.bom import said
from mlgate.loaders.bom.spdx3_graph import Graph
from mlgate.loaders.bom.spdx3_parts import DATASET, FILE, Spdx3Part
from mlgate.loaders.filling import Filling, shown

_AT = "/datasets"
_ROLES = {"trainedOn": "training", "testedOn": "test"}
_TEXTS = {
    "name": "name",
    "version": "software_packageVersion",
    "url": "software_downloadLocation",
    "collection": "dataset_dataCollectionProcess",
    "intended_use": "dataset_intendedUse",
    "sensitivity": "dataset_confidentialityLevel",
    "personal_data": "dataset_hasSensitivePersonalInformation",
}
_BIAS = "dataset_knownBias"
_READ = frozenset(_TEXTS.values()) | {_BIAS}


def fill_datasets(fill: Filling, graph: Graph, listed: Sequence[Spdx3Part]) -> None:
    """Add a record for each dataset, and for what else a model was trained on."""
    used = {
        kind: {t for link in graph.links if link.kind == kind for t in link.targets}
        for kind in _ROLES
    }
    packages = [p for p in listed if p.node.type == DATASET]
    held = {p.id: graph.within(p.id) for p in packages}
    covered = {p.id for p in packages}.union(*held.values()) if packages else set()
    loose = set().union(*used.values()) - covered
    rest = [p for p in listed if p.id in loose]
    by_id = {p.id: p for p in listed}
    records = []
    for number, part in enumerate([*packages, *rest]):
        inside = held.get(part.id, set())
        role = [r for k, r in _ROLES.items() if used[k] & ({part.id} | inside)]
        files = [by_id[i] for i in sorted(inside) if i in by_id]
        files = [f for f in files if f.node.type == FILE]
        records.append(_record(fill, f"{_AT}/{number}", part, role, files))
    if records:
        fill.draft.sections["datasets"] = records


def _record(
    fill: Filling,
    at: str,
    part: Spdx3Part,
    role: Sequence[str],
    files: Sequence[Spdx3Part],
) -> dict[str, Any]:
    raw, digests = part.node.raw, part.digests
    fill.draft.sources[at] = part.at
    made: dict[str, Any] = {"role": ", ".join(role) or None}
    for field, key in _TEXTS.items():
        if key in raw:
            place = f"{part.at}/{key}"
            made[field] = said.checked(fill, f"{at}/{field}", raw[key], place)
    made["licence"] = _licence(fill, f"{at}/licence", part)
    made["digest"] = _digest(fill, f"{at}/digest", part)
    made["weak_digest"] = digests.weak
    made["creators"] = _creators(part)
    biases = raw.get(_BIAS) or []
    listed = biases if isinstance(biases, list) else [biases]
    made["biases"] = "; ".join(map(shown, listed)) or None
    time = said.time(
        fill, f"{at}/published_at", raw.get("releaseTime"), f"{part.at}/releaseTime"
    )
    made["published_at"] = time[0]
    made["files"] = [
        {
            "name": f.name if isinstance(f.name, str) else None,
            "digest": f.digests.best[0] if len(f.digests.best) == 1 else None,
            "weak_digest": f.digests.weak,
        }
        for f in files
    ]
    made["extras"] = _extras(raw)
    return made


def _extras(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in raw.items()
        if key.startswith("dataset_") and key not in _READ
    }


def _licence(fill: Filling, at: str, part: Spdx3Part) -> str | None:
    """Return the one licence; of several, nobody says whether all or any hold."""
    found = part.licences
    if len(found) > 1:
        fill.gap(at, "conflict", ", ".join(found), part.home("licences"))
        return None
    return said.checked(fill, at, found[0], part.home("licences")) if found else None


def _digest(fill: Filling, at: str, part: Spdx3Part) -> str | None:
    best = part.digests.best
    if len(best) > 1:
        fill.gap(at, "conflict", ", ".join(best), part.home("digests"))
    return best[0] if len(best) == 1 else None


def _creators(part: Spdx3Part) -> list[str]:
    """Return the names of those whom the dataset comes from."""
    listed = part.graph.inners(part.node.raw.get("originatedBy"))
    return [x["name"] for x in listed if isinstance(x.get("name"), str)]
