"""Numbers as they are written in Swedish tables, and the marks that stand where there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handslag.opendata.records import MISSING, NOT_APPLICABLE, SUPPRESSED

ZERO = "zero"
"""What a mark may mean beside the statuses of records: that the value is 0."""

CAREFUL = {"": MISSING, "..": MISSING, ".": MISSING, "-": MISSING}
"""Where nothing is known of the source: no mark is taken for zero."""
SCB = {"": MISSING, "..": MISSING, ".": NOT_APPLICABLE, "-": ZERO}
"""Official statistics: ".." not available or too uncertain, "." cannot occur, "-" nothing to report, which is zero."""
SKOLVERKET = {"": MISSING, ".": MISSING, "..": SUPPRESSED}
"""Skolverket: "." missing, ".." secret, for there are fewer than ten pupils."""

_DASHES = str.maketrans("–—−‐‑", "-----")
_SPACES = " \u00a0\u2009\u202f"
_NUMBER = re.compile(rf"([+-]?)(\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)(?:[.,](\d+))?[{_SPACES}]*(%?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A value, or the status that says why there is none. is_percent: a percent sign stood beside it."""

    value: float | None
    status: str = ""
    is_percent: bool = False


def number(text: str, marks: Mapping[str, str] = CAREFUL) -> Number:
    """Return what a text says: "1 234,5", "12,5 %", "..". The decimal mark is a comma or a point, never both.

    Raises ValueError, in Swedish, on anything else: what cannot be read is never taken for missing.
    """
    plain = text.strip().translate(_DASHES)
    if plain in marks:
        return Number(0.0) if marks[plain] == ZERO else Number(None, marks[plain])
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise ValueError(f"{text.strip()[:40]!r} är inget tal. Skriv tal med decimalkomma, tusental med mellanslag.")
    sign, whole, decimals, percent = found.groups()
    digits = re.sub(rf"[{_SPACES}]", "", whole)
    return Number(float(f"{sign}{digits}.{decimals or 0}"), is_percent=bool(percent))
