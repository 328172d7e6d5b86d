"""Where the model comes from: the lineage of all documents, joined on its bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlgate.core.dossier import Dossier
from mlgate.core.lineage_graph import lineage
from mlgate.core.subject import Artifact
from mlgate.gate.naming import FORMAT
from mlgate.loaders.formats.companions import CONFIG, MLMODEL, PARTS, TEMPLATE

# Files that lie beside the weights: no run is asked for having made them.
_BESIDE = frozenset({FORMAT, CONFIG, MLMODEL, PARTS, TEMPLATE})


def traced(
    dossier: Dossier,
    artifacts: Sequence[Artifact],
    files: Sequence[Mapping[str, Any]],
) -> Dossier:
    """Return ``dossier`` with its lineage joined into section ``graph``.

    Args:
        dossier: The joined evidence.
        artifacts: The files of the model; none if one document is looked at alone.
        files: What each model file is, by its bytes.
    """
    weights = {f["path"] for f in files if holds_weights(f)}
    named = {a.path: a.sha256 for a in artifacts}
    parts = {p: d for p, d in named.items() if p in weights} or named
    found = lineage(dossier, parts)
    return replace(
        dossier,
        content={**dossier.content, "graph": found.section},
        places={**dossier.places, **found.places},
        rests={**dossier.rests, "/graph/score": found.rests},
    )


def holds_weights(file: Mapping[str, Any]) -> bool:
    """Say whether ``file`` of the model holds weights, and does not lie beside them."""
    return file["format"] not in _BESIDE
