"""Beginning, sending, reminding, extending and closing a round; who may; and the round as a picture."""

import io
import uuid

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.documents.figures import RoundRow, round_picture
from handslag.plans.followup import rounds
from handslag.plans.models import AskedTime, FollowUp, FollowUpRequest, FollowUpRound, Plan, QuestionAnswer
from handslag.trust.changes import OPERATOR
from handslag.trust.models import RetentionRule
from handslag.trust.permissions import Role
from tests import factories as make
from tests.mail import work_off
from tests.plans.round_ground import TODAY, a_round, address, answer, ask, days, settings_of

pytestmark = pytest.mark.django_db
LED = ("round_settings", "round_figures", "round_recipients", "suggest_recipients", "paste_recipients", "round_preview", "round_send",
       "round_remind", "round_extend", "round_close", "round_discard", "round_today", "next_answer", "accept_plain")  # fmt: skip


def html(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def world(ground):
    """The ground with two public initiatives more: `first` is under way since 2024, `second` is over."""
    ground.first = make.initiative(ground.plan, serves=ground.goal, title="Skolteam", number=1)
    ground.second = make.initiative(ground.plan, serves=ground.goal, title="Lägerskola", number=2)
    make.status(ground.first, "ongoing", as_of="2024-03-01")
    make.status(ground.second, "finished", as_of="2024-03-01")
    return ground


def new_address(world) -> str:
    return reverse("new_round", args=[world.plan.county.slug, world.plan.key])


# Beginning


def test_what_is_known_stands_beside_each_initiative_and_live_ones_are_chosen(world) -> None:
    page = html(world.lead.get(new_address(world)))

    assert f'value="{world.first.pk}" id="id_initiatives_0" checked' in page
    assert f'value="{world.second.pk}" id="id_initiatives_1">' in page
    assert "Pågår. Senaste uppgiften 1 mars 2024 (för" in page
    assert world.mine.title not in page, "a draft is its owner's alone"


def test_a_round_is_made_with_what_the_form_says(world) -> None:
    sent = settings_of([world.first], intro="Hej hej.", reply_to="fraga@example.invalid", key=uuid.uuid4())
    done = world.lead.post(new_address(world), sent)

    asked = FollowUpRound.objects.get()
    assert done["Location"] == address("round_recipients", asked)
    assert (asked.state, asked.title, asked.remind_days) == ("draft", "Uppföljning hösten", [7, 1])
    assert asked.period.text == "våren 2025"
    assert [row.initiative for row in asked.initiatives.all()] == [world.first]


def test_the_same_form_twice_makes_one_round(world) -> None:
    sent, lead = settings_of([world.first], key=uuid.uuid4()), world.lead
    first, second = lead.post(new_address(world), sent), lead.post(new_address(world), sent)

    assert first["Location"] == second["Location"]
    assert FollowUpRound.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "Fyll i fältet."),
        ("due_on", "2020-01-01", "Dagen har varit."),
        ("due_on", "snart", "Skriv dagen som"),
        ("questions", [], "Välj minst en fråga."),
        ("initiatives", [], "Välj minst en insats."),
        ("initiatives", ["99999999"], "Välj ett av alternativen."),
        ("remind_days", "i tid", "Skriv antal dagar med komma"),
        ("remind_days", "90", "Högst 60 dagar"),
        ("reply_to", "a@b.se\r\nBcc: c@d.se", "Skriv en e-postadress"),
        ("intro", "Ring Anna på 070-123 45 67.", "telefonnummer"),
        ("period", "hösten 2024 – våren 2023", "Slutet ligger före början."),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(world, field, value, told) -> None:
    sent = {**settings_of([world.first], title="Min titel", intro="Mina ord"), field: value}
    done = world.lead.post(new_address(world), sent)
    page = html(done)

    assert done.status_code == 422
    assert told in page
    assert f'id="id_{field}_error"' in page
    assert ("Min titel" in page) == (field != "title")
    assert not FollowUpRound.objects.exists()


def test_a_day_may_be_written_in_words(world) -> None:
    world.lead.post(new_address(world), settings_of([world.first], due_on="1 mars 2040"))
    assert FollowUpRound.objects.get().due_on.isoformat() == "2040-03-01"


