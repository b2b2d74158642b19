"""What may be claimed of an initiative, by what is there: no step on hope, and the caveat prints itself (R55)."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handslag.indicators.models import GoalIndicator, Indicator
from handslag.indicators.reach.claims import Grounds, Measured, StatedOutcome, ladder
from handslag.indicators.reach.panels import HIDDEN_SUM, before_and_after, output_lines
from handslag.indicators.reading import definitions
from handslag.indicators.series import Key, Series, Value
from handslag.plans.models import Plan, Result
from tests import factories as make
from tests.indicators.reach_ground import ReachGround

pytestmark = pytest.mark.django_db
BARE = {"status": "", "told_done": False, "outputs": ()}


def stands(**grounds) -> str:
    step = ladder(Grounds(**{**BARE, **grounds})).stands_on
    return step.key if step else ""


def outcome(attribution: str) -> StatedOutcome:
    return StatedOutcome("Det blev lugnare.", attribution, "Källan säger själv att det är oklart.")


CERTAIN = Measured("Mått", "Mått: skillnad.", True)
UNCERTAIN = Measured("Mått", "Mått: ingen säker skillnad.", False)


@pytest.mark.parametrize(
    ("grounds", "step"),
    [
        ({}, ""),
        ({"status": "to_be_discussed"}, ""),
        ({"planned": 4}, ""),
        ({"status": "ongoing"}, "done"),
        ({"told_done": True}, "done"),
        ({"held": 2}, "reported"),
        ({"outputs": ("35 tillfällen",)}, "reported"),
        ({"outputs": ("35 tillfällen",), "measured": (UNCERTAIN,)}, "reported"),
        ({"outputs": ("35 tillfällen",), "measured": (CERTAIN,)}, "measured"),
        ({"status": "ongoing", "measured": (CERTAIN,)}, "done"),
        ({"outputs": ("35 tillfällen",), "outcomes": (outcome("plausible"),)}, "reported"),
        ({"outputs": ("35 tillfällen",), "outcomes": (outcome("tested"),)}, "tried"),
        ({"outputs": ("35 tillfällen",), "measured": (CERTAIN,), "begun": 5}, "measured"),
    ],
)
def test_an_initiative_stands_on_the_highest_step_with_all_below_it(grounds: dict, step: str):
    assert stands(**grounds) == step


def test_the_first_step_that_is_not_reached_says_why_and_what_it_would_take():
    found = ladder(Grounds(**{**BARE, "outputs": ("35 tillfällen",)}))

    assert found.next.key == "measured"
    assert found.next.words == "Inget mått på målet har värden både före och efter att insatsen började."
    assert found.needed.startswith("Koppla ett mått till målet")


def test_on_the_highest_step_nothing_more_is_asked():
    found = ladder(Grounds(**{**BARE, "outputs": ("x",), "outcomes": (outcome("tested"),)}))

    assert (found.next, found.needed) == (None, "")


def value(year: int, at: float, low: float | None, high: float | None) -> Value:
    return Value(datetime.date(year, 1, 1), datetime.date(year, 12, 31), at, low, high)


@pytest.mark.parametrize(
    ("last", "certain", "words"),
    [
        (value(2024, 30, 28, 32), True, "skillnaden är större än vad slumpen brukar ge"),
        (value(2024, 21, 19, 23), False, "ingen säker skillnad"),
        (value(2024, 30, None, None), False, "underlag för osäkerhet saknas"),
    ],
)
def test_before_and_after_differ_only_where_the_intervals_say_so(last: Value, certain: bool, words: str):
    definition = definitions()["gott-psykiskt-valbefinnande"]
    series = Series(Key(definition.key, "18"), (value(2019, 20, 18, 22), last))

    found = before_and_after(definition, series, datetime.date(2021, 9, 1))

    assert found.certain is certain
    assert words in found.words
    assert "inte bara dem som insatsen når" in found.words


@pytest.mark.parametrize("years", [(2018, 2019), (2022, 2024), (2019, 2021)])
def test_without_a_value_wholly_before_and_one_wholly_after_nothing_is_measured(years):
    definition = definitions()["gott-psykiskt-valbefinnande"]
    series = Series(Key(definition.key, "18"), tuple(value(year, 20, 18, 22) for year in years))

    assert before_and_after(definition, series, datetime.date(2021, 9, 1)) is None


def test_output_measures_are_summed_only_where_they_may_be():
    ground = ReachGround()
    for number, part in zip((8, 6), ground.parts, strict=True):
        ground.figure(number, part)
    ground.figure(20, label="per tillfälle", series="")

    assert output_lines(ground.mine.figures.all()) == ["14 deltagare i kursen, 2023"]


def test_a_sum_that_would_tell_of_few_at_a_place_is_not_printed_and_one_without_place_stands_as_stated():
    ground = ReachGround()
    for number, area in zip((3, 12), ground.municipalities, strict=False):
        ground.figure(number, area)
    ground.figure(4, series="", label="i en grupp")

    assert output_lines(ground.mine.figures.all()) == [
        f"{HIDDEN_SUM} deltagare i kursen, 2023",
        "4 deltagare i en grupp, 2023",
    ]


@pytest.fixture
def page(static_files):
    """The HTML of an initiative's page, as a visitor sees it."""
    return lambda initiative: Client().get(initiative.get_absolute_url()).content.decode()


