"""Estimates, ratios, funnels and comparisons in Swedish."""

from collections.abc import Callable
from typing import Any

import numpy as np

from handslag.stats.results import Estimate, Funnel, Ratio
from handslag.stats.wording import (
    FLAGGED,
    Words,
    amount,
    between,
    by_chance,
    decimals_of,
    figure,
    is_point,
    level_of,
    natural_frequency,
    percent_decimals,
    sentences,
    whole,
)

_FEW = 20  # below this a count varies by about half of itself: a single period says little
_SIGNAL = 0.99  # what is outside at a level above this is called certain, below it only possible

_OF_EVENTS = ("rate", "dsr", "proportion", "ratio")

_METHODS = {
    "exact": "exakta Poissongränser (Garwood 1936)",
    "byar": "Byars gränser, exakta under 10 fall (Breslow och Day 1987)",
    "wilson": "Wilsons gränser (Wilson 1927)",
    "dobson": "Dobsons gränser för åldersstandardiserade tal (Dobson med flera 1991)",
    "student": "Students t-fördelning",
    "chiang": "Chiangs livslängdstabell (Chiang 1968)",
}


def explain_estimate(one: Estimate, words: Words) -> str:
    """Return the text of one estimate."""
    flag = str(one.flag)
    if flag and not np.isfinite(one.value):
        return sentences(FLAGGED.get(flag, FLAGGED["missing"]) + words.where)
    if one.kind in _OF_EVENTS and words.holds_back(one.count):
        return sentences(words.too_few_to_tell)
    said = _KINDS.get(one.kind, _plain)(one, words)
    return sentences(*said, _beside_benchmark(one, words), *(_expert(one) if words.is_expert else ()))


def _limits(one: Estimate) -> list[tuple[float, float]]:
    lower, upper = np.asarray(one.lower).reshape(-1), np.asarray(one.upper).reshape(-1)
    return [(float(low), float(high)) for low, high in zip(lower, upper, strict=True)]


def _rate(one: Estimate, words: Words) -> list[str]:
    lower, upper = _limits(one)[0]
    decimals = decimals_of(lower, upper, most=1)
    of = f"per {whole(one.per)} {words.unit or 'invånare'}"
    standard = ", åldersstandardiserat," if one.kind == "dsr" else ","
    rate = f"{figure(one.value, decimals)} {of}"
    frequency = natural_frequency(float(one.value) / one.per)
    told = f"{rate}, {frequency}" if frequency else rate
    if not _has(one.count):
        opening = f"{words.subject or 'Antalet fall'}{words.where}: {told}"
    else:
        opening = f"{words.counted(one.count)}{words.where}{standard} {told}"
    return [opening, by_chance(lower, upper, decimals), _few(one.count)]


def _few(count: Any) -> str:
    if not _has(count) or float(count) >= _FEW:
        return ""
    return (
        "När fallen är så få varierar talet kraftigt mellan perioder av en slump, "
        "och ett lågt värde betyder inte att problemet är löst"
    )


def _has(count: Any) -> bool:
    return count is not None and np.ndim(count) == 0 and bool(np.isfinite(count))


def _proportion(one: Estimate, words: Words) -> list[str]:
    to_percent = 100 / one.per
    lower, upper = (to_percent * limit for limit in _limits(one)[0])
    decimals = percent_decimals(lower, upper, one.exposure if _has(one.exposure) else None)
    percent = to_percent * float(one.value)
    told = [
        f"Andelen{' ' + words.subject if words.subject else ''} är {figure(percent, decimals)} procent{words.where}"
    ]
    if frequency := natural_frequency(percent / 100):
        told.append(frequency)
    if _has(one.count) and _has(one.exposure):
        told.append(f"räknat på {whole(one.count)} av {whole(one.exposure)}")
    return [", ".join(told), by_chance(lower, upper, decimals, unit="procent")]


