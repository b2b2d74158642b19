"""The state of the plan: what is missing (first), the page that sums up, status, and what is reported at all."""

from django.urls import reverse

from handslag.documents.blocks import (
    Bars,
    Block,
    Callout,
    Cell,
    Column,
    Fact,
    Figure,
    Paragraph,
    Run,
    Section,
    Series,
    Table,
    Words,
    cell,
    words,
)
from handslag.plans import drawings, drawings_coverage
from handslag.plans.models import Adoption
from handslag.plans.queries.coverage import CONFIRMED, COUNTED, NOT_REPORTED, CoverRow
from handslag.plans.queries.coverage import Cell as CoverageCell
from handslag.plans.queries.overview import status_counts
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import STATUSES
from handslag.reports import phrasing
from handslag.reports.sections.statements import every_recommendation
from handslag.reports.writing import Writer, bullets, fact, facts
from handslag.swedish.dates import day
from handslag.swedish.lists import join
from handslag.swedish.numbers import count, number, word

EN = "en"


def missing(writer: Writer) -> tuple[Section, ...]:
    """Return what a reader must know is not there, before anything else; what can be mended links to where it is."""
    checks = [check for check in _CHECKS if writer.area is None or check not in _OF_THE_WHOLE]
    items = [item for item in (check(writer) for check in checks) if item]
    if not items:
        text = "Inget av det som rapporten brukar sakna saknas här."
        return (Section("missing", "Det som saknas", (Paragraph(words(text), "finding"),)),)
    blocks = (Callout("I underlaget", bullets(items), "gap"),)
    return (Section("missing", "Det som saknas", blocks),)


def _lacking(label: str, text: str, writer: Writer, rows: list[InitiativeRow], *, most: int = 6) -> Words:
    """Return what is missing and for which initiatives, a few by name and the rest by number."""
    runs = [Run(label, strong=True), Run(f" {text}")]
    for place, row in enumerate(rows[:most]):
        runs += [Run(": " if place == 0 else ", "), *writer.named(row)]
    if len(rows) > most:
        runs.append(Run(f" och {number(len(rows) - most)} till"))
    return (*runs, Run("."))


def _where(writer: Writer, label: str, page: str) -> Run:
    """Return the label of what is missing, linked to the page where it is filled in."""
    county = writer.plan.county.slug
    address = reverse(page, args=[county] if page == "recommendations" else [county, writer.plan.key])
    return Run(label, strong=True, href=writer.link(address))


def _status(writer: Writer) -> Words:
    rows = [row for row in writer.reported if row.status.status == "unknown"]
    return _lacking("Status", f"saknas för {count(len(rows), 'insats', 'insatser')}", writer, rows) if rows else ()


def _needs_word(writer: Writer) -> Words:
    rows = [row for row in writer.reported if row.flags]
    return _lacking("Ny uppgift", f"behövs för {count(len(rows), 'insats', 'insatser')}", writer, rows) if rows else ()


def _goals(writer: Writer) -> Words:
    rows = writer.ground.coverage.rows
    if writer.goal:
        within = {str(goal.uuid) for goal in writer.goal.walk()}
        rows = tuple(row for row in rows if row.key in within)
    silent = [row for row in rows if row.state == NOT_REPORTED]
    if not silent:
        return ()
    if not writer.plan.is_followed_up:
        text = f" saknas för {word(len(silent))} av {word(len(rows))} rubriker: planen är inte uppföljd än."
        return (_where(writer, "Kopplade insatser", "coverage"), Run(text))
    total = len(rows)
    text = f" saknas för {word(len(silent), gender=EN)} av {word(total, gender=EN)} rubriker: {join([row.title for row in silent])}."
    return (_where(writer, "Redovisning", "coverage"), Run(text))


def _answers(writer: Writer) -> Words:
    goals = writer.goal.walk() if writer.goal else writer.ground.tree.by_id.values()
    asked = [goal for goal in goals if goal.kind == "question"]
    silent = [goal for goal in asked if goal.id not in writer.ground.answers]
    if not silent:
        return ()
    return (
        _where(writer, "Svar", "questions"),
        Run(f" saknas på {number(len(silent))} av {count(len(asked), 'fråga', 'frågor')}."),
    )


def _amounts(writer: Writer) -> Words:
    rows = writer.reported
    known = [row for row in rows if row.id in writer.ground.money.with_sums]
    if len(known) == len(rows):
        return ()
    text = (
        f" saknas för {number(len(rows) - len(known))} av {count(len(rows), 'insats', 'insatser')}. Okänt är inte noll."
    )
    return (Run("Belopp", strong=True), Run(text))


