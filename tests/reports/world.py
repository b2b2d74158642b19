"""A county with a public plan, one public initiative in it, and a draft of the full report."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.reports import actions
from handslag.reports.models import Edition, Report
from handslag.trust.changes import OPERATOR
from handslag.trust.permissions import Role
from tests import factories as make


@dataclass
class Reported:
    """The plan, what is in it, and its draft."""

    plan: Plan
    goal: GoalNode
    initiative: Initiative
    report: Report

    def url(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.plan.county.slug, self.plan.key, *more])

    def of_draft(self, name: str, *more: object) -> str:
        return self.url(name, self.report.uuid, *more)

    def client(self, role: Role | None, organisation: Any = None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, organisation))
        return client

    @property
    def now(self) -> Report:
        """The draft as it stands."""
        return Report.objects.get(pk=self.report.pk)

    @property
    def lead(self) -> Client:
        return self.client(Role.COUNTY_LEAD, self.plan.lead)

    def frozen(self, client: Client, title: str = "Till nämnden") -> Edition:
        """Freeze the draft as the lead does."""
        form = client.get(self.of_draft("freeze_report")).context["form"]
        typed = {"title": title, "seen": form["seen"].value()}
        assert client.post(self.of_draft("freeze_report"), typed).status_code == 302
        return Edition.objects.latest("id")


@pytest.fixture
def world(static_files, db) -> Reported:
    county = make.county(parent=make.county(), name="Provlän")
    lead = make.organisation(county=county, name="Regionen")
    plan = make.plan(county=county, lead=lead, title="Provplanen")
    goal = make.goal(plan, kind="challenge", title="Var finns mötesplatserna?")
    initiative = make.initiative(plan, serves=goal, owner=lead, title="Kvällsöppet")
    report = actions.start(Report(plan=plan, template="full", title="Uppföljning"), by=OPERATOR)
    return Reported(plan, goal, initiative, report)
