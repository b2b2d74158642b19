"""A round of follow-up with 2,520 requests: what its page costs the lead, and what the form costs a respondent."""

import datetime
import uuid
from pathlib import PurePosixPath

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bench.cost import Ask
from bench.editing import lead_of
from handslag.accounts import links
from handslag.plans.followup import rounds
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound, Initiative, Plan, RequestItem
from handslag.trust.changes import OPERATOR

FORM, ROUND = "answer form", "round of 2,520 requests"
RESPONDENTS = 21
"""Of each of the 120 initiatives."""


def make_round(county: str) -> FollowUpRound:
    """Make the round in a county's plan. Of the requests two thirds are answered, half of those accepted."""
    plan = Plan.objects.select_related("county", "lead").get(county__slug=county)
    initiatives = list(Initiative.objects.filter(plan=plan, listing="reported"))
    due = timezone.localdate() + datetime.timedelta(days=14)
    asked = rounds.create(plan, {"title": "Uppföljning", "due_on": due}, initiatives, by=OPERATOR)
    places = list(plan.county.children.all()[:RESPONDENTS]) or [None]
    owners = list(plan.county.organisations.order_by("id")[:RESPONDENTS])
    FollowUpRequest.objects.bulk_create(
        FollowUpRequest(
            round=asked, uuid=uuid.uuid4(), function=f"Funktion {number}", email=f"f{n}.{number}@example.invalid",
            organisation=owners[number % len(owners)], sector="municipality", state="sent", sent_on=timezone.localdate(),
        )
        for n in range(len(initiatives)) for number in range(RESPONDENTS)
    )  # fmt: skip
    requests = list(asked.requests.order_by("id"))
    items = RequestItem.objects.bulk_create(
        RequestItem(request=request, initiative=initiatives[n // RESPONDENTS], area=places[n % len(places)])
        for n, request in enumerate(requests)
    )
    FollowUp.objects.bulk_create(_answer(asked, item, n) for n, item in enumerate(items) if n % 3)
    FollowUpRound.objects.filter(pk=asked.pk).update(state="open", opened_on=timezone.localdate())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does in service, some minutes after
    asked.refresh_from_db()
    return asked


def _answer(asked: FollowUpRound, item: RequestItem, n: int) -> FollowUp:
    accepted = {"accepted_at": timezone.now(), "accepted_by": "utvecklingsledare"} if n % 2 else {}
    return FollowUp(
        item=item, round=asked, initiative_id=item.initiative_id, by_function=item.request.function,
        state="accepted" if accepted else "sent", status="ongoing", happened="Arbetet har gått vidare som planerat.",
        figures=[], sent_at=timezone.now(), **accepted,
    )  # fmt: skip


def requests(county: str) -> dict[str, Ask]:
    """Return what the lead and a respondent open, by its name."""
    asked = make_round(county)
    signed_in = Client(SERVER_NAME="localhost", raise_request_exception=False)
    signed_in.force_login(lead_of(asked.plan))
    by_link = Client(SERVER_NAME="localhost", raise_request_exception=False)
    request = asked.requests.first()
    path = links.make(rounds.PURPOSE, request.pk, valid_to=asked.due_on)
    address = by_link.get(path)["Location"]
    form = str(PurePosixPath(address) / str(request.items.get().pk)) + "/"

    def show_form() -> HttpResponse:
        return by_link.get(form)

    return {FORM: show_form, ROUND: lambda: signed_in.get(asked.get_absolute_url())}
