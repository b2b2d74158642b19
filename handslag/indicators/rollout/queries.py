"""Reads what a roll-out is judged by: starts, and an indicator's figures for the county's municipalities."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from handslag.indicators.models import Fetch, MethodStart, Observation
from handslag.indicators.pages import origin
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.rollout.panel import Start, starts_of
from handslag.indicators.series import Value
from handslag.places.models import Area
from handslag.plans.models import Initiative

_FIELDS = (
    "period_from",
    "period_to",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "state",
    "note",
    "vintage",
)


def outcomes() -> list[Definition]:
    """Return the indicators of how the inhabitants are; not all can be asked about, and those say why."""
    return [each for each in definitions().values() if each.kind != "output"]


def starts_in(initiative: Initiative) -> list[Start]:
    """Return what is known of every municipality of the county, in the alphabet's order. Two queries."""
    areas = Area.objects.filter(parent=initiative.plan.county_id, kind=Area.MUNICIPALITY).order_by("name")
    return starts_of(areas, MethodStart.objects.filter(initiative=initiative))


def figures_of(definition: Definition, areas: Sequence[Area]) -> dict[str, list[Value]]:
    """Return an indicator's values by area code, oldest first, as they were told: for arithmetic, never to be shown. One query.

    What is shown goes through `queries.series_of`, which hides what points at few people; a sum over several
    municipalities needs the small ones too.
    """
    rows = Observation.objects.filter(indicator__key=definition.key, area__in=areas, sex="T", age="", latest=True)
    found: dict[str, list[Value]] = defaultdict(list)
    for code, fetch, *told in rows.order_by("period_from").values_list("area__code", "fetch_id", *_FIELDS):
        made: dict[str, Any] = dict(zip(_FIELDS, told, strict=True))
        found[code].append(Value(**made, fetch=fetch))
    return dict(found)


def sources_of(values: dict[str, list[Value]]) -> list[str]:
    """Return where the values came from, in words. One query."""
    rows = Fetch.objects.filter(pk__in={each.fetch for row in values.values() for each in row})
    return list(dict.fromkeys(origin.told(each) for each in rows))
