"""What the journeys share: addresses, and browsers that are signed in as a persona."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Page

from handslag.accounts.models import User
from handslag.accounts.personas import EXAMPLE_ASSOCIATION, make_personas
from handslag.places.models import Area, Organisation
from handslag.plans.indexing import index_plan
from handslag.plans.models import Initiative, Plan
from handslag.public.models import DefectReport
from handslag.trust.models import Change, Citation, SearchEntry
from handslag.trust.permissions import Role
from tests import factories as make
from tests.pages import addresses


@pytest.fixture(scope="session")
def where(served: str) -> dict[str, str]:
    """The whole address of each page in tests/pages.py."""
    return {name: served + path for name, path in addresses().items()}


@pytest.fixture
def work(served: str) -> Iterator["Work"]:
    """A county with a public plan of its own to work in, taken away afterwards."""
    county = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name="Arbetslän")
    lead = make.organisation(county=county, name="Regionen")
    association = make.organisation(county=county, name="Föreningen", sector="civil_society")
    plan = make.plan(county=county, lead=lead, visibility="public", status="adopted", title="Planen")
    area = make.goal(plan, kind="goal_area", title="Ett gott liv", code="1", position=0)
    for n, title in enumerate(("Var finns mötesplatserna?", "Vem ser den som är ensam?")):
        make.goal(plan, kind="challenge", title=title, parent=area, position=n)
    old = make.initiative(plan, title="Kvällsöppet för unga", owner=lead, serves=plan.goals.last())
    make.status(old, "finished", as_of="2023-12-01")
    make.obstacle(old, text="För få ledare på kvällarna")
    index_plan(plan)
    yield Work(served, plan, lead, association, old)
    scope = {"scope": plan.uuid}
    Citation.everything.filter(made_by__in=Change.objects.filter(**scope)).delete()
    Change.objects.filter(**scope, undoes__isnull=False).delete()
    Change.objects.filter(**scope).delete()
    SearchEntry.objects.filter(scope=county.code).delete()
    Plan.everything.filter(county=county).delete()
    User.objects.filter(memberships__organisation__county=county).delete()
    Organisation.objects.filter(county=county).delete()
    county.delete()
    Session.objects.all().delete()


@dataclass
class Work:
    """Where editing is tried: the county's plan, its lead, an association, and an ended initiative."""

    served: str
    plan: Plan
    lead: Organisation
    association: Organisation
    old: Initiative

    def address(self, name: str, *more: object) -> str:
        return self.served + reverse(name, args=[self.plan.county.slug, *more])

    def sign_in(self, page: Page, role: Role, organisation: Organisation) -> None:
        """Sign the page's browser in as a new member with the role."""
        client = Client()
        client.force_login(make.member(role, organisation))
        value = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": self.served}])


@pytest.fixture
def step_in(served: str, browser) -> Iterator[Callable[[Page, str], None]]:
    """A function that signs a page in as a persona. The demo is on, with one defect report, for this test."""
    with override_settings(DEMO=True):
        make_personas()
        DefectReport.objects.create(
            text="Tabellen går inte att läsa.", address="/orebro/", reply_to="a@example.invalid"
        )

        def sign_in(page: Page, persona: str) -> None:
            client = Client()
            client.force_login(User.objects.get(persona=persona))
            page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": served}])

        yield sign_in
    User.objects.exclude(persona="").delete()
    Organisation.objects.filter(key=EXAMPLE_ASSOCIATION["key"]).delete()
    DefectReport.objects.all().delete()
    Session.objects.all().delete()
