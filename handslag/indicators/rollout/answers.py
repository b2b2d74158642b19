"""What can be told of a method's spread: the estimate with its interval, or why there is none and what it would take."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Any

from handslag.indicators.reading import Definition
from handslag.indicators.rollout.panel import Grid
from handslag.swedish.numbers import NO_BREAK_SPACE, number, rounded

MUNICIPALITY = "municipality"
SINGLE_YEARS = (
    "Måttet får inte visas för enskilda år i en kommun: det handlar om få personer. "
    "Därför går det inte heller att pröva mot vilka kommuner som har börjat."
)
WINDOWS = (
    "Måttets värden täcker flera år var. Ett värde delar då år med nästa, och det går inte att se när något ändrades."
)
NOT_HERE = "Måttet finns inte för kommuner, bara för län eller riket."
ANOTHER = "Ett mått som har värden för enskilda år i kommunerna. Det här måttet kan följas för länet som helhet."
NO_FIGURES = "Det finns inga årliga siffror för kommunerna."
FETCH = "Att måttets siffror hämtas eller läses in för länets kommuner, minst sju år."
NOBODY_LEFT = "För ingen kommun är både start och siffror kända."

NEEDED = {
    "no_treated_units": "Att minst en kommun med kända siffror har ett angivet startår.",
    "few_comparison_units": "Minst {comparison} kommuner som inte har börjat när den första börjar. Kommuner i andra län kan vara jämförelse.",
    "few_years_before": "Minst {before} år med siffror före den första starten.",
    "few_years_after": "Minst {after} år med siffror från och med den första starten. Vänta, och pröva igen då.",
    "few_events": "Ett mått där fler händelser är att vänta, minst {events} i de kommuner som har börjat.",
    "never_certain": "Att minst {units} av {all} kommuner har börjat. Med färre kan också den största skillnaden vara en slump.",
    "units_left_out": "Att de kommuner som inte är med får sina uppgifter.",
    "pre_trend": "Jämförelsekommuner som liknade dem som började redan åren före.",
    "not_randomised": "Att det lottas vilka kommuner som börjar först, om ni vill veta vad skillnaden beror på.",
}
"""What would make a roll-out answerable, or its answer firmer, by the code of what stands in the way."""


@dataclass(frozen=True)
class Answer:
    """usable: whether there is an estimate. text: what it says, or why there is none. chance: how often chance gives as much.

    interval: "−25 % (−40 % till −8 %)". floor: the least that chance gives in this design. needed: what would help.
    profile: (year since the start, difference in profile_unit) as printed. without: the estimate without each municipality in turn.
    """

    usable: bool
    text: str
    interval: str = ""
    chance: str = ""
    floor: str = ""
    detectable: str = ""
    expert: str = ""
    needed: tuple[str, ...] = ()
    profile: tuple[tuple[int, str], ...] = ()
    profile_unit: str = ""
    without: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()


def refused(why: str, needed: str) -> Answer:
    """Return the answer where no estimate is even tried."""
    return Answer(False, f"Det går inte att säga om något har förändrats. {why}", needed=(needed,), reasons=(why,))


def answer_of(definition: Definition, grid: Grid) -> Answer:
    """Return what can be told of an indicator where a method has begun in some municipalities."""
    if not definition.single_years:
        return refused(SINGLE_YEARS, ANOTHER)
    if MUNICIPALITY not in definition.levels:
        return refused(NOT_HERE, ANOTHER)
    if definition.window > 1:
        return refused(WINDOWS, ANOTHER)
    if not grid.years:
        return refused(NO_FIGURES, FETCH)
    if not grid.names:
        return refused(NOBODY_LEFT, NEEDED["units_left_out"])
    return _answer(grid.names, grid.years, grid.values, grid.exposure, grid.starts, definition.unit, definition.title)


@lru_cache(maxsize=64)  # the same figures and starts give the same answer, however many read it
def _answer(
    names: tuple[str, ...], years: tuple[int, ...], values: tuple, exposure: tuple | None, starts: tuple,
    unit: str, title: str,
) -> Answer:  # fmt: skip
    from handslag import stats

    effect = stats.rollout_effect(values, starts, exposure=exposure, first_year=years[0])
    said = {"subject": title, "unit": _step(unit), "help_line": ""}
    needed = tuple(_needed(code, effect) for code in effect.reasons)
    if not effect.usable:
        text = _of_municipalities(stats.explain(effect, **said))
        return Answer(False, text, floor=_floor(effect), needed=needed, reasons=effect.reasons)
    sizes = _Sizes(effect.scale, unit)
    low, high = effect.estimate - effect.margin, effect.estimate + effect.margin
    low = max(low, -1.0) if effect.scale == "relative" else low
    profile = zip(effect.by_event_time.event_time, effect.by_event_time.estimate, strict=True)
    return Answer(
        True,
        _of_municipalities(stats.explain(effect, **said)),
        interval=f"{sizes.of(effect.estimate)} ({sizes.of(low)} till {sizes.of(high)})",
        chance=_chance(effect),
        floor=_floor(effect),
        detectable=sizes.of(effect.detectable).lstrip("+"),
        expert=_of_municipalities(stats.explain(effect, level="expert", **said)),
        needed=needed,
        profile_unit="procent" if effect.scale == "relative" else _step(unit),
        profile=tuple((int(year), sizes.bare(each)) for year, each in profile if each == each),
        without=tuple(
            (names[int(row)], sizes.of(each))
            for row, each in zip(effect.left_out, effect.leave_one_out, strict=True)
            if each == each
        ),
        reasons=effect.reasons,
    )


@dataclass(frozen=True)
class _Sizes:
    """Writes differences with their sign: "−25 %", "+1,2 procentenheter"."""

    scale: str
    unit: str

    def of(self, value: float) -> str:
        if self.scale == "relative":
            return f"{self.bare(value)}{NO_BREAK_SPACE}%"
        return f"{self.bare(value)} {_step(self.unit)}"

    def bare(self, value: float) -> str:
        """Return a difference without its unit: "−25", "+1,23"."""
        sign = "+" if value > 0 else ""
        return sign + (rounded(value * 100, 0) if self.scale == "relative" else rounded(value, 2))


def _of_municipalities(text: str) -> str:
    """Return the statistics' words with what the units are here."""
    return re.sub(
        r"\b([Ee])nhet(er)?\b", lambda found: ("K" if found[1] == "E" else "k") + "ommun" + (found[2] or ""), text
    )


