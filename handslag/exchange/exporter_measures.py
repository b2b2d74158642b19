"""What a plan is measured by in an export: indicators and targets of goals, own measures with all their figures, training.

Figures of indicators that have a definition are their sources': they stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from handslag.exchange.exporter_entries import (
    Entry,
    Json,
    Sources,
    day,
    decimal_text,
    everything,
    key_of,
    ordered,
    period,
    rows,
    text,
)
from handslag.indicators.models import CitedFigure, Fetch, MeaningChange, Observation, OwnMeasure
from handslag.indicators.models.own import MEANING
from handslag.indicators.reading import definitions
from handslag.plans.models import GoalNode, Initiative, Plan

OF_PLANS = ("cited_figures__area",)
OF_GOALS = ("indicators__indicator", "targets__indicator", "targets__area")
OF_INITIATIVES = (
    "training_sessions__area", "training_sessions__lansdel", "instructor_counts__area", "instructor_counts__lansdel",
    "method_starts__area",
)  # fmt: skip
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
TEXTS = (
    "title", "numerator", "measure", "unit", "polarity", "reported_by", "plain", "why", "kind", "denominator", "ages", "owner",
    "shows", "does_not_show", "visibility",
)  # fmt: skip
AS_THEY_ARE = ("per", "window", "frequency", "by_sex", "smallest", "needs_help")


@dataclass
class _Figures:
    """The figures of one indicator: the takings in, in their order, and what came with them."""

    fetches: list[Fetch] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


def own_measures(sources: Sources, plan: Plan) -> list[Entry]:
    """Return the own measures that the plan holds, by their keys. Five queries, however many there are."""
    read = everything(OwnMeasure, "meaning_changes__earlier")
    found = list(OwnMeasure.everything.filter(plan=plan).select_related("indicator").prefetch_related(*read))
    keys = {row.indicator_id for row in found}
    keys |= {change.earlier_id for row in found for change in row.meaning_changes.all() if change.earlier_id}
    figures = _figures(keys)
    return ordered(_own_measure(sources, row, figures) for row in found)


def keys_of(plan: Plan) -> frozenset[str]:
    """Return the keys that goals may name without another plan being needed: definitions', and the plan's own measures'."""
    own = OwnMeasure.everything.filter(plan=plan)
    earlier = MeaningChange.everything.filter(measure__plan=plan, earlier__isnull=False)
    return frozenset(
        [*definitions(), *own.values_list("indicator__key", flat=True), *earlier.values_list("earlier__key", flat=True)]
    )


def _figures(indicators: Iterable[int]) -> Mapping[int, _Figures]:
    """Return the figures of indicators, by their id."""
    found: dict[int, _Figures] = defaultdict(_Figures)
    wanted = list(indicators)
    told = Observation.objects.filter(indicator__in=wanted).select_related("area") if wanted else ()
    for row in told:
        found[row.indicator_id].observations.append(row)
    with_figures = {row.fetch_id for figures in found.values() for row in figures.observations}
    for fetch in Fetch.objects.filter(pk__in=with_figures) if with_figures else ():
        found[fetch.indicator_id].fetches.append(fetch)
    for figures in found.values():  # as they were written, not as they were asked for
        figures.fetches.sort(key=lambda fetch: (fetch.done_at or fetch.asked_at, fetch.pk))
    return found


def _own_measure(sources: Sources, row: OwnMeasure, figures: Mapping[int, _Figures]) -> Entry:
    return sources.entry(
        "own_measure",
        row,
        id=row.indicator.key,
        source_text=row.source.strip(),
        review_by=day(row.review_by),
        made_on=day(row.made_on),
        meaning_changes=[_meaning_change(sources, change, figures) for change in rows(row.meaning_changes)],
        **{name: text(getattr(row, name)) for name in TEXTS},
        **{name: getattr(row, name) for name in AS_THEY_ARE},
        **_told(figures.get(row.indicator_id)),
    )


def _meaning_change(sources: Sources, row: MeaningChange, figures: Mapping[int, _Figures]) -> Entry:
    meaning = {name: row.meant[name] for name in MEANING}
    return sources.entry(
        "meaning_change",
        row,
        on=day(row.on),
        goes_on=row.goes_on,
        reason=row.reason.strip(),
        meaning={name: text(value) if isinstance(value, str) else value for name, value in meaning.items()},
        earlier=key_of(row.earlier),
        **_told(figures.get(row.earlier_id) if row.earlier_id else None),
    )


