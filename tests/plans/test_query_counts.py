"""How many questions a page asks the database: the same however many initiatives there are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.indicators.models import GoalIndicator
from handslag.places.models import Area
from handslag.plans.indexing import index_plan
from handslag.plans.models import (
    Contradiction,
    FundingStatement,
    GoalLink,
    InitiativeNodeLink,
    PilotDecision,
    PostRelation,
    PostTask,
    Result,
    StatedSurveyResult,
    SuccessFactor,
)
from handslag.trust import changes
from handslag.trust.changes import OPERATOR
from handslag.trust.permissions import Role
from tests import factories as make
from tests.pages import addresses

pytestmark = pytest.mark.django_db
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
LIMITS = {"plan": 12, "register": 13, "coverage": 12, "initiative": 24}


def questions(client: Client, address: str) -> list[str]:
    """The SQL that a visitor's page asks for."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200, address
    return [each["sql"] for each in asked if not each["sql"].startswith(NOT_COUNTED)]


class World:
    """A county with a plan of some goals, to which whole initiatives can be added."""

    def __init__(self) -> None:
        self.area = make.county(parent=Area.objects.get(kind=Area.COUNTRY))
        municipalities = [make.municipality(parent=self.area) for _ in range(3)]
        division = make.division(county=self.area)
        self.places = [*municipalities, make.lansdel(division, *municipalities[:2])]
        lead = make.organisation(county=self.area)
        self.plan = make.plan(county=self.area, lead=lead, division=division)
        above = make.goal(self.plan, kind="goal_area")
        self.goals = [make.goal(self.plan, parent=above) for _ in range(3)]
        framework = make.framework()
        self.nodes = [make.node(framework) for _ in range(3)]
        for goal, node in zip(self.goals, self.nodes, strict=True):
            GoalLink.objects.create(goal=goal, node=node, origin="proposed")
            make.goal(self.plan, parent=goal, kind="question")
        self.made: list = []

    def add(self, n: int) -> None:
        """Add n initiatives, each with a row of every kind, and index them."""
        for _ in range(n):
            self.made.append(self._initiative(len(self.made)))
        index_plan(self.plan)

    def _initiative(self, at: int):
        goal, node, place = (each[at % 3] for each in (self.goals, self.nodes, self.places))
        made = make.initiative(self.plan, serves=goal, title=f"Provinsats {at}", owner=self.plan.lead,
                               period_text="hösten 2021", period_from="2021-09-01", period_to="2021-11-30",
                               period_precision="season")  # fmt: skip
        make.contribution(made, self.goals[(at + 1) % 3], origin="proposed")
        make.place(made, place)
        make.status(made, as_of="2023-11-30")
        make.status(made, "struggling", as_of="2024-02-01")
        organisation = make.organisation(county=self.area)
        make.participation(made, organisation, form="samverkan")
        made.target_groups.add(make.target_group(self.plan))
        made.methods.add(make.method(self.plan))
        figure = make.figure(made, value=4)
        make.citation(made.uuid, of=figure, kind="figure")
        make.citation(made.uuid, of=make.obstacle(made), kind="obstacle")
        make.citation(made.uuid, of=make.recommendation(made), kind="recommendation")
        InitiativeNodeLink.objects.create(initiative=made, node=node, origin="proposed")
        Contradiction.objects.create(initiative=made, text="Källan säger två saker.")
        self._facts(made)
        if self.made:
            make.relation(self.made[-1], "continues_as", made)
        return made

    def _facts(self, made) -> None:
        post = make.post(made)
        PostTask.objects.create(post=post, theme="moten", text="Leder möten")
        PostRelation.objects.create(from_post=post, kind="extended", text="Utökades")
        FundingStatement.objects.create(initiative=made, source_text="statsbidrag", organisation=self.plan.lead)
        PilotDecision.objects.create(initiative=made, subject="Försöket", decision="continue")
        Result.objects.create(initiative=made, kind="done", text="Utbildade")
        StatedSurveyResult.objects.create(initiative=made, key="e", title="Enkät", asked="deltagare")
        SuccessFactor.objects.create(initiative=made, text="Stöd från chefer")

    def pages(self) -> dict[str, str]:
        """Addresses of every page that shows initiatives."""
        county, plan = f"/{self.area.slug}", f"/{self.area.slug}/planer/{self.plan.key}"
        return {
            "lage": f"{county}/",
            "plan": f"{plan}/",
            "plan_proposed": f"{plan}/?forslag=1",
            "goal": self.goals[0].get_absolute_url(),
            "questions": f"{plan}/fragor/",
            "appendices": f"{plan}/bilagor/",
            "coverage": f"{plan}/luckor/",
            "coverage_by_municipality": f"{plan}/luckor/?kolumner=municipality",
            "coverage_drawn": f"{plan}/luckor/?kolumner=municipality&visa=bild",
            "survey": f"{plan}/enkat/",
            "coverage_of_groups": f"{plan}/luckor/?rader=groups&kolumner=target_group",
            "coverage_cell": f"{plan}/luckor/?rad={self.goals[0].uuid}&kolumn=*",
            "coverage_csv": f"{plan}/luckor.csv",
            "thread": f"{plan}/trad/?ramverk={self.nodes[0].framework.key}",
            "register": f"{county}/insatser/",
            "register_filtered": f"{county}/insatser/?status=struggling&sortera=slut&q=provinsats",
            "register_csv": f"{county}/insatser/register.csv",
            "timeline": f"{county}/insatser/tidslinje/",
            "initiative": self.made[0].get_absolute_url(),
            "obstacles": f"{county}/hinder/",
            "recommendations": f"{county}/rekommendationer/",
            "organisations": f"{county}/organisationer/",
            "organisation": f"{county}/organisationer/{self.plan.lead.uuid}/",
            "together": f"{county}/organisationer/samverkan/",
            "search": f"{county}/sok/?q=provinsats",
            "search_of_all": f"{county}/sok/?q=provinsats&alla=1",
        }


