"""What series say, in words: the latest value, its difference to the country, and the change over time.

The one place that turns figures into such words. A difference is said where the interval says so and nowhere else.
Takes many series at once: the arithmetic is asked once for all of them. Knows no Django.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from handslag.indicators import wording
from handslag.indicators.breaks import since_last_break
from handslag.indicators.reading import Definition
from handslag.indicators.series import HIDDEN_HERE, NO_GROUND, Series, Value
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised

POINTS = 5
"""Periods that a change is looked for in, and the fewest in which one can be told."""
COUNTRY = "00"
TOO_FEW = "för få år för att säga något om förändring"
TOO_FEW_PERIODS = "för få perioder för att säga något om förändring"
GAP = "uppgift saknas eller visas inte för något av de senaste åren"
NOT_JUDGED = f"{NO_GROUND}: skillnader kan inte bedömas"
AGAINST = {
    "higher": "högre än riket",
    "lower": "lägre än riket",
    "alike": "ingen säker skillnad mot riket",
    "not_comparable": "kan inte jämföras med riket",
    "not_known": "",
}
"""What is said of the difference to the country, by its state. Without ground for one, the sentence says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A series to tell of, beside the country's of the same sex and age; None where there is none to compare with."""

    definition: Definition
    own: Series
    country: Series | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a series says.

    latest: its last value in words, with interval, base and period. against_country: a key of AGAINST. change:
    "better", "worse", "changed" where neither is good, "unchanged" or "not_known". direction: 1 up, -1 down, 0 neither
    or not known. against_words, change_words: the clauses that `sentence` is made of, "" where nothing can be said.
    """

    latest: str
    against_country: str
    change: str
    direction: int
    against_words: str
    change_words: str
    sentence: str


def finding(definition: Definition, own: Series, country: Series | None = None) -> Finding:
    """Return what one series says. For several, `findings` costs less."""
    return findings([Asked(definition, own, country)])[0]


def findings(asked: Sequence[Asked]) -> list[Finding]:
    """Return what each series says, in the order asked for."""
    sides, changes = _against(asked), _changes(asked)
    return [_told(each, side, *change) for each, side, change in zip(asked, sides, changes, strict=True)]


def why_not_comparable(definition: Definition, area: str, other: str) -> str:
    """Return why figures of two areas (their codes) cannot be laid beside each other; "" where they can."""
    if definition.measure == "count" and definition.kind != "output" and area != other:
        return "Ett antal beror på hur många som bor i området, och läggs inte bredvid ett annat områdes."
    own, beside = _county(area), _county(other)
    return next(
        (each.why for each in definition.not_comparable if (own in each.areas) != (beside in each.areas)),
        "",
    )


def _county(code: str) -> str:
    """Return the code that a municipality's county has: its first two digits."""
    return code[:2] if len(code) == 4 and code.isdigit() else code


def at(series: Series | None, value: Value) -> Value | None:
    """Return the series' value of the same period as another's; None where there is no number."""
    same = (value.period_from, value.period_to)
    values = series.values if series else ()
    return next(
        (each for each in values if (each.period_from, each.period_to) == same and each.value is not None), None
    )


# Against the country


def _against(asked: Sequence[Asked]) -> list[str]:
    states = ["not_known"] * len(asked)
    rows, places = [], []
    for place, each in enumerate(asked):
        latest = each.own.latest
        if each.country is None or latest is None or each.own.key.area == COUNTRY:
            continue
        if why_not_comparable(each.definition, each.own.key.area, each.country.key.area):
            states[place] = "not_comparable"
        elif (beside := at(each.country, latest)) and latest.limits in ("source", "counts"):
            rows.append((latest.value, latest.lower, latest.upper, beside.value))
            places.append(place)
    if rows:
        from handslag.stats import compare

        names = {-1: "lower", 0: "alike", 1: "higher"}
        value, lower, upper, country = zip(*rows, strict=True)
        codes = compare(value, lower, upper, country, polarity="none")
        for place, code in zip(places, codes.tolist(), strict=True):
            states[place] = names[int(code)]
    return states


# Over time


def _changes(asked: Sequence[Asked]) -> list[tuple[str, int, str]]:
    """Return for each: its change, direction, and the words for it."""
    told: list[tuple[str, int, str]] = [("not_known", 0, "")] * len(asked)
    groups: dict[str, list[tuple[int, list[Value]]]] = defaultdict(list)
    for place, each in enumerate(asked):
        points, why_not = last_points(each.definition, each.own)
        kind = _kind(each.definition, points)
        if why_not:
            told[place] = ("not_known", 0, why_not)
        elif kind:
            groups[kind].append((place, points))
    for kind, group in groups.items():
        for (place, points), direction in zip(group, _directions(kind, [points for _, points in group]), strict=True):
            told[place] = _change(asked[place].definition, points, direction)
    return told


def last_points(definition: Definition, series: Series) -> tuple[list[Value], str]:
    """Return the last POINTS values that no period of which overlaps another, oldest first; or why there are none.

    Overlapping windows share their people: as five windows in a row they would be read as five measurements. Figures
    made before the method changed are another measure. Years that nobody has told of yet come after the row, not in it.
    """
    told = series.values[: len(series.values) - len(_untold(series))]
    alike = since_last_break(definition, told)
    chosen: list[Value] = []
    for value in reversed(alike):
        if (not chosen or value.period_to < chosen[-1].period_from) and len(chosen) < POINTS:
            chosen.append(value)
    if len(chosen) < POINTS:
        return [], _too_few(alike, told) if series.latest else ""
    if any(each.value is None for each in chosen) or not _evenly(chosen):
        return [], GAP
    return chosen[::-1], ""


