"""Reads the fields of plain JSON one by one, and names the one that is wrong."""

from collections.abc import Mapping
from fractions import Fraction

from handslag.allocation.errors import AllocationInputError

_LONGEST = 200
"""Digits of the longest number that is read: more can only be meant to stop the machine."""


def mapping(value: object, field: str) -> Mapping[str, object]:
    """Return the value as a mapping with text keys. Raises AllocationInputError."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise AllocationInputError(field, f"{field} ska vara en uppsättning fält med namn.")
    return value


def sequence(value: object, field: str) -> list[object]:
    """Return the value as a list. Raises AllocationInputError."""
    if not isinstance(value, (list, tuple)):
        raise AllocationInputError(field, f"{field} ska vara en lista.")
    return list(value)


def only(told: Mapping[str, object], known: set[str], field: str) -> None:
    """Raise AllocationInputError where there is a field that nobody knows: it would be lost in silence."""
    if unknown := sorted(set(told) - known):
        name = f"{field}.{unknown[0]}" if field else unknown[0]
        raise AllocationInputError(name, f"{name} är inget fält. Fält: {', '.join(sorted(known))}.")


def whole(value: object, field: str, *, least: int = 0) -> int:
    """Return the value as a whole number that is not below `least`. Raises AllocationInputError."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise AllocationInputError(field, f"{field} ska vara ett heltal, inte {value!r}.")
    if value < least:
        raise AllocationInputError(field, f"{field} får inte vara mindre än {least}: {value}.")
    return value


def text(value: object, field: str) -> str:
    """Return the value as text. Raises AllocationInputError."""
    if not isinstance(value, str):
        raise AllocationInputError(field, f"{field} ska vara text, inte {value!r}.")
    return value


def fraction(value: object, field: str) -> Fraction:
    """Return a number written "3", "0.25" or "1/3", or given as a whole number. Raises AllocationInputError."""
    if isinstance(value, (Fraction, int)) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and len(value) <= _LONGEST and "e" not in value.lower():
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            pass
    told = "som text, eftersom decimaltal i JSON inte är exakta: " if isinstance(value, float) else ""
    raise AllocationInputError(field, f'{field} ska vara ett tal, skrivet {told}3, "0.25" eller "1/3", inte {value!r}.')


def amounts(value: object, field: str) -> dict[str, int]:
    """Return kronor by unit. Raises AllocationInputError."""
    return {code: whole(amount, f"{field}.{code}") for code, amount in mapping(value, field).items()}