def test_a_round_of_another_plan_is_not_taken_over_by_its_key(world) -> None:
    other = a_round(make.plan(county=world.plan.county, lead=world.plan.lead), state="draft")
    done = world.lead.post(new_address(world), settings_of([world.first], key=other.uuid))

    assert done.status_code == 422
    assert FollowUpRound.objects.get() == other


# Changing


def test_settings_are_changed_and_an_answered_initiative_stays(world) -> None:
    asked = a_round(world.plan, world.first, world.second)
    answer(ask(asked, world.first), world.first)
    sent = settings_of([world.second], title="Ny titel", version=1)
    world.lead.post(address("round_settings", asked), sent)

    asked.refresh_from_db()
    assert asked.title == "Ny titel"
    assert {row.initiative for row in asked.initiatives.all()} == {world.first, world.second}


def test_two_who_change_the_settings_are_told(world) -> None:
    asked = a_round(world.plan, world.first)
    world.lead.post(address("round_settings", asked), settings_of([world.first], title="Den första", version=1))
    late = world.lead.post(address("round_settings", asked), settings_of([world.first], title="Den andra", version=1))

    assert late.status_code == 422
    assert "Någon annan har ändrat inställningarna" in html(late)
    assert "Den andra" in html(late)
    assert 'name="version" value="2"' in html(late)
    asked.refresh_from_db()
    assert asked.title == "Den första"


def test_the_figures_that_are_due_are_chosen(world) -> None:
    asked = a_round(world.plan, world.first)
    one, other = (make.figure(world.first, value=4, label=label) for label in ("kurser", "besök"))
    page = html(world.lead.get(address("round_figures", asked)))
    world.lead.post(address("round_figures", asked), {"figur": [other.pk, "x"], "version": 1})

    assert f'id="figur-{one.pk}"' in page
    assert asked.initiatives.get().figures == [other.pk]


def test_two_who_choose_figures_are_told(world) -> None:
    asked = a_round(world.plan, world.first, version=4)
    figure = make.figure(world.first, value=4)
    late = world.lead.post(address("round_figures", asked), {"figur": [figure.pk], "version": 3})

    assert late.status_code == 422
    assert asked.initiatives.get().figures == []


# Sending


