"""The slides: one idea on each, the whole text in the notes."""

from handslag.documents.blocks import Bars, Block, Callout, Figure, Paragraph, Section, Series, words
from handslag.plans import drawings
from handslag.plans.drawings_survey import survey_base
from handslag.plans.queries.goals import Goal
from handslag.plans.queries.overview import status_counts
from handslag.plans.words import STATUSES
from handslag.reports import phrasing
from handslag.reports.sections.state import coverage as coverage_part
from handslag.reports.sections.state import missing as missing_part
from handslag.reports.sections.state import plan_facts
from handslag.reports.writing import Writer, bullets
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, number, word

LINES = 6
"""Lines on a slide; what there is more of stands in the notes, and the slide says how many."""


def _cut(items: list[str]) -> list[str]:
    rest = len(items) - LINES
    return items if rest <= 0 else [*items[: LINES - 1], f"… och {number(rest + 1)} till"]


def slide_plan(writer: Writer) -> tuple[Section, ...]:
    """Return the plan in facts; its purpose in the notes."""
    plan = writer.plan
    notes = [Paragraph(words(text)) for text in (plan.purpose, plan.vision, plan.note) if text]
    return (Section("slide_plan", "Planen", plan_facts(writer), notes=tuple(notes)),)


def slide_goals(writer: Writer) -> tuple[Section, ...]:
    """Return the goals at the top on one slide, as adopted."""
    roots = writer.ground.tree.roots
    lines = [root.title for root in roots]
    notes = [
        Paragraph(words(f"{root.title}: {root.public_line or root.plain}"))
        for root in roots
        if root.public_line or root.plain
    ]
    shown, every = bullets(_cut(lines), ordered=True), bullets(lines, ordered=True)
    title = f"{capitalised(word(len(roots)))} {_name(roots, 'mål')}" if roots else "Målen"
    return (Section("slide_goals", title, shown, notes=tuple(notes) or every),)


def _name(goals: list[Goal], unit: str) -> str:
    name = goals[0].level_name.lower()
    return {"målområde": "målområden", "mål": "mål", "utmaning": "utmaningar", "område": "områden"}.get(name, unit)


def slide_challenges(writer: Writer) -> tuple[Section, ...]:
    """Return a slide for each goal at the top: the headings under it that initiatives hang on, and their questions."""
    made = []
    for root in writer.ground.tree.roots:
        bearing = [goal for goal in root.walk() if goal.kind != "question" and not goal.branches]
        shown: list[Block] = []
        for goal in bearing:
            if goal.id != root.id:
                shown.append(Paragraph(words(goal.title, strong=True)))
            shown += bullets(question.title for question in goal.questions)
        notes = [_with_answer(writer, question) for goal in bearing for question in goal.questions]
        title = f"Frågorna: {root.title}" if notes else root.title
        made.append(Section(f"bild-fragor-{root.uuid}", title, tuple(shown), notes=tuple(notes)))
    return tuple(made)


def _with_answer(writer: Writer, question: Goal) -> Paragraph:
    answer = writer.ground.answers.get(question.id)
    return Paragraph(words(f"{question.title} {answer.text if answer else 'Inte besvarad.'}"))


def slide_status(writer: Writer) -> tuple[Section, ...]:
    """Return the initiatives by status as a native chart; every title in the notes."""
    rows = writer.reported
    title = phrasing.reported(len(rows))
    if not rows:
        return (Section("slide_status", title),)
    counts = status_counts(rows)
    drawing = drawings.status_drawing(rows, key="bild-status")
    series = Series("Antal insatser", tuple(each.n for each in counts))
    chart = Bars(tuple(STATUSES[each.status] for each in counts), (series,), unit="insatser")
    source = f"Källa: planens register, n = {count(len(rows), 'insats', 'insatser')}."
    notes = bullets(f"{STATUSES[each.status]}: {join([row.title for row in each.rows])}." for each in counts)
    return (Section("slide_status", title, (Figure(drawing, source, chart, with_table=False),), notes=notes),)


