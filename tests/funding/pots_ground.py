"""A county with a pot, two länsdelar with inhabitants, initiatives with their goals, and people with every role."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from handslag.funding.models import Pot, PotDecision, Proposal
from handslag.places.models import Area, Lansdel, Organisation, Population
from handslag.plans.models import Initiative, Plan
from handslag.trust.permissions import Role
from tests import factories as make

DECIDED = {"decided_on": "2026-03-01", "paragraph": "14", "registry_number": "RS 2026/77"}


@dataclass
class Ground:
    """north has 1 000 inhabitants in two municipalities, south 500 in one; the county 1 500."""

    plan: Plan
    pot: Pot
    body: Organisation
    north: Lansdel
    south: Lansdel
    initiative: Initiative

    @property
    def county(self) -> Area:
        return self.plan.county

    def client(self, role: Role | None, organisation: Organisation | None = None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, organisation or self.plan.lead))
        return client

    @property
    def keeper(self) -> Client:
        return self.client(Role.CONTROLLER)

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.county.slug, *more])

    def page(self, client: Client, pot: Pot | None = None) -> str:
        return client.get((pot or self.pot).get_absolute_url()).content.decode()

    def decide(self, client: Client, proposal: Proposal, **fields: Any):
        """Register a decision as a person does: the form is opened first."""
        address = self.url("decide_pot", proposal.pot.uuid)
        read = client.get(address).context["form"]["read"].value()
        typed = {"proposal": proposal.pk, "body": self.body.pk, "read": read, **DECIDED, **fields}
        return client.post(address, typed)

    def reopen(self, client: Client, decision: PotDecision, reason: str = "Fel belopp på en rad"):
        address = self.url("reopen_pot", decision.pot.uuid, decision.pk)
        return client.post(address, {"reason": reason, "version": decision.version})


def ground() -> Ground:
    country = Area.objects.get(kind=Area.COUNTRY)
    county = make.county(parent=country, name="Provlän")
    division = make.division(county=county)
    lead = make.organisation(county=county, name="Regionen", sector="region")
    plan = make.plan(county=county, lead=lead, division=division)
    goal = make.goal(plan, title="Tidigt stöd")
    alby, berg, cedra = (make.municipality(parent=county, name=name) for name in ("Alby", "Berg", "Cedra"))
    for area, count in ((alby, 600), (berg, 400), (cedra, 500), (county, 1_500)):
        Population.objects.create(area=area, year=2024, count=count, source="Provkällan", vintage="1")
    return Ground(
        plan,
        make.pot(plan),
        make.organisation(county=county, name="Chefsgruppen", sector="body"),
        make.lansdel(division, alby, berg, name="Norr", position=0),
        make.lansdel(division, cedra, name="Söder", position=1),
        make.initiative(plan, title="Kvällsöppet", owner=lead, serves=goal),
    )
