"""How results are put into Swedish: figures with no more digits than they bear, frequencies, and what chance can give."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from handslag.stats.rounding import FEW_ANSWERS
from handslag.swedish.numbers import capitalised, number, word
from handslag.swedish.suicide import tells_of_suicide

LAY, EXPERT = "lay", "expert"

FLAGGED = {
    "missing": "Uppgift saknas",
    "zero_exposure": "Talet går inte att räkna ut, eftersom det inte finns någon befolkning att räkna på",
    "too_few_events": "Det är för få fall för ett tal att lita på",
    "suppressed": "Uppgiften visas inte, för att skydda enskilda personer",
    "negative_count": "Uppgiften går inte att använda, eftersom ett antal är negativt",
    "count_exceeds_total": "Uppgiften går inte att använda, eftersom antalet är större än gruppen",
    "zero_mean": "Medelvärdet är noll, så det går inte att säga hur värdena är fördelade",
    "too_few_points": "Det är för få värden för att veta hur mycket slumpen kan ge",
}
"""What is said instead of a figure, by its flag."""

HELP_LINE = (
    "Behöver du eller någon du känner stöd? Ring Mind Självmordslinjen, 90101, dygnet runt. Vid akut fara, ring 112."
)
_FEW_SUICIDES = 10
_SINGULAR = {
    "personer": "person",
    "människor": "människa",
    "elever": "elev",
    "kvinnor": "kvinna",
    "män": "man",
    "flickor": "flicka",
    "pojkar": "pojke",
    "händelser": "händelse",
}
_PREPOSITIONS = ("i", "på", "hos", "inom", "vid", "bland", "under", "för", "år", "från", "mellan")
_DUST = 1e-12  # of a value: a difference this small is rounding
_MOST_DECIMALS = 8  # for values in tiny units; kinds with fewer say so


@dataclass(frozen=True)
class Words:
    """What the caller calls things, and to whom the text is."""

    level: str = LAY
    subject: str = ""
    place: str = ""
    period: str = ""
    benchmark: str = ""
    benchmark_value: float | None = None
    unit: str = ""
    polarity: str = "none"
    help_line: str = HELP_LINE

    @property
    def is_expert(self) -> bool:
        return self.level == EXPERT

    @property
    def where(self) -> str:
        """The place and the period as they end a clause: " i länet under 2023"."""
        return _led(self.place, "i") + _led(self.period, "under")

    @property
    def is_about_suicide(self) -> bool:
        """Whether anything that the caller calls things tells of suicide or self-harm."""
        return tells_of_suicide(" ".join((self.subject, self.place, self.period, self.benchmark, self.unit)))

    def holds_back(self, count: Any) -> bool:
        """Whether a count is of suicides so few, at a named place, that telling it would point at somebody."""
        is_number = count is not None and np.ndim(count) == 0 and bool(np.isfinite(count))
        return is_number and count < _FEW_SUICIDES and bool(self.place) and self.is_about_suicide

    @property
    def too_few_to_tell(self) -> str:
        """What is said instead of such a count, and of anything that gives it back."""
        return (
            f"{_led(self.place, 'i').strip()} inträffar så få fall att talet varierar kraftigt mellan år. "
            "Vi visar därför inte enskilda år, och ett lågt värde betyder inte att problemet är löst"
        )

    def counted(self, count: Any, otherwise: str = "fall") -> str:
        """A count with what it is of: "47 personer dog i suicid", "1 person dog i suicid", "3 fall"."""
        noun, _, rest = self.subject.partition(" ")
        if count != 1 or not self.subject:
            return f"{whole(count)} {self.subject or otherwise}"
        if noun.casefold() in _SINGULAR:
            return f"1 {_SINGULAR[noun.casefold()]} {rest}".strip()
        return f"1 fall ({self.subject})" if noun.endswith(("er", "ar", "or")) else f"1 {self.subject}"

    def help_after(self, text: str) -> str:
        """Where to turn, when the text or what it is of is about suicide."""
        return self.help_line if self.is_about_suicide or tells_of_suicide(text) else ""


def _led(phrase: str, preposition: str) -> str:
    if not phrase:
        return ""
    has_own = phrase.split()[0].casefold() in _PREPOSITIONS
    return f" {phrase}" if has_own else f" {preposition} {phrase}"


def sentences(*parts: str) -> str:
    """Join what is said into a text: each part a sentence with a large first letter and a full stop."""
    said = (part.strip() for part in parts if part)
    return " ".join(capitalised(part) + ("" if part.endswith((".", "?", "!")) else ".") for part in said)


def figure(value: Any, decimals: int = 0) -> str:
    """Return a number in Swedish, rounded once and half up. value: finite."""
    return number(Decimal(repr(float(value))), decimals=decimals)


def whole(value: Any) -> str:
    """Return a count: no decimals unless it has some (0.5 is half an event in weighted data)."""
    return figure(value, 0 if float(value).is_integer() else 1)


def decimals_of(lower: Any, upper: Any, *, most: int = _MOST_DECIMALS) -> int:
    """Return how many decimals half the interval supports: its first digit that is not 0, and one more below 10.

    10 or more: none; from 1: one; from 0.1: two. Without width: as many as the value itself has. most: of the kind of
    figure.
    """
    if is_point(lower, upper):
        return min(own_decimals(lower), most)
    half = (float(upper) - float(lower)) / 2
    if not np.isfinite(half):
        return min(1, most)
    return int(min(max(1 - np.floor(np.log10(half)), 0), most))


def is_point(lower: Any, upper: Any) -> bool:
    """Return whether an interval has no width but rounding: what it is of has not varied."""
    return bool(np.isfinite(lower) and upper - lower <= _DUST * max(abs(lower), abs(upper)))


def own_decimals(value: Any) -> int:
    """Return how many decimals a number has, dust of its computation left out."""
    exponent = Decimal(f"{float(value):.12g}").normalize().as_tuple().exponent
    return min(max(-int(exponent), 0), _MOST_DECIMALS)


def percent_decimals(lower: Any, upper: Any, total: Any) -> int:
    """Return the decimals of a percentage: none when fewer than 1 000 answered."""
    if total is not None and not float(total) >= FEW_ANSWERS:
        return 0
    return decimals_of(lower, upper, most=1)


def between(lower: Any, upper: Any, decimals: int, *, unit: str = "") -> str:
    """Return "mellan 11,3 och 20,5", or what can be said where an end is missing."""
    has_lower, has_upper = bool(np.isfinite(lower)), bool(np.isfinite(upper))
    end = f" {unit}" if unit else ""
    if has_lower and has_upper:
        return f"mellan {figure(lower, decimals)} och {figure(upper, decimals)}{end}"
    if has_lower:
        return f"från {figure(lower, decimals)}{end} och uppåt"
    return f"upp till {figure(upper, decimals)}{end}" if has_upper else ""


def by_chance(lower: Any, upper: Any, decimals: int, *, unit: str = "") -> str:
    """Return what chance alone can give, as a sentence; "" where nothing varied, since then it is not known."""
    if is_point(lower, upper):
        return ""
    said = between(lower, upper, decimals, unit=unit)
    return f"Slumpen ensam kan ge {said}" if said else "Hur mycket slumpen kan ge går inte att ange"


def natural_frequency(share: float) -> str:
    """Return a share as people count: "ungefär 23 av 100", "ungefär 12 av 1 000", "ungefär 1 av 6 500"; "" for none."""
    if not np.isfinite(share) or not 0 < share <= 1:
        return ""
    if share >= 0.1:
        return f"ungefär {figure(100 * share)} av 100"
    if share >= 0.01:
        return f"ungefär {figure(1_000 * share)} av {figure(1_000)}"
    return f"ungefär 1 av {figure(two_digits(1 / share))}"


def two_digits(value: float) -> float:
    """Return a number rounded to two digits that count: 6494 -> 6500."""
    step = 10.0 ** (np.floor(np.log10(value)) - 1)
    return float(np.floor(value / step + 0.5) * step)


def one_in(p: float) -> str:
    """Return how often chance does something: "1 av 12 fall", "3 av 10 fall"."""
    if p >= 0.95:
        return "nästan alla fall"
    if p >= 0.2:
        return f"{figure(10 * p)} av 10 fall"
    return f"1 av {figure(1 / p if p > 0.05 else two_digits(1 / p))} fall"


def significant(value: Any) -> int:
    """Return the decimals that show two digits of a figure that has no interval."""
    size = abs(float(value))
    return 0 if size == 0 or not np.isfinite(size) else int(min(max(1 - np.floor(np.log10(size)), 0), _MOST_DECIMALS))


def level_of(confidence: float) -> str:
    """Return a level as text: 0.998 -> "99,8 procent"."""
    return f"{number(Decimal(repr(round(100 * confidence, 6))).normalize() + 0)} procent"


def risk_of(confidence: float) -> str:
    """Return what a test's level means: 0.95 -> "5 procents risk för falskt utslag"."""
    return f"{level_of(1 - confidence)}s risk för falskt utslag"


def amount(n: Any, singular: str, plural: str) -> str:
    """Return a number in words up to twelve with its noun: "ett år", "fem år"."""
    return f"{word(int(n), gender='ett' if singular in ('år', 'värde', 'område') else 'en')} {singular if n == 1 else plural}"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: "Laxå, Askersund och Hällefors"."""
    return " och ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
