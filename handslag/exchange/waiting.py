"""What leads to another plan: tied at once where that plan is here, else kept until it is read in."""

from django.db.models import F, Q

from handslag.exchange import schema
from handslag.exchange.keys import AWAITED, AWAITED_PROPOSAL, NOT_KEPT
from handslag.exchange.models import AwaitedCarry, AwaitedPlan, AwaitedProposal
from handslag.exchange.run import Load, withdrawn_fields
from handslag.plans.models import GoalCarry, GoalNode, GoalProposal, Plan, PlanRelation, Recommendation
from handslag.trust.models import Citation


def load_carries(run: Load) -> None:
    """Note what the new plan says became of earlier goals; `settle` ties what can be tied."""
    for item in run.document.plan.carries:
        entry = item.model_dump(mode="json", exclude=NOT_KEPT)
        row = AwaitedCarry.objects.create(plan=run.plan, old_plan=item.old_plan, old_goal=item.old_goal, entry=entry)
        run.citing.cite(item, root=run.plan.uuid, kind=AWAITED, row_id=row.id)


def settle(plan: Plan) -> None:
    """Tie what waited for `plan`, and what `plan` itself waits for, as far as both ends are here."""
    for awaited in AwaitedPlan.objects.filter(key=plan.key):
        PlanRelation.everything.filter(pk=awaited.relation_id, to_plan=None).update(to_plan=plan)
        awaited.delete()
    for awaited in AwaitedCarry.objects.filter(Q(plan=plan) | Q(old_plan=plan.key)).order_by("id"):
        old = GoalNode.everything.filter(plan__key=awaited.old_plan, key=awaited.old_goal).first()
        if old is not None:
            _tie(awaited, old)
    for awaited in AwaitedProposal.objects.filter(Q(goal__plan=plan) | Q(old_plan=plan.key)).order_by("id"):
        _tie_proposal(awaited)


def _tie_proposal(awaited: AwaitedProposal) -> None:
    item = schema.GoalProposal.model_validate(awaited.entry)
    hangs_on = (
        Q(initiative__plan__key=item.old_plan, initiative__key=item.initiative)
        if item.initiative
        else Q(plan__key=item.old_plan)
    )
    found = Recommendation.everything.filter(hangs_on, key=item.recommendation)
    # One that was withdrawn may have the key of one that stands: that one is meant.
    recommendation = found.order_by(F("withdrawn_on").asc(nulls_first=True), "id").first()
    if recommendation is None:
        return
    row = GoalProposal.objects.create(
        goal=awaited.goal, recommendation=recommendation, origin=item.origin, **withdrawn_fields(item)
    )
    Citation.objects.filter(target_kind=AWAITED_PROPOSAL, target_id=awaited.id).update(
        target_kind=GoalProposal.KIND, target_id=row.id
    )
    awaited.delete()


def _tie(awaited: AwaitedCarry, old: GoalNode) -> None:
    item = schema.GoalCarry.model_validate(awaited.entry)
    new = GoalNode.everything.filter(plan=awaited.plan, key=item.new_goal).first()
    row = GoalCarry.objects.create(
        plan=awaited.plan,
        old_goal=old,
        new_goal=new,
        outcome=item.outcome or "",
        reason=item.reason or "",
        **withdrawn_fields(item),
    )
    Citation.objects.filter(target_kind=AWAITED, target_id=awaited.id).update(
        target_kind=GoalCarry.KIND, target_id=row.id
    )
    awaited.delete()
