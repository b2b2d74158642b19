"""What could be seen, what changed, and what would have come anyway, in Swedish: "tyder på", never more."""

from typing import Any

import numpy as np

from handslag.stats.goals import LEVEL, POWER, Verdict
from handslag.stats.power import WHY_NEVER_SV, Detectable, YearsUntilVisible
from handslag.stats.regression import Shrunk
from handslag.stats.rollout import Effect, Profile
from handslag.stats.synthetic import Synthetic
from handslag.stats.wording import (
    FLAGGED,
    Words,
    amount,
    decimals_of,
    figure,
    level_of,
    natural_frequency,
    one_in,
    risk_of,
    sentences,
    significant,
    whole,
)

_RARE = 0.05  # what chance gives less often than this is said to suggest something
_NO_EVENTS_AT_ALL = "Ingen förändring är stor nog att kunna synas{where}: inte ens om talet föll till noll skulle det med säkerhet märkas"


def _years(n: Any) -> str:
    return amount(n, "år", "år") if float(n).is_integer() else f"{figure(n, 1)} år"


def explain_detectable(one: Detectable, words: Words) -> str:
    """Return the text of the smallest change that can be found."""
    if str(one.flag) == "missing":
        return sentences(FLAGGED["missing"] + words.where)
    spans = ""
    if _is_number(one.years_before) and _is_number(one.years_after):
        spans = f" med {_years(one.years_before)} före och {_years(one.years_after)} efter"
    if str(one.flag) == "never":
        told = _NO_EVENTS_AT_ALL.format(where=words.where + spans)
        return sentences(told, "Välj en längre period eller ett större område")
    is_rate = one.kind != "proportion"
    size = f"{figure(100 * one.value)} procent färre" if is_rate else f"{figure(100 * one.value, 1)} procentenheter"
    told = f"Den minsta förändring som skulle kunna synas{words.where}{spans} är {size}"
    limit = "En mindre förändring kan ha skett utan att det märks i siffrorna"
    expert = ""
    if words.is_expert:
        method = "exakt betingat test (Przyborowski och Wilenski 1940)" if is_rate else "normalapproximation"
        expert = f"Metod: {method}, styrka {level_of(one.power)}, tvåsidigt med {risk_of(1 - one.alpha)}"
    return sentences(told, limit, expert)


def _is_number(value: Any) -> bool:
    return value is not None and np.ndim(value) == 0


def explain_years(one: YearsUntilVisible, words: Words) -> str:
    """Return the text of when a change could show."""
    if str(one.reason):
        return sentences(WHY_NEVER_SV[str(one.reason)])
    span = _years(one.years_after)
    told = f"{_change(one)} kan synas i statistiken{words.where} tidigast när {span} med data finns efter start"
    told += f", jämfört med {_years(one.years_before)} före"
    expert = f"Krav: styrka {level_of(one.power)}" if words.is_expert else ""
    return sentences(told, "Före dess går det inte att säga om målet är nått", expert)


def _change(one: YearsUntilVisible) -> str:
    if not _is_number(one.change):
        return "Förändringen"
    size, word = abs(float(one.change)), "mindre" if float(one.change) < 0 else "mer"
    if one.kind == "proportion":
        return f"Förändringen ({figure(100 * size, 1)} procentenheter {word})"
    return f"Förändringen ({figure(100 * size)} procent {'färre' if float(one.change) < 0 else 'fler'})"


def explain_power(chance: float, words: Words) -> str:
    """Return the text of the chance to find a change that is true."""
    if np.isnan(chance):
        return sentences(FLAGGED["missing"])
    told = f"Om förändringen verkligen sker är chansen att den syns i siffrorna{words.where} ungefär {figure(100 * chance)} av 100"
    weak = "Det är för lite för att räkna med: uteblir den i siffrorna kan den ändå ha skett" if chance < 0.8 else ""
    return sentences(told, weak)


def explain_effect(one: Effect, words: Words) -> str:
    """Return the text of what changed where a way of working began."""
    begun = ""
    if one.treated:
        begun = f"{whole(one.treated)} av {whole(one.units)} enheter har börjat{words.where}"
    return _explain_difference(one, begun, "dela ut starterna på alla andra sätt", words)


def explain_synthetic(one: Synthetic, words: Words) -> str:
    """Return the text of one unit beside the mixture of others that was like it."""
    begun = f"Enheten jämförs{words.where} med en blandning av andra enheter som liknade den före starten"
    return _explain_difference(one, begun, "låta var och en av de andra enheterna stå i dess ställe", words)


