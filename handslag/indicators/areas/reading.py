"""Reads what an area's page is made of: its figures, its population, its municipalities in their fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from handslag.indicators import queries
from handslag.indicators.areas.rows import AreaRow, Part, rows
from handslag.indicators.drawings import Beside, compared
from handslag.indicators.findings import Asked, findings
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key, Value
from handslag.places.models import Area, Population
from handslag.plans.models import FrameworkNode, Plan
from handslag.swedish.sorting import sort_key

STRATEGY = "national_strategy"


@dataclass(frozen=True)
class Inhabitants:
    """How many live in an area, on 31 December. perturbed: the source has added a small random error."""

    count: int
    year: int
    source: str
    perturbed: bool


@dataclass(frozen=True)
class Municipality:
    """A municipality with the länsdel it lies in, "" where the county has no division."""

    area: Area
    part: str


def shown_in(kind: str, known: Iterable[Definition]) -> list[Definition]:
    """Return the indicators that are shown for such an area: never suicide or self-harm below the county."""
    return [
        each
        for each in known
        if kind in each.levels and not (kind == Area.MUNICIPALITY and each.needs_help and not each.single_years)
    ]


def area_rows(area: Area, country: Area | None, known: Mapping[str, Definition]) -> list[AreaRow]:
    """Return the area's indicators. As many queries as `recent_series`, and one for the strategy.

    known: the definitions that the reader may know of.
    """
    wanted = shown_in(area.kind, known.values())
    series = queries.recent_series(wanted, area, [country] if country else [])
    code = country.code if country else None
    return rows(wanted, series, area=area.code, country=code, parts=strategy_parts())


def strategy_parts() -> list[Part]:
    """Return the parts of the strategy, sub-goals after the goals they stand under. One query."""
    nodes = FrameworkNode.objects.filter(framework__kind=STRATEGY).order_by("framework", "position", "id")
    found = nodes.values_list("key", "code", "title")
    return [Part(key, f"{code} {title}".strip(), order) for order, (key, code, title) in enumerate(found)]


def country_of(county: Area) -> Area | None:
    """Return the country to lay beside; None for an example county, which is beside no real one. One query."""
    return None if county.is_example else Area.objects.filter(kind=Area.COUNTRY).first()


def inhabitants(areas: Iterable[Area]) -> dict[int, Inhabitants]:
    """Return the latest population of each area, by its number. One query."""
    whole = Population.objects.filter(area__in=list(areas), sex="total", age_from=0, age_to__gte=100)
    fields = ("area_id", "count", "year", "source", "perturbed")
    return {row[0]: Inhabitants(*row[1:]) for row in whole.order_by("year", "vintage").values_list(*fields)}


def municipalities(county: Area, plan: Plan | None) -> list[Municipality]:
    """Return the county's municipalities by länsdel and name: an order that says nothing of their figures. One query."""
    division = plan.division_id if plan else None
    found = Area.objects.filter(parent=county, kind=Area.MUNICIPALITY).annotate(
        here=FilteredRelation("lansdelar", condition=Q(lansdelar__division=division)),
        part=F("here__name"),
        place=F("here__position"),
    )
    made: dict[int, tuple[tuple[int, str], Municipality]] = {}
    for area in found:
        last = 10_000  # those without a länsdel stand last
        place = last if area.place is None else area.place
        made[area.pk] = (place, sort_key(area.name)), Municipality(area, area.part or "")
    return [each for _, each in sorted(made.values(), key=lambda pair: pair[0])]


def beside(
    definition: Definition, members: Sequence[Municipality], land: Area | None
) -> tuple[list[Beside], Value | None]:
    """Return the municipalities' series as drawings take them, and the country's value of their period. Queries of `shown_series`."""
    series = queries.series_of(definition, [*(each.area for each in members), *([land] if land else [])])
    country = series[Key(definition.key, land.code)] if land else None
    own = [series[Key(definition.key, each.area.code)] for each in members]
    told = findings([Asked(definition, each, country) for each in own])
    shown = [
        Beside(each.area.name, mine, said.against_country, each.part)
        for each, mine, said in zip(members, own, told, strict=True)
    ]
    newest = max((each for each in own if each.latest), key=lambda each: each.latest.period_to, default=None)
    return shown, compared(country, newest) if newest else None
