"""Drawings of series: pages and reports call the same, and so show the same.

Each takes key: an id, unique on the page or in the document. The arithmetic of the control chart is loaded when asked for.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from handslag.documents.figures import (
    Bar,
    BarRow,
    Drawing,
    Line,
    Point,
    ValueTile,
    WhiskerRow,
    bars,
    control_figure,
    small_multiples,
    trend_chart,
    value_tiles,
    whisker_chart,
)
from handslag.indicators import wording
from handslag.indicators.breaks import breaks, since_last_break
from handslag.indicators.findings import POINTS
from handslag.indicators.findings import at as same_period
from handslag.indicators.reading import Definition
from handslag.indicators.series import Series, Value
from handslag.swedish.numbers import capitalised, word

NOT_TOLD = "ingen uppgift"
ENOUGH_FOR_CONTROL = 12
"""Points below which limits of a control chart are on trial, and none is drawn."""


@dataclass(frozen=True)
class Beside:
    """A series with the name that it has in a drawing. state: as in `findings.AGAINST`; group: the part it lies in."""

    name: str
    series: Series
    state: str = "not_known"
    group: str = ""


def trend_drawing(
    definition: Definition,
    own: Beside,
    other: Beside | None = None,
    *,
    finding: str,
    target: tuple[str, float, float | None] | None = None,
    note: str = "",
    key: str = "utveckling",
) -> Drawing:
    """Draw a series over time, beside another; what is counted whole as bars."""
    unit = wording.unit(definition, own.series.values)
    title = capitalised(unit)
    if any(value.limits == "whole" for value in own.series.values):
        return _counted(definition, own, title=title, finding=finding, note=note, key=key)
    return trend_chart(
        line(own, definition),
        key=key,
        title=title,
        finding=finding,
        unit=unit,
        decimals=wording.decimals(definition),
        other=line(other, definition) if other and other.series.latest else None,
        target=target,
        percent=_in_percent(definition, [own.series, *([other.series] if other else [])]),
        breaks=_walls(definition, own.series),
        note=note,
    )


def _walls(definition: Definition, series: Series) -> list[tuple[float, str]]:
    """Return where the method changed, in years, with what changed."""
    if not _is_in_time(series):
        return []
    return [
        (day.year + (day.timetuple().tm_yday - 1) / 365.25, what) for day, what in breaks(definition, series.values)
    ]


def _counted(definition: Definition, own: Beside, *, title: str, finding: str, note: str, key: str) -> Drawing:
    rows = [
        BarRow(
            value.label,
            (
                Bar(
                    None if value.value is None else Decimal(repr(value.value)),
                    value.word if value.value is None else wording.written(value.value, definition),
                ),
            ),
        )
        for value in own.series.values
    ]
    return bars(rows, key=key, title=title, finding=finding, series=(own.name,), head="Period", note=note)


def sexes_drawing(
    definition: Definition, panels: Sequence[tuple[Beside, Beside | None, str]], *, key: str = "kon"
) -> Drawing:
    """Draw women and men beside each other, on one scale. panels: own, the country's, and the finding of each."""
    held = [each.series for own, other, _ in panels for each in (own, other) if each]
    return small_multiples(
        [
            (own.name, line(own, definition), line(other, definition) if other else None, said)
            for own, other, said in panels
        ],
        breaks=[_walls(definition, own.series) for own, _, _ in panels],
        key=key,
        title="Kvinnor och män",
        finding="Samma skala för båda, så att bilderna kan jämföras.",
        unit=wording.unit(definition, [value for each in held for value in each.values]),
        decimals=wording.decimals(definition),
        percent=_in_percent(definition, held),
        head="Kön",
    )


def whisker_drawing(
    definition: Definition,
    rows: Sequence[Beside],
    *,
    country: Value | None,
    head: str,
    title: str,
    key: str = "omraden",
) -> Drawing:
    """Draw the areas' latest values with their intervals, in the order given."""
    return whisker_chart(
        [
            WhiskerRow(each.name, point(each.series.last, definition), each.group, _stands_out(each))
            for each in rows
            if each.series.last
        ],
        reference=("Riket", country.value) if country and country.value is not None else None,
        key=key,
        title=title,
        finding=areas_finding(rows, head=head),
        unit=wording.unit(definition, [each.series.last for each in rows if each.series.last]),
        decimals=wording.decimals(definition),
        percent=_in_percent(definition, [each.series for each in rows]),
        head=head,
        group_head="Del",
        note=_by_chance(rows),
    )


