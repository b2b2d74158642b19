"""Writes what a plan is measured by: own measures with their figures, indicators and targets of goals, training and starts."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from handslag.exchange import schema
from handslag.exchange.run import CannotLoad, KeyTaken, Load, period_fields, withdrawn_fields
from handslag.indicators.models import (
    CitedFigure,
    Fetch,
    GoalIndicator,
    Indicator,
    InstructorCount,
    MeaningChange,
    MethodStart,
    OwnMeasure,
    Target,
    TrainingSession,
)
from handslag.indicators.own.definition import as_definition
from handslag.indicators.reading import Definition
from handslag.indicators.writing import BadRow, Row, register, take_in
from handslag.plans.models import GoalNode, Initiative
from handslag.trust.keys import uuid_of

TEXTS = (
    "title", "numerator", "measure", "unit", "polarity", "reported_by", "plain", "why", "kind", "denominator", "ages", "owner",
    "shows", "does_not_show",
)  # fmt: skip
AS_THEY_ARE = ("per", "window", "frequency", "by_sex", "smallest", "needs_help", "review_by", "made_on", "visibility")
CITED = ("position", "base", "population", "label", "value", "approximate", "published", "read_on")
NOON = datetime.time(12)


def load_own_measures(run: Load) -> None:
    """Write the own measures that are not here, each with its changes of meaning and all its figures. Raises CannotLoad."""
    if run.document.indicators or any(goal.indicators or goal.targets for goal in run.document.goals):
        register()
    for item in run.document.indicators:
        if not OwnMeasure.everything.filter(plan=run.plan, indicator__key=item.id).exists():
            _own_measure(run, item)
            run.added["indicators"] += 1


def _own_measure(run: Load, item: schema.OwnMeasure) -> None:
    row = OwnMeasure.objects.create(
        uuid=uuid_of("own_measure", run.plan.key, item.id),
        plan=run.plan,
        indicator=_free_indicator(run, item.id),
        source=item.source_text,
        **{name: getattr(item, name) or "" for name in TEXTS},
        **{name: getattr(item, name) for name in AS_THEY_ARE},
        **withdrawn_fields(item),
    )
    run.citing.cite(item, root=row.uuid, kind=row.KIND, row_id=row.id)
    definition = as_definition(row)
    for change in item.meaning_changes:
        made = MeaningChange.objects.create(
            measure=row,
            on=change.on,
            goes_on=change.goes_on,
            reason=change.reason,
            meaning={name: "" if value is None else value for name, value in change.meaning.model_dump().items()},
            earlier=_free_indicator(run, change.earlier) if change.earlier else None,
            **withdrawn_fields(change),
        )
        run.citing.cite(change, root=row.uuid, kind=made.KIND, row_id=made.pk)
        if made.earlier:
            _figures(run, change, made.earlier, replace(definition, key=made.earlier.key, **made.meaning))
    _figures(run, item, row.indicator, _as_of_all_times(definition, item.meaning_changes))


def _free_indicator(run: Load, key: str) -> Indicator:
    """Return the indicator of a key that no measure has. Raises KeyTaken."""
    row, _ = Indicator.objects.get_or_create(key=key, defaults={"county": run.county})
    taken = row.county_id != run.county.pk or hasattr(row, "own_measure") or hasattr(row, "meaning_change")
    if taken:
        raise KeyTaken(f"Det egna måttet {key} finns redan, i en annan plan. Ge det en annan nyckel.")
    return row


def _as_of_all_times(definition: Definition, changes: Sequence[schema.MeaningChange]) -> Definition:
    """Return what a series is held against that went on while its meaning changed: what every meaning lets in."""
    within = [change.meaning for change in changes if change.goes_on]
    is_one = all((each.measure, each.per) == (definition.measure, definition.per) for each in within)
    window = max([definition.window, *(each.window for each in within)])
    return replace(definition, window=window, measure=definition.measure if is_one else "index")


def _figures(
    run: Load, told: schema.OwnMeasure | schema.MeaningChange, indicator: Indicator, definition: Definition
) -> None:
    """Take the figures in as they once came, one taking in after the other: so each revised one gets its vintage."""
    by_taking: dict[str, list[Row]] = defaultdict(list)
    for each in told.observations:
        by_taking[each.taken_in].append(_row(each))
    for taking in told.taken_in:
        at = timezone.make_aware(datetime.datetime.combine(taking.on, NOON))
        fetch = Fetch.objects.create(
            indicator=indicator, way=taking.way, source=taking.source_text or "", address=taking.address or "",
            source_date=taking.source_date, by=taking.by or "", note=taking.note or "", county=run.county,
            asked_at=at, done_at=at, state="done", percent=100,
        )  # fmt: skip
        try:
            taken = take_in(fetch, by_taking[taking.id], definition=definition)
        except BadRow as error:
            raise CannotLoad(f"Det egna måttet {told_key(told)}, inläsning {taking.id}: {error}") from None
        fetch.added, fetch.revised, fetch.same, fetch.rows = taken.added, taken.revised, taken.same, taken.rows
        fetch.save(update_fields=["added", "revised", "same", "rows"])
        run.added["figures"] += taken.added + taken.revised


def told_key(told: schema.OwnMeasure | schema.MeaningChange) -> str:
    """Return the key that the figures of a measure, or of what it meant before, stand under."""
    return told.id if isinstance(told, schema.OwnMeasure) else told.earlier or ""


def _row(told: schema.Observation) -> Row:
    numbers = ("value", "lower", "upper", "numerator", "denominator")
    return Row(
        area=told.area, period_from=told.from_, period_to=told.to, sex=told.sex, age=told.age or "",
        state=told.state or "", note=told.note or "",
        **{name: _number(getattr(told, name)) for name in numbers},
    )  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def add_goal_measures(run: Load, item: schema.Goal, row: GoalNode) -> None:
    """Write what a new goal is followed by, and how far it is to reach."""
    for link in item.indicators:
        made = GoalIndicator.objects.create(
            goal=row, indicator=_indicator(run, link.indicator), note=link.note or "", **withdrawn_fields(link)
        )
        run.citing.cite(link, root=row.uuid, kind=made.KIND, row_id=made.pk)
    for target in item.targets:
        made = Target.objects.create(
            goal=row,
            indicator=_indicator(run, target.indicator),
            area=run.areas[target.area],
            sex=target.sex,
            baseline_from=target.baseline_from,
            baseline_to=target.baseline_to,
            wished=_number(target.wished),
            change=_number(target.change),
            by=target.by,
            note=target.note or "",
            **withdrawn_fields(target),
        )
        run.citing.cite(target, root=row.uuid, kind=made.KIND, row_id=made.pk)
    run.added["goal_indicators"] += len(item.indicators)
    run.added["targets"] += len(item.targets)


def _indicator(run: Load, key: str) -> Indicator:
    """Return the indicator of a key. One of another plan's measure is made here and waits for it: all that is said hangs on the key."""
    if key not in run.indicators:
        run.indicators[key], _ = Indicator.objects.get_or_create(key=key, defaults={"county": run.county})
    return run.indicators[key]


