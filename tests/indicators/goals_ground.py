"""A county with a plan, two goals and constructed figures, and people with every role."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from handslag.indicators import writing
from handslag.indicators.models import GoalIndicator, Indicator, Target
from handslag.places.models import Area
from handslag.plans.models import GoalNode, Plan
from handslag.trust.permissions import Role
from tests import factories as make

RATE, SHARE, OUTPUT = "suicid-sakra-15-ar", "behoriga-till-yrkesprogram", "utbildade"


@dataclass
class Ground:
    """A county with a plan that an organisation leads, an area of goals with two challenges, and a municipality."""

    county: Area
    municipality: Area
    plan: Plan
    goal: GoalNode
    other: GoalNode

    def address(self, name: str, *more) -> str:
        return reverse(name, args=[self.county.slug, *more])

    def client(self, role: Role | None = None, organisation=None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, organisation or self.plan.lead))
        return client

    def wish(self, **fields) -> dict[str, object]:
        """The form of a wish that can be seen: a tenth more who are qualified."""
        return {
            "indicator": SHARE, "area": self.county.code, "baseline_from": 2015, "baseline_to": 2019, "percent": 10,
            "by": 2026, **fields,
        }  # fmt: skip

    def trial(self, **fields) -> str:
        given = {name: value for name, value in self.wish(**fields).items() if value is not None}
        return self.address("measurable", self.plan.key, self.goal.uuid) + "?" + urlencode(given)

    def follow(self, goal: GoalNode, key: str = SHARE) -> GoalIndicator:
        return GoalIndicator.objects.create(goal=goal, indicator=Indicator.objects.get(key=key))

    def aim(self, goal: GoalNode, key: str = SHARE, **fields) -> Target:
        base = {"area": self.county, "baseline_from": 2015, "baseline_to": 2019, "change": 0.1, "by": 2026}
        return Target.objects.create(**{"goal": goal, "indicator": Indicator.objects.get(key=key), **base, **fields})


def made(**plan) -> Ground:
    """The ground, with five years of figures of schools for the county, and fewer for its municipality."""
    writing.register()
    county = make.county(parent=make.county(code=make._key("country"), kind=Area.COUNTRY), name="Provlän")
    municipality = make.municipality(parent=county, name="Provkommun")
    lead = make.organisation(county=county)
    found = make.plan(county=county, lead=lead, **plan)
    above = make.goal(found, kind="goal_area", title="Ett gott liv")
    goals = [
        make.goal(found, kind="challenge", title=title, parent=above)
        for title in ("Alla klarar skolan", "Ingen är ensam")
    ]
    years = range(2015, 2020)
    make.observations(SHARE, county, {year: (8000, 10_000) for year in years}, per=100)
    make.observations(SHARE, municipality, {year: (20, 25) for year in years}, per=100)
    return Ground(county, municipality, found, *goals)
