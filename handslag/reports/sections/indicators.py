"""What the figures say of the county or the place: never without period, interval, base and source."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from handslag.documents.blocks import Callout, Cell, Column, Figure, Note, Paragraph, Run, Section, Table, cell, words
from handslag.indicators import drawings, wording
from handslag.indicators.following import Followed
from handslag.reports import phrasing
from handslag.reports.sections.cited import cited_figures
from handslag.reports.writing import Writer, bullets
from handslag.swedish.numbers import capitalised, count, number

DRAWN = 6
"""Drawings in the whole report; all indicators stand in the table, and on the web."""
TOLD = 3
"""Indicators in the short version."""
METHOD = (
    "Intervallen är 95-procentiga: källans egna där den anger dem, annars exakta för antal och tal per invånare "
    "(Garwood) och Wilsons för andelar. En skillnad mot riket sägs bara där intervallet inte omfattar rikets tal."
)
NONE = "Inga tal om länets invånare är hämtade. Därför sägs inget om hur de mår."


def indicators(writer: Writer) -> tuple[Section, ...]:
    """Return the county's indicators: all in a table, and those that have a course over time with their drawings.

    After them the figures that are cited from others.
    """
    found = writer.ground.following.county
    if not found:
        gap = Callout("Saknas", (Paragraph(words(f"{NONE} {measurable(writer)}".strip())),), "gap")
        return (Section("indicators", "Indikatorer", (gap,)), *cited_figures(writer))
    with_values = [each for each in found if each.own.latest]
    told = f"{_have(with_values, writer.plan.county.name)} {measurable(writer)}".strip()
    finding = writer.finding("indicators", "Indikatorer", told)
    table = _table(writer, found, key="indikatorer", caption=f"Indikatorer i {writer.plan.county.name}")
    drawn = tuple(_one(each) for each in with_values if _is_drawn(each))[:DRAWN]
    return (
        Section("indicators", "Indikatorer", (finding, table, Note(words(METHOD))), drawn),
        *cited_figures(writer),
    )


def _is_drawn(each: Followed) -> bool:
    """Whether an indicator's course is drawn: numbers of events say less than what they are per inhabitant."""
    return each.has_course and each.definition.measure != "count" and each.definition.frequency != "ended"


def _have(found: Sequence[Followed], where: str) -> str:
    return f"{capitalised(count(len(found), 'indikator', 'indikatorer'))} har tal för {where}."


def measurable(writer: Writer) -> str:
    """Return how many of the plan's goals can be measured: "2 av 16 mål går att mäta."; "" where there are none."""
    found = writer.ground.following
    return f"{number(found.measurable)} av {number(len(found.goals))} mål går att mäta." if found.goals else ""


def _one(each: Followed) -> Section:
    """Return an indicator with its drawing, and what it cannot show."""
    definition = each.definition
    sentence = Paragraph(words(each.finding.sentence), "finding")
    limits = Paragraph(words(f"Visar inte: {definition.does_not_show[0].lower()}{definition.does_not_show[1:]}"))
    goals = f"Följer målet: {'; '.join(each.goals)}." if each.goals else ""
    followed = (Paragraph(words(goals)),) if goals else ()
    key = f"indikator-{definition.key}"
    return Section(
        key, definition.title, (sentence, _figure(each, key=f"{key}-bild"), *_not_beside(each), limits, *followed)
    )


def _figure(each: Followed, *, key: str, with_table: bool = True) -> Figure:
    own = drawings.Beside(each.area.name, each.own, each.finding.against_country)
    other = drawings.Beside("Riket", each.country) if each.is_comparable and each.country else None
    drawn = drawings.trend_drawing(each.definition, own, other, finding=each.finding.sentence, key=key)
    return Figure(drawn, f"Källa: {each.source}.", with_table=with_table)


def _table(writer: Writer, found: Iterable[Followed], *, key: str, caption: str) -> Table:
    columns = (
        Column("Indikator", width=2.6),
        Column("Period", width=1.1),
        Column("Värde", width=1.7),
        Column("Osäkerhet", width=1.4),
        Column("Underlag", width=1.4),
        Column("Riket", width=1),
        Column("Källa", width=2),
    )
    return Table(key, caption, columns, tuple(_row(writer, each) for each in found), "", "Indikatorer")


