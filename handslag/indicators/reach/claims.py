"""What may be claimed of an initiative: a ladder from done to tried against others. Plain reasoning on what is told.

A step is reached by what is there, never by what is hoped. Each says what it rests on; the first that is not reached says
why, and what it would take. Output measures tell what was done, never how people are: they never lift above the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.swedish.numbers import count, number

DONE, REPORTED, MEASURED, TRIED = "done", "reported", "measured", "tried"
TITLES = {
    DONE: "Gjort",
    REPORTED: "Redovisat i tal",
    MEASURED: "Uppmätt förändring",
    TRIED: "Prövat med jämförelse",
}
UNDER_WAY = frozenset({"ongoing", "struggling", "ending", "finished", "paused", "stopped"})
"""Statuses of an initiative that has begun."""

NEEDED = {
    DONE: "Ange insatsens status, eller vad som har gjorts.",
    REPORTED: "Ange tal: hur många som deltog, utbildades eller nåddes, med period och plats.",
    MEASURED: "Koppla ett mått till målet, med värden både före och efter att insatsen började och med osäkerhet.",
    TRIED: (
        "Jämför kommuner som har börjat med dem som inte har det, på sidan Spridning, "
        "och ange resultatet som prövat med jämförelse."
    ),
}


@dataclass(frozen=True)
class Measured:
    """An outcome before and after an initiative began, in words. certain: whether the intervals hold them apart."""

    title: str
    words: str
    certain: bool


@dataclass(frozen=True)
class StatedOutcome:
    """What a source says came of it. attribution: how far it ties that to the work, and caveat: the same in words."""

    text: str
    attribution: str
    caveat: str


@dataclass(frozen=True)
class Grounds:
    """What is there to judge by. held, planned: sessions typed in. starts: municipalities that have begun, in words of the page."""

    status: str
    told_done: bool
    outputs: Sequence[str]
    held: int = 0
    planned: int = 0
    begun: int = 0
    measured: Sequence[Measured] = ()
    outcomes: Sequence[StatedOutcome] = ()


@dataclass(frozen=True)
class Step:
    """A step of the ladder. words: what it rests on where it is reached, else why it is not."""

    key: str
    reached: bool
    words: str

    @property
    def title(self) -> str:
        return TITLES[self.key]


@dataclass(frozen=True)
class Ladder:
    """The four steps. stands_on: the highest that is reached with all below it; None where not even the first is."""

    steps: tuple[Step, ...]
    caveats: tuple[StatedOutcome, ...]

    @property
    def stands_on(self) -> Step | None:
        stands = None
        for step in self.steps:
            if not step.reached:
                break
            stands = step
        return stands

    @property
    def next(self) -> Step | None:
        """The first step that is not reached."""
        return next((step for step in self.steps if not step.reached), None)

    @property
    def needed(self) -> str:
        """What would take the initiative to the next step."""
        return NEEDED[self.next.key] if self.next else ""


def ladder(grounds: Grounds) -> Ladder:
    """Return where an initiative stands, and why not higher."""
    tested = [each for each in grounds.outcomes if each.attribution == "tested"]
    reported = bool(grounds.outputs) or grounds.held > 0
    certain = [each for each in grounds.measured if each.certain]
    steps = (
        Step(DONE, reported or grounds.told_done or grounds.status in UNDER_WAY, _done(grounds)),
        Step(REPORTED, reported, _reported(grounds)),
        Step(MEASURED, bool(certain or tested), _measured(grounds, tested)),
        Step(TRIED, bool(tested), _tried(grounds, tested)),
    )
    return Ladder(steps, tuple(each for each in grounds.outcomes if each.attribution not in ("", "tested")))


def _done(grounds: Grounds) -> str:
    if grounds.outputs or grounds.held or grounds.told_done:
        return "Det finns uppgifter om vad som har gjorts."
    if grounds.status in UNDER_WAY:
        return "Insatsen har börjat, enligt sin status."
    if grounds.planned:
        return f"{count(grounds.planned, 'tillfälle är planerat', 'tillfällen är planerade')}, inget är hållet."
    return "Ingen har angett vad som har gjorts."


def _reported(grounds: Grounds) -> str:
    parts = [count(len(grounds.outputs), "angivet tal", "angivna tal")] if grounds.outputs else []
    if grounds.held:
        parts.append(count(grounds.held, "infört tillfälle", "införda tillfällen"))
    return " och ".join(parts) + "." if parts else "Inga tal om deltagare, utbildade eller tillfällen är redovisade."


def _measured(grounds: Grounds, tested: Sequence[StatedOutcome]) -> str:
    if grounds.measured:
        return " ".join(each.words for each in grounds.measured)
    if tested:
        return "Källan anger en förändring som är prövad."
    if grounds.outcomes:
        return "Källan anger vad det ledde till, utan mätning före och efter."
    return "Inget mått på målet har värden både före och efter att insatsen började."


def _tried(grounds: Grounds, tested: Sequence[StatedOutcome]) -> str:
    if tested:
        return " ".join(each.caveat for each in tested)
    if grounds.begun:
        begun = f"{number(grounds.begun)} {'kommun har' if grounds.begun == 1 else 'kommuner har'} börjat"
        return f"{begun}. Om jämförelsen går att göra står på sidan Spridning. Något prövat resultat är inte angett."
    return "Ingen har jämfört med kommuner eller grupper som inte har varit med."