def _explain_difference(one: Effect | Synthetic, begun: str, placebo: str, words: Words) -> str:
    reasons = one.reasons_sv
    if not one.usable:
        return sentences(begun, "Det går inte att säga om något har förändrats", *reasons)
    direction = "minskning" if one.estimate < 0 else "ökning"
    told = f"Resultatet tyder på en {direction} med {_size(one.estimate, one.scale, words)}"
    if one.p >= _RARE:
        told = f"Skillnaden är en {direction} med {_size(one.estimate, one.scale, words)}"
    chance = f"En så stor skillnad uppstår i {one_in(one.p)} av en slump"
    verdict = "Vi kan inte dra en säker slutsats" if one.p >= _RARE else ""
    expert = ""
    if words.is_expert:
        expert = (
            f"Metod: imputation från enheter som inte har börjat, prövad genom att {placebo} (slumpandel "
            f"{figure(one.p, 3)}, minsta möjliga {figure(one.smallest_possible_p, 3)})"
        )
        if isinstance(one, Synthetic):
            expert = expert.replace(
                "imputation från enheter som inte har börjat", "syntetisk kontroll (Abadie med flera 2010)"
            )
    return sentences(begun, told, chance, verdict, *reasons, expert)


def _size(estimate: float, scale: str, words: Words) -> str:
    if scale == "relative":
        return f"{figure(abs(100 * estimate))} procent"
    end = f" {words.unit}" if words.unit else ""
    return f"{figure(abs(estimate), significant(estimate))}{end}"


def explain_profile(one: Profile, words: Words) -> str:
    """Return the text of the differences by year since the start."""
    times, estimates = np.asarray(one.event_time), np.asarray(one.estimate, dtype=float)
    after = [(int(t), float(e)) for t, e in zip(times, estimates, strict=True) if t >= 0 and np.isfinite(e)]
    if not after:
        return sentences(f"Det finns inga år efter starten att visa{words.where}")
    shown = ", ".join(f"år {t}: {figure(e, significant(e))}" for t, e in after)
    before = int((times < 0).sum())
    told = f"Skillnaden per år sedan starten (år 0){words.where}: {shown}"
    check = (
        f"De {whole(before)} åren före starten ska ligga kring noll; annars skilde sig enheterna redan då"
        if before
        else ""
    )
    return sentences(told, "Enskilda år varierar av en slump", check)


def explain_shrunk(one: Shrunk, words: Words) -> str:
    """Return the text of what to expect of a unit that was picked because of its value."""
    if str(one.flag) or not np.isfinite(one.value):
        return sentences(FLAGGED.get(str(one.flag), FLAGGED["missing"]) + words.where)
    lower, upper = (float(np.asarray(limit).reshape(-1)[0]) for limit in (one.lower, one.upper))
    decimals = decimals_of(lower, upper, most=1)
    of = f"per {whole(one.per)} {words.unit or 'invånare'}"
    frequency = natural_frequency(float(one.value) / one.per)
    picked = ""
    if _is_number(one.observed) and _is_number(one.mean):
        side = "högt" if one.observed > one.mean else "lågt"
        picked = (
            f"Valet gjordes för att värdet var {side}{words.where}: {figure(one.observed, decimals)} {of}, "
            f"mot {figure(one.mean, decimals)} i alla"
        )
    expected = f"Även utan insats väntas ungefär {figure(one.value, decimals)} {of} nästa period"
    expected += f", {frequency}" if frequency else ""
    chance = f"Slumpen kan ge mellan {figure(lower, decimals)} och {figure(upper, decimals)}"
    beyond = "Bara det som ligger utanför detta tyder på att något annat än slumpen har verkat"
    expert = ""
    if words.is_expert:
        expert = (
            f"Metod: värdet dras mot medelvärdet för alla (Marshall 1991); {figure(100 * one.regression_share)} procent av "
            f"avståndet väntas försvinna av sig självt. Intervallet gäller nästa observerade tal, nivå {level_of(one.confidence[0])}"
        )
    return sentences(picked, expected, chance, beyond, expert)


def explain_verdict(one: Verdict, words: Words) -> str:
    """Return the text of whether a goal can be followed up, or is reached."""
    is_follow_up = one.code in ("reached", "not_reached", "cannot_be_told")
    expert = ""
    if words.is_expert and is_follow_up:
        expert = f"Metod: intervallet på nivån {level_of(LEVEL)} jämfört med målet (Garwood 1936, Wilson 1927)"
    elif words.is_expert:
        expert = f"Metod: styrka {level_of(POWER)} i ett tvåsidigt test med {risk_of(LEVEL)} (Przyborowski och Wilenski 1940)"
    return sentences(one.text_sv, expert)
