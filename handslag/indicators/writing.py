"""The only door by which figures come in: whole or not at all, an unchanged figure once, a revised one as a new vintage."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from handslag.indicators.models import Fetch, Indicator, Observation
from handslag.indicators.reading import definitions
from handslag.places.models import Area

PAYLOAD = ("value", "lower", "upper", "numerator", "denominator", "state", "note")
"""What makes a figure another than the one that was there."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure to take in. area: its code. sex: T, K or M. age: "" for the definition's own span.

    value None exactly where `state` says why (a key of `models.figures.STATES`).
    """

    area: str
    period_from: datetime.date
    period_to: datetime.date
    value: float | None
    sex: str = "T"
    age: str = ""
    lower: float | None = None
    upper: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class Taken:
    """How many rows were new, were revised, and were as before."""

    added: int = 0
    revised: int = 0
    same: int = 0


class UnknownArea(ValueError):
    """A row names an area that there is none of. `code`: its code."""

    def __init__(self, code: str):
        super().__init__(f"Området {code} finns inte.")
        self.code = code


def register() -> None:
    """Make the rows that figures of the definitions' files hang on, where they are missing."""
    there = set(Indicator.objects.values_list("key", flat=True))
    Indicator.objects.bulk_create([Indicator(key=key) for key in definitions() if key not in there])


@transaction.atomic
def take_in(fetch: Fetch, rows: Iterable[Row]) -> Taken:
    """Write the figures of one taking in. Raises UnknownArea, and then nothing is written."""
    areas = dict(Area.objects.values_list("code", "pk"))
    before = {_key(each): each for each in Observation.objects.filter(indicator=fetch.indicator_id, latest=True)}
    new, gone, same, revised = [], [], 0, 0
    for row in rows:
        if row.area not in areas:
            raise UnknownArea(row.area)
        made = Observation(
            indicator_id=fetch.indicator_id, area_id=areas[row.area], fetch=fetch, sex=row.sex, age=row.age,
            period_from=row.period_from, period_to=row.period_to, **{name: getattr(row, name) for name in PAYLOAD},
        )  # fmt: skip
        old = before.get(_key(made))
        if old is None:
            new.append(made)
        elif all(getattr(old, name) == getattr(made, name) for name in PAYLOAD):
            same += 1
        else:
            made.vintage = old.vintage + 1
            gone.append(old.pk)
            new.append(made)
            revised += 1
    Observation.objects.filter(pk__in=gone).update(latest=False)
    Observation.objects.bulk_create(new, batch_size=1000)
    return Taken(len(new) - revised, revised, same)


def _key(each: Observation):
    return each.area_id, each.sex, each.age, each.period_from, each.period_to
