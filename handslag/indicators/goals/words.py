"""What the fields of goals' indicators and targets are called where their changes are read."""

from decimal import Decimal
from typing import Any

from handslag.swedish.numbers import number

GOAL_INDICATOR = {"indicator": "Indikator", "note": "På vilket sätt"}
TARGET = {
    "indicator": "Indikator",
    "area": "Område",
    "sex": "Kön",
    "baseline_from": "Utgångsläge, från år",
    "baseline_to": "Utgångsläge, till och med år",
    "wished": "Värde att nå",
    "change": "Ändring av utgångsläget",
    "by": "Senast år",
    "note": "Mer om det",
}


def year(value: Any) -> str:
    """Return a year as it is written: without a space."""
    return str(value)


def share(value: Any) -> str:
    """Return a change of the baseline in percent: -0.2 -> "−20 procent"."""
    exact = (Decimal(str(value)) * 100).normalize()
    return f"{number(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact)} procent"


def plain(value: Any) -> str:
    exact = Decimal(str(value))
    return number(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact)


VALUES = {"baseline_from": year, "baseline_to": year, "by": year, "change": share, "wished": plain}
