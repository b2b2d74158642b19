"""The tables of money, with base, method and source under each; what is not known stands in words in its cell."""

from collections.abc import Sequence

from handslag.documents.blocks import Cell, Column, Table, cell, words
from handslag.documents.drawing import Drawing
from handslag.funding.agreements.drawings import share_map
from handslag.funding.agreements.queries import Money, MoneyLine, receivers_in_words
from handslag.funding.agreements.table import rows_of
from handslag.funding.ledger.queries import Line
from handslag.funding.telling import PotTold
from handslag.places.models import Area
from handslag.reports import phrasing
from handslag.reports.writing import Writer
from handslag.swedish.dates import day
from handslag.swedish.kronor import kronor
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, number

NOT_STATED, NOT_BOOKED, NOT_COUNTED = "inte angivet", "inte bokfört", "går inte att räkna"
HOW_LEFT = "Kvar är det som är beviljat minus det som är använt och återbetalat. Okänt belopp är inte noll kronor."


def amount(value: int | None, unknown: str = NOT_STATED, *, cites: tuple[str, ...] = ()) -> Cell:
    """Return a cell of kronor; without a sum what is said in its place."""
    if value is None:
        return Cell(words(unknown, cites=cites), state="silent")
    return Cell(words(kronor(value), cites=cites), value)


def amount_words(value: int | None) -> str:
    return "summan är inte angiven" if value is None else kronor(value)


def statements(writer: Writer) -> Table:
    """Return what the plan itself says of who pays, in its own words."""
    rows = []
    for row in writer.reported:
        for fund in writer.ground.initiatives[row.id].funding.all():
            source = writer.sources.cites(("funding", fund.pk, ""))
            rows.append(
                (
                    Cell(writer.named(row)),
                    cell(fund.source_text, cites=source),
                    cell(fund.period.text if fund.period else ""),
                    amount(fund.kronor, phrasing.AMOUNT_UNKNOWN),
                    cell(fund.text),
                )
            )
    columns = (
        Column("Insats", width=3),
        Column("Finansiering", width=2.5),
        Column("Period", width=1.2),
        Column("Belopp", "kronor", 1.2),
        Column("Att veta", width=2.5),
    )
    note = "Okänt belopp är inte noll kronor. Summor räknas bara av det som är angivet."
    return Table("medel", "Medel per insats, med källans ord", columns, tuple(rows), note=note, sheet="Medel")


# Agreements

_LINES = (
    Column("Post", width=3),
    Column("Mottagare", width=1.6),
    Column("Hela landet", "kronor", 1.5),
    Column("Länets del", "kronor", 1.4),
    Column("Vem som säger det", width=2.4),
)


def agreement(writer: Writer, money: Money) -> Table:
    """Return an agreement's lines with the county's share; what the payer has said rules, our working stands beside."""
    told = money.agreement
    rows = tuple(line_cells(writer, each) for each in money.lines)
    people = f" Folkmängd {money.receivers.edition}." if _has_words(money) else ""
    why = "".join(f" {reason} Det gäller {titles or 'alla poster'}." for reason, titles in money.reasons)
    note = f"Källa: {told.source}. Summan: {money.sums.told}.{people}{why}"
    return Table(
        f"statsbidrag-{told.year}-{told.pk}", told.title, _LINES, rows, note=" ".join(note.replace("..", ".").split())
    )


def _has_words(money: Money) -> bool:
    return bool(money.counted and money.receivers.edition)


def line_cells(writer: Writer, each: MoneyLine) -> tuple[Cell, ...]:
    """Return a line: its sum in the country, the county's share, and who says so."""
    cites = writer.sources.cites(("grant_line", each.line.pk, ""))
    share = each.share.kronor if each.decided is None else each.decided
    unknown = "fördelas inte" if each.line.receiver == "national" else NOT_COUNTED
    return (
        cell(each.line.title, cites=cites),
        cell(each.line.get_receiver_display()),
        amount(each.line.kronor, phrasing.AMOUNT_UNKNOWN),
        amount(share, unknown),
        cell(_who_says(each)),
    )


def _who_says(each: MoneyLine) -> str:
    if each.decided is None:
        return "vår beräkning" if each.share.kronor is not None else ""
    said = join(dict.fromkeys(share.document for share in each.published.values()))
    if each.share.kronor is None:
        return said
    same = "vår beräkning ger samma summa" if not each.difference else f"vår beräkning: {kronor(each.share.kronor)}"
    return f"{said}; {same}"


def bare_words(money: Money) -> str:
    """Return what is known of an agreement whose lines are not known."""
    told = money.agreement
    whole = "Summan är inte känd" if told.kronor is None else f"Summan är {kronor(told.kronor)}"
    parts = "; ".join(f"{name} {kronor(amount)}" for name, amount in receivers_in_words(told))
    return f"{told.title}: {whole[:1].lower() + whole[1:]}{f' ({parts})' if parts else ''}, posterna är inte kända. Källa: {told.source}."


def map_of(agreements: Sequence[Money], county: Area) -> Drawing | None:
    """Return the map of the latest agreement whose first line to counties gives them unlike sums for each inhabitant."""
    for money in reversed(agreements):
        line = money.line("")
        allocation = line.parting.allocation if line else None
        if line is None or allocation is None or line.line.receiver == "municipality" or line.share.kronor is None:
            continue
        rows = rows_of(allocation, money.receivers, county, dict(line.published), order="namn")
        drawing = share_map(rows, allocation, money.receivers)
        if drawing is not None:
            return drawing
    return None