def test_a_preview_shows_each_letter_and_what_is_missing(world) -> None:
    asked = a_round(world.plan, world.first, world.second, state="draft", intro="Därför frågar vi.")
    who = ask(asked, world.first, function="rektor")
    ask(asked, world.first, function="utan adress", email="")
    page = html(world.lead.get(address("round_preview", asked)))
    letter = world.lead.get(address("round_letter", asked, who.uuid))

    assert "Ni får det här brevet som rektor." in page
    assert "Därför frågar vi." in page
    assert "En insats har ingen att fråga." in page and "Lägerskola" in page
    assert "utan adress</a> har ingen adress." in page
    assert TaskLink.objects.count() == 0, "a preview makes no link"
    assert "Svara nu" in html(letter)
    assert letter["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_round_is_sent_once_however_often_the_button_is_pressed(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    asked = a_round(world.plan, world.first, state="draft")
    ask(asked, world.first, function="rektor")
    lead = world.lead
    with django_capture_on_commit_callbacks(execute=True):
        first, second = (lead.post(address("round_send", asked), follow=True) for _ in range(2))
    work_off(monkeypatch)

    assert "Ett brev är på väg." in html(first)
    assert "Alla brev är redan skickade." in html(second)
    assert [letter.to for letter in mail.outbox] == [["rektor@example.invalid"]]
    asked.refresh_from_db()
    assert (asked.state, asked.opened_on) == ("open", TODAY())


def test_a_round_without_recipients_is_not_sent(world) -> None:
    asked = a_round(world.plan, world.first, state="draft")
    told = html(world.lead.post(address("round_send", asked), follow=True))

    asked.refresh_from_db()
    assert asked.state == "draft"
    assert "Det finns ingen att skicka till än" in told


# Reminding


def test_those_who_have_not_answered_are_reminded_once_a_day(world) -> None:
    asked = a_round(world.plan, world.first)
    late = ask(asked, world.first, function="rektor")
    answer(ask(asked, world.first, function="kurator"), world.first)
    lead = world.lead
    page = html(lead.get(address("round_remind", asked)))
    first, second = (html(lead.post(address("round_remind", asked), follow=True)) for _ in range(2))

    assert "rektor" in page and "kurator" not in page
    assert "En påminnelse är på väg." in first
    assert "Ingen att påminna" in second
    assert list(OutgoingMail.objects.values_list("kind", "target_id")) == [("remind", late.pk)]


def test_one_is_reminded_alone(world) -> None:
    asked = a_round(world.plan, world.first)
    one, _other = ask(asked, world.first, function="rektor"), ask(asked, world.first, function="kurator")
    done = world.lead.post(address("round_remind", asked), {"till": one.uuid})

    assert done["Location"] == address("recipient", asked, one.uuid)
    assert [each.target_id for each in OutgoingMail.objects.all()] == [one.pk]
    assert world.lead.post(address("round_remind", asked), {"till": uuid.uuid4()}).status_code == 404
    assert world.lead.post(address("round_remind", asked), {"till": "x"}).status_code == 404


def test_the_daily_command_sends_what_is_due_and_no_more_the_same_day(world, capsys) -> None:
    due = a_round(world.plan, world.first, due_on=days(7))
    later = a_round(world.plan, world.first, due_on=days(8))
    closed = a_round(world.plan, world.first, due_on=days(7), state="closed")
    wanted = ask(due, world.first)
    for each in (later, closed):
        ask(each, world.first)
    for _ in range(2):
        call_command("remind")

    assert capsys.readouterr().out.split("\n")[:2] == ["1 påminnelser.", "0 påminnelser."]
    assert [each.target_id for each in OutgoingMail.objects.all()] == [wanted.pk]


def test_the_daily_command_wakes_letters_that_were_left(world, monkeypatch) -> None:
    asked = a_round(world.plan, world.first)
    OutgoingMail.objects.create(purpose="follow_up", kind="ask", target_id=ask(asked, world.first).pk, site=asked.site)
    call_command("remind", stdout=io.StringIO())
    work_off(monkeypatch)

    assert len(mail.outbox) == 1


# Extending, closing, throwing away


def test_more_time_is_given_and_never_less(world) -> None:
    asked = a_round(world.plan, world.first)
    earlier = world.lead.post(address("round_extend", asked), {"due_on": days(3).isoformat()})
    world.lead.post(address("round_extend", asked), {"due_on": days(40).isoformat()})

    assert earlier.status_code == 422
    asked.refresh_from_db()
    assert asked.due_on == days(40)


@pytest.mark.parametrize(
    ("months", "told"),
    [
        (None, "länet har ingen regel om hur länge den sparas"),
        (0, "tas bort i samma stund, enligt länets regel (Nämnden"),
        (6, "gallras när uppföljningen har varit stängd i 6 månader"),
    ],
)
def test_closing_says_first_what_happens_with_addresses(world, months, told) -> None:
    asked = a_round(world.plan, world.first)
    who = ask(asked, world.first)
    if months is not None:
        RetentionRule.objects.create(
            record_type="follow_up_address", county_id=world.plan.county_id, months=months, decided_by="Nämnden",
            decided_on=days(-1), registry_number="1", made_by_role="x",
        )  # fmt: skip
    page = html(world.lead.get(address("round_close", asked)))
    world.lead.post(address("round_close", asked))

    assert told in page
    assert "En funktion har inte svarat på allt." in page
    who.refresh_from_db()
    asked.refresh_from_db()
    assert asked.state == "closed"
    assert (who.email == "") == (months == 0)


def test_a_draft_is_thrown_away_and_an_open_round_is_not(world) -> None:
    draft, asked = a_round(world.plan, world.first, state="draft"), a_round(world.plan, world.first)
    for each in (draft, asked):
        world.lead.post(address("round_discard", each))

    assert list(FollowUpRound.objects.all()) == [asked]


@pytest.mark.parametrize("name", ["round_settings", "round_figures", "round_recipients", "suggest_recipients", "paste_recipients",
                                  "round_preview", "round_send", "round_remind", "round_extend", "round_close",
                                  "round_discard"])  # fmt: skip
def test_a_closed_round_refuses_every_step(world, name) -> None:
    asked = a_round(world.plan, world.first, state="closed")
    told = world.lead.post(address(name, asked), settings_of([world.first]), follow=True)

    assert "Uppföljningen är stängd." in html(told)
    asked.refresh_from_db()
    assert (asked.title, asked.due_on, asked.version) == ("Uppföljning våren", days(20), 1)


# Who may


@pytest.mark.parametrize("name", LED)
@pytest.mark.parametrize(("state", "expected"), [("open", 404), ("closed", 403)])
def test_others_than_the_lead_do_not_lead(world, name, state, expected) -> None:
    asked = a_round(world.plan, world.first, state=state)
    elsewhere = make.organisation(county=make.county(parent=make.county()))
    people = [
        (Role.INITIATIVE_OWNER, world.plan.lead),
        (Role.COUNTY_LEAD, elsewhere),
        (Role.ADMINISTRATOR, world.plan.lead),
    ]
    for role, organisation in people:
        for method in ("get", "post"):
            done = getattr(world.client(role, organisation), method)(address(name, asked))
            assert done.status_code == expected, (role, method)


@pytest.mark.parametrize("name", LED)
def test_a_stranger_is_asked_to_sign_in(world, name) -> None:
    asked = a_round(world.plan, world.first)
    assert Client().get(address(name, asked))["Location"].startswith("/logga-in/")


@pytest.mark.parametrize("state", ["draft", "open"])
def test_an_unclosed_round_does_not_exist_for_others(world, state) -> None:
    asked = a_round(world.plan, world.first, state=state, title="Hemlig runda")
    for client in (Client(), world.client(Role.INITIATIVE_OWNER, world.plan.lead), world.owner):
        assert client.get(asked.get_absolute_url()).status_code == 404
        assert client.get(address("round_initiative", asked, world.first.uuid)).status_code == 404
        assert "Hemlig runda" not in html(client.get(reverse("rounds", args=[world.plan.county.slug, world.plan.key])))
        assert "Uppföljning</a>" not in html(client.get(world.plan.get_absolute_url()))


def test_a_round_is_not_reached_through_another_plan(world) -> None:
    asked = a_round(world.plan, world.first, state="closed")
    other = make.plan(county=world.plan.county, lead=world.plan.lead)
    other_address = reverse("round", args=[other.county.slug, other.key, asked.uuid])
    assert world.lead.get(other_address).status_code == 404


def test_a_closed_round_shows_others_counts_and_accepted_answers_and_no_more(world) -> None:
    hidden = make.initiative(world.plan, visibility="internal", owner=world.plan.lead, title="Bara inom huset")
    asked = a_round(world.plan, world.first, world.second, hidden, state="closed")
    who = ask(asked, world.first, world.second, function="rektor", email="rektorn@example.invalid")
    answer(who, world.first, state="accepted", status="ongoing", happened="Kursen hölls.")
    answer(who, world.second, happened="Inte läst än.")
    visitor = Client()
    page, one, two = (
        html(visitor.get(each))
        for each in (
            asked.get_absolute_url(),
            address("round_initiative", asked, world.first.uuid),
            address("round_initiative", asked, world.second.uuid),
        )
    )

    assert "Alla 2 insatser har rapporterat." in page
    assert "Kursen hölls." in one and "rektor" in one
    for text in (page, one, two):
        assert "rektorn@example.invalid" not in text
        assert "Inte läst än." not in text
        assert "Bara inom huset" not in text
        assert "Att göra nu" not in text
    assert visitor.get(address("round_initiative", asked, hidden.uuid)).status_code == 404
    assert "tillfragade" not in html(visitor.get(asked.get_absolute_url() + "?visa=tillfragade"))


# The picture


@pytest.fixture
def mixed(world):
    """An open round: one initiative answered in one of two places, one silent, one that nobody is asked about."""
    county = world.plan.county
    towns = [make.municipality(parent=county, name=name) for name in ("Ekby", "Alby")]
    division = make.division(county=county)
    world.part = make.lansdel(division, towns[0], name="Norra delen")
    type(world.plan).objects.filter(pk=world.plan.pk).update(division=division)
    world.plan.refresh_from_db()
    world.third = make.initiative(world.plan, title="Utan fråga")
    world.asked = a_round(world.plan, world.first, world.second, world.third)
    world.school = make.organisation(county=county, name="Skolan", sector="municipality")
    world.one = ask(world.asked, world.first, function="rektor", organisation=world.school, place=towns[0])
    world.other = ask(world.asked, world.first, function="kurator", place=towns[1])
    ask(
        world.asked,
        world.second,
        function="ordförande",
        organisation=make.organisation(county=county, sector="civil_society"),
    )
    answer(world.one, world.first, status="ongoing", happened="Försöket avslutades i våras.")
    return world


def test_the_page_begins_with_the_finding_and_what_to_do(mixed) -> None:
    OutgoingMail.objects.create(
        purpose="follow_up",
        kind="ask",
        target_id=mixed.other.pk,
        site="x",
        state="failed",
        trouble="Adressen finns inte.",
    )
    page = html(mixed.lead.get(mixed.asked.get_absolute_url()))

    assert "1 av 3 insatser har rapporterat. Två har ingen rapport." in page
    assert "Ett svar att läsa." in page
    assert "Texten säger ”avslutades”, men status är Pågår." in page
    assert "kurator</a>: Adressen finns inte." in page
    assert "En insats har ingen att fråga.</strong> Utan fråga." in page
    assert "2 funktioner har inte svarat på allt." in page
    assert page.count("1 ingen rapport") >= 2, "in the drawing, for the goal and for what has none"


def test_shares_are_counted_by_place_organisation_and_sector(mixed) -> None:
    page = html(mixed.lead.get(mixed.asked.get_absolute_url()))

    assert 'Norra delen</a> <b class="num">1 av 1</b>' in page
    assert 'Skolan</a> <b class="num">1 av 1</b>' in page
    assert '<span>Kommun</span> <b class="num">1 av 1 har svarat</b>' in page
    assert '<span>Civilsamhälle</span> <b class="num">0 av 1 har svarat</b>' in page
    assert '<span>Region</span> <b class="num">går inte att räkna</b>' in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Lägerskola", "Skolteam", "Utan fråga"]),
        ("?tillstand=silent", ["Lägerskola"]),
        ("?tillstand=nobody", ["Utan fråga"]),
        ("?tillstand=to_read", ["Skolteam"]),
        ("?lansdel={part}", ["Skolteam"]),
        ("?organisation={school}", ["Skolteam"]),
        ("?mal={goal}", ["Lägerskola", "Skolteam"]),
        ("?tillstand=finns-inte&lansdel=x&sida=9", ["Lägerskola", "Skolteam", "Utan fråga"]),
    ],
)
def test_the_list_is_filtered_by_its_address(mixed, query, shown) -> None:
    query = query.format(part=mixed.part.key, school=mixed.school.pk, goal=mixed.goal.uuid)
    done = mixed.lead.get(mixed.asked.get_absolute_url() + query)
    assert sorted(line.title for line in done.context["listed"].page) == shown


