"""Reasoning on answers, on plain values: what contradicts what, what lacks its base, what nobody has decided."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from handslag.plans.rules import LIVE, NEED_A_REASON, OVER, PILOTS, Flag
from handslag.plans.words import STATUSES
from handslag.swedish.dates import day as day_words
from handslag.swedish.periods import Period, end_words

_ENDED = r"(?:avsluta(?:d|t|des|ts)|är avslutade|upphört|upphörde|lagts ned|lagts ner|lades ned|lades ner|slutförts?|slutfördes)"
_GOES_ON = r"(?:fortsätter|pågår|pågående)"
_RESTS = r"(?:pausa(?:d|t|ts|de|des)|vilande|ligger nere|ställts in)"
_NOT_BEGUN = r"(?:inte (?:har )?(?:kommit igång|påbörja(?:ts|d|t)|startat)|ännu inte börjat)"
_LEADS_TO = r"(?:lett till|ledde till|tack vare|har gett effekt|effekten av)"

_AGAINST: tuple[tuple[str, frozenset[str]], ...] = (
    (_ENDED, frozenset({"not_started", "ongoing", "struggling", "paused", "ending"})),
    (_GOES_ON, frozenset({"finished", "stopped"})),
    (_RESTS, frozenset({"ongoing", "ending"})),
    (_NOT_BEGUN, frozenset({"ongoing", "struggling", "ending", "finished"})),
)
"""Words of a text, and the statuses that they speak against."""

_PERCENT = re.compile(r"\d+(?:[,.]\d+)?\s*(?:%|procent\b)")
_BASE = re.compile(
    r"\b(?:av|bland)\s+(?:de\s+|alla\s+|totalt\s+)?(?:ca\s+|cirka\s+)?\d|\bn\s*=\s*\d"
    r"|\d+\s+(?:svar\b|svarande|deltagare|personer|elever|tillfrågade|medarbetare)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class SaidFigure:
    """A figure of an answer. base: the number that a percentage is counted on."""

    label: str
    value: str = ""
    unit: str = ""
    base: str = ""


@dataclass(frozen=True)
class Said:
    """What an answer says. status "" and nothing_changed: as before. kronor None: not stated."""

    status: str = ""
    reason: str = ""
    nothing_changed: bool = False
    texts: tuple[str, ...] = ()
    outcome: str = ""
    attribution: str = ""
    figures: tuple[SaidFigure, ...] = ()
    granted: int | None = None
    used: int | None = None
    left: int | None = None


@dataclass(frozen=True)
class Known:
    """What the register says of the initiative. money_to: the last day of its money, where that is stated."""

    status: str = "unknown"
    reason: str = ""
    period: Period | None = None
    kind: str = ""
    decided: bool = False
    money_to: datetime.date | None = None


@dataclass(frozen=True)
class Reading:
    """An answer and what it is read against."""

    said: Said
    known: Known
    day: datetime.date
    status: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", self.said.status or self.known.status)

    @property
    def word(self) -> str:
        return STATUSES.get(self.status, self.status)

    @property
    def text(self) -> str:
        return "\n".join(each for each in (*self.said.texts, self.said.outcome) if each)


def flags(said: Said, known: Known, *, day: datetime.date) -> tuple[Flag, ...]:
    """Return what whoever reads the answer should look at, each explained in words; most telling first."""
    reading = Reading(said, known, day)
    found: list[Flag] = []
    for rule in (_text_against_status, _past_end, _past_money, _no_reason, _no_decision, _no_base, _no_ground, _sums):
        found.extend(rule(reading))
    return tuple(found)


def no_report(*, due: datetime.date, day: datetime.date) -> Flag | None:
    """Return the flag of an initiative that nobody has reported on when the last day has passed."""
    return Flag("no_report", "Ingen rapport har kommit in.", due) if due < day else None


def _text_against_status(reading: Reading) -> Iterable[Flag]:
    for words, statuses in _AGAINST:
        found = re.search(rf"(?<!inte )(?<!inte är )\b{words}\b", reading.text, re.IGNORECASE)
        if found and reading.status in statuses:
            yield Flag("contradiction", f"Texten säger ”{found[0]}”, men status är {reading.word}.")
            return
    numbers = [each for each in reading.said.figures if each.value not in ("", "0")]
    if reading.status == "not_started" and numbers:
        yield Flag("contradiction", f"Tal har redovisats ({numbers[0].label}), men status är {reading.word}.")


def _past_end(reading: Reading) -> Iterable[Flag]:
    period = reading.known.period
    if period and reading.status in LIVE and period.has_ended(reading.day):
        text = f"{reading.word}, men angivet slut har passerat: {end_words(period)}."
        yield Flag("past_end", text, period.last)


def _past_money(reading: Reading) -> Iterable[Flag]:
    if reading.status not in LIVE:
        return
    if reading.said.left is not None and reading.said.left <= 0:
        yield Flag("past_money", f"{reading.word}, men inga medel är kvar enligt svaret.")
    elif reading.known.money_to and reading.known.money_to < reading.day:
        until = day_words(reading.known.money_to)
        yield Flag("past_money", f"{reading.word}, men medlen gällde till och med {until}.", reading.known.money_to)


def _no_reason(reading: Reading) -> Iterable[Flag]:
    reason = reading.said.reason if reading.said.status else reading.said.reason or reading.known.reason
    if reading.status in NEED_A_REASON and not reason.strip():
        yield Flag("no_reason", f"{reading.word}, utan att skälet är angivet.")


def _no_decision(reading: Reading) -> Iterable[Flag]:
    if reading.status in OVER and reading.known.kind in PILOTS and not reading.known.decided:
        yield Flag("no_decision", "Försöket är slut, men inget beslut om fortsättningen är känt.")


def _no_base(reading: Reading) -> Iterable[Flag]:
    for figure in reading.said.figures:
        if figure.value and figure.unit.strip() in ("%", "procent") and not figure.base:
            yield Flag("no_base", f"{figure.label}: {figure.value} procent, utan att det står av hur många.")
    for sentence in _SENTENCE.split(reading.text):
        found = _PERCENT.search(sentence)
        if found and not _BASE.search(sentence):
            yield Flag("no_base", f"”{found[0]}” står utan antal: procent av hur många?")
            return


def _no_ground(reading: Reading) -> Iterable[Flag]:
    said = reading.said
    if said.outcome and said.attribution in ("", "none"):
        yield Flag("no_ground", "En följd anges utan att det står hur säkert den kommer av insatsen.")
        return
    found = re.search(_LEADS_TO, "\n".join(said.texts), re.IGNORECASE)
    if found and not said.attribution:
        yield Flag("no_ground", f"”{found[0]}”: en följd påstås utan att det står hur säker den är.")


def _sums(reading: Reading) -> Iterable[Flag]:
    granted, used, left = reading.said.granted, reading.said.used, reading.said.left
    if granted is not None and used is not None:
        if used > granted:
            yield Flag("money_sum", "Mer är använt än beviljat.")
        elif left is not None and granted - used != left:
            yield Flag("money_sum", "Beviljat minus använt är inte det som anges som kvar.")
