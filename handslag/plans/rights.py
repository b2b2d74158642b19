"""Who may change what in a plan. Whoever asks is known to see the thing: pages are fetched by `visible_to`."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from handslag.places.models import Area, Organisation
from handslag.plans.models import Initiative, Plan
from handslag.plans.models.parts import PlanPart
from handslag.trust.permissions import ROLE_PERMISSIONS, Permission, can, grants_of
from handslag.trust.visibility import Visibility

OPEN = frozenset({Visibility.SHARED, Visibility.PUBLIC})
"""What the plan's lead may change of others' initiatives: drafts and internal things are their owners' alone."""

Rule = Callable[[Any, Any, Any], bool]
"""Whether a user may change a row on a page: user, page, and the row (None: one that is to be added)."""
_rules: dict[str, Rule] = {}
_followers: dict[str, Rule] = {}


def add_rule(kind: str, rule: Rule, *, follow: Rule | None = None) -> None:
    """Say who may change rows of a kind that an area above this one adds, on whichever page they stand.

    follow: who may read the history of such a page, where it can be locked for those who otherwise change it.
    """
    _rules[kind] = rule
    if follow:
        _followers[kind] = follow


def may_edit_row(user: Any, kind: str, page: Any, row: Any = None) -> bool:
    """Whether `user` may change a row of this kind on a page; row None: add one."""
    return _rules[kind](user, page, row) if kind in _rules else may_edit(user, page)


def may_edit(user: Any, page: Any) -> bool:
    """Whether `user` may change a page (a plan, a goal, an initiative, or one of an area above) and what stands on it."""
    if page.KIND in _rules:
        return _rules[page.KIND](user, page, page)
    if isinstance(page, Initiative):
        if can(user, Permission.EDIT_OWN, on=page):
            return True
        return page.visibility in OPEN and may_edit_plan(user, page.plan)
    return may_edit_plan(user, page.of_plan)


def may_follow(user: Any, page: Any) -> bool:
    """Whether `user` may read the history of a page: whoever may change it, also while it is locked."""
    return _followers[page.KIND](user, page, page) if page.KIND in _followers else may_edit(user, page)


def may_edit_plan(user: Any, plan: Plan) -> bool:
    """Whether `user` belongs to the organisation that leads the plan, with a role that edits it."""
    return can(user, Permission.EDIT_PLAN, on=plan)


def may_start(user: Any, plan: Plan) -> bool:
    """Whether `user` may begin an initiative in the plan, in the name of an organisation of its county."""
    held = grants_of(user).held
    return any(
        grant.county_id == plan.county_id and Permission.EDIT_OWN in ROLE_PERMISSIONS.get(grant.role, ())
        for grant in held
    )


def may_plan(user: Any, county: Area) -> bool:
    """Whether `user` may begin a plan in the county."""
    held = grants_of(user).held
    return any(
        grant.county_id == county.pk and Permission.EDIT_PLAN in ROLE_PERMISSIONS.get(grant.role, ()) for grant in held
    )


def may_publish(user: Any, initiative: Initiative) -> bool:
    """Whether `user` may decide who sees an initiative: its owner, or the plan's lead once it is shared."""
    if can(user, Permission.PUBLISH, on=initiative):
        return True
    return initiative.visibility in OPEN and may_edit_plan(user, initiative.plan)


def may_give(user: Any, initiative: Initiative) -> bool:
    """Whether `user` may say whose an initiative is: the plan's lead alone, and only once it is shared or public.

    Who owns an initiative answers for what is said of it. An owner who gave it away would put words in the name of
    somebody who never agreed, and one who took it would take over what another has written; so neither may, and both
    turn to the lead, who answers for the register, sees both and asks both. A draft is its owner's alone, the lead's
    own too: given away it would be read by others than those it was written for, and the giver could not take it back.
    """
    return initiative.visibility in OPEN and may_edit_plan(user, initiative.plan)


def own_organisations(user: Any, plan: Plan) -> QuerySet[Organisation]:
    """Return the organisations of the plan's county in whose name `user` may make an initiative."""
    ours = grants_of(user).where(Permission.EDIT_OWN)
    return Organisation.objects.filter(id__in=ours, county_id=plan.county_id).order_by("sort_key")


def may_state_for(user: Any, organisation: Organisation | None) -> bool:
    """Whether `user` may say what an organisation has adopted or taken over."""
    return organisation is not None and organisation.id in grants_of(user).where(Permission.ADOPT)


def require_edit(user: Any, part: PlanPart) -> None:
    """Raise PermissionDenied unless `user` may change the page on which the part stands."""
    if not may_edit(user, part.page):
        raise PermissionDenied(f"{part.KIND} {part.pk}")
