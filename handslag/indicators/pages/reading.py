"""Everything that an indicator's page shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handslag.indicators import findings, wording
from handslag.indicators.deciding import PUBLIC
from handslag.indicators.earlier import beside_few, is_beside_few
from handslag.indicators.findings import Finding
from handslag.indicators.models import Fetch, GoalIndicator, Observation, Target
from handslag.indicators.pages.asked import Areas, Asked
from handslag.indicators.queries import Part, shown_series
from handslag.indicators.reading import Definition
from handslag.indicators.series import HIDDEN_HERE, Key, Series, Value
from handslag.places.models import Area
from handslag.plans.models import FrameworkNode, Plan


@dataclass(frozen=True)
class AreaFigure:
    """An area's value of the period that its like are compared in. state: as in `findings.AGAINST`."""

    area: Area
    series: Series
    state: str


@dataclass(frozen=True)
class TableRow:
    """A period in the table. notices: revisions and remarks, in words."""

    period: str
    value: str
    interval: str
    base: str
    other: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """The series of a page, and what they say.

    own, other, country: of the sex and age asked for; other and country None where there is none. by_sex: women and
    men with the country's, where both have figures. regions: counties or municipalities, of one period. period: that
    one in words, "" where none of them has a figure. left_out: why others of them are not beside those, each reason once.
    elsewhere: where the own area has no figures, those that have.
    """

    own: Series
    other: Series | None
    country: Series | None
    finding: Finding
    by_sex: tuple[tuple[str, Series, Series | None, Finding], ...]
    regions: tuple[AreaFigure, ...]
    period: str
    left_out: tuple[str, ...] = ()
    elsewhere: tuple[Area, ...] = ()


def figures(definition: Definition, asked: Asked, areas: Areas) -> Figures:
    """Return the page's series with what they say. One to four queries, however many areas there are.

    Where the own area has no figures, two more: which others have, and theirs of the newest period.
    """
    close = {each.pk: each for each in (asked.area, asked.other, areas.country) if each}
    around = (areas.municipalities if asked.of_municipalities else areas.counties) if asked.shown else ()
    why_not = {each.pk: findings.why_not_comparable(definition, asked.area.code, each.code) for each in around}
    around = tuple(each for each in around if not why_not[each.pk])
    parts = [Part(tuple(close.values()), ("T", "K", "M"), (asked.age,))]
    if around:
        parts.append(Part(around, (asked.sex,), (asked.age,), as_far_as=asked.area))
    read = shown_series([definition], parts)

    def of(area: Area | None, sex: str = asked.sex) -> Series | None:
        return read.get(Key(definition.key, area.code, sex, asked.age)) if area else None

    own = of(asked.area) or Series(Key(definition.key, asked.area.code, asked.sex, asked.age))
    country = of(areas.country)
    pairs = [(sex, of(asked.area, sex), of(areas.country, sex)) for sex in ("K", "M")]
    sexes = [(sex, each, beside) for sex, each, beside in pairs if each and each.latest]
    sexes = sexes if len(sexes) == 2 and asked.sex == "T" else []
    if around and not own.latest:
        read |= shown_series([definition], [Part(around, (asked.sex,), (asked.age,))])
    period, regions = _of_one_period([(area, series) for area in around if (series := of(area))], own)
    told = findings.findings(
        [
            findings.Asked(definition, own, country),
            *(findings.Asked(definition, each, beside) for _, each, beside in sexes),
            *(findings.Asked(definition, each, country) for _, each in regions),
        ]
    )
    states = [each.against_country for each in told[1 + len(sexes) :]]
    return Figures(
        own=own,
        other=of(asked.other),
        country=country,
        finding=told[0],
        by_sex=tuple((wording.SEXES[sex], *pair, said) for (sex, *pair), said in zip(sexes, told[1:], strict=False)),
        regions=tuple(AreaFigure(area, each, state) for (area, each), state in zip(regions, states, strict=True)),
        period=period,
        left_out=tuple(dict.fromkeys(why for why in why_not.values() if why)),
        elsewhere=() if own.values else _elsewhere(definition, asked, areas),
    )


def _of_one_period(regions: list[tuple[Area, Series]], own: Series) -> tuple[str, list[tuple[Area, Series]]]:
    """Return a period, and each area's value of it alone, so that all that is compared is of one time.

    The own area's latest; where it has no value, the newest of any of them.
    """
    newest = [found for _, series in regions if (found := series.latest)]
    latest = own.latest or max(newest, key=lambda each: (each.period_to, each.period_from), default=None)
    if latest is None:
        return "", []
    period = (latest.period_from, latest.period_to)
    return latest.label, [
        (area, replace(series, values=tuple(v for v in series.values if (v.period_from, v.period_to) == period)))
        for area, series in regions
    ]


def _elsewhere(definition: Definition, asked: Asked, areas: Areas) -> tuple[Area, ...]:
    """Return the areas that the page can be turned to and that have figures. One query."""
    rows = Observation.objects.filter(
        indicator__key=definition.key, area__in=areas.own, sex=asked.sex, age=asked.age, latest=True
    )
    have = set(rows.order_by().values_list("area", flat=True).distinct())
    return tuple(each for each in areas.own if each.pk in have)


