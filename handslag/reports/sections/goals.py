"""The goals as chapters: the adopted wordings, what is reported under each, and every initiative once."""

import datetime
from collections.abc import Iterator

from handslag.documents.blocks import Block, Callout, Figure, Paragraph, Section, words
from handslag.plans import drawings
from handslag.plans.models import GoalLink
from handslag.plans.queries.goals import Goal
from handslag.plans.queries.relations import End, Link
from handslag.plans.queries.rows import InitiativeRow
from handslag.reports import phrasing
from handslag.reports.gather import Ground
from handslag.reports.sections.initiative import initiative_section
from handslag.reports.sections.statements import questions
from handslag.reports.writing import Writer, bullets
from handslag.swedish.dates import day
from handslag.swedish.lists import join
from handslag.swedish.numbers import count


def goals(writer: Writer) -> tuple[Section, ...]:
    """Return a chapter for each goal at the top (or the one that the report is about), and one for what hangs on none."""
    told: set[int] = set()
    roots = [writer.goal] if writer.goal else writer.ground.tree.roots
    chapters = [_chapter(writer, root, told) for root in roots]
    if writer.goal is None:
        chapters += _beside(writer, told)
    return tuple(chapters)


def _chapter(writer: Writer, root: Goal, told: set[int]) -> Section:
    branches = root.branches
    return Section(
        key=f"mal-{root.uuid}",
        title=root.title,
        number=root.code,
        blocks=(*goal_blocks(writer, root), *_reported(writer, root)),
        sections=tuple(_challenge(writer, branch, told) for branch in branches)
        if branches
        else _initiatives(writer, root, told),
    )


def _challenge(writer: Writer, goal: Goal, told: set[int]) -> Section:
    deeper = tuple(_challenge(writer, branch, told) for branch in goal.branches)
    return Section(
        key=f"mal-{goal.uuid}",
        title=goal.title,
        number=goal.code,
        blocks=(*goal_blocks(writer, goal), *_reported(writer, goal)),
        sections=deeper or _initiatives(writer, goal, told),
    )


def goal_blocks(writer: Writer, goal: Goal) -> tuple[Block, ...]:
    """Return what a goal says: plain words marked as ours, its questions verbatim, its links to the nation's goals."""
    with writer.sources.about(f"mal-{goal.uuid}"):
        return tuple(_goal_blocks(writer, goal))


def _goal_blocks(writer: Writer, goal: Goal) -> Iterator[Block]:
    cites = writer.sources.cites(*(("goal", goal.id, name) for name in ("title", "text", "code")))
    if goal.text:
        yield Paragraph(words(goal.text, cites=cites), "adopted")
    if goal.public_line:
        yield Paragraph(words(f"{goal.public_line} (vår sammanfattning)", cites=cites), "finding")
    if goal.plain:
        yield Paragraph(words(f"{goal.plain} (förenklat)"))
    if goal.aliases:
        yield Paragraph(words(f"Kallas också {join(goal.aliases)}."), "small")
    if goal.problem_type:
        reason = f": {goal.problem_reason}" if goal.problem_reason else ""
        yield Paragraph(words(f"Slag av problem: {goal.problem_type}{reason}"), "small")
    for question in goal.questions:
        source = writer.sources.cites(("goal", question.id, "title"))
        yield Paragraph(words(question.title, cites=source), "adopted")
        if question.plain:
            yield Paragraph(words(f"{question.plain} (förenklat)"), "small")
    strategy = [link for link in writer.ground.goal_links.get(goal.id, []) if _is_national(link)]
    if strategy:
        yield Paragraph(words(f"Bidrar till {phrasing.node_words(strategy)}."), "small")


def _is_national(link: GoalLink) -> bool:
    """Whether a link is to the nation's strategy; those to other frameworks stand under what initiatives serve."""
    return link.node.framework.kind == "national_strategy"


def _reported(writer: Writer, goal: Goal) -> tuple[Block, ...]:
    """Return in a sentence what is reported, and what is near without being reported here."""
    rows = [row for row in writer.reported if row.serves(goal.ids, proposed=False)]
    near = [row for row in writer.ground.reported if row.serves(goal.ids, proposed=True) and row not in rows]
    blocks: list[Block] = []
    if rows:
        said = (Paragraph(words(phrasing.reported_words(rows))),)
        blocks.append(writer.passage(f"mal:{goal.uuid}", goal.title, said))
    elif goal.confirmed:
        note = goal.confirmed
        said = f"{note.role} bekräftade {day(note.date)} att inget finns. {note.text}".strip()
        blocks.append(Callout("0 insatser, bekräftat", (Paragraph(words(said)),), "attention"))
    else:
        silent = "Ingen insats är redovisad här. Det betyder inte att inget görs."
        if not writer.plan.is_followed_up:
            silent = "Ingen insats är kopplad hit än."
        blocks.append(Callout("Ej redovisad", (Paragraph(words(silent)),), "gap"))
    if near:
        titles = bullets(writer.named(row) for row in near)
        blocks.append(Paragraph(words("Kan höra hit, som vi ser det (inte bekräftat av länet):"), "small"))
        blocks += titles
    return tuple(blocks)


