"""The lists that Excel holds beside the report's own tables: every figure, post and party, one row each."""

from handslag.documents.blocks import Cell, Column, Table, cell, words
from handslag.funding.ledger.queries import Line
from handslag.reports.sections import money_tables as tables
from handslag.reports.sections.account_lists import account_lists
from handslag.reports.sections.initiative import figure_cells
from handslag.reports.writing import Writer
from handslag.swedish.dates import day
from handslag.swedish.lists import join
from handslag.swedish.numbers import number


def lists(writer: Writer) -> tuple[Table, ...]:
    """Return the lists of what the report's initiatives state."""
    return tuple(table for table in (*(make(writer) for make in _LISTS), *account_lists(writer)) if table.rows)


def _figures(writer: Writer) -> Table:
    rows = []
    for row in writer.rows:
        with writer.sources.about(f"insats-{row.uuid}"):
            for figure in writer.ground.initiatives[row.id].figures.all():
                cells = figure_cells(writer, figure)
                rows.append((Cell(writer.named(row)), *cells, cell("ja" if figure.context else "nej")))
    columns = (
        Column("Insats", width=3),
        Column("Vad", width=3),
        Column("Tal", "number"),
        Column("Av hur många", width=1.5),
        Column("Period", width=1.5),
        Column("Plats", width=1.5),
        Column("Att veta", width=3),
        Column("Gäller annat än insatsen"),
    )
    note = "Tal av olika slag eller perioder läggs inte ihop."
    return Table("lista-tal", "Alla tal, med vad de räknas av", columns, tuple(rows), note, "Tal")


def _results(writer: Writer) -> Table:
    rows = []
    for row in writer.rows:
        for result in writer.ground.initiatives[row.id].results.all():
            with writer.sources.about(f"insats-{row.uuid}"):
                source = writer.sources.cites(("result", result.pk, ""))
            cause = result.get_attribution_display() or "inte angivet"
            rows.append(
                (Cell(writer.named(row)), cell(result.get_kind_display()), cell(result.text, cites=source), cell(cause))
            )
    columns = (Column("Insats", width=3), Column("Slag"), Column("Vad", width=4), Column("Orsak", width=2))
    return Table("lista-resultat", "Vad som kom ut av insatserna", columns, tuple(rows), "", "Resultat")


def _obstacles(writer: Writer) -> Table:
    rows = []
    for row in writer.rows:
        for each in writer.ground.initiatives[row.id].obstacles.all():
            with writer.sources.about(f"insats-{row.uuid}"):
                source = writer.sources.cites(("obstacle", each.pk, ""))
            told = (each.get_theme_display(), each.get_level_display() or "inte angivet", each.get_state_display())
            rows.append((Cell(writer.named(row)), cell(each.text, cites=source), *(cell(text) for text in told)))
    columns = (
        Column("Insats", width=3),
        Column("Hinder", width=4),
        Column("Tema", width=2),
        Column("Kan lösas av", width=2),
        Column("Läge"),
    )
    return Table("lista-hinder", "Insatsernas hinder", columns, tuple(rows), "Temana är vår indelning.", "Hinder")


def _links(writer: Writer) -> Table:
    rows = []
    for row in writer.rows:
        for ref in row.goals:
            goal = writer.ground.tree.by_id.get(ref.goal_id)
            if goal:
                kind = "huvudmål" if ref.primary else "vårt förslag" if ref.origin == "proposed" else "enligt källan"
                rows.append((Cell(writer.named(row)), cell(goal.title), Cell(words(kind))))
    columns = (Column("Insats", width=3), Column("Mål", width=3), Column("Koppling"))
    return Table("lista-mal", "Insatsernas mål", columns, tuple(rows), "", "Kopplingar")


def _references(writer: Writer) -> Table:
    rows = []
    for row in writer.rows:
        initiative = writer.ground.initiatives[row.id]
        told = (initiative.source_title, initiative.report_place, join(initiative.aliases), initiative.report_reference)
        rows.append((Cell(writer.named(row)), *(cell(text) for text in told)))
    columns = (
        Column("Insats", width=3),
        Column("Rubrik i källan", width=2),
        Column("Står under", width=2),
        Column("Andra namn", width=2),
        Column("Underlag", width=4),
    )
    return Table("lista-underlag", "Insatserna i källan", columns, tuple(rows), "", "Underlag")


