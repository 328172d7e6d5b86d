"""The models that one object names, and what its annotations claim about them."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError
from mlgate.serve import pods
from mlgate.serve.places import Kind, matches
from mlgate.serve.reference import Reference, text, uri
from mlgate.strict import yaml_reader

MODEL = "mlgate.dev/model"
SUBJECT = "mlgate.dev/subject"
# KServe writes it into the pods of a service, for the container that fetches.
_SOURCE = "internal.serving.kserve.io/storage-initializer-sourceuri"
ANNOTATIONS = frozenset({MODEL, SUBJECT, _SOURCE})
Json = Mapping[str, Any]


@frozen
class Found:
    """What an object says about models.

    Attributes:
        references: Each model it names, once.
        claims: Reference -> the subject digest that an annotation claims for it;
            under "" the digest that is claimed for the only one.
    """

    references: tuple[Reference, ...]
    claims: Mapping[str, str]


def read(value: Json, kind: Kind) -> Found:
    """Return what the object ``value`` of ``kind`` says.

    An annotation only ever adds a model: whatever else names one still counts.

    Raises:
        EvidenceError: A place where a model is named is not of its shape, or two
            annotations claim different subjects for one model.
    """
    notes = list(_annotations(value, kind))
    named = list(_named(value, kind))
    # Its folder is then filled from there, which is judged; what people say in an
    # annotation fills nothing.
    if any(one.fetches for one in named):
        named = [one for one in named if not _is_fetched(one)]
    distinct: dict[tuple[str, str], Reference] = {}
    for one in [*named, *_annotated(notes)]:
        distinct.setdefault((one.text, one.digest), one)
    return Found(tuple(distinct.values()), _claims(notes))


def _named(value: Json, kind: Kind) -> Iterator[Reference]:
    for patterns, reader in (
        (kind.uris, _uri),
        (kind.unseen, _unseen),
        (kind.pods, pods.references),
        (kind.containers, pods.container),
    ):
        for pattern in patterns:
            for at, one in matches(value, pattern):
                # A container is an object; beside it lie a count, a list, a name.
                if one and (isinstance(one, dict) or reader not in _OF_OBJECTS):
                    yield from reader(one, at)
    for pattern, inner in kind.embedded:
        for at, one in matches(value, pattern):
            yield from _embedded(text(one, at), inner, at)


_OF_OBJECTS = (pods.references, pods.container)


def _uri(value: object, at: str) -> Iterator[Reference]:
    yield uri(value, at, fetches=True)


def _unseen(value: object, at: str) -> Iterator[Reference]:
    """Name what is told elsewhere by the texts that it is told with."""
    told = value.items() if isinstance(value, dict) else [("", value)]
    said = " ".join(f"{k}={v}" for k, v in sorted(told) if isinstance(v, str))
    yield Reference(f"storage {said}".strip(), at, fetches=True)


def _embedded(written: str, patterns: tuple[str, ...], at: str) -> Iterator[Reference]:
    content = yaml_reader.parse(written, at)
    for pattern in patterns:
        for inner, one in matches(content, pattern):
            if one:
                yield uri(one, f"{at}#{inner}")


def _is_fetched(one: Reference) -> bool:
    where = one.text.removeprefix("file://")
    inside = f"{where}/".startswith(f"{pods.MOUNT}/")
    return one.local and inside and not one.mounted and ".." not in where.split("/")


def _annotations(value: Json, kind: Kind) -> Iterator[tuple[str, Json]]:
    """Yield pointer and content of each map of annotations that is about pods."""
    patterns = [p.removesuffix("/spec") for p in kind.pods if p.endswith("/spec")]
    for pattern in dict.fromkeys(["", *patterns]):
        for at, one in matches(value, f"{pattern}/metadata/annotations"):
            if one is None:
                continue
            if not isinstance(one, dict):
                raise EvidenceError("expected a map of texts", place=at)
            yield at, one


def _annotated(notes: list[tuple[str, Json]]) -> Iterator[Reference]:
    for at, one in notes:
        if _SOURCE in one:
            yield uri(one[_SOURCE], f"{at}/{_SOURCE.replace('/', '~1')}")
        place = f"{at}/{MODEL.replace('/', '~1')}"
        for word in _words(one.get(MODEL, ""), place):
            yield uri(word, place)


def _claims(notes: list[tuple[str, Json]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, one in notes:
        place = f"{at}/{SUBJECT.replace('/', '~1')}"
        for word in _words(one.get(SUBJECT, ""), place):
            name, _, digest = word.rpartition("=")
            if found.setdefault(name, digest) != digest:
                why = f"two subjects are claimed for {name or 'one model'}"
                raise EvidenceError(why, place=place)
    return found


def _words(value: object, at: str) -> list[str]:
    return text(value, at).replace(",", " ").split()