def _initiatives(writer: Writer, goal: Goal, told: set[int]) -> tuple[Section, ...]:
    """Return a section for each initiative whose main goal this is; it is told of once in the report."""
    made = []
    for row in writer.reported:
        main = next((ref.goal_id for ref in row.goals if ref.primary), None)
        home = main if main is not None else next((ref.goal_id for ref in row.goals if ref.origin != "proposed"), None)
        if row.id not in told and home in goal.ids:
            told.add(row.id)
            made.append(initiative_section(writer, row, key=f"insats-{row.uuid}"))
    return tuple(made)


def _beside(writer: Writer, told: set[int]) -> list[Section]:
    """Return the chapters of what has no goal in the plan, and of what the source only mentions."""
    rest = [row for row in writer.reported if row.id not in told]
    mentioned = [row for row in writer.rows if row.listing != "reported"]
    chapters = []
    if rest:
        said = f"{count(len(rest), 'insats är redovisad', 'insatser är redovisade')} utan mål i planen."
        chapters.append(_list("utan-mal", "Insatser utan mål i planen", said, writer, rest))
    if mentioned:
        said = f"Källan nämner {count(len(mentioned), 'insats', 'insatser')} till men redovisar dem inte. De räknas inte bland de redovisade."
        chapters.append(_list("omnamnda", "Insatser som bara är omnämnda", said, writer, mentioned))
    return chapters


def _list(key: str, title: str, said: str, writer: Writer, rows: list[InitiativeRow]) -> Section:
    return Section(
        key=key,
        title=title,
        blocks=(writer.finding(key, title, said),),
        sections=tuple(initiative_section(writer, row, key=f"insats-{row.uuid}") for row in rows),
    )


def threads(writer: Writer) -> tuple[Section, ...]:
    """Return how the nation's goals, the county's and the initiatives hang together, as drawings."""
    ground = writer.ground
    figures = []
    if ground.framework is not None and ground.thread:
        drawing = drawings.thread_drawing(
            ground.thread,
            plan=writer.plan,
            framework=ground.framework,
            tree=ground.tree,
            rows=ground.reported,
            proposed=True,
            key="rapport-trad",
            links=False,
        )
        figures.append(Figure(drawing, f"Källa: planen och {ground.framework.title}.", with_table=False))
    for place, group in enumerate(_chains(ground), start=1):
        drawing = drawings.chain_drawing(None, relations=group, key=f"rapport-kedja-{place}", links=False)
        if drawing is not None:
            figures.append(Figure(drawing, "Källa: planens register.", with_table=False))
    if not figures:
        return ()
    return (Section("threads", "Den röda tråden", tuple(figures)),)


LONG = 4
"""Initiatives that hang together before a report draws how."""


def _chains(ground: Ground) -> list[list[Link]]:
    """Return the relations by what hangs together, those of at least LONG initiatives."""
    known = {row.id: End(row.id, row.title, row.url, _period(row), _since(row)) for row in ground.rows}
    groups: list[tuple[set[int], list[Link]]] = []
    for each in ground.relations:
        if each.from_initiative_id not in known or each.to_initiative_id not in known:
            continue
        ends = {each.from_initiative_id, each.to_initiative_id}
        link = Link(each.pk, each.kind, each.text, known[each.from_initiative_id], known[each.to_initiative_id])
        touched = [group for group in groups if group[0] & ends]
        groups = [group for group in groups if not group[0] & ends]
        members = ends.union(*(group[0] for group in touched))
        groups.append((members, [*(one for group in touched for one in group[1]), link]))
    return [links for members, links in groups if len(members) >= LONG]


def _period(row: InitiativeRow) -> str:
    return row.period.text if row.period else ""


def _since(row: InitiativeRow) -> datetime.date | None:
    return row.period.first if row.period else None


def goal_summary(writer: Writer) -> tuple[Section, ...]:
    """Return the goal that the report is about, and where it stands in the plan."""
    goal = writer.goal
    assert goal is not None  # the template asks for it
    path, above = [], writer.ground.tree.by_id.get(goal.parent_id or 0)
    while above:
        path.insert(0, above.title)
        above = writer.ground.tree.by_id.get(above.parent_id or 0)
    where = f"{goal.level_name} i {writer.plan.title}" + (f", under {join(path)}" if path else "")
    return (Section(key="goal_summary", title="Målet", blocks=(Paragraph(words(f"{where}."), "finding"),)),)


def goal_questions(writer: Writer) -> tuple[Section, ...]:
    """Return the questions under the goal and their answers."""
    return questions(writer)