def tiles_drawing(
    definition: Definition,
    rows: Sequence[Beside],
    places: Mapping[str, tuple[int, int]],
    *,
    head: str,
    areas: str,
    title: str,
    key: str = "karta",
) -> Drawing:
    """Draw the areas about as they lie, each with its latest value."""
    return value_tiles(
        [
            ValueTile(
                each.series.key.area, each.name, _tile_word(each.series.last, definition), _tile_state(each), each.group
            )  # type: ignore[arg-type]
            for each in rows
        ],
        places,
        key=key,
        title=title,
        finding=areas_finding(rows, head=head),
        unit=wording.unit(definition, [each.series.last for each in rows if each.series.last]),
        areas=areas,
        head=head,
        note=_by_chance(rows),
    )


def may_stand_beside(definition: Definition, rows: Sequence[Beside]) -> bool:
    """Tell whether areas may be drawn beside each other.

    Bare values of suicide or self-harm may not: without intervals nothing shows how much of the difference is chance,
    and the dots would be read as a ranking.
    """
    shown = [value for each in rows if (value := each.series.latest)]
    return not definition.needs_help or all(value.limits for value in shown)


def areas_finding(rows: Sequence[Beside], *, head: str) -> str:
    """Return how many areas differ from the country, without naming a best or a last."""
    told = {state: [each for each in rows if each.state == state] for state in ("higher", "lower", "alike")}
    compared = sum(map(len, told.values()))
    if not compared:
        return "Områdena kan inte jämföras med riket med de uppgifter som finns."
    gender: Literal["en", "ett"] = "ett" if head == "Län" else "en"
    alike = len(told["alike"])
    if alike == compared:
        return f"Ingen säker skillnad mot riket för något av {word(compared)} områden."
    differ = [
        f"{word(len(told[state]), gender=gender)} säkert {text} än riket"
        for state, text in (("higher", "högre"), ("lower", "lägre"))
        if told[state]
    ]
    rest = f" För {word(alike, gender=gender)} är skillnaden inte större än slumpen brukar ge." if alike else ""
    return f"Av {word(compared)} områden är {' och '.join(differ)}.{rest}"


def _by_chance(rows: Sequence[Beside]) -> str:
    """Return how many of so many areas chance alone sets apart, where that is one or more."""
    n = round(sum(each.state in ("higher", "lower", "alike") for each in rows) / 20)
    return f"Av så många områden brukar slumpen ensam skilja ut ungefär {word(n)}." if n else ""


def line(each: Beside, definition: Definition) -> Line:
    """Return the series as a line with its name. A year that nothing is told of is a gap: no line is drawn across it."""
    in_time = _is_in_time(each.series)
    points: list[Point] = []
    for earlier, value in zip((None, *each.series.values[:-1]), each.series.values, strict=True):
        if in_time and earlier and definition.frequency == "year":
            points += _years_between(earlier, value)
        points.append(point(value, definition, in_time=in_time))
    return Line(each.name, tuple(points))


def _years_between(earlier: Value, later: Value) -> list[Point]:
    """Return the calendar years between two that nothing is told of."""
    if not all(value.label == str(value.period_from.year) for value in (earlier, later)):
        return []
    years = range(earlier.period_from.year + 1, later.period_from.year)
    gone = [Value(datetime.date(year, 1, 1), datetime.date(year, 12, 31), None, state="missing") for year in years]
    return [Point(value.label, None, word=NOT_TOLD, at=value.at) for value in gone]


def _is_in_time(series: Series) -> bool:
    return all(earlier.at < later.at for earlier, later in pairwise(series.values))


