"""Keeps which figures are hidden: in the database for every process, and near at hand in each."""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.db import DatabaseError, transaction
from django.db.models import OuterRef, Q, Subquery

from handslag.indicators.estimates import Cell
from handslag.indicators.models import Fetch, HiddenFigures, Indicator
from handslag.indicators.nesting import family_of
from handslag.indicators.reading import Definition
from handslag.indicators.series import Key

_near_at_hand: dict[str, tuple[Cell, ...]] = {}
"""What this process has asked for, by name: the names hold a random part and the answers never change."""
_MOST_AT_HAND = 500
RULE = 2
"""Which rule the answers were made by: raised when what is hidden is worked out in another way."""


def keep_at_hand(kept: Mapping[str, tuple[Cell, ...]]) -> None:
    if len(_near_at_hand) > _MOST_AT_HAND:
        _near_at_hand.clear()
    _near_at_hand.update(kept)


def answers(names: Sequence[str]) -> dict[str, tuple[Cell, ...]]:
    """Return the kept answers, by name. At most one query, none for what is at hand."""
    near = {name: _near_at_hand[name] for name in names if name in _near_at_hand}
    stored = _stored([name for name in names if name not in near])
    keep_at_hand(stored)
    return near | stored


def _stored(names: Sequence[str]) -> dict[str, tuple[Cell, ...]]:
    """Return the kept answers, by name. One query, none where no name is asked for."""
    if not names:
        return {}
    day = datetime.date.fromisoformat
    rows = HiddenFigures.objects.filter(name__in=names).values_list("name", "indicator__key", "cells")
    return {
        name: tuple((Key(key, area, sex, age), day(first), day(last)) for area, sex, age, first, last in cells)
        for name, key, cells in rows
    }


def store(names: Mapping[str, str], apart: frozenset[int], cells: frozenset[Cell]) -> None:
    """Keep an answer in the place of the one before. names: by indicator. Where nothing can be written nothing is kept."""
    of_each: dict[str, list] = {key: [] for key in names}
    for key, first, last in sorted(cells):
        of_each[key.indicator].append([*key[1:], first.isoformat(), last.isoformat()])
    scope = ",".join(map(str, sorted(apart)))
    indicators = dict(Indicator.objects.filter(key__in=list(names)).values_list("key", "pk"))
    # A report is gathered in a transaction that only reads: the answer holds all the same.
    with suppress(DatabaseError), transaction.atomic():
        HiddenFigures.objects.bulk_create(
            [
                HiddenFigures(indicator_id=indicators[key], scope=scope, name=name, cells=of_each[key])
                for key, name in names.items()
            ],
            update_conflicts=True,
            unique_fields=["indicator", "scope"],
            update_fields=["name", "cells"],
        )
    keep_at_hand({name: tuple(cell for cell in cells if cell[0].indicator == key) for key, name in names.items()})


def names_of(definitions: Mapping[str, Definition], apart: frozenset[int]) -> dict[str, str]:
    """Return the names of the answers by indicator: others as soon as the figures, the rule or the areas are other. One query.

    The figures are those of the whole family: what one indicator hides depends on what the others show.
    """
    families = {key: {each.key: each for each in family_of(definition)} for key, definition in definitions.items()}
    # After a taking in that found nothing new, what was worked out before it still holds.
    with_news = Fetch.objects.filter(Q(added__gt=0) | Q(revised__gt=0), indicator=OuterRef("pk"))
    last = with_news.order_by("-pk").values("uuid")[:1]
    rows = Indicator.objects.filter(key__in={key for family in families.values() for key in family})
    stamped = rows.annotate(stamp=Subquery(last)).values_list("key", "version", "stamp")
    stamps = {key: f"{stamp} {version}" for key, version, stamp in stamped}
    return {
        key: _name(key, [(each, stamps[each.key]) for each in family.values() if each.key in stamps], apart)
        for key, family in families.items()
        if key in stamps
    }


def _name(key: str, family: Sequence[tuple[Definition, str]], apart: frozenset[int]) -> str:
    rules = [
        (each.key, stamp, each.smallest, each.single_years, each.measure, each.ages, each.intent)
        for each, stamp in family
    ]
    return hashlib.sha256(repr((RULE, key, rules, sorted(apart))).encode()).hexdigest()
