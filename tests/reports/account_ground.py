"""A county with an agreement of two lines, awards with and without sums, and an account of the year."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from handslag.documents.blocks import Document
from handslag.funding.models import Agreement, Award, GrantLine, Pot
from handslag.places.models import Area
from handslag.plans.models import Initiative, Plan
from handslag.reports import actions, making
from handslag.reports.models import Edition, Report
from handslag.trust.changes import OPERATOR
from handslag.trust.permissions import Role
from tests import factories as make
from tests.reports.conftest import DAY

YEAR = 2031


@dataclass
class Accounted:
    """joint: a line to the county of which 900 000 kr is published; silent: one to the region, of which nothing is said.

    evening has 300 000 kr from the joint line, of which 120 000 are used; night has money and no sum; morning nothing.
    """

    plan: Plan
    agreement: Agreement
    joint: GrantLine
    silent: GrantLine
    pot: Pot
    evening: Initiative
    night: Initiative
    morning: Initiative
    award: Award
    unknown: Award
    report: Report

    def url(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.plan.county.slug, self.plan.key, *more])

    def of_draft(self, name: str, *more: object) -> str:
        return self.url(name, self.report.uuid, *more)

    def client(self, role: Role | None, organisation: Any = None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, organisation or self.plan.lead))
        return client

    @property
    def keeper(self) -> Client:
        return self.client(Role.CONTROLLER)

    def built(self) -> Document:
        """The draft as the keeper of the money sees it."""
        user = make.member(Role.CONTROLLER, self.plan.lead)
        return making.draft(Report.objects.get(pk=self.report.pk), user=user, today=DAY, mark=making.DRAFT).document

    def frozen(self, client: Client, title: str = "Till myndigheten") -> Edition:
        form = client.get(self.of_draft("freeze_report")).context["form"]
        typed = {"title": title, "seen": form["seen"].value()}
        assert client.post(self.of_draft("freeze_report"), typed).status_code == 302
        return Edition.objects.latest("id")


def accounted() -> Accounted:
    county = make.county(parent=Area.objects.get(code="00"), name="Provlän")
    lead = make.organisation(county=county, name="Regionen", sector="region")
    plan = make.plan(county=county, lead=lead, title="Provplanen")
    goal = make.goal(plan, title="Tidigt stöd")
    evening, night, morning = (
        make.initiative(plan, serves=goal, owner=lead, title=title, visibility="public")
        for title in ("Kvällsöppet", "Nattöppet", "Morgonöppet")
    )
    agreement = make.agreement(plan, year=YEAR, title="Överenskommelsen 2031")
    joint = make.grant_line(
        agreement,
        title="Sammanhållen vård",
        kronor=9_000_000,
        conditions="Lika villkor i hela länet",
        use_by="2031-12-31",
    )
    silent = make.grant_line(agreement, title="Traumavård", receiver="region", position=1)
    make.grant_line(agreement, title="Till nationell nivå", receiver="national", position=2)
    make.published_share(plan, joint, area=county, kronor=900_000, document="Beskedet")
    pot = make.pot(plan, title="Länets pott", year=YEAR, line=joint)
    award = make.award(plan, initiative=evening, title="", year=YEAR, kronor=300_000, line=joint)
    make.ledger_entry(award, kronor=120_000)
    unknown = make.award(plan, initiative=night, title="", year=YEAR, pot=pot, source_text="")
    report = Report(plan=plan, template="account", title="Redovisning 2031", year=YEAR, audience="lead")
    actions.start(report, by=OPERATOR)
    return Accounted(plan, agreement, joint, silent, pot, evening, night, morning, award, unknown, report)
