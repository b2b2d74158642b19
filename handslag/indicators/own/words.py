"""What the fields of an own measure are called, for those who read what has changed in it."""

from collections.abc import Mapping
from typing import Any

from handslag.indicators.models.own import MEASURES
from handslag.indicators.own.definition import WORDS

OWN_MEASURE = {
    "plan": "Plan",
    "indicator": "Serie som talen hör till",
    "title": "Namn",
    "numerator": "Vad som räknas",
    "measure": "Mått",
    "per": "Räknas per",
    "unit": "Enhet",
    "polarity": "Vilket håll som är bra",
    "reported_by": "Vem som redovisar",
    "plain": "Vad det är, för vem som helst",
    "why": "Varför det följs",
    "kind": "Slag av mått",
    "denominator": "Av hur många",
    "ages": "Ålder",
    "window": "Antal år som ett tal gäller",
    "frequency": "Hur ofta det kommer ett tal",
    "by_sex": "Redovisas efter kön",
    "owner": "Funktion som svarar för måttet",
    "source": "Källa",
    "shows": "Vad det visar",
    "does_not_show": "Vad det inte visar",
    "smallest": "Antal under detta visas inte",
    "needs_help": "Handlar om suicid eller självskada",
    "review_by": "Ses över senast",
    "made_on": "Gjordes",
    "visibility": "Vem som ser måttet",
}
MEANING_CHANGE = {
    "measure": "Mått",
    "on": "Dag",
    "goes_on": "Serien går vidare",
    "reason": "Skäl",
    "meaning": "Så räknades det förut",
    "earlier": "Serie som de tidigare talen hör till",
}


def meaning(before: Mapping[str, Any]) -> str:
    """Return what a measure meant, in words."""
    told = {**before, "measure": MEASURES.get(before.get("measure", ""), "")}
    return "; ".join(f"{WORDS[name]}: {value}" for name, value in told.items() if value not in ("", None))