def slide_coverage(writer: Writer) -> tuple[Section, ...]:
    """Return which headings are silent; the whole table in the notes' place, as words."""
    found = writer.ground.coverage
    if not found.rows:
        return ()
    lines = [f"{row.title}: ej redovisad" for row in found.silent]
    lines += [f"{row.title}: 0, bekräftat" for row in found.confirmed]
    counted = [f"{row.title}: {count(row.n, 'insats', 'insatser')}" for row in found.counted]
    finding = coverage_part(writer)[0].blocks[0]
    shown = bullets(_cut(lines)) or bullets(_cut(counted))
    note = Paragraph(words("Ej redovisad betyder att källan inget säger. Det betyder inte att inget görs."))
    title = phrasing.silent(len(found.silent), len(found.rows))
    title = title if found.silent else "Allt är redovisat eller bekräftat"
    return (Section("slide_coverage", title, shown, notes=(finding, *bullets([*lines, *counted]), note)),)


def slide_area(writer: Writer) -> tuple[Section, ...]:
    """Return a slide for each goal at the top: what is reported; every initiative with its figures in the notes."""
    made = []
    for root in writer.ground.tree.roots:
        rows = writer.ground.serving(root)
        lines = [f"{row.title}: {phrasing.short_status(row).lower()}" for row in rows]
        notes = []
        for row in rows:
            initiative = writer.ground.initiatives[row.id]
            figures = [
                f"{phrasing.figure_label(figure)}: {phrasing.figure_value(figure)}"
                for figure in initiative.figures.all()
                if not figure.context
            ]
            told = f" {'; '.join(figures)}." if figures else ""
            notes.append(f"{row.title} ({phrasing.status_words(row)}). {initiative.summary}{told}")
        finding = phrasing.reported_words(rows) if rows else "Ej redovisad. Det betyder inte att inget görs."
        blocks = (writer.finding(f"bild-{root.uuid}", root.title, finding), *bullets(_cut(lines)))
        made.append(Section(f"bild-mal-{root.uuid}", root.title, blocks, number=root.code, notes=bullets(notes)))
    return tuple(made)


def slide_missing(writer: Writer) -> tuple[Section, ...]:
    """Return what is missing, in few words; whole in the notes."""
    block = missing_part(writer)[0].blocks[0]
    if not isinstance(block, Callout):
        return (Section("slide_missing", "Det som saknas", (block,)),)
    items = block.blocks[0].items
    short = ["".join(run.text for run in item).split(":")[0].rstrip(".") + "." for item in items]
    shown = writer.passage("bild:saknas", "Det som saknas", bullets(_cut(short)))
    return (Section("slide_missing", "Det som saknas", (shown,), notes=block.blocks),)


def slide_survey(writer: Writer) -> tuple[Section, ...]:
    """Return a slide for each survey question with answers or a finding: with its number of answers."""
    made = []
    for place, survey in enumerate(writer.ground.surveys, start=1):
        answers = [f"{each['label']}: {phrasing.answer_words(each, survey)}" for each in survey.answers]
        shown = answers or survey.themes
        if not shown:
            continue
        n = survey.n_answering
        base = Paragraph(words("Antal svarande okänt" if n is None else f"{number(n)} svarande"), "small")
        notes = [*([Paragraph(words(survey.finding))] if survey.finding else []), *bullets([*answers, *survey.themes])]
        blocks = (*bullets(_cut(list(shown))), base)
        question = [Paragraph(words(survey.question), "adopted")] if survey.question else []
        made.append(
            Section(
                f"bild-enkat-{place}",
                survey.title,
                blocks,
                notes=(*question, *notes, Paragraph(words(survey_base(survey)))),
            )
        )
    return tuple(made)


def slide_proposals(writer: Writer) -> tuple[Section, ...]:
    """Return the proposals for the next plan."""
    told = [each.text for each in writer.ground.recommendations]
    if not told:
        return ()
    short = [text.split(",")[0].split(". ")[0].rstrip(".") + "." for text in told]
    title = f"{phrasing.many(len(told), 'förslag', 'förslag', gender='ett')} till nästa plan"
    shown = writer.passage("bild:forslag", title, bullets(_cut(short)))
    return (Section("slide_proposals", title, (shown,), notes=bullets(told)),)


def slide_sources(writer: Writer) -> tuple[Section, ...]:
    """Return the place of the numbered sources."""
    return (Section("slide_sources", "Källor"),)
