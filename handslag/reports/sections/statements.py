"""The questions and their answers, the survey, obstacles, recommendations and proposals."""

from collections import Counter
from collections.abc import Iterable

from handslag.documents.blocks import (
    Block,
    Callout,
    Cell,
    Column,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
    cell,
    words,
)
from handslag.plans.models import Recommendation
from handslag.plans.queries.proposals import Proposal
from handslag.plans.queries.rows import InitiativeRow
from handslag.plans.words import ANSWER_STATES, CONFIDENCES, THEMES
from handslag.reports import phrasing
from handslag.reports.sections.initiative import figure_table, survey_blocks
from handslag.reports.writing import Writer, bullets
from handslag.swedish.dates import day
from handslag.swedish.lists import join
from handslag.swedish.numbers import capitalised, count, number, word


def questions(writer: Writer) -> tuple[Section, ...]:
    """Return every question of the plan (or of the goal) with its answer, or "inte besvarad": none can vanish."""
    tree, answers = writer.ground.tree, writer.ground.answers
    asked = [goal for goal in (writer.goal.walk() if writer.goal else tree.by_id.values()) if goal.kind == "question"]
    rows = []
    for goal in asked:
        above = tree.by_id.get(goal.parent_id or 0)
        answer = answers.get(goal.id)
        source = writer.sources.cites(("goal", goal.id, "title"))
        if answer is None:
            told = Cell(words("inte besvarad"), state="silent")
        else:
            sure = f", säkerhet: {CONFIDENCES[answer.confidence]}" if answer.confidence else ""
            text = f"{capitalised(ANSWER_STATES[answer.state])} {day(answer.answered_on)}{sure}. {answer.text}"
            told = cell(text, cites=writer.sources.cites(("answer", answer.pk, "")))
        rows.append((cell(goal.title, cites=source), cell(above.title if above else ""), told))
    if not rows:
        return ()
    done = sum(goal.id in answers for goal in asked)
    unit = writer.plan.level_names.get("question", "fråga").lower()
    many = {"frågeställning": "frågeställningar", "fråga": "frågor"}.get(unit, unit)
    how_many = capitalised(word(done, gender="en")) if done else "Ingen"
    finding = f"{how_many} av planens {number(len(asked))} {many} har ett angivet svar."
    columns = (Column("Fråga", width=3), Column("Hör till", width=2), Column("Svar", width=2))
    table = Table("fragor", "Planens frågor och deras svar", columns, tuple(rows), sheet="Frågor")
    return (Section("questions", "Planens frågor", (writer.finding("questions", "Planens frågor", finding), table)),)


def survey(writer: Writer) -> tuple[Section, ...]:
    """Return the plan's survey question by question, each with its own number of answers."""
    surveys, figures = writer.ground.surveys, writer.ground.figures
    if not surveys and not figures:
        return ()
    counted = sum(each.n_answering is not None for each in surveys)
    finding = f"{capitalised(word(counted, gender='en'))} av {count(len(surveys), 'fråga', 'frågor')} har ett angivet antal svarande."
    blocks: list[Block] = [writer.finding("survey", "Enkäten", finding)] if surveys else []
    if figures:
        blocks.append(figure_table(writer, figures, key="enkat-tal", caption="Tal om planen som helhet"))
    parts = tuple(
        Section(
            key=f"enkat-{place}",
            title=each.title,
            number=str(each.number) if each.number else "",
            blocks=survey_blocks(writer, each, key=f"enkat-{place}"),
        )
        for place, each in enumerate(surveys, start=1)
    )
    return (Section("survey", "Enkäten", tuple(blocks), parts),)


def obstacles(writer: Writer) -> tuple[Section, ...]:
    """Return the plan's own obstacles, and all by theme: how many, and where; each initiative's stand with it."""
    stated = [(row, each) for row in writer.rows for each in writer.ground.initiatives[row.id].obstacles.all()]
    own = writer.ground.obstacles
    if not stated and not own:
        return ()
    rows = []
    for theme, title in THEMES.items():
        of_plan = [each for each in own if each.theme == theme]
        about = [row for row, each in stated if each.theme == theme]
        n = len(of_plan) + len(about)
        if n:
            titles = {row.id: row.title for row in about}
            where = join([*(["planen"] if of_plan else []), *titles.values()])
            rows.append((cell(title), Cell(words(number(n)), n), cell(where)))
    total = len(stated) + len(own)
    told = phrasing.many(total, "hinder är angivet", "hinder är angivna", gender="ett")
    finding = f"{told}, i {word(len(rows))} {'tema' if len(rows) == 1 else 'teman'}."
    columns = (Column("Tema", width=2), Column("Antal", "number", 0.6), Column("Gäller", width=5))
    note = "Temana är vår indelning. Antalet säger hur många som är angivna, inte hur stora de är."
    blocks: list[Block] = [
        writer.finding("obstacles", "Hinder", finding),
        Table("hinder", "Hinder efter tema", columns, tuple(rows), note, "Hinder efter tema"),
    ]
    if own:
        told_of = [
            (
                Run(each.text, cites=writer.sources.cites(("obstacle", each.pk, ""))),
                Run(f" ({phrasing.obstacle_words(each)})"),
            )
            for each in own
        ]
        blocks += [Paragraph(words("Hinder för planen som helhet", strong=True), "small"), *bullets(told_of)]
    return (Section("obstacles", "Hinder", tuple(blocks)),)


