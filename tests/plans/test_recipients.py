"""Who a round asks: one at a time, many at once, changed, taken away, asked no more, given a new link."""

import uuid

import pytest
from django.test import Client

from handslag.accounts import links
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.followup.recipient_forms import names_a_person
from handslag.plans.followup.rounds import PURPOSE
from handslag.plans.models import FollowUpRequest, RequestItem
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.round_ground import TODAY, a_round, address, answer, ask, days

pytestmark = pytest.mark.django_db
STEPS = ("recipient", "remove_recipient", "request_revoke", "request_again", "round_letter")


def html(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def world(ground):
    """The ground with two initiatives in a draft round, a town, a part of the county, and an organisation."""
    county = ground.plan.county
    ground.first = make.initiative(ground.plan, serves=ground.goal, title="Mental Health First Aid (MHFA)", number=7,
                                   aliases=["Första hjälpen"])  # fmt: skip
    ground.second = make.initiative(ground.plan, title="Dans för hälsa", number=8)
    ground.town = make.municipality(parent=county, name="Karlskoga")
    division = make.division(county=county)
    ground.part = make.lansdel(division, ground.town, name="Västra länsdelen", short="Väst")
    type(ground.plan).objects.filter(pk=ground.plan.pk).update(division=division)
    ground.plan.refresh_from_db()
    ground.organisation = make.organisation(county=county, name="Karlskoga kommun")
    ground.round = a_round(ground.plan, ground.first, ground.second, state="draft")
    return ground


def form(world, **fields) -> dict:
    base = {"function": "folkhälsoplanerare", "email": "folkhalsa@example.invalid", "initiatives": [world.first.pk]}
    return {**base, **fields}


# One at a time


def test_a_recipient_is_added_for_a_place(world) -> None:
    sent = form(world, organisation=world.organisation.pk, initiatives=[world.first.pk, world.second.pk],
                place=f"a{world.town.pk}")  # fmt: skip
    world.lead.post(address("round_recipients", world.round), sent)

    who = FollowUpRequest.objects.get()
    assert (who.function, who.organisation, who.state) == ("folkhälsoplanerare", world.organisation, "new")
    assert {(each.initiative, each.place) for each in who.items.all()} == {
        (world.first, world.town),
        (world.second, world.town),
    }


def test_the_same_form_twice_adds_one(world) -> None:
    sent, lead = form(world, key=uuid.uuid4()), world.lead
    told = [lead.post(address("round_recipients", world.round), sent).status_code for _ in range(2)]

    assert told == [302, 302]
    assert FollowUpRequest.objects.count() == 1


def test_the_same_function_at_the_same_address_is_asked_once(world) -> None:
    ask(world.round, world.first, function="folkhälsoplanerare", email="folkhalsa@example.invalid")
    done = world.lead.post(address("round_recipients", world.round), form(world))

    assert done.status_code == 422
    assert "tillfrågas redan på den adressen" in html(done)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("function", "", "Fyll i fältet."),
        ("function", "Anna Andersson", "Är det ett personnamn (Anna Andersson)?"),
        ("function", "samordnare anna@example.invalid", "e-postadress"),
        ("function", "samordnare 070-123 45 67", "telefonnummer"),
        ("email", "inte en adress", "Skriv en e-postadress"),
        ("email", "a@example.invalid\r\nBcc: b@example.invalid", "Skriv en e-postadress"),
        ("initiatives", [], "Välj minst en insats."),
        ("place", "a999999999", "Välj ett av alternativen."),
    ],
)
def test_a_fault_is_told_at_its_field(world, field, value, told) -> None:
    done = world.lead.post(address("round_recipients", world.round), {**form(world), field: value})
    page = html(done)

    assert done.status_code == 422
    assert told in page
    assert f'id="id_{field}_error"' in page
    assert not FollowUpRequest.objects.exists()


