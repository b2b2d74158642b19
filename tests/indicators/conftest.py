"""A county with a public plan, two municipalities, and people with every role."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from handslag.indicators.models import Fetch, Observation, Upload
from handslag.places.models import Area
from handslag.plans.models import GoalNode, Plan
from handslag.trust.permissions import Role
from tests import factories as make


@dataclass
class County:
    """area: the county; north and south: its municipalities; elsewhere: a municipality of another county."""

    area: Area
    north: Area
    south: Area
    elsewhere: Area
    plan: Plan
    goal: GoalNode

    def url(self, name: str, *more) -> str:
        return reverse(name, args=[self.area.slug, *more])

    def client(self, role: Role | None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, self.plan.lead))
        return client

    @property
    def lead(self) -> Client:
        return self.client(Role.COUNTY_LEAD)

    @property
    def analyst(self) -> Client:
        return self.client(Role.ANALYST)

    def import_url(self, key: str) -> str:
        return self.url("import_figures", key)

    def paste(self, client: Client, key: str, text: str, **more) -> Upload | None:
        """Paste rows, and return the file that is kept of them; None where it is refused."""
        client.post(self.import_url(key), {"pasted": text, "source": "Provkällan", **more})
        return Upload.objects.order_by("-id").first()


@pytest.fixture
def no_figures(db) -> None:
    """A database without the figures that ship: what a test takes in is all there is."""
    Observation.objects.all().delete()
    Fetch.objects.all().delete()


@pytest.fixture
def county(static_files, no_figures) -> County:
    area = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name="Provlän", slug="provlan", code="90")
    north = make.municipality(parent=area, name="Norrby", code="9001")
    south = make.municipality(parent=area, name="Söderby", code="9002")
    plan = make.plan(county=area, lead=make.organisation(county=area), visibility="public", status="adopted")
    return County(area, north, south, Area.objects.get(code="1880"), plan, make.goal(plan))