def _step(unit: str) -> str:
    """Return what a difference between two values is counted in: shares differ by percentage points."""
    return "procentenheter" if unit.startswith(("%", "procent")) else unit


def _chance(effect: Any) -> str:
    """Return how easily chance gives as much, in plain words."""
    return f"Slumpen ensam ger en minst så stor skillnad i {_one_in(effect.p)}."


def _floor(effect: Any) -> str:
    """Return the least that chance alone gives, however large the difference is."""
    if effect.smallest_possible_p >= 1:
        return ""
    return (
        f"Med {number(effect.treated)} av {number(effect.units)} kommuner kan slumpen aldrig uteslutas mer än så här: "
        f"också den största tänkbara skillnaden uppstår av en slump i minst {_one_in(effect.smallest_possible_p)}."
    )


def _one_in(p: float) -> str:
    """Return how often in the words of the estimate itself, so that the same share is one number on the page."""
    from handslag.stats.wording import one_in

    return one_in(p)


def _needed(code: str, effect: Any) -> str:
    from handslag.stats import rollout

    units = effect.units
    least = next((n for n in range(1, units + 1) if units and 1 / comb(units, n) < rollout.LEVEL), units)
    return NEEDED[code].format(
        comparison=rollout.MIN_COMPARISON, before=rollout.MIN_BEFORE, after=rollout.MIN_AFTER,
        events=rollout.MIN_EVENTS, units=least, all=units,
    )  # fmt: skip