def test_what_looks_like_a_name_may_be_said_to_be_none(world) -> None:
    sent = form(world, function="Nya Hoppet")
    asked = html(world.lead.post(address("round_recipients", world.round), sent))
    world.lead.post(address("round_recipients", world.round), {**sent, "not_a_name": "on"})

    assert "Nej, det är inte ett personnamn" in asked
    assert FollowUpRequest.objects.get().function == "Nya Hoppet"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("Anna Andersson", "Anna Andersson"),
        ("samordnare, Eva-Lena Berg", "Eva-Lena Berg"),
        ("Eva Maria Ek (rektor)", "Eva Maria Ek"),
        ("folkhälsoplanerare", ""),
        ("Folkhälsoplanerare, Karlskoga kommun", ""),
        ("Region Örebro län", ""),
        ("Verksamhetschef i Västra länsdelen", ""),
        ("Karlskogas Rektor", ""),
    ],
)
def test_a_function_is_told_from_a_name(function, name) -> None:
    assert names_a_person(function, known=["Karlskoga kommun", "Örebro"]) == name


# Changing and taking away


def change(world, who: FollowUpRequest, **fields) -> dict:
    mark = html(world.lead.get(address("recipient", world.round, who.uuid)))
    mark = mark.split('name="mark" value="')[1].split('"')[0]
    base = {"function": who.function, "email": who.email, "items": [each.pk for each in who.items.all()], "mark": mark}
    return {**base, **fields}


def test_a_recipient_is_changed(world) -> None:
    who = ask(world.round, world.first, function="rektor")
    sent = change(world, who, function="biträdande rektor", items=[], initiatives=[world.second.pk],
                  place=f"l{world.part.pk}")  # fmt: skip
    world.lead.post(address("recipient", world.round, who.uuid), sent)

    who.refresh_from_db()
    assert who.function == "biträdande rektor"
    assert [(each.initiative, each.place) for each in who.items.all()] == [(world.second, world.part)]


def test_two_who_change_a_recipient_are_told(world) -> None:
    who = ask(world.round, world.first, function="rektor")
    sent = change(world, who, function="den andra")
    world.lead.post(address("recipient", world.round, who.uuid), change(world, who, function="den första"))
    late = world.lead.post(address("recipient", world.round, who.uuid), sent)

    assert late.status_code == 422
    assert "Någon annan har ändrat den tillfrågade" in html(late) and "den andra" in html(late)
    who.refresh_from_db()
    assert who.function == "den första"


def test_an_answered_item_stays_and_more_makes_the_respondent_unfinished(world) -> None:
    world.round = a_round(world.plan, world.first, world.second)
    who = ask(world.round, world.first, function="rektor", answered_on=TODAY())
    answer(who, world.first)
    sent = change(world, who, items=[], initiatives=[world.second.pk])
    world.lead.post(address("recipient", world.round, who.uuid), sent)

    who.refresh_from_db()
    assert {each.initiative for each in who.items.all()} == {world.first, world.second}
    assert who.answered_on is None


def test_the_address_of_one_who_was_sent_to_is_changed_with_a_new_link_alone(world) -> None:
    world.round = a_round(world.plan, world.first)
    who = ask(world.round, world.first, function="rektor")
    page = html(world.lead.get(address("recipient", world.round, who.uuid)))
    world.lead.post(address("recipient", world.round, who.uuid), change(world, who, email="annan@example.invalid"))

    who.refresh_from_db()
    assert 'name="email"' not in page
    assert who.email == "rektor@example.invalid"


def test_a_recipient_that_was_sent_nothing_is_removed_and_another_is_not(world) -> None:
    new = ask(world.round, world.first, function="rektor")
    done = [world.lead.post(address("remove_recipient", world.round, new.uuid)).status_code for _ in range(2)]
    opened = a_round(world.plan, world.first)
    sent = ask(opened, world.first, function="kurator")
    told = html(world.lead.post(address("remove_recipient", opened, sent.uuid), follow=True))

    assert done == [302, 302]
    assert "Frågan är redan skickad." in told
    assert list(FollowUpRequest.objects.all()) == [sent]


def test_a_later_recipient_gets_a_letter_of_its_own(world) -> None:
    world.round = a_round(world.plan, world.first)
    ask(world.round, world.first, function="kurator")
    world.lead.post(address("round_recipients", world.round), form(world, initiatives=[world.first.pk]))
    page = html(world.lead.get(world.round.get_absolute_url()))
    world.lead.post(address("round_send", world.round))

    new = FollowUpRequest.objects.get(function="folkhälsoplanerare")
    assert "En tillfrågad har inte fått sitt brev." in page
    assert new.state == "sent"
    assert [each.target_id for each in OutgoingMail.objects.all()] == [new.pk]


# Many at once


