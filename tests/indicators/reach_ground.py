"""A county with a plan, a division of two parts and three municipalities, and an association with an initiative in it."""

from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from handslag.indicators.models import InstructorCount, MethodStart, TrainingSession
from handslag.places.models import Area, Lansdel, Population
from handslag.plans.models import Initiative, Plan
from handslag.trust.permissions import Role
from tests import factories as make


@dataclass
class ReachGround:
    """people: inhabitants by municipality, in their order; () where no population is known."""

    people: tuple[int, ...] = (1_000, 3_000, 6_000)
    municipalities: list[Area] = field(default_factory=list)
    parts: list[Lansdel] = field(default_factory=list)
    plan: Plan = field(init=False)
    mine: Initiative = field(init=False)

    def __post_init__(self) -> None:
        county = make.county(parent=make.county())
        division = make.division(county=county, word="länsdel")
        self.municipalities = [make.municipality(parent=county, name=name) for name in ("Alby", "Berg", "Cedra")]
        self.parts = [
            make.lansdel(division, *self.municipalities[:2], name="Norra", short="Norr", position=0),
            make.lansdel(division, self.municipalities[2], name="Södra", short="Söder", position=1),
        ]
        for area, count in zip(self.municipalities, self.people, strict=False):
            self.populate(area, count)
        lead, association = make.organisation(county=county), make.organisation(county=county)
        self.plan = make.plan(county=county, lead=lead, division=division)
        self.mine = make.initiative(self.plan, owner=association, title="Första hjälpen")

    def populate(self, area: Area, count: int, *, year: int = 2023, first: int = 0, last: int = 120) -> None:
        Population.objects.create(
            area=area, year=year, age_from=first, age_to=last, count=count, source="Provkällan", vintage="1"
        )

    def figure(self, value, at: Area | Lansdel | None = None, *, of: Initiative | None = None, **fields):
        """A figure of one series and period, at a place."""
        where = {} if at is None else {"area" if isinstance(at, Area) else "lansdel": at}
        base = {"kind": "participants", "unit": "deltagare", "label": "i kursen", "series": "kurs"}
        base |= {"period_text": "2023", "period_from": "2023-01-01", "period_to": "2023-12-31"}
        return make.figure(of or self.mine, **{**base, **where, "value": value, **fields})

    def session(self, state: str = "held", at: Area | Lansdel | None = None, *, year: int = 2023, **fields):
        where = {} if at is None else {"area" if isinstance(at, Area) else "lansdel": at}
        when = {"period_text": str(year), "period_from": f"{year}-01-01", "period_to": f"{year}-12-31"}
        return TrainingSession.objects.create(
            **{"initiative": self.mine, "state": state, "period_precision": "year", **when, **where, **fields}
        )

    def instructors(self, active: int, at: Area | Lansdel | None = None, **fields):
        where = {} if at is None else {"area" if isinstance(at, Area) else "lansdel": at}
        base = {"initiative": self.mine, "active": active, "as_of": "2023-06-01", "load": 4}
        return InstructorCount.objects.create(**{**base, **where, **fields})

    def start(self, area: Area, year: int | None, **fields):
        state = "not_started" if year is None else "started"
        return MethodStart.objects.create(
            **{"initiative": self.mine, "area": area, "state": state, "year": year, **fields}
        )

    def address(self, name: str) -> str:
        page = self.mine.uuid if name == "rollout" else self.plan.key
        return reverse(name, args=[self.plan.county.slug, page])

    def page(self, name: str, client: Client | None = None, query: str = "") -> str:
        """The page's HTML as a visitor, or as whom the client is signed in, sees it."""
        answer = (client or Client()).get(self.address(name) + query)
        assert answer.status_code == 200
        return answer.content.decode()

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

    @property
    def other(self) -> Client:
        return self.client(Role.CIVIL_SOCIETY, make.organisation(county=self.plan.county))
