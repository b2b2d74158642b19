"""Loads an example's made-up targets on the goals of the example county's plan. Never in a real county."""

from collections import Counter
from pathlib import Path

from django.db import transaction

from handslag.indicators.example_files import ExampleTarget, targets
from handslag.indicators.loading.shipping import CannotTakeIn
from handslag.indicators.models import GoalIndicator, Indicator, Target
from handslag.indicators.writing import register
from handslag.places.models import Area
from handslag.plans.models import GoalNode

FILE = "targets.toml"


@transaction.atomic
def load_targets(folder: Path) -> Counter[str]:
    """Add an example's targets where they are missing, and the indicators that the goals are followed by; return how many were new.

    A goal that has a target for the same indicator, area and year, also one that was withdrawn, is left as it is. Raises
    CannotTakeIn where the file names what is not there, or what is not made up.
    """
    file = folder / FILE
    if not file.exists():
        return Counter()
    register()
    added: Counter[str] = Counter()
    for told in targets(file):
        added += _load(told, file)
    return added


def _load(told: ExampleTarget, file: Path) -> Counter[str]:
    goal = GoalNode.everything.filter(plan__county__is_example=True, key=told.goal).first()
    area = Area.objects.filter(code=told.area).select_related("parent").first()
    indicator = Indicator.objects.filter(key=told.indicator).first()
    if goal is None:
        raise CannotTakeIn(f"{file.name}: målet {told.goal} finns inte i ett påhittat län.")
    if area is None or not (area.is_example or (area.parent and area.parent.is_example)):
        raise CannotTakeIn(f"{file.name}: {told.area} är inget påhittat område.")
    if indicator is None:
        raise CannotTakeIn(f"{file.name}: indikatorn {told.indicator} finns inte.")
    _, is_followed = GoalIndicator.everything.get_or_create(goal=goal, indicator=indicator)
    _, is_new = Target.everything.get_or_create(
        goal=goal, indicator=indicator, area=area, sex=told.sex, by=told.by,
        defaults={
            "baseline_from": told.baseline_from, "baseline_to": told.baseline_to, "wished": told.wished,
            "change": told.change, "note": told.note,
        },
    )  # fmt: skip
    return Counter(goal_indicators=int(is_followed), targets=int(is_new))
