"""What the fields of goals' indicators and targets are called where their changes are read."""

from typing import Any

from handslag.swedish.numbers import plain

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
    return f"{plain(float(value) * 100)} procent"


VALUES = {"baseline_from": year, "baseline_to": year, "by": year, "change": share, "wished": plain}
