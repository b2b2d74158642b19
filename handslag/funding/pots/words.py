"""What a pot's money does not allow, in words; and what the fields of pots are called where changes are told of."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from handslag.funding.pots.rules import Refused
from handslag.swedish.kronor import kronor

REFUSALS = {
    "decided_already": _("Det finns redan ett beslut om potten. Öppna det igen innan ett nytt registreras."),
    "unknown": _("Det är inte angivet hur mycket det finns att fördela. Ange pottens belopp först."),
    "empty": _("Förslaget har inga rader. Lägg till dem först, eller välj ett annat förslag."),
    "too_much": _("Förslaget är %(kronor)s mer än det finns att fördela. Sänk en rad, eller välj ett annat förslag."),
    "not_decided": _("Det finns inget beslut att öppna igen."),
    "not_left": _("Så mycket finns inte kvar i den tidigare potten. För över högst %(kronor)s."),
    "taken_over": _("%(kronor)s är redan beslutat eller fört över till senare potter. Ange minst så mycket."),
    "booked": _(
        "%(kronor)s är redan bokfört på det som beslutet gav. Rätta det i bokföringen först: annars skulle samma pengar "
        "kunna delas ut två gånger."
    ),
}
POT = {
    "plan": "Plan",
    "year": "År",
    "title": "Namn",
    "kind": "Slag",
    "lansdel": "Länsdel",
    "line": "Post i en överenskommelse",
    "kronor": "Kronor i år",
    "carried": "Fört över",
    "carried_from": "Fört över från",
    "criteria": "Kriterier",
    "conditions": "Villkor",
    "use_by": "Ska vara använt",
    "repay_rule": "Återbetalning",
}
PROPOSAL = {"plan": "Plan", "pot": "Pott", "title": "Namn", "text": "Motivering"}
PROPOSAL_LINE = {
    "proposal": "Förslag",
    "title": "Till vad",
    "kronor": "Kronor",
    "initiative": "Insats",
    "goal": "Mål",
    "lansdel": "Länsdel",
    "area": "Kommun",
    "points": "Poäng",
    "text": "Motivering",
}
POT_DECISION = {
    "pot": "Pott",
    "proposal": "Förslag",
    "body": "Beslutat av",
    "body_text": "Beslutat av, i ord",
    "decided_on": "Beslutat den",
    "paragraph": "Paragraf",
    "registry_number": "Diarienummer",
    "kronor": "Kronor",
    "lines": "Beslutade rader",
    "left": "Kvar efter beslutet",
    "note": "Anmärkning",
    "reopened_on": "Öppnat igen den",
    "reopened_reason": "Varför det öppnades igen",
}


def refusal(why: Refused) -> str:
    """Return what a pot's money does not allow, in a sentence that says what to do."""
    return str(REFUSALS[why.code]) % {"kronor": kronor(why.kronor or 0)}


def criteria(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return criteria as they are typed: "Når flest / 2"."""
    return "; ".join(f"{each['words']} / {each['weight']}" for each in rows)


def decided_lines(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the lines of a decision: "Kvällsöppet 300 000 kr"."""
    return "; ".join(f"{each['title']} {kronor(each['kronor'])}" for each in rows)