def _told(figures: _Figures | None) -> Json:
    """Return figures, and with which taking in each came: these are numbered in their order."""
    known = figures or _Figures()
    number = {fetch.pk: str(n) for n, fetch in enumerate(known.fetches, start=1)}
    return {
        "taken_in": [_taken_in(fetch, number[fetch.pk]) for fetch in known.fetches],
        "observations": ordered(_observation(row, number[row.fetch_id]) for row in known.observations),
    }


def _taken_in(row: Fetch, number: str) -> Json:
    return {
        "id": number,
        "way": row.way,
        "source_text": text(row.source),
        "address": text(row.address),
        "source_date": day(row.source_date),
        "on": day(timezone.localdate(row.done_at or row.asked_at)),
        "by": text(row.by),
        "note": text(row.note),
    }


def _observation(row: Observation, taken_in: str) -> Json:
    return {
        "area": row.area.code,
        "from": day(row.period_from),
        "to": day(row.period_to),
        "sex": row.sex,
        "age": text(row.age),
        "vintage": row.vintage,
        "state": text(row.state),
        "note": text(row.note),
        "taken_in": taken_in,
        **{name: number_text(getattr(row, name)) for name in NUMBERS},
    }


def number_text(value: float | None) -> str | None:
    """Return a number as decimal text from which the very same number is read."""
    return None if value is None else decimal_text(Decimal(repr(value)))


def goal_measures(sources: Sources, row: GoalNode, known: frozenset[str]) -> dict[str, list[Any]]:
    """Return what a goal is followed by, and its targets in the order in which they were set: the last one holds."""
    return {
        "indicators": ordered(
            sources.entry(
                "goal_indicator",
                link,
                indicator=link.indicator.key,
                of_another_plan=link.indicator.key not in known,
                note=text(link.note),
            )
            for link in rows(row.indicators)
        ),
        "targets": [
            sources.entry(
                "target",
                target,
                indicator=target.indicator.key,
                of_another_plan=target.indicator.key not in known,
                area=target.area.code,
                sex=target.sex,
                baseline_from=target.baseline_from,
                baseline_to=target.baseline_to,
                wished=number_text(target.wished),
                change=number_text(target.change),
                by=target.by,
                note=text(target.note),
            )
            for target in rows(row.targets)
        ],
    }


def cited_figures(sources: Sources, plan: Plan) -> list[Entry]:
    """Return the figures that the plan cites from others."""
    return ordered(_cited_figure(sources, row) for row in rows(plan.cited_figures))


def _cited_figure(sources: Sources, row: CitedFigure) -> Entry:
    return sources.entry(
        CitedFigure.KIND,
        row,
        position=row.position,
        base=row.base.strip(),
        population=row.population.strip(),
        label=row.label.strip(),
        value=decimal_text(row.value),
        unit=text(row.unit),
        approximate=row.approximate,
        text=text(row.value_text),
        period=period(row),
        area=row.area.code if row.area else None,
        place_text=text(row.place_text),
        source_text=row.source.strip(),
        published=row.published,
        read_on=day(row.read_on),
        indicator=text(row.indicator),
        note=text(row.note),
    )


def initiative_reach(sources: Sources, row: Initiative) -> dict[str, list[Any]]:
    """Return an initiative's training, its instructors and where its method has begun."""
    entry = sources.entry
    return {
        "training_sessions": ordered(
            entry(
                "training_session",
                session,
                state=session.state,
                number=session.number,
                period=period(session),
                place=_place(session),
                seats=session.seats,
                signed_up=session.signed_up,
                attended=session.attended,
                audience=text(session.audience),
            )
            for session in rows(row.training_sessions)
        ),
        "instructor_counts": ordered(
            entry(
                "instructor_count", told, active=told.active, as_of=day(told.as_of), place=_place(told), load=told.load
            )
            for told in rows(row.instructor_counts)
        ),
        "method_starts": ordered(
            entry(
                "method_start",
                start,
                area=start.area.code,
                state=start.state,
                year=start.year,
                source_text=text(start.source),
            )
            for start in rows(row.method_starts)
        ),
    }


def _place(row: Any) -> str | None:
    return row.area.code if row.area else key_of(row.lansdel)
