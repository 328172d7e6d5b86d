"""The models that one object names, and what its annotations claim about them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError
from mlgate.serve import pods
from mlgate.serve.patterns import Patterns
from mlgate.serve.places import Kind
from mlgate.serve.reference import Reference, text, uri
from mlgate.strict import yaml_reader

MODEL = "mlgate.dev/model"
SUBJECT = "mlgate.dev/subject"
# KServe writes it into the pods of a service, for the container that fetches.
_SOURCE = "internal.serving.kserve.io/storage-initializer-sourceuri"
ANNOTATIONS = frozenset({MODEL, SUBJECT, _SOURCE})
Json = Mapping[str, Any]
Reader = Callable[[Any, str], Iterator[Reference]]
_OF_OBJECTS = (pods.references, pods.container)


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
    readers, patterns = _sought(kind)
    found = patterns.matches(value)
    named = list(_named(zip(readers, found, strict=False)))
    notes = [
        (at, _annotations(one, at))
        for places in found[len(readers) :]
        for at, one in places
        if one is not None
    ]
    # Its folder is then filled from there, which is judged; what people say in an
    # annotation fills nothing.
    if any(one.fetches for one in named):
        named = [one for one in named if not _is_fetched(one)]
    distinct: dict[tuple[str, str], Reference] = {}
    for one in [*named, *_annotated(notes)]:
        distinct.setdefault((one.text, one.digest), one)
    return Found(tuple(distinct.values()), _claims(notes))


@cache
def _sought(kind: Kind) -> tuple[list[Reader], Patterns]:
    """Return what reads what ``kind`` says of models, and where it, and notes, lie."""
    sought: list[tuple[str, Reader]] = [
        *((at, _uri) for at in kind.uris),
        *((at, _unseen) for at in kind.unseen),
        *((at, pods.references) for at in kind.pods),
        *((at, pods.container) for at in kind.containers),
        *((at, _embedding(inner)) for at, inner in kind.embedded),
    ]
    bare = [at.removesuffix("/spec") for at in kind.pods if at.endswith("/spec")]
    notes = dict.fromkeys(f"{at}/metadata/annotations" for at in ("", *bare))
    return [r for _, r in sought], Patterns([*(at for at, _ in sought), *notes])


def _named(
    found: Iterable[tuple[Reader, list[tuple[str, Any]]]],
) -> Iterator[Reference]:
    for reader, places in found:
        for at, one in places:
            # A container is an object; beside it lie a count, a list, a name.
            if one and (isinstance(one, dict) or reader not in _OF_OBJECTS):
                yield from reader(one, at)


def _uri(value: object, at: str) -> Iterator[Reference]:
    yield uri(value, at, fetches=True)


def _unseen(value: object, at: str) -> Iterator[Reference]:
    """Name what is told elsewhere by the texts that it is told with."""
    told = value.items() if isinstance(value, dict) else [("", value)]
    said = " ".join(f"{k}={v}" for k, v in sorted(told) if isinstance(v, str))
    yield Reference(f"storage {said}".strip(), at, fetches=True)


def _embedding(inner: tuple[str, ...]) -> Reader:
    """Return what reads a YAML text in which ``inner`` leads to names of models."""
    patterns = Patterns(inner)

    def embedded(written: object, at: str) -> Iterator[Reference]:
        content = yaml_reader.parse(text(written, at), at)
        for places in patterns.matches(content):
            yield from (uri(one, f"{at}#{below}") for below, one in places if one)

    return embedded


def _is_fetched(one: Reference) -> bool:
    where = one.text.removeprefix("file://")
    inside = f"{where}/".startswith(f"{pods.MOUNT}/")
    return one.local and inside and not one.mounted and ".." not in where.split("/")


def _annotations(one: object, at: str) -> Json:
    if not isinstance(one, dict):
        raise EvidenceError("expected a map of texts", place=at)
    return one


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
