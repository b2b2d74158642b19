"""What a round's pages read, for `lines.Picture` to count.

A round may ask thousands, so what is counted is read as plain tuples, in a number of queries that does not grow.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from handslag.accounts.models import OutgoingMail
from handslag.places.models import Lansdel
from handslag.plans.followup.lines import ANSWERED, Asked, InitiativeLine, Item, Picture
from handslag.plans.followup.rounds import PURPOSE
from handslag.plans.models import (
    FollowUp,
    FollowUpRequest,
    FollowUpRound,
    GoalContribution,
    Initiative,
    Plan,
    QuestionAnswer,
    Recommendation,
    RequestItem,
    StatusEntry,
)
from handslag.plans.models.initiatives import county_address
from handslag.plans.queries.goals import goal_tree
from handslag.plans.rights import OPEN
from handslag.trust.visibility import Visibility


def round_of(plan: Plan, uuid: UUID, *, is_lead: bool, counted: bool = False) -> FollowUpRound:
    """Return a plan's round with `before`, the day on which the round before it closed (None: there is none). One query.

    counted: it also gets `questions_answered` (of the plan's, since it opened) and `advice_unanswered` (recommendations
    to the plan and its open initiatives; to others than the lead, its public ones).
    Answers 404 where it is not there, or not yet for others than the plan's lead.
    """
    former = FollowUpRound.objects.filter(plan=plan, state="closed", pk__lt=OuterRef("pk")).order_by("-pk")
    found = FollowUpRound.objects.filter(plan=plan, uuid=uuid).annotate(
        before=Subquery(former.values("closed_on")[:1]), before_title=Subquery(former.values("title")[:1])
    )
    if counted:
        until = Coalesce(OuterRef("closed_on"), Value(timezone.localdate()))
        answers = QuestionAnswer.objects.filter(goal__plan=plan, answered_on__gte=OuterRef("opened_on"))
        shown = list(OPEN) if is_lead else [Visibility.PUBLIC]
        of_initiatives = Q(
            initiative__plan=plan, initiative__visibility__in=shown, initiative__withdrawn_on__isnull=True
        )
        advice = Recommendation.objects.filter(Q(plan=plan) | of_initiatives, answer="")
        found = found.annotate(
            questions_answered=_count(answers.filter(answered_on__lte=until), "goal"),
            advice_unanswered=_count(advice, "pk"),
        )
    asked = found.first()
    if asked is None or (asked.state != "closed" and not is_lead):
        raise Http404
    asked.plan = plan
    return asked


def _count(rows: Any, of: str) -> Any:
    """Return how many different `of` the rows have, as a column of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count(of, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def picture(asked: FollowUpRound, *, user: Any) -> Picture:
    """Return a round, as `round_of` gives it, as `user` may see it. Six queries."""
    plan = asked.plan
    places = _places(plan)
    requests = _requests(asked)
    items = _items(asked, requests, places)
    rows = _initiatives(asked, user)
    address = county_address(plan.county.slug)
    lines = [
        InitiativeLine(
            id=pk,
            uuid=uuid,
            title=title,
            number=number,
            sort_key=sort_key,
            address=address,
            goal_id=goal,
            status=status or "unknown",
            before=before or "unknown",
            status_as_of=as_of,
            items=tuple(items.get(pk, ())),
        )
        for pk, uuid, title, number, sort_key, goal, status, as_of, before, _ in rows
    ]
    return Picture(
        round=asked,
        tree=goal_tree(plan),
        lines=lines,
        requests=requests,
        hidden=(rows[0][-1] - len(rows)) if rows else asked.initiatives.count(),
        lansdelar=places.names,
    )


def status_on(day: datetime.date) -> Any:
    """Return the entries that say an initiative's status on a day, latest first, for a Subquery."""
    stated = StatusEntry.objects.filter(Q(as_of__isnull=True) | Q(as_of__lte=day), initiative=OuterRef("pk"))
    return stated.order_by(F("as_of").desc(nulls_last=True), "-id")


def _initiatives(asked: FollowUpRound, user: Any) -> list[tuple]:
    day = asked.closed_on or timezone.localdate()
    opened = asked.opened_on or day
    before = asked.before or opened - datetime.timedelta(days=1)
    goals = GoalContribution.objects.filter(initiative=OuterRef("pk"), plan=asked.plan_id).order_by("-primary", "id")
    seen = Initiative.objects.visible_to(user).filter(plan=asked.plan_id, rounds__round=asked)
    in_round = asked.initiatives.order_by().values("round").annotate(n=Count("pk")).values("n")
    return list(
        seen.annotate(
            goal=Subquery(goals.values("goal_id")[:1]),
            status=Subquery(status_on(day).values("status")[:1]),
            as_of=Subquery(status_on(day).values("as_of")[:1]),
            status_before=Subquery(status_on(before).values("status")[:1]),
            in_round=Subquery(in_round),
        ).values_list(
            "id", "uuid", "title", "number", "sort_key", "goal", "status", "as_of", "status_before", "in_round"
        )
    )


@dataclass(frozen=True)
class _Places:
    """Länsdelar of the plan's division: id -> (key, name), and municipality -> länsdel."""

    names: dict[int, tuple[str, str]]
    of_area: dict[int, int]


def _places(plan: Plan) -> _Places:
    names: dict[int, tuple[str, str]] = {}
    of_area: dict[int, int] = {}
    found = Lansdel.objects.filter(division=plan.division_id).order_by("position", "id")
    for pk, key, name, area in found.values_list("id", "key", "name", "municipalities"):
        names[pk] = (key, name)
        if area:
            of_area[area] = pk
    return _Places(names, of_area)


def _requests(asked: FollowUpRound) -> dict[int, Asked]:
    columns = ("id", "state", "sector", "organisation_id", "organisation__name", "organisation__area_id")
    rows = asked.requests.order_by("id").values_list(*columns)
    return {row[0]: Asked._make(row[1:]) for row in rows}


def _items(asked: FollowUpRound, requests: dict[int, Asked], places: _Places) -> dict[int, list[Item]]:
    """Return what is asked about each initiative: what waits for an answer, and what has one. Two queries.

    What a respondent declined, or is asked no more, is left out unless it was answered first.
    """
    latest: dict[int, str] = {}
    answers = FollowUp.objects.filter(round=asked).exclude(state="draft").order_by("number")
    for item, state in answers.values_list("item_id", "state"):
        latest[item] = state
    waiting = "new" if asked.state == "draft" else "sent"
    found: dict[int, list[Item]] = defaultdict(list)
    rows = RequestItem.objects.filter(request__round=asked).order_by("id")
    for pk, request, initiative, area, lansdel in rows.values_list(
        "id", "request_id", "initiative_id", "area_id", "lansdel_id"
    ):
        who, said = requests[request], latest.get(pk, "")
        if who.state != waiting and said not in ANSWERED:
            continue
        where = lansdel or places.of_area.get(area or who.area_id or 0)
        found[initiative].append(Item(request, who.organisation_id, where, said))
    return found


@dataclass(frozen=True)
class Trouble:
    """A letter that has not arrived, and why."""

    request: FollowUpRequest
    text: str


def troubles(asked: FollowUpRound, *, most: int = 20) -> list[Trouble]:
    """Return the respondents whose latest letter has not left, with the reason. One query."""
    mails = OutgoingMail.objects.filter(purpose=PURPOSE, target_id=OuterRef("pk")).order_by("-pk")
    found = (
        asked.requests.filter(state="sent")
        .annotate(mail_state=Subquery(mails.values("state")[:1]), trouble=Subquery(mails.values("trouble")[:1]))
        .filter(mail_state__in=["failed", "waiting"])
        .exclude(trouble="")
    )
    return [Trouble(request, request.trouble) for request in found[:most]]


def respondents(asked: FollowUpRound, ids: Iterable[int]) -> list[FollowUpRequest]:
    """Return respondents with their organisation, in this order. One query."""
    order = list(ids)
    found = {each.pk: each for each in asked.requests.filter(pk__in=order).select_related("organisation")}
    return [found[pk] for pk in order if pk in found]
