"""What every format says of a part, and where: a component, a package or a file."""

from typing import Any, Protocol

from mlgate.loaders.bom.digests import Digests


class Part(Protocol):
    """A component, package or file, with its fields as written."""

    @property
    def at(self) -> str:
        """Its JSON Pointer in the document."""
        ...

    @property
    def name(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its name."""
        ...

    @property
    def version(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its version."""
        ...

    @property
    def type(self) -> Any:  # noqa: ANN401  # any JSON value
        """What it is, in the words of CycloneDX where it has one."""
        ...

    @property
    def purl(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its package URL."""
        ...

    @property
    def licences(self) -> list[Any]:
        """Each licence that it names."""
        ...

    @property
    def digests(self) -> Digests:
        """Its digests."""
        ...

    def home(self, key: str) -> str:
        """Return where one of the above is said: a JSON Pointer in the document."""
        ...
