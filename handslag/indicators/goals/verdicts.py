"""Whether a wish can be seen in the figures, and when; and once its year has come, whether it is reached.

Pure values; knows no Django. The statistics are loaded only when there is something to reckon with. What has no counts
is not answered: it says what to fetch.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handslag.indicators.goals.grounds import Counts, counted, lacking
from handslag.indicators.reading import Definition
from handslag.indicators.series import Series
from handslag.swedish.numbers import rounded

MEASURABLE = frozenset({"measurable", "counted", "reached", "not_reached"})
"""Verdicts by which a goal can be told reached or not by the year it names."""
WORDS = {
    "measurable": "Går att mäta",
    "counted": "Går att räkna",
    "reached": "Nått",
    "not_reached": "Inte nått",
    "only_after_year": "Syns först efter sitt år",
    "measurable_only_for_county": "Syns bara för hela länet",
    "not_measurable": "Går inte att mäta så här",
    "cannot_be_told": "Går inte att säga",
    "no_ground": "Underlag saknas",
}
MARKS = {
    "measurable": "●", "counted": "●", "reached": "■", "not_reached": "□", "only_after_year": "◐",
    "measurable_only_for_county": "◐", "not_measurable": "○", "cannot_be_told": "◇", "no_ground": "–",
}  # fmt: skip
"""A shape beside each word, that tells them apart without colour."""


@dataclass(frozen=True)
class Wish:
    """What is wished of an indicator in an area.

    baseline: first and last year. wished: the value to reach, in the indicator's unit; or change: of the baseline, as
    -0.2 for a fifth less. by: the year when it is to be so.
    """

    area: str
    baseline: tuple[int, int]
    by: int
    wished: float | None = None
    change: float | None = None


@dataclass(frozen=True)
class Answer:
    """What can be said of a wish. code: a key of WORDS; text: why, in a sentence or two.

    level: the level before, in words. smallest: the smallest change that could be seen by the year, in words. earliest:
    the first year when it could be known. size: the same smallest change, relative to the level; None where there is
    none. years: how many years before, and as many after, the wish needs. proposals: codes, as of `stats.Verdict`.
    """

    code: str
    text: str
    level: str = ""
    smallest: str = ""
    size: float | None = None
    earliest: int | None = None
    years: int | None = None
    proposals: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return WORDS[self.code]

    @property
    def mark(self) -> str:
        return MARKS[self.code]

    @property
    def is_measurable(self) -> bool:
        return self.code in MEASURABLE


def answer(definition: Definition, wish: Wish, own: Series, county: Series | None = None) -> Answer:
    """Return what can be said. own: the area's series as it may be shown; county: that of the county it is a part of."""
    return _answered(_Frozen(definition), wish, own, county)


class _Frozen:
    """A definition as a key: one of a name is one, for as long as it says the same."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other.definition == self.definition

    def __hash__(self) -> int:
        return hash(self.definition.key)


@lru_cache(maxsize=2000)  # the same goals stand on Läget, on their pages and in the list; figures change seldom
def _answered(frozen: _Frozen, wish: Wish, own: Series, county: Series | None) -> Answer:
    definition = frozen.definition
    if definition.kind == "output" and definition.measure == "count":
        return _of_output(definition, wish, own)
    if lack := lacking(definition, own, wish):
        return Answer(lack.code, lack.text, proposals=lack.proposals)
    return _of_counts(definition, wish, own, county)


def _of_counts(definition: Definition, wish: Wish, own: Series, county: Series | None) -> Answer:
    from handslag import stats

    mine = counted(own)
    level = mine.level(wish.baseline)
    above = counted(county) if county else None
    goal = _goal(definition, wish, level)
    try:
        found = stats.check_goal(goal, _series(mine, above))
    except stats.StatsInputError as why:
        return Answer("no_ground", str(why))
    said: dict[str, Any] = {"level": _level(definition, mine, wish), "earliest": found.earliest_year}
    if found.code in ("reached", "not_reached", "cannot_be_told") or not level:
        return Answer(found.code, found.text_sv, level=said["level"])
    is_more = goal["change"] > 0 or (not goal["change"] and goal["direction"] == "higher")
    size = _smallest(definition, mine, wish, level, is_more=is_more)
    if size is not None:
        said |= {"size": size, "smallest": _change_words(definition, size, level, is_more=is_more)}
    needed = stats.years_until_visible(
        level, mine.mean_exposure(wish.baseline), goal["change"], kind=_kind(definition)
    ).years_after  # fmt: skip
    said["years"] = None if needed is None else int(needed) * mine.step
    return Answer(found.code, found.text_sv, proposals=found.proposals, **said)


def _kind(definition: Definition) -> str:
    return "proportion" if definition.measure == "proportion" else "rate"


def _goal(definition: Definition, wish: Wish, level: float) -> dict[str, Any]:
    """Return the wish as the statistics take it: relative for rates, in absolute terms for shares."""
    change = wish.change
    if wish.wished is not None:
        change = wish.wished / definition.per / level - 1 if level else 0.0
    change = float(change or 0.0)
    is_share = _kind(definition) == "proportion"
    return {
        "indicator": definition.key,
        "kind": _kind(definition),
        "baseline_period": wish.baseline,
        "year": wish.by,
        "change": level * change if is_share else change,
        "direction": "lower" if definition.polarity == "low" or (definition.polarity == "none" and change < 0) else "higher",
        "area": wish.area,
        "lag": definition.lag,
        "per": definition.per,
    }  # fmt: skip


def _series(mine: Counts, county: Counts | None) -> dict[str, Any]:
    told: dict[str, Any] = {"periods": mine.years, "counts": mine.counts, "exposures": mine.exposures}
    if county is not None and county.years:
        told["county"] = {"periods": county.years, "counts": county.counts, "exposures": county.exposures}
    return told


def _smallest(definition: Definition, mine: Counts, wish: Wish, level: float, *, is_more: bool) -> float | None:
    """Return the smallest change, relative to the level, that would be found by the wish's year; None where there is none."""
    from handslag import stats

    after = mine.periods_after(wish.baseline[1], until=wish.by - definition.lag)
    if after < 1:
        return None
    years = {"years_before": mine.within(wish.baseline), "years_after": after}
    if is_more and _kind(definition) == "rate":
        tried = [percent / 100 for percent in range(1, _MOST_PERCENT_MORE + 1)]
        chances = stats.power(level, mine.mean_exposure(wish.baseline), tried, **years)
        return next((size for size, chance in zip(tried, chances, strict=True) if chance >= _CHANCE), None)
    found = stats.minimum_detectable_change(
        level, mine.mean_exposure(wish.baseline), kind=_kind(definition), **years
    )  # fmt: skip
    if str(found.flag):
        return None
    value = float(found.value)
    return value / level if _kind(definition) == "proportion" else value