def _frameworks(writer: Writer) -> Table:
    rows = []
    for row in writer.rows:
        for ref in row.nodes:
            kind = "vårt förslag" if ref.origin == "proposed" else "enligt källan"
            node = f"{ref.code} {ref.title}".strip()
            rows.append((Cell(writer.named(row)), cell(ref.framework), cell(node), cell(kind)))
    columns = (Column("Insats", width=3), Column("Ramverk", width=3), Column("Del", width=3), Column("Koppling"))
    return Table("lista-ramverk", "Insatserna och ramverken", columns, tuple(rows), "", "Ramverk")


def _organisations(writer: Writer) -> Table:
    rows = []
    for each in writer.ground.organisations:
        part_in = len(writer.ground.of_organisation(each.pk))
        named = (cell(each.name), cell(each.get_sector_display()), cell(join(each.aliases)))
        rows.append((*named, Cell(words(number(part_in)), part_in), cell(each.note)))
    columns = (
        Column("Part", width=3),
        Column("Sektor"),
        Column("Andra namn", width=2),
        Column("Insatser", "number"),
        Column("Att veta", width=3),
    )
    return Table("lista-parter", "Parter i länets register", columns, tuple(rows), "", "Parter")


def _is_whole(writer: Writer) -> bool:
    """Whether the report is of the whole plan: what no initiative has is told only there."""
    return not (writer.area or writer.goal or writer.organisation)


def _told_awards(writer: Writer) -> list[Line]:
    known = {row.id for row in writer.rows}
    lines = writer.ground.money.lines
    return [
        each
        for each in lines
        if each.award.initiative_id in known or (not each.award.initiative_id and _is_whole(writer))
    ]


def _grant_lines(writer: Writer) -> Table:
    told = writer.ground.money.agreements if _is_whole(writer) else ()
    rows = [
        (
            cell(money.agreement.title),
            Cell(words(str(money.agreement.year)), money.agreement.year),
            *tables.line_cells(writer, each),
        )
        for money in told
        for each in money.lines
    ]
    columns = (
        Column("Överenskommelse", width=3),
        Column("År", "number"),
        Column("Post", width=3),
        Column("Mottagare", width=2),
        Column("Hela landet", "kronor", 1.5),
        Column("Länets del", "kronor", 1.5),
        Column("Vem som säger det", width=3),
    )
    note = "Länets del är det som är publicerat, annars vår beräkning. Okänt belopp är inte noll kronor."
    return Table("lista-statsbidrag", "Statsbidragens poster", columns, tuple(rows), note, "Statsbidrag")


def _decided_lines(writer: Writer) -> Table:
    pots = writer.ground.money.decided if _is_whole(writer) else []
    rows = [
        (cell(each.pot.named), cell(line["title"]), cell(line.get("who") or "inte angivet"),
         tables.amount(line["kronor"]), cell(tables.decision_words(each)))
        for each in pots if each.decision
        for line in each.decision.lines
    ]  # fmt: skip
    columns = (
        Column("Pott", width=3),
        Column("Till vad", width=3),
        Column("Till vem", width=2),
        Column("Kronor", "kronor", 1.5),
        Column("Beslut", width=4),
    )
    note = "Raderna står som de beslutades, med de ord som gällde då."
    return Table("lista-beslut", "Beslutade rader", columns, tuple(rows), note, "Beslut")


def _entries(writer: Writer) -> Table:
    rows = [
        (cell(str(line.award)), cell(f"{line.where_from}, {line.award.year}"), Cell(words(day(entry.on)), entry.on),
         cell(entry.get_kind_display()), tables.amount(entry.kronor))
        for line in _told_awards(writer)
        for entry in line.award.entries.all()
    ]  # fmt: skip
    columns = (
        Column("Insats eller budgetpost", width=3),
        Column("Varifrån", width=3),
        Column("Dag", "date"),
        Column("Vad", width=2),
        Column("Kronor", "kronor", 1.5),
    )
    # Neither text nor voucher: they are for those who keep the money, and a report is given on.
    note = "En post under noll tar tillbaka en tidigare."
    return Table("lista-bokfort", "Bokförda poster", columns, tuple(rows), note, "Bokfört")


_LISTS = (
    _figures,
    _results,
    _obstacles,
    _links,
    _references,
    _frameworks,
    _organisations,
    _grant_lines,
    _decided_lines,
    _entries,
)
