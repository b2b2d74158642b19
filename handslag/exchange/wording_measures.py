"""What a plan is measured by in Swedish words: indicators, targets, own measures and their figures, training."""

from collections import Counter
from decimal import Decimal
from typing import Any

from handslag.exchange.wording_facts import Facts
from handslag.exchange.wording_values import Field, Json, Names, day, decimal, one_of, period, text, title_in, yes_no
from handslag.indicators.models.figures import SEXES
from handslag.indicators.models.own import FREQUENCIES, KINDS, MEASURES, POLARITIES
from handslag.indicators.models.reach import SESSION_STATES, START_STATES
from handslag.indicators.own.definition import WORDS
from handslag.swedish.numbers import count
from handslag.trust.visibility import Visibility

INDICATOR = title_in("indicators")
AREA = title_in("areas", "municipalities")
PLACE = title_in("lansdelar", "municipalities", "areas")


def figures(value: Any, names: Names) -> str:
    """Return how many figures there are, and how many have been revised: "12 tal, senast till 2024; 2 reviderade"."""
    if not value:
        return ""
    vintages = Counter(each["vintage"] > 1 for each in value)
    last = max(each["to"] for each in value)
    told = f"{count(vintages[False], 'tal', 'tal')}, senast till {last[:4]}"
    return f"{told}; {count(vintages[True], 'reviderat', 'reviderade')}" if vintages[True] else told


def taken_in(value: Any, names: Names) -> str:
    """Return from where and when figures came: "Skolenkäten (3 maj 2025)"."""
    return "; ".join(f"{each['source_text'] or 'okänd källa'} ({day(each['on'], names)})" for each in value or ())


def _meaning(value: Any, names: Names) -> str:
    told = {WORDS.get(name, name): text(each, names) for name, each in sorted((value or {}).items())}
    told[WORDS["measure"]] = MEASURES.get(value["measure"], value["measure"]) if value else ""
    return "; ".join(f"{name}: {each}" for name, each in told.items() if each)


def _follows(fact: Json, names: Names) -> str:
    return INDICATOR(fact["indicator"], names)


def _target(fact: Json, names: Names) -> str:
    """Return a target as it would be said: "Andel behöriga, Örebro län: 91 år 2030"."""
    if fact["wished"] is not None:
        aim = decimal(fact["wished"], names)
    else:
        aim = f"utgångsläget {_years(fact)} ändrat med {_change(fact['change'], names)}"
    sex = f", {SEXES[fact['sex']]}" if fact["sex"] != "T" else ""
    return f"{_follows(fact, names)}, {AREA(fact['area'], names)}{sex}: {aim} år {fact['by']}"


def _years(fact: Json) -> str:
    first, last = fact["baseline_from"], fact["baseline_to"]
    return str(first) if first == last else f"{first}–{last}"


def _change(value: Any, names: Names) -> str:
    """Return a part of a whole as percent: "-0.15" is "−15 %"."""
    if value is None:
        return ""
    share = f"{(Decimal(str(value)) * 100).normalize():f}"
    return f"{share.replace('-', '−').replace('.', ',')} %"


def _session(fact: Json, names: Names) -> str:
    where = PLACE(fact["place"], names) if fact["place"] else "hela länet"
    what = count(fact["number"], "tillfälle", "tillfällen")
    return ", ".join(filter(None, [SESSION_STATES[fact["state"]], period(fact["period"], names), where, what]))


def _instructors(fact: Json, names: Names) -> str:
    where = PLACE(fact["place"], names) if fact["place"] else "hela länet"
    return f"{count(fact['active'], 'instruktör', 'instruktörer')}, {where}, {day(fact['as_of'], names)}"


def _start(fact: Json, names: Names) -> str:
    return f"{AREA(fact['area'], names)}: {fact['year'] or START_STATES[fact['state']]}"


def _cited(fact: Json, names: Names) -> str:
    value = decimal(fact["value"], names) if fact.get("value") else fact.get("text")
    return " ".join(filter(None, [value, fact.get("unit"), f"{fact['population']}: {fact['label']}"]))


CITED_FIGURES = Facts(
    "Anfört tal",
    ("population", "label", "source_text"),
    _cited,
    {
        "position": Field("plats i ordningen"),
        "base": Field("rubrik"),
        "population": Field("vilka talet gäller"),
        "label": Field("vad det säger om dem"),
        "value": Field("tal", decimal),
        "unit": Field("enhet"),
        "approximate": Field("ungefärligt", yes_no),
        "text": Field("som det står i källan"),
        "period": Field("årtal", period),
        "area": Field("område", AREA),
        "place_text": Field("område i ord"),
        "source_text": Field("källa"),
        "published": Field("källans årtal"),
        "read_on": Field("hämtat", day),
        "indicator": Field("indikator som säger samma sak om länet", INDICATOR),
        "note": Field("anmärkning"),
    },
)

