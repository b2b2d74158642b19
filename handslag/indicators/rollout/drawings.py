"""Drawings of a roll-out: who began when, and each municipality's figures on one scale."""

import datetime
from collections.abc import Mapping, Sequence

from handslag.documents.figures import Drawing, Line, Point, Span, small_multiples, timeline
from handslag.indicators.reading import Definition
from handslag.indicators.rollout.panel import Start
from handslag.indicators.series import Series, Value
from handslag.swedish.numbers import number
from handslag.swedish.periods import Period


def told_starts(starts: Sequence[Start]) -> str:
    """Return in a sentence how many municipalities have begun, and of how many nobody has said."""
    begun = sum(start.has_begun is True for start in starts)
    not_begun = sum(start.has_begun is False for start in starts)
    silent = len(starts) - begun - not_begun
    if silent == len(starts):
        return "Ingen har sagt vilka kommuner som har börjat."
    told = f"{number(begun)} av {number(len(starts))} kommuner har börjat"
    if not_begun:
        told += f", {number(not_begun)} har inte börjat"
    if silent:
        told += f" och för {number(silent)} finns ingen uppgift"
    return told + "."


def starts_drawing(starts: Sequence[Start], *, today: datetime.date, title: str) -> Drawing | None:
    """Draw who began when, in the alphabet's order; None where no year is told."""
    if not any(start.year for start in starts):
        return None
    spans = [Span(start.area.name, _period(start.year), status_word=start.words) for start in starts if start.year]
    return timeline(
        spans, key="starter", title=f"När kommunerna började med {title}", finding=told_starts(starts), today=today,
        note="Ordningen är alfabetisk och säger inget om hur det har gått.",
    )  # fmt: skip


def _period(year: int) -> Period:
    return Period(f"från {year}", datetime.date(year, 1, 1), None, "year/open")


def figures_drawing(definition: Definition, starts: Sequence[Start], series: Mapping[str, Series]) -> Drawing | None:
    """Draw each municipality's figures, with its start in the heading; None where none may be shown."""
    panels = [(start, series[start.area.code]) for start in starts if start.area.code in series]
    panels = [(start, each) for start, each in panels if each.latest is not None]
    if not panels:
        return None
    return small_multiples(
        [(f"{start.area.name}: {start.words}", _line(start, each), None, "") for start, each in panels],
        key="siffror",
        title=f"{definition.title} i varje kommun",
        finding="Enskilda år varierar av en slump, mest i de minsta kommunerna.",
        unit=definition.unit,
        percent=definition.measure == "proportion" and definition.per == 100,
        head="Kommun",
    )


def _line(start: Start, series: Series) -> Line:
    return Line(start.area.name, tuple(_point(each) for each in series.values))


def _point(each: Value) -> Point:
    return Point(
        each.label, each.value, each.lower, each.upper, word=each.word if each.value is None else "", at=each.at
    )
