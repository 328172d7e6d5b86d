"""One record of the input's ``datasets``, filled field by field."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.pointer import join
from mlgate.core.statements import strength
from mlgate.loaders.filling import Filling, problem, shown

MAX_EXTRAS = 256 * 1024
_AT = "/datasets"
# What says that nobody says anything; SPDX's NONE says something.
_SILENT = frozenset({"noassertion", "unspecified", "not specified"})
_HEX = re.compile(r"[0-9a-f]+", re.ASCII)
_WEAK = {"md5": 32, "sha1": 40}


class Entries:
    """The data sets that one document describes."""

    def __init__(self) -> None:
        self.fill = Filling()
        self.fill.draft.sources[_AT] = ""
        self._made: list[dict[str, Any]] = []

    def add(self, said: str) -> "Entry":
        """Begin one more, which is described at ``said``."""
        at = f"{_AT}/{len(self._made)}"
        self.fill.draft.sources[at] = said
        self._made.append({})
        self.fill.draft.sections["datasets"] = self._made
        return Entry(self.fill, at, self._made[-1])


class Entry:
    """A record being filled. What is no value is a gap of its field.

    Attributes:
        made: The record so far.
    """

    def __init__(self, fill: Filling, at: str, made: dict[str, Any]) -> None:
        self.made = made
        self._fill = fill
        self._at = at

    def text(self, key: str, value: object, said: str) -> None:
        """Fill ``key`` if ``value`` is text that says something."""
        self._put(key, self._fill.checked(f"{self._at}/{key}", value, said), said)

    def time(self, key: str, value: object, said: str) -> None:
        """Fill ``key`` if ``value`` is an instant with a zone."""
        self._put(key, self._fill.dated(f"{self._at}/{key}", value, said), said)

    def joined(self, key: str, values: list[object], said: str) -> None:
        """Fill ``key`` with all of ``values``, a line for each.

        One that is no text spoils it: a shorter text would hide that one.
        """
        found = [v for v in values if v is not None and str(v).strip()]
        if bad := next((why for v in found if (why := problem(v))), ""):
            self.gap(key, bad, shown(found), said)
        elif found:
            self._put(key, "\n".join(str(v).strip() for v in found), said)

    def texts(self, key: str, values: list[object], said: str) -> None:
        """Fill the list ``key``; one that is no text spoils it."""
        found = [v for v in values if v is not None and str(v).strip()]
        if bad := next((why for v in found if (why := problem(v))), ""):
            self.gap(key, bad, shown(found), said)
        else:
            self.made[key] = [str(v).strip() for v in found]

    def licence(self, values: list[object], said: str) -> None:
        """Fill the licence; several are neither all of them nor one of them."""
        found = [v for v in values if v is not None and str(v).strip()]
        found = list({shown(v): v for v in found}.values())
        if len(found) > 1:
            self.gap("licence", "conflict", shown(found), said)
        elif found and shown(found[0]).lower() in _SILENT:
            self.gap("licence", "no_assertion", shown(found[0]), said)
        elif found:
            self.text("licence", found[0], said)

    def files(self, files: list[tuple[str | None, Mapping[str, Any], str]]) -> None:
        """Fill the files: name, the object with ``sha256`` and such, and its place."""
        made: list[dict[str, Any]] = []
        for number, (name, digests, said) in enumerate(files):
            strong = self._strong(digests, f"files/{number}/digest", said)
            weak = next(_weak(digests), None)
            made.append({"name": name, "digest": strong, "weak_digest": weak})
            self._fill.draft.sources[f"{self._at}/files/{number}"] = said
        self.made["files"] = made

    def rest(self, value: Mapping[str, Any], large: tuple[str, ...] = ()) -> None:
        """Keep ``value`` as it is; if that is too much, without what is ``large``.

        If it is still too much then, without the largest of what is left.
        """
        sizes = {k: len(k) + len(json.dumps(v)) for k, v in value.items()}
        left = sum(sizes.values())
        out: set[str] = set()
        for key in (*large, *sorted(sizes, key=lambda k: (-sizes[k], k))):
            if left > MAX_EXTRAS and key in sizes and key not in out:
                left -= sizes[key]
                out.add(key)
        kept = {k: v for k, v in value.items() if k not in out}
        self.made["extras"] = {**kept, "left_out": len(out)} if out else kept

    def gap(self, key: str, why: str, raw: str, said: str) -> None:
        """Note why ``key`` is empty although something is written there."""
        self._fill.gap(f"{self._at}/{key}", why, raw, said)

    def _put(self, key: str, value: str | None, said: str) -> None:
        if value is not None:
            self.made[key] = value
            self._fill.draft.sources[f"{self._at}/{key}"] = said

    def _strong(self, digests: Mapping[str, Any], key: str, said: str) -> str | None:
        """Return the strong digest; one that is written but is none is a gap."""
        for algorithm in ("sha256", "sha384", "sha512"):
            if (value := digests.get(algorithm)) is None:
                continue
            text = value.lower() if isinstance(value, str) else ""
            if strength(algorithm, text):
                return f"{algorithm}:{text}"
            self.gap(key, "unreadable", shown(value), join(said, algorithm))
        return None


def _weak(digests: Mapping[str, Any]) -> Iterator[str]:
    for algorithm, length in _WEAK.items():
        value = digests.get(algorithm)
        text = value.lower() if isinstance(value, str) else ""
        if len(text) == length and _HEX.fullmatch(text):
            yield f"{algorithm}:{text}"