def test_the_list_is_sorted_by_what_the_address_says(mixed) -> None:
    def titles(sort: str) -> list[str]:
        done = mixed.lead.get(mixed.asked.get_absolute_url() + f"?sortera={sort}")
        return [line.title for line in done.context["listed"].page]

    assert titles("att-gora")[0] == "Skolteam"
    assert titles("titel") == ["Lägerskola", "Skolteam", "Utan fråga"]
    assert titles("svar")[0] == "Skolteam"


def test_respondents_are_listed_for_the_lead(mixed) -> None:
    done = mixed.lead.get(mixed.asked.get_absolute_url() + "?visa=tillfragade&tillstand=waiting")
    assert {done.context["named"][line.id].function for line in done.context["listed"].page} == {
        "kurator",
        "ordförande",
    }


def test_a_long_list_is_paged(world) -> None:
    many = [make.initiative(world.plan) for _ in range(51)]
    asked = a_round(world.plan, *many)
    page = html(world.lead.get(asked.get_absolute_url() + "?sida=2&tillstand=nobody"))

    assert "51 av 51, sida 2 av 2" in page
    assert "?sida=1&amp;tillstand=nobody#lista" in page


def test_questions_answered_since_the_round_opened_and_open_advice_are_told(world) -> None:
    asked = a_round(world.plan, world.first)
    questions = [make.goal(world.plan, parent=world.goal, kind="question") for _ in range(3)]
    for question, day in zip(questions, (TODAY(), days(-400), days(-1)), strict=True):
        QuestionAnswer.objects.create(goal=question, answered_on=day, state="answered", text="Ja.")
    make.recommendation(world.first)
    make.recommendation(world.plan)
    make.recommendation(world.plan, answer="Det gör vi.", answered_on=TODAY())
    page = html(world.lead.get(asked.get_absolute_url()))

    assert "2 av 3 frågor</a>" in page
    assert "2 rekommendationer</a> utan svar." in page


