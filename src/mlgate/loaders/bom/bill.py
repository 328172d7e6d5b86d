"""A bill of materials being filled: section ``bom``, or one record of ``software``.

It is the one or the other by whether it names a model: the bill of an environment must
not compete with the model's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.bom import said
from mlgate.loaders.bom.digests import Digests
from mlgate.loaders.bom.part import Part
from mlgate.loaders.filling import MAX_RAW, Filling, shown

MAX_DANGLING = 100
_KEYS = ("name", "version", "type")


class Bill:
    """A record being filled, and what is said of each part of it.

    Attributes:
        at: Where in the input it is: ``/bom`` or ``/software/0``.
        extras: What has no field of its own; nothing here is ruled on.
    """

    def __init__(self, path: str, *, of_model: bool) -> None:
        """Begin the bill that the document at ``path`` is."""
        self.fill = Filling()
        self.at = "/bom" if of_model else "/software/0"
        self.extras: dict[str, Any] = {"notes": [], "elsewhere": {}}
        self._of_model = of_model
        self._record: dict[str, Any] = {"extras": self.extras}
        if not of_model:
            self._record["document"] = path

    def put(self, key: str, value: object, said_at: str) -> None:
        """Fill the field ``key``, which is said at ``said_at``."""
        self._record[key] = value
        self.fill.draft.sources[f"{self.at}/{key}"] = said_at

    def text(self, key: str, value: object, said_at: str) -> None:
        """Fill the field ``key`` if ``value`` is text that says something."""
        found = said.checked(self.fill, f"{self.at}/{key}", value, said_at)
        if found is not None:
            self.put(key, found, said_at)

    def created(self, value: object, said_at: str) -> None:
        """Fill the time of the document; one without a zone is no instant."""
        found, note = said.time(self.fill, f"{self.at}/created_at", value, said_at)
        if found:
            self.put("created_at", found, said_at)
        self.extras["notes"] += [note] if note else []

    def schema(self, problems: Sequence[Mapping[str, str]], unknown: str = "") -> None:
        """Fill what breaks the format's own rules.

        Args:
            problems: Each breach that was found.
            unknown: Why finding none does not mean that there is none.
        """
        if unknown and not problems:
            self.fill.gap(f"{self.at}/schema_valid", "no_assertion", unknown, "")
        else:
            self.put("schema_valid", not problems, "")
        self.put("schema_errors", list(problems), "")
        for number, problem in enumerate(problems):
            at = f"{self.at}/schema_errors/{number}"
            self.fill.draft.sources[at] = problem["pointer"]

    def score(self, value: float, missing: Sequence[str], must: Sequence[str]) -> None:
        """Fill how much of the minimum elements is there."""
        self.put("score", value, "")
        self.put("missing", list(missing), "")
        self.put("missing_mandatory", list(must), "")

    def dangling(self, references: Iterable[str]) -> None:
        """Fill what is referred to and is not in the document."""
        found = sorted(references)
        self.put("dangling", found[:MAX_DANGLING], "")
        self.extras["dangling_count"] = len(found)

    def main(self, part: Part) -> None:
        """Fill what the document is about, where that is no model."""
        self.text("name", part.name, part.home("name"))
        self.text("version", part.version, part.home("version"))
        if digest := self._digest(f"{self.at}/digest", part, part.digests):
            self.put("digest", digest, part.home("digests"))

    def model(self, part: Part, ancestors: Sequence[Part]) -> None:
        """Fill the model itself."""
        at = f"{self.at}/model"
        made: dict[str, Any] = {}
        sources = self.fill.draft.sources
        sources[at] = part.at
        for key in _KEYS:
            place = part.home(key)
            value = said.checked(self.fill, f"{at}/{key}", getattr(part, key), place)
            if value is not None:
                made[key], sources[f"{at}/{key}"] = value, place
        made["licences"] = self._licences(f"{at}/licences", part)
        made["digests"] = part.digests.listed
        sources |= {f"{at}/{key}": part.home(key) for key in ("licences", "digests")}
        made["ancestors"] = [self._ancestor(n, a) for n, a in enumerate(ancestors)]
        self._record["model"] = made

    def _ancestor(self, number: int, part: Part) -> dict[str, Any]:
        at = f"{self.at}/model/ancestors/{number}"
        self.fill.draft.sources[at] = part.at
        name = said.checked(self.fill, f"{at}/name", part.name, part.home("name"))
        return {
            "name": name,
            "purl": self._purl(at, part),
            "digest": self._digest(f"{at}/digest", part, part.digests),
            "licences": self._licences(f"{at}/licences", part),
        }

    def parts(self, parts: Iterable[Part], said_at: str) -> None:
        """Fill the components, in order."""
        self.put("components", [self._part(n, p) for n, p in enumerate(parts)], said_at)

    def _part(self, number: int, part: Part) -> dict[str, Any]:
        at = f"{self.at}/components/{number}"
        self.fill.draft.sources[at] = part.at
        digests = part.digests
        made: dict[str, Any] = {
            "name": said.plain(part.name),
            "version": said.plain(part.version),
            "type": said.plain(part.type),
            "purl": self._purl(at, part),
            "licences": self._licences(f"{at}/licences", part),
            "digest": self._digest(f"{at}/digest", part, digests),
            "weak_digest": digests.weak,
        }
        for key in _KEYS:
            # Of thousands of components, few say something that is no value.
            if made[key] is None and (value := getattr(part, key)) is not None:
                where = part.home(key)
                made[key] = said.checked(self.fill, f"{at}/{key}", value, where)
        if len(digests.pairs) > bool(made["digest"]) + bool(digests.weak):
            self.keep(part.home("digests"), digests.written)
        return made

    def _purl(self, at: str, part: Part) -> str | None:
        value = part.purl
        if value is None:
            return None
        return said.purl(self.fill, f"{at}/purl", value, part.home("purl"))

    def _licences(self, at: str, part: Part) -> list[str]:
        """Return the licences; none if one says nothing, which would then hide."""
        listed = part.licences
        if not listed:
            return []
        texts = [text for x in listed if (text := said.plain(x))]
        if len(texts) == len(listed):
            return texts
        gone = any(str(x).strip().lower() == said.NO_ASSERTION for x in listed)
        raw = ", ".join(map(shown, listed))
        where = part.home("licences")
        self.fill.gap(at, "no_assertion" if gone else "placeholder", raw, where)
        if len(raw) > MAX_RAW:
            self.keep(where, listed)
        return []

    def _digest(self, at: str, part: Part, digests: Digests) -> str | None:
        """Return the strong digest to join on; several of one kind are a conflict."""
        best = digests.best
        if len(best) > 1:
            self.fill.gap(at, "conflict", ", ".join(best), part.home("digests"))
        return best[0] if len(best) == 1 else None

    def keep(self, place: str, value: object) -> None:
        """Keep ``value``, said at ``place``, among the extras."""
        self.extras["elsewhere"][place] = value

    def draft(self, unnamed: str = "", place: str = "") -> Draft:
        """Return the draft.

        Args:
            unnamed: Why it is no bill of a model, for who looks for one.
            place: Where it would name the model.
        """
        draft = self.fill.draft
        if self._of_model:
            draft.sections["bom"] = self._record
            draft.sources["/bom"] = ""
            return draft
        draft.sections["software"] = [self._record]
        draft.sources |= {"/software": "", "/software/0": ""}
        self.fill.gap("/bom", "no_assertion", unnamed, place)
        return draft