def test_r55_the_caveat_prints_itself(page):
    bpsd = Plan.objects.get(key="orebro-2020-2023").initiatives.get(key="bpsd")

    assert "<strong>Förbehåll:</strong> Källan säger själv att det är oklart om insatsen är orsaken." in page(bpsd)


def test_output_measures_stand_apart_from_the_inhabitants_outcomes(page):
    mhfa = Plan.objects.get(key="orebro-2020-2023").initiatives.get(key="mhfa")

    shown = page(mhfa)

    assert "Vad insatsen själv har gett" in shown
    assert "35 utbildningstillfällen i MHFA genomförda, oktober 2022 – oktober 2023" in shown
    assert "Hur invånarna har det mäts för sig" in shown
    assert "Insatsen står på steget ”redovisat i tal”." in shown


def test_an_indicator_of_a_goal_lifts_an_initiative_that_began_between_its_values(page):
    ground = ReachGround()
    ground.mine.period_text, ground.mine.period_from, ground.mine.period_precision = (
        "från 2021",
        "2021-01-01",
        "year/open",
    )
    ground.mine.save()
    goal = make.goal(ground.plan)
    make.contribution(ground.mine, goal, primary=True)
    ground.figure(30, ground.parts[0])
    make.observations("behoriga-till-yrkesprogram", ground.plan.county, {2019: (800, 1000), 2023: (900, 1000)}, per=100)
    GoalIndicator.objects.create(goal=goal, indicator=Indicator.objects.get(key="behoriga-till-yrkesprogram"))

    shown = page(ground.mine)

    assert "Insatsen står på steget ”uppmätt förändring”." in shown
    assert "80,0" in shown


def test_figures_of_suicide_stand_only_where_help_stands_first(page):
    ground = ReachGround()
    ground.mine.period_from = "2021-01-01"
    ground.mine.save()
    goal = make.goal(ground.plan)
    make.contribution(ground.mine, goal, primary=True)
    make.observations(
        "suicid-sakra-alla-aldrar", ground.plan.county, {2019: (40, 300_000), 2023: (41, 300_000)}, per=1e5
    )
    GoalIndicator.objects.create(goal=goal, indicator=Indicator.objects.get(key="suicid-sakra-alla-aldrar"))

    assert "13,3" not in page(ground.mine)
    ground.mine.about_suicide = True
    ground.mine.save()
    assert "13,3" in page(ground.mine)


def test_a_panel_asks_one_query_more_at_most_where_goals_have_no_indicator(static_files):
    ground = ReachGround()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            Client().get(ground.mine.get_absolute_url())
        return len(found)

    asked()
    few = asked()
    for area in ground.municipalities:
        ground.start(area, 2020)
        ground.session(at=area, number=2)
        Result.objects.create(initiative=ground.mine, kind="outcome", text="Lugnare", attribution="unclear")

    assert asked() == few


def test_no_word_of_cause_without_grounds(page):
    ground = ReachGround()
    ground.figure(30, ground.parts[0])

    text = page(ground.mine).casefold()

    assert not [word for word in ("effekt", "signifikant", "p-värde", "bevis") if word in text]
