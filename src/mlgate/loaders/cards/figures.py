"""Numbers as cards write them: as JSON numbers, or as text that is one."""

from decimal import Decimal, InvalidOperation

_MAX_DIGITS = 40
# Grams in one of each unit that CycloneDX 1.6 and people use for CO2.
_GRAMS = {"tco2eq": 1_000_000, "kgco2eq": 1_000, "gco2eq": 1}


def figure(value: object) -> float | int | None:
    """Return the finite number that ``value`` is, or that its text is; else None."""
    found = _decimal(value)
    if found is None:
        return None
    whole = isinstance(value, int) or str(value).strip().lstrip("+-").isdecimal()
    number = float(found)
    return int(found) if whole else number if abs(number) != float("inf") else None


def grams(value: object, unit: object) -> float | None:
    """Return how many grams ``value`` of a CO2 ``unit`` is; None if it is none."""
    found = _decimal(value)
    per = _GRAMS.get(str(unit).lower())
    return None if found is None or per is None else float(found * per)


def _decimal(value: object) -> Decimal | None:
    text = str(value).strip()
    plain = isinstance(value, int | float | str) and not isinstance(value, bool)
    if not plain or len(text) > _MAX_DIGITS or "_" in text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found.adjusted() < _MAX_DIGITS else None
