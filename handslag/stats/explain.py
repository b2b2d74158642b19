"""Every result in plain Swedish, for anybody or for an analyst."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from handslag.stats.additive import HIDDEN, MISSING
from handslag.stats.charts import Chart
from handslag.stats.compare import Code, Codes
from handslag.stats.concentration import ConcentrationIndex
from handslag.stats.disclosure import Masked
from handslag.stats.errors import StatsInputError
from handslag.stats.explain_change import (
    explain_detectable,
    explain_effect,
    explain_power,
    explain_profile,
    explain_shrunk,
    explain_synthetic,
    explain_verdict,
    explain_years,
)
from handslag.stats.explain_estimates import explain_code, explain_codes, explain_estimate, explain_funnel
from handslag.stats.explain_inequality import explain_concentration, explain_range, explain_reach, explain_slope
from handslag.stats.explain_series import ASSURANCES, explain_assurance, explain_chart, explain_runs, explain_trend
from handslag.stats.goals import Verdict
from handslag.stats.inequality import SlopeIndex
from handslag.stats.inputs import choice, refuse_where
from handslag.stats.power import Detectable, YearsUntilVisible
from handslag.stats.reach import RangeMeasures, Reach
from handslag.stats.regression import Shrunk
from handslag.stats.results import Estimate, Funnel, Ratio
from handslag.stats.rollout import Effect, Profile
from handslag.stats.runs import RunsTest
from handslag.stats.synthetic import Synthetic
from handslag.stats.trends import Trend
from handslag.stats.wording import EXPERT, HELP_LINE, LAY, Words, sentences, whole

_EXPLAINED: dict[type, tuple[str, Callable[[Any, Words], str]]] = {
    Estimate: ("value", explain_estimate),
    Ratio: ("value", explain_estimate),
    Funnel: ("centre", explain_funnel),
    Trend: ("slope", explain_trend),
    Chart: ("variation", explain_chart),
    RunsTest: ("longest_run", explain_runs),
    SlopeIndex: ("sii", explain_slope),
    ConcentrationIndex: ("value", explain_concentration),
    RangeMeasures: ("difference", explain_range),
    Reach: ("gini", explain_reach),
    Detectable: ("value", explain_detectable),
    YearsUntilVisible: ("reason", explain_years),
    Effect: ("", explain_effect),
    Profile: ("", explain_profile),
    Synthetic: ("", explain_synthetic),
    Shrunk: ("value", explain_shrunk),
    Verdict: ("", explain_verdict),
}
"""By type: the field that has one value for each text (none: the result is one), and what writes it."""


def explain(
    result: Any,
    *,
    lang: str = "sv",
    level: str = "lay",
    cell: int | tuple[int, ...] | None = None,
    subject: str = "",
    place: str = "",
    period: str = "",
    benchmark: str | float | tuple[str, float] = "",
    unit: str = "",
    polarity: str = "none",
    of: str = "",
    help_line: str = HELP_LINE,
) -> str:
    """Return what a result says, as Swedish sentences.

    result: any result of this package, codes from `compare` and answers from `assurance` too. Other numbers say what they
    are by `of`: "comparison" for codes that have become plain numbers, "power" for a chance from `power`. level: "lay" for anybody, "expert" adds method, level, base and source. Of several cells `cell`
    chooses one; without it the first is told, after how many there are.

    subject: what is counted, as it follows the number ("personer dog i suicid") or, for shares, "Andelen" ("elever som
    mår bra"). place, period: "länet" or "i länet", "2023" or "under 2019–2023". benchmark: what to compare with, its name,
    its value (in the unit of an estimate) or both. unit: of the values ("invånare", "poäng", "kronor"). polarity: what is
    good, "low", "high" or "none". help_line: said after a text about suicide or self-harm; "" where the page has one.

    A figure is rounded once, half up, with no more digits than half its interval supports. What was not shown or cannot
    be told says so instead. Raises StatsInputError: unknown_choice, and shape_mismatch for a cell that is not there.
    """
    choice("lang", lang, ("sv",))
    choice("level", level, (LAY, EXPERT))
    choice("polarity", polarity, ("low", "high", "none"))
    choice("of", of, ("", "comparison", "power"))
    name, value = _benchmark(benchmark)
    words = Words(
        level=level,
        subject=subject,
        place=place,
        period=period,
        benchmark=name,
        benchmark_value=value,
        unit=unit,
        polarity=polarity,
        help_line=help_line,
    )
    text = _text(result, words, cell, of)
    return sentences(text, words.help_after(text))


def _text(result: Any, words: Words, cell: Any, of: str) -> str:
    if isinstance(result, Masked):
        return explain_masked(result, words, cell)
    if type(result) in _EXPLAINED:
        lead, tell = _EXPLAINED[type(result)]
        return _tell(result, lead, tell, words, cell)
    return _explain_bare(result, words, cell, of)


def _benchmark(given: Any) -> tuple[str, float | None]:
    if isinstance(given, str):
        return given, None
    if isinstance(given, tuple | list) and len(given) == 2:
        return str(given[0]), float(given[1])
    return "", float(given)


def _tell(result: Any, lead: str, tell: Callable[[Any, Words], str], words: Words, cell: Any) -> str:
    shape = np.shape(getattr(result, lead)) if lead else ()
    if not shape:
        return tell(result, words)
    size = int(np.prod(shape))
    if size == 0:
        return sentences("Det finns inga värden att beskriva")
    text = tell(_at(result, shape, _index(cell, shape)), words)
    return text if cell is not None or size == 1 else sentences(f"Det här är det första av {whole(size)} värden", text)


def _index(cell: int | tuple[int, ...] | None, shape: tuple[int, ...]) -> tuple[int, ...]:
    try:
        if isinstance(cell, tuple | list):
            return tuple(range(size)[place] for place, size in zip(cell, shape, strict=True))
        place = range(int(np.prod(shape)))[0 if cell is None else cell]
        return tuple(int(each) for each in np.unravel_index(place, shape))
    except (IndexError, ValueError, TypeError) as error:
        raise StatsInputError("shape_mismatch", "cell", (), f"Cellen {cell!r} finns inte i {shape}.") from error


def _at(result: Any, shape: tuple[int, ...], index: tuple[int, ...]) -> Any:
    """Return the result with one cell of every field that has one for each cell."""
    changed = {}
    for each in fields(result):
        value = getattr(result, each.name)
        if isinstance(value, np.ndarray) and value.shape[: len(shape)] == shape:
            changed[each.name] = value[index]
    return replace(result, **changed)


def _explain_bare(result: Any, words: Words, cell: Any, of: str) -> str:
    """Return the text of a result that is a text, a number or an array of such."""
    array = np.asarray(result)
    if array.dtype.kind in "OU" and array.size and all(each in ASSURANCES for each in array.ravel().tolist()):
        return explain_assurance(str(array[_index(cell, array.shape)] if array.ndim else array), words)
    is_code = of == "comparison" or (not of and isinstance(result, Code | Codes))
    if array.dtype.kind not in "iuf" or not (is_code or of == "power"):
        told = f"Resultatet är av en sort som inte kan förklaras: {type(result).__name__}."
        raise StatsInputError("unknown_choice", "result", (), told)
    numbers = array.astype(np.float64)
    if is_code:
        is_other = ~np.isnan(numbers) & ~np.isin(numbers, (-2, -1, 0, 1, 2))
        refuse_where("unknown_choice", "result", is_other, "är ingen jämförelsekod mellan −2 och 2.")
    if not numbers.size:
        return sentences("Det finns inga värden att beskriva")
    if numbers.size > 1 and cell is None and is_code:
        return explain_codes(numbers.ravel(), words)
    one = float(numbers[_index(cell, numbers.shape)]) if numbers.ndim else float(numbers)
    if of == "power":
        return explain_power(one, words)
    return explain_code(one, words)


def explain_masked(table: Masked, words: Words, cell: Any) -> str:
    """Return the text of a table with hidden counts: how many are hidden, or what is to be said of one cell."""
    values = np.asarray(table.values)
    if cell is not None or values.ndim == 0:
        return _masked_cell(int(values[_index(cell, values.shape)] if values.ndim else values), words)
    hidden, missing = int((values == HIDDEN).sum()), int((values == MISSING).sum())
    told = f"Alla {whole(values.size)} uppgifter visas{words.where}"
    if hidden:
        told = f"{whole(hidden)} av {whole(values.size)} uppgifter visas inte{words.where}, för att skydda enskilda personer"
    more = (
        "Även större tal är dolda, så att de små inte går att räkna ut" if (table.reason == "secondary").any() else ""
    )
    gap = f"För {whole(missing)} saknas uppgift" if missing else ""
    expert = ""
    if words.is_expert and hidden:
        names, numbers = np.unique(np.asarray(table.reason)[values == HIDDEN], return_counts=True)
        shown = ", ".join(f"{_REASONS[str(name)]} {whole(n)}" for name, n in zip(names, numbers, strict=True))
        open_ones = int(np.sum(table.unprotected)) if table.unprotected is not None else 0
        weak = f". {whole(open_ones)} dolda tal går ändå att ringa in: slå ihop celler" if open_ones else ""
        expert = f"Skäl, som inte publiceras: {shown}{weak}"
    return sentences(told, more, gap, expert)


_REASONS = {
    "small": "litet antal",
    "all": "noll som röjer var alla finns",
    "dominance": "få personer i gruppen",
    "history": "liten skillnad mot tidigare tabell",
    "secondary": "skydd för andra tal",
}


def _masked_cell(value: int, words: Words) -> str:
    if value == HIDDEN:
        return sentences(f"Uppgiften visas inte{words.where}, för att skydda enskilda personer")
    if value == MISSING:
        return sentences(f"Uppgift saknas{words.where}")
    return sentences(words.too_few_to_tell if words.holds_back(value) else words.counted(value) + words.where)
