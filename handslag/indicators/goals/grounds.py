"""What a wish can be reckoned from: counts of periods that do not overlap; or what is lacking, and how it is fetched."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handslag.indicators.reading import Definition
from handslag.indicators.series import HIDDEN_HERE, SINGLE_YEAR, Series, Value

if TYPE_CHECKING:
    from handslag.indicators.goals.verdicts import Wish

NAMES = {
    "kolada": "Kolada", "scb": "SCB", "folkhalsodata": "Folkhälsomyndigheten", "skolverket": "Skolverket",
    "socialstyrelsen": "Socialstyrelsen", "forsakringskassan": "Försäkringskassan", "own": "länets egen uppföljning",
    "file": "en fil från den som har uppgifterna",
}  # fmt: skip
"""What the sources of definitions are called."""
FEW = frozenset({HIDDEN_HERE, SINGLE_YEAR, "suppressed_source"})


@dataclass(frozen=True)
class Counts:
    """Events and those they come of, a period each, oldest first. years: each period's last year. step: years between them."""

    years: tuple[int, ...]
    counts: tuple[float, ...]
    exposures: tuple[float, ...]
    step: int = 1

    def _at(self, baseline: tuple[int, int]) -> list[int]:
        return [at for at, year in enumerate(self.years) if baseline[0] <= year <= baseline[1]]

    def within(self, baseline: tuple[int, int]) -> int:
        """Return how many periods end in those years."""
        return len(self._at(baseline))

    def level(self, baseline: tuple[int, int]) -> float:
        """Return the level of those years together, per unit of exposure; 0.0 where there is none."""
        here = self._at(baseline)
        exposure = sum(self.exposures[at] for at in here)
        return sum(self.counts[at] for at in here) / exposure if exposure else 0.0

    def mean_exposure(self, baseline: tuple[int, int]) -> float:
        here = self._at(baseline)
        return sum(self.exposures[at] for at in here) / len(here)

    def periods_after(self, last: int, *, until: int) -> int:
        """Return how many periods after the year `last` have ended by `until`, going on as they have come."""
        newest = self.years[-1]
        first = newest - (newest - last - 1) // self.step * self.step
        return max(0, (until - first) // self.step + 1)


@dataclass(frozen=True)
class Lack:
    """Why a wish cannot be answered. code: "no_ground" or "not_measurable"."""

    code: str
    text: str
    proposals: tuple[str, ...] = ()


def counted(series: Series) -> Counts:
    """Return the counts of a series, of whole years as many as its last one, chosen backwards so that none overlap."""
    based = [
        each for each in series.values if each.numerator is not None and each.denominator is not None and each.years
    ]
    if not based:
        return Counts((), (), ())
    length = based[-1].years
    chosen: list[Value] = []
    for value in reversed(based):
        if value.years == length and (not chosen or value.period_to < chosen[-1].period_from):
            chosen.append(value)
    chosen.reverse()
    return Counts(
        tuple(each.period_to.year for each in chosen),
        tuple(float(each.numerator or 0) for each in chosen),
        tuple(float(each.denominator or 0) for each in chosen),
        length,
    )


def lacking(definition: Definition, series: Series, wish: "Wish") -> Lack | None:
    """Return what keeps a wish from being answered; None where nothing does."""
    if definition.measure not in ("rate", "proportion") or definition.standard != "crude":
        text = (
            "Indikatorn är ett uträknat mått utan antal bakom. Om en ändring kan synas går bara att räkna ut för andelar "
            "och tal per invånare. Välj en sådan indikator."
        )
        return Lack("no_ground", text, ("another_indicator",))
    before = [each for each in series.values if wish.baseline[0] <= each.period_to.year <= wish.baseline[1]]
    if any(each.state in FEW for each in before):
        text = (
            f"I {wish.area} är det så få att enskilda tal inte visas. Så få varierar av slumpen, och en ändring går inte "
            "att skilja från den."
        )
        return Lack("not_measurable", text, ("county_instead", "process_indicator"))
    if not counted(series).within(wish.baseline):
        return Lack("no_ground", _what_to_fetch(definition, before, wish), ("fetch",))
    return None


def _what_to_fetch(definition: Definition, before: list[Value], wish: "Wish") -> str:
    first, last = wish.baseline
    years = f"år {first}" if first == last else f"åren {first}–{last}"
    has_values = any(each.value is not None for each in before)
    if any(each.value is not None and each.is_part_of_year for each in before):
        return f"För {wish.area}, {years}, finns tal för delar av år. Ett mål gäller hela år: läs in tal för hela år."
    lack = "finns värden men inga antal" if has_values else "finns inga värden"
    source = next((NAMES[each.name] for each in definition.sources if each.name in NAMES), "källan")
    return (
        f"För {wish.area}, {years}, {lack}. Utan antal går det inte att räkna ut om målet kan synas. "
        f"Hämta antalet {definition.numerator} och antalet {definition.denominator} för {years} från {source}, eller läs in "
        "dem från en fil."
    )
