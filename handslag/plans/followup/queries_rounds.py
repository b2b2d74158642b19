"""A plan's rounds over time, what asking has cost, and what is known before anybody is asked."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast, ExtractYear, JSONObject
from django.utils import timezone

from handslag.plans.followup.queries import status_on
from handslag.plans.models import (
    AskedTime,
    FollowUp,
    FollowUpRequest,
    FollowUpRound,
    Initiative,
    Plan,
    RoundInitiative,
    StatusEntry,
)
from handslag.plans.rules import OVER
from handslag.plans.words import STATUSES
from handslag.swedish.dates import day as day_words
from handslag.swedish.dates import distance
from handslag.trust.visibility import Visibility


@dataclass(frozen=True)
class PastRound:
    """A round in the plan's history. changed: initiatives whose status is another than when the round before it closed."""

    round: FollowUpRound
    asked: int
    reported: int
    changed: int

    @property
    def silent(self) -> int:
        return self.asked - self.reported


def history(plan: Plan, *, user: Any, is_lead: bool) -> list[PastRound]:
    """Return a plan's rounds, latest first: closed ones, and for its lead all. Four queries, however many rounds."""
    rounds = list(FollowUpRound.objects.filter(plan=plan).order_by("pk"))
    if not is_lead:
        rounds = [each for each in rounds if each.state == "closed"]
    seen = Initiative.objects.visible_to(user).filter(plan=plan)
    asked = _sets(RoundInitiative.objects.filter(round__plan=plan, initiative__in=seen.values("pk")))
    answers = FollowUp.objects.filter(
        round__plan=plan, state__in=["sent", "accepted"], initiative__in=seen.values("pk")
    )
    reported = _sets(answers)
    entries = _entries(plan)
    found: list[PastRound] = []
    former: datetime.date | None = None
    for each in rounds:
        if each.state == "draft":
            found.append(PastRound(each, len(asked[each.pk]), 0, 0))
            continue
        until = each.closed_on or timezone.localdate()
        since = former or each.opened_on - datetime.timedelta(days=1)
        changed = sum(_status(entries[pk], since) != _status(entries[pk], until) for pk in asked[each.pk])
        found.append(PastRound(each, len(asked[each.pk]), len(reported[each.pk]), changed))
        former = each.closed_on or former
    return found[::-1]


def _sets(rows: QuerySet) -> dict[int, set[int]]:
    """Return round -> initiatives."""
    found: dict[int, set[int]] = defaultdict(set)
    for key, initiative in rows.order_by().values_list("round_id", "initiative_id").distinct():
        found[key].add(initiative)
    return found


def _entries(plan: Plan) -> dict[int, list[tuple[datetime.date | None, str]]]:
    """Return initiative -> (day, status) in order, an entry without a day first."""
    found: dict[int, list[tuple[datetime.date | None, str]]] = defaultdict(list)
    rows = StatusEntry.objects.filter(initiative__plan=plan).order_by(F("as_of").asc(nulls_first=True), "id")
    for initiative, day, status in rows.values_list("initiative_id", "as_of", "status"):
        found[initiative].append((day, status))
    return found


def _status(entries: list[tuple[datetime.date | None, str]], day: datetime.date) -> str:
    stated = [status for at, status in entries if at is None or at <= day]
    return stated[-1] if stated else "unknown"


@dataclass(frozen=True)
class Cost:
    """What follow-up has taken of an organisation in a year, as a sum."""

    year: int
    organisation: str
    seconds: int
    answers: int

    @property
    def words(self) -> str:
        return time_words(self.seconds)


def costs(plan: Plan) -> list[Cost]:
    """Return the time that the plan's rounds have taken, by year and organisation. One query."""
    rows = (
        AskedTime.objects.filter(round__plan=plan, round__opened_on__isnull=False)
        .order_by()
        .annotate(year=ExtractYear("round__opened_on"), name=F("organisation__name"), by=F("organisation__sort_key"))
        .values("year", "name", "by")
        .annotate(seconds=Sum("seconds"), answers=Sum("answers"))
        .order_by("-year", "by", "name")
    )
    return [
        Cost(row["year"], row["name"] or "Organisation inte angiven", row["seconds"], row["answers"]) for row in rows
    ]


def time_words(seconds: int) -> str:
    """Return a length of time in hours and minutes: "2 tim 5 min"; rounded up, as something asked is never nothing."""
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} tim {rest} min" if hours else f"{rest} min"