def test_no_report_stays_after_the_round_is_closed(world) -> None:
    asked = a_round(world.plan, world.first, state="closed", forgotten_on=TODAY())
    page, own = html(Client().get(asked.get_absolute_url())), html(Client().get(world.first.get_absolute_url()))

    assert "Ingen rapport kom in om 1 insats." in page
    assert "Ingen rapport har kommit in" in own and "Uppföljning våren" in own
    assert "Adresser och länkar togs bort" in html(world.lead.get(asked.get_absolute_url()))


def test_a_withdrawn_initiative_is_counted_as_hidden(world) -> None:
    asked = a_round(world.plan, world.first, world.second)
    type(world.second).objects.filter(pk=world.second.pk).update(withdrawn_on=TODAY())
    page = html(world.lead.get(asked.get_absolute_url()))

    assert "En insats som var med är borttagen eller visas inte för er" in page


# Over time, and on other pages


def test_history_tells_how_many_reported_and_what_changed(world) -> None:
    first = a_round(world.plan, world.first, world.second, state="closed", title="Den första",
                    opened_on=days(-200), closed_on=days(-180))  # fmt: skip
    answer(ask(first, world.first), world.first, state="accepted")
    make.status(world.first, "paused", as_of=days(-190))
    second = a_round(world.plan, world.first, world.second, title="Den andra")
    make.status(world.first, "finished", as_of=days(-2))
    make.status(world.second, "stopped", as_of=days(-2))
    past = world.lead.get(reverse("rounds", args=[world.plan.county.slug, world.plan.key])).context["past"]
    page = html(world.lead.get(second.get_absolute_url()))

    assert [(each.round, each.reported, each.asked, each.changed) for each in past] == [
        (second, 0, 2, 2),
        (first, 1, 2, 1),
    ]
    assert "Ändrat sedan Den första" in page
    assert "Pausad → avslutad" in page


