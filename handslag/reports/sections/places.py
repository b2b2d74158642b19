"""The activity plan, the extract for one organisation, and the report on one place."""

from collections.abc import Sequence

from handslag.documents.blocks import Block, Callout, Cell, Column, Paragraph, Run, Section, Table, Words, cell, words
from handslag.plans.models import Recommendation
from handslag.plans.queries.coverage import WHOLE, stands_in
from handslag.plans.queries.ending import LEADS_ON
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import PARTY_ROLES, RELATIONS
from handslag.reports import phrasing
from handslag.reports.sections.initiative import figure_cells
from handslag.reports.sections.state import as_of, coverage_cell, coverage_cell_of, register_table
from handslag.reports.sections.statements import recommendation_table
from handslag.reports.writing import Writer, bullets, fact, facts
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, word


def next_step(writer: Writer, row: InitiativeRow) -> str:
    """Return what is stated to come next, or that nothing is: never our own guess."""
    for link in writer.ground.relations_of(row.id):
        if link.from_initiative_id == row.id and link.kind in LEADS_ON:
            return f"{capitalised(RELATIONS[link.kind])} {link.to_initiative.title}"
    if row.flags:
        return row.flags[0].text
    ending = next((each for each in writer.ground.endings if each.row.id == row.id and each.post_id is None), None)
    if ending:
        return f"Slutar {ending.end_words}. {ending.handover}".strip()
    return phrasing.NOT_STATED


def activities(writer: Writer) -> tuple[Section, ...]:
    """Return the table that people work from: grouped by goal, one row for each initiative."""
    sections = []
    told: set[int] = set()
    for root in writer.ground.tree.roots:
        rows = [row for row in writer.reported if row.serves(root.ids, proposed=False) and row.id not in told]
        told |= {row.id for row in rows}
        if rows:
            table = _activity_table(writer, rows, key=f"aktiviteter-{root.uuid}", caption=f"Aktiviteter: {root.title}")
            sections.append(Section(f"plan-{root.uuid}", root.title, (table,), number=root.code))
    rest = [row for row in writer.reported if row.id not in told]
    if rest:
        table = _activity_table(writer, rest, key="aktiviteter-utan", caption="Aktiviteter utan mål i planen")
        sections.append(Section("plan-utan", "Utan mål i planen", (table,)))
    if not sections:
        empty = Paragraph(words("Inga insatser är redovisade här."))
        return (Section("activities", "Aktiviteter", (empty,)),)
    finding = writer.finding("activities", "Aktiviteter", phrasing.reported_words(writer.reported))
    return (Section("activities", "Aktiviteter", (finding,), tuple(sections)),)


def _activity_table(writer: Writer, rows: Sequence[InitiativeRow], *, key: str, caption: str) -> Table:
    made = []
    for row in rows:
        initiative = writer.ground.initiatives[row.id]
        awards = writer.ground.money.awards_of(row.id)
        kronor = [each.standing.granted for each in awards] or [fund.kronor for fund in initiative.funding.all()]
        total = sum(kronor) if kronor and None not in kronor else None
        made.append(
            (
                Cell(writer.named(row)),
                cell(phrasing.responsible(initiative)),
                cell(phrasing.period_words(initiative)),
                Cell(
                    words(phrasing.funding_words(initiative, awards)),
                    total,
                    state="" if total is not None else "silent",
                ),
                Cell(words(phrasing.short_status(row)), mark=row.status.status),
                cell(next_step(writer, row)),
            )
        )
    columns = (
        Column("Aktivitet", width=2.5),
        Column("Ansvarig", width=1.8),
        Column("Tid", width=1.5),
        Column("Medel", width=1.8),
        Column("Status", width=1.3),
        Column("Nästa steg", width=2),
    )
    note = f"Ur planens register, uppgifter från {as_of(writer)}. Nästa steg står bara där det är angivet."
    return Table(key, caption, columns, tuple(made), note, "Aktiviteter")