def _bases(writer: Writer) -> Words:
    surveys = [*writer.ground.surveys, *(each for row in writer.rows for each in _surveys(writer, row))]
    silent = [each for each in surveys if each.n_asked is None]
    if not silent:
        return ()
    text = f" saknas för {number(len(silent))} av {count(len(surveys), 'enkätfråga', 'enkätfrågor')}, så svarsfrekvensen kan inte räknas."
    return (_where(writer, "Antal tillfrågade", "survey"), Run(text))


def _surveys(writer: Writer, row: InitiativeRow) -> list:
    return list(writer.ground.initiatives[row.id].surveys.all())


def _advice(writer: Writer) -> Words:
    told = every_recommendation(writer)
    silent = sum(not each.answer for each, _ in told)
    if not silent:
        return ()
    return (
        _where(writer, "Svar", "recommendations"),
        Run(f" saknas på {number(silent)} av {count(len(told), 'rekommendation', 'rekommendationer')}."),
    )


def _ends(writer: Writer) -> Words:
    rows = [
        row
        for row in writer.reported
        if not phrasing.is_over(row)
        and (row.period is None or (row.period.end_span is None and not row.period.is_open))
    ]
    return (
        _lacking("Slut", f"saknas för {count(len(rows), 'pågående insats', 'pågående insatser')}", writer, rows)
        if rows
        else ()
    )


def _leads(writer: Writer) -> Words:
    rows = [row for row in writer.reported if not any(ref.role in ("lead", "joint_lead") for ref in row.parties)]
    return _lacking("Ansvarig", f"saknas för {count(len(rows), 'insats', 'insatser')}", writer, rows) if rows else ()


_CHECKS = (_status, _needs_word, _goals, _answers, _amounts, _leads, _ends, _bases, _advice)

_OF_THE_WHOLE = frozenset({_goals, _answers, _bases, _advice})
"""What a report on one place does not lack: it is asked of the plan as a whole."""


def summary(writer: Writer) -> tuple[Section, ...]:
    """Return the report on one page, in the mock-up's five lines; each is a text that people may write anew."""
    lines = (
        ("framsteg", "Framsteg", _progress(writer)),
        ("aterstar", "Återstår", _remaining(writer)),
        ("beslut", "Kräver beslut", _decisions(writer)),
        ("medel", "Medel", _money(writer)),
        ("nasta", "Nästa plan", _next(writer)),
    )
    blocks: list[Block] = []
    for key, label, text in lines:
        said = Paragraph((Run(f"{label}. ", strong=True), Run(text)))
        blocks.append(writer.passage(f"sammanfattning:{key}", label, (said,)))
    return (Section("summary", "På en sida", tuple(blocks)),)


def _progress(writer: Writer) -> str:
    text = phrasing.reported_words(writer.reported)
    begun = [event.title for event in writer.ground.events if event.text == "Börjar"]
    if begun:
        told = phrasing.many(len(begun), "insats", "insatser")
        text += f" {told} har börjat under året före {day(writer.ground.day)}: {phrasing.few(begun, most=3)}."
    return text


def _remaining(writer: Writer) -> str:
    silent = writer.ground.coverage.silent
    parts = []
    if silent:
        titles = join([row.title for row in silent])
        parts.append(f"{phrasing.silent(len(silent), len(writer.ground.coverage.rows))}: {titles}.")
    hindered = [row for row in writer.reported if row.status.status == "struggling"]
    if hindered:
        parts.append(
            f"{phrasing.many(len(hindered), 'insats', 'insatser')} möter hinder: {join([row.title for row in hindered])}."
        )
    if not writer.ground.coverage.rows:
        parts.append("Planen har inga rubriker att redovisa under.")
    return " ".join(parts) or "Alla rubriker är redovisade eller bekräftade."


def _decisions(writer: Writer) -> str:
    return decisions_waiting(writer, most=4) or "Inget i underlaget väntar på beslut."


def decisions_waiting(writer: Writer, *, most: int) -> str:
    """Return what somebody has to decide, in a sentence or two: what is to be discussed, and what has passed its stated end."""
    discuss = [row.title for row in writer.reported if row.status.status == "to_be_discussed"]
    past = [row.title for row in writer.reported if any(flag.kind == "past_end" for flag in row.flags)]
    told = []
    if discuss:
        told.append(f"Ska {phrasing.few(discuss, most=most)} fortsätta?")
    if past:
        told.append(f"Vad händer med {phrasing.few(past, most=most)}? Det slut som är angivet har passerat.")
    return " ".join(told)


