"""Goals and initiatives that have been taken out of a plan."""

import datetime
from dataclasses import dataclass
from typing import Any

from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.plans.rights import may_edit
from handslag.trust.changes import WITHDRAWN
from handslag.trust.models import Change


@dataclass(frozen=True)
class Gone:
    """A page that was taken out. change_id: what to undo to have it back; None where a file brought it so."""

    title: str
    what: str
    day: datetime.date
    role: str
    reason: str
    change_id: int | None


def withdrawn_pages(plan: Plan, *, user: Any) -> list[Gone]:
    """Return what has been taken out and `user` may take back, latest first. Three queries.

    What a retention rule has emptied is not among it: there is nothing to take back.
    """
    goals = GoalNode.everything.filter(plan=plan, withdrawn_on__isnull=False).select_related("plan")
    initiatives = Initiative.everything.filter(plan=plan, withdrawn_on__isnull=False).select_related("plan")
    pages = [page for page in [*goals, *initiatives] if may_edit(user, page)]
    acts = {(change.target_kind, change.target_id): change for change in _endings(plan)}
    told = [(page, acts.get((page.KIND, page.pk))) for page in pages]
    kept = [_gone(page, change) for page, change in told if not (change and change.emptied_on)]
    return sorted(kept, key=_latest_first)


def _endings(plan: Plan) -> list[Change]:
    """Return the changes that took a page out and that nobody has taken back, in their order."""
    found = Change.objects.filter(
        scope=plan.uuid, target_kind__in=(GoalNode.KIND, Initiative.KIND), undone_by__isnull=True,
        after__has_key=WITHDRAWN[0],
    )  # fmt: skip
    return [change for change in found if change.after[WITHDRAWN[0]]]


def _gone(page: GoalNode | Initiative, change: Change | None) -> Gone:
    what = "Mål" if isinstance(page, GoalNode) else "Insats"
    role = change.role if change else ""
    return Gone(page.title, what, page.withdrawn_on, role, page.withdrawn_reason, change.pk if change else None)


def _latest_first(gone: Gone) -> tuple[int, str]:
    return -gone.day.toordinal(), gone.title
