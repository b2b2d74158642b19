"""The short version: the plan and its state in plain words, on at most two pages."""

from handslag.documents.blocks import Block, Callout, Figure, Paragraph, Run, Section, words
from handslag.plans import drawings
from handslag.reports import phrasing
from handslag.reports.sections.state import decisions_waiting
from handslag.reports.writing import Writer, bullets
from handslag.swedish.numbers import number

MOST = 8
"""Items in a list: what there is more of is counted."""


NAMES, LETTERS = 4, 240
"""Names in a sentence, and letters of a goal's own line."""


def short_what(writer: Writer) -> tuple[Section, ...]:
    """Return the goals in plain words, each with what is reported under it."""
    items = []
    for root in writer.ground.tree.roots[:MOST]:
        rows = writer.ground.serving(root)
        line = phrasing.shortened(root.public_line or root.plain, LETTERS)
        told = phrasing.reported_words(rows) if rows else "Ingen insats är redovisad."
        title = phrasing.shortened(root.title, phrasing.TITLE)
        stop = "" if title.endswith((".", "…", "?")) else "."
        items.append((Run(f"{title}{stop} ", strong=True), Run(f"{line} {told}".strip())))
    rest = len(writer.ground.tree.roots) - MOST
    told = bullets([*items, *([f"Och {number(rest)} mål till."] if rest > 0 else [])])
    return (Section("short_what", "Vad planen vill", (writer.passage("kort:vill", "Vad planen vill", told),)),)


def short_state(writer: Writer) -> tuple[Section, ...]:
    """Return how it goes: the initiatives by status, and what has hindered them."""
    rows = writer.reported
    if not rows:
        return (Section("short_state", "Så går det", (Paragraph(words(f"{phrasing.reported(0)}.")),)),)
    drawing = drawings.status_drawing(rows, key="kort-status")
    source = f"Varje insats räknas en gång, n = {number(len(rows))}."
    hindered = [row for row in rows if row.status.status == "struggling"]
    blocks: list[Block] = [Figure(drawing, source, with_table=False)]
    if hindered:
        names = phrasing.few([row.title for row in hindered], most=NAMES)
        told = f"{phrasing.many(len(hindered), 'insats', 'insatser')} möter hinder: {names}."
        blocks.append(writer.passage("kort:hinder", "Hinder", (Paragraph(words(told)),)))
    return (Section("short_state", "Så går det", tuple(blocks)),)


def short_missing(writer: Writer) -> tuple[Section, ...]:
    """Return what is not known, in plain words."""
    ground = writer.ground
    items = []
    silent = ground.coverage.silent
    if silent:
        names = phrasing.few([row.title for row in silent], most=MOST)
        told = phrasing.silent(len(silent), len(ground.coverage.rows))
        items.append(f"{told}: {names}. Det betyder inte att inget görs.")
    asked = [goal for goal in ground.tree.by_id.values() if goal.kind == "question"]
    open_ = [goal for goal in asked if goal.id not in ground.answers]
    if open_:
        items.append(f"{number(len(open_))} av planens {number(len(asked))} frågor har inget svar.")
    unknown = [row for row in writer.reported if row.status.status == "unknown"]
    if unknown:
        items.append(f"Hur det går är inte sagt för {phrasing.few([row.title for row in unknown], most=NAMES)}.")
    funded = [row for row in writer.reported if row.id in ground.money.with_sums]
    if len(funded) < len(writer.reported):
        items.append(
            f"Vad insatserna kostar är okänt för {number(len(writer.reported) - len(funded))} av {number(len(writer.reported))}."
        )
    if not items:
        return ()
    told = writer.passage("kort:saknas", "Det vi inte vet", bullets(items))
    return (Section("short_missing", "Det vi inte vet", (Callout("Saknas", (told,), "gap"),)),)


def short_next(writer: Writer) -> tuple[Section, ...]:
    """Return what comes: what ends, what is to be decided, what is proposed."""
    soon = writer.ground.endings
    items = [f"{phrasing.shortened(each.title, phrasing.TITLE)} slutar {each.end_words}." for each in soon[:NAMES]]
    if len(soon) > NAMES:
        items.append(f"{number(len(soon) - NAMES)} till slutar inom ett år.")
    waiting = decisions_waiting(writer, most=3)
    if waiting:
        items.append(waiting)
    told = writer.ground.recommendations
    if told:
        items.append(f"{phrasing.many(len(told), 'förslag', 'förslag', gender='ett')} finns till nästa plan.")
    if not items:
        return ()
    text = writer.passage("kort:framat", "Vad som kommer", bullets(items))
    return (Section("short_next", "Vad som kommer", (text,)),)
