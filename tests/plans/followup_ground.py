"""A round that is open, with respondents and their links."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from handslag.accounts import links
from handslag.plans.followup import rounds
from handslag.plans.models import FollowUpRequest, FollowUpRound, Initiative, Plan, RequestItem
from handslag.trust.changes import OPERATOR
from tests import factories as make

ALL_QUESTIONS = ["figures", "status", "happened", "outcome", "obstacle", "money", "influence"]
SITE = "https://handslag.example/"


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@dataclass
class Asked:
    """A round of a public plan."""

    plan: Plan
    round: FollowUpRound

    def respondent(self, *initiatives: Initiative, send: bool = True, **fields: Any) -> FollowUpRequest:
        """Ask a function about initiatives; a tuple (initiative, place) asks about that place alone."""
        key = f"{fields.get('function', 'funktion')}-{FollowUpRequest.objects.count()}"
        base = {"function": "Projektledare", "email": f"{key.lower().replace(' ', '-')}@exempel.invalid"}
        request = FollowUpRequest.objects.create(round=self.round, **{**base, **fields})
        for each in initiatives:
            initiative, place = each if isinstance(each, tuple) else (each, None)
            field = {} if place is None else {"lansdel" if hasattr(place, "division_id") else "area": place}
            RequestItem.objects.create(request=request, initiative=initiative, **field)
        if send:
            rounds.send(self.round, site=SITE, by=OPERATOR)
            request.refresh_from_db()
        return request

    def client(self, request: FollowUpRequest) -> Client:
        """A browser that has opened the respondent's link."""
        browser = Client()
        path = links.make(rounds.PURPOSE, request.pk, valid_to=in_days(10))
        assert browser.get(path).status_code == 302
        return browser


def ask(initiatives: list[Initiative], **fields: Any) -> Asked:
    """Prepare a round about some initiatives of one plan."""
    plan = initiatives[0].plan
    base = {"title": "Uppföljning våren 2026", "due_on": in_days(7), "questions": ALL_QUESTIONS}
    return Asked(plan, rounds.create(plan, {**base, **fields}, initiatives, by=OPERATOR))


def public_plan(**fields: Any) -> Plan:
    county = make.county(parent=make.county())
    return make.plan(county=county, lead=make.organisation(county=county), visibility="public", **fields)
