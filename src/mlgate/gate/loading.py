"""One document, loaded: what it says, or why it cannot be read."""

from dataclasses import replace

from mlgate.core.evidence import Draft, Evidence
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.loader import Loader
from mlgate.loaders.places import EVIDENCE, place
from mlgate.loaders.sigstore import payload_source
from mlgate.loaders.source import Source

SIGSTORE = "sigstore-bundle"
IN_TOTO = "in-toto"


def load(source: Source, loader: Loader, problem: str = "") -> Evidence:
    """Return what ``source`` says; a broken document is no error, but says nothing.

    Args:
        source: A document that ``loader`` recognises.
        loader: How to read it.
        problem: What is wrong with it already, such as its signature.
    """
    draft = Draft()
    try:
        found = _draft(source, loader)
        draft = Draft() if problem else found
    except EvidenceError as exc:
        # The loader knows the line; of a signature only the file is known.
        problem = str(exc)
    return Evidence(
        source.path,
        source.sha256,
        loader.format,
        draft,
        loader.sections,
        placed=place(source.path).kind == EVIDENCE,
        problem=problem,
    )


def _draft(source: Source, loader: Loader) -> Draft:
    draft = loader.load(source)
    inner = payload_source(source) if loader.format == SIGSTORE else None
    if inner is None:
        return draft
    draft = BUILTIN[IN_TOTO].load(inner)
    # Pointers lead into the signed payload; a person finds the envelope.
    return replace(draft, sources=dict.fromkeys(draft.sources, "/dsseEnvelope/payload"))
