"""A dossier as those see it who look for lineage in it."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.dossier import Dossier, Place, said_at
from mlgate.core.evidence import Binding
from mlgate.core.lineage_joining import MAX_NODES, Joining, Ref, Said, unique
from mlgate.core.pointer import resolve

OURS = Place("", "")


class Reader:
    """Finds records with their places, and names the things they are about.

    Attributes:
        documents: All that say anything about the subject, by path.
        graph: Where nodes and edges are put.
        model: The subject; None if one document is looked at alone.
        parts: Digests of the files that hold the model itself.
        made_by: Run -> the parts that it made.
        given: Parts that were there before: a base model among the files.
    """

    def __init__(self, dossier: Dossier, parts: Mapping[str, str]) -> None:
        self._evidence, content = dossier.evidence, dossier.content
        known = sorted(dossier.evidence.items())
        self.documents = [e for _, e in known if e.binding is not Binding.NONE]
        self._worths: dict[str, tuple[int, int]] = {}
        self._runs: dict[str, Ref] = {}
        self.graph = Joining(self.home, self.worth)
        subject = content["subject"]
        self.parts = frozenset(f"sha256:{digest}" for digest in parts.values())
        self._whole = {subject["digest"], *(a["digest"] for a in subject["aliases"])}
        self.model = self._model(content) if subject["digest"] else None
        self.made_by: dict[int, frozenset[str]] = {}
        self.given: frozenset[str] = frozenset()

    def items(self, at: str) -> Iterator[tuple[Place, Any]]:
        """Yield each record of the list at ``at`` in every document, and its place.

        A dossier has one document's answer to each question. Here all of them count:
        of two files about two runs, one may be what came before the other.
        """
        left = MAX_NODES
        for document in self.documents:
            for number, item in enumerate(resolve(document.draft.sections, at) or ()):
                if left == 0:
                    self.graph.cut = True
                    return
                left -= 1
                yield said_at(document, f"{at}/{number}"), item

    def home(self, document: str) -> str:
        """Return the document that ``document`` counts for: events of a run are one."""
        source = self._evidence.get(document)
        return source.joined or document if source else document

    def worth(self, document: str) -> tuple[int, int]:
        """Return what a document is worth: assurance, then binding."""
        if document not in self._worths:
            source = self._evidence.get(self.home(document))
            worth = (int(source.assurance), int(source.binding)) if source else (9, 9)
            self._worths[document] = worth
        return self._worths[document]

    def part(self, digest: str | None) -> frozenset[str]:
        """Return the parts of the model that ``digest`` names: all, one or none."""
        return self.parts if digest in self._whole else self.parts & {digest or ""}

    def meant(self, *digests: str | None) -> Ref | None:
        """Return the model as a document means it by ``digests``.

        Without any that could be compared it is the model that the document is about;
        None if it names other bytes.
        """
        named = [d for d in digests if d and d.startswith("sha256:")]
        if self.model is None or any(self.part(d) for d in named):
            return self.model
        return None if named else self.model._replace(named=frozenset({"document"}))

    def dataset(
        self, place: Place, name: str | None, version: str | None, digest: str | None
    ) -> Ref | None:
        """Return the data set that is known by this digest, or else here alone."""
        digests = (digest,) if digest else ()
        local = f"{name}\0{version or ''}"
        said = Said("dataset", place, name or "", version or "", digests, local=local)
        return self.graph.node(said)

    def run(self, place: Place, ident: str | None, name: str | None) -> Ref | None:
        """Return the run with this id, which the document at ``place`` is about."""
        text = ident or ""
        said = Said("run", place, name or "", text, ident=unique(ident), local=text)
        ref = self.graph.node(said)
        if ref:
            self._runs.setdefault(self.home(place.document), ref)
        return ref

    def run_of(self, place: Place) -> Ref | None:
        """Return the run that the document at ``place`` is about, if there is one."""
        return self._runs.get(self.home(place.document))

    def made(
        self, run: Ref | None, ref: Ref | None, place: Place, parts: frozenset[str]
    ) -> None:
        """Note that ``run`` made ``ref``, and thereby these ``parts`` of the model."""
        self.graph.edge(run, ref, "generated", place)
        if run and ref and self.model and ref.number == self.model.number:
            before = self.made_by.get(run.number, frozenset())
            self.made_by[run.number] = before | parts

    def came_of(
        self,
        ref: Ref | None,
        end: Ref | None,
        kind: str,
        at: Place,
        digest: str | None = None,
    ) -> None:
        """Note that ``end`` came of ``ref``, known here by ``digest``."""
        if ref and self.model and ref.number == self.model.number:
            # A base model among the files: it was there before any run.
            self.given |= self.part(digest)
        else:
            self.graph.edge(ref, end, kind, at)

    def _model(self, content: Mapping[str, Any]) -> Ref | None:
        release, digest = content["release"], content["subject"]["digest"]
        name, version = release["name"] or "", release["version"] or ""
        also = sorted(d for d in self._whole if d and d != digest)
        digests = (digest, *also, *sorted(self.parts))
        return self.graph.node(Said("model", OURS, name, version, digests))
