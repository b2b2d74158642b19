"""What a plan's recommendations became in the plans after it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from handslag.plans.models import GoalNode, GoalProposal, Initiative, Plan, PlanRelation, Recommendation


@dataclass(frozen=True)
class Proposal:
    """A recommendation as a proposal for the next plan. goals: those of later plans that answer it."""

    recommendation: Recommendation
    goals: tuple[GoalNode, ...]

    @property
    def basis(self) -> str:
        """What it rests on; "" where that is not stated."""
        return self.recommendation.basis

    @property
    def is_answered(self) -> bool:
        """Whether somebody has answered it in words."""
        return bool(self.recommendation.answer)

    def goals_in(self, plan: Plan) -> list[GoalNode]:
        """Return the goals of one plan that answer it."""
        return [goal for goal in self.goals if goal.plan_id == plan.pk]


def proposals(plan: Plan, user: Any) -> list[Proposal]:
    """Return all recommendations of the plan and its initiatives that `user` may know of, the plan's own first.

    With the goals that they became in plans that `user` may know of. Two queries.
    """
    return _with_goals(_of_plans(Plan.objects.filter(pk=plan.pk), user), user)


def offered(plan: Plan, *, user: Any) -> QuerySet[Recommendation]:
    """Return the recommendations of the plans that `plan` replaces, as far as `user` may know of them."""
    replaced = PlanRelation.objects.filter(from_plan=plan, kind="replaces").values("to_plan_id")
    return _of_plans(Plan.objects.visible_to(user).filter(pk__in=replaced), user)


def without_goal(plan: Plan, *, user: Any) -> list[Proposal]:
    """Return the proposals from the plans that `plan` replaces which no goal of it answers. Two queries."""
    return [each for each in _with_goals(offered(plan, user=user), user) if not each.goals_in(plan)]


def answered_by(goal_id: int, *, user: Any) -> list[GoalProposal]:
    """Return which proposals of earlier plans a goal answers, those that `user` may know of. One query."""
    plans, initiatives = Plan.objects.visible_to(user), Initiative.objects.visible_to(user)
    known = Q(recommendation__plan__in=plans) | Q(recommendation__initiative__in=initiatives)
    found = GoalProposal.objects.filter(known, goal=goal_id, recommendation__withdrawn_on__isnull=True)
    return list(found.select_related("recommendation__plan__county", "recommendation__initiative__plan__county"))


def _of_plans(plans: QuerySet[Plan], user: Any) -> QuerySet[Recommendation]:
    initiatives = Initiative.objects.visible_to(user).filter(plan__in=plans)
    found = Recommendation.objects.filter(Q(plan__in=plans) | Q(initiative__in=initiatives))
    related = found.select_related("plan__county", "initiative__plan__county")
    return related.order_by(F("plan_id").desc(nulls_last=True), F("initiative__number").asc(nulls_last=True), "id")


def _with_goals(recommendations: QuerySet[Recommendation], user: Any) -> list[Proposal]:
    rows = list(recommendations)
    became: dict[int, list[GoalNode]] = defaultdict(list)
    links = GoalProposal.objects.filter(
        recommendation__in=[row.pk for row in rows],
        goal__withdrawn_on__isnull=True,
        goal__plan__in=Plan.objects.visible_to(user),
    )
    for link in links.select_related("goal__plan__county").order_by("id"):
        became[link.recommendation_id].append(link.goal)
    return [Proposal(row, tuple(became[row.pk])) for row in rows]