def test_what_asking_cost_is_summed_by_organisation_and_year_for_the_lead_alone(world) -> None:
    where = make.organisation(county=world.plan.county, name="Skolan")
    for title in ("a", "b"):
        asked = a_round(world.plan, world.first, state="closed", title=title)
        AskedTime.objects.create(round=asked, organisation=where, seconds=1830, answers=3)
    listed = reverse("rounds", args=[world.plan.county.slug, world.plan.key])
    page = html(world.lead.get(listed))

    assert "Det här har uppföljningen kostat" in page
    assert "1 tim 1 min" in page and ">Skolan<" in page and f">{TODAY().year}<" in page
    assert "Skolan" not in html(Client().get(listed))


def test_an_accepted_answer_stands_on_the_initiatives_page(world) -> None:
    asked = a_round(world.plan, world.first)
    who = ask(asked, world.first, function="rektor")
    answer(who, world.first)
    before = html(Client().get(world.first.get_absolute_url()))
    FollowUp.objects.update(state="accepted", accepted_at=timezone.now(), accepted_by="utvecklingsledare")
    after = html(Client().get(world.first.get_absolute_url()))

    assert "Uppföljt" not in before
    assert "<li>rektor," in after
    assert address("round_initiative", asked, world.first.uuid) not in after, (
        "the round is open: only its lead is led there"
    )


