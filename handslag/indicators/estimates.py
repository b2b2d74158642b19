"""Limits of figures that have a base, made when they are shown. The arithmetic is loaded only when it is asked for."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from handslag.indicators.protection import is_small, is_too_short
from handslag.indicators.reading import Definition
from handslag.indicators.series import HIDDEN_HERE, SINGLE_YEAR, Key, Series, Value

Cell = tuple[Key, datetime.date, datetime.date]
"""One figure: whose, and its first and last day."""


def shown(
    definition: Definition,
    series: Sequence[Series],
    *,
    below_county: Mapping[str, bool],
    also_hidden: Collection[Cell] = frozenset(),
) -> list[Series]:
    """Return the series as they may be shown: small counts and single years hidden, limits beside every value that has a base.

    below_county: by area code, whether it is smaller than a county. also_hidden: what would tell the small ones.
    """
    kept = [
        Series(
            each.key,
            tuple(
                hidden(
                    definition,
                    value,
                    below=below_county[each.key.area],
                    also=bool(also_hidden) and (each.key, value.period_from, value.period_to) in also_hidden,
                )
                for value in each.values
            ),
        )
        for each in series
    ]
    return with_limits(definition, kept)


def hidden(definition: Definition, value: Value, *, below: bool, also: bool = False) -> Value:
    """Return the value, or the word for why it is not shown. below: whether its area is smaller than a county."""
    if value.value is None:
        return value
    if is_too_short(definition, value, below_county=below):
        return _without(value, SINGLE_YEAR)
    return _without(value, HIDDEN_HERE) if also or is_small(definition, value) else value


def _without(value: Value, state: str) -> Value:
    """Return the value without anything that says how large it is: a note may."""
    return replace(value, value=None, lower=None, upper=None, numerator=None, denominator=None, state=state, note="")


def with_limits(definition: Definition, series: Sequence[Series]) -> list[Series]:
    """Return the series with limits at 95 %: the source's where it tells them, else exact ones of numerator and denominator.

    A rate has Poisson limits, a share Wilson's; a count of something that happens by chance too is a rate of one. What
    is standardised, a mean or an index has no other limits than its source's. Own outputs are counted whole.
    """
    flat = [value for each in series for value in each.values]
    made = iter(_limited(definition, flat))
    return [Series(each.key, tuple(next(made) for _ in each.values)) for each in series]


def _limited(definition: Definition, values: list[Value]) -> list[Value]:
    if definition.kind == "output" and definition.measure == "count":
        return [replace(each, limits="whole") if each.value is not None else each for each in values]
    ready = [replace(each, limits="source") if _is_told(each) else each for each in values]
    based = [at for at, each in enumerate(ready) if not each.limits and _has_base(definition, each)]
    if based:
        for at, (lower, upper) in zip(based, _counted(definition, [ready[at] for at in based]), strict=True):
            ready[at] = _within(ready[at], lower, upper)
    return ready


def _within(value: Value, lower: float, upper: float) -> Value:
    """Return the value with limits that were made of its counts: `replace`, which would be half of a page's work."""
    return Value(
        value.period_from, value.period_to, value.value, lower, upper, value.numerator, value.denominator, value.state,
        value.note, "counts", value.vintage, value.fetch,
    )  # fmt: skip


def _is_told(value: Value) -> bool:
    return value.value is not None and value.lower is not None and value.upper is not None


def _has_base(definition: Definition, value: Value) -> bool:
    if value.value is None or value.numerator is None or definition.standard != "crude":
        return False
    if definition.measure == "count":
        return True
    return definition.measure in ("rate", "proportion") and value.denominator is not None


def _counted(definition: Definition, values: list[Value]) -> list[tuple[float, float]]:
    """Return lower and upper of values that have their base."""
    from handslag import stats

    counts = [value.numerator for value in values]
    if definition.measure == "proportion":
        totals = [value.denominator for value in values]
        estimate = stats.proportion(counts, totals, per=definition.per)
    else:
        per, exposure = (1, [1] * len(counts)) if definition.measure == "count" else (definition.per, None)
        estimate = stats.rate(counts, exposure or [value.denominator for value in values], per=per)
    return list(zip(estimate.lower.tolist(), estimate.upper.tolist(), strict=True))