def extract_goals(writer: Writer) -> tuple[Section, ...]:
    """Return the goals that the organisation's initiatives serve, as adopted, with what the county's plan is."""
    made: list[Words] = []
    for goal in writer.ground.tree.by_id.values():
        if goal.kind == "question":
            continue
        rows = [
            row for row in writer.rows if any(ref.goal_id == goal.id and ref.origin != "proposed" for ref in row.goals)
        ]
        if rows:
            source = writer.sources.cites(("goal", goal.id, "title"))
            title = Run(goal.title, strong=True, href=writer.link(goal.url))
            made.append((title, Run(f": {join([row.title for row in rows])}", cites=source)))
    head = f"Ur {writer.plan.title}" + (f", som gäller {writer.plan.period.text}." if writer.plan.period else ".")
    none = Paragraph(words("Ingen av organisationens insatser är kopplad till ett mål i planen."))
    blocks: tuple[Block, ...] = bullets(made) or (none,)
    return (Section("extract_goals", "Mål som vi bidrar till", (Paragraph(words(head), "finding"), *blocks)),)


def extract_initiatives(writer: Writer) -> tuple[Section, ...]:
    """Return the organisation's initiatives one by one, with its own part in each, ready to paste."""
    parts = []
    for row in writer.rows:
        initiative = writer.ground.initiatives[row.id]
        ours = [part for part in initiative.participations.all() if part.organisation_id == writer.organisation]
        part = "; ".join(PARTY_ROLES[each.role] + (f": {each.text.rstrip('.')}" if each.text else "") for each in ours)
        source = writer.sources.cites(("initiative", row.id, "summary"))
        address = writer.link(row.url)
        blocks = [
            Paragraph(words(initiative.summary or initiative.purpose, cites=source)),
            *facts(
                fact("Vår del", part),
                fact("Status", phrasing.status_words(row), mark=row.status.status),
                fact("Tid", phrasing.period_words(initiative)),
                fact("Medel", phrasing.funding_words(initiative, writer.ground.money.awards_of(row.id))),
                fact("Tal", _figure_line(writer, row)),
                fact("Nästa steg", next_step(writer, row)),
            ),
        ]
        if address:
            blocks.append(
                Paragraph((Run("Läs mer och följ upp: ", emphasis=True), Run(address, href=address)), "small")
            )
        title = row.title if row.listing == "reported" else f"{row.title} (bara omnämnd i källan)"
        parts.append(Section(f"insats-{row.uuid}", title, tuple(blocks)))
    if not parts:
        common = [row for row in writer.ground.reported if row.places_precision == "county"]
        told = "Ingen insats anger organisationen som part." + (" De här gäller hela länet:" if common else "")
        listed = bullets(writer.named(row) for row in common)
        return (Section("extract_initiatives", "Våra insatser", (Paragraph(words(told)), *listed)),)
    return (Section("extract_initiatives", "Våra insatser", (), tuple(parts)),)


def _figure_line(writer: Writer, row: InitiativeRow) -> str:
    told = []
    for figure in writer.ground.initiatives[row.id].figures.all():
        if not figure.context:
            label, value, base, period, place, _ = figure_cells(writer, figure)
            around = [part for part in (_text(base), _text(period), _text(place)) if part]
            told.append(f"{_text(label)}: {_text(value)} ({', '.join(around)})")
    return "; ".join(told)


def _text(made: Cell) -> str:
    return "".join(run.text for run in made.words)


def extract_recommendations(writer: Writer) -> tuple[Section, ...]:
    """Return what others have recommended the organisation, with its answer where there is one."""
    told: list[tuple[Recommendation, InitiativeRow | None]] = []
    for row in writer.ground.rows:
        for each in writer.ground.initiatives[row.id].recommendations.all():
            if each.to_organisation_id == writer.organisation:
                told.append((each, row))
    told += [(each, None) for each in writer.ground.recommendations if each.to_organisation_id == writer.organisation]
    if not told:
        return ()
    table = recommendation_table(writer, told, key="till-oss", caption="Rekommendationer till oss")
    return (Section("extract_recommendations", "Rekommendationer till oss", (table,)),)


