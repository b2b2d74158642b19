"""What people do to a plan: each act writes through `handslag.trust.changes` and keeps the search index true."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from handslag.places.models import Organisation
from handslag.plans import indexing
from handslag.plans.models import (
    FollowUp,
    GoalContribution,
    GoalNode,
    Initiative,
    InitiativeRelation,
    PilotDecision,
    Plan,
    SurveyQuote,
)
from handslag.plans.models.parts import PlanPart
from handslag.plans.rules import quote_may_be_shown
from handslag.trust import audit, changes
from handslag.trust.changes import Actor, CannotUndo
from handslag.trust.keys import uuid_of
from handslag.trust.models import Change
from handslag.trust.visibility import Visibility

ACCEPTED = "Det kommer från ett godkänt svar i en uppföljning. Lägg till en ny uppgift i stället."
NO_WAY_BACK = "En plan tas inte bort. Bestäm i stället vem som ser den."


class InTheWay(Exception):
    """Something else that is stated stands in the way of a change; the message says what, in Swedish."""


@transaction.atomic
def save(row: PlanPart, values: Mapping[str, Any], *, by: Actor, version: int, reason: str = "") -> Change | None:
    """Change a row that was read at `version`. Raises Collision, InTheWay."""
    values = dict(values)
    _make_way(row, {name: getattr(value, "pk", value) for name, value in values.items()})
    if isinstance(row, GoalContribution) and values.get("primary"):
        _step_down(row.initiative, by=by, other_than=row.pk)
    change = changes.save(row, values, by=by, version=version, reason=reason)
    if change and "visibility" in change.after:
        _tell_of_publication(row, by=by)
    if change:
        _tell_of_override(row, change, by=by)
        indexing.index_page(row.page)
    return change


@transaction.atomic
def add(row: PlanPart, *, by: Actor, apart: Mapping[str, Any] | None = None, reason: str = "") -> Change:
    """Write a new row. A key is made where the row has one. Raises InTheWay."""
    _make_way(row, {})
    if hasattr(row, "key") and not row.key:
        row.key = f"{slugify(str(row))[:60].strip('-') or 'rad'}-{uuid.uuid4().hex[:8]}"
    if hasattr(row, "uuid") and not row.uuid:
        row.uuid = uuid_of(row.KIND, "" if isinstance(row, Plan) else row.of_plan.key, row.key)
    if isinstance(row, GoalContribution):
        row.plan = row.goal.plan
        if row.primary:
            _step_down(row.initiative, by=by)
    change = changes.create(row, by=by, apart=apart, reason=reason)
    _tell_of_override(row, change, by=by)
    indexing.index_page(row.page)
    return change


@transaction.atomic
def withdraw(row: PlanPart, *, by: Actor, version: int, reason: str) -> Change | None:
    """Take a row away, with a reason; it stays in the history. Raises Collision, InTheWay."""
    _make_way(row, None)
    change = changes.withdraw(row, by=by, version=version, reason=reason)
    indexing.index_page(row.page)
    return change


def _make_way(row: PlanPart, values: Mapping[str, Any] | None) -> None:
    """Hold what the change rests on, and ask once more: a form has asked before another wrote. Raises InTheWay."""
    row.hold(values)
    if why := row.in_the_way_of(values):
        raise InTheWay(why)


@transaction.atomic
def undo(change: Change, *, by: Actor) -> list[Change]:
    """Take a change back, with all that was done in the same act; return the new changes.

    Raises CannotUndo where something said since stands in the way of any of them.
    """
    if change.act and FollowUp.objects.filter(accepted_act=change.act).exists():
        raise CannotUndo(ACCEPTED)
    done, pages = [], {}
    for each in changes.act_of(change):
        row = changes.row_of(each.target_kind, each.target_id)
        done.append(_undo(each, row, by=by))
        pages[row.page.uuid] = row.page
    for page in pages.values():
        indexing.index_page(page)
    return [each for each in done if each]


def _undo(change: Change, row: PlanPart, *, by: Actor) -> Change | None:
    if isinstance(row, Plan) and change.before is None:
        raise CannotUndo(NO_WAY_BACK)
    if isinstance(row, GoalNode):
        _check_tree(row, change)
    if isinstance(row, SurveyQuote):
        _check_quote(row, change)
    row.hold(change.before)
    if why := row.in_the_way_of(change.before):
        raise CannotUndo(why)
    if isinstance(row, GoalContribution) and (change.before or {}).get("primary"):
        _step_down(row.initiative, by=by, other_than=row.pk)
    try:
        with transaction.atomic():
            done = changes.undo(change, by=by)
    except IntegrityError:
        raise CannotUndo("Samma sak finns redan: någon har lagt till den igen.") from None
    row.refresh_from_db(from_queryset=type(row).everything.all())
    if "visibility" in change.after and change.before:
        _tell_of_publication(row, by=by)
    if done:
        _tell_of_override(row, done, by=by)
    return done


@transaction.atomic
def start_initiative(
    plan: Plan,
    values: Mapping[str, Any],
    *,
    owner: Organisation,
    by: Actor,
    goal: GoalNode | None = None,
    places: Any = None,
) -> Initiative:
    """Make an initiative in an organisation's name: a draft, with its main goal where one is chosen."""
    row = Initiative(plan=plan, owner=owner, visibility=Visibility.DRAFT, listing="reported", **values)
    add(row, by=by, apart=places)
    if goal:
        add(GoalContribution(initiative=row, goal=goal, primary=True, origin="confirmed"), by=by)
    return row