def test_the_plan_leads_to_its_closed_rounds(world) -> None:
    a_round(world.plan, world.first, state="closed")
    assert reverse("rounds", args=[world.plan.county.slug, world.plan.key]) in html(
        Client().get(world.plan.get_absolute_url())
    )


def test_the_lead_of_a_new_round_is_given_the_recipients_of_the_last(world) -> None:
    former = a_round(world.plan, world.first, state="closed")
    ask(former, world.first, function="rektor")
    world.lead.post(new_address(world), settings_of([world.first]))

    assert FollowUpRequest.objects.get(round=FollowUpRound.objects.first()).function == "rektor"


# How many questions


def count_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len([each for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_round_asks_as_much_however_many_answer(world, state) -> None:
    lead = world.lead
    asked = a_round(world.plan, state=state)

    def more(n: int) -> None:
        for _ in range(n):
            each = make.initiative(world.plan, serves=world.goal)
            rounds.RoundInitiative.objects.create(round=asked, initiative=each)
            function, where = f"funktion {each.pk}", make.organisation(county=world.plan.county)
            answer(ask(asked, each, function=function, organisation=where), each, happened="Pågår.")
            make.status(each, as_of=TODAY())
            AskedTime.objects.create(round=asked, organisation=where, seconds=60)

    addresses = [asked.get_absolute_url(), asked.get_absolute_url() + "?visa=tillfragade",
                 reverse("rounds", args=[world.plan.county.slug, world.plan.key])]  # fmt: skip
    more(2)
    few = [count_of(lead, each) for each in addresses]
    more(18)

    assert [count_of(lead, each) for each in addresses] == few
    assert max(few) <= 15


def test_a_new_round_asks_as_much_however_many_initiatives(world) -> None:
    lead = world.lead
    few = count_of(lead, new_address(world))
    for _ in range(10):
        make.status(make.initiative(world.plan))
    assert count_of(lead, new_address(world)) == few


# The drawing


def test_the_drawing_has_a_mark_for_each_initiative() -> None:
    rows = [
        RoundRow("1 Barn & unga", ("ongoing", "ongoing", "finished"), 2, "?mal=1#lista"),
        RoundRow("2 Vuxna", (), 40),
    ]
    made = round_picture(rows, key="rundan", title="Runda", finding="3 av 45.")

    for picture in (made.broad, made.narrow):
        assert picture.count("<use ") == 45
        assert picture.count("-silent") == 42 + 1
        assert "2 ingen rapport" in picture
        assert "style=" not in picture
    assert made.rows[0] == ("1 Barn & unga", "3 av 5", "2")
    assert "Barn &amp; unga" in made.broad


def test_the_drawing_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="negative"):
        round_picture([RoundRow("x", (), -1)], key="rundan", title="x", finding="x")
    with pytest.raises(KeyError):
        round_picture([RoundRow("x", ("okänd",), 0)], key="rundan", title="x", finding="x")


def test_an_empty_round_is_drawn_too() -> None:
    assert round_picture([], key="rundan", title="x", finding="x").broad.startswith("<svg")


def test_a_reminder_to_a_round_closed_in_between_is_no_fault(world, monkeypatch) -> None:
    asked = a_round(world.plan, world.first, due_on=days(7))
    ask(asked, world.first)
    held = rounds.reminders_due(day=TODAY())
    rounds.close(asked, by=OPERATOR)
    monkeypatch.setattr(rounds, "reminders_due", lambda *, day: held)
    call_command("remind", stdout=io.StringIO())

    assert not OutgoingMail.objects.exists()


def test_a_plan_that_shows_an_earlier_day_is_told_of_and_shown_as_today(world) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state_as_of="2024-03-01", state_as_of_text="hösten 2023")
    asked = a_round(world.plan, world.first)
    lead, home = world.lead, asked.get_absolute_url()

    before = lead.get(home).content.decode()
    lead.post(f"{home}i-dag/")

    assert "Planens sidor visar uppgifter från hösten 2023" in before
    assert "Planens sidor visar" not in lead.get(home).content.decode()
    assert Plan.objects.get(pk=world.plan.pk).state_as_of is None
    assert world.client(Role.INITIATIVE_OWNER, world.plan.lead).post(f"{home}i-dag/").status_code == 404
