"""A county's own measures: made in two minutes, read as every definition, changed with visible history."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from handslag.indicators import queries
from handslag.indicators.models import GoalIndicator, Indicator, MeaningChange, Observation, OwnMeasure, Target
from handslag.indicators.own.names import titles
from handslag.indicators.reading import definitions
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_the_examples(db: None) -> None:
    """The tests' database holds the made-up county's targets: here none are set yet."""
    Target.everything.all().delete()
    GoalIndicator.everything.all().delete()


FIVE = {
    "title": "Deltagare i kurser", "numerator": "personer som har gått kursen", "stated": "count", "polarity": "high",
    "reported_by": "Folkhälsoenheten",
}  # fmt: skip
ALL = {**FIVE, "kind": "output", "window": "1", "smallest": "5", "visibility": "draft"}


def made(county, client: Client | None = None, **more) -> OwnMeasure:
    (client or county.lead).post(county.url("new_measure"), {**ALL, **more})
    return OwnMeasure.objects.order_by("-id").first()


def change(county, client: Client, measure: OwnMeasure, **more):
    measure.refresh_from_db()
    given = {
        **ALL, "title": measure.title, "unit": measure.unit, "plain": measure.plain, "why": measure.why, "owner": measure.owner,
        "source": measure.source, "shows": measure.shows, "does_not_show": measure.does_not_show, "version": measure.version,
        "review_by": measure.review_by.isoformat(), **more,
    }  # fmt: skip
    return client.post(county.url("change_measure", measure.uuid), given)


def figures(county, measure: OwnMeasure) -> None:
    make.observations(measure.indicator.key, county.area, {2023: 100, 2024: 120})


@pytest.mark.parametrize("key", ["deltagare", "enheter", "kontakter", "utbildade", "utbildningstillfallen"])
def test_r53_five_kinds_exist_ready(key):
    assert (definitions()[key].kind, definitions()[key].measure) == ("output", "count")


def test_r53_five_fields_make_a_measure_and_the_rest_is_filled_in(county):
    answer = county.lead.post(county.url("new_measure"), ALL)
    measure = OwnMeasure.objects.get()

    assert answer["Location"] == county.url("type_figures", "egen-provlan-deltagare-i-kurser")
    assert (measure.measure, measure.per, measure.unit, measure.visibility) == ("count", 1, "antal", "draft")
    assert measure.plain == "Personer som har gått kursen."
    assert (measure.owner, measure.indicator.county) == ("Folkhälsoenheten", county.area)


@pytest.mark.parametrize("field", FIVE)
def test_each_of_the_five_is_needed_and_what_was_typed_stays(county, field):
    answer = county.lead.post(county.url("new_measure"), {**ALL, "plain": "Ett eget ord", field: ""})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Ett eget ord" in answer.content.decode()
    assert OwnMeasure.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"ages": "unga"}, "ages", "Skriv åldern som 16–84 eller 15+."),
        ({"window": "0"}, "window", "1 till 20"),
        ({"reported_by": "anna@example.org"}, "reported_by", "e-postadress"),
        ({"plain": "Om 811218-9876"}, "plain", "personnummer"),
        ({"needs_help": "on", "smallest": "9"}, "smallest", "minst 10"),
        ({"needs_help": "on"}, "kind", "Välj ett annat slag"),
        ({"title": "Suicidförsök i kommunen per år"}, "needs_help", "Kryssa i rutan"),
        ({"numerator": "vård efter självskada"}, "smallest", "minst 10"),
        ({"denominator": "alla som dött i suicid"}, "kind", "Välj ett annat slag"),
        ({"title": "Självmord per år"}, "title", "Skriv suicid"),
        ({"why": "Färre självmord"}, "why", "dö i suicid"),
    ],
)
def test_bad_input_is_told_at_the_field(county, given, field, words):
    answer = county.lead.post(county.url("new_measure"), {**ALL, **given})

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])


@pytest.mark.parametrize(
    ("stated", "measure", "per", "denominator"),
    [
        ("percent", "proportion", 100, "alla som är med i räkningen"),
        ("per_1000", "rate", 1000, "invånarna i området"),
        ("mean", "mean", 1, ""),
    ],
)
def test_how_it_is_stated_decides_what_it_is(county, stated, measure, per, denominator):
    found = made(county, stated=stated)

    assert (found.measure, found.per, found.denominator) == (measure, per, denominator)


def test_two_measures_of_the_same_name_have_keys_of_their_own(county):
    keys = {made(county).indicator.key, made(county, reported_by="Regionen").indicator.key}

    assert keys == {"egen-provlan-deltagare-i-kurser", "egen-provlan-deltagare-i-kurser-2"}


def test_a_measure_follows_the_goals_that_are_ticked_and_is_undone_as_one(county):
    client = county.lead
    measure = made(county, client, goals=[county.goal.pk])

    assert GoalIndicator.objects.get().goal == county.goal
    told = Change.objects.get(target_kind="own_measure")
    client.post(county.url("undo", told.pk))
    assert not OwnMeasure.objects.filter(pk=measure.pk).exists()
    assert not GoalIndicator.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.COUNTY_LEAD, 200), (Role.ANALYST, 403), (Role.READER, 403), (None, 302)]
)
def test_those_who_lead_the_plan_make_measures(county, role, status):
    assert county.client(role).get(county.url("new_measure")).status_code == status


READS = {
    "draft": {"lead"},
    "internal": {"lead", "analyst", "reader"},
    "shared": {"lead", "analyst", "reader"},
    "public": {"lead", "analyst", "reader", "visitor", "elsewhere"},
}


@pytest.mark.parametrize("visibility", READS)
@pytest.mark.parametrize("who", ["lead", "analyst", "reader", "visitor", "elsewhere"])
def test_a_measure_is_read_by_those_its_state_names(county, visibility, who):
    measure = made(county, visibility=visibility, title="Provmått")
    roles = {"lead": Role.COUNTY_LEAD, "analyst": Role.ANALYST, "reader": Role.READER, "visitor": None}
    if who == "elsewhere":
        client = Client()
        client.force_login(make.member(Role.COUNTY_LEAD, make.organisation()))
    else:
        client = county.client(roles[who])
    is_read = who in READS[visibility]

    assert client.get(measure.get_absolute_url()).status_code == (200 if is_read else 404)
    assert ("Provmått" in client.get(county.url("own_measures")).content.decode()) == is_read


def test_nothing_is_more_open_than_its_plan(county):
    measure = made(county, visibility="public")
    county.plan.visibility = "draft"
    county.plan.save()

    assert Client().get(measure.get_absolute_url()).status_code == 404


def test_an_own_measure_is_a_definition_like_those_of_the_files(county):
    measure = made(county, stated="percent", by_sex="on", ages="16–84", visibility="public")
    found = queries.definition_of(measure.indicator.key)

    assert queries.definitions_for(county.area, county.lead)[found.key] == found
    assert (found.measure, found.per, found.ages, found.breakdowns) == ("proportion", 100, "16-84", ("sex",))
    assert (found.sources[0].name, found.sources[0].note) == (
        "own",
        "Länets egen redovisning. Redovisas av Folkhälsoenheten.",
    )
    assert found.differs_from(replace(found, ages="")) == ("ages",)


def test_definitions_for_leave_out_what_the_reader_may_not_know_of(county, django_assert_num_queries):
    key = made(county).indicator.key
    reader = make.member(Role.READER, county.plan.lead)
    reader.grants()
    with django_assert_num_queries(1):
        found = queries.definitions_for(county.area, reader)

    assert key not in found
    assert set(definitions()) <= set(found)


def test_the_lead_changes_a_measure_and_takes_it_back(county):
    client = county.lead
    measure = made(county, client)
    change(county, client, measure, title="Annat namn")
    measure.refresh_from_db()

    assert measure.title == "Annat namn"
    history = client.get(county.url("history", "own_measure", measure.uuid)).content.decode()
    assert "Annat namn" in history and "Deltagare i kurser" in history
    client.post(county.url("undo", Change.objects.filter(target_kind="own_measure").latest("id").pk))
    measure.refresh_from_db()
    assert measure.title == "Deltagare i kurser"


def test_a_change_is_only_for_those_who_lead_the_plan(county):
    measure = made(county, visibility="public")

    assert change(county, county.analyst, measure, title="X").status_code == 403
    assert county.client(Role.READER).get(county.url("take_away_measure", measure.uuid)).status_code == 403


def test_two_who_change_the_same_are_told(county):
    client = county.lead
    measure = made(county, client)
    change(county, client, measure, title="Deras")
    answer = change(county, client, measure, title="Mitt", version=1)

    assert answer.status_code == 422
    assert "Någon har ändrat samma uppgift medan du skrev" in answer.content.decode()
    assert OwnMeasure.objects.get().title == "Deras"


def test_another_meaning_without_figures_is_just_a_change(county):
    client = county.lead
    measure = made(county, client)

    assert change(county, client, measure, numerator="något annat").status_code == 302
    assert MeaningChange.objects.count() == 0


def test_another_meaning_of_figures_asks_what_becomes_of_the_series(county):
    client = county.lead
    measure = made(county, client)
    figures(county, measure)
    answer = change(county, client, measure, numerator="personer som har anmält sig", title="Nytt namn")
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "De tal som finns är räknade på ett annat sätt: vad som räknas ändras." in text
    assert "personer som har anmält sig" in text and "Nytt namn" in text
    assert OwnMeasure.objects.get().numerator == FIVE["numerator"]


def test_a_series_that_goes_on_says_why(county):
    client = county.lead
    measure = made(county, client)
    figures(county, measure)
    change(county, client, measure, numerator="de som anmält sig", follows="vidare", follow_reason="Alla anmälda kom.")
    measure.refresh_from_db()

    assert (measure.numerator, measure.indicator.observations.count()) == ("de som anmält sig", 2)
    assert queries.definition_of(measure.indicator.key).changes[-1].what == (
        "Ändrat: vad som räknas. Serien går vidare: Alla anmälda kom."
    )


def test_a_series_that_begins_anew_leaves_the_earlier_figures_as_they_were_counted(county):
    client = county.lead
    measure = made(county, client, goals=[county.goal.pk])
    old = measure.indicator
    figures(county, measure)
    change(county, client, measure, stated="percent", denominator="alla", follows="om", follow_reason="Nu andel.")
    measure = OwnMeasure.objects.get()
    before, now = queries.definition_of(old.key), queries.definition_of(measure.indicator.key)

    assert measure.indicator != old
    assert (old.observations.count(), measure.indicator.observations.count()) == (2, 0)
    assert (before.measure, now.measure) == ("count", "proportion")
    assert "som det räknades till" in before.title
    assert GoalIndicator.objects.get().indicator == measure.indicator
    assert "Serien har börjat om" in client.get(measure.get_absolute_url()).content.decode()


def test_a_goals_value_says_that_the_series_it_was_set_by_began_anew(county):
    client = county.lead
    measure = made(county, client, goals=[county.goal.pk])
    figures(county, measure)
    aim = {"baseline_from": 2023, "baseline_to": 2024, "wished": 200, "by": 2030}
    Target.objects.create(goal=county.goal, indicator=measure.indicator, area=county.area, **aim)
    pages = [county.goal.get_absolute_url(), county.url("measurable_goals", county.plan.key)]
    assert not any("serien har börjat om" in client.get(each).content.decode() for each in pages)

    change(county, client, measure, stated="percent", denominator="alla", follows="om", follow_reason="Nu andel.")

    now = OwnMeasure.objects.get().indicator.key
    for each in pages:
        content = client.get(each).content.decode()
        assert "serien har börjat om" in content
        assert f"?prova={now}" in content


def test_the_history_of_a_goal_names_a_measure_to_those_who_may_know_of_it(county):
    client = county.lead
    measure = made(county, client, goals=[county.goal.pk])
    address = county.url("history", "goal", county.goal.uuid)

    content = client.get(address).content.decode()
    assert measure.title in content
    assert measure.indicator.key not in content
    assert titles([measure.indicator_id], county.area, AnonymousUser()) == {}


def test_beginning_anew_is_undone_as_one(county):
    client = county.lead
    measure = made(county, client)
    old = measure.indicator
    figures(county, measure)
    change(county, client, measure, stated="percent", denominator="alla", follows="om", follow_reason="Nu andel.")
    client.post(county.url("undo", Change.objects.filter(target_kind="own_measure").latest("id").pk))
    measure = OwnMeasure.objects.get()

    assert (measure.indicator, measure.measure) == (old, "count")
    assert not MeaningChange.objects.exists()
    assert queries.definition_of(old.key).title == "Deltagare i kurser"


def test_a_measure_is_taken_away_with_a_reason_and_its_figures_stay(county):
    client = county.lead
    measure = made(county, client)
    figures(county, measure)
    address = county.url("take_away_measure", measure.uuid)

    assert client.post(address, {"version": 1, "reason": ""}).status_code == 422
    client.post(address, {"version": 1, "reason": "Räknas inte längre"})
    assert client.get(measure.get_absolute_url()).status_code == 404
    assert client.get(county.url("history", "own_measure", measure.uuid)).status_code == 200
    assert Observation.objects.count() == 2
    assert queries.definition_of(measure.indicator.key) is None


def test_the_list_asks_no_more_for_more_measures(county, django_assert_max_num_queries):
    client = county.lead
    for n in range(12):
        figures(county, made(county, client, title=f"Mått {n}"))
    client.get(county.url("own_measures"))  # what is hidden is worked out once, in the worker
    with django_assert_max_num_queries(10):
        assert "Mått 11" in client.get(county.url("own_measures")).content.decode()


def test_the_page_of_a_measure_asks_little(county, django_assert_max_num_queries):
    measure = made(county)
    figures(county, measure)
    client = county.lead
    client.get(measure.get_absolute_url())  # what is hidden is worked out once, in the worker
    with django_assert_max_num_queries(12):
        assert "120" in client.get(measure.get_absolute_url()).content.decode()


def test_help_stands_first_where_the_measure_is_about_suicide(county):
    measure = made(county, visibility="public", **ABOUT_SUICIDE)
    text = Client().get(measure.get_absolute_url()).content.decode()

    assert "90101" in text.split("<h1")[0]
    assert queries.definition_of(measure.indicator.key).single_years is False


ABOUT_SUICIDE = {"title": "Suicidförsök i kommunen per år", "kind": "outcome", "smallest": "10", "needs_help": "on"}


def test_a_measure_of_suicide_made_without_its_tick_hides_single_years_of_a_municipality(county):
    measure = made(county, visibility="public", **ABOUT_SUICIDE)
    OwnMeasure.objects.filter(pk=measure.pk).update(needs_help=False, smallest=1, visibility="public")
    make.observations(measure.indicator.key, county.north, {2024: 37})
    found = queries.definition_of(measure.indicator.key)

    assert (found.needs_help, found.single_years, found.smallest) == (True, False, 10)
    (shown,) = queries.all_series([found], [county.north]).values()
    assert [(each.value, each.state) for each in shown.values] == [(None, "single_year")]


@pytest.mark.parametrize(
    "said", ["personer som tog sitt liv", "de som har tagit livet av sig", "barn som skadar sig själva"]
)
def test_a_measure_of_suicide_is_known_by_every_way_of_saying_it(county, said: str):
    client = county.lead
    given = {**ALL, "title": said, "numerator": said, "kind": "outcome", "frequency": "month", "smallest": "1"}

    answer = client.post(county.url("new_measure"), given)

    assert answer.status_code == 422
    assert {"needs_help", "smallest", "frequency"} <= set(answer.context["form"].errors)
    assert not OwnMeasure.objects.exists()


def test_courses_in_prevention_are_the_countys_own_work(county):
    assert made(county, title="Utbildade i suicidprevention").kind == "output"


def test_an_indicator_of_the_files_is_nobodys_own():
    assert Indicator.objects.filter(county__isnull=False).count() == 0
