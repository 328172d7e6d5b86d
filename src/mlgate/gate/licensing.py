"""Section ``licences``: of the model, up its chain, and of the files beside it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlgate.core import licence_chain, licence_names, licences, purl
from mlgate.core.dossier import Dossier, Place
from mlgate.core.evidence import Binding, Evidence
from mlgate.core.licence_chain import Declared
from mlgate.core.organisation import Organisation
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.subject import Artifact, Subject
from mlgate.loaders.places import CODE
from mlgate.strict.shipped import folder

_CARD = "/model_card"
_MODEL = "machine-learning-model"
_NAMELESS = "a model without a name"
_SELF = "this model"
_TEXT = re.compile(
    r"(licen[cs]e|copying|notice|(acceptable_)?use_policy)([-_. ][^/]*)?", re.IGNORECASE
)


def licensed(
    dossier: Dossier,
    subject: Subject,
    organisation: Organisation,
    narrowed: Sequence[str],
) -> Dossier:
    """Return ``dossier`` with what is known of the licences that bind the model.

    Args:
        dossier: The joined evidence.
        subject: Whose files may hold texts of licences.
        organisation: Which licences a model may carry.
        narrowed: Those the repository limits itself to; empty for no limit.
    """
    table = json.loads(
        (folder("policies") / "reference" / "licences.json").read_text("utf-8")
    )
    own = _own(dossier)
    links = licence_chain.climb(own, list(_known(dossier, own)))
    chain = [_link(link, table, organisation.licences, narrowed) for link in links]
    model = {k: v for k, v in chain[0].items() if k not in {"name", "inherits"}}
    files = _files(subject.artifacts, own.licence_link, table)
    named = list(_named(dossier, own, table))
    found = {
        "model": model,
        "chain": chain,
        "named": [record for record, _ in named],
        "files": files,
        "effective": licence_chain.effective(chain),
    }
    places = {"/licences": own.said}
    places |= {f"/licences/chain/{n}": link.said for n, link in enumerate(links)}
    places |= {f"/licences/named/{n}": said for n, (_, said) in enumerate(named)}
    places |= {
        f"/licences/files/{n}": Place(f["path"], "") for n, f in enumerate(files)
    }
    return replace(
        dossier,
        content={
            **dossier.content,
            "licences": total(found, SHAPE["licences"], "/licences"),
        },
        places={**dossier.places, **places},
    )


def _link(
    link: Declared,
    table: licence_names.Table,
    allowed: Sequence[str],
    narrowed: Sequence[str],
) -> dict[str, Any]:
    declared = (link.licence, link.licence_name, link.licence_link)
    found = licences.terms(*declared, table, allowed)
    if narrowed and not licences.terms(*declared, table, narrowed)["allowed"]:
        found["allowed"] = False
    return {"name": link.name, **found}


def _named(
    dossier: Dossier, own: Declared, table: licence_names.Table
) -> Iterator[tuple[dict[str, Any], Place]]:
    """Yield each licence that a document names for the model itself, and where."""
    said = [("card", own.licence, own.licence_name, own.said)]
    for n, licence in enumerate(dossier.content["bom"]["model"]["licences"]):
        said.append(("SBOM", licence, None, dossier.place(f"/bom/model/licences/{n}")))
    for by, licence, name, place in said:
        if licence is not None:
            made = licence_names.named(licence, name, table)
            record = {"by": by, "declared": licence, **made._asdict()}
            yield {**record, "ids": list(made.ids)}, place


def _own(dossier: Dossier) -> Declared:
    """Return the model itself; all that is said to be up its chain is its base."""
    card, bom = dossier.content["model_card"], dossier.content["bom"]
    named = [(f"{_CARD}/base_models/{n}", b) for n, b in enumerate(card["base_models"])]
    above = enumerate(bom["model"]["ancestors"])
    named += [(f"/bom/model/ancestors/{n}", ancestor) for n, ancestor in above]
    bases = tuple((_called(one), dossier.place(at)) for at, one in named)
    name = card["name"] or dossier.content["release"]["name"] or _SELF
    said = dossier.place(f"{_CARD}/licence")
    terms = (card["licence_name"], card["licence_link"])
    return Declared(name, card["licence"], said, *terms, bases)


def _called(model: Mapping[str, Any]) -> str:
    parsed = purl.parse(model.get("purl") or "")
    return model["name"] or (parsed.name if parsed else "") or _NAMELESS


def _known(dossier: Dossier, own: Declared) -> Iterator[Declared]:
    """Yield what is said of other models.

    What is called as this one may be this one, but for its ancestors: a model can have
    the name of what it was made from.
    """
    bom = dossier.content["bom"]
    for n, ancestor in enumerate(bom["model"]["ancestors"]):
        yield from _listed(dossier, ancestor, f"/bom/model/ancestors/{n}")
    for n, component in enumerate(bom["components"]):
        if component["type"] == _MODEL and component["name"] != own.name:
            yield from _listed(dossier, component, f"/bom/components/{n}")
    for evidence in dossier.evidence.values():
        card = evidence.draft.sections.get("model_card", {})
        named = card.get("name") and card["name"] != own.name
        if named and evidence.binding is not Binding.NONE:
            yield _carded(evidence, card)


def _listed(
    dossier: Dossier, component: Mapping[str, Any], at: str
) -> Iterator[Declared]:
    name, url = _called(component), component["purl"] or ""
    for licence in filter(None, component["licences"]):
        yield Declared(name, licence, dossier.place(at), purl=url)


def _carded(evidence: Evidence, card: Mapping[str, Any]) -> Declared:
    bases = tuple(
        (base["name"], _said(evidence, f"{_CARD}/base_models/{n}"))
        for n, base in enumerate(card.get("base_models") or ())
        if resolve(base, "/name")
    )
    said = _said(evidence, f"{_CARD}/licence")
    terms = (card.get(key) for key in ("licence", "licence_name", "licence_link"))
    licence, name, link = terms
    return Declared(card["name"], licence, said, name, link, bases)


def _said(evidence: Evidence, pointer: str) -> Place:
    sources = evidence.draft.sources
    near = next((p for p in ancestors(pointer) if p in sources), "")
    return Place(evidence.path, sources.get(near, ""))


def _files(
    artifacts: Iterable[Artifact], link: str | None, table: licence_names.Table
) -> list[dict[str, Any]]:
    """Return the files that hold terms; which ones is said of well-known texts only.

    A file is told by its name, or by the card's link to it.
    """
    texts = {
        digest: row["spdx"] for row in table.values() for digest in row.get("texts", ())
    }
    return [
        {
            "path": a.path,
            "digest": f"sha256:{a.sha256}",
            "licence": texts.get(a.sha256),
        }
        for a in artifacts
        if _holds_terms(a.path) or a.path == (link or "").removeprefix("./")
    ]


def _holds_terms(path: str) -> bool:
    name = path.rpartition("/")[2]
    return _TEXT.fullmatch(name) is not None and not name.lower().endswith(CODE)
