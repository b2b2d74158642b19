"""Reads figures: which indicators a county has, and their series as they may be shown."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from handslag.indicators.estimates import shown
from handslag.indicators.models import Indicator, Observation
from handslag.indicators.reading import Definition, definitions
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area

_FIELDS = (
    "period_from", "period_to", "value", "lower", "upper", "numerator", "denominator", "state", "note", "vintage", "fetch_id",
)  # fmt: skip


def indicators_of(keys: Iterable[str]) -> dict[str, Indicator]:
    """Return the indicators that figures can hang on, by key. One query."""
    return {each.key: each for each in Indicator.objects.filter(key__in=list(keys))}


def series_of(
    definition: Definition, areas: Sequence[Area], *, sexes: Sequence[str] = ("T",), ages: Sequence[str] = ("",)
) -> dict[Key, Series]:
    """Return a series for each area, sex and age, as it may be shown, in that order; empty where nothing is known.

    One query, for all of them.
    """
    return all_series([definition], areas, sexes=sexes, ages=ages)


def all_series(
    wanted: Sequence[Definition], areas: Sequence[Area], *, sexes: Sequence[str] = ("T",), ages: Sequence[str] = ("",)
) -> dict[Key, Series]:
    """Return the series of several indicators, as `series_of`. One query."""
    found = {
        key: tuple(rows) for key, rows in groupby(_rows(wanted, areas, sexes, ages), key=lambda row: Key(*row[:4]))
    }
    below = {area.code: area.kind == Area.MUNICIPALITY for area in areas}
    read: dict[Key, Series] = {}
    for definition in wanted:
        keys = [Key(definition.key, area.code, sex, age) for area in areas for sex in sexes for age in ages]
        raw = [
            Series(key, tuple(Value(**dict(zip(_NAMES, row[4:], strict=True))) for row in found.get(key, ())))
            for key in keys
        ]
        read |= {each.key: each for each in shown(definition, raw, below_county=below)}
    return read


_NAMES = (*_FIELDS[:-1], "fetch")


def _rows(wanted: Sequence[Definition], areas: Sequence[Area], sexes: Sequence[str], ages: Sequence[str]):
    rows = Observation.objects.filter(
        indicator__key__in=[each.key for each in wanted], area__in=areas, sex__in=sexes, age__in=ages, latest=True
    )
    key = ("indicator__key", "area__code", "sex", "age")
    return rows.order_by(*key, "period_from", "period_to").values_list(*key, *_FIELDS)


def definition_of(key: str) -> Definition | None:
    """Return what an indicator means; None where there is none of that key."""
    return definitions().get(key)