OF_GOALS: dict[str, Facts] = {
    "indicators": Facts(
        "Indikator",
        ("indicator",),
        _follows,
        {
            "indicator": Field("indikator", INDICATOR),
            "of_another_plan": Field("en annan plans eget mått", yes_no),
            "note": Field("anteckning"),
        },
    ),
    "targets": Facts(
        "Målnivå",
        ("indicator", "area", "sex", "by"),
        _target,
        {
            "indicator": Field("indikator", INDICATOR),
            "of_another_plan": Field("en annan plans eget mått", yes_no),
            "area": Field("område", AREA),
            "sex": Field("kön", one_of(SEXES)),
            "baseline_from": Field("utgångsläge från"),
            "baseline_to": Field("utgångsläge till"),
            "wished": Field("nivå att nå", decimal),
            "change": Field("ändring mot utgångsläget", _change),
            "by": Field("målår"),
            "note": Field("anteckning"),
        },
    ),
}

OF_INITIATIVES: dict[str, Facts] = {
    "training_sessions": Facts(
        "Utbildningstillfälle",
        ("state", "period", "place", "audience"),
        _session,
        {
            "state": Field("läge", one_of(SESSION_STATES)),
            "number": Field("antal tillfällen"),
            "period": Field("tid", period),
            "place": Field("plats", PLACE),
            "seats": Field("platser"),
            "signed_up": Field("anmälda"),
            "attended": Field("deltagare"),
            "audience": Field("för vilka"),
        },
    ),
    "instructor_counts": Facts(
        "Instruktörer",
        ("place", "as_of"),
        _instructors,
        {
            "active": Field("aktiva"),
            "as_of": Field("dag", day),
            "place": Field("plats", PLACE),
            "load": Field("tillfällen per instruktör och år"),
        },
    ),
    "method_starts": Facts(
        "Start i kommun",
        ("area",),
        _start,
        {
            "area": Field("kommun", AREA),
            "state": Field("läge", one_of(START_STATES)),
            "year": Field("år"),
            "source_text": Field("var det står"),
        },
    ),
}

OWN_MEASURES: dict[str, Facts] = {
    "meaning_changes": Facts(
        "Ändrad innebörd",
        ("on", "reason"),
        lambda fact, names: f"{day(fact['on'], names)}: {fact['reason']}",
        {
            "on": Field("dag", day),
            "goes_on": Field("serien går vidare", yes_no),
            "reason": Field("skäl"),
            "meaning": Field("innebörden före", _meaning),
            "earlier": Field("de tidigare talen", INDICATOR),
            "taken_in": Field("inläsningar", taken_in),
            "observations": Field("tal", figures),
        },
    )
}

OWN_FIELDS: dict[str, Field] = {
    "title": Field("Titel"),
    "numerator": Field("Vad som räknas"),
    "measure": Field("Slag av mått", one_of(MEASURES)),
    "per": Field("Räknas per"),
    "unit": Field("Enhet"),
    "polarity": Field("Riktning", one_of(POLARITIES)),
    "reported_by": Field("Redovisas av"),
    "plain": Field("Vad det är"),
    "why": Field("Varför det följs"),
    "kind": Field("Vad det mäter", one_of(KINDS)),
    "denominator": Field("Av hur många"),
    "ages": Field("Ålder"),
    "window": Field("År per tal"),
    "frequency": Field("Hur ofta det kommer ett tal", one_of(FREQUENCIES)),
    "by_sex": Field("Delas på kön", yes_no),
    "owner": Field("Ansvarig funktion"),
    "source_text": Field("Källa"),
    "shows": Field("Vad det visar"),
    "does_not_show": Field("Vad det inte visar"),
    "smallest": Field("Minsta antal som visas"),
    "needs_help": Field("Gäller suicid eller självskada", yes_no),
    "review_by": Field("Ses över senast", day),
    "made_on": Field("Gjordes", day),
    "visibility": Field("Synlighet", one_of(dict(Visibility.choices))),
    "taken_in": Field("Inläsningar", taken_in),
    "observations": Field("Tal", figures),
}