LINES = """
folkhälsoplanerare, Karlskoga kommun; folkhalsa@example.invalid; 7; Karlskoga
folkhälsoplanerare, Karlskoga kommun; folkhalsa@example.invalid; dans för hälsa
länsdelssamordnare; vast@example.invalid; första hjälpen; väst
"""


def test_lines_are_shown_as_they_were_understood_before_they_are_added(world) -> None:
    lead, where = world.lead, address("paste_recipients", world.round)
    shown = html(lead.post(where, {"text": LINES}))
    before = FollowUpRequest.objects.count()
    lead.post(where, {"text": LINES, "lagg-till": "1"})

    assert "Så här förstod vi raderna: 2 funktioner." in shown
    assert "Lägg till de 2" in shown
    assert before == 0
    planner, part = FollowUpRequest.objects.order_by("id")
    assert planner.organisation == world.organisation, "its name stands in the function's"
    assert {(each.initiative, each.place) for each in planner.items.all()} == {
        (world.first, world.town),
        (world.second, None),
    }
    assert [(each.initiative, each.place) for each in part.items.all()] == [(world.first, world.part)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("; a@example.invalid; 7", "Rad 1: Funktionen saknas."),
        ("rektor; ; 7", "Rad 1: Adressen saknas."),
        ("rektor; inte en adress; 7", "Rad 1: ”inte en adress” är ingen e-postadress."),
        ("rektor; a@example.invalid", "Rad 1: Insatsen saknas."),
        ("rektor; a@example.invalid; 99", "Rad 1: Ingen insats i uppföljningen har nummer 99."),
        ("rektor; a@example.invalid; kören", "Rad 1: Ingen insats i uppföljningen heter ”kören”."),
        ("rektor; a@example.invalid; h", "Rad 1: ”h” passar flera insatser."),
        ("rektor; a@example.invalid; 7; Atlantis", "Rad 1: Platsen ”Atlantis” är ingen kommun eller länsdel i länet."),
        ("rektor; a@example.invalid; 7; Karlskoga; mer", "Rad 1: Raden har fler delar än fyra."),
        ("Anna Andersson; a@example.invalid; 7", "Rad 1: Är det ett personnamn (Anna Andersson)?"),
        ("rektor b@example.invalid; a@example.invalid; 7", "Rad 1: Texten innehåller en e-postadress"),
        ("\n\nrektor; a@example.invalid; 99", "Rad 3:"),
        ("x" * 201 + "; a@example.invalid; 7", "Rad 1: Funktionen är längre än 200 tecken."),
        ("", "Fyll i fältet."),
    ],
)
def test_each_line_that_is_not_understood_is_told(world, line, told) -> None:
    done = world.lead.post(address("paste_recipients", world.round), {"text": line, "lagg-till": "1"})
    page = html(done)

    assert done.status_code == 422
    assert told in page
    assert line.split(";")[0].strip() in page, "what was typed is there still"
    assert not FollowUpRequest.objects.exists()


def test_too_many_lines_are_refused(world) -> None:
    done = world.lead.post(address("paste_recipients", world.round), {"text": "rektor; a@example.invalid; 7\n" * 501})
    assert "Högst 500 rader i taget." in html(done)


def test_a_name_that_is_none_may_be_pasted(world) -> None:
    sent = {"text": "Nya Hoppet; a@example.invalid; 7", "not_a_name": "on", "lagg-till": "1"}
    world.lead.post(address("paste_recipients", world.round), sent)
    assert FollowUpRequest.objects.get().function == "Nya Hoppet"


def test_those_there_already_are_left_as_they_are(world) -> None:
    sent = {"text": LINES, "lagg-till": "1"}
    lead = world.lead
    lead.post(address("paste_recipients", world.round), sent)
    told = html(lead.post(address("paste_recipients", world.round), sent, follow=True))

    assert "2 fanns redan och är inte ändrade" in told or "2 fanns redan och är inte ändrade." in told
    assert FollowUpRequest.objects.count() == 2
    assert RequestItem.objects.count() == 3


# Under way


@pytest.fixture
def sent(world):
    """The round open, with one respondent whose link holds."""
    world.round = a_round(world.plan, world.first)
    world.who = ask(world.round, world.first, function="rektor")
    links.make(PURPOSE, world.who.pk, valid_to=days(10))
    return world


