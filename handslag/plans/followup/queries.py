"""What a round's pages read, for `lines.Picture` to count.

A round may ask thousands, so what is counted is read as plain tuples, in a number of queries that does not grow.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
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
    RoundInitiative,
    StatusEntry,
)
from handslag.plans.models.initiatives import county_address
from handslag.plans.queries.goals import goal_tree
from handslag.plans.rights import OPEN
from handslag.trust import prepared
from handslag.trust.permissions import Grants, Holder, grants_of
from handslag.trust.prepared import Written
from handslag.trust.visibility import Visibility


def round_of(plan: Plan, uuid: UUID, *, is_lead: bool, counted: bool = False) -> FollowUpRound:
    """Return a plan's round with `before`, the day on which the round before it closed (None: there is none). One query.

    counted: it also gets `questions_answered` (of the plan's, since it opened) and `advice_unanswered` (recommendations
    to the plan and its open initiatives; to others than the lead, its public ones).
    Answers 404 where it is not there, or not yet for others than the plan's lead.
    """
    rows = ROUNDS.instances(plan.pk, timezone.localdate(), shape=(is_lead,)) if counted else _rounds(plan.pk)
    asked = next((each for each in rows if each.uuid == uuid), None)
    if asked is None or (asked.state != "closed" and not is_lead):
        raise Http404
    asked.plan = plan
    return asked


def _rounds(plan_id: int) -> QuerySet[FollowUpRound]:
    former = FollowUpRound.objects.filter(plan=plan_id, state="closed", pk__lt=OuterRef("pk")).order_by("-pk")
    return FollowUpRound.objects.filter(plan=plan_id).annotate(
        before=Subquery(former.values("closed_on")[:1]), before_title=Subquery(former.values("title")[:1])
    )


def _counted(plan_id: int, today: datetime.date, is_lead: bool) -> QuerySet[FollowUpRound]:
    until = Coalesce(OuterRef("closed_on"), Value(today))
    answers = QuestionAnswer.objects.filter(goal__plan=plan_id, answered_on__gte=OuterRef("opened_on"))
    of_initiatives = Q(
        initiative__plan=plan_id,
        initiative__visibility__in=list(OPEN) if is_lead else [Visibility.PUBLIC],
        initiative__withdrawn_on__isnull=True,
    )
    advice = Recommendation.objects.filter(Q(plan=plan_id) | of_initiatives, answer="")
    return _rounds(plan_id).annotate(
        questions_answered=_count(answers.filter(answered_on__lte=until), "goal"),
        advice_unanswered=_count(advice, "pk"),
    )


def _count(rows: Any, of: str) -> Any:
    """Return how many different `of` the rows have, as a column of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count(of, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


ROUNDS = Written(_counted, (prepared.number(), prepared.day()))
"""All of a plan's rounds: they are few."""


def picture(asked: FollowUpRound, *, user: Any) -> Picture:
    """Return a round, as `round_of` gives it, as `user` may see it. Six queries."""
    plan = asked.plan
    places = _places(plan)
    requests = _requests(asked)
    items, unsent = _items(asked, requests, places)
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
            status=read_stated(stated)[0],
            before=before or "unknown",
            status_as_of=read_stated(stated)[1],
            items=tuple(items.get(pk, ())),
            is_unsent=pk in unsent,
        )
        for pk, uuid, title, number, sort_key, goal, stated, before, _ in rows
    ]
    return Picture(
        round=asked,
        tree=goal_tree(plan),
        lines=lines,
        requests=requests,
        hidden=(rows[0][-1] - len(rows)) if rows else asked.initiatives.count(),
        lansdelar=places.names,
    )


def status_on(day: datetime.date, *, of: str = "pk") -> Any:
    """Return the entries that say an initiative's status on a day, latest first, for a Subquery. of: where it is named."""
    stated = StatusEntry.objects.filter(Q(as_of__isnull=True) | Q(as_of__lte=day), initiative=OuterRef(of))
    return stated.order_by(F("as_of").desc(nulls_last=True), "-id")


def stated_on(day: datetime.date, *, of: str = "pk") -> Any:
    """Return an initiative's status on a day, its day and its reason, as one column for another query: see `read_stated`."""
    told = Cast(JSONObject(status="status", as_of="as_of", reason="reason"), TextField())
    return Subquery(status_on(day, of=of).annotate(told=told).values("told")[:1])


def read_stated(told: str | None) -> tuple[str, datetime.date | None, str]:
    """Return status, day and reason of what `stated_on` gave; "unknown" where nothing is stated."""
    if not told:
        return "unknown", None, ""
    found = json.loads(told)
    return (
        found["status"],
        datetime.date.fromisoformat(found["as_of"][:10]) if found["as_of"] else None,
        found["reason"],
    )


