"""Is this goal measurable? Tried by anyone who reads the plan, saved by its lead, and counted on Läget (R59)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handslag.indicators.models import GoalIndicator, Indicator, Target
from handslag.plans.models import Plan
from handslag.trust.permissions import Role
from tests import factories as make
from tests.indicators.goals_ground import OUTPUT, RATE, SHARE, Ground, made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_the_examples(db: None) -> None:
    """The tests' database holds the made-up county's targets: here none are set yet."""
    Target.everything.all().delete()
    GoalIndicator.everything.all().delete()


NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


@pytest.fixture
def ground(static_files) -> Ground:
    return made()


def text_of(answer) -> str:
    """The page between its header and its footer, its spaces as one."""
    return " ".join(answer.content.decode().split("<main", 1)[-1].split("<footer", 1)[0].replace("\xa0", " ").split())


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200, address
    return len([each for each in found if not each["sql"].startswith(NOT_COUNTED)])


# Trying


def test_r59_a_wish_is_tried_without_being_saved(ground):
    answer = ground.client().get(ground.trial())

    assert answer.status_code == 200
    assert "Går att mäta" in text_of(answer) and "syns då i minst 8 fall av 10" in text_of(answer)
    assert not Target.objects.exists()


def test_r59_what_cannot_be_seen_says_why_and_what_to_measure_instead(ground):
    text = text_of(ground.client().get(ground.trial(area=ground.municipality.code, percent=3)))

    assert "Syns bara för hela länet" in text
    assert "Minsta ändring som kan synas till dess" in text
    assert "Hela Provlän i stället för Provkommun" in text
    assert "Vad arbetet ger:" in text


def test_the_ways_to_measure_instead_can_be_followed(ground):
    answer = ground.client().get(ground.trial(area=ground.municipality.code, percent=3))
    way = next(each for each in answer.context["ways"] if each.text.startswith("Hela"))

    text = text_of(ground.client().get(ground.address("measurable", ground.plan.key, ground.goal.uuid) + way.query))

    assert '<h2 id="svar"><span aria-hidden="true">●</span> Går att mäta</h2>' in text


def test_figures_without_counts_are_not_guessed_at(ground):
    text = text_of(ground.client().get(ground.trial(indicator=RATE)))

    assert "Underlag saknas" in text and "Hämta antalet döda i suicid" in text


def test_help_stands_first_where_the_wish_is_about_suicide(ground):
    text = text_of(ground.client().get(ground.trial(indicator=RATE)))

    assert text.index("Vid fara för livet") < text.index("<h1>")


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"percent": None}, "percent", "Fyll i en ändring eller ett värde, inte båda."),
        ({"wished": 90}, "percent", "Fyll i en ändring eller ett värde, inte båda."),
        ({"percent": None, "wished": 101}, "wished", "En andel kan vara högst 100 procent."),
        ({"percent": -5}, "percent", "Skriv ett tal över noll."),
        ({"percent": "tjugo"}, "percent", "Skriv ett tal."),
        ({"baseline_to": 2010}, "baseline_to", "ligger före det första"),
        ({"by": 2019}, "by", "Ange ett år efter utgångsläget."),
        ({"indicator": "finns-inte"}, "indicator", "Välj ett av alternativen."),
        ({"area": "0180"}, "area", "Välj ett av alternativen."),
    ],
)
def test_a_wish_that_cannot_be_is_answered_at_the_field_and_nothing_is_lost(ground, fields, at, says):
    answer = ground.client().get(ground.trial(note="Skolans mål", **fields))

    assert answer.status_code == 422
    assert says in str(answer.context["form"].errors[at])
    assert "Skolans mål" in text_of(answer) and "Spara som mål" not in text_of(answer)


def test_a_comma_is_read_as_a_decimal(ground):
    answer = ground.client().get(ground.trial(percent="12,5"))

    assert answer.status_code == 200 and answer.context["form"].change == 0.125


def test_less_is_better_where_the_indicator_says_so(ground):
    assert ground.client().get(ground.trial(indicator=RATE)).context["form"].change == -0.1


# Who may save


def saved(client, ground, **fields):
    given = {name: value for name, value in ground.wish(**fields).items() if value is not None}
    return client.post(ground.address("add", "mal-varde", ground.goal.uuid), given)


def test_r59_the_lead_saves_what_was_tried_and_reads_it_on_the_goal(ground):
    lead = ground.client(Role.COUNTY_LEAD)
    assert "Spara som mål" in text_of(lead.get(ground.trial()))

    answer = saved(lead, ground, note="Till alla skolor")

    target = Target.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith("#matt")
    assert (target.change, target.wished, target.by, target.area) == (0.1, None, 2026, ground.county)
    text = text_of(lead.get(ground.goal.get_absolute_url()))
    assert "10 procent högre till 2026, Provlän. Utgångsläge 2015–2019." in text
    assert "Går att mäta" in text and "Till alla skolor" in text


def test_a_reader_tries_and_is_not_offered_to_save(ground):
    assert "Spara som mål" not in text_of(ground.client(Role.READER).get(ground.trial()))


@pytest.mark.parametrize("who", ["visitor", "reader", "another organisation"])
@pytest.mark.parametrize("part", ["mal-varde", "mal-indikator"])
def test_others_cannot_say_what_a_goal_is_measured_by(ground, who, part):
    client = {
        "visitor": ground.client,
        "reader": lambda: ground.client(Role.READER),
        "another organisation": lambda: ground.client(Role.COUNTY_LEAD, make.organisation(county=ground.county)),
    }[who]()

    answer = client.post(ground.address("add", part, ground.goal.uuid), ground.wish())

    assert answer.status_code == 403
    assert not Target.objects.exists() and not GoalIndicator.objects.exists()


@pytest.mark.parametrize("who", [None, Role.COUNTY_LEAD])
def test_a_draft_plan_has_no_such_pages_for_others(ground, who):
    Plan.objects.update(visibility="draft")
    stranger = ground.client(who, who and make.organisation(county=ground.county))

    for address in (ground.trial(), ground.address("measurable_goals", ground.plan.key)):
        assert stranger.get(address).status_code == 404
        assert ground.client(Role.COUNTY_LEAD).get(address).status_code == 200


def test_a_goal_of_another_plan_is_not_there(ground):
    elsewhere = make.goal(make.plan())

    assert ground.client().get(ground.address("measurable", ground.plan.key, elsewhere.uuid)).status_code == 404


# What was said stays


def test_an_indicator_is_tied_once_and_its_value_stands_on_the_goal(ground):
    lead = ground.client(Role.COUNTY_LEAD)
    address = ground.address("add", "mal-indikator", ground.goal.uuid)

    lead.post(address, {"indicator": SHARE, "note": "Gäller årskurs 9"})
    again = lead.post(address, {"indicator": SHARE})

    assert again.status_code == 422 and GoalIndicator.objects.count() == 1
    text = text_of(lead.get(ground.goal.get_absolute_url()))
    assert "80,0" in text and "8 000 av 10 000" in text and "2019" in text and "Gäller årskurs 9" in text


def test_a_target_is_taken_away_and_another_set_and_history_tells_of_both(ground):
    lead = ground.client(Role.COUNTY_LEAD)
    saved(lead, ground)
    target = Target.objects.get()

    lead.post(
        ground.address("withdraw_row", "mal-varde", ground.goal.uuid, target.pk), {"reason": "För lågt", "version": 1}
    )
    saved(lead, ground, percent=None, wished="92,5")

    assert Target.objects.get().wished == 92.5 and Target.everything.count() == 2
    history = text_of(lead.get(ground.address("history", "goal", ground.goal.uuid)))
    assert "Värde att nå" in history and "92,5" in history
    assert "10 procent" in history and "För lågt" in history and "2 026" not in history


def test_a_target_cannot_be_rewritten(ground):
    target = ground.aim(ground.goal)
    address = ground.address("edit_row", "mal-varde", ground.goal.uuid, target.pk)

    assert ground.client(Role.COUNTY_LEAD).get(address).status_code == 404


# How many


def test_r59_the_list_shows_every_goal_and_those_without_indicator(ground):
    ground.aim(ground.goal)

    text = text_of(ground.client().get(ground.address("measurable_goals", ground.plan.key)))

    assert "Ett av två mål går att mäta." in text
    assert "Ingen är ensam" in text and "<strong>Saknar indikator</strong>" in text


def test_the_list_is_filtered_by_its_address(ground):
    ground.follow(ground.goal)
    page = ground.address("measurable_goals", ground.plan.key)

    text = text_of(ground.client().get(page + "?visa=unset"))

    assert "Alla klarar skolan" in text and "Ingen är ensam" not in text
    assert "Inget mål är så." in text_of(ground.client().get(page + "?visa=measurable"))


def test_r59_laget_says_how_many_goals_can_be_measured(ground):
    ground.aim(ground.goal)

    text = text_of(ground.client().get(ground.address("lage")))

    assert "<strong>Ett av två mål</strong> går att mäta. Ett mål har ingen indikator än." in text


def test_a_target_that_cannot_be_seen_does_not_count_as_measurable(ground):
    ground.aim(ground.goal, area=ground.municipality, change=0.01)

    assert "Noll av två mål" in text_of(ground.client().get(ground.address("lage")))


def test_a_target_taken_away_does_not_count(ground):
    target = ground.aim(ground.goal)
    Target.everything.filter(pk=target.pk).update(withdrawn_on="2026-01-01", withdrawn_reason="fel")

    text = text_of(ground.client().get(ground.address("lage")))

    assert "Noll av två mål" in text and "Två mål har ingen indikator än." in text


def test_after_the_year_the_goal_says_whether_it_was_reached(ground):
    make.observations(SHARE, ground.county, {year: (9500, 10_000) for year in range(2020, 2027)}, per=100)
    ground.aim(ground.goal)

    assert "<strong>Nått</strong>" in text_of(ground.client().get(ground.goal.get_absolute_url()))


def test_r59_of_orebros_plan_no_goal_can_be_measured_yet(client, plan):
    text = text_of(client.get("/orebro/"))

    assert "<strong>Noll av nio mål</strong> går att mäta." in text
    assert "Välj en indikator för ett av dem" in text


# What it costs


def test_laget_asks_at_most_two_more_however_many_targets_there_are(ground):
    client, page = ground.client(), ground.address("lage")
    without = asked(client, page)
    ground.aim(ground.goal)
    client.get(page)  # the first reader after a change has the figures read
    one = asked(client, page)
    for goal in (ground.goal, ground.other, *(make.goal(ground.plan) for _ in range(3))):
        ground.aim(goal, area=ground.municipality)
        ground.aim(goal, OUTPUT, wished=200, change=None)

    client.get(page)
    assert asked(client, page) == one == without <= 15


def test_laget_follows_the_figures_as_they_come_in(ground):
    ground.aim(ground.other, RATE, change=-0.3, by=2030)
    assert "Noll av två mål" in text_of(ground.client().get(ground.address("lage")))

    make.observations(RATE, ground.county, {year: (400, 3_000_000) for year in range(2015, 2020)}, per=100_000)

    assert "Ett av två mål" in text_of(ground.client().get(ground.address("lage")))


@pytest.mark.parametrize("name", ["goal", "measurable", "measurable_goals"])
def test_a_page_asks_as_much_however_many_targets_there_are(ground, name):
    client = ground.client()
    address = {
        "goal": ground.goal.get_absolute_url(),
        "measurable": ground.trial(),
        "measurable_goals": ground.address("measurable_goals", ground.plan.key),
    }[name]
    ground.follow(ground.goal)
    ground.aim(ground.goal)
    client.get(address)  # the first reader after new figures waits for what they hide
    few = asked(client, address)
    for key in (RATE, OUTPUT):
        ground.follow(ground.goal, key)
        ground.aim(ground.other, key, area=ground.municipality)
        ground.aim(ground.goal, key)

    client.get(address)
    assert asked(client, address) == few <= (20 if name == "goal" else 15)


def test_an_own_measure_of_another_county_is_not_offered(ground):
    elsewhere = Indicator.objects.create(key="eget-annat-lan", county=make.county())

    answer = ground.client().get(ground.trial(indicator=elsewhere.key))

    assert answer.status_code == 422
