"""Differences between groups in Swedish: always the absolute and the relative one."""

from typing import Any

import numpy as np

from handslag.stats.concentration import ConcentrationIndex
from handslag.stats.inequality import SlopeIndex
from handslag.stats.reach import RangeMeasures, Reach
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
    listed,
    sentences,
)
from handslag.swedish.numbers import word

_KINDS = {"mean": "värden", "rate": "tal", "proportion": "andelar"}


def _first(limits: Any) -> float:
    return float(np.asarray(limits).reshape(-1)[0])


def _difference(value: Any, lower: Any, upper: Any, unit: str) -> str:
    """Return a difference without sign: "3,2 högre (slumpen ensam kan ge mellan ...)"."""
    low, high = _first(lower), _first(upper)
    decimals = decimals_of(low, high)
    end = f" {unit}" if unit else ""
    side = "högre" if value > 0 else "lägre"
    room = "" if is_point(low, high) else between(low, high, decimals)
    chance = f" (slumpen ensam kan ge en skillnad {room})" if room else ""
    return f"{figure(abs(float(value)), decimals)}{end} {side}{chance}"


def _relative(value: Any, lower: Any, upper: Any) -> str:
    low, high = _first(lower), _first(upper)
    decimals = decimals_of(low, high, most=2)
    if not np.isfinite(value):
        return ""
    room = "" if is_point(low, high) else between(low, high, decimals, unit="gånger")
    return f"{figure(value, decimals)} gånger" + (f" (slumpen ensam kan ge {room})" if room else "")


def _is_good(value: Any, words: Words, groups: tuple[str, str]) -> str:
    """Return whom the difference is to the advantage of, when it is known what is good. value: first minus second."""
    if words.polarity == "none" or not np.isfinite(value) or value == 0:
        return ""
    is_first = (value > 0) == (words.polarity == "high")
    return f"Skillnaden är till fördel för {groups[0] if is_first else groups[1]}"


def explain_slope(one: SlopeIndex, words: Words) -> str:
    """Return the text of one slope index."""
    if not np.isfinite(one.sii):
        return sentences(FLAGGED.get(str(one.flag), FLAGGED["missing"]) + words.where)
    what = words.subject or "värdet"
    told = (
        f"Bland de minst utsatta är {what}{words.where} "
        f"{_difference(one.sii, one.sii_lower, one.sii_upper, words.unit)} jämfört med bland de mest utsatta"
    )
    relative = _relative(one.rii, one.rii_lower, one.rii_upper)
    ratio = f"Relativt är det {relative} så högt bland de minst utsatta" if relative else ""
    note = "Grupperna är många och små, så lutningen är osäker" if one.note == "many_groups" else ""
    expert = ""
    if words.is_expert:
        levels = " och ".join(level_of(each) for each in one.confidence)
        expert = (
            f"Metod: lutningsindex (SII) och relativt index (RII) för {_KINDS.get(one.kind, one.kind)} med viktad regression "
            f"på relativ rang (Low och Low 2004), nivå {levels}"
        )
    return sentences(told, ratio, _is_good(one.sii, words, ("de minst utsatta", "de mest utsatta")), note, expert)


def explain_concentration(one: ConcentrationIndex, words: Words) -> str:
    """Return the text of one concentration index."""
    if not np.isfinite(one.value):
        return sentences(FLAGGED.get(str(one.flag), FLAGGED["missing"]) + words.where)
    lower, upper = _first(one.lower), _first(one.upper)
    decimals = decimals_of(lower, upper)
    what = words.subject or "värdet"
    if np.isfinite(lower) and lower <= 0 <= upper:
        told = f"Hur {what} är fördelat mellan grupperna{words.where} skiljer sig inte från jämnt mer än slumpen kan ge"
    else:
        side = "mest" if one.value < 0 else "minst"
        told = f"{what} samlas mer hos de {side} utsatta{words.where}"
    index = f"Koncentrationsindex är {figure(one.value, decimals)}, där 0 är jämnt och ±1 är så ojämnt det kan bli"
    absolute = ""
    if np.isfinite(one.erreygers):
        shown = decimals_of(_first(one.erreygers_lower), _first(one.erreygers_upper))
        absolute = f"I absoluta tal (Erreygers index) är det {figure(one.erreygers, shown)}"
    expert = ""
    if words.is_expert:
        levels = " och ".join(level_of(each) for each in one.confidence)
        expert = f"Metod: Kakwani, Wagstaff och van Doorslaer 1997, Erreygers 2009, nivå {levels}"
    return sentences(told, index, by_chance(lower, upper, decimals), absolute, expert)


