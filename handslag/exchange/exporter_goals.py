"""Goals, target groups, methods and frameworks, as an export tells them."""

from handslag.exchange.exporter_entries import (
    Entry,
    Sources,
    awaited_entries,
    day,
    everything,
    key_of,
    ordered,
    period,
    rows,
    text,
    texts,
)
from handslag.exchange.exporter_measures import OF_GOALS, goal_measures, keys_of
from handslag.exchange.keys import AWAITED_PROPOSAL
from handslag.plans.models import (
    Framework,
    FrameworkNode,
    GoalLink,
    GoalNode,
    InitiativeNodeLink,
    Method,
    NodeLink,
    Plan,
    QuestionAnswer,
    TargetGroup,
)


def linked_frameworks(plan: Plan) -> list[Framework]:
    """Return the frameworks that the plan's goals or initiatives link to, and those that these link to in turn.

    The others of the installation are not the plan's: they stay out.
    """
    found = set(GoalLink.everything.filter(goal__plan=plan).values_list("node__framework_id", flat=True))
    found |= set(
        InitiativeNodeLink.everything.filter(initiative__plan=plan).values_list("node__framework_id", flat=True)
    )
    new = found
    while new:
        links = NodeLink.objects.filter(from_node__framework__in=new)
        new = set(links.values_list("to_node__framework_id", flat=True)) - found
        found = found | new
    read = ("nodes__parent", "nodes__links__to_node")
    return list(Framework.objects.filter(id__in=found).prefetch_related(*read))


def framework(sources: Sources, row: Framework) -> Entry:
    """Return a framework with its nodes. Which goals serve a node stands on the goals."""
    return sources.entry(
        "framework",
        row,
        id=row.key,
        title=row.title.strip(),
        kind=row.kind,
        version=text(row.version),
        state=text(row.state),
        period=period(row),
        note=text(row.note),
        nodes=ordered(_node(sources, node) for node in rows(row.nodes)),
    )


def _node(sources: Sources, row: FrameworkNode) -> Entry:
    return sources.entry(
        "node",
        row,
        id=row.key,
        parent=key_of(row.parent),
        kind=text(row.kind),
        code=text(row.code),
        title=row.title.strip(),
        text=text(row.text),
        questions=[question.strip() for question in row.questions],  # in the framework's own order
        wording=row.wording,
        position=row.position,
        links=ordered(
            sources.entry("framework_link", link, node=link.to_node.key, origin=link.origin) for link in rows(row.links)
        ),
    )


def goals(sources: Sources, plan: Plan) -> list[Entry]:
    """Return every node of the plan's tree; `position` orders it among its siblings."""
    proposed = ("proposals__recommendation__plan", "proposals__recommendation__initiative__plan", "awaited_proposals")
    read = everything(GoalNode, "links__node", "answers", "coverage_notes", *proposed, *OF_GOALS)
    found = GoalNode.everything.filter(plan=plan).select_related("parent").prefetch_related(*read)
    indicators = keys_of(plan)
    return ordered(_goal(sources, row, indicators) for row in found)


def _goal(sources: Sources, row: GoalNode, indicators: frozenset[str]) -> Entry:
    entry = sources.entry
    return entry(
        "goal",
        row,
        id=row.key,
        parent=key_of(row.parent),
        kind=row.kind,
        code=text(row.code),
        title=row.title.strip(),
        text=text(row.text),
        plain=text(row.plain),
        public_line=text(row.public_line),
        aliases=texts(row.aliases),
        problem_type=text(row.problem_type),
        problem_reason=text(row.problem_reason),
        position=row.position,
        links=ordered(entry("goal_link", link, node=link.node.key, origin=link.origin) for link in rows(row.links)),
        answers=_answers(sources, row),
        coverage=ordered(
            entry(
                "coverage_note",
                note,
                dimension=note.dimension,
                value=text(note.value),
                role=note.role.strip(),
                date=day(note.date),
                text=text(note.text),
            )
            for note in rows(row.coverage_notes)
        ),
        proposals=ordered(
            [*_proposals(sources, row), *awaited_entries(sources, AWAITED_PROPOSAL, rows(row.awaited_proposals))]
        ),
        **goal_measures(sources, row, indicators),
    )


def _proposals(sources: Sources, row: GoalNode) -> list[Entry]:
    return [
        sources.entry(
            "goal_proposal",
            link,
            old_plan=link.recommendation.page.of_plan.key,
            initiative=key_of(link.recommendation.initiative),
            recommendation=link.recommendation.key,
            origin=link.origin,
        )
        for link in rows(row.proposals)
    ]


def _answers(sources: Sources, row: GoalNode) -> list[Entry]:
    """Return the answers by day. Of one day the last said stands last: it is current."""

    def said(answer: QuestionAnswer) -> tuple[str, int]:
        return answer.answered_on.isoformat(), answer.pk

    return [
        sources.entry(
            "answer",
            answer,
            answered_on=day(answer.answered_on),
            state=answer.state,
            text=answer.text.strip(),
            confidence=text(answer.confidence),
        )
        for answer in sorted(row.answers.all(), key=said)
    ]


def target_group(sources: Sources, row: TargetGroup) -> Entry:
    """Return a group that initiatives are meant for."""
    return sources.entry(
        "target_group",
        row,
        id=row.key,
        title=row.title.strip(),
        aliases=texts(row.aliases),
        age_from=row.age_from,
        age_to=row.age_to,
        note=text(row.note),
        position=row.position,
    )


def method(sources: Sources, row: Method) -> Entry:
    """Return a method that initiatives use."""
    return sources.entry(
        "method",
        row,
        id=row.key,
        title=row.title.strip(),
        aliases=texts(row.aliases),
        what=text(row.what),
        for_whom=text(row.for_whom),
        evidence=text(row.evidence),
        instructor_needs=text(row.instructor_needs),
    )