def _money(writer: Writer) -> str:
    rows = writer.reported
    shown = {row.id for row in rows}
    told = [each for each in writer.ground.money.rows if each.row.id in shown]
    named = sum(each.names_money for each in told)
    amounts = [kronor for each in told for kronor in each.sums]
    if not rows:
        return f"{phrasing.reported(0)}."
    if not amounts:
        return (
            "Kan inte redovisas ur underlaget. Ingen insats har ett angivet belopp; "
            f"{word(named, gender=EN)} av {number(len(rows))} säger varifrån pengarna kom."
        )
    return f"Minst {phrasing.kronor(sum(amounts))} är angivet. {phrasing.many(len(rows) - named, 'insats', 'insatser')} saknar uppgift."


def _next(writer: Writer) -> str:
    told = writer.ground.recommendations
    if not told:
        return "Underlaget har inga förslag till nästa plan."
    return f"{phrasing.many(len(told), 'förslag', 'förslag', gender='ett')} finns till nästa plan. Det första: {told[0].text}"


def status(writer: Writer) -> tuple[Section, ...]:
    """Return how the initiatives stand, as a drawing and as a table of every one."""
    rows = writer.reported
    if not rows:
        return (
            Section(
                "status", "Läget i planen", (writer.finding("status", "Läget i planen", phrasing.reported_words(rows)),)
            ),
        )
    counts = status_counts(rows)
    drawing = drawings.status_drawing(rows, key="rapport-status")
    chart = Bars(
        tuple(STATUSES[each.status] for each in counts),
        (Series("Antal insatser", tuple(each.n for each in counts)),),
        unit="insatser",
    )
    source = f"Källa: planens register, uppgifter {as_of(writer)}, n = {count(len(rows), 'insats', 'insatser')}."
    blocks: list[Block] = [Figure(drawing, source, chart)]
    if any(row.period and row.period.first for row in rows):
        timeline = drawings.timeline_drawing(rows, today=writer.ground.day, key="rapport-tid", links=False)
        blocks.append(
            Figure(
                timeline, f"Källa: planens register, n = {count(len(rows), 'insats', 'insatser')}.", with_table=False
            )
        )
    blocks.append(register_table(writer, rows, key="register", caption="Insatserna i planens ordning"))
    return (Section("status", "Läget i planen", tuple(blocks), starts_page=True),)


def as_of(writer: Writer) -> str:
    """Return when the plan's facts are from, in words."""
    return writer.plan.state_as_of_text or day(writer.ground.day)


def register_table(
    writer: Writer, rows: list[InitiativeRow], *, key: str, caption: str, sheet: str = "Insatser"
) -> Table:
    """Return the initiatives with what a list needs of each."""
    made = []
    for row in rows:
        initiative = writer.ground.initiatives[row.id]
        number_cell = Cell(words(str(row.number)), row.number) if row.number else cell("–")
        made.append(
            (
                number_cell,
                Cell(writer.named(row)),
                Cell(words(phrasing.short_status(row)), mark=row.status.status),
                cell(phrasing.period_words(initiative)),
                cell(phrasing.responsible(initiative)),
            )
        )
    columns = (
        Column("Nr", "number", 0.5),
        Column("Insats", width=3.5),
        Column("Status", width=1.6),
        Column("Period", width=2),
        Column("Ansvarig", width=2.2),
    )
    return Table(key, caption, columns, tuple(made), sheet=sheet)


def coverage(writer: Writer) -> tuple[Section, ...]:
    """Return what is reported at all, in its three states: counted, confirmed 0, and silent."""
    found = writer.ground.coverage
    if not found.rows:
        return ()
    silent = [row.title for row in found.silent]
    if silent:
        finding = f"{phrasing.silent(len(silent), len(found.rows))}. Det betyder inte att inget görs."
    else:
        finding = f"Alla {word(len(found.rows))} rubriker är redovisade eller bekräftade."
    columns = (
        Column("Rubrik", width=3),
        *(Column(column.title, "number") for column in found.columns),
        Column("Alla", "number"),
    )
    table = Table(
        "tackning",
        "Redovisade insatser efter rubrik och plats",
        columns,
        tuple(_cover_cells(row, len(found.columns)) for row in found.rows),
        note=(
            "– och ej redovisad: källan säger inget, och ingen slutsats dras. 0: någon ansvarig har bekräftat att inget finns. "
            "Minst n: för någon insats är platsen bara känd som ett antal. En insats räknas en gång i varje rad."
        ),
        sheet="Täckning",
    )
    confirmed = [f"{row.title}: {row.note.role}, {day(row.note.date)}" for row in found.confirmed if row.note]
    note = f"Källa: planens register, n = {count(len(writer.reported), 'insats', 'insatser')}."
    matrix = drawings_coverage.coverage_drawing(found, plan=writer.plan, key="rapport-tackning", links=False)
    tiles = drawings_coverage.tile_drawing(writer.ground.by_municipality, rows=writer.reported, key="rapport-kommuner")
    blocks = (
        writer.finding("coverage", "Vad som är redovisat", finding),
        Figure(matrix, note, with_table=False),
        table,
        Figure(tiles, note),
        *bullets(f"Bekräftat att inget finns. {text}" for text in confirmed),
    )
    return (Section("coverage", "Vad som är redovisat", blocks),)