def _untold(series: Series) -> tuple[Value, ...]:
    """Return the periods after the latest value that the source has told no value of; what is hidden here is not such."""
    if series.latest is None:
        return ()
    after = series.values[series.values.index(series.latest) + 1 :]
    return after if all(each.state in _OF_SOURCE for each in after) else ()


_OF_SOURCE = ("missing", "suppressed_source", "not_published")


def _too_few(alike: Sequence[Value], told: Sequence[Value]) -> str:
    is_short = any(each.is_part_of_year for each in told)
    if len(alike) == len(told):
        return TOO_FEW_PERIODS if is_short else TOO_FEW
    since = f" från {alike[0].label}" if alike else ""
    few = "för få perioder" if is_short else "för få år"
    return f"metoden ändrades{since}: {few} därefter för att säga något om förändring"


def _evenly(points: list[Value]) -> bool:
    steps = [(later.period_from - earlier.period_from).days for earlier, later in pairwise(points)]
    return max(steps) - min(steps) <= (_UNEVEN_MONTHS if any(each.is_part_of_year for each in points) else _UNEVEN)


_UNEVEN, _UNEVEN_MONTHS = 40, 5
"""Days that the steps between periods may differ by: a month left out of a row of months is a gap too."""


def _kind(definition: Definition, points: list[Value]) -> str:
    """Return how a change of the points is tested: by counts, or by the source's limits; "" where it cannot be."""
    limits = {each.limits for each in points}
    if limits == {"counts"}:
        return (
            "proportion" if definition.measure == "proportion" else "count" if definition.measure == "count" else "rate"
        )
    return "value" if points and limits <= {"counts", "source"} else ""


def _directions(kind: str, series: list[list[Value]]) -> list[int]:
    """Return 1 up, -1 down, 0 no certain change, -2 not to be told, for each series."""
    from handslag.stats import trend

    def each(name: str) -> list[list[float]]:
        return [[getattr(value, name) for value in points] for points in series]

    if kind == "value":
        found = trend(value=each("value"), lower=each("lower"), upper=each("upper"), points=POINTS)
    elif kind == "proportion":
        found = trend(count=each("numerator"), total=each("denominator"), points=POINTS)
    else:
        exposure = each("denominator") if kind == "rate" else None
        found = trend(count=each("numerator"), exposure=exposure, points=POINTS)
    pairs = zip(found.direction.tolist(), found.usable.tolist(), strict=True)
    return [direction if usable else -2 for direction, usable in pairs]


def _change(definition: Definition, points: list[Value], direction: int) -> tuple[str, int, str]:
    span = _span(points[0], points[-1])
    if direction == -2:
        return "not_known", 0, "förändringen kan inte bedömas"
    if direction == 0:
        return "unchanged", 0, f"ingen säker förändring {span}"
    good = {"low": -1, "high": 1, "none": 0}[definition.polarity] * direction
    verb = "har ökat" if direction > 0 else "har minskat"
    return {1: "better", -1: "worse", 0: "changed"}[good], direction, f"{verb} {span}, mer än slumpen brukar ge"


def _span(first: Value, last: Value) -> str:
    """Return from when to when: "2020–2024", "mars 2024 – juli 2024"."""
    if first.is_part_of_year or last.is_part_of_year:
        return f"{first.label} – {last.label}"
    return f"{first.period_from.year}–{last.period_to.year}"


# In words


_HIDDEN = "Talen visas inte, för att skydda enskilda."


def _told(asked: Asked, side: str, change: str, direction: int, change_words: str) -> Finding:
    last, latest = asked.own.last, asked.own.latest
    shown = latest or last
    against_words = AGAINST[side]
    return Finding(
        latest=wording.latest(shown, asked.definition) if shown else "",
        against_country=side,
        change=change,
        direction=direction,
        against_words=against_words,
        change_words=change_words,
        sentence=_sentence(asked, latest, last, against_words, change_words) + _later(asked.own),
    )


def _later(series: Series) -> str:
    """Return why there is no value after the latest one: " Inte publicerat för 2024."; "" where nothing comes after it."""
    labels: dict[str, list[str]] = {}
    for each in _untold(series):
        labels.setdefault(each.word, []).append(each.label)
    return "".join(f" {capitalised(word)} för {_listed(told)}." for word, told in labels.items())


def _listed(labels: Sequence[str]) -> str:
    return join(labels) if len(labels) <= _NAMED else f"{labels[0]} till {labels[-1]}"


_NAMED = 3
"""Periods that are named one by one."""


def _sentence(asked: Asked, latest: Value | None, last: Value | None, against: str, change: str) -> str:
    if last is None:
        return "Inga uppgifter är inlästa."
    if latest is None:
        return _HIDDEN if last.state == HIDDEN_HERE else capitalised(f"{last.word}.")
    if latest.limits == "whole":
        return "Allt är räknat, så talet har ingen osäkerhet av slump."
    if not latest.limits:
        return capitalised(f"{', '.join(each for each in (against, NOT_JUDGED) if each)}.")
    is_alone = asked.country is None or asked.own.key.area == COUNTRY
    missing = "" if against or is_alone else f"riket saknar uppgift för {latest.label}"
    return capitalised(f"{', '.join(each for each in (against or missing, change) if each)}.")
