"""Loads an example's made-up roll-outs: an initiative each in the example county's plan, with its starts. Never in a real county."""

from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from handslag.indicators.example_files import ExampleRollout, rollouts
from handslag.indicators.loading.shipping import CannotTakeIn
from handslag.indicators.models import MethodStart
from handslag.places.models import Area
from handslag.plans import indexing
from handslag.plans.models import Initiative, Plan
from handslag.trust.keys import uuid_of
from handslag.trust.models import Citation

FILE = "rollouts.toml"


@transaction.atomic
def load_starts(folder: Path) -> Counter[str]:
    """Add an example's roll-outs where they are missing; return how many starts were new. Nothing where it has none.

    Raises CannotTakeIn where the file names an area that is not a made-up county's.
    """
    file = folder / FILE
    if not file.exists():
        return Counter()
    added: Counter[str] = Counter()
    for told in rollouts(file):
        added["starts"] += _load(told, file)
    return added


def _load(told: ExampleRollout, file: Path) -> int:
    areas = {area.code: area for area in Area.objects.filter(code__in=told.start, parent__is_example=True)}
    if missing := sorted(set(told.start) - areas.keys()):
        raise CannotTakeIn(f"{file.name}: {missing[0]} är ingen kommun i ett påhittat län.")
    county = next(iter(areas.values())).parent
    plan = Plan.objects.filter(county=county).first()
    if plan is None:
        raise CannotTakeIn(f"{file.name}: {county} har ingen plan.")
    initiative, made = _initiative(plan, told)
    if made:
        indexing.index_plan(plan)
    there = set(MethodStart.everything.filter(initiative=initiative).values_list("area_id", flat=True))
    new = [
        MethodStart(
            initiative=initiative, area=area, source=told.note[:500], year=told.start.get(area.code),
            state="started" if area.code in told.start else "not_started",
        )
        for area in Area.objects.filter(parent=county, kind=Area.MUNICIPALITY)
        if area.pk not in there
    ]  # fmt: skip
    return len(MethodStart.objects.bulk_create(new))


def _initiative(plan: Plan, told: ExampleRollout) -> tuple[Initiative, bool]:
    """Return the initiative that the starts hang on. It is as open as its plan."""
    key = slugify(told.title)
    initiative, made = Initiative.everything.get_or_create(
        plan=plan,
        key=key,
        defaults={
            "uuid": uuid_of("initiative", plan.key, key), "title": told.title, "kind": "activity", "owner": plan.lead,
            "summary": told.what, "missing": [told.note], "visibility": plan.visibility,
        },
    )  # fmt: skip
    if made:
        Citation.objects.create(
            root=initiative.uuid, target_kind=Initiative.KIND, target_id=initiative.pk, ours=told.note
        )
    return initiative, made