def _in_round(round_id: int, plan_id: int, day: datetime.date, before: datetime.date, held: Grants) -> QuerySet:
    goals = GoalContribution.objects.filter(initiative=OuterRef("pk"), plan=plan_id).order_by("-primary", "id")
    seen = Initiative.objects.visible_to(Holder(held)).filter(plan=plan_id, rounds__round=round_id)
    in_round = RoundInitiative.objects.filter(round=round_id).order_by()
    return seen.annotate(
        goal=Subquery(goals.values("goal_id")[:1]),
        stated=stated_on(day),
        status_before=Subquery(status_on(before).values("status")[:1]),
        in_round=Subquery(in_round.values("round").annotate(n=Count("pk")).values("n")),
    ).values_list("id", "uuid", "title", "number", "sort_key", "goal", "stated", "status_before", "in_round")


IN_ROUND = Written(_in_round, (prepared.number(0), prepared.number(1), prepared.day(0), prepared.day(1)))


def _initiatives(asked: FollowUpRound, user: Any) -> list[tuple]:
    day = asked.closed_on or timezone.localdate()
    opened = asked.opened_on or day
    before = asked.before or opened - datetime.timedelta(days=1)
    return IN_ROUND.rows(asked.pk, asked.plan_id, day, before, shape=(grants_of(user),))


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


def _items(asked: FollowUpRound, requests: dict[int, Asked], places: _Places) -> tuple[dict[int, list[Item]], set[int]]:
    """Return what is asked about each initiative: what waits for an answer, and what has one. Two queries.

    And the initiatives about which an open round is to ask somebody who has not been sent a letter.
    What a respondent declined, or is asked no more, is left out unless it was answered first.
    """
    latest: dict[int, str] = {}
    answers = FollowUp.objects.filter(round=asked).exclude(state="draft").order_by("number")
    for item, state in answers.values_list("item_id", "state"):
        latest[item] = state
    waiting = "new" if asked.state == "draft" else "sent"
    found: dict[int, list[Item]] = defaultdict(list)
    unsent: set[int] = set()
    rows = RequestItem.objects.filter(request__round=asked).order_by("id")
    for pk, request, initiative, area, lansdel in rows.values_list(
        "id", "request_id", "initiative_id", "area_id", "lansdel_id"
    ):
        who, said = requests[request], latest.get(pk, "")
        if who.state == "new" and asked.state == "open":
            unsent.add(initiative)
        if who.state != waiting and said not in ANSWERED:
            continue
        where = lansdel or places.of_area.get(area or who.area_id or 0)
        found[initiative].append(Item(request, who.organisation_id, where, said))
    return found, unsent


@dataclass(frozen=True)
class Trouble:
    """A letter that has not arrived, and why; or a question that was declined, with the reason that was given."""

    request: FollowUpRequest
    text: str


def _uncovered() -> QuerySet[RequestItem]:
    """Return what a request, of an outer query, was asked about and nobody has answered or has since been asked."""
    about = RequestItem.objects.filter(initiative=OuterRef("initiative"), pk__gt=OuterRef("pk"))
    later = about.filter(request__round=OuterRef("request__round"), request__state__in=["new", "sent"])
    whole = Q(area__isnull=True, lansdel__isnull=True)
    there = later.filter(whole | Q(area=OuterRef("area")) | Q(lansdel=OuterRef("lansdel")))
    answers = FollowUp.objects.filter(item=OuterRef("pk"), state__in=list(ANSWERED))
    open_items = RequestItem.objects.filter(request=OuterRef("pk"), initiative__withdrawn_on__isnull=True)
    return open_items.filter(~whole | ~Exists(later), ~Exists(there), ~Exists(answers))


def _stuck(round_id: int) -> QuerySet[FollowUpRequest]:
    mails = OutgoingMail.objects.filter(purpose=PURPOSE)
    later = mails.filter(target_id=OuterRef("target_id"), pk__gt=OuterRef("pk"))
    stuck = mails.filter(state__in=["failed", "waiting"]).exclude(trouble="").exclude(Exists(later))
    trouble = Subquery(mails.filter(target_id=OuterRef("pk")).order_by("-pk").values("trouble")[:1])
    asked = FollowUpRequest.objects.filter(round=round_id)
    no_letter = Q(state="sent", pk__in=stuck.values("target_id"))
    return asked.filter(no_letter | Q(state="declined") & Exists(_uncovered())).annotate(trouble=trouble)


STUCK = Written(_stuck, (prepared.number(),))


def troubles(asked: FollowUpRound) -> tuple[list[Trouble], list[Trouble]]:
    """Return the respondents whose latest letter has not left, and those who declined what nobody else has been asked.

    Both with the reason. One query.
    """
    found = STUCK.instances(asked.pk)
    stuck = [Trouble(each, each.trouble) for each in found if each.state == "sent"]
    return stuck, [Trouble(each, each.declined_reason) for each in found if each.state == "declined"]


def respondents(asked: FollowUpRound, ids: Iterable[int]) -> list[FollowUpRequest]:
    """Return respondents with their organisation, in this order. One query."""
    order = list(ids)
    found = {each.pk: each for each in asked.requests.filter(pk__in=order).select_related("organisation")}
    return [found[pk] for pk in order if pk in found]
