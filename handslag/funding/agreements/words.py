"""What the fields of agreements, lines, days, published shares and payees are called in the history."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from handslag.allocation.levels import LEVELS
from handslag.funding.agreements.parting import words_of_key
from handslag.funding.models import Agreement, GrantDate, GrantLine, Payee, PublishedShare
from handslag.funding.words import RECEIVERS
from handslag.plans.field_words import add_kind
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join
from handslag.swedish.numbers import percent

AGREEMENT = {
    "slug": "Kort namn",
    "year": "År",
    "title": "Namn",
    "status": "Läge",
    "parties": "Parter",
    "kronor": "Hela summan",
    "stated_sums": "Summor som källan anger",
    "is_complete": "Alla poster är inlagda",
    "source": "Källa",
    "note": "Anmärkning",
}
LINE = {
    "agreement": "Överenskommelse",
    "slug": "Kort namn",
    "title": "Ändamål",
    "receiver": "Vem som får pengarna",
    "kronor": "Kronor i hela riket",
    "allocation_key": "Hur posten fördelas",
    "conditions": "Villkor",
    "use_by": "Ska vara använt senast",
    "repay_rule": "Vad som gäller för det som inte används",
    "source": "Källa",
    "note": "Anmärkning",
}
DATE = {
    "agreement": "Överenskommelse",
    "kind": "Vad som ska vara gjort",
    "on": "Dag",
    "words": "Mer om vad som ska göras",
    "source": "Källa",
}
SHARE = {
    "line": "Post",
    "area": "Område",
    "kronor": "Kronor",
    "document": "Dokument",
    "place": "Sida eller rad",
    "on": "Dokumentets dag",
}
PAYEE = {
    "line": "Post",
    "organisation": "Mottagare",
    "percent": "Procent av länets del",
    "kronor": "Kronor",
    "agreed": "Var det är överenskommet",
    "since": "Från och med",
}
MONEY: Mapping[str, Callable[[Any], str]] = {"kronor": kronor}


def add_words() -> None:
    """Say what the kinds are called, and their fields. Called once, when the area starts."""
    add_kind(Agreement.KIND, "Överenskommelse", AGREEMENT, {**MONEY, "year": str, "stated_sums": sums_in_words})
    add_kind(GrantLine.KIND, "Bidragspost", LINE, {**MONEY, "allocation_key": partial(key_in_words, names={})})
    add_kind(GrantDate.KIND, "Dag i en överenskommelse", DATE)
    add_kind(PublishedShare.KIND, "Publicerat belopp", SHARE, MONEY)
    add_kind(Payee.KIND, "Mottagare av en post", PAYEE, {**MONEY, "percent": lambda share: percent(_plain(share))})


def sums_in_words(told: Mapping[str, int]) -> str:
    """Return stated sums: "till regionerna: 820 000 000 kr"."""
    return "; ".join(
        f"{join([RECEIVERS.get(each, each) for each in key.split('+')])}: {kronor(amount)}"
        for key, amount in told.items()
    )


def key_in_words(told: Mapping[str, Any], *, names: Mapping[str, str]) -> str:
    """Return a key in words, of whichever receivers, with all that it says."""
    bounds = told.get("bounds", {})
    more = [f"minst {kronor(bounds['floor'])}"] if "floor" in bounds else []
    more += [f"högst {kronor(bounds['ceiling'])}"] if "ceiling" in bounds else []
    more += [f"jämna belopp om {kronor(told['rounding'])}"] if "rounding" in told else []
    more += [f"vår läsning: {told['reading']}"] if told.get("reading") else []
    key = words_of_key(told, "county", names).replace(f"per {LEVELS['county'].one}", "per mottagare")
    return ", ".join([key, *more])


def _plain(value: Any) -> Decimal:
    exact = Decimal(str(value))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