@pytest.fixture
def world(static_files: None) -> World:
    return World()


def test_the_number_of_questions_does_not_grow_with_the_initiatives(client: Client, world: World) -> None:
    world.add(4)
    pages = world.pages()
    few = {name: questions(client, address) for name, address in pages.items()}
    world.add(10)

    for name, address in pages.items():
        many = questions(client, address)
        assert len(many) == len(few[name]), (name, [each for each in many if each not in few[name]])


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_asks_no_more_than_its_limit(client: Client, world: World, name: str) -> None:
    world.add(6)
    asked = questions(client, world.pages()[name])
    assert len(asked) <= LIMITS[name], asked


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_of_the_example_asks_no_more_than_its_limit(client: Client, name: str) -> None:
    asked = questions(client, addresses()[name])
    assert len(asked) <= LIMITS[name], asked


def test_every_initiative_of_the_example_asks_no_more_than_the_limit(client: Client, plan) -> None:
    for initiative in plan.initiatives.select_related("plan__county"):
        asked = questions(client, initiative.get_absolute_url())
        assert len(asked) <= LIMITS["initiative"], (initiative.title, len(asked))


@pytest.mark.parametrize("name", ["about", "personal_data", "accessibility", "report_defect", "how_we_count"])
def test_a_page_of_the_installation_asks_nothing(client: Client, name: str) -> None:
    assert questions(client, addresses()[name]) == []


def test_an_error_page_asks_nothing(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/finns/inte/alls/")
    assert len(asked) == 0


# Changing


@pytest.fixture
def lead(world) -> Client:
    client = Client()
    client.force_login(make.member(Role.COUNTY_LEAD, world.plan.lead))
    return client


@pytest.mark.parametrize("part", ["insats", "for-vem", "platser", "synlighet", "syfte"])
def test_a_form_asks_as_much_however_much_there_is(world, lead, part: str) -> None:
    world.add(2)
    address = reverse("edit", args=[world.area.slug, part, world.made[0].uuid])
    few = len(questions(lead, address))
    world.add(4)
    assert len(questions(lead, address)) == few <= 24


@pytest.mark.parametrize("part", ["status", "koppling", "hanger-ihop", "hinder", "part", "ramverk"])
def test_a_form_to_add_asks_as_much_however_much_there_is(world, lead, part: str) -> None:
    world.add(2)
    address = reverse("add", args=[world.area.slug, part, world.made[0].uuid])
    few = len(questions(lead, address))
    world.add(4)
    assert len(questions(lead, address)) == few <= 24


def test_the_initiative_page_asks_no_more_of_those_who_may_change_it(world, lead) -> None:
    world.add(2)
    address = world.made[0].get_absolute_url()
    questions(lead, address)
    few = len(questions(lead, address))
    world.add(4)
    assert len(questions(lead, address)) == few <= 27  # the session, the login and its roles come with it


def test_history_asks_as_much_however_many_changes_there_are(world, lead) -> None:
    world.add(1)
    row = world.made[0]
    address = reverse("history", args=[world.area.slug, "initiative", row.uuid])

    def change(n: int) -> None:
        for _ in range(n):
            row.refresh_from_db()
            values = {"summary": f"text {row.version}", "owner": world.plan.lead if row.version % 2 else None}
            changes.save(row, values, by=OPERATOR, version=row.version)

    change(2)
    few = len(questions(lead, address))
    change(10)
    assert len(questions(lead, address)) == few


def test_starting_asks_as_much_however_much_there_is(world, lead) -> None:
    world.add(2)
    address = reverse("new_initiative", args=[world.area.slug]) + "?titel=" + world.made[0].title.replace(" ", "+")
    few = len(questions(lead, address))
    world.add(4)
    assert len(questions(lead, address)) == few <= 24


@pytest.mark.parametrize("name", ["order", "successor"])
def test_building_a_plan_asks_as_much_however_many_goals_there_are(world, lead, name: str) -> None:
    address = reverse(name, args=[world.area.slug, world.plan.key])
    few = len(questions(lead, address))
    for _ in range(4):
        make.goal(world.plan, parent=world.goals[0])
    assert len(questions(lead, address)) == few


# Indicators


@pytest.mark.parametrize("name", ["indicators", "area", "measurable_goals", "own_measures"])
def test_a_list_of_indicators_asks_as_much_however_many_measures_there_are(world, client: Client, name: str) -> None:
    more = {"area": ["lanet"], "measurable_goals": [world.plan.key]}.get(name, [])
    address = reverse(name, args=[world.area.slug, *more])

    def add(n: int) -> None:
        for _ in range(n):
            measure = make.own_measure(world.plan, kind="outcome")
            make.observations(measure.indicator.key, world.area, {2023: 100, 2024: 120})
            GoalIndicator.objects.create(goal=world.goals[0], indicator=measure.indicator)

    add(2)
    questions(client, address)
    few = len(questions(client, address))
    add(6)
    questions(client, address)  # the first reader after new figures asks what they hide
    assert len(questions(client, address)) == few <= 15
