"""Where an indicator's figures came from, what there is to know of it, and whether the source answered last."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from handslag.indicators.loading.standing import of_county
from handslag.indicators.models import Fetch
from handslag.indicators.reading import Definition
from handslag.places.models import Area
from handslag.swedish.dates import day as day_in_words
from handslag.swedish.dates import distance


@dataclass(frozen=True)
class Origin:
    """sources: as `told` has them, "Kolada, hämtat från källan 22 november 2026", the latest first. notes: what was left out, and why.

    failed: that the source did not answer last, and how old the figures are; "" where it did.
    """

    sources: tuple[str, ...]
    notes: tuple[str, ...]
    failed: str


def origin(definition: Definition, county: Area, fetched: Mapping[int, Fetch]) -> Origin:
    """Return where figures came from. fetched: the takings in that they came with, by number. One query."""
    newest = sorted(fetched.values(), key=lambda each: each.pk, reverse=True)
    notes = dict.fromkeys(each.note for each in newest if each.note)
    return Origin(
        tuple(dict.fromkeys(told(each) for each in newest)), tuple(notes), _failed(definition, county, newest)
    )


def told(fetch: Fetch) -> str:
    """Return a source in words, with how and when its figures came: pages and reports say the same of it."""
    words = f"{fetch.source}, {fetch.get_way_display()} {day_in_words(_day(fetch))}"
    return f"{words}, källans datum {day_in_words(fetch.source_date)}" if fetch.source_date else words


def _failed(definition: Definition, county: Area, fetched: list[Fetch]) -> str:
    asked = Fetch.objects.filter(of_county(county), indicator__key=definition.key, way="source")
    last = asked.only("state", "seen_at", "asked_at").first()
    if last is None or not last.has_failed:
        return ""
    tried = day_in_words(timezone.localdate(last.asked_at))
    words = f"Den senaste hämtningen från källan, {tried}, gick inte att genomföra."
    if not fetched:
        return f"{words} Inga tal är inlästa."
    came = fetched[0].source_date if fetched[0].way == "shipped" and fetched[0].source_date else _day(fetched[0])
    return f"{words} Talen är från {day_in_words(came)}, {distance(came, timezone.localdate())}."


def _day(fetch: Fetch) -> datetime.date:
    return timezone.localdate(fetch.done_at or fetch.asked_at)
