"""What an import would do, found out by doing it and taking it back."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from handslag.exchange import exporter_goals, exporter_plans, schema
from handslag.exchange.differences import Difference, differences
from handslag.exchange.exporter import export_plan
from handslag.exchange.exporter_entries import Sources
from handslag.exchange.loader import load
from handslag.exchange.references import to_period
from handslag.indicators.models import Indicator, OwnMeasure
from handslag.places.models import Area, LansdelDivision, Organisation
from handslag.plans.models import FollowUpRound, Framework, GoalNode, Initiative, Plan
from handslag.trust.models import SourceDocument

SHARED = ("organisations", "divisions", "frameworks", "documents")
"""What several plans may use: it is compared with the file as it stands."""


@dataclass(frozen=True)
class Preview:
    """added, there: how many of each kind would be added, and how many are here already and are left as they are.

    differing: in what those that are left differ from the file.
    """

    added: Counter[str]
    there: Counter[str]
    differing: list[Difference]


def preview(document: schema.Exchange) -> Preview:
    """Return what an import of the document would do. Nothing is written. Raises CannotLoad."""
    with _taken_back():
        added = load(document, index=False)
    there = _stated(document)
    there.subtract(added)
    return Preview(added, +there, [*_differing(document), *shared_differing(document)])


@contextmanager
def _taken_back() -> Iterator[None]:
    """Let the block write, and take all of it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _stated(document: schema.Exchange) -> Counter[str]:
    """Return how many of each kind the document holds, by the names that `load` counts under."""
    names = ("documents", "counties", "divisions", "organisations", "frameworks", "goals", "target_groups", "methods")
    stated = Counter({name: len(getattr(document, name)) for name in (*names, "initiatives", "follow_ups")})
    stated.update(_measures(document))
    stated["organisations"] += sum(len(each.organisations) for each in document.organisation_lists)
    stated["plans"] = int(document.plan is not None)
    return stated


def _measures(document: schema.Exchange) -> Counter[str]:
    """Return how much the document holds of what a plan is measured by."""
    goals, initiatives = document.goals, document.initiatives
    told = [each for own in document.indicators for each in (own, *own.meaning_changes)]
    return Counter(
        indicators=len(document.indicators),
        figures=sum(len(each.observations) for each in told),
        goal_indicators=sum(len(goal.indicators) for goal in goals),
        targets=sum(len(goal.targets) for goal in goals),
        trainings=sum(len(each.training_sessions) for each in initiatives),
        instructor_counts=sum(len(each.instructor_counts) for each in initiatives),
        cited_figures=len(document.plan.cited_figures) if document.plan else 0,
        starts=sum(len(each.method_starts) for each in initiatives),
    )


def _differing(document: schema.Exchange) -> list[Difference]:
    """Return in what the plan here differs from the file, in things that both have."""
    plan = Plan.everything.filter(key=document.plan.id).first() if document.plan else None
    if plan is None:
        return []
    before = export_plan(plan)
    with _taken_back():
        _set_aside(plan)
        load(document, index=False)
        after = export_plan(Plan.everything.get(key=plan.key))
    return _in_both(before, after)


def _set_aside(plan: Plan) -> None:
    """Give the plan and its pages other keys, so that the file can be read in beside it."""
    Plan.everything.filter(pk=plan.pk).update(key=f"undan-{uuid.uuid4().hex}", uuid=uuid.uuid4())
    for model in (GoalNode, Initiative, FollowUpRound, OwnMeasure):
        of_plan = model._base_manager.filter(plan=plan)
        rows = list(of_plan)
        for row in rows:
            row.uuid = uuid.uuid4()
        of_plan.bulk_update(rows, ["uuid"], batch_size=200)
    held = Q(own_measure__plan=plan) | Q(meaning_change__measure__plan=plan)
    for indicator in Indicator.objects.filter(held):
        Indicator.objects.filter(pk=indicator.pk).update(key=f"undan-{uuid.uuid4().hex}")


def _in_both(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Return the differences of things that both documents have, withdrawn or not."""
    both = {(section, key) for section in before for key in _keys(before, section) & _keys(after, section)}
    return [each for each in differences(before, after) if (each.section, each.key) in both]


def _keys(document: dict[str, Any], section: str) -> set[str]:
    value = document.get(section)
    things = [value] if section == "plan" and value else value if isinstance(value, list) else []
    return {thing["id"] for thing in things if "id" in thing}


def shared_differing(document: schema.Exchange) -> list[Difference]:
    """Return in what organisations and other things that plans share differ from the file."""
    return _in_both(_shared_here(document), {name: _as_exported(getattr(document, name)) for name in SHARED})


def _shared_here(document: schema.Exchange) -> dict[str, Any]:
    nothing = Sources([])
    county = Area.objects.filter(code=document.plan.county).first() if document.plan else None
    keys = {name: [each.id for each in getattr(document, name)] for name in SHARED}
    organisations = Organisation.objects.filter(county=county, key__in=keys["organisations"]) if county else []
    divisions = LansdelDivision.objects.filter(county=county, key__in=keys["divisions"]) if county else []
    frameworks = Framework.objects.filter(key__in=keys["frameworks"])
    return {
        "organisations": [exporter_plans.organisation_entry(nothing, row) for row in organisations],
        "divisions": [exporter_plans.division_entry(nothing, row) for row in divisions],
        "frameworks": [exporter_goals.framework(nothing, row) for row in frameworks],
        "documents": [
            exporter_plans.document_entry(row) for row in SourceDocument.objects.filter(key__in=keys["documents"])
        ],
    }


def _as_exported(things: list[Any]) -> list[dict[str, Any]]:
    """Return things of a file in the form in which an export would write them."""
    return [_plain(thing.model_dump(mode="json", by_alias=True), thing) for thing in things]


def _plain(value: dict[str, Any], thing: schema.Thing) -> dict[str, Any]:
    plain = {name: (each or None if isinstance(each, str) else each) for name, each in value.items()}
    for name in ("aliases", "municipalities"):
        if name in plain:
            plain[name] = sorted(plain[name])
    if stated := getattr(thing, "period", None):
        plain["period"] = exporter_plans.period_entry(*_period(stated))
    for name in ("lansdelar", "nodes", "links"):
        if name in plain:
            plain[name] = _as_exported(getattr(thing, name))
    return plain


def _period(stated: schema.Period) -> tuple[Any, ...]:
    period = to_period(stated)
    return period.text, period.first, period.last, period.precision
