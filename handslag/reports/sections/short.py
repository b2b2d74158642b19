"""The short version: the plan and its state in plain words, on at most two pages."""

from handslag.documents.blocks import Block, Callout, Figure, Paragraph, Run, Section, words
from handslag.plans import drawings
from handslag.reports import phrasing
from handslag.reports.sections.state import decisions_waiting
from handslag.reports.writing import Writer, bullets
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, number, word

MOST = 8
"""Items in a list: what there is more of is counted."""


def short_what(writer: Writer) -> tuple[Section, ...]:
    """Return the goals in plain words, each with what is reported under it."""
    items = []
    for root in writer.ground.tree.roots[:MOST]:
        rows = writer.ground.serving(root)
        line = root.public_line or root.plain
        told = phrasing.reported_words(rows) if rows else "Ingen insats är redovisad."
        items.append((Run(f"{root.title}. ", strong=True), Run(f"{line} {told}".strip())))
    rest = len(writer.ground.tree.roots) - MOST
    told = bullets([*items, *([f"Och {number(rest)} mål till."] if rest > 0 else [])])
    return (Section("short_what", "Vad planen vill", (writer.passage("kort:vill", "Vad planen vill", told),)),)


def short_state(writer: Writer) -> tuple[Section, ...]:
    """Return how it goes: the initiatives by status, and what has hindered them."""
    rows = writer.reported
    if not rows:
        none = Paragraph(words("Ingen insats är redovisad än."))
        return (Section("short_state", "Så går det", (none,)),)
    drawing = drawings.status_drawing(rows, key="kort-status")
    source = f"Varje insats räknas en gång, n = {number(len(rows))}."
    hindered = [row for row in rows if row.status.status == "struggling"]
    blocks: list[Block] = [Figure(drawing, source, with_table=False)]
    if hindered:
        told = f"{capitalised(word(len(hindered), gender='en'))} insatser möter hinder: {join([row.title for row in hindered[:4]])}."
        blocks.append(writer.passage("kort:hinder", "Hinder", (Paragraph(words(told)),)))
    return (Section("short_state", "Så går det", tuple(blocks)),)


def short_missing(writer: Writer) -> tuple[Section, ...]:
    """Return what is not known, in plain words."""
    ground = writer.ground
    items = []
    silent = ground.coverage.silent
    if silent:
        items.append(
            f"{capitalised(word(len(silent), gender='en'))} av {word(len(ground.coverage.rows), gender='en')} rubriker är inte redovisade: "
            f"{join([row.title for row in silent[:MOST]])}. Det betyder inte att inget görs."
        )
    asked = [goal for goal in ground.tree.by_id.values() if goal.kind == "question"]
    open_ = [goal for goal in asked if goal.id not in ground.answers]
    if open_:
        items.append(f"{number(len(open_))} av planens {number(len(asked))} frågor har inget svar.")
    unknown = [row for row in writer.reported if row.status.status == "unknown"]
    if unknown:
        items.append(f"Hur det går är inte sagt för {join([row.title for row in unknown[:4]])}.")
    funded = [
        row for row in writer.reported if any(f.kronor is not None for f in ground.initiatives[row.id].funding.all())
    ]
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
    items = [f"{ending.title} slutar {ending.end_words}." for ending in writer.ground.endings[:4]]
    waiting = decisions_waiting(writer, most=3)
    if waiting:
        items.append(waiting)
    told = writer.ground.recommendations
    if told:
        items.append(f"{phrasing.many(len(told), 'förslag', 'förslag')} finns till nästa plan.")
    if not items:
        return ()
    text = writer.passage("kort:framat", "Vad som kommer", bullets(items))
    return (Section("short_next", "Vad som kommer", (text,)),)
