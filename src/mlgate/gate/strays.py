"""Files in places for evidence that are part of the model all the same, in words."""

from collections.abc import Sequence

from mlgate.core.subject import Artifact
from mlgate.loaders.places import EVIDENCE, place

SHOWN = 5


def strays(kind: str, artifacts: Sequence[Artifact]) -> tuple[str, ...]:
    """Return one note that names them; none if every file is where it belongs.

    Without it, whoever puts a report of an unknown format beside the others would
    see all signatures break, and nothing of why.
    """
    paths = [a.path for a in artifacts if place(a.path).kind == EVIDENCE]
    # A file that is judged alone lies nowhere, whatever it is called.
    if kind != "folder" or not paths:
        return ()
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    named = ", ".join(paths[:SHOWN]) + more
    why = "in a place for evidence, but no document that mlgate reads"
    return (f"{why}, and therefore part of the model: {named}",)
