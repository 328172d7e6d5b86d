"""Engines run rules over one input. All is light: the worker imports it too."""

from typing import TYPE_CHECKING

from mlgate.engines.embedded import EmbeddedEngine

if TYPE_CHECKING:
    from mlgate.core.ports import Engine

BUILTIN: dict[str, "type[Engine]"] = {"embedded": EmbeddedEngine}
