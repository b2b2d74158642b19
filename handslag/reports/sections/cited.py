"""The figures of the population that the plan's county cites from others: never mixed with its own indicators."""

from django.urls import reverse

from handslag.documents.blocks import Cell, Column, Note, Run, Section, Table, cell, words
from handslag.indicators.cited.rows import Row, has_year, row_of
from handslag.reports.writing import Writer
from handslag.swedish.numbers import capitalised, number

NOT_OURS = (
    "Talen står som andra har sagt dem och ingenting räknas på dem. Ett tal för riket är aldrig länets. Där länet har en "
    "egen indikator är den ett annat mått."
)
_COLUMNS = (
    Column("Vilka, och vad talet säger", width=3),
    Column("Tal", width=1.2),
    Column("Årtal", width=1.3),
    Column("Område", width=1.5),
    Column("Källa", width=2.2),
)


def cited_figures(writer: Writer) -> tuple[Section, ...]:
    """Return a table for each thing that figures are shares of; nothing where none is cited."""
    rows = [row_of(each, writer.plan.county, today=writer.ground.day) for each in writer.ground.cited]
    if not rows:
        return ()
    undated = sum(not has_year(row.figure) for row in rows)
    told = f"{number(undated)} av {number(len(rows))} tal saknar årtal." if undated else "Alla tal har årtal."
    finding = writer.finding("cited-figures", "Anförda tal", told)
    bases = dict.fromkeys(row.figure.base for row in rows)
    tables = tuple(_table(writer, base, rows, n) for n, base in enumerate(bases, start=1))
    return (Section("cited-figures", "Anförda tal om befolkningen", (finding, *tables, Note(words(NOT_OURS)))),)


def _table(writer: Writer, base: str, rows: list[Row], n: int) -> Table:
    lines = tuple(_line(writer, row) for row in rows if row.figure.base == base)
    return Table(f"anforda-tal-{n}", base, _COLUMNS, lines)


def _line(writer: Writer, row: Row) -> tuple[Cell, ...]:
    figure, cites = row.figure, writer.sources.cites(("cited_figure", row.figure.pk, ""))
    read = f", i källan: {row.in_words}" if row.in_words else ""
    return (
        Cell((*words(f"{capitalised(figure.population)}: {figure.label}"), *_beside(writer, row))),
        cell(f"{row.value}{read}"),
        cell(", ".join(filter(None, [row.year, row.age]))),
        cell(row.where),
        cell(figure.source, cites=cites),
    )


def _beside(writer: Writer, row: Row) -> tuple[Run, ...]:
    """Return what is noted of a figure, and the way to the county's own indicator."""
    note = words(f". {row.figure.note}") if row.figure.note else ()
    if row.same is None:
        return note
    address = writer.link(reverse("indicator", args=[writer.plan.county.slug, row.same.key]))
    return (*note, *words(" I länet: "), Run(row.same.title, href=address))