def explain_range(one: RangeMeasures, words: Words) -> str:
    """Return the text of two groups compared."""
    if not np.isfinite(one.difference):
        return sentences(FLAGGED.get(str(one.flag), FLAGGED["missing"]) + words.where)
    what = words.subject or "värdet"
    told = (
        f"{what} är{words.where} {_difference(one.difference, one.difference_lower, one.difference_upper, words.unit)} "
        "i den förra gruppen än i den senare"
    )
    relative = _relative(one.ratio, one.ratio_lower, one.ratio_upper)
    ratio = f"Relativt är det {relative} så högt" if relative else ""
    low, high = _first(one.difference_lower), _first(one.difference_upper)
    verdict = "Skillnaden är inte större än vad slumpen kan ge" if low <= 0 <= high else ""
    gap = ""
    if np.isfinite(one.gap):
        side = "lägre" if one.gap > 0 else "högre"
        share = f", {figure(abs(100 * float(one.gap_share)))} procent" if np.isfinite(one.gap_share) else ""
        end = f" {words.unit}" if words.unit else ""
        size = figure(abs(float(one.gap)), decimals_of(low, high))
        gap = f"Med den senare gruppens värde överallt vore helheten {size}{end} {side}{share}"
    expert = ""
    if words.is_expert:
        kind = "exakt betingad binomial" if one.method == "exact" else "MOVER"
        levels = " och ".join(level_of(each) for each in one.confidence)
        expert = f"Metod: skillnadens gränser enligt MOVER (Zou och Donner 2008), kvotens {kind}, nivå {levels}"
    return sentences(
        told,
        ratio,
        verdict,
        _is_good(one.difference, words, ("den förra gruppen", "den senare gruppen")),
        gap,
        expert,
    )


def explain_reach(one: Reach, words: Words) -> str:
    """Return the text of how evenly an effort reached the units."""
    observed = np.atleast_1d(np.asarray(one.observed, dtype=float))
    if not np.isfinite(one.hoover):
        return sentences(f"Ingen har nåtts{words.where}, eller så saknas uppgift om målgruppen")
    total = observed[~np.isnan(observed)].sum()
    small = int(np.asarray(one.is_small).sum())
    spread = f"fördelade på {amount(observed.size, 'område', 'områden')}"
    told = f"{words.counted(total, 'deltagare')}{words.where}, {spread}"
    if total > 0 and small and (observed > 0).sum() == small:
        told = f"Några få {words.subject or 'deltagare'}{words.where}, {spread}"
        return sentences(told, "Uppgifterna visas inte, för att skydda enskilda personer", _nobody(one))
    moved = (
        f"För att alla områden skulle nås efter sin andel skulle ungefär {figure(one.would_move)} av dem, "
        f"{figure(100 * float(one.hoover))} procent, behöva finnas någon annanstans"
    )
    lower = np.asarray(one.ratio_lower).reshape(observed.size, -1)[:, 0]
    upper = np.asarray(one.ratio_upper).reshape(observed.size, -1)[:, 0]
    with np.errstate(invalid="ignore"):
        less, more = int((upper < 1).sum()), int((lower > 1).sum())
    hidden = f"I {_some(small)} av områdena är de så få att antalet inte visas" if small else ""
    chance = (
        f"I {_some(less)} av områdena är de färre och i {_some(more)} fler än slumpen oftast ger vid jämn fördelning"
    )
    expert = ""
    if words.is_expert:
        levels = " och ".join(level_of(each) for each in one.confidence)
        expert = (
            f"Metod: exakta Poissongränser för observerat genom väntat, nivå {levels}; Hoovers index "
            f"{figure(one.hoover, 2)}, Ginis index {figure(one.gini, 2)}"
        )
    return sentences(told, moved, chance, hidden, _nobody(one), expert)


def _nobody(one: Reach) -> str:
    """Return where nobody was reached: by name, or how many."""
    empty = int(np.asarray(one.is_empty).sum())
    if not empty:
        return ""
    if len(one.empty) == empty and all(isinstance(each, str) for each in one.empty):
        return f"Ingen har nåtts i {listed(one.empty)}"
    return f"I {_some(empty)} av områdena har ingen nåtts"


def _some(n: int) -> str:
    return word(n) if n else "inget"
