"""What an account to the state lacks: each gap with who knows, and a link to where it is filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from handslag.documents.blocks import Cell, Column, Paragraph, Run, Section, Table, cell, words
from handslag.funding.ledger.queries import Line
from handslag.plans.models import Initiative
from handslag.plans.queries.rows import InitiativeRow
from handslag.reports import phrasing
from handslag.reports.account_ground import AccountLine
from handslag.reports.sections.account import account, concerned
from handslag.reports.writing import Writer
from handslag.swedish.numbers import capitalised, count


@dataclass(frozen=True)
class Gap:
    """What is missing. about: of what. who: the function that knows. do: what is to be done; address: where that is."""

    what: str
    about: str
    who: str
    do: str
    address: str


def account_missing(writer: Writer) -> tuple[Section, ...]:
    """Return what the account lacks, before anything else: to those who write it, not to those it is sent to."""
    if not writer.is_draft:
        return ()
    title, found = "Det som saknas", gaps(writer)
    if not found:
        return (Section("account_missing", title, (Paragraph(words("Inget saknas i registret."), "finding"),)),)
    text = f"{capitalised(count(len(found), 'uppgift', 'uppgifter'))} saknas. Det som saknas är inte noll."
    return (Section("account_missing", title, (Paragraph(words(text), "finding"), gaps_table(writer))),)


def gaps_table(writer: Writer) -> Table:
    """Return the gaps as a table."""
    columns = (Column("Saknas", width=2.5), Column("Gäller", width=3), Column("Vet", width=2.5))
    rows = tuple((_linked(writer, each), cell(each.about), cell(each.who)) for each in gaps(writer))
    return Table("redovisningens-luckor", "Luckor", columns, rows, sheet="Luckor")


def _linked(writer: Writer, gap: Gap) -> Cell:
    """Return what is missing, with the link to where it is filled in: first, so that it shows on a narrow screen."""
    return Cell((Run(f"{gap.what}: "), Run(gap.do, href=writer.link(gap.address))))


def gaps(writer: Writer) -> list[Gap]:
    """Return every gap: of the questions, of lines, of initiatives and of awards."""
    found = [*_of_questions(writer)]
    for line in account(writer).lines:
        found += _of_line(writer, line)
    for row in concerned(writer):
        found += _of_initiative(writer, row)
    for award in account(writer).awards:
        found += _of_award(writer, award)
    return found


def _of_questions(writer: Writer) -> Iterator[Gap]:
    found = account(writer)
    if not found.agreements:
        address = reverse("new_agreement", args=[_county(writer)])
        yield Gap("Överenskommelsen", f"Året {found.year}", _keeper(writer), "Lägg in överenskommelsen", address)
    for each in found.unlined:
        yield Gap("Posterna", each.title, _keeper(writer), "Lägg in posterna", each.address_in(writer.plan.county))


def _of_line(writer: Writer, line: AccountLine) -> Iterator[Gap]:
    about, query = line.title, {"line": line.money.line.pk}
    if line.money.decided is None:
        yield Gap(
            "Belopp till länet",
            about,
            _keeper(writer),
            "Lägg in publicerat belopp",
            _add(writer, "publicerat-belopp", query),
        )
    for flag in line.money.flags if line.money.line.receiver == "county" else ():
        yield Gap(
            capitalised(flag), about, _keeper(writer), "Ange vem som får pengarna", _add(writer, "betalas-till", query)
        )
    decided = {each.pot_id for each in line.decisions}
    for pot in line.pots:
        if pot.pk not in decided:
            yield Gap(
                "Beslut", f"{pot.title}, {pot.year}", _keeper(writer), "Registrera beslutet", pot.get_absolute_url()
            )


def _of_initiative(writer: Writer, row: InitiativeRow) -> Iterator[Gap]:
    """Yield that an initiative has no award, or no state; an award without a sum is its own gap."""
    who = _responsible(writer, writer.ground.initiatives[row.id])
    if not account(writer).awards_of(row.id):
        address = _add(writer, "tilldelning", {"initiative": row.id, "year": account(writer).year})
        yield Gap("Belopp", row.title, who, "Lägg till medel", address)
    if row.status.status == "unknown":
        yield Gap("Läge", row.title, who, *_asking(writer, row))


def _asking(writer: Writer, row: InitiativeRow) -> tuple[str, str]:
    """Return how somebody is asked for an initiative's state: by a letter with a link, from those who may send one."""
    if not account(writer).may_ask:
        return "Se insatsen", row.url
    return "Fråga i en uppföljning", f"{reverse('new_round', args=[_county(writer), writer.plan.key])}?insats={row.id}"


def _of_award(writer: Writer, line: Line) -> Iterator[Gap]:
    award = line.award
    knows = writer.ground.initiatives.get(award.initiative_id or 0)
    who = _responsible(writer, knows) if knows else award.organisation.name if award.organisation else _keeper(writer)
    about = f"{award}, {award.year}: {line.where_from}"
    if line.standing.granted is None:
        address = reverse("edit", args=[_county(writer), "tilldelade-medel", award.uuid])
        yield Gap("Belopp", about, who, "Ange beloppet", address)
    if line.standing.used is None:
        yield Gap("Använt", about, who, "Bokför", award.get_absolute_url())


def _responsible(writer: Writer, initiative: Initiative) -> str:
    """Return who is responsible for an initiative; where nobody is stated, who leads the plan: somebody is always asked."""
    stated = phrasing.responsible(initiative)
    if stated != phrasing.NOT_STATED or not writer.plan.lead:
        return stated
    return f"{writer.plan.lead.name}, som leder planen"


def _add(writer: Writer, editor: str, query: dict[str, Any]) -> str:
    return f"{reverse('add', args=[_county(writer), editor, writer.plan.uuid])}?{urlencode(query)}"


def _county(writer: Writer) -> str:
    return writer.plan.county.slug


def _keeper(writer: Writer) -> str:
    """Return who keeps the plan's money: a function in the organisation that leads it."""
    return f"controller, {writer.plan.lead.name}" if writer.plan.lead else "den som för planens medel"
