"""Words that SPDX 2 and SPDX 3 share, and what they are called in CycloneDX."""

from collections.abc import Iterable

NONE = "NONE"
NO_ASSERTION = "NOASSERTION"
# Purposes are components' types in CycloneDX, but for these.
_TYPES = {
    "model": "machine-learning-model",
    "operatingsystem": "operating-system",
    "operating_system": "operating-system",
    "devicedriver": "device-driver",
    "device_driver": "device-driver",
}


def type_of(purpose: object) -> object:
    """Return the type that ``purpose`` is; what is no text stays what it is."""
    if not isinstance(purpose, str):
        return purpose
    found = purpose.strip().lower()
    return _TYPES.get(found, found)


def licences(said: Iterable[object]) -> list[object]:
    """Return the licences among declared and concluded ones, each once.

    One that is named counts though the other is NOASSERTION; NONE is a value.
    """
    found = [x for x in said if x is not None]
    if len(found) < 2:  # noqa: PLR2004  # one cannot be there twice
        return found
    real = [x for x in found if str(x).strip().upper() != NO_ASSERTION]
    return list({str(x): x for x in real}.values()) or found[:1]
