"""What may explain that a published share is not ours: only what was tried and gives the very figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from handslag.allocation.shares import Allocation, allocate
from handslag.allocation.units import Unit, Vintage
from handslag.swedish import lists
from handslag.swedish.kronor import kronor

_LARGEST, _NEAREST, _DOWN = "största restens metod", "avrundning till närmaste", "avrundning nedåt till"


@dataclass(frozen=True)
class Trial:
    """One way to work the share out that was tried. vintage: of the population. rounding: in Swedish."""

    vintage: str
    rounding: str
    kronor: int

    def __str__(self) -> str:
        return f"folkmängd {self.vintage} och {self.rounding}"


@dataclass(frozen=True)
class LikelyReason:
    """trials: all that was tried, ours first. matches: those that give the published figure. words: the answer, in Swedish.

    A match is an assumption that fits, not a proof: several may fit, and one may fit by chance.
    """

    published: int
    ours: int
    trials: tuple[Trial, ...]
    matches: tuple[Trial, ...]
    words: str

    @property
    def difference(self) -> int:
        """Kronor that the published share is above ours."""
        return self.published - self.ours


def likely_reason(
    published: int, ours: Allocation, code: str, *, others: Sequence[tuple[Vintage, Sequence[Unit]]] = ()
) -> LikelyReason:
    """Return which population and rounding, of those that are tried, give a unit's published share.

    others: other editions of the population to try, each with all units. Every edition is tried with our own rounding, and
    rounded by itself, to the nearest or down, to the krona and to 1 000 kr.
    Raises AllocationInputError where the unit is not in a run, or an edition cannot be shared out by the same key.
    """
    reruns = [
        allocate(ours.total, units, ours.key, unit=ours.unit, level=ours.level.key, vintage=vintage)
        for vintage, units in others
    ]
    trials = tuple(trial for run in (ours, *reruns) for trial in _trials(run, code))
    matches = tuple(trial for trial in trials if trial.kronor == published)
    mine = ours.share(code).kronor
    return LikelyReason(published, mine, trials, matches, _words(published - mine, trials, matches))


def _trials(run: Allocation, code: str) -> Iterator[Trial]:
    share = run.share(code)
    vintage = run.vintage.as_of if run.vintage else "enligt vår fördelning"
    yield Trial(vintage, _LARGEST, share.kronor)
    for step in (1, 1000):
        yield Trial(vintage, f"{_NEAREST} {_unit(step)}", int((share.exact / step + Fraction(1, 2)) // 1) * step)
        yield Trial(vintage, f"{_DOWN} {_unit(step)}", int(share.exact // step) * step)


def _unit(step: int) -> str:
    return "krona" if step == 1 else "tusental kronor"


def _words(difference: int, trials: Sequence[Trial], matches: Sequence[Trial]) -> str:
    if not difference:
        return "Det publicerade beloppet är samma som vårt."
    side = "mer" if difference > 0 else "mindre"
    start = f"Det publicerade beloppet är {kronor(abs(difference))} {side} än vårt."
    if not matches:
        years = lists.join(dict.fromkeys(each.vintage for each in trials))
        roundings = lists.join(dict.fromkeys(each.rounding for each in trials))
        return (
            f"{start} Det går inte att förklara med de folkmängder och avrundningar som prövats: folkmängd {years}; "
            f"{roundings}."
        )
    told = lists.join((str(each) for each in matches), word="eller")
    return f"{start} Antagande: det stämmer på kronan med {told}. Det är ett antagande som passar, inget besked."
