"""Documents looked at without a model: what each of them says, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mlgate.core.dossier import Dossier, assemble
from mlgate.core.evidence import Binding, Evidence
from mlgate.core.frozen import frozen
from mlgate.core.organisation import CustomKind
from mlgate.gate.loading import load
from mlgate.gate.reading import readable
from mlgate.gate.seen import recognise
from mlgate.gate.tracing import traced
from mlgate.loaders.discover import Discovery


@frozen
class Alone:
    """What the documents say, and where.

    Attributes:
        dossier: As if all of them were about one model, of which nothing is known.
        sources: Path -> (bytes, syntax) of each document, to find positions in.
    """

    evidence: tuple[Evidence, ...]
    dossier: Dossier
    sources: Mapping[str, tuple[bytes, str]]


def alone(found: Discovery, kinds: Sequence[CustomKind] = ()) -> Alone:
    """Return what each document that was ``found`` says; none is bound to anything.

    Args:
        found: Files, of which none is a model.
        kinds: Kinds of documents that configuration names.
    """
    sources = readable(found)
    known = {p: x for p, s in sources.items() if (x := recognise(s, kinds))}
    evidence = tuple(load(sources[p], known[p]) for p in sorted(known))
    supposed = [replace(e, binding=Binding.ENCLOSED) for e in evidence]
    dossier = traced(assemble(supposed, {}, {}), (), ())
    places = {p: (sources[p].raw, x.syntax) for p, x in known.items()}
    return Alone(evidence, dossier, places)