def _cover_cells(row: CoverRow, width: int) -> tuple[Cell, ...]:
    cells = tuple(coverage_cell(each, short=True) for each in row.cells)
    cells = cells or tuple(coverage_cell_of(row.state, short=True) for _ in range(width))
    total = Cell(words(number(row.n)), row.n) if row.state == COUNTED else coverage_cell_of(row.state)
    return (cell(row.title), *cells, total)


def coverage_cell(each: CoverageCell, *, short: bool = False) -> Cell:
    """Return a cell of the coverage view in one of its three states. short: a dash where nothing is reported."""
    if each.state != COUNTED:
        return coverage_cell_of(each.state, short=short)
    return Cell(words(f"minst {number(each.n)}" if each.at_least else number(each.n)), each.n)


def coverage_cell_of(state: str, *, short: bool = False) -> Cell:
    """Return a cell that counts nothing: confirmed 0, or silent."""
    if state == CONFIRMED:
        return Cell(words("0" if short else "0, bekräftat"), 0, state="confirmed")
    return Cell(words("–" if short else "ej redovisad"), state="silent")


def plan_facts(writer: Writer) -> tuple[Block, ...]:
    """Return the plan's own facts: who adopted it, when, for how long."""
    plan, cites = writer.plan, writer.sources.cites
    adoptions = "; ".join(
        f"{each.organisation.name}: {each.get_extent_display()}" + (f", {each.period.text}" if each.period else "")
        for each in _adoptions(writer)
    )
    return facts(
        fact("Plan", plan.title, cites(("plan", plan.pk, "title"))),
        _in_force(writer),
        fact("Antagen av", _adopted(writer), cites(("plan", plan.pk, "adopted_by"), ("plan", plan.pk, "adopted"))),
        fact("Antagen i organisationer", adoptions, _of_adoptions(writer)),
        fact("Leds av", plan.lead.name if plan.lead else "", cites(("plan", plan.pk, "lead"))),
        fact("Uppgifter från", as_of(writer)),
        fact("Läget räknat för", day(writer.ground.day)),
    )


def short_facts(writer: Writer) -> tuple[Block, ...]:
    """Return the same in few lines, for a report of few pages: its title names the plan, and its maker leads it."""
    plan, others = writer.plan, _adoptions(writer)
    source = writer.sources.cites(("plan", plan.pk, "adopted_by"), ("plan", plan.pk, "adopted"))
    adoptions = count(len(others), "organisation", "organisationer") if others else ""
    return facts(
        _in_force(writer),
        fact("Antagen av", phrasing.shortened(_adopted(writer), phrasing.TITLE), source),
        fact("Antagen i", adoptions, _of_adoptions(writer)),
        fact("Uppgifter från", as_of(writer)),
        fact("Läget räknat för", day(writer.ground.day)),
    )


def _in_force(writer: Writer) -> Fact:
    plan = writer.plan
    period = plan.period.text if plan.period else phrasing.NOT_STATED
    return fact("Gäller", period, writer.sources.cites(("plan", plan.pk, "period")))


def _adopted(writer: Writer) -> str:
    return ", ".join(part for part in (writer.plan.adopted_by, writer.plan.adopted_text) if part)


def _adoptions(writer: Writer) -> list[Adoption]:
    """Return the decisions of organisations beside the one that adopted the plan whole."""
    by = writer.plan.adopted_by
    return [each for each in writer.ground.adoptions if each.organisation.name != by or each.extent != "all"]


def _of_adoptions(writer: Writer) -> tuple[str, ...]:
    return writer.sources.cites(*(("adoption", each.pk, "") for each in writer.ground.adoptions))