def _row(writer: Writer, each: Followed) -> tuple[Cell, ...]:
    county = writer.plan.county.slug
    address = reverse("indicator", args=[county, each.definition.key])
    if each.area != writer.plan.county:
        address += f"?omrade={each.area.code}"
    name = Cell((Run(each.definition.title, href=writer.link(address)),))
    latest, last = each.own.latest, each.own.last
    if latest is None or latest.value is None:
        silent = Cell(words(last.word if last else "inga tal är hämtade"), state="silent")
        return (
            name,
            cell(last.label if last else "–"),
            silent,
            cell("–"),
            cell("–"),
            cell("–"),
            cell(each.source or "–"),
        )
    return (
        name,
        cell(latest.label),
        Cell(words(wording.with_unit(latest.value, each.definition, latest)), Decimal(repr(latest.value))),
        cell(wording.interval(latest, each.definition) or "allt är räknat"),
        cell(wording.base(latest) or ("–" if latest.numerator is not None else phrasing.NOT_STATED)),
        cell(_country(each)),
        cell(each.source),
    )


def _country(each: Followed) -> str:
    """Return the country's value, or that it is not laid beside; why stands with the indicator's drawing and on its page."""
    if each.why_not:
        return "jämförs inte"
    beside = each.beside
    return wording.written(beside.value, each.definition) if beside and beside.value is not None else "–"


def _not_beside(each: Followed) -> tuple[Paragraph, ...]:
    return (Paragraph(words(f"Jämförs inte med riket: {each.why_not}")),) if each.why_not else ()


def short_indicators(writer: Writer) -> tuple[Section, ...]:
    """Return a few sentences of what the figures say, those that goals are followed by first."""
    found = [each for each in writer.ground.following.county if each.own.latest]
    if not found:
        return ()
    items = [
        (
            Run(f"{each.definition.title}: ", strong=True),
            Run(_short(each)),
        )
        for each in found[:TOLD]
    ]
    told = writer.passage("kort:tal", "Vad talen säger", bullets(items))
    return (Section("short_indicators", "Vad talen säger", (told,)),)


def _short(each: Followed) -> str:
    """Return value, period and source whole, and what is said of them as far as there is room."""
    source = f"Källa: {phrasing.shortened(each.source, 120)}."
    said = phrasing.shortened(each.finding.sentence, max(60, 260 - len(source) - len(each.finding.latest)))
    return f"{each.finding.latest}. {said} {source}"


def area_indicators(writer: Writer) -> tuple[Section, ...]:
    """Return the indicators of the place: of a municipality, or of each in a länsdel in the fixed order."""
    area = writer.area
    if area is None:
        return ()
    found = writer.ground.following.municipalities
    sections = []
    for code, told in found.items():
        if code in area.codes:
            table = _table(writer, told, key=f"tal-{code}", caption=f"Indikatorer i {told[0].area.name}")
            sections.append(Section(f"tal-i-{code}", told[0].area.name, (table,)))
    if not sections:
        text = f"Inga tal om invånarna i {area.title} är hämtade. Därför sägs inget om hur de mår."
        gap = Callout("Saknas", (Paragraph(words(text)),), "gap")
        return (Section("area_indicators", "Vad talen säger här", (gap,)),)
    note = "Kommunerna står i fast ordning och rangordnas inte: där intervallen överlappar säger en ordning inget."
    return (Section("area_indicators", "Vad talen säger här", (Note(words(f"{METHOD} {note}")),), tuple(sections)),)


def slide_indicators(writer: Writer) -> tuple[Section, ...]:
    """Return what the figures say on one slide, and a slide with a drawing for each that has a course over time."""
    found = [each for each in writer.ground.following.county if each.own.latest]
    if not found:
        return ()
    lines = [f"{each.definition.title}: {each.finding.latest}" for each in found]
    rest = len(lines) - TOLD
    shown = lines[:TOLD] + ([f"… och {number(rest)} till"] if rest > 0 else [])
    every = bullets(f"{each.definition.title}: {each.finding.sentence} Källa: {each.source}." for each in found)
    head = Section("slide_indicators", "Vad talen säger", bullets(shown), notes=(*every, Paragraph(words(METHOD))))
    drawn = [each for each in found if _is_drawn(each)][:TOLD]
    return (head, *(_slide(each) for each in drawn))


def _slide(each: Followed) -> Section:
    definition = each.definition
    key = f"bild-{definition.key}"
    notes = [
        Paragraph(words(each.finding.sentence)),
        *_not_beside(each),
        Paragraph(words(f"Visar inte: {definition.does_not_show}")),
    ]
    figure = _figure(each, key=f"{key}-ritad", with_table=False)
    # The slide's heading says what it is, once.
    shown = replace(figure, drawing=replace(figure.drawing, title=definition.title))
    return Section(key, definition.title, (shown,), notes=tuple(notes))