def stands_here(writer: Writer, row: InitiativeRow) -> bool:
    """Whether an initiative surely stands in the report's place; those of the whole county are told of apart."""
    area = writer.area
    return area is not None and row.places_precision != "county" and stands_in(row, area, writer.ground.parts)


def area_words(writer: Writer) -> str:
    """Return how many initiatives name the place, and how many are meant for the whole county."""
    here = [row for row in writer.reported if stands_here(writer, row)]
    common = [row for row in writer.reported if row.places_precision == "county"]
    title = writer.area.title if writer.area else ""
    told = phrasing.many(len(here), "redovisad insats", "redovisade insatser")
    return f"{told} anger {title} som plats, och {word(len(common), gender='en')} gäller hela länet"


def area_summary(writer: Writer) -> tuple[Section, ...]:
    """Return in a few sentences what the plan is in this place, and which initiatives may be there too."""
    unplaced = [
        row.title
        for row in writer.reported
        if row.places_precision in ("count", "unknown") and not stands_here(writer, row)
    ]
    lines = [f"{area_words(writer)}."]
    if unplaced:
        are = "är platsen inte angiven, eller bara ett antal platser. De kan också finnas här"
        lines.append(f"För {count(len(unplaced), 'insats', 'insatser')} {are}: {join(unplaced)}.")
    text = writer.passage("plats:sammanfattning", "Läget här", [Paragraph(words(line)) for line in lines])
    return (Section("area_summary", "Läget här", (text,)),)


def area_initiatives(writer: Writer) -> tuple[Section, ...]:
    """Return the initiatives of the place."""
    here = [row for row in writer.reported if stands_here(writer, row)]
    if not here:
        text = "Ingen insats anger platsen. Det betyder inte att inget görs här."
        gap = Callout("Ej redovisad", (Paragraph(words(text)),), "gap")
        return (Section("area_initiatives", "Insatser här", (gap,)),)
    table = register_table(writer, here, key="har", caption="Insatser som anger platsen", sheet="Insatser här")
    return (Section("area_initiatives", "Insatser här", (table,)),)


def area_county(writer: Writer) -> tuple[Section, ...]:
    """Return the initiatives that are meant for the whole county."""
    common = [row for row in writer.reported if row.places_precision == "county"]
    if not common:
        return ()
    table = register_table(
        writer, common, key="hela-lanet", caption="Insatser som gäller alla kommuner", sheet="Hela länet"
    )
    return (Section("area_county", "Insatser för hela länet", (table,)),)


def area_coverage(writer: Writer) -> tuple[Section, ...]:
    """Return what is reported for the place under each heading: the cells that the county's table and map show."""
    ground, area = writer.ground, writer.area
    views = (ground.coverage, ground.by_municipality)
    found = next((view for view in views if area and any(each.key == area.key for each in view.columns)), None)
    if found is None or area is None or not found.rows:
        return ()
    rows = []
    for row in found.rows:
        cells = {each.column.key: coverage_cell(each) for each in row.cells}
        silent = coverage_cell_of(row.state)
        rows.append((cell(row.title), cells.get(area.key, silent), cells.get(WHOLE, silent)))
    columns = (Column("Rubrik i planen", width=3), Column("Insatser här", "number"), Column("För hela länet", "number"))
    note = "Minst n: för någon insats är platsen bara känd som ett antal. Ej redovisad betyder inte att inget görs."
    table = Table(
        "tackning-har", "Redovisade insatser här och för hela länet", columns, tuple(rows), note, "Täckning här"
    )
    return (Section("area_coverage", "Vad som är redovisat här", (table,)),)
