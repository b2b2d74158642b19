"""What cannot be true of figures: of one by itself, and of all of a file together. Pure; knows no Django."""

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from handslag.indicators.importing.cells import span_of, within
from handslag.indicators.importing.figures import Fault, Figure, Ground
from handslag.indicators.importing.periods import Days
from handslag.indicators.protection import LEAST_WINDOW
from handslag.indicators.reading import Definition
from handslag.indicators.rules import PARTS_OF_YEAR, months, too_short
from handslag.indicators.series import Value
from handslag.swedish.lists import join

LEVEL_WORDS = {"country": "riket", "county": "län", "municipality": "kommuner"}
SAID = {
    "measure": "måttet",
    "per": "vad talet räknas per",
    "ages": "åldern",
    "intent": "vilka dödsfall som räknas",
    "standard": "åldersstandardiseringen",
    "standard_population": "standardbefolkningen",
    "window": "hur många år ett tal gäller",
}
"""What makes two series uncomparable, in words, by the names that `Definition.differs_from` gives."""
_AGES = re.compile(r"(\d{1,3}\s*[-–]\s*\d{1,3}\s*år|\d{1,3}\s*(?:\+|år (?:och|eller) äldre))", re.IGNORECASE)
_STANDARDISED = re.compile(r"ålders-?standardiser", re.IGNORECASE)
_NOT_STANDARDISED = re.compile(r"\b(?:inte|ej|icke)[\s-]+ålders-?standardiser", re.IGNORECASE)
_CRUDE = re.compile(r"\b(?:inte|ej|icke)[\s-]+ålders-?standardiser|\bostandardiser|\brå(?:a)? tal\b", re.IGNORECASE)
_CERTAIN = re.compile(r"\bsäkra\b|\bX60\s*[-–]\s*X?84\b", re.IGNORECASE)
_UNDETERMINED = re.compile(r"\bosäkra\b|\boklar avsikt|\bY10\s*[-–]\s*Y?34\b", re.IGNORECASE)
_WITHOUT_UNDETERMINED = re.compile(
    r"\b(?:utan|exklusive|exkl\.?|ej|inte)\s+(?:\w+\s+)?(?:osäkra|oklar avsikt|Y10)", re.IGNORECASE
)
_PER = re.compile(r"per\s+(1[\s\u00a0]?000|10[\s\u00a0]?000|100[\s\u00a0]?000)\b", re.IGNORECASE)


def mixing(told: Iterable[str], definition: Definition) -> str:
    """Return why a file that says so of itself counts something else than the definition; "" where it does not.

    told: the headings, and what stands above and below the table.
    """
    text = " \n".join(told)
    said = replace(definition)
    spans = {span for found in _AGES.findall(text) if (span := span_of(found)) is not None}
    if len(spans) == 1 and ("age" not in definition.breakdowns or not within(*spans, definition.ages)):
        said = replace(said, ages=spans.pop())
    if found := _PER.search(text):
        said = replace(said, per=int(re.sub(r"\D", "", found[1])))
    said = replace(said, standard=_standard(text) or said.standard)
    if definition.intent:
        said = replace(said, intent=_intent(text) or said.intent)
    differs = said.differs_from(definition)
    if not differs:
        return ""
    words = join([SAID[name] for name in differs])
    return (
        f"Filen mäter något annat än indikatorn: {words} skiljer sig. Tal som räknas på olika sätt kan inte stå i samma "
        f"serie. Indikatorn är: {definition.title}."
    )


def _standard(text: str) -> str:
    """Return whether a text says that figures are age-standardised or crude; "" where it says neither, or both."""
    crude = len(_CRUDE.findall(text))
    made = len(_STANDARDISED.findall(text)) - len(_NOT_STANDARDISED.findall(text))
    if crude and made <= 0:
        return "crude"
    return "age_standardised" if made > 0 and not crude else ""