def every_recommendation(writer: Writer) -> list[tuple[Recommendation, InitiativeRow | None]]:
    """Return the recommendations of the plan and of the initiatives, each with its initiative (None: the plan)."""
    told: list[tuple[Recommendation, InitiativeRow | None]] = [(each, None) for each in writer.ground.recommendations]
    for row in writer.rows:
        told += [(each, row) for each in writer.ground.initiatives[row.id].recommendations.all()]
    return told


def recommendation_table(
    writer: Writer, told: Iterable[tuple[Recommendation, InitiativeRow | None]], *, key: str, caption: str
) -> Table:
    """Return recommendations with from, to and answer: an unanswered one says so."""
    rows = []
    for each, row in told:
        answer = (
            cell(phrasing.recommendation_answer(each)) if each.answer else Cell(words("inget svar"), state="silent")
        )
        rows.append(
            (
                cell(each.text, cites=writer.sources.cites(("recommendation", each.pk, ""))),
                cell(each.by),
                cell(each.to or "inte angivet"),
                Cell(writer.named(row)) if row else cell("planen"),
                answer,
            )
        )
    columns = (
        Column("Rekommendation", width=4),
        Column("Från", width=1.5),
        Column("Till", width=1.5),
        Column("Gäller", width=1.5),
        Column("Svar", width=1.2),
    )
    return Table(key, caption, columns, tuple(rows), sheet="Rekommendationer")


def recommendations(writer: Writer) -> tuple[Section, ...]:
    """Return every recommendation with its answer."""
    told = every_recommendation(writer)
    if not told:
        return ()
    silent = sum(not each.answer for each, _ in told)
    have = "har inget svar" if silent else "Alla har svar"
    finding = (
        f"{capitalised(word(silent, gender='en'))} av {count(len(told), 'rekommendation', 'rekommendationer')} {have}."
    )
    if not silent:
        finding = f"Alla {number(len(told))} rekommendationer har svar."
    table = recommendation_table(writer, told, key="rekommendationer", caption="Rekommendationer och deras svar")
    return (
        Section(
            "recommendations",
            "Rekommendationer",
            (writer.finding("recommendations", "Rekommendationer", finding), table),
        ),
    )


def _proposal(writer: Writer, proposal: Proposal) -> Words:
    """Return a proposal with its theme, what it rests on, and which goals of later plans answer it."""
    each = proposal.recommendation
    basis = f" Bygger på: {each.basis}" if each.basis else ""
    goals = join([f"{goal.title} ({goal.plan.title})" for goal in proposal.goals])
    became = f" Finns som: {goals}." if goals else ""
    theme = f" ({THEMES[each.theme].lower()})" if each.theme else ""
    source = writer.sources.cites(("recommendation", each.pk, ""), ("recommendation", each.pk, "basis"))
    return (Run(f"{each.text}{theme}", cites=source), *words(f"{basis}{became}"))


def proposals(writer: Writer) -> tuple[Section, ...]:
    """Return what the follow-up proposes for the next plan, and what it rests on."""
    told = writer.ground.recommendations
    if not told:
        return ()
    items = [_proposal(writer, each) for each in writer.ground.proposals]
    themes = [THEMES[key].lower() for key, _ in Counter(each.theme for each in told if each.theme).most_common(3)]
    finding = f"{phrasing.many(len(told), 'förslag', 'förslag', gender='ett')} till nästa plan" + (
        f", mest om {join(themes)}." if themes else "."
    )
    blocks: list[Block] = [writer.finding("proposals", "Förslag till nästa plan", finding), *bullets(items)]
    silent = [goal for goal in writer.ground.tree.of_kind("question") if goal.id not in writer.ground.answers]
    if silent:
        text = f"{capitalised(word(len(silent), gender='en'))} av planens frågor är obesvarade och kan tas med."
        blocks.append(Callout("Att ta ställning till", (Paragraph(words(text)),), "attention"))
    return (Section("proposals", "Förslag till nästa plan", tuple(blocks)),)