def point(value: Value | None, definition: Definition, *, in_time: bool = True) -> Point:
    """Return a value as a point; in_time: at its place among the years."""
    if value is None:
        return Point("", None, word="inga uppgifter")
    said = value.word if value.value is None else value.note
    return Point(
        value.label, value.value, value.lower, value.upper, said, wording.base(value), value.at if in_time else None,
        whole=value.limits == "whole",
    )  # fmt: skip


def control_drawing(
    definition: Definition, own: Beside, *, key: str = "styrdiagram"
) -> tuple[Drawing | None, tuple[str, ...]]:
    """Return the control chart of a series, and what it says in words; no drawing where the series does not bear one."""
    alike = since_last_break(definition, own.series.values)
    points = _apart(alike)
    if len(points) < ENOUGH_FOR_CONTROL:
        return None, (_too_short(len(points), alike, own.series),)
    from handslag import stats

    values = [value.value for value in points]
    chart = stats.control_chart(
        [float("nan") if each is None else each for each in values], better=_BETTER[definition.polarity]
    )
    runs = stats.runs_test([float("nan") if each is None else each for each in values])
    names = {"polarity": definition.polarity, "help_line": ""}
    said = (stats.explain(chart, **names), stats.explain(runs, **names))
    drawn = control_figure(
        line(Beside(own.name, Series(own.series.key, tuple(points))), definition),
        centre=chart.centre.tolist(),
        lower=chart.lower.tolist(),
        upper=chart.upper.tolist(),
        signals=[_RULES[str(rule)] for rule in chart.rule],
        key=key,
        title="Styrdiagram",
        finding=said[0],
        unit=wording.unit(definition, points),
        decimals=wording.decimals(definition),
    )
    return drawn, (*said, QUESTIONS)


QUESTIONS = (
    f"Två frågor: meningen överst svarar på om de {word(POINTS)} senaste perioderna går åt ett håll, styrdiagrammet på om "
    "något värde, eller en rad av värden, i hela serien avviker från vad slumpen brukar ge. Svaren kan skilja sig."
)
"""Which question the finding answers, and which the control chart."""
_BETTER = {"low": "lower", "high": "higher", "none": "none"}
_RULES = {
    "": "",
    "outside": "utanför gränserna",
    "trend": "sju i rad åt samma håll",
    "two_of_three": "två av tre nära samma gräns",
    "shift": "sju i rad på samma sida",
}


def _apart(values: Sequence[Value]) -> list[Value]:
    """Return the values whose periods do not overlap, oldest first, without the missing ones at the ends."""
    chosen: list[Value] = []
    for value in reversed(values):
        if value.value is not None and (not chosen or value.period_to < chosen[-1].period_from):
            chosen.append(value)
    return chosen[::-1]


def _too_short(n: int, alike: Sequence[Value], series: Series) -> str:
    numbers = sum(each.value is not None for each in alike)
    overlap = " Perioder som överlappar varandra räknas inte flera gånger." if n < numbers else ""
    if alike and len(alike) < len(series.values):
        overlap += f" Metoden ändrades från {alike[0].label}, och bara värden därefter räknas."
    return (
        f"Ett styrdiagram behöver minst {word(ENOUGH_FOR_CONTROL)} värden för att visa vad slumpen brukar ge. "
        f"Här finns {word(n)}.{overlap}"
    )


def compared(country: Series | None, own: Series) -> Value | None:
    """Return the country's value of the period that the own series' latest has."""
    return same_period(country, own.latest) if own.latest else None


def _in_percent(definition: Definition, series: Sequence[Series]) -> bool:
    """Tell whether the values are percent and lie where percent can: a source's limits may lie outside."""
    found = [
        each
        for one in series
        for value in one.values
        for each in (value.value, value.lower, value.upper)
        if each is not None
    ]
    return wording.is_percent(definition) and all(0 <= each <= 100 for each in found)


def _stands_out(each: Beside) -> str:
    return {"higher": "högre än riket", "lower": "lägre än riket"}.get(each.state, "")


def _tile_word(value: Value | None, definition: Definition) -> str:
    if value is None:
        return "inga uppgifter"
    return value.word if value.value is None else wording.written(value.value, definition)


def _tile_state(each: Beside) -> str:
    if each.series.last is None or each.series.last.value is None:
        return "not_known"
    return "none" if each.state == "not_known" else each.state