def _ratio(one: Estimate, words: Words) -> list[str]:
    lower, upper = (100 / one.per * limit for limit in _limits(one)[0])
    decimals = decimals_of(lower, upper, most=1)
    value = 100 / one.per * float(one.value)
    reference = words.benchmark or "jämförelsebefolkningen"
    told = f"{words.counted(one.count)}{words.where}" if _has(one.count) else "Antalet fall"
    expected = one.expected if isinstance(one, Ratio) else one.exposure
    wait = ""
    if _has(expected):
        wait = f", mot {figure(expected, 1)} väntade om talen i varje ålder vore som för {reference}"
    index = f"Det ger {figure(value, decimals)} när {reference} är 100"
    is_alike = lower <= 100 <= upper
    verdict = (
        "Skillnaden är inte större än vad slumpen kan ge"
        if is_alike
        else "Skillnaden är större än vad slumpen oftast ger"
    )
    return [told + wait, index, by_chance(lower, upper, decimals), verdict, _few(one.count)]


def _mean(one: Estimate, words: Words) -> list[str]:
    lower, upper = _limits(one)[0]
    decimals = decimals_of(lower, upper)
    unit = f" {words.unit}" if words.unit else ""
    of = f", räknat på {amount(one.count, 'värde', 'värden')}" if _has(one.count) else ""
    opening = f"{words.subject or 'Medelvärdet'} är {figure(one.value, decimals)}{unit}{words.where}{of}"
    if str(one.flag):
        return [opening, FLAGGED[str(one.flag)]]
    return [opening, by_chance(lower, upper, decimals) or "Värdena har inte varierat"]


def _life(one: Estimate, words: Words) -> list[str]:
    lower, upper = _limits(one)[0]
    decimals = decimals_of(lower, upper, most=1)
    opening = (
        f"{words.subject or 'Den återstående medellivslängden'} är {figure(one.value, decimals)} år{words.where}, "
        "om dödligheten i varje ålder förblir som den var"
    )
    return [opening, by_chance(lower, upper, decimals)]


def _plain(one: Estimate, words: Words) -> list[str]:
    lower, upper = _limits(one)[0]
    decimals = decimals_of(lower, upper)
    unit = f" {words.unit}" if words.unit else ""
    return [
        f"{words.subject or 'Värdet'} är {figure(one.value, decimals)}{unit}{words.where}",
        by_chance(lower, upper, decimals),
    ]


_KINDS: dict[str, Callable[[Estimate, Words], list[str]]] = {
    "rate": _rate,
    "dsr": _rate,
    "proportion": _proportion,
    "ratio": _ratio,
    "mean": _mean,
    "life_expectancy": _life,
}


def _beside_benchmark(one: Estimate, words: Words) -> str:
    """Return how the estimate stands to a benchmark with a value, in the estimate's unit."""
    if words.benchmark_value is None:
        return ""
    sides = [(low > words.benchmark_value) - (high < words.benchmark_value) for low, high in _limits(one)]
    shown = figure(words.benchmark_value, decimals_of(*_limits(one)[0], most=1))
    against = f"{words.benchmark or 'jämförelsevärdet'} ({shown})"
    outside = [level for side, level in zip(sides, one.confidence, strict=False) if side]
    if not outside:
        return f"Skillnaden mot {against} är inte större än vad slumpen kan ge"
    side = "högre" if max(sides, key=abs) > 0 else "lägre"
    if max(outside) > _SIGNAL:
        return f"Värdet är {side} än {against}, mer än slumpen rimligen ger"
    return f"Värdet är {side} än {against}: en möjlig avvikelse, som slumpen kan ge ibland"


def _expert(one: Estimate) -> list[str]:
    told = [f"Metod: {_METHODS.get(one.method, one.method)}"]
    scale = 100 / one.per if one.kind in ("proportion", "ratio") else 1.0
    for level, (lower, upper) in zip(one.confidence, _limits(one), strict=False):
        if is_point(lower, upper):
            continue
        if said := between(scale * lower, scale * upper, min(decimals_of(scale * lower, scale * upper), 3)):
            told.append(f"Intervall på nivån {level_of(level)}: {said}")
    if one.kind in _OF_EVENTS:
        told.append(f"Bas: {whole(one.per)}")
    if one.kind in ("rate", "dsr") and _has(one.count) and _has(one.exposure):
        told.append(f"Underlag: {whole(one.count)} fall under {whole(one.exposure)} personår")
    return told


