"""Checks what a document says about money: that what it names is there and stands once, and that its rows can be as they are."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from handslag.exchange import schema
from handslag.exchange.references import Fault, Place, known_areas


@dataclass(frozen=True)
class _Known:
    """What a document may name, by the field that names it."""

    names: dict[str, frozenset[str]]
    agreements: frozenset[str]
    lines: frozenset[str]


WORDS = {
    "initiative": "Insatsen", "goal": "Målet", "organisation": "Organisationen", "body": "Organisationen",
    "cost_carrier": "Organisationen", "lansdel": "Länsdelen", "area": "Området", "pot": "Potten", "carried_from": "Potten",
}  # fmt: skip


def funding_faults(document: schema.Exchange) -> list[Fault]:
    """Return every fault as (place in the document, message in Swedish)."""
    known, money = _known(document), document.funding
    found: list[Fault] = []
    for name in schema.Money.model_fields:
        items = getattr(money, name)
        found += _twice(("funding", name), items, "id")
        for n, item in enumerate(items):
            found += _faults_of(("funding", name, n), item, known)
    found += _once(document)
    return found


def _known(document: schema.Exchange) -> _Known:
    money = document.funding
    organisations = frozenset(each.id for each in document.organisations)
    pots = frozenset(each.id for each in money.pots)
    parts = frozenset(part.id for each in document.divisions for part in each.lansdelar)
    names = {
        "initiative": frozenset(each.id for each in document.initiatives),
        "goal": frozenset(each.id for each in document.goals),
        "organisation": organisations, "body": organisations, "cost_carrier": organisations,
        "lansdel": parts, "area": known_areas(document), "pot": pots, "carried_from": pots,
    }  # fmt: skip
    lines = frozenset(f"{each.id}/{line.id}" for each in money.agreements for line in each.lines)
    return _Known(names, frozenset(each.id for each in money.agreements), lines)


def _faults_of(place: Place, item: Any, known: _Known) -> Iterator[Fault]:
    for name, word in WORDS.items():
        value = getattr(item, name, None)
        if value is not None and value not in known.names[name]:
            yield (*place, name), f"{word} {value} finns inte."
    line = getattr(item, "line", None)
    if line and line.partition("/")[0] in known.agreements and line not in known.lines:
        yield (*place, "line"), f"Posten {line} finns inte."
    match item:
        case schema.Agreement():
            yield from _twice((*place, "lines"), item.lines, "id")
        case schema.Payee() if item.percent is not None and item.kronor is not None:
            yield (*place, "kronor"), "Ange andel eller belopp, inte båda."
        case schema.Pot():
            yield from _pot(place, item, known)
        case schema.Award():
            yield from _award(place, item)
        case schema.FeeTotal() if item.people is None and item.occasions is None and item.kronor is None:
            yield (*place, "kronor"), "Ange antal personer, antal tillfällen eller belopp."
        case schema.LongView():
            for n, key in enumerate(item.benefit_carriers):
                if key not in known.names["organisation"]:
                    yield (*place, "benefit_carriers", n), f"Organisationen {key} finns inte."


def _pot(place: Place, pot: schema.Pot, known: _Known) -> Iterator[Fault]:
    if pot.kind == "lansdel" and pot.lansdel is None:
        yield (*place, "lansdel"), "En länsdels pott ska säga vilken länsdel."
    yield from _twice((*place, "proposals"), pot.proposals, "id")
    yield from _twice((*place, "decisions"), pot.decisions, "id")
    proposals = {each.id for each in pot.proposals}
    for n, proposal in enumerate(pot.proposals):
        for m, line in enumerate(proposal.lines):
            yield from _faults_of((*place, "proposals", n, "lines", m), line, known)
    for n, each in enumerate(pot.decisions):
        at = (*place, "decisions", n)
        yield from _faults_of(at, each, known)
        if each.proposal not in proposals:
            yield (*at, "proposal"), f"Förslaget {each.proposal} finns inte."
        if each.body is None and each.body_text is None:
            yield (*at, "body"), "Ange vem som har beslutat."
        if (each.reopened_on is None) != (each.reopened_reason is None):
            yield (*at, "reopened_reason"), "Ange både när och varför beslutet har öppnats igen."
    if sum(each.reopened_on is None and each.withdrawn is None for each in pot.decisions) > 1:
        yield (*place, "decisions"), "Bara ett beslut i taget kan gälla."


def _award(place: Place, award: schema.Award) -> Iterator[Fault]:
    if award.initiative is None and award.title is None:
        yield (*place, "title"), "Ange insats eller vad pengarna gäller."
    if award.pot is None and award.line is None and award.source_text is None:
        yield (*place, "source_text"), "Ange var pengarna kommer ifrån."
    if award.decision is not None and award.pot is None:
        yield (*place, "decision"), "Ett beslut hör till en pott."
    before: dict[str, schema.LedgerEntry] = {}
    taken_back = set()
    for n, each in enumerate(award.entries):
        at = (*place, "entries", n)
        if each.id in before:
            yield (*at, "id"), f"Nyckeln {each.id} finns redan."
        if each.kronor == 0 or (each.kronor < 0 and each.corrects is None):
            yield (*at, "kronor"), "Beloppet ska vara över noll, utom när posten tar tillbaka en annan."
        if each.corrects is not None and (each.corrects not in before or each.corrects in taken_back):
            yield (*at, "corrects"), f"Posten {each.corrects} finns inte före den här, eller är redan tillbakatagen."
        before[each.id] = each
        taken_back.add(each.corrects)


def _once(document: schema.Exchange) -> Iterator[Fault]:
    """Yield what stands twice among what may stand once, and a decision that no pot has."""
    money = document.funding
    yield from _twice(("funding", "published_shares"), money.published_shares, "line", "area")
    yield from _twice(("funding", "own_grants"), money.own_grants, "organisation", "year")
    decisions = {(pot.id, each.id) for pot in money.pots for each in pot.decisions}
    for n, award in enumerate(money.awards):
        if award.pot and award.decision and (award.pot, award.decision) not in decisions:
            yield ("funding", "awards", n, "decision"), f"Beslutet {award.decision} finns inte i potten."


def _twice(place: Place, items: Iterable[Any], *fields: str) -> Iterator[Fault]:
    seen: set[Hashable] = set()
    for n, item in enumerate(items):
        if getattr(item, "withdrawn", None) is not None or not hasattr(item, fields[-1]):
            continue
        key = tuple(getattr(item, name) for name in fields)
        if key in seen:
            yield (*place, n, fields[-1]), "Det står redan en sådan uppgift."
        seen.add(key)
