"""What the source has said otherwise than before: each revised figure, before and after, as it may be shown."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from handslag.indicators.earlier import Where, beside_few, is_beside_few
from handslag.indicators.models import Observation
from handslag.indicators.models.figures import SEXES
from handslag.indicators.protection import is_too_short
from handslag.indicators.reading import Definition
from handslag.indicators.series import HIDDEN_HERE, SINGLE_YEAR, WORDS, Value
from handslag.places.models import Area
from handslag.swedish.numbers import plain

A_PAGE = 50
DECIMALS = 4
_KEY = ("indicator", "area", "sex", "age", "period_from", "period_to")
_BEFORE = ("value", "state")


@dataclass(frozen=True)
class Revision:
    """A figure that was revised, as texts; why they are not shown, where they are not. fetch: the number of the taking in."""

    area: Area
    sex: str
    age: str
    period: str
    before: str
    after: str
    fetch: int


def revisions(definition: Definition, *, county: Area, page: int) -> tuple[list[Revision], bool]:
    """Return a page (from 1) of the indicator's revised figures, the latest first, and whether there are more. Two queries.

    county: whose page it is. A made-up county has its own alone, and nobody else has them.
    """
    found = list(_revised(definition.key, county)[(page - 1) * A_PAGE : page * A_PAGE + 1])
    few = beside_few(definition, [(each.period_from, each.period_to) for each in found])
    return [_revision(definition, each, few) for each in found[:A_PAGE]], len(found) > A_PAGE


def _revised(key: str, county: Area) -> QuerySet[Observation]:
    same = Observation.objects.filter(**{name: OuterRef(name) for name in _KEY}, vintage=OuterRef("vintage") - 1)
    before = {f"before_{name}": Subquery(same.values(name)[:1]) for name in _BEFORE}
    rows = Observation.objects.filter(_within(county), indicator__key=key, vintage__gt=1).annotate(**before)
    return rows.select_related("area").order_by(F("id").desc())


def _within(county: Area) -> Q:
    if county.is_example:
        return Q(area=county) | Q(area__parent=county)
    return Q(area__is_example=False) & (Q(area__parent=None) | Q(area__parent__is_example=False))


def _revision(definition: Definition, row: Observation, few: set[Where]) -> Revision:
    days = row.period_from, row.period_to
    texts = [_text({name: getattr(row, f"{at}{name}") for name in _BEFORE}) for at in ("before_", "")]
    after = Value(*days, row.value, state=row.state)
    if is_too_short(definition, after, below_county=row.area.kind == Area.MUNICIPALITY):
        texts = [WORDS[SINGLE_YEAR]] * 2
    elif is_beside_few(few, row.area, *days):
        texts = [WORDS[HIDDEN_HERE]] * 2
    return Revision(row.area, SEXES[row.sex], row.age, after.label, *texts, row.fetch_id)


def _text(told: dict[str, Any]) -> str:
    """Return a value with as many decimals as it takes to see what was changed, or why there is none."""
    if told["value"] is None:
        return WORDS[told["state"]]
    return plain(told["value"], DECIMALS)