# Pots and awards


def decisions(writer: Writer) -> Table:
    """Return the pots: what there was, what is decided, by whom and when, and what is left."""
    columns = (
        Column("Pott", width=2.5),
        Column("Att fördela", "kronor", 1.4),
        Column("Beslutat", "kronor", 1.4),
        Column("Av vem och när", width=3),
        Column("Kvar att besluta om", "kronor", 1.5),
    )
    rows = tuple(_pot(writer, each) for each in writer.ground.money.pots)
    note = "Källa: länets beslut, som de är registrerade i Handslag. Det som förts över till en senare pott räknas inte som kvar."
    return Table("medel-potter", "Potter och beslut", columns, rows, note=note)


def _pot(writer: Writer, each: PotTold) -> tuple[Cell, ...]:
    cites = writer.sources.cites(("pot", each.pot.pk, ""))
    decided = amount(each.decision.kronor if each.decision else None, "inget beslut")
    return (
        Cell(words(each.pot.named, cites=cites, href=writer.link(each.pot.get_absolute_url()))),
        amount(each.purse.free),
        decided,
        cell(decision_words(each)),
        amount(each.purse.left, NOT_COUNTED),
    )


def decision_words(each: PotTold) -> str:
    """Return who decided, when, and where it stands: "Chefsgruppen, 1 mars 2026, § 14, diarienummer RS 2026/77"."""
    if each.decision is None:
        return ""
    told = each.decision
    number_ = f"diarienummer {told.registry_number}" if told.registry_number else "diarienummer inte angivet"
    paragraph = told.section or "paragraf inte angiven"
    return ", ".join((told.who, day(told.decided_on), paragraph, number_))


_AWARDS = (
    Column("Insats eller budgetpost", width=2.6),
    Column("Varifrån", width=2.2),
    Column("Beviljat", "kronor", 1.3),
    Column("Rekvirerat", "kronor", 1.3),
    Column("Använt", "kronor", 1.3),
    Column("Återbetalat", "kronor", 1.3),
    Column("Kvar", "kronor", 1.3),
    Column("Används senast", "date", 1.4),
)


def awards(writer: Writer) -> Table:
    """Return each award with the sums of its ledger."""
    lines = writer.ground.money.lines
    rows = tuple(award_cells(writer, each) for each in lines)
    return Table("medel-tilldelat", "Tilldelade medel", _AWARDS, rows, sheet="Tilldelat")


def award_cells(writer: Writer, line: Line) -> tuple[Cell, ...]:
    """Return an award: where it is from, and its sums. What is spent of a sum nobody states leaves nothing to reckon."""
    said = line.standing
    cites = writer.sources.cites(("award", line.award.pk, ""))
    use_by = line.use_by
    return (
        Cell(words(str(line.award), href=writer.link(line.award.get_absolute_url()))),
        cell(f"{line.where_from}, {line.award.year}", cites=cites),
        amount(said.granted),
        amount(said.requisitioned, NOT_BOOKED),
        amount(said.used, NOT_BOOKED),
        amount(said.repaid, NOT_BOOKED),
        amount(said.left, NOT_COUNTED),
        Cell(words(day(use_by)), use_by) if use_by else Cell(words(NOT_STATED), state="silent"),
    )


def goals(writer: Writer) -> Table:
    """Return the goals at the top with the sums of their initiatives, and the share of initiatives without one."""
    columns = (
        Column("Mål", width=4),
        Column("Minst", "kronor", 1.5),
        Column("Insatser", "number", 1),
        Column("Har belopp", "number", 1),
        Column("Belopp okänt", "number", 1.2),
    )
    rows = tuple(
        (
            cell(each.goal.title),
            amount(each.kronor if each.with_sum else None),
            Cell(words(number(each.initiatives)), each.initiatives),
            Cell(words(number(each.with_sum)), each.with_sum),
            Cell(words(_share(each.without, each.initiatives)), each.without if each.initiatives else None),
        )
        for each in writer.ground.money.goals
    )
    note = (
        "En insats som bidrar till flera mål räknas på vart och ett: samma krona kan stå på flera rader, och raderna läggs "
        "inte ihop. Summan är minst så mycket, eftersom okända belopp inte är med."
    )
    return Table("medel-per-mal", "Medel per mål", columns, rows, note=note)


def _share(without: int, of: int) -> str:
    return f"{number(without)} av {number(of)}" if of else "ingen insats"


def long_views(writer: Writer) -> Table:
    """Return what is said of initiatives as investments."""
    columns = (
        Column("Insats", width=3),
        Column("Betalar", width=2),
        Column("Har nyttan", width=2.5),
        Column("Nej eller vet inte", "number", 1.2),
        Column("Bedömt", "date", 1.3),
    )
    rows = tuple(
        (
            Cell(words(each.initiative.title, href=writer.link(each.initiative.get_absolute_url()))),
            cell(each.cost.name),
            cell(join([party.name for party in each.benefits]) or NOT_STATED),
            Cell(words(number(each.open_questions)), each.open_questions),
            Cell(words(day(each.view.on)), each.view.on),
        )
        for each in writer.ground.money.views
    )
    note = capitalised("nej eller vet inte räknas på fem frågor. Bedömningen är länets egen.")
    return Table("medel-investeringar", "Insatser som investeringar", columns, rows, note=note)