def _intent(text: str) -> str:
    """Return which deaths a text says that it counts; "" where it does not say."""
    if _UNDETERMINED.search(text):
        return "certain" if _WITHOUT_UNDETERMINED.search(text) else "certain_and_undetermined"
    return "certain" if _CERTAIN.search(text) else ""


def looks_like_shares(figures: Sequence[Figure], definition: Definition) -> bool:
    """Whether all values lie from 0 to 1 where the unit is percent: shares, or very few percent."""
    if definition.measure != "proportion" or definition.per != 100:
        return False
    values = [each.value for each in figures if each.value is not None and each.decimals < 12]
    return bool(values) and max(values) <= 1 and any(0 < value < 1 for value in values)


def faults_of(figures: Sequence[Figure], ground: Ground) -> list[Fault]:
    """Return everything that cannot be true, in the order of the lines."""
    found = [fault for each in figures for fault in alone(each, ground)]
    return sorted([*found, *together(figures, ground.definition)], key=lambda each: each.line)


def alone(figure: Figure, ground: Ground) -> list[Fault]:
    """Return what cannot be true of one figure."""
    return [Fault(figure.line, figure.columns.get(role, ""), words) for role, words in problems(figure, ground)]


def problems(figure: Figure, ground: Ground) -> list[tuple[str, str]]:
    """Return what cannot be true of one figure, as (role of the column, words)."""
    return [*_where_and_when(figure, ground), *_numbers(figure, ground.definition)]


def _where_and_when(figure: Figure, ground: Ground) -> list[tuple[str, str]]:
    definition, found = ground.definition, []
    when = label(figure.days)
    length = months(*figure.days)
    is_below = figure.place.kind == "municipality"
    if figure.place.kind not in definition.levels:
        levels = join([LEVEL_WORDS[each] for each in definition.levels])
        found.append(("area", f"{figure.place.name}: indikatorn finns bara för {levels}."))
    if figure.days[0] > ground.today:
        found.append(("period", f"{when} har inte börjat än."))
    if is_below and not definition.single_years and length < 12 * LEAST_WINDOW:
        found.append((
            "period",
            f"{when}, {figure.place.name}: enskilda år tas inte in för en kommun. Talen är så små att de varierar av "
            f"slumpen och kan peka ut enskilda. Räkna ihop minst {LEAST_WINDOW} år.",
        ))  # fmt: skip
    elif told := _other_part(definition, length):
        found.append(("period", f"{when} är {told}"))
    elif too_short(*figure.days, definition):
        found.append(
            (
                "period",
                f"{when} är kortare än ett år, men indikatorn gäller {_window(definition)}. De kan inte stå i samma serie.",
            )
        )
    elif (
        length >= 12
        and length != 12 * definition.window
        and not _has_own_survey(figure, definition, length)
        and not (is_below and not definition.single_years)
    ):
        years, rest = divmod(length, 12)
        covers = f"{length} månader" if rest else f"{years} år"
        found.append(
            (
                "period",
                f"{when} är {covers}, men indikatorn gäller {_window(definition)}. De kan inte stå i samma serie.",
            )
        )
    if figure.sex != "T" and "sex" not in definition.breakdowns:
        found.append(("sex", "indikatorn redovisas inte efter kön. Ta bara med totalt."))
    return found


def _other_part(definition: Definition, length: int) -> str:
    """Return how a period differs from the month or the quarter that each figure of a county's own work covers; ""."""
    part = PARTS_OF_YEAR.get(definition.frequency)
    if part is None or definition.sources[0].name != "own" or length == part:
        return ""
    gender, name = _PARTS[definition.frequency]
    return f"inte {gender} {name}, men måttet har ett tal per {name}. De kan inte stå i samma serie."


_PARTS = {"month": ("en", "månad"), "quarter": ("ett", "kvartal")}


def _window(definition: Definition) -> str:
    return f"{definition.window} år" if definition.window > 1 else "ett år"


def _has_own_survey(figure: Figure, definition: Definition, length: int) -> bool:
    """Whether the area's county asks by itself, a year at a time: so the definition says of it."""
    return length == 12 and any(figure.place.county in each.areas for each in definition.not_comparable)


