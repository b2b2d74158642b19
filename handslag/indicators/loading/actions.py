"""Figures are asked for: the wish is noted, and the worker fetches them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from handslag.indicators.loading.asking import live_sources, source_words
from handslag.indicators.loading.tasks import enqueue, give_up
from handslag.indicators.models import Fetch, Indicator
from handslag.indicators.queries import definition_of
from handslag.indicators.reading import definitions
from handslag.indicators.writing import register
from handslag.places.models import Area
from handslag.trust import audit
from handslag.trust.changes import OPERATOR, Actor

MANY = "alla indikatorer"


class CannotFetch(ValueError):
    """An indicator's figures cannot be fetched from a source. The message says why, in Swedish."""


@dataclass(frozen=True)
class _Of:
    """What a line of the trail belongs to: the county; no single organisation."""

    county_id: int
    owner_id: None = None


def fetchable() -> list[str]:
    """Return the keys of the indicators that a live source has figures of, in the order of their titles."""
    return [key for key, definition in definitions().items() if live_sources(definition)]


def ask_for(key: str, *, county: Area, by: Actor) -> Fetch:
    """Let the worker fetch an indicator's figures; return the taking in, which may be one that was asked for before.

    Raises CannotFetch where no source can be asked, or the county is made up.
    """
    made, is_new = _asked(key, county=county, by=by)
    if is_new:
        enqueue(made)
        audit.tell("import", "Hämtning av tal från källan", by=by, of=_Of(county.pk), target=_title(key))
    return made


def ask_for_all(keys: Iterable[str], *, county: Area, by: Actor) -> int:
    """Let the worker fetch several indicators' figures, those that are under way left as they are. Return how many."""
    asked = [made for made, is_new in (_asked(key, county=county, by=by) for key in keys) if is_new]
    for each in asked:
        enqueue(each)
    if asked:
        audit.tell("import", "Hämtning av tal från källorna", by=by, of=_Of(county.pk), target=f"{MANY}: {len(asked)}")
    return len(asked)


def noted(key: str) -> Fetch:
    """Note that an operator wants an indicator's figures, and leave it to the caller to fetch them. Raises CannotFetch."""
    return _asked(key, county=None, by=OPERATOR)[0]


def _title(key: str) -> str:
    definition = definition_of(key)
    return definition.title if definition else key


def _asked(key: str, *, county: Area | None, by: Actor) -> tuple[Fetch, bool]:
    definition = definition_of(key)
    if definition is None or not live_sources(definition):
        raise CannotFetch("Den här indikatorn har ingen källa som kan hämtas.")
    if county and county.is_example:
        raise CannotFetch(f"{county.name} är påhittat: källorna har inga tal om det.")
    register()
    indicator = Indicator.objects.get(key=key)
    there = Fetch.objects.filter(indicator=indicator, way="source", state__in=("waiting", "running")).first()
    if there is not None and there.is_lost:
        give_up(there)
    elif there is not None:
        return there, False
    try:
        with transaction.atomic():
            made = Fetch.objects.create(
                indicator=indicator, way="source", source=source_words(definition), county=county, by=by.role[:300],
                asked_at=timezone.now(), seen_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError:  # somebody else asked at the same moment
        return Fetch.objects.get(indicator=indicator, way="source", state__in=("waiting", "running")), False
    return made, True
