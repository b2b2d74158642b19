"""The county's money in an exchange document, in Swedish words: agreements, pots and awards, and what each carries."""

from typing import Any

from handslag.exchange.wording_facts import Facts, titled
from handslag.exchange.wording_values import Field, Json, Names, amount, by_name, day, one_of, percent, title_in, yes_no
from handslag.funding import words as money
from handslag.funding.agreements.parting import words_of_key
from handslag.funding.pots.words import criteria, decided_lines
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join

MONEY = ("agreements", "pots", "awards")
"""The lists of a document's `funding` whose things are compared."""


def _sums(value: Any, names: Names) -> str:
    told = {
        join([money.RECEIVERS.get(each, each) for each in key.split("+")]): kronor(amount_)
        for key, amount_ in (value or {}).items()
    }
    return by_name(told, names)


def _key(value: Any, names: Names) -> str:
    return words_of_key(value, "county", names["areas"]) if value else ""


def _criteria(value: Any, names: Names) -> str:
    return criteria(value or [])


def _decided(value: Any, names: Names) -> str:
    return decided_lines(value or [])


def _points(value: Any, names: Names) -> str:
    return by_name(value, names)


def _decision(fact: Json, names: Names) -> str:
    who = title_in("organisations")(fact.get("body"), names) or fact.get("body_text") or ""
    state = ", öppnat igen" if fact.get("reopened_on") else ""
    return f"{who} {day(fact['decided_on'], names)}, {kronor(fact['kronor'])}{state}".strip()


def _entry(fact: Json, names: Names) -> str:
    return f"{money.ENTRY_KINDS[fact['kind']]} {kronor(fact['kronor'])}, {day(fact['on'], names)}"


def _date(fact: Json, names: Names) -> str:
    return f"{day(fact['on'], names)}, {money.DATE_KINDS[fact['kind']]}"


_USE = {"use_by": Field("ska vara använt", day), "repay_rule": Field("återbetalning")}
_SOURCE = {"source_text": Field("källa"), "note": Field("anmärkning")}

MONEY_FIELDS: dict[str, dict[str, Field]] = {
    "agreements": {
        "slug": Field("Namn i filer"),
        "year": Field("År"),
        "title": Field("Titel"),
        "status": Field("Läge", one_of(money.AGREEMENT_STATUSES)),
        "parties": Field("Parter"),
        "kronor": Field("Hela summan", amount),
        "stated_sums": Field("Angivna delsummor", _sums),
        "is_complete": Field("Alla poster är kända", yes_no),
        "source_text": Field("Källa"),
        "note": Field("Anmärkning"),
    },
    "pots": {
        "year": Field("År"),
        "title": Field("Namn"),
        "kind": Field("Slag", one_of(money.POT_KINDS)),
        "lansdel": Field("Länsdel", title_in("lansdelar")),
        "line": Field("Post i en överenskommelse"),
        "kronor": Field("Kronor i år", amount),
        "carried": Field("Fört över", amount),
        "carried_from": Field("Fört över från", title_in("pots")),
        "criteria": Field("Kriterier", _criteria),
        "conditions": Field("Villkor"),
        "use_by": Field("Ska vara använt", day),
        "repay_rule": Field("Återbetalning"),
    },
    "awards": {
        "initiative": Field("Insats", title_in("initiatives")),
        "title": Field("Vad pengarna gäller"),
        "year": Field("År"),
        "kronor": Field("Beviljat", amount),
        "pot": Field("Pott", title_in("pots")),
        "line": Field("Post i statsbidraget"),
        "source_text": Field("Varifrån, i ord"),
        "decision": Field("Beslut, nummer i potten"),
        "organisation": Field("Vem som får pengarna", title_in("organisations")),
        "post_percent": Field("Procent av en tjänst", percent),
        "account_code": Field("Kod i bokföringen"),
        "use_by": Field("Ska vara använt senast", day),
        "repay_rule": Field("Återbetalning"),
        "note": Field("Anmärkning"),
    },
}

_LINE = {
    "title": Field("namn"),
    "position": Field("plats i listan"),
    "receiver": Field("mottagare", one_of(money.RECEIVERS)),
    "kronor": Field("belopp", amount),
    "allocation_key": Field("fördelningsnyckel", _key),
    "conditions": Field("villkor"),
    **_USE,
    **_SOURCE,
}
_PROPOSED = {
    "position": Field("plats i listan"),
    "title": Field("till vad"),
    "kronor": Field("kronor", amount),
    "initiative": Field("insats", title_in("initiatives")),
    "goal": Field("mål", title_in("goals")),
    "lansdel": Field("länsdel", title_in("lansdelar")),
    "area": Field("kommun", title_in("municipalities")),
    "points": Field("poäng", _points),
    "text": Field("motivering"),
}
_DECIDED = {
    "proposal": Field("förslag"),
    "body": Field("beslutat av", title_in("organisations")),
    "body_text": Field("beslutat av, i ord"),
    "decided_on": Field("beslutat den", day),
    "paragraph": Field("paragraf"),
    "registry_number": Field("diarienummer"),
    "kronor": Field("kronor", amount),
    "left": Field("kvar efter beslutet", amount),
    "lines": Field("beslutade rader", _decided),
    "note": Field("anmärkning"),
    "reopened_on": Field("öppnat igen den", day),
    "reopened_reason": Field("varför det öppnades igen"),
}
_BOOKED = {
    "kind": Field("slag", one_of(money.ENTRY_KINDS)),
    "kronor": Field("kronor", amount),
    "on": Field("dag", day),
    "text": Field("text"),
    "reference": Field("verifikation"),
    "corrects": Field("tar tillbaka post"),
    "way": Field("hur den kom in", one_of({"typed": "inskriven", "file": "ur en fil"})),
    "by": Field("i rollen"),
    "made_at": Field("skriven"),
}

MONEY_FACTS: dict[str, dict[str, Facts]] = {
    "agreements": {
        "lines": Facts("Post", ("id",), titled("title"), _LINE),
        "dates": Facts(
            "Datum", ("kind", "on"), _date,
            {"kind": Field("slag", one_of(money.DATE_KINDS)), "on": Field("dag", day), "words": Field("i ord"), **_SOURCE},
        ),
    },
    "pots": {
        "proposals": Facts(
            "Förslag", ("id",), titled("title"),
            {"title": Field("namn"), "position": Field("plats i listan"), "text": Field("motivering")},
            {"lines": Facts("Rad", ("position",), titled("title"), _PROPOSED)},
        ),
        "decisions": Facts("Beslut", ("id",), _decision, _DECIDED),
    },
    "awards": {"entries": Facts("Bokfört", ("id",), _entry, _BOOKED)},
}  # fmt: skip