def add_cited_figures(run: Load) -> None:
    """Write the figures that a new plan cites from others."""
    for item in run.document.plan.cited_figures:
        row = CitedFigure.objects.create(
            plan=run.plan,
            value_text=item.text or "",
            source=item.source_text,
            area=run.areas[item.area] if item.area else None,
            **{name: getattr(item, name) for name in CITED},
            **{name: getattr(item, name) or "" for name in ("unit", "place_text", "indicator", "note")},
            **period_fields(item.period),
            **withdrawn_fields(item),
        )
        run.citing.cite(item, root=run.plan.uuid, kind=row.KIND, row_id=row.pk)
    run.added["cited_figures"] += len(run.document.plan.cited_figures)


def add_reach(run: Load, item: schema.Initiative, row: Initiative) -> None:
    """Write the training of a new initiative, its instructors, and where its method has begun."""
    for session in item.training_sessions:
        made = TrainingSession.objects.create(
            initiative=row,
            state=session.state,
            number=session.number,
            area=run.areas.get(session.place or ""),
            lansdel=run.lansdelar.get(session.place or ""),
            seats=session.seats,
            signed_up=session.signed_up,
            attended=session.attended,
            audience=session.audience or "",
            **period_fields(session.period),
            **withdrawn_fields(session),
        )
        run.citing.cite(session, root=row.uuid, kind=made.KIND, row_id=made.pk)
    for told in item.instructor_counts:
        made = InstructorCount.objects.create(
            initiative=row,
            active=told.active,
            as_of=told.as_of,
            area=run.areas.get(told.place or ""),
            lansdel=run.lansdelar.get(told.place or ""),
            load=told.load,
            **withdrawn_fields(told),
        )
        run.citing.cite(told, root=row.uuid, kind=made.KIND, row_id=made.pk)
    for start in item.method_starts:
        made = MethodStart.objects.create(
            initiative=row,
            area=run.areas[start.area],
            state=start.state,
            year=start.year,
            source=start.source_text or "",
            **withdrawn_fields(start),
        )
        run.citing.cite(start, root=row.uuid, kind=made.KIND, row_id=made.pk)
    run.added["trainings"] += len(item.training_sessions)
    run.added["instructor_counts"] += len(item.instructor_counts)
    run.added["starts"] += len(item.method_starts)
