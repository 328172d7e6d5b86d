"""One value of a JSON document, with its kind checked as it is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.pointer import join
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source

SYNTAX = "json"
MAX_TEXT = 500


def opens(source: Source, mark: str) -> bool:
    """Say whether the first thing in ``source`` is the bracket ``mark``."""
    return head(source).lstrip()[:1] == mark


class Node:
    """One value of a report, which knows where it lies: to be told once it is wrong.

    Attributes:
        value: The value, as it was read.
        syntax: How places are found in its document.
    """

    __slots__ = ("_above", "_source", "_token", "value")
    syntax = SYNTAX

    def __init__(
        self,
        source: Source,
        value: Any,  # noqa: ANN401  # any JSON value
        above: "Node | None" = None,
        token: str = "",
    ) -> None:
        self.value = value
        self._source = source
        self._above = above
        self._token = token

    @property
    def at(self) -> str:
        """JSON Pointer to it."""
        return join(self._above.at, self._token) if self._above else ""

    def get(self, key: str) -> "Node":
        """Return the member ``key`` of an object; null if it has none.

        Raises:
            EvidenceError: This is no object.
        """
        holder = self.value if type(self.value) is dict else self.object
        return type(self)(self._source, holder.get(key), self, key)

    def null(self) -> "Node":
        """Return null, said here."""
        return type(self)(self._source, None, self._above, self._token)

    @property
    def object(self) -> Mapping[str, Any]:
        """The object that this is; empty for null.

        Raises:
            EvidenceError: It is something else.
        """
        return self._of(dict, "an object") or {}

    @property
    def items(self) -> Iterator["Node"]:
        """The items of the list that this is; none for null.

        Raises:
            EvidenceError: It is something else.
        """
        found = self._of(list, "a list") or ()
        for number, item in enumerate(found):
            yield type(self)(self._source, item, self, str(number))

    @property
    def text(self) -> str | None:
        """The text that this is, not longer than is shown; None if null or blank.

        Raises:
            EvidenceError: It is something else.
        """
        found = self._of(str, "text")
        return found.strip()[:MAX_TEXT] or None if found else None

    @property
    def count(self) -> int | None:
        """The whole number from 0 that this is; None if null.

        Raises:
            EvidenceError: It is something else.
        """
        found: int | None = self._of(int, "a whole number")
        if found is not None and (found < 0 or isinstance(self.value, bool)):
            raise self.fault("expected a whole number from 0")
        return found

    def fault(self, why: str, hint: str = "") -> Exception:
        """Return the error that ``why`` is wrong here."""
        return fault(self._source, self.syntax, self.at, why, hint)

    def _of(self, wanted: type, said: str) -> Any:  # noqa: ANN401
        if self.value is not None and not isinstance(self.value, wanted):
            # What stands there is not quoted: it may be a secret.
            raise self.fault(f"expected {said}, found {kind(self.value)}")
        return self.value


class Event(Node):
    """The same of JSON Lines: the root is the list of all lines."""

    __slots__ = ()
    syntax = "events"
