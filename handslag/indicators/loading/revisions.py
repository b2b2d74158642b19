"""What the source has said otherwise than before: each revised figure, before and after, as it may be shown."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery

from handslag.indicators.estimates import hidden
from handslag.indicators.models import Observation
from handslag.indicators.models.figures import SEXES
from handslag.indicators.reading import Definition
from handslag.indicators.series import Value
from handslag.places.models import Area
from handslag.swedish.numbers import number

A_PAGE = 50
DECIMALS = 4
_KEY = ("indicator", "area", "sex", "age", "period_from", "period_to")
_BEFORE = ("value", "numerator", "denominator", "state")


@dataclass(frozen=True)
class Revision:
    """A figure that was revised. fetch: the number of the taking in that brought it."""

    area: Area
    sex: str
    age: str
    before: Value
    after: Value
    fetch: int

    @property
    def before_text(self) -> str:
        return _text(self.before)

    @property
    def after_text(self) -> str:
        return _text(self.after)


def _text(value: Value) -> str:
    """Return a value with as many decimals as it takes to see what was changed, or why it is not shown."""
    if value.value is None:
        return value.word
    told = Decimal(repr(round(value.value, DECIMALS)))
    return number(told.to_integral_value() if told == told.to_integral_value() else told)


def revisions(definition: Definition, *, page: int) -> tuple[list[Revision], bool]:
    """Return a page (from 1) of the indicator's revised figures, the latest first, and whether there are more. One query."""
    found = list(_revised(definition.key)[(page - 1) * A_PAGE : page * A_PAGE + 1])
    return [_revision(definition, each) for each in found[:A_PAGE]], len(found) > A_PAGE


def _revised(key: str) -> QuerySet[Observation]:
    same = Observation.objects.filter(**{name: OuterRef(name) for name in _KEY}, vintage=OuterRef("vintage") - 1)
    before = {f"before_{name}": Subquery(same.values(name)[:1]) for name in _BEFORE}
    rows = Observation.objects.filter(indicator__key=key, vintage__gt=1).annotate(**before)
    return rows.select_related("area").order_by(F("id").desc())


def _revision(definition: Definition, row: Observation) -> Revision:
    below = row.area.kind == Area.MUNICIPALITY
    before, after = (
        hidden(
            definition,
            Value(
                row.period_from, row.period_to, found["value"],
                numerator=found["numerator"], denominator=found["denominator"], state=found["state"] or "",
            ),
            below=below,
        )
        for found in (
            {name: getattr(row, f"before_{name}") for name in _BEFORE},
            {name: getattr(row, name) for name in _BEFORE},
        )
    )  # fmt: skip
    return Revision(row.area, SEXES[row.sex], row.age, before, after, row.fetch_id)
