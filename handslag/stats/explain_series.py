"""Trends, control charts and runs in Swedish."""

import numpy as np

from handslag.stats.charts import Chart
from handslag.stats.runs import RunsTest
from handslag.stats.trends import Trend
from handslag.stats.wording import (
    Words,
    amount,
    between,
    decimals_of,
    figure,
    is_point,
    natural_frequency,
    own_decimals,
    risk_of,
    sentences,
    significant,
    whole,
)

_NO_TREND = {
    "too_few_points": "Det finns för få perioder för att säga om något har förändrats",
    "missing": "Uppgift saknas för någon av de senaste perioderna, så det går inte att säga om något har förändrats",
    "zero_exposure": "Någon period saknar befolkning att räkna på, så det går inte att säga om något har förändrats",
    "zero_standard_error": "Värdena saknar mått på slumpen, så det går inte att säga om något har förändrats",
}
_TREND_METHODS = {
    "proportion": "chitvåtest för linjär trend i andelar (Cochran 1954, Armitage 1955)",
    "rate": "chitvåtest för linjär trend i antal per personår",
    "count": "chitvåtest för linjär trend i antal",
    "value": "viktad lutning, med vikt efter varje värdes intervall",
}
_VARIATIONS = {
    "improvement": "Det senaste värdet pekar på en förbättring som slumpen sällan ger",
    "concern": "Det senaste värdet pekar på en försämring som slumpen sällan ger",
    "neutral_high": "Det senaste värdet är högre än slumpen brukar ge",
    "neutral_low": "Det senaste värdet är lägre än slumpen brukar ge",
    "common_cause": "Det senaste värdet ligger inom det som slumpen kan ge, så inget talar för att något har förändrats",
    "": "Det finns för få värden för att säga vad slumpen kan ge",
}
_RULES = {
    "outside": "utanför gränserna",
    "trend": "sju punkter i rad åt samma håll",
    "two_of_three": "två av tre nära samma gräns",
    "shift": "sju punkter i rad på samma sida om mitten",
}
_ROWS = {
    "trend": "det hör till sju värden i rad som går åt samma håll",
    "two_of_three": "två av tre värden i rad ligger nära samma gräns",
    "shift": "det hör till sju värden i rad på samma sida om mitten",
}
"""Why a value is a signal that is none by itself, by the rule."""
_CHARTS = {
    "xmr": "enskilda värden (XmR), mitten ± 2,66 gånger medelskillnaden mellan grannar",
    "p": "andelar (p)",
    "u": "antal per exponering (u)",
    "c": "antal (c)",
    "g": "antal mellan sällsynta händelser (g)",
}
_ASSURANCE = {
    "consistent_pass": "Målet nås stadigt: hela det område som slumpen rör sig inom ligger på rätt sida om målet",
    "consistent_fail": "Målet nås inte utan att något ändras: hela det område som slumpen rör sig inom ligger på fel sida om målet",
    "inconsistent": "Målet nås ibland och ibland inte: det ligger inom det område som slumpen rör sig inom",
    "": "Det går inte att säga om målet nås",
}


def explain_trend(one: Trend, words: Words) -> str:
    """Return the text of one series' trend."""
    if not one.usable:
        return sentences(_NO_TREND.get(str(one.reason), _NO_TREND["missing"]) + words.where)
    periods = f"de senaste {amount(one.points, 'perioden', 'perioderna')}"
    what = words.subject or "värdet"
    if one.direction == 0:
        told = f"Ingen säker förändring{words.where} under {periods}: skillnaderna är inte större än vad slumpen kan ge"
    else:
        verb = "ökat" if one.direction > 0 else "minskat"
        told = f"{periods} har {what} {verb}{words.where}, mer än slumpen rimligen ger"
    verdict = {1: "Det är en förbättring", -1: "Det är en försämring"}.get(int(one.better), "")
    expert = _trend_for_experts(one) if words.is_expert else ""
    return sentences(told, verdict, expert)


def _trend_for_experts(one: Trend) -> str:
    method = _TREND_METHODS.get(one.kind, _TREND_METHODS["value"])
    slope = f"{figure(one.slope, significant(one.slope))} per period"
    return (
        f"Metod: {method}, {risk_of(one.critical)}, och riktningen ska hålla vilken period som än utelämnas; "
        f"lutning {slope}, chitvå {figure(one.chi_square, 2)}"
    )


