"""What a plan's reports say of its indicators: those that have figures for the place, or that a goal is followed by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handslag.indicators.areas.reading import country_of, municipalities
from handslag.indicators.drawings import compared
from handslag.indicators.findings import Asked, Finding, findings, why_not_comparable
from handslag.indicators.goals.measured import Measured, of_plan
from handslag.indicators.models import Fetch
from handslag.indicators.pages import origin
from handslag.indicators.queries import all_series, standing_for
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.plans.queries.goals import Tree


@dataclass(frozen=True)
class Followed:
    """An indicator in a place. country: the same for the country, None where there is none to lay beside.

    goals: titles of the plan's goals that are followed by it. source: where its latest figure is from, in words.
    """

    definition: Definition
    area: Area
    own: Series
    country: Series | None
    finding: Finding
    goals: tuple[str, ...]
    source: str

    @property
    def is_comparable(self) -> bool:
        """Whether the country's figures may be laid beside."""
        return self.country is not None and not self.why_not

    @property
    def why_not(self) -> str:
        """Why the country's figures may not be laid beside, in a sentence; "" where they may or are none."""
        return why_not_comparable(self.definition, self.area.code, self.country.key.area) if self.country else ""

    @property
    def beside(self) -> Value | None:
        """The country's value of the same period as the latest; None where there is none."""
        return compared(self.country, self.own) if self.is_comparable and self.own.latest else None

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """Its place in a report: what goals are followed by first, then what can be compared, and what has ended last."""
        return not self.goals, self.definition.measure == "count", self.definition.frequency == "ended"

    @property
    def has_course(self) -> bool:
        """Whether there is more than one value to lay in time."""
        return sum(each.value is not None for each in self.own.values) > 1


@dataclass(frozen=True)
class Following:
    """The county's indicators, those of each municipality by its code, and the plan's goals with what they are measured by."""

    county: list[Followed]
    municipalities: dict[str, list[Followed]]
    goals: list[Measured]

    @property
    def measurable(self) -> int:
        """How many of the plan's goals can be measured."""
        return sum(each.state == "measurable" for each in self.goals)


def following(plan: Plan, tree: Tree, user: Any) -> Following:
    """Return what the reader may know. About ten queries, however many indicators and places there are."""
    county, country = plan.county, country_of(plan.county)
    goals = of_plan(tree, county, user)
    titles = _titles(goals)
    wanted = [each for each in standing_for(county, user).values() if each.kind != "output"]
    below = [each.area for each in municipalities(county, plan)]
    read = all_series(wanted, [*([country] if country else []), county, *below])
    asked = [
        (area, Asked(definition, own, read.get(Key(definition.key, country.code)) if country else None))
        for area in (county, *below)
        for definition in wanted
        if _is_told(own := read[Key(definition.key, area.code)], followed=area == county and definition.key in titles)
    ]
    sources = _sources([each.own for _, each in asked])
    made: dict[str, list[Followed]] = {}
    for (area, each), finding in zip(asked, findings([each for _, each in asked]), strict=True):
        tied = tuple(titles.get(each.definition.key, ()))
        told = Followed(each.definition, area, each.own, each.country, finding, tied, sources.get(_fetch(each.own), ""))
        made.setdefault(area.code, []).append(told)
    return Following(sorted(made.pop(county.code, []), key=lambda each: each.rank), made, goals)


def _is_told(series: Series, *, followed: bool) -> bool:
    return followed or any(each.value is not None for each in series.values)


def _titles(goals: Sequence[Measured]) -> Mapping[str, list[str]]:
    """Return the titles of the goals that are followed by each indicator, by its key."""
    found: dict[str, list[str]] = {}
    for measured in goals:
        for definition in measured.indicators:
            found.setdefault(definition.key, []).append(measured.goal.title)
    return found


def _fetch(series: Series) -> int:
    told = series.latest or series.last
    return told.fetch if told else 0


def _sources(series: Sequence[Series]) -> dict[int, str]:
    """Return the source of each series' latest figure in words, by the number of its taking in. One query."""
    rows = Fetch.objects.filter(pk__in={_fetch(each) for each in series})
    return {each.pk: origin.told(each) for each in rows.only("source", "way", "source_date", "done_at", "asked_at")}