def table(definition: Definition, shown: Figures, sort: str, revised: dict[tuple, str]) -> list[TableRow]:
    """Return the own series as rows in the order asked for; those without a value last where the order is of values."""
    values = list(shown.own.values)
    if sort in ("varde", "hogst"):
        values.sort(key=lambda each: (each.value is None, (each.value or 0) * (-1 if sort == "hogst" else 1)))
    elif sort != "aldst":
        values.reverse()
    return [_row(definition, shown, value, revised) for value in values]


def _row(definition: Definition, shown: Figures, value: Value, revised: dict[tuple, str]) -> TableRow:
    beside = findings.at(shown.other, value)
    notices = (
        value.note,
        revised.get((value.period_from, value.period_to), "") if value.value is not None else "",
    )
    return TableRow(
        period=value.label,
        value=value.word if value.value is None else wording.written(value.value, definition),
        interval=wording.interval(value, definition),
        base=wording.base(value),
        other=wording.written(beside.value, definition) if beside and beside.value is not None else "",
        notices=tuple(each for each in notices if each),
    )


def revisions(definition: Definition, asked: Asked, own: Series) -> dict[tuple, str]:
    """Return what has been changed, in words, by period: "Reviderat av källan: 17,4 blev 17,8"; "Rättat" of our own.

    What would tell of few people, then or now, is not told. Two queries, and none where nothing was revised.
    """
    shown = {
        (each.period_from, each.period_to): each for each in own.values if each.value is not None and each.vintage > 1
    }
    if not shown:
        return {}
    rows = Observation.objects.filter(
        indicator__key=definition.key, area=asked.area, sex=asked.sex, age=asked.age
    ).order_by("vintage")
    before: dict[tuple, float | None] = {}
    ways = {}
    for first, last, value, latest, way in rows.values_list(
        "period_from", "period_to", "value", "latest", "fetch__way"
    ):
        if latest:
            ways[first, last] = way
        else:
            before[first, last] = value
    few = beside_few(definition, list(shown))
    return {
        period: _revised(
            definition,
            None if is_beside_few(few, asked.area, *period) else before[period],
            now.value,
            "Reviderat av källan" if ways.get(period) in PUBLIC else "Rättat",
        )
        for period, now in shown.items()
        if period in before
    }


def _revised(definition: Definition, before: float | None, now: float | None, word: str) -> str:
    """Return the words; before None where there was no figure, or it may not be told."""
    if before is None or now is None:
        return word
    was, became = (wording.written(each, definition) for each in (before, now))
    return f"{word}: {was} blev {became}" if was != became else f"{word}: underlaget ändrades"


def fetches(series: Sequence[Series]) -> dict[int, Fetch]:
    """Return the takings in that the series' values came with, by id. One query."""
    return Fetch.objects.in_bulk({value.fetch for each in series for value in each.values})


def goals_that_use(definition: Definition, plans: Sequence[Plan]) -> list[GoalIndicator]:
    """Return the goals that are followed by the indicator, in plans that the reader may know of. One query."""
    rows = GoalIndicator.objects.filter(
        indicator__key=definition.key, goal__plan__in=plans, goal__withdrawn_on__isnull=True
    )
    return list(rows.select_related("goal__plan__county"))


def target_of(
    definition: Definition, asked: Asked, own: Series, plans: Sequence[Plan]
) -> tuple[Target, float | None] | None:
    """Return the latest target for the area and sex, with the value to reach; None for it where it cannot be told."""
    if asked.age:
        return None
    rows = Target.objects.filter(
        indicator__key=definition.key,
        area=asked.area,
        sex=asked.sex,
        goal__plan__in=plans,
        goal__withdrawn_on__isnull=True,
    )
    found = rows.select_related("goal__plan__county").first()
    return (found, _to_reach(definition, found, own)) if found else None


def _to_reach(definition: Definition, target: Target, own: Series) -> float | None:
    """Return the wished value, or the change made of the level before: of all its counts together, or its one value."""
    if target.wished is not None:
        return target.wished
    before = [
        each
        for each in own.values
        if target.baseline_from <= each.period_from.year and each.period_to.year <= target.baseline_to
    ]
    if not before or target.change is None or any(each.value is None for each in before):
        return None
    if len(before) == 1:
        level = before[0].value
    elif all(each.numerator is not None and each.denominator for each in before):
        level = (
            definition.per * sum(each.numerator or 0 for each in before) / sum(each.denominator or 0 for each in before)
        )
    else:
        return None
    return None if level is None else level * (1 + target.change)


def nodes_of(definition: Definition) -> list[FrameworkNode]:
    """Return the strategy's parts that the indicator serves. One query."""
    return list(FrameworkNode.objects.filter(key__in=definition.serves).select_related("framework"))


def has_hidden(series: Series) -> bool:
    return any(value.state == HIDDEN_HERE for value in series.values)
