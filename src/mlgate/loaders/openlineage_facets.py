"""Facets of OpenLineage, checked one by one: a broken one takes nothing with it.

Only what is read, or what makes a facet useless if it is wrong, is checked by hand:
the official schemas are fetched by nobody here. A facet that is unknown is sound.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.pointer import join, split
from mlgate.core.statements import strength
from mlgate.loaders.loader import kind


@frozen
class Broken:
    """A facet that cannot be read.

    Attributes:
        at: Pointer of what is wrong in it.
        name: The facet's.
        why: What is wrong, in one line.
    """

    at: str
    name: str
    why: str


_TEXT, _LIST, _OBJECT, _COUNT = "text", "a list", "an object", "a whole number"
_OWNERS = {"owners": _LIST, "owners/*/name": _TEXT}
_TAGS = {"tags": _LIST, "tags/*/key": _TEXT, "tags/*/value": _TEXT}
# Facet -> what must be in it. ``*`` is each item; with ``?`` it may be missing.
_EVERY = {"_producer?": _TEXT, "_schemaURL?": _TEXT}
_KNOWN: dict[str, dict[str, str]] = {
    # Of runs.
    "parent": {"run": _OBJECT, "run/runId": _TEXT, "job?": _OBJECT},
    "errorMessage": {"message": _TEXT, "programmingLanguage": _TEXT},
    "externalQuery": {"externalQueryId": _TEXT, "source": _TEXT},
    "nominalTime": {"nominalStartTime": _TEXT, "nominalEndTime?": _TEXT},
    "processing_engine": {"version": _TEXT, "name?": _TEXT},
    "environmentVariables": {"environmentVariables": _LIST},
    "tags": _TAGS,
    # Of jobs.
    "sourceCodeLocation": {"version?": _TEXT, "repoUrl?": _TEXT, "url?": _TEXT},
    "sourceCode": {"language": _TEXT, "sourceCode": _TEXT},
    "sql": {"query": _TEXT},
    "jobType": {"processingType": _TEXT, "integration": _TEXT},
    "documentation": {"description": _TEXT},
    "ownership": _OWNERS,
    # Of datasets.
    "version": {"datasetVersion": _TEXT},
    "schema": {"fields?": _LIST, "fields/*/name": _TEXT},
    "dataSource": {"name?": _TEXT, "uri?": _TEXT},
    "columnLineage": {"fields": _OBJECT},
    "lifecycleStateChange": {"lifecycleStateChange": _TEXT},
    "symlinks": {
        "identifiers": _LIST,
        "identifiers/*/namespace": _TEXT,
        "identifiers/*/name": _TEXT,
    },
    "storage": {"storageLayer": _TEXT},
    "datasetType": {"datasetType": _TEXT},
    # Of inputs and outputs.
    "dataQualityAssertions": {"assertions": _LIST, "assertions/*/assertion": _TEXT},
    "inputStatistics": {"rowCount?": _COUNT, "size?": _COUNT, "fileCount?": _COUNT},
    "outputStatistics": {"rowCount?": _COUNT, "size?": _COUNT, "fileCount?": _COUNT},
}
# Facets of one name whose content depends on what they are of.
_OF = {("inputFacets", "dataQualityMetrics"): {"columnMetrics": _OBJECT}}
_KINDS: dict[str, tuple[type, ...]] = {
    _TEXT: (str,),
    _LIST: (list,),
    _OBJECT: (dict,),
    _COUNT: (int,),
}


def check(group: str, name: str, facet: object, at: str) -> Broken | None:
    """Return what is wrong with a facet, or None if it can be read.

    Args:
        group: ``facets``, ``inputFacets`` or ``outputFacets``.
        name: The facet's.
        facet: As parsed.
        at: Where it stands.
    """
    if not isinstance(facet, dict):
        return Broken(at, name, f"the facet '{name}' is {kind(facet)}")
    gone = facet.get("_deleted") is True and name not in {"parent", *_OWN}
    content = {} if gone else _KNOWN.get(name, {}) | _OF.get((group, name), {})
    needed = _EVERY | content
    for path, wanted in needed.items():
        if found := next(_wrong(facet, split(f"/{path}"), wanted, at), None):
            return Broken(found[0], name, found[1])
    if found := _OWN.get(name, _nothing)(facet):
        return Broken(f"{at}{found[0]}", name, found[1])
    return None


def _wrong(
    value: Any,  # noqa: ANN401
    tokens: list[str],
    wanted: str,
    at: str,
) -> Iterator[tuple[str, str]]:
    """Yield place and reason of what is not ``wanted``, following ``tokens``."""
    if not tokens:
        if not isinstance(value, _KINDS[wanted]) or isinstance(value, bool):
            yield at, f"'{split(at)[-1]}' is {kind(value)}, expected {wanted}"
        return
    token, rest = tokens[0].removesuffix("?"), tokens[1:]
    if token == "*":
        for number, item in enumerate(value):
            yield from _wrong(item, rest, wanted, f"{at}/{number}")
    elif not isinstance(value, dict):
        yield at, f"'{split(at)[-1]}' is {kind(value)}, not an object"
    elif value.get(token) is not None:
        yield from _wrong(value[token], rest, wanted, join(at, token))
    elif not tokens[0].endswith("?") and rest[:1] != ["*"]:
        yield at, f"'{token}' is missing"


def parameters_digest(facet: Mapping[str, Any]) -> str:
    """Return the sha256 of a run's parameters, as RFC 8785 JSON of key -> value."""
    import rfc8785

    params = {_key(item): item.get("value") for item in facet["parameters"]}
    return f"sha256:{hashlib.sha256(rfc8785.dumps(params)).hexdigest()}"


def _key(item: Any) -> Any:  # noqa: ANN401
    return item.get("key", item.get("name")) if isinstance(item, dict) else None


def _parameters(facet: Mapping[str, Any]) -> tuple[str, str] | None:
    import rfc8785

    listed = facet.get("parameters")
    if not isinstance(listed, list):
        return "/parameters", "'parameters' is not a list"
    known: set[str] = set()
    for number, item in enumerate(listed):
        key = _key(item)
        if not isinstance(key, str) or key in known:
            return f"/parameters/{number}", "a parameter has no key of its own"
        known.add(key)
    try:
        parameters_digest(facet)
    except rfc8785.CanonicalizationError as exc:
        why = f"the parameters have no canonical form: {exc}"
        return "/parameters", f"{why}; write large numbers as text"
    return None


def _environment(facet: Mapping[str, Any]) -> tuple[str, str] | None:
    text = facet.get("sha256")
    if isinstance(text, str) and strength("sha256", text):
        return None
    return "/sha256", "the environment has no sha256: 64 hex digits in lower case"


def _digest(facet: Mapping[str, Any]) -> tuple[str, str] | None:
    for algorithm, text in facet.items():
        if not algorithm.startswith("_") and not isinstance(text, str):
            return join("", algorithm), f"'{algorithm}' is {kind(text)}, not text"
    return None


def _nothing(_facet: Mapping[str, Any]) -> tuple[str, str] | None:
    return None


# Our own facets, and those that more is asked of than kinds.
_OWN = {
    "digest": _digest,
    "environment": _environment,
    "executionParameters": _parameters,
}
