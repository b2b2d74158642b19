"""Writes the goal tree of an exchange document, and the target groups and methods of its plan."""

from handslag.exchange import schema
from handslag.exchange.keys import AWAITED_PROPOSAL, NOT_KEPT
from handslag.exchange.measures import add_goal_measures
from handslag.exchange.models import AwaitedProposal
from handslag.exchange.run import Load, withdrawn_fields
from handslag.plans.models import CoverageNote, GoalLink, GoalNode, Method, QuestionAnswer, TargetGroup
from handslag.trust.keys import uuid_of


def load_goals(run: Load) -> None:
    new = []
    for n, item in enumerate(run.document.goals):
        row, made = GoalNode.everything.get_or_create(
            plan=run.plan,
            key=item.id,
            defaults={
                "uuid": uuid_of("goal", run.plan.key, item.id),
                "kind": item.kind,
                "code": item.code or "",
                "title": item.title,
                "text": item.text or "",
                "plain": item.plain or "",
                "public_line": item.public_line or "",
                "aliases": list(item.aliases),
                "problem_type": item.problem_type or "",
                "problem_reason": item.problem_reason or "",
                "position": n if item.position is None else item.position,
                **withdrawn_fields(item),
            },
        )
        run.goals[item.id] = row
        if made:
            new.append(item)
    run.added["goals"] += len(new)
    for item in new:
        row = run.goals[item.id]
        run.citing.cite(item, root=row.uuid, kind="goal", row_id=row.id)
        if item.parent:
            row.parent = run.goals[item.parent]
            row.save(update_fields=["parent"])
        _goal_parts(run, item, row)


def _goal_parts(run: Load, item: schema.Goal, row: GoalNode) -> None:
    for link in item.links:
        made = GoalLink.objects.create(
            goal=row, node=run.nodes[link.node], origin=link.origin, **withdrawn_fields(link)
        )
        run.citing.cite(link, root=row.uuid, kind="goal_link", row_id=made.id)
    for answer in item.answers:
        made = QuestionAnswer.objects.create(
            goal=row,
            answered_on=answer.answered_on,
            state=answer.state,
            text=answer.text,
            confidence=answer.confidence or "",
            **withdrawn_fields(answer),
        )
        run.citing.cite(answer, root=row.uuid, kind="answer", row_id=made.id)
    _await_proposals(run, item, row)
    add_goal_measures(run, item, row)
    for note in item.coverage:
        made = CoverageNote.objects.create(
            goal=row,
            dimension=note.dimension,
            value=note.value or "",
            role=note.role,
            date=note.date,
            text=note.text or "",
            **withdrawn_fields(note),
        )
        run.citing.cite(note, root=row.uuid, kind="coverage_note", row_id=made.id)


def _await_proposals(run: Load, item: schema.Goal, row: GoalNode) -> None:
    """Note which earlier recommendations the goal answers; `waiting.settle` ties what can be tied."""
    for proposal in item.proposals:
        entry = proposal.model_dump(mode="json", exclude=NOT_KEPT)
        awaited = AwaitedProposal.objects.create(goal=row, old_plan=proposal.old_plan, entry=entry)
        run.citing.cite(proposal, root=row.uuid, kind=AWAITED_PROPOSAL, row_id=awaited.id)


def load_groups_and_methods(run: Load) -> None:
    for n, item in enumerate(run.document.target_groups):
        row, made = TargetGroup.everything.get_or_create(
            plan=run.plan,
            key=item.id,
            defaults={
                "title": item.title,
                "aliases": list(item.aliases),
                "age_from": item.age_from,
                "age_to": item.age_to,
                "note": item.note or "",
                "position": n if item.position is None else item.position,
                **withdrawn_fields(item),
            },
        )
        run.target_groups[item.id] = row
        run.added["target_groups"] += made
        if made:
            run.citing.cite(item, root=run.plan.uuid, kind="target_group", row_id=row.id)
    for method in run.document.methods:
        row, made = Method.everything.get_or_create(
            plan=run.plan,
            key=method.id,
            defaults={
                "title": method.title,
                "aliases": list(method.aliases),
                "what": method.what or "",
                "for_whom": method.for_whom or "",
                "evidence": method.evidence or "",
                "instructor_needs": method.instructor_needs or "",
                **withdrawn_fields(method),
            },
        )
        run.methods[method.id] = row
        run.added["methods"] += made
        if made:
            run.citing.cite(method, root=run.plan.uuid, kind="method", row_id=row.id)
