"""Own measures made and changed, each act through `trust.changes`: with history and a way back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from handslag.indicators.models import GoalIndicator, Indicator, MeaningChange, Observation, OwnMeasure
from handslag.indicators.models.own import MEANING
from handslag.indicators.own.definition import PREFIX
from handslag.places.models import Area
from handslag.plans.models import GoalNode
from handslag.trust import changes
from handslag.trust.changes import Actor
from handslag.trust.models import Change

LONGEST_KEY = 110


def new_indicator(county: Area, title: str) -> Indicator:
    """Make the row that a new measure's figures hang on, with a key that no other has."""
    base = f"{PREFIX}{county.slug}-{slugify(title)}"[:LONGEST_KEY].strip("-")
    taken = set(Indicator.objects.filter(key__startswith=base).values_list("key", flat=True))
    key = next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
    return Indicator.objects.create(key=key, county=county)


@transaction.atomic
def make(measure: OwnMeasure, goals: Iterable[GoalNode], *, by: Actor) -> Change:
    """Write a new measure, and which goals it follows: one act."""
    measure.indicator = new_indicator(measure.plan.county, measure.title)
    measure.made_on = timezone.localdate()
    made = changes.create(measure, by=by)
    for goal in goals:
        changes.create(GoalIndicator(goal=goal, indicator=measure.indicator), by=by)
    return made


def has_figures(measure: OwnMeasure) -> bool:
    """Whether figures have been taken in for a measure."""
    return Observation.objects.filter(indicator=measure.indicator_id).exists()


def meaning_differs(measure: OwnMeasure, values: Mapping[str, Any]) -> list[str]:
    """Return the fields of its meaning that the values would change."""
    return [name for name in MEANING if name in values and values[name] != getattr(measure, name)]


@transaction.atomic
def change(
    measure: OwnMeasure, values: Mapping[str, Any], *, by: Actor, version: int, goes_on: bool | None = None, reason: str = ""
) -> Change | None:  # fmt: skip
    """Change a measure. Raises Collision.

    goes_on: where its meaning changes and it has figures, whether these and the coming ones may stand in one series;
    else the series begins anew: the earlier figures stay as they are, under the meaning that they were counted with.
    """
    if not meaning_differs(measure, values) or goes_on is None:
        return changes.save(measure, values, by=by, version=version)
    before = {name: getattr(measure, name) for name in MEANING}
    earlier = None if goes_on else measure.indicator
    if earlier:
        values = {**values, "indicator": new_indicator(measure.plan.county, measure.title)}
    made = changes.save(measure, values, by=by, version=version, reason=reason)
    said = MeaningChange(
        measure=measure, on=timezone.localdate(), goes_on=goes_on, reason=reason, meaning=before, earlier=earlier
    )
    changes.create(said, by=by, reason=reason)
    if earlier:
        _follow_by(earlier, measure.indicator, by=by)
    return made


def _follow_by(earlier: Indicator, now: Indicator, *, by: Actor) -> None:
    """Let the goals that were followed by the earlier series be followed by the new one."""
    for link in GoalIndicator.objects.filter(indicator=earlier).select_related("goal__plan"):
        changes.withdraw(link, by=by, version=link.version, reason="Serien började om")
        changes.create(GoalIndicator(goal=link.goal, indicator=now, note=link.note), by=by)


def take_away(measure: OwnMeasure, *, by: Actor, version: int, reason: str) -> Change | None:
    """Withdraw a measure; its figures and its history stay. Raises Collision."""
    return changes.withdraw(measure, by=by, version=version, reason=reason)
