"""The extract of a decision for the minutes: one document for the page, Word and PDF."""

from collections.abc import Collection

from handslag.documents.blocks import (
    Block,
    Callout,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Note,
    Paragraph,
    Section,
    Table,
    cell,
    words,
)
from handslag.funding.models import Pot, PotDecision
from handslag.funding.pots.effect import HIDDEN
from handslag.swedish.dates import day
from handslag.swedish.kronor import kronor

NOT_STATED = "inte angivet"


def extract(decision: PotDecision, *, known: Collection[str]) -> Document:
    """Return the extract. known: uuids of the initiatives that its reader may know of; others are not named.

    Fetch `body`, `proposal` and `pot__plan__county` with the decision.
    """
    pot = decision.pot
    return Document(
        title=f"Protokollsutdrag: {pot.named}",
        subtitle=pot.plan.county.name,
        finding=f"{decision.who} fördelade {kronor(decision.kronor)} den {day(decision.decided_on)}.",
        facts=Facts(tuple(Fact(label, words(text)) for label, text in facts(decision))),
        maker=decision.who,
        sections=(Section("beslut", "Beslut", tuple(_blocks(decision, known))), *_conditions(pot)),
        made_on=decision.decided_on,
        compact=True,
        with_contents=False,
    )


def facts(decision: PotDecision) -> list[tuple[str, str]]:
    """Return what is told of the decision itself, as labels and texts."""
    return [
        ("Beslutat av", decision.who),
        ("Datum", day(decision.decided_on)),
        ("Paragraf", decision.paragraph or NOT_STATED),
        ("Diarienummer", decision.registry_number or NOT_STATED),
        ("Förslag", decision.proposal.title),
    ]


def _blocks(decision: PotDecision, known: Collection[str]) -> list[Block]:
    blocks: list[Block] = [_reopened(decision)] if decision.reopened_on else []
    blocks.append(_table(decision, known))
    left = NOT_STATED if decision.left is None else kronor(decision.left)
    blocks.append(Paragraph(words(f"Kvar i potten efter beslutet: {left}.")))
    if decision.note:
        blocks.append(Note(words(decision.note)))
    return blocks


def _reopened(decision: PotDecision) -> Callout:
    told = f"Den {day(decision.reopened_on)}: {decision.reopened_reason}"
    return Callout("Beslutet är öppnat igen och gäller inte", (Paragraph(words(told)),), "attention")


def _table(decision: PotDecision, known: Collection[str]) -> Table:
    rows = [
        (cell(title_of(line, known)), cell(who_of(line, known)), _kronor(line["kronor"])) for line in decision.lines
    ]
    total = (Cell(words("Summa", strong=True)), Cell(), _kronor(decision.kronor, strong=True))
    return Table(
        "beslutade-rader",
        "Vad som beslutades",
        (Column("Till vad", width=3), Column("Vem", width=2), Column("Kronor", "kronor", width=1.2)),
        (*rows, total),
    )


def title_of(line: dict, known: Collection[str]) -> str:
    """Return what a decided line is for; nothing of an initiative that the reader may not know of."""
    return line["title"] if is_known(line, known) else HIDDEN


def who_of(line: dict, known: Collection[str]) -> str:
    """Return who gets a decided line."""
    return (line["who"] or "Hela länet") if is_known(line, known) else NOT_STATED


def is_known(line: dict, known: Collection[str]) -> bool:
    return not line["initiative"] or line["initiative"] in known


def _kronor(amount: int, *, strong: bool = False) -> Cell:
    return Cell(words(kronor(amount), strong=strong), amount)


def _conditions(pot: Pot) -> tuple[Section, ...]:
    told = [
        ("Ska vara använt senast", day(pot.use_by) if pot.use_by else NOT_STATED),
        ("Villkor", pot.conditions or NOT_STATED),
        ("Återbetalning", pot.repay_rule or NOT_STATED),
    ]
    rows = tuple(Fact(label, words(text)) for label, text in told)
    return (Section("villkor", "Villkor", (Facts(rows),)),)