def _numbers(figure: Figure, definition: Definition) -> list[tuple[str, str]]:
    found = []
    if figure.denominator == 0:
        found.append(("denominator", "nämnaren är noll. Lämna cellen tom om den inte är känd."))
    if found:
        return found
    value, top, base = figure.value, figure.numerator, figure.denominator
    if top is not None and base is not None and top > base and _is_part(definition):
        found.append(("numerator", f"täljaren ({_written(top)}) är större än nämnaren ({_written(base)})."))
    elif value is not None and definition.measure == "proportion" and value > definition.per:
        found.append(("value", f"{_written(value)} är mer än alla ({_written(definition.per)})."))
    elif told := _disagrees(figure, definition):
        found.append(("value", told))
    return [*found, *_limits(figure)]


def _is_part(definition: Definition) -> bool:
    """Whether those counted are some of those in the denominator: visits may be more than the people."""
    return definition.measure == "proportion" or (
        definition.measure == "rate" and definition.kind in ("outcome", "determinant")
    )


def _disagrees(figure: Figure, definition: Definition) -> str:
    """Return why a value is not what numerator and denominator make, beyond its last decimal; "" where it is."""
    value, top, base = figure.value, figure.numerator, figure.denominator
    if value is None or top is None or definition.standard != "crude":
        return ""
    if definition.measure == "count":
        made = top
    elif definition.measure in ("proportion", "rate") and base:
        made = top / base * definition.per
    else:
        return ""
    if math.isclose(value, made, rel_tol=1e-9, abs_tol=0.5 * 10**-figure.decimals * (1 + 1e-6)):
        return ""
    return (
        f"{_written(value)} stämmer inte med täljare och nämnare, som ger {_written(round(made, figure.decimals + 1))}."
        if base
        else f"{_written(value)} är inte detsamma som antalet {_written(top)}."
    )


def _limits(figure: Figure) -> list[tuple[str, str]]:
    lower, upper, value = figure.lower, figure.upper, figure.value
    if (lower is None) != (upper is None):
        return [("lower" if lower is None else "upper", "en av gränserna saknas. Ange båda eller ingen.")]
    if lower is None or upper is None or value is None:
        return []
    if not lower <= value <= upper:
        return [
            ("lower", f"värdet {_written(value)} ligger inte mellan gränserna {_written(lower)} och {_written(upper)}.")
        ]
    return []


def together(figures: Sequence[Figure], definition: Definition) -> list[Fault]:
    """Return figures of the same thing twice, and periods that overlap."""
    series: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for each in figures:
        series[each.series].append(each)
    found = []
    for each in series.values():
        ordered = sorted(each, key=lambda one: (one.days, one.line))
        for before, after in itertools.pairwise(ordered):
            if told := _clash(before, after, definition):
                first, second = sorted((before, after), key=lambda one: one.line)
                found.append(
                    Fault(second.line, second.columns.get("period", ""), told.format(first=first.line), (first.line,))
                )
    return found


def _clash(before: Figure, after: Figure, definition: Definition) -> str:
    if before.days == after.days:
        return f"samma område, period, kön och ålder som rad {{first}} ({before.place.name}, {label(before.days)})."
    if overlaps(before.days, after.days, definition):
        return f"perioden {label(after.days)} överlappar {label(before.days)} på rad {{first}} ({before.place.name})."
    return ""


def overlaps(one: Days, other: Days, definition: Definition) -> bool:
    """Whether two periods share days in a way that a series does not: those of several years slide, and are of equal length."""
    if one == other or one[1] < other[0] or other[1] < one[0]:
        return False
    length = months(*one)
    slides = (
        length > 12 and length == months(*other) and (length == 12 * definition.window or not definition.single_years)
    )
    return not slides


def label(days: Days) -> str:
    return Value(*days, value=None).label


def _written(value: float) -> str:
    return f"{round(value, 6):.10g}".replace(".", ",").replace("-", "−")