def explain_funnel(one: Funnel, words: Words) -> str:
    """Return the text of a funnel's limits for one unit."""
    if str(one.flag):
        return sentences(FLAGGED[str(one.flag)] + words.where)
    if one.kind != "proportion" and words.holds_back(one.x):
        return sentences(words.too_few_to_tell)
    levels = list(
        zip(one.confidence, np.asarray(one.lower).reshape(-1), np.asarray(one.upper).reshape(-1), strict=True)
    )
    scale, unit = (100.0, "procent") if one.kind == "proportion" else (1.0, words.unit)
    size = "personer" if one.kind == "proportion" else "fall"
    _, lower, upper = levels[0]
    decimals = decimals_of(scale * lower, scale * upper)
    opening = (
        f"För en enhet med {whole(one.x)} {size}{words.where} kan slumpen ensam ge "
        f"{between(scale * lower, scale * upper, decimals, unit=unit)}, när mitten är {figure(scale * one.centre, decimals)}"
    )
    wide = ""
    if len(levels) > 1:
        _, lower, upper = levels[-1]
        wide = f"Först utanför det vidare området, {between(scale * lower, scale * upper, decimals, unit=unit)}, är avvikelsen större än slumpen rimligen ger"
    method = ""
    if words.is_expert:
        kind = "poängtestet" if one.kind == "proportion" else "exakta Poissongränser"
        asked = " och ".join(level_of(each) for each, _, _ in levels)
        method = f"Metod: {kind} vänt kring mitten (Spiegelhalter 2005), nivå {asked}"
    return sentences(opening, wide, method)


_SAID = {
    ("none", 1): "högre",
    ("none", -1): "lägre",
    ("known", 1): "bättre",
    ("known", -1): "sämre",
}


def explain_code(code: float, words: Words) -> str:
    """Return the text of one comparison code."""
    against = words.benchmark or "jämförelsevärdet"
    if np.isnan(code):
        return sentences(f"Jämförelsen med {against} går inte att göra, eftersom uppgift saknas{words.where}")
    if code == 0:
        told = f"Skillnaden mot {against} är inte större än vad slumpen kan ge{words.where}"
    else:
        side = _SAID["none" if words.polarity == "none" else "known", 1 if code > 0 else -1]
        told = f"Värdet är {side} än {against}{words.where}"
        told += ", mer än slumpen rimligen ger" if abs(code) > 1 else ": en möjlig avvikelse, som slumpen kan ge ibland"
    expert = (
        f"Kod {figure(code)} på skalan −2 till 2; ±1 gäller den första nivån, ±2 den andra" if words.is_expert else ""
    )
    return sentences(told, expert)


def explain_codes(codes: Any, words: Words) -> str:
    """Return how many of several comparisons differ, and how many would do so by chance."""
    known = codes[~np.isnan(codes)]
    certain, possible = int((np.abs(known) > 1).sum()), int((np.abs(known) == 1).sum())
    against = words.benchmark or "jämförelsevärdet"
    told = (
        f"Av {whole(known.size)} jämförelser med {against} visar {whole(certain)} en avvikelse större än slumpen rimligen ger "
        f"och {whole(possible)} en möjlig avvikelse"
    )
    by_luck = f"ungefär {figure(known.size / 20)}" if known.size >= 30 else "enstaka"
    chance = f"Utan någon verklig skillnad väntas {by_luck} möjliga avvikelser av en slump"
    missing = (
        f"{whole(codes.size - known.size)} går inte att göra, eftersom uppgift saknas"
        if known.size < codes.size
        else ""
    )
    return sentences(told, chance, missing)
