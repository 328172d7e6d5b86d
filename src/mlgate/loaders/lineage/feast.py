"""Feast's features: a dump of its registry as JSON, or one object of it as YAML.

The registry itself is protocol buffers; ``feast registry-dump`` and the registry
server write it as JSON, ``feast feature-views describe`` one view of it as YAML. Its
protocol buffers (feast-dev/feast, protos) specify the names.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.core.statements import strength
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, head, kind, shows
from mlgate.loaders.source import Source

_AT = "/lineage/features"
_VIEWS = (
    "featureViews",
    "streamFeatureViews",
    "onDemandFeatureViews",
    "labelViews",
    "featureServices",
)
_SPEC = re.compile(r"^spec[ \t]*:[ \t]*\r?$", re.MULTILINE)
_OWN = re.compile(
    r"^[ \t]+(-[ \t]+)?(batchSource|entityColumns|featureViewName|valueType)[ \t]*:",
    re.MULTILINE,
)
_OBJECT = ('"spec"', '"features"')
_OWN_JSON = ('"batchSource"', '"entityColumns"', '"featureViewName"', '"sources"')
_SOURCES = ("batchSource", "streamSource")
# Feast has no field for these; who keeps them, keeps them as tags.
_TAGS = ("version", "commit", "digest")


class FeastRegistryLoader:
    """Reads every view and service of a registry, or one of them, as JSON."""

    format = "feast-registry"
    sections = ("lineage",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is JSON with views of Feast, or is one."""
        # Most documents have neither, and are not looked at any further.
        if not (shows(source, "eatureView") or shows(source, '"batchSource"')):
            return False
        if head(source).lstrip()[:1] != "{":
            return False
        # Of these lists alone, other stores have some too; each item has a spec.
        listed = any(shows(source, f'"{name}"', '"spec"') for name in _VIEWS)
        alone = shows(source, *_OBJECT) and any(shows(source, x) for x in _OWN_JSON)
        return listed or alone

    def load(self, source: Source) -> Draft:
        """Return the features of each view and service.

        Raises:
            EvidenceError: It is not JSON, or not of the registry's shape.
        """
        return _Reader(source, self.syntax).draft(source.json)


class FeastObjectLoader:
    """Reads one view or service, as YAML."""

    format = "feast-object"
    sections = ("lineage",)
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is YAML with a spec of Feast's."""
        start = head(source)
        if start.lstrip()[:1] == "{":
            return False
        return bool(_SPEC.search(start) and _OWN.search(start))

    def load(self, source: Source) -> Draft:
        """Return the features of the view or service.

        Raises:
            EvidenceError: It is not strict YAML, or not of the registry's shape.
        """
        return _Reader(source, self.syntax).draft(source.yaml)


class _Reader:
    """Takes features out of one file, and knows where they are when they are wrong."""

    def __init__(self, source: Source, syntax: str) -> None:
        self._source = source
        self._syntax = syntax

    def draft(self, value: object) -> Draft:
        whole = self._mapping(value, "")
        found = list(self._specs(whole))
        if not found:
            self._refuse("", "holds no feature view and no feature service")
        fill = Filling()
        fill.draft.sources["/lineage"] = ""
        made = [self._features(spec, at) for spec, at in found]
        fill.put(_AT, made, "")
        for number, (_, at) in enumerate(found):
            fill.draft.sources[f"{_AT}/{number}"] = at
        # What else is in it, such as tables and addresses, is not about features.
        names = sorted(whole.keys() - set(_VIEWS))
        fill.put("/lineage/extras", {"feast": {"also": names}}, "")
        return fill.draft

    def _specs(self, value: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
        if "spec" in value:
            yield self._mapping(value["spec"], "/spec"), "/spec"
            return
        for name in _VIEWS:
            for item, at in self._items(value, name, ""):
                spec = self._mapping(item, at).get("spec")
                yield self._mapping(spec, f"{at}/spec"), f"{at}/spec"

    def _features(self, spec: Mapping[str, Any], at: str) -> dict[str, Any]:
        tags = self._mapping(spec.get("tags") or {}, f"{at}/tags")
        kept = {key: tags[key] for key in _TAGS if isinstance(tags.get(key), str)}
        digest = kept.get("digest", "").lower()
        made = {
            "name": self._text(spec, "name", at),
            "version": kept.get("version"),
            "commit": kept.get("commit"),
            "digest": digest if strength(*digest.partition(":")[::2]) else None,
            "entities": list(self._texts(spec, "entities", at)),
            "fields": list(self._fields(spec, at)),
            "sources": list(self._sources(spec, at)),
        }
        if not made["fields"]:
            self._refuse(at, f"'{made['name']}' has no feature")
        return made

    def _fields(self, spec: Mapping[str, Any], at: str) -> Iterator[str]:
        """Yield each feature; one that a service takes is named with its view."""
        for item, place in self._items(spec, "features", at):
            feature = self._mapping(item, place)
            if "featureViewName" not in feature:
                yield self._text(feature, "name", place)
                continue
            view = self._text(feature, "featureViewName", place)
            for column, inner in self._items(feature, "featureColumns", place):
                named = self._text(self._mapping(column, inner), "name", inner)
                yield f"{view}:{named}"

    def _sources(self, spec: Mapping[str, Any], at: str) -> Iterator[str]:
        for key in _SOURCES:
            if spec.get(key) is not None:
                place = f"{at}/{key}"
                yield self._text(self._mapping(spec[key], place), "name", place)
        # Of a view that is computed on demand: name -> where it comes from.
        if isinstance(spec.get("sources"), dict):
            yield from spec["sources"]
        views = (i.get("featureViewName") for i, _ in self._items(spec, "features", at))
        yield from dict.fromkeys(view for view in views if view)

    def _texts(self, spec: Mapping[str, Any], key: str, at: str) -> Iterator[str]:
        for item, place in self._items(spec, key, at):
            if not isinstance(item, str):
                self._refuse(place, f"expected text, got {kind(item)}")
            yield item

    def _items(
        self, value: Mapping[str, Any], key: str, at: str
    ) -> Iterator[tuple[Any, str]]:
        listed = value.get(key)
        if not isinstance(listed, list | None):
            self._refuse(join(at, key), f"'{key}' is {kind(listed)}, not a list")
        for number, item in enumerate(listed or ()):
            yield item, join(join(at, key), str(number))

    def _text(self, value: Mapping[str, Any], key: str, at: str) -> str:
        found = value.get(key)
        if not isinstance(found, str) or not found.strip():
            self._refuse(join(at, key), f"'{key}' is {kind(found)}, expected a name")
        return found

    def _mapping(self, value: object, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(at, f"expected an object of Feast, got {kind(value)}")
        return value

    def _refuse(self, at: str, why: str) -> NoReturn:
        hint = "write it with feast"
        raise fault(self._source, self._syntax, at, why, hint)
