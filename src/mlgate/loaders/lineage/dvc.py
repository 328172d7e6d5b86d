"""DVC's ``dvc.lock`` (schema 2.0) and ``*.dvc`` files; its code specifies them.

All of its digests are weak: MD5, and for a folder the MD5 of a listing (``.dir``).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source

MAX_FILES = 5000
_LOCK = re.compile(r"^schema[ \t]*:[ \t]*['\"]?2\.\d+['\"]?[ \t]*\r?$", re.MULTILINE)
_STAGES = re.compile(r"^stages[ \t]*:", re.MULTILINE)
_OUTS = re.compile(r"^(outs|deps)[ \t]*:[ \t]*\r?$", re.MULTILINE)
_HASHED = re.compile(r"^[- \t]*(md5|etag|checksum)[ \t]*:", re.MULTILINE)
_PATH = re.compile(r"^[- \t]*path[ \t]*:", re.MULTILINE)
# What a path may be pinned by, beside an algorithm that ``hash`` names.
_PINS = ("md5", "etag", "checksum", "version_id", "rev_lock")
_SIDES = {"deps": "used", "outs": "wasGeneratedBy"}


class DvcLoader:
    """Reads stages, and which files each read and wrote."""

    format = "dvc"
    sections = ("lineage",)
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` has the keys of a lock file, or of a ``.dvc`` file."""
        start = head(source)
        if not any(key in start for key in ("stages", "outs", "deps")):
            return False
        if _STAGES.search(start):
            return _LOCK.search(start) is not None
        marks = (_OUTS, _HASHED, _PATH)
        return all(mark.search(start) for mark in marks)

    def load(self, source: Source) -> Draft:
        """Return stages and files as nodes, and what each stage did as edges.

        Raises:
            EvidenceError: It is not strict YAML, or not of DVC's shape.
        """
        value = source.yaml
        reader = _Reader(source)
        if not isinstance(value, dict):
            reader.refuse("", f"expected a DVC file, got {kind(value)}")
        if "stages" in value:
            stages = reader.mapping(value["stages"], "/stages")
            for name, stage in stages.items():
                reader.stage(name, stage, join("/stages", name))
        else:
            reader.stage(source.path.rpartition("/")[2], value, "")
        return reader.draft(value)


class _Reader:
    """Collects nodes and edges of one file, and knows where its faults are."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes: dict[str, tuple[dict[str, Any], str]] = {}
        self._edges: list[tuple[dict[str, str], str]] = []
        self._files = 0

    def stage(self, name: str, value: object, at: str) -> None:
        """Take one stage; data that was only added was made by none."""
        stage = self.mapping(value, at)
        ran = "cmd" in stage or "deps" in stage
        ident = f"stage:{name}"
        if ran:
            self._add({"id": ident, "kind": "stage", "name": name}, at)
        for side, verb in _SIDES.items():
            for file, place in self._listed(stage.get(side), f"{at}/{side}"):
                node = self._node(file, place)
                self._files += len(file.get("files") or ())
                start, end = (ident, node) if verb == "used" else (node, ident)
                if ran:
                    edge = {"from": start, "to": end, "kind": verb}
                    self._edges.append((edge, place))

    def draft(self, value: Mapping[str, Any]) -> Draft:
        """Return all that was taken; what is no node or edge is in the extras."""
        fill = Filling()
        fill.draft.sources["/lineage"] = ""
        lists = (("nodes", list(self._nodes.values())), ("edges", self._edges))
        for name, found in lists:
            if found:
                fill.put(f"/lineage/{name}", [made for made, _ in found], "")
            for number, (_, place) in enumerate(found):
                fill.draft.sources[f"/lineage/{name}/{number}"] = place
        large = self._files > MAX_FILES
        kept = {"files": self._files} if large else dict(value)
        fill.put("/lineage/extras", {"dvc": kept}, "")
        return fill.draft

    def mapping(self, value: object, at: str) -> dict[str, Any]:
        """Return ``value`` if it is a mapping."""
        if not isinstance(value, dict):
            self.refuse(at, f"expected a mapping, got {kind(value)}")
        return value

    def refuse(self, at: str, why: str) -> NoReturn:
        """Raise the error that ``why`` is wrong at ``at``."""
        hint = "write it with dvc"
        raise fault(self._source, DvcLoader.syntax, at, why, hint)

    def _listed(self, value: object, at: str) -> Iterator[tuple[dict[str, Any], str]]:
        if value is None:
            return
        if not isinstance(value, list):
            self.refuse(at, f"expected a list of files, got {kind(value)}")
        for number, item in enumerate(value):
            file = self.mapping(item, f"{at}/{number}")
            if not isinstance(file.get("path"), str):
                self.refuse(f"{at}/{number}", "a file has no path")
            if not isinstance(file.get("files"), list | None):
                self.refuse(f"{at}/{number}/files", "'files' is not a list")
            yield file, f"{at}/{number}"

    def _node(self, file: Mapping[str, Any], at: str) -> str:
        """Add a file; the same path with another digest is another thing."""
        weak = self._weak(file, at)
        ident = f"{file['path']}#{weak or ''}"
        node = {"id": ident, "kind": "file", "name": file["path"], "weak_digest": weak}
        self._add(node, at)
        return ident

    def _add(self, node: dict[str, Any], at: str) -> None:
        self._nodes.setdefault(node["id"], (node, at))

    def _weak(self, file: Mapping[str, Any], at: str) -> str | None:
        named = file.get("hash")
        keys = [named] if isinstance(named, str) and named in file else list(_PINS)
        for key in keys:
            pin = file.get(key)
            if isinstance(pin, str) and pin:
                return f"{key}:{pin}"
            if pin is not None:
                self.refuse(f"{at}/{key}", f"'{key}' is {kind(pin)}, not text")
        return None