def test_a_question_is_taken_back_and_its_link_ends(sent) -> None:
    where = address("request_revoke", sent.round, sent.who.uuid)
    told = [html(sent.lead.post(where, follow=True)) for _ in range(2)]

    sent.who.refresh_from_db()
    assert sent.who.state == "revoked"
    assert not TaskLink.objects.open().exists()
    assert "Frågan är tillbakadragen" in told[0]
    assert "inget att dra tillbaka" in told[1]


def test_a_new_link_goes_to_the_right_address_and_the_former_ends(sent) -> None:
    where = address("request_again", sent.round, sent.who.uuid)
    wrong = sent.lead.post(where, {"email": "fel"})
    sent.lead.post(where, {"email": "ratt@example.invalid"})

    sent.who.refresh_from_db()
    assert wrong.status_code == 422 and 'id="id_email_error"' in html(wrong)
    assert sent.who.email == "ratt@example.invalid"
    assert not TaskLink.objects.open().exists(), "the new one is made when the letter leaves"
    assert list(OutgoingMail.objects.values_list("kind", "target_id")) == [("ask", sent.who.pk)]


def test_one_who_handed_on_gets_no_new_link(sent) -> None:
    FollowUpRequest.objects.update(state="handed_on")
    told = html(
        sent.lead.post(address("request_again", sent.round, sent.who.uuid), {"email": "a@example.invalid"}, follow=True)
    )
    assert "svarar inte längre" in told


def test_letters_that_did_not_arrive_say_why(sent) -> None:
    OutgoingMail.objects.create(purpose=PURPOSE, kind="ask", target_id=sent.who.pk, site="x", state="failed",
                                trouble="Mottagarens adress godtogs inte av e-postservern (550).")  # fmt: skip
    page = html(sent.lead.get(address("recipient", sent.round, sent.who.uuid)))
    assert "gick inte fram" in page and "(550)" in page


@pytest.mark.parametrize("step", STEPS)
def test_others_do_not_reach_respondents(sent, step) -> None:
    where = address(step, sent.round, sent.who.uuid)
    other = sent.client(Role.COUNTY_LEAD, make.organisation(county=make.county(parent=make.county())))

    for client in (sent.client(Role.INITIATIVE_OWNER, sent.plan.lead), other):
        assert (client.get(where).status_code, client.post(where).status_code) == (404, 404)
    assert Client().get(where)["Location"].startswith("/logga-in/")


@pytest.mark.parametrize("step", STEPS)
def test_a_respondent_of_another_round_is_not_reached_through_this_one(sent, step) -> None:
    other = a_round(sent.plan, sent.first)
    assert sent.lead.get(address(step, other, sent.who.uuid)).status_code == 404


@pytest.mark.parametrize("step", ["recipient", "remove_recipient", "request_revoke", "request_again"])
def test_a_closed_round_changes_no_respondent(sent, step) -> None:
    type(sent.round).objects.filter(pk=sent.round.pk).update(state="closed", closed_on=TODAY())
    fields = {"function": "ny", "email": "ny@example.invalid", "items": [sent.who.items.get().pk], "mark": "x"}
    told = sent.lead.post(address(step, sent.round, sent.who.uuid), fields, follow=True)

    assert "Uppföljningen är stängd." in html(told)
    sent.who.refresh_from_db()
    assert (sent.who.function, sent.who.state) == ("rektor", "sent")


def test_the_register_suggests_who_is_responsible_for_what_nobody_is_asked_about(world) -> None:
    leading, owning = (make.organisation(county=world.plan.county, name=name) for name in ("Ledaren", "Ägaren"))
    led, both, owned = (make.initiative(world.plan, title=f"Förslag {n}", owner=owning) for n in range(3))
    make.participation(led, organisation=leading, role="lead")
    make.participation(both, organisation=leading, role="lead")
    make.participation(both, organisation=owning, role="joint_lead")
    asked = a_round(world.plan, led, both, owned, state="draft")
    lead, where = world.lead, address("suggest_recipients", asked)

    for _ in range(2):  # the second finds nobody missing
        lead.post(where)

    found = {each.organisation: {item.initiative for item in each.items.all()} for each in asked.requests.all()}
    assert found == {leading: {led, both}, owning: {owned}}
    assert {each.email for each in asked.requests.all()} == {""}
    assert "har ingen adress." in lead.get(address("round_recipients", asked)).content.decode()
