"""The page for the managers' group: what moved, what stands still and why, what has to be decided, what ends, the next dates."""

import datetime

from handslag.documents.blocks import Block, Paragraph, Run, Section, Words, words
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.rules import OVER, add_months
from handslag.reports import phrasing
from handslag.reports.writing import Writer, bullets
from handslag.swedish.dates import day
from handslag.swedish.numbers import capitalised, number, word

MOST = 3
"""Lines under a heading: a page that is read in a meeting. What there is more of is counted."""

MOVED_MONTHS = 6


TITLE, REASON = 50, 66
"""Letters of a title and of a reason: all must fit on the page. The whole stands in the report."""


def _named(writer: Writer, row: InitiativeRow) -> Words:
    return (Run(phrasing.shortened(row.title, TITLE), href=writer.link(row.url)),)


def _said(before: str, text: str) -> Run:
    """Return a reason inside a sentence."""
    return Run(f"{before}{phrasing.shortened(text[:1].lower() + text[1:], REASON)}")


def _section(writer: Writer, key: str, title: str, items: list[Words], none: str) -> tuple[Section, ...]:
    rest = len(items) - MOST
    more = [words(f"Och {number(rest)} till.")] if rest > 0 else []
    blocks: tuple[Block, ...] = bullets([*items[:MOST], *more])
    told = writer.passage(f"chef:{key}", title, blocks or (Paragraph(words(none)),))
    return (Section(key, title, (told,)),)


def moved(writer: Writer) -> tuple[Section, ...]:
    """Return what is said to have begun or ended in the six months before the day of the page."""
    since = add_months(writer.ground.day, -MOVED_MONTHS)
    items: list[tuple[datetime.date, Words]] = []
    for event in writer.ground.events:
        # That a stated end has passed is no movement: nobody has said that anything ended.
        if event.day >= since and event.text == "Börjar":
            title = phrasing.shortened(event.title, TITLE)
            items.append((event.day, words(f"{title} har börjat ({event.when}).")))
    for row in writer.reported:
        if row.status.as_of and row.status.as_of >= since and row.status.status in OVER:
            items.append(
                (
                    row.status.as_of,
                    (*_named(writer, row), Run(f": {phrasing.short_status(row).lower()} ({_when(row)}).")),
                )
            )
    ordered = [text for _, text in sorted(items, key=lambda pair: pair[0], reverse=True)]
    none = f"Registret säger inte att något har hänt under {word(MOVED_MONTHS)} månader före {day(writer.ground.day)}."
    return _section(writer, "moved", "Har rört sig", ordered, none)


def _when(row: InitiativeRow) -> str:
    return row.status.as_of_text or (day(row.status.as_of) if row.status.as_of else "")


def stuck(writer: Writer) -> tuple[Section, ...]:
    """Return what meets obstacles or is paused, with the reason as stated; then the first obstacle where none is."""
    items: list[Words] = []
    for row in writer.reported:
        if row.status.status not in ("struggling", "paused", "stopped"):
            continue
        obstacles = writer.ground.initiatives[row.id].obstacles.all()
        reason = row.status.reason or (obstacles[0].text if obstacles else "skälet är inte angivet.")
        items.append((*_named(writer, row), _said(": ", reason)))
    others = [
        row
        for row in writer.reported
        if row.status.status == "ongoing" and writer.ground.initiatives[row.id].obstacles.all()
    ]
    for row in others:
        first = writer.ground.initiatives[row.id].obstacles.all()[0].text
        items.append((*_named(writer, row), _said(" pågår och anger hinder: ", first)))
    return _section(writer, "stuck", "Möter hinder eller står still, och varför", items, "Ingen insats anger hinder.")


def decide(writer: Writer) -> tuple[Section, ...]:
    """Return what somebody has to decide, and how many proposals wait for an answer."""
    items: list[Words] = []
    for row in writer.reported:
        if row.status.status == "to_be_discussed":
            items.append((*_named(writer, row), Run(": ska den fortsätta?")))
        elif any(flag.kind == "past_end" for flag in row.flags):
            items.append((*_named(writer, row), Run(": angivet slut har passerat. Vad händer nu?")))
        elif any(flag.kind == "contradiction" for flag in row.flags):
            items.append((*_named(writer, row), Run(": uppgifterna säger emot varandra. Vad gäller?")))
    silent = writer.ground.coverage.silent
    if silent and writer.plan.is_followed_up:
        text = f"{capitalised(word(len(silent), gender='en'))} rubriker är ej redovisade: vem tar reda på hur det är?"
        items.insert(0, words(text))
    waiting = sum(not each.answer for each in writer.ground.recommendations)
    if waiting:
        items.insert(
            0, words(f"{phrasing.many(waiting, 'förslag', 'förslag', gender='ett')} till nästa plan väntar på svar.")
        )
    return _section(writer, "decide", "Behöver beslut", items, "Inget i registret väntar på beslut.")


def ends_soon(writer: Writer) -> tuple[Section, ...]:
    """Return what ends within a year, soonest first, and who takes over as far as it is said."""
    items: list[Words] = []
    for ending in writer.ground.endings:
        over = f" {phrasing.shortened(ending.handover, REASON)}" if ending.handover else ""
        what = phrasing.shortened(ending.title, TITLE)
        if ending.post_id is not None and not ending.title.startswith(ending.row.title):
            what += f" ({phrasing.shortened(ending.row.title, TITLE)})"
        items.append(words(f"{what}: {ending.end_words}.{over}"))
    return _section(
        writer,
        "ends_soon",
        f"Slutar inom tolv månader från {day(writer.ground.day)}",
        items,
        "Inget har ett angivet slut då.",
    )


def dates(writer: Writer) -> tuple[Section, ...]:
    """Return the next dates that the register knows: follow-ups due, re-checks of hand-overs, the plan's end."""
    today = writer.ground.day
    found: list[tuple[datetime.date, str]] = []
    for each in writer.ground.rounds:
        if each.state == "open" and each.due_on >= today:
            found.append((each.due_on, f"{each.title}: sista dag att svara"))
    for initiative in writer.ground.initiatives.values():
        title = phrasing.shortened(initiative.title, TITLE)
        for handover in initiative.handovers.all():
            if handover.recheck_on and handover.recheck_on >= today:
                found.append((handover.recheck_on, f"{title}, {handover.area.name}: överlämningen stäms av"))
    period = writer.plan.period
    if period and period.last and period.last >= today:
        found.append((period.last, "planens sista dag"))
    items = [words(f"{day(when)}: {text}.") for when, text in sorted(found)]
    return _section(
        writer,
        "dates",
        "Nästa datum att hålla",
        items,
        "Registret har inga sista svarsdagar eller avstämningar framåt.",
    )
