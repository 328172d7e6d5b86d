"""Loaders that are imported once a document may be of their format.

Most documents of most models are of few formats, and a check that takes a tenth of a
second has no time to import the others.
"""

from functools import cached_property
from importlib import import_module

from mlgate.core.evidence import Draft
from mlgate.loaders.loader import Loader, shows
from mlgate.loaders.source import UTF16, Source

# What is shorter, such as `null`, shows no word to know it by.
_SHORT = 16


class Later:
    """A loader in a module that is not imported yet.

    Args:
        format: As the loader has it.
        place: Where it is, below this package: ``module.Class``.
        signs: Words of which each of its documents shows one, or has it in its path.
            They only rule out: the loader itself says what is of its format.
    """

    def __init__(self, format: str, place: str, *signs: str) -> None:  # noqa: A002  as the Protocol
        self.format = format
        self._place, self._signs = place, signs

    @property
    def sections(self) -> tuple[str, ...]:
        """As the loader has them."""
        return self.loader.sections

    @property
    def syntax(self) -> str:
        """As the loader has it."""
        return self.loader.syntax

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is of this format, sound or broken; never raises."""
        return self._possible(source) and self.loader.recognises(source)

    def load(self, source: Source) -> Draft:
        """Return what ``source`` says.

        Raises:
            EvidenceError: It is broken; names the place.
        """
        return self.loader.load(source)

    def _possible(self, source: Source) -> bool:
        if source.size < _SHORT or source.raw.startswith(UTF16):
            return True
        return any(shows(source, sign) or sign in source.path for sign in self._signs)

    @cached_property
    def loader(self) -> Loader:
        """The loader itself, imported now."""
        module, _, name = self._place.rpartition(".")
        made: Loader = getattr(import_module(f"mlgate.loaders.{module}"), name)()
        return made