@dataclass(frozen=True)
class Choice:
    """An initiative that may be asked about, and what is known of it already. is_live: it is not over."""

    id: int
    title: str
    known: str
    is_live: bool


def choices(plan: Plan, *, user: Any) -> list[Choice]:
    """Return the initiatives that a round may ask about, each with its latest statement and how old it is. One query."""
    today = timezone.localdate()
    seen = Initiative.objects.visible_to(user).filter(plan=plan).exclude(visibility=Visibility.DRAFT)
    answered = FollowUp.objects.filter(initiative=OuterRef("pk"), state="accepted").order_by()
    rows = seen.annotate(
        status=Subquery(status_on(today).values("status")[:1]),
        as_of=Subquery(status_on(today).values("as_of")[:1]),
        said_at=Subquery(answered.values("initiative").annotate(at=Max("sent_at")).values("at")),
    ).values_list("id", "title", "listing", "status", "as_of", "said_at")
    return [
        Choice(pk, title, _known(status, as_of, said_at, today), listing == "reported" and status not in OVER)
        for pk, title, listing, status, as_of, said_at in rows
    ]


def _known(status: str | None, as_of: datetime.date | None, said_at: Any, today: datetime.date) -> str:
    if said_at:
        answered = timezone.localtime(said_at).date()
        as_of = max(answered, as_of or answered)
    words = STATUSES[status or "unknown"]
    if as_of is None:
        return f"{words}. Dag inte angiven" if status else words
    return f"{words}. Senaste uppgiften {day_words(as_of)} ({distance(today, as_of)})"


def missing(asked: FollowUpRound) -> dict[str, list]:
    """Return what a round that is to be sent lacks. Two queries.

    "nobody": initiatives that nobody is asked about. "no_address" and "no_items": respondents who cannot be sent to.
    """
    nobody = [
        row.initiative
        for row in asked.initiatives.select_related("initiative").exclude(
            initiative__asked_items__request__in=asked.requests.filter(state__in=["new", "sent"]).values("pk")
        )
    ]
    new = list(asked.requests.filter(state="new").annotate(n=Count("items")))
    return {
        "nobody": nobody,
        "no_address": [each for each in new if not each.email],
        "no_items": [each for each in new if not each.n],
    }


@dataclass(frozen=True)
class Told:
    """What an initiative's own page tells of a round: who answered and when; day None: no report came in."""

    uuid: UUID
    title: str
    is_closed: bool
    by_function: str
    day: datetime.date | None
    is_accepted: bool


def told_of(initiative: Initiative) -> QuerySet[FollowUpRound]:
    """Return the rounds about an initiative, one row for each answer or for none, with all in `told` as JSON text.

    A query to be read together with others: see `read_told`.
    """
    came = Q(answers__initiative=initiative) & Q(answers__state__in=["sent", "accepted"])
    said = {"uuid": "uuid", "state": "state", "by": "said__by_function", "at": "said__sent_at", "is": "said__state"}
    return (
        FollowUpRound.objects.filter(initiatives__initiative=initiative)
        .exclude(state="draft")
        .annotate(said=FilteredRelation("answers", condition=came))
        .annotate(told=Cast(JSONObject(round=F("pk"), answer=F("said__pk"), **said), TextField()))
    )


def read_told(rows: Iterable[tuple[str, str]]) -> list[Told]:
    """Return what pairs of title and `told` say, latest round first.

    What waits to be read in a round under way is not told; in a closed one it is told that it came.
    """
    found = sorted(
        ((title, json.loads(text)) for title, text in rows),
        key=lambda pair: (-pair[1]["round"], pair[1]["answer"] or 0),
    )
    return [
        Told(
            UUID(row["uuid"]),
            title,
            row["state"] == "closed",
            row["by"] or "",
            _day(row["at"]),
            row["is"] == "accepted",
        )
        for title, row in found
        if row["is"] == "accepted" or row["state"] == "closed"
    ]


def _day(text: str | None) -> datetime.date | None:
    """Return the day in Sweden of a moment as a database writes it: in UTC, where it does not say."""
    if not text:
        return None
    at = datetime.datetime.fromisoformat(text)
    return timezone.localtime(at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).date()


def respondents_of(asked: FollowUpRound) -> QuerySet[FollowUpRequest]:
    """Return a round's respondents with what each answers for. Two queries."""
    return asked.requests.select_related("organisation").prefetch_related(
        "items__initiative", "items__area", "items__lansdel"
    )