def explain_chart(one: Chart, words: Words) -> str:
    """Return the text of one series' control chart, from its last point with limits."""
    told = _VARIATIONS[str(one.variation)] + words.where
    value = np.atleast_1d(np.asarray(one.value, dtype=float)) if one.value is not None else np.full(1, np.nan)
    has_limits = np.flatnonzero(np.isfinite(np.atleast_1d(one.lower)) & np.isfinite(value))
    if not has_limits.size:
        return sentences(_VARIATIONS[""] + words.where)
    last = int(has_limits[-1])
    is_of_events = one.kind == "c" or (one.kind == "xmr" and bool((value[has_limits] % 1 == 0).all()))
    if is_of_events and words.holds_back(value[last]):
        return sentences(words.too_few_to_tell)
    scale, unit = _scale(one, words)
    lower, upper = scale * np.atleast_1d(one.lower)[last], scale * np.atleast_1d(one.upper)[last]
    end = f" {unit}" if unit else ""
    expert = _chart_for_experts(one) if words.is_expert else ""
    if is_point(lower, upper):
        return sentences(*_constant(one, told, float(scale * value[last]), float(lower), end, words), expert)
    decimals = decimals_of(lower, upper)
    frequency = natural_frequency(float(value[last])) if one.kind in ("p", "u") else ""
    end += f", {frequency}" if frequency else ""
    now = f"{words.subject or 'Värdet'} är {figure(scale * value[last], decimals)}{end}"
    limits = between(lower, upper, decimals, unit=unit)
    rule = _ROWS.get(str(np.atleast_1d(one.rule)[last]), "")
    room = (
        f"{now}. För sig ligger det där slumpen kan lägga ett enskilt värde, {limits}, men {rule}, och det ger slumpen sällan"
        if rule
        else f"{now}, och slumpen ensam kan ge {limits}"
    )
    trial = "Gränserna vilar på färre än tolv värden och är preliminära" if one.trial else ""
    return sentences(told, room, trial, expert)


def _constant(one: Chart, told: str, value: float, level: float, end: str, words: Words) -> tuple[str, ...]:
    """Return what is said when the values that the limits rest on have all been the same."""
    decimals = max(own_decimals(value), own_decimals(level))
    now = f"{words.subject or 'Värdet'} är {figure(value, decimals)}{end}"
    if str(one.variation) == "common_cause":
        return (f"{now}{words.where} och har inte varierat",)
    return told, f"{now}, mot {figure(level, decimals)} i de värden som gränserna vilar på, som inte har varierat"


def _scale(one: Chart, words: Words) -> tuple[float, str]:
    """Return what to multiply values with, and their unit then."""
    if one.kind == "p":
        return 100.0, "procent"
    if one.kind == "u":
        return 100_000.0, f"per {whole(100_000)} {words.unit or 'invånare'}"
    return 1.0, words.unit


def _chart_for_experts(one: Chart) -> str:
    rules = np.atleast_1d(one.rule)
    found = [f"{_RULES[rule]} ({whole((rules == rule).sum())})" for rule in _RULES if (rules == rule).any()]
    said = f"Punkter med utslag: {', '.join(found)}" if found else "Ingen punkt ger utslag"
    return f"Styrdiagram för {_CHARTS[one.kind]}, gränser vid tre standardavvikelser (Shewhart 1931). {said}"


def explain_runs(one: RunsTest, words: Words) -> str:
    """Return the text of one series' runs test."""
    if not one.usable:
        told = f"Det finns för få värden för att säga om serien har ändrat nivå{words.where}"
    elif one.signal:
        told = f"Värdena håller sig längre på samma sida om mitten än slumpen brukar ge{words.where}: något tyder på en ändrad nivå"
    else:
        told = f"Värdena växlar kring mitten som slumpen brukar ge{words.where}: inget talar för en ändrad nivå"
    expert = ""
    if words.is_expert:
        expert = (
            f"Metod: test av sviter (Anhøj och Olesen 2014). Längsta svit {whole(one.longest_run)}, av slump högst "
            f"{whole(one.longest_expected)}; korsningar {whole(one.crossings)}, av slump minst {whole(one.fewest_expected)}; "
            f"{whole(one.useful)} användbara värden"
        )
    return sentences(told, expert)


def explain_assurance(code: str, words: Words) -> str:
    """Return the text of one answer from `assurance`."""
    return sentences(_ASSURANCE[code] + words.where)


ASSURANCES = tuple(_ASSURANCE)