_MOST_PERCENT_MORE = 300
_CHANCE = 0.8
"""How surely a change is to be found: as `stats.minimum_detectable_change`, which tells the smallest decrease of a rate."""


def _change_words(definition: Definition, size: float, level: float, *, is_more: bool) -> str:
    """Return a change in figures, in the direction of the wish: "23 procent färre", or "4,1 procentenheter högre"."""
    if _kind(definition) == "proportion":
        return f"{rounded(100 * size * level)} procentenheter {'högre' if is_more else 'lägre'}"
    return f"{rounded(100 * size, 0)} procent {'fler' if is_more else 'färre'}"


def _level(definition: Definition, mine: Counts, wish: Wish) -> str:
    level = mine.level(wish.baseline)
    first, last = wish.baseline
    years = str(first) if first == last else f"{first}–{last}"
    return f"{years}: {rounded(level * definition.per)} {definition.unit}"


def _of_output(definition: Definition, wish: Wish, own: Series) -> Answer:
    """Return what can be said of what the county counts itself: nothing in it is chance, so every change is seen."""
    by_year = _by_year(own)
    before = [told for year, told in by_year.items() if wish.baseline[0] <= year <= wish.baseline[1]]
    level = sum(before) / len(before) if before else None
    if wish.wished is None and level is None:
        text = "Det finns inga uppgifter från utgångsåren. Ange hur många ni vill nå, i stället för en ändring."
        return Answer("no_ground", text)
    target = wish.wished if wish.wished is not None else float(level or 0) * (1 + float(wish.change or 0))
    goal = f"{rounded(target, 0)} {definition.unit} år {wish.by}"
    said = f"{rounded(level, 1)} {definition.unit} per år" if level is not None else ""
    if own.values and own.values[-1].period_to.year >= wish.by:
        if wish.by not in by_year and _has_parts(own, wish.by):
            text = f"Hela året {wish.by} är inte redovisat. Det går inte än att säga om målet ({goal}) är nått."
            return Answer("cannot_be_told", text, level=said)
        return Answer(*_output_reached(by_year.get(wish.by), target, goal, level), level=said)
    text = (
        f"Länet räknar detta självt, så målet ({goal}) går att följa utan osäkerhet från slumpen. "
        "Det säger vad som görs, inte vad som blir annorlunda för invånarna."
    )
    return Answer("counted", text, level=said, earliest=wish.by + definition.lag)


def _by_year(own: Series) -> dict[int, float]:
    """Return what was counted by the year it was counted in: a year's parts together, where they cover all of it."""
    told = [(value, value.value) for value in own.values if value.value is not None]
    whole = {value.period_to.year: count for value, count in told if not value.is_part_of_year}
    parts: dict[int, dict[datetime.date, tuple[datetime.date, float]]] = {}
    for value, count in sorted(told, key=lambda each: each[0].period_to):
        if value.is_part_of_year and value.period_from.year == value.period_to.year:
            # Of a quarter and its first month the quarter, which is last in the order, is the longer.
            parts.setdefault(value.period_to.year, {})[value.period_from] = (value.period_to, count)
    summed = {year: _summed(year, found) for year, found in parts.items()}
    return {year: total for year, total in summed.items() if total is not None} | whole


def _summed(year: int, parts: dict[datetime.date, tuple[datetime.date, float]]) -> float | None:
    """Return the sum of parts that follow each other from the year's first day to its last; None where some are not there."""
    day, total = datetime.date(year, 1, 1), 0.0
    while day.year == year:
        if day not in parts:
            return None
        last, count = parts[day]
        day, total = last + datetime.timedelta(days=1), total + count
    return total


def _has_parts(own: Series, year: int) -> bool:
    return any(value.is_part_of_year and value.period_to.year == year for value in own.values)


def _output_reached(value: float | None, target: float, goal: str, level: float | None) -> tuple[str, str]:
    if value is None:
        return "cannot_be_told", f"Uppgift saknas för målets år. Det går inte att säga om målet ({goal}) är nått."
    is_less = level is not None and target < level
    is_there = value <= target if is_less else value >= target
    told = f"Det blev {rounded(value, 0)}."
    return ("reached", f"Målet ({goal}) är nått. {told}") if is_there else ("not_reached", f"Målet ({goal}) är inte nått. {told}")  # fmt: skip
