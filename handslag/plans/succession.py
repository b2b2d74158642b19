"""The next plan: a draft in which each goal of the old one is carried, changed or dropped, with a reason."""

import textwrap
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import Truncator, slugify

from handslag.plans import actions
from handslag.plans.models import GoalCarry, GoalNode, GoalProposal, Plan, PlanRelation, Recommendation
from handslag.trust import changes
from handslag.trust.changes import Actor
from handslag.trust.models import Change
from handslag.trust.visibility import Visibility

COPIED = (
    "kind",
    "code",
    "title",
    "text",
    "plain",
    "public_line",
    "aliases",
    "problem_type",
    "problem_reason",
    "position",
)
LONGEST_TITLE = 150
"""Letters of a draft's title: what is longer is no title."""

INHERITED = ("division", "level_names", "stale_after_months")
"""What a successor takes over from the old plan without asking."""


@transaction.atomic
def start_plan(values: Mapping[str, Any], *, by: Actor, county: Any) -> Plan:
    """Make a draft plan and return it. Its key is made from the title."""
    plan = Plan(county=county, status="draft", visibility=Visibility.DRAFT, key=_free_key(values["title"]), **values)
    actions.add(plan, by=by)
    return plan


@transaction.atomic
def start_successor(old: Plan, values: Mapping[str, Any], *, by: Actor) -> Plan:
    """Make the draft that replaces `old`, with every goal of it undecided."""
    inherited = {name: getattr(old, name) for name in INHERITED}
    plan = start_plan({**inherited, **values}, by=by, county=old.county)
    actions.add(PlanRelation(from_plan=plan, to_plan=old, kind="replaces", text=f"Ersätter {old.title}"[:500]), by=by)
    for kind in ("terms", "target_groups", "methods"):
        for row in getattr(old, kind).all():
            row.pk, row.plan, row.version = None, plan, 1
            changes.create(row, by=by)
    for goal in old.goals.all():
        changes.create(GoalCarry(plan=plan, old_goal=goal), by=by)
    return plan


@transaction.atomic
def decide(carry: GoalCarry, *, outcome: str, reason: str, by: Actor, version: int) -> Change | None:
    """Say what becomes of a goal; the new plan's goal comes, or goes, with it. Raises Collision."""
    values: dict[str, Any] = {"outcome": outcome, "reason": reason}
    if outcome in ("carried", "changed") and (carry.new_goal is None or carry.new_goal.withdrawn_on):
        values["new_goal"] = _copied(carry, by=by)
    elif outcome in ("", "dropped") and carry.new_goal and not carry.new_goal.withdrawn_on:
        gone = carry.new_goal
        _rehang(gone.children.filter(withdrawn_on__isnull=True), gone.parent, by=by)
        changes.withdraw(gone, by=by, version=gone.version, reason=reason or "Inte bestämt")
        values["new_goal"] = None
    return changes.save(carry, values, by=by, version=version)


@transaction.atomic
def draft_from(
    recommendation: Recommendation, *, plan: Plan, by: Actor, parent: GoalNode | None = None
) -> tuple[GoalNode, Change | None]:
    """Make a recommendation a draft of a goal in the plan that replaces its own; return the goal and the change.

    Done once: where a goal of `plan` answers it already, that one is returned, and None. parent: the goal of `plan` to
    put it under, None: at the top. Raises ValueError where `plan` is not a draft that replaces the recommendation's plan,
    or `parent` is not a goal of it.
    """
    Plan.everything.select_for_update().get(pk=plan.pk)  # two at a time make one
    if plan not in open_successors(recommendation.page.of_plan):
        raise ValueError(f"{plan.key} is not a draft that replaces {recommendation.page.of_plan.key}.")
    if parent is not None and parent.plan_id != plan.pk:
        raise ValueError(f"{parent.key} is not a goal of {plan.key}.")
    answering = recommendation.became.filter(goal__plan=plan, goal__withdrawn_on__isnull=True).select_related("goal")
    if there := answering.first():
        return there.goal, None
    goal = GoalNode(plan=plan, parent=parent, kind="goal", **_as_goal(recommendation.text))
    goal.position = plan.goals.filter(parent=parent).count()
    made = actions.add(goal, by=by)
    actions.add(GoalProposal(goal=goal, recommendation=recommendation, origin="confirmed"), by=by)
    return goal, made


def open_successors(plan: Plan) -> list[Plan]:
    """Return the plans that replace this one and that can still take drafts, latest first."""
    replacing = PlanRelation.objects.filter(to_plan=plan, kind="replaces").values("from_plan_id")
    found = Plan.objects.filter(pk__in=replacing).select_related("county", "lead").order_by("-pk")
    return [each for each in found if not each.is_followed_up]


def _as_goal(text: str) -> dict[str, str]:
    """Return title and text of a goal from what a recommendation says: all of it where the title could not hold it."""
    words = " ".join(text.split())
    if len(words) <= LONGEST_TITLE:
        return {"title": words}
    first, dot, _ = words.partition(". ")
    if len(first) < LONGEST_TITLE:
        return {"title": first + dot.strip(), "text": text}
    title = textwrap.shorten(first, LONGEST_TITLE, placeholder="…")
    return {"title": title if len(title) > 1 else Truncator(words).chars(LONGEST_TITLE), "text": text}


def _copied(carry: GoalCarry, *, by: Actor) -> GoalNode:
    """Return the new plan's goal, under the nearest goal above it that is carried; what was carried before from
    under it comes in under it."""
    old, above = carry.old_goal, None
    taken = {each.old_goal_id: each.new_goal for each in _standing(carry.plan)}
    parent = old.parent
    while parent and above is None:
        above, parent = taken.get(parent.pk), parent.parent
    goal = GoalNode(plan=carry.plan, parent=above, **{name: getattr(old, name) for name in COPIED})
    actions.add(goal, by=by)
    under = [taken[child.pk] for child in old.children.all() if child.pk in taken]
    _rehang([child for child in under if child.parent_id == (above.pk if above else None)], goal, by=by)
    return goal


def _standing(plan: Plan) -> Iterable[GoalCarry]:
    """Return the carries of a plan whose new goal stands."""
    found = GoalCarry.objects.filter(plan=plan, new_goal__isnull=False, new_goal__withdrawn_on__isnull=True)
    return found.select_related("new_goal")


def _rehang(goals: Iterable[GoalNode], parent: GoalNode | None, *, by: Actor) -> None:
    for goal in goals:
        changes.save(goal, {"parent": parent}, by=by, version=goal.version)


def _free_key(title: str) -> str:
    """Return a key that no plan has: from the title, with letters after it where another has that one."""
    key = slugify(title)[:80].strip("-") or "plan"
    return key if not Plan.everything.filter(key=key).exists() else f"{key}-{uuid.uuid4().hex[:6]}"
