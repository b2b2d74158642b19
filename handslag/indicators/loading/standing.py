"""How the figures of each indicator stand: when they came, how old they are, what is under way."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone

from handslag.indicators.loading.asking import live_sources, source_words
from handslag.indicators.models import Fetch, Indicator
from handslag.indicators.reading import Definition
from handslag.places.models import Area
from handslag.swedish import dates
from handslag.swedish.lists import join
from handslag.swedish.sorting import sort_key

OLD = datetime.timedelta(days=365)
FILTERS = {"": "alla", "aldrig": "aldrig hämtade", "gamla": "äldre än ett år", "misslyckade": "misslyckade"}
SORTS = {"": "namn", "alder": "äldst först", "oversyn": "översyn först"}
ELSEWHERE = {"file": "läses in från fil", "own": "redovisas i insatserna"}
"""Where figures come from that no live source has."""


@dataclass(frozen=True)
class Standing:
    """An indicator. good: the latest taking in that went well; fetched: the latest of them from its source; last: the
    latest from its source, however it went."""

    definition: Definition
    good: Fetch | None
    fetched: Fetch | None
    last: Fetch | None
    today: datetime.date

    @property
    def is_live(self) -> bool:
        """Whether a source can be asked for it."""
        return bool(live_sources(self.definition))

    @property
    def source(self) -> str:
        if self.is_live:
            return source_words(self.definition)
        return join([ELSEWHERE[each.name] for each in self.definition.sources if each.name in ELSEWHERE])

    @property
    def is_under_way(self) -> bool:
        return self.last is not None and self.last.is_under_way

    @property
    def has_failed(self) -> bool:
        return self.last is not None and self.last.has_failed

    @property
    def came(self) -> datetime.date | None:
        """The day on which its figures came; None where there are none, or only those that came with Handslag."""
        is_ours = self.good is None or self.good.way == "shipped"
        return None if is_ours or self.good.done_at is None else timezone.localdate(self.good.done_at)

    @property
    def age(self) -> str:
        """How long ago that was, in words: "för två år sedan"; "" where there are none."""
        return dates.distance(self.came, self.today) if self.came else ""

    @property
    def is_old(self) -> bool:
        return self.came is not None and self.today - self.came > OLD

    @property
    def review_is_due(self) -> bool:
        return self.definition.review_by <= self.today

    @property
    def review(self) -> str:
        return dates.distance(self.today, self.definition.review_by)


def of_county(county: Area | None, path: str = "") -> Q:
    """Return which takings in a county's pages tell of: a made-up county's own, or those of no made-up county."""
    if county and county.is_example:
        return Q(**{f"{path}county": county})
    return Q(**{f"{path}county": None}) | Q(**{f"{path}county__is_example": False})


def standings(today: datetime.date, known: Mapping[str, Definition], *, county: Area | None = None) -> list[Standing]:
    """Return how every known indicator stands. Two queries.

    county: whose page it is. A made-up county has its own figures alone, and nobody else has them.
    """
    ours = of_county(county, "fetches__")
    good = Q(fetches__state="done") & ours
    found = {
        each.key: each
        for each in Indicator.objects.filter(key__in=known).annotate(
            good=Max("fetches__id", filter=good),
            fetched=Max("fetches__id", filter=good & Q(fetches__way="source")),
            last=Max("fetches__id", filter=ours & Q(fetches__way="source")),
        )
    }
    wanted = {number for each in found.values() for number in (each.good, each.fetched, each.last) if number}
    fetches = Fetch.objects.defer("answers", "meanings").in_bulk(wanted)

    def standing(definition: Definition) -> Standing:
        at = found.get(definition.key)
        numbers = (at.good, at.fetched, at.last) if at else (None, None, None)
        return Standing(definition, *map(fetches.get, numbers), today)

    return [standing(definition) for definition in known.values()]


def chosen(found: Iterable[Standing], *, only: str, order: str) -> list[Standing]:
    """Return those that a filter (a key of FILTERS) leaves, in an order (a key of SORTS)."""
    keep = {
        "aldrig": lambda each: each.is_live and each.fetched is None,
        "gamla": lambda each: each.is_old,
        "misslyckade": lambda each: each.has_failed,
    }
    kept = [each for each in found if only not in keep or keep[only](each)]
    by = {
        "alder": lambda each: each.came or datetime.date.min,
        "oversyn": lambda each: each.definition.review_by,
    }
    return sorted(kept, key=by.get(order, lambda each: sort_key(each.definition.title)))
