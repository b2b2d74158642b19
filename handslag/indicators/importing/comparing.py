"""What a file would change: which figures are new, which are revised and which stand as they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from handslag.indicators import wording
from handslag.indicators.importing import checks
from handslag.indicators.importing.figures import Fault, Figure
from handslag.indicators.models import Indicator, Observation
from handslag.indicators.models.figures import SEXES, WAYS
from handslag.indicators.reading import Definition
from handslag.indicators.series import WORDS, Value
from handslag.indicators.writing import PAYLOAD, Row
from handslag.swedish.numbers import plain, rounded

SHOWN = 10


@dataclass(frozen=True)
class Line:
    """A figure as the preview tells it. was: what it was, "" where it is new. way: how that came in."""

    who: str
    when: str
    becomes: str
    was: str = ""
    way: str = ""


@dataclass(frozen=True)
class Compared:
    """How many figures are new, revised and as before, the first of each, and what clashes with what is here already.

    mark: what the preview's form carries, so that just what was looked at is taken in.
    """

    new: int
    revised: int
    same: int
    first_new: tuple[Line, ...]
    first_revised: tuple[Line, ...]
    faults: tuple[Fault, ...]
    mark: str

    @property
    def changes(self) -> int:
        return self.new + self.revised


def rows_of(figures: Sequence[Figure]) -> list[Row]:
    """Return the figures as they are taken in."""
    return [
        Row(
            each.place.code, *each.days, each.value, sex=each.sex, age=each.age, lower=each.lower, upper=each.upper,
            numerator=each.numerator, denominator=each.denominator, state=each.state, note=each.note,
        )
        for each in figures
    ]  # fmt: skip


def compare(indicator: Indicator, figures: Sequence[Figure], definition: Definition) -> Compared:
    """Return what the figures would change. One query."""
    standing = _standing(indicator, figures)
    new: list[Line] = []
    revised: list[Line] = []
    same, count_new, count_revised, faults = 0, 0, 0, []
    digest, decimals = sha256(), wording.decimals(definition)
    for each in figures:
        old = standing[each.series].get(each.days)
        if old is None:
            count_new += 1
            faults += _overlapping(each, standing[each.series], definition)
            if len(new) < SHOWN:
                new.append(_line(each, decimals))
        elif all(old[name] == getattr(each, name) for name in PAYLOAD):
            same += 1
        else:
            count_revised += 1
            if len(revised) < SHOWN:
                revised.append(_line(each, decimals, old))
        digest.update(repr((each.series, each.days, [getattr(each, name) for name in PAYLOAD], old)).encode())
    return Compared(
        count_new, count_revised, same, tuple(new), tuple(revised), tuple(faults), digest.hexdigest()
    )  # fmt: skip


def _standing(indicator: Indicator, figures: Sequence[Figure]) -> dict[tuple[str, str, str], dict[Any, dict[str, Any]]]:
    """Return the figures that hold now, by series and period, of the areas that the file is about."""
    held: dict[tuple[str, str, str], dict[Any, dict[str, Any]]] = defaultdict(dict)
    areas = {each.place.code for each in figures}
    rows = Observation.objects.filter(indicator=indicator, latest=True, area__code__in=areas)
    for row in rows.values("area__code", "sex", "age", "period_from", "period_to", "fetch__way", *PAYLOAD):
        held[row["area__code"], row["sex"], row["age"]][row["period_from"], row["period_to"]] = row
    return held


def _overlapping(figure: Figure, others: dict[Any, dict[str, Any]], definition: Definition) -> list[Fault]:
    """Return that a figure's period shares days with one that is here already, of another length."""
    met = next((days for days in others if checks.overlaps(days, figure.days, definition)), None)
    if met is None:
        return []
    told = f"perioden {label(figure.days)} överlappar {label(met)}, som redan är inläst för {figure.place.name}."
    return [Fault(figure.line, figure.columns.get("period", ""), told)]


def label(days: Any) -> str:
    return Value(*days, value=None).label


def _line(figure: Figure, decimals: int, old: Mapping[str, Any] | None = None) -> Line:
    parts = [
        figure.place.name,
        SEXES[figure.sex] if figure.sex != "T" else "",
        f"{figure.age} år" if figure.age else "",
    ]
    new = {name: getattr(figure, name) for name in PAYLOAD}
    becomes = shown(new, decimals)
    if old is None:
        return Line(", ".join(filter(None, parts)), label(figure.days), becomes)
    was = shown(old, decimals)
    if was == becomes:
        was, becomes = (f"{was}{_beside(each, old, new)}" for each in (old, new))
    return Line(", ".join(filter(None, parts)), label(figure.days), becomes, was, WAYS[old["fetch__way"]])


def _beside(each: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return what tells two figures apart that look alike: the number's decimals, the comment, or the limits."""
    if old["value"] != new["value"] and each["value"] is not None:
        return f", {plain(each['value'])}"
    if old["note"] != new["note"]:
        return f" ({each['note'] or 'utan kommentar'})"
    return f", {_limits(each)}"


def shown(told: Mapping[str, Any], decimals: int) -> str:
    """Return a figure as pages write it, with its base where it has one: "36,0 (18 av 50)"; or the word for why there is none.

    Where there is no base to make the whole number of, it stands beside: "16,6 (16,5936)".
    """
    value, top, base = told["value"], told["numerator"], told["denominator"]
    if value is None:
        return WORDS[told["state"]]
    as_on_pages, whole = rounded(value, decimals), plain(value)
    if top is not None and base is not None:
        return f"{as_on_pages} ({plain(top)} av {plain(base)})"
    return as_on_pages if whole == plain(round(value, decimals)) else f"{as_on_pages} ({whole})"


def _limits(told: Mapping[str, Any]) -> str:
    if told["lower"] is None or told["upper"] is None:
        return "utan gränser"
    return f"gränser {plain(told['lower'])}–{plain(told['upper'])}"