def follow_on(initiative: Initiative, other: Initiative, *, by: Actor) -> None:
    """Say that an ended initiative continues as another, unless that is said."""
    if not initiative.relations.filter(to_initiative=other, kind="continues_as").exists():
        add(InitiativeRelation(from_initiative=initiative, to_initiative=other, kind="continues_as"), by=by)


def decide_pilot(initiative: Initiative, decision: str, *, body: str, by: Actor) -> None:
    """Write what was decided when a trial ended."""
    add(PilotDecision(initiative=initiative, subject=initiative.title[:300], decision=decision, body=body), by=by)


@transaction.atomic
def move_goal(goal: GoalNode, *, parent: GoalNode | None, place: int, by: Actor) -> list[Change]:
    """Put a goal at a place (from 0) among the children of `parent` (None: at the top).

    Raises ValueError where the goal would come under itself. One move of a plan at a time.
    """
    Plan.everything.select_for_update().get(pk=goal.plan_id)
    goal.refresh_from_db()
    if _would_circle(goal, parent.pk if parent else None):
        raise ValueError("A goal cannot stand under itself.")
    siblings = list(goal.plan.goals.filter(parent=parent).exclude(pk=goal.pk).order_by("position", "id"))
    siblings.insert(max(0, min(place, len(siblings))), goal)
    told = []
    for each, position in zip(siblings, _places(siblings, goal), strict=True):
        values: dict[str, Any] = {"position": position}
        if each == goal:
            values["parent"] = parent
        elif each.position == position:
            continue  # only those between the old place and the new are renumbered
        if change := changes.save(each, values, by=by, version=each.version):
            told.append(change)
    return told


def _places(goals: list[GoalNode], moved: GoalNode) -> list[int]:
    """Return a rising position for each goal. All but the moved one keep theirs where there is room."""
    places: list[int] = []
    for goal in goals:
        least = 0 if goal == moved else goal.position
        places.append(max(least, places[-1] + 1 if places else 0))
    return places


def _check_tree(goal: GoalNode, change: Change) -> None:
    """Raise CannotUndo where the undo would break the tree."""
    if change.before is None and goal.children.filter(withdrawn_on__isnull=True).exists():
        raise CannotUndo("Målet har andra mål under sig. Flytta dem först.")
    if change.before and "parent" in change.before and _would_circle(goal, change.before["parent"]):
        raise CannotUndo("Målet skulle komma att stå under sig självt.")


def _check_quote(quote: SurveyQuote, change: Change) -> None:
    """Raise CannotUndo where the undo would show a quote that may not be shown."""
    before = change.before or {}
    shown, permission, respondents, reason = (
        before.get(name, getattr(quote, name))
        for name in ("shown", "permission", "respondents_in_group", "shown_anyway_reason")
    )
    if shown and not quote_may_be_shown(permission=permission, respondents=respondents, reason=reason or ""):
        raise CannotUndo("Citatet visas för alla, och det får det inte med den förra uppgiften. Sluta visa det först.")


def _would_circle(goal: GoalNode, parent_id: int | None) -> bool:
    """Whether the goal would stand under itself, with this parent."""
    parents = dict(GoalNode.everything.filter(plan=goal.plan_id).values_list("pk", "parent_id"))
    seen = {goal.pk}
    while parent_id is not None:
        if parent_id in seen:
            return True
        seen.add(parent_id)
        parent_id = parents.get(parent_id)
    return False


def _step_down(initiative: Initiative, *, by: Actor, other_than: int | None = None) -> None:
    """Make the present main goal one among others, before another takes its place."""
    for each in initiative.contributions.filter(primary=True).exclude(pk=other_than):
        changes.save(each, {"primary": False}, by=by, version=each.version)


def _tell_of_publication(row: PlanPart, *, by: Actor) -> None:
    audit.tell(
        "publication",
        f"Synlighet: {row.get_visibility_display()}",
        by=by,
        of=row.page,
        target=str(row)[:500] if row.visibility == Visibility.PUBLIC else f"{row.KIND} {row.uuid}",
    )


DECIDE_A_QUOTE = frozenset({"text", "sector", "respondents_in_group", "shown", "shown_anyway_reason"})
"""What of a quote decides who can be known from it: a change of any is an act of publication."""


def _tell_of_override(row: PlanPart, change: Change, *, by: Actor) -> None:
    """Log that a quote is shown in spite of few respondents. Why stands in the history: a trail holds no free text."""
    if not isinstance(row, SurveyQuote) or not row.is_overridden or row.withdrawn_on:
        return
    if not DECIDE_A_QUOTE & change.after.keys() and "withdrawn_on" not in change.after:
        return
    page = row.page
    audit.tell(
        "publication",
        f"Visar ett citat trots få svarande: {row.KIND} {row.pk}",
        by=by,
        of=row.page,
        target=f"{page.KIND} {page.uuid}",
    )
