"""A county with a plan and an association's draft in it, and people with every role."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.trust.permissions import Role
from tests import factories as make


@dataclass
class Ground:
    """A county with a public plan; an association's draft in it; and people."""

    plan: Plan
    goal: GoalNode
    mine: Initiative

    def url(self, name: str, part: str, page, *more) -> str:
        return reverse(name, args=[self.plan.county.slug, part, page.uuid, *more])

    def client(self, role: Role | None, organisation=None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, organisation))
        return client

    @property
    def lead(self) -> Client:
        return self.client(Role.COUNTY_LEAD, self.plan.lead)

    @property
    def owner(self) -> Client:
        return self.client(Role.CIVIL_SOCIETY, self.mine.owner)


@pytest.fixture
def ground(static_files) -> Ground:
    county = make.county(parent=make.county())
    lead, association = make.organisation(county=county), make.organisation(county=county)
    plan = make.plan(county=county, lead=lead, visibility="public", status="adopted")
    goal = make.goal(plan, kind="challenge")
    mine = make.initiative(plan, serves=goal, owner=association, visibility="draft", title="Kvällsöppet")
    return Ground(plan, goal, mine)
