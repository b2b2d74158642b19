"""What a respondent meets: the form by a link, saved as it goes, sent, corrected, handed on."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.accounts.models import OutgoingMail
from handslag.plans.followup import reading, rounds
from handslag.plans.models import AskedTime, FollowUp, FollowUpRequest
from handslag.trust.changes import OPERATOR
from tests import factories as make
from tests.plans.followup_ground import Asked, ask, public_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_from_before():
    cache.clear()


@pytest.fixture
def asked(static_files) -> Asked:
    plan = public_plan()
    goal = make.goal(plan)
    initiative = make.initiative(plan, title="Kvällsöppet", visibility="public", serves=goal)
    make.status(initiative, status="ongoing", as_of="2025-03-01", reason="Två kvällar i veckan")
    make.figure(initiative, kind="visits", label="besök", unit="besök", value=35, period_text="2024")
    return ask([initiative])


@pytest.fixture
def respondent(asked) -> FollowUpRequest:
    return asked.respondent(asked.round.initiatives.get().initiative)


@pytest.fixture
def browser(asked, respondent) -> Client:
    return asked.client(respondent)


def form_of(respondent: FollowUpRequest, **query: str) -> str:
    item = respondent.items.first()
    return reverse("answer_item", args=[respondent.round.plan.county.slug, respondent.uuid, item.pk])


def figure(respondent: FollowUpRequest) -> str:
    return f"tal_{respondent.round.initiatives.get().figures[0]}"


def version_in(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_thing_to_answer_for_opens_its_form_at_once(asked, respondent, browser) -> None:
    answer = browser.get(respondent.get_absolute_url())

    assert answer.status_code == 302 and answer["Location"] == form_of(respondent)


def test_nine_things_are_listed_with_their_state(asked) -> None:
    nine = [make.initiative(asked.plan, title=f"Insats {n}") for n in range(9)]
    respondent = asked.respondent(*nine)
    browser = asked.client(respondent)
    browser.post(form_of(respondent), {"samma": "1"})

    page = text_of(browser.get(respondent.get_absolute_url()))

    assert "Ni svarar för 9 insatser" in page and "8 återstår" in page
    assert page.count("inte besvarad") == 8
    assert OutgoingMail.objects.filter(target_id=respondent.pk).count() == 1


def test_the_last_answer_stands_above_the_field_and_never_in_it(respondent, browser) -> None:
    page = browser.get(form_of(respondent)).content.decode()

    assert "Två kvällar i veckan" in page and "senast 35 (2024)" in text_of(browser.get(form_of(respondent)))
    assert re.search(r'<input[^>]*value="ongoing"[^>]*checked', page), "the status that is known is chosen"
    assert not re.search(rf'name="{figure(respondent)}"[^>]*value="', page)
    for field in ("happened", "obstacle", "reason"):
        assert re.search(rf'<textarea name="{field}"[^>]*>\s*</textarea>', page), field
    assert "Svaret blir en allmän handling. Skriv inget om enskilda." in page


def test_nothing_changed_still_asks_for_the_figures_that_are_due(respondent, browser) -> None:
    refused = browser.post(form_of(respondent), {"samma": "1", "status": "ongoing"})
    sent = browser.post(form_of(respondent), {"samma": "1", "status": "ongoing", "no_new_figures": "on"})

    assert refused.status_code == 422 and "Fyll i talen, eller kryssa i Inga nya tal." in text_of(refused)
    assert sent.status_code == 302
    answer = FollowUp.objects.get()
    assert (answer.state, answer.nothing_changed, answer.no_new_figures, answer.status) == ("sent", True, True, "")


def test_nothing_changed_is_not_taken_where_something_was_written(respondent, browser) -> None:
    answer = browser.post(
        form_of(respondent), {"samma": "1", "no_new_figures": "on", "happened": "Vi har anställt en till."}
    )

    assert answer.status_code == 422 and "Välj Skicka svaret" in text_of(answer)
    assert "Vi har anställt en till." in answer.content.decode() and not FollowUp.objects.exists()


def test_a_whole_answer_is_kept_as_it_was_said(respondent, browser) -> None:
    sent = {
        "skicka": "1", figure(respondent): "ca 1 200", "status": "struggling", "reason": "För få ledare",
        "happened": "Öppet fyra kvällar.", "outcome": "Fler kommer tillbaka.", "attribution": "unclear",
        "obstacle": "Lokalen är liten.", "granted": "200 000 kr", "used": "150000", "influence": "co_created",
    }  # fmt: skip

    browser.post(form_of(respondent), sent)

    answer = FollowUp.objects.get()
    assert answer.state == "sent" and answer.by_function == "Projektledare" and not answer.nothing_changed
    assert (answer.status, answer.reason, answer.attribution) == ("struggling", "För få ledare", "unclear")
    assert (answer.granted, answer.used, answer.left) == (200_000, 150_000, None)
    said = answer.figures[0]
    assert (said["value"], said["approximate"], said["text"], said["label"]) == ("1200", True, "ca 1 200", "besök")
    respondent.refresh_from_db()
    assert respondent.answered_on and respondent.begun_on


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"tal": "många"}, "Skriv ett tal, till exempel 35 eller ca 20."),
        ({"tal": "1.200"}, "Skriv talet utan punkt: 1 200 eller 1,2."),
        ({"granted": "två hundra"}, "Skriv hela kronor med siffror"),
        ({"status": "paused"}, "Skriv varför, kort: pausad."),
        ({"status": "finished"}, "Välj hur det fortsätter"),
        ({"status": "finished", "continuation": "other"}, "Skriv vad den fortsätter som."),
        ({"happened": "Ring 070-123 45 67"}, "telefonnummer"),
        ({"obstacle": "Hon heter 19811218-9876"}, "personnummer"),
        ({"happened": "x" * 100_000}, "Korta texten: den har 100000 tecken"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_nothing_typed_is_lost(
    respondent, browser, typed, message
) -> None:
    typed = {(figure(respondent) if name == "tal" else name): value for name, value in typed.items()}
    sent = {"skicka": "1", "no_new_figures": "on", "happened": "Det här ska stå kvar", **typed}

    answer = browser.post(form_of(respondent), sent)

    assert answer.status_code == 422 and message in text_of(answer)
    assert sent["happened"] in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_attachments_are_refused_with_the_reason(respondent, browser, tmp_path) -> None:
    paper = tmp_path / "bilaga.txt"
    paper.write_text("hej")
    with paper.open("rb") as file:
        answer = browser.post(form_of(respondent), {"skicka": "1", "no_new_figures": "on", "bilaga": file})

    assert answer.status_code == 422 and "Bilagor tas inte emot" in text_of(answer)


def test_it_is_saved_as_it_goes_and_resumed_on_another_device(asked, respondent, browser) -> None:
    headers = {"HX-Request": "true"}
    first = browser.post(form_of(respondent), {"version": "0", "happened": "Halv"}, headers=headers).content.decode()
    browser.post(form_of(respondent), {"version": "1", "happened": "Halvvägs"}, headers=headers)
    elsewhere = asked.client(respondent).get(form_of(respondent)).content.decode()

    assert 'name="version" value="1"' in first and "Sparat" in first
    assert "Halvvägs" in elsewhere and 'name="version" value="2"' in elsewhere
    assert FollowUp.objects.get().state == "draft"


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {}])
def test_what_can_be_read_is_saved_and_the_rest_is_told_of(respondent, browser, headers) -> None:
    typed = {"version": "0", "spara": "1", "happened": "namn@exempel.se", "obstacle": "Lokalen är liten."}
    answer = browser.post(form_of(respondent), typed, headers=headers)

    draft = FollowUp.objects.get()
    assert (draft.happened, draft.obstacle) == ("", "Lokalen är liten.")
    assert "e-postadress" in text_of(answer) and version_in(answer.content.decode()) == "1"


def test_a_save_that_was_under_way_does_not_stand_in_the_way(respondent, browser) -> None:
    """On a slow line the page sends before its own save has been answered, and knows no newer version."""
    browser.post(
        form_of(respondent), {"version": "0", "status": "ongoing", "happened": "Vi har"}, headers={"HX-Request": "true"}
    )
    later = {"version": "0", "status": "ongoing", "happened": "Vi har hunnit mer"}
    saved = browser.post(form_of(respondent), later, headers={"HX-Request": "true"})
    sent = browser.post(
        form_of(respondent), {**later, "skicka": "1", "no_new_figures": "on", "happened": "Vi har hunnit mer än så"}
    )

    assert "Sparat" in text_of(saved) and sent.status_code == 302
    assert [(each.state, each.happened) for each in FollowUp.objects.all()] == [("sent", "Vi har hunnit mer än så")]


def test_each_figure_is_asked_for_or_said_to_be_as_before(asked) -> None:
    initiative = make.initiative(asked.plan, title="Två tal", visibility="public")
    two = [make.figure(initiative, kind="visits", label=label, unit="", value=3) for label in ("besök", "nya besök")]
    rounds.choose_initiatives(asked.round, [initiative])
    respondent = asked.respondent(initiative)
    browser = asked.client(respondent)
    one = {"samma": "1", f"tal_{two[0].pk}": "5"}

    refused = browser.post(form_of(respondent), one)
    sent = browser.post(form_of(respondent), {**one, "no_new_figures": "on"})

    assert refused.status_code == 422 and "för dem som är tomma" in text_of(refused)
    assert sent.status_code == 302 and [each["label"] for each in FollowUp.objects.get().figures] == ["besök"]


def test_two_devices_are_shown_both_texts(asked, respondent, browser) -> None:
    browser.post(form_of(respondent), {"spara": "1", "version": "0", "happened": "Från telefonen"})
    answer = browser.post(
        form_of(respondent), {"skicka": "1", "version": "0", "no_new_figures": "on", "happened": "Från datorn"}
    )

    assert answer.status_code == 409
    assert "Från telefonen" in text_of(answer) and "Från datorn" in answer.content.decode()
    again = {"skicka": "1", "version": "1", "no_new_figures": "on", "status": "ongoing", "happened": "Från datorn"}
    assert browser.post(form_of(respondent), again).status_code == 302
    assert FollowUp.objects.get().happened == "Från datorn"


def test_a_button_pressed_twice_sends_once(respondent, browser) -> None:
    sent = {"skicka": "1", "version": "0", "no_new_figures": "on", "status": "ongoing", "happened": "En gång"}

    answers = [browser.post(form_of(respondent), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [each.state for each in FollowUp.objects.all()] == ["sent"]


def test_thanks_shows_what_others_in_the_same_goal_did_and_leads_on(asked) -> None:
    goal = make.goal(asked.plan, title="God omsorg")
    mine, other = (
        make.initiative(asked.plan, title=title, visibility="public", serves=goal) for title in ("Min", "Grannens")
    )
    hidden = make.initiative(asked.plan, title="Hemligt utkast", visibility="draft", serves=goal)
    make.status(other, status="ongoing")
    respondent = asked.respondent(mine, asked.round.initiatives.get().initiative)
    browser = asked.client(respondent)
    answer = browser.post(form_of(respondent), {"samma": "1"}, follow=True)

    page = text_of(answer)
    assert "God omsorg" in page and "Grannens" in page and "Nästa: Kvällsöppet" in page
    assert hidden.title not in page


def test_others_answers_about_the_same_initiative_show_once_accepted(asked) -> None:
    initiative = asked.round.initiatives.get().initiative
    north, south = (make.lansdel(make.division(county=asked.plan.county)) for _ in range(2))
    mine = asked.respondent((initiative, north), function="Norr")
    other = asked.respondent((initiative, south), function="Söder")
    say = {"skicka": "1", "no_new_figures": "on", "happened": "Vi provar onsdagar"}
    asked.client(other).post(form_of(other), {**say, "status": "ongoing"})
    browser = asked.client(mine)
    before = text_of(browser.post(form_of(mine), {"samma": "1", "no_new_figures": "on"}, follow=True))
    reading.accept(other.items.get().answers.get(), by=OPERATOR)
    after = text_of(browser.get(form_of(mine) + "tack/"))

    assert "Vi provar onsdagar" not in before and "Söder : Vi provar onsdagar" in after


def test_a_figure_of_another_place_is_asked_for_without_that_places_number(asked) -> None:
    initiative = asked.round.initiatives.get().initiative
    division = make.division(county=asked.plan.county)
    north, south = make.lansdel(division), make.lansdel(division)
    kept = make.figure(initiative, kind="sessions", label="kurser", unit="kurser", value=14, lansdel=south)
    asked.round.initiatives.update(figures=[kept.pk])
    here, there = asked.respondent((initiative, south)), asked.respondent((initiative, north))

    assert "senast 14" in text_of(asked.client(here).get(form_of(here)))
    page = text_of(asked.client(there).get(form_of(there)))
    assert "inget tal angivet förut" in page and "14" not in page.split("Har något ändrats")[0].split("Vilka tal")[1]


def test_an_answer_asked_back_opens_with_the_question_and_what_was_said(respondent, browser) -> None:
    sent = {"skicka": "1", "no_new_figures": "on", "status": "ongoing", "happened": "60 % var nöjda"}
    browser.post(form_of(respondent), sent)
    reading.ask_back(FollowUp.objects.get(), "Av hur många?", by=OPERATOR)

    page = browser.get(form_of(respondent)).content.decode()

    assert "Av hur många?" in page and "60 % var nöjda" in page
    browser.post(
        form_of(respondent), {**sent, "version": version_in(page), "happened": "60 % av 20 svarande var nöjda"}
    )
    assert list(FollowUp.objects.values_list("number", "state")) == [(1, "returned"), (2, "sent")]


def test_what_was_sent_is_shown_and_can_be_corrected_by_a_new_answer(respondent, browser) -> None:
    browser.post(form_of(respondent), {"skicka": "1", "no_new_figures": "on", "status": "ongoing", "happened": "Fel"})

    shown = text_of(browser.get(form_of(respondent)))
    form = browser.get(form_of(respondent) + "?andra=1").content.decode()
    browser.post(
        form_of(respondent), {"skicka": "1", "version": version_in(form), "no_new_figures": "on", "happened": "Rätt"}
    )

    assert "Ni svarade" in shown and "Ändra svaret" in shown and "Fel" in form
    assert list(FollowUp.objects.values_list("number", "happened", "state")) == [
        (1, "Fel", "sent"),
        (2, "Rätt", "sent"),
    ]


def test_all_is_handed_on_and_the_former_link_ends(asked, respondent, browser) -> None:
    browser.post(form_of(respondent), {"spara": "1", "version": "0", "happened": "Det jag hann skriva"})
    hand_on = reverse("hand_on", args=[asked.plan.county.slug, respondent.uuid])
    address, items = form_of(respondent), [str(item.pk) for item in respondent.items.all()]
    wrong = browser.post(hand_on, {"function": "Enhetschef", "email": "x@y\r\nBcc: z@exempel.se", "items": items})
    answer = browser.post(hand_on, {"function": "Enhetschef", "email": "chef@exempel.invalid", "items": items})

    assert wrong.status_code == 422
    assert "Enhetschef får ett brev" in text_of(answer)
    new = FollowUpRequest.objects.get(function="Enhetschef")
    assert OutgoingMail.objects.filter(kind="handed", target_id=new.pk).count() == 1
    assert browser.get(address).status_code == 410
    assert "Det jag hann skriva" in asked.client(new).get(form_of(new)).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"function": "namn@exempel.se"},
        {"function": "Karin Nilsson"},
        {"function": "Chef https://exempel.se/x"},
        {"function": "Chef <b>fet</b>"},
        {"function": "Enhetschef", "email": "funktion-0@exempel.invalid"},
    ],
)
def test_only_a_function_is_handed_to_and_nobody_hands_to_themselves(asked, respondent, browser, typed) -> None:
    hand_on = reverse("hand_on", args=[asked.plan.county.slug, respondent.uuid])
    assert respondent.email == "funktion-0@exempel.invalid"
    answer = browser.post(hand_on, {"email": "a@b.se", "items": [str(respondent.items.get().pk)], **typed})

    assert answer.status_code == 422 and FollowUpRequest.objects.count() == 1


def test_an_initiative_taken_away_meanwhile_is_told_of(asked, respondent, browser) -> None:
    initiative = respondent.items.get().initiative
    type(initiative).everything.filter(pk=initiative.pk).update(withdrawn_on="2026-01-01")
    answer = browser.post(form_of(respondent), {"skicka": "1", "happened": "Det vi skrev"})

    assert answer.status_code == 410 and "Det vi skrev" in text_of(answer) and not FollowUp.objects.exists()


def test_a_plan_that_is_taken_away_takes_its_round_with_it(asked, respondent, browser) -> None:
    type(asked.plan).everything.filter(pk=asked.plan.pk).update(withdrawn_on="2026-01-01")
    answer = browser.post(form_of(respondent), {"skicka": "1", "happened": "Det vi skrev"})

    assert answer.status_code == 410 and "Det vi skrev" in text_of(answer)


def test_declining_tells_why_and_ends_the_link(asked, respondent, browser) -> None:
    address = reverse("decline_request", args=[asked.plan.county.slug, respondent.uuid])
    browser.post(address, {"reason": "Kommunen har tagit över."})

    respondent.refresh_from_db()
    assert (respondent.state, respondent.declined_reason) == ("declined", "Kommunen har tagit över.")
    assert browser.get(form_of(respondent)).status_code == 410


def test_nobody_comes_in_without_the_link_of_this_respondent(asked, respondent, client) -> None:
    other = asked.respondent(make.initiative(asked.plan), function="Annan")
    for each in (client, asked.client(other), client_of_lead(asked)):
        answer = each.get(form_of(respondent))
        assert answer.status_code in (404, 410) and "Kvällsöppet" not in answer.content.decode()
        assert each.post(form_of(respondent), {"samma": "1"}).status_code in (404, 410)
    assert not FollowUp.objects.exists()


def client_of_lead(asked: Asked) -> Client:
    browser = Client()
    browser.force_login(make.member("county_lead", asked.plan.lead))
    return browser


def test_another_respondents_item_cannot_be_reached_through_ones_own_link(asked, respondent, browser) -> None:
    other = asked.respondent(make.initiative(asked.plan, title="Annans"), function="Annan")
    address = form_of(respondent).replace(f"/{respondent.items.get().pk}/", f"/{other.items.get().pk}/")

    assert browser.get(address).status_code == 404
    assert browser.post(address, {"samma": "1"}).status_code == 404


def test_a_closed_round_takes_nothing_in_but_shows_what_was_typed(asked, respondent, browser) -> None:
    address = form_of(respondent)
    rounds.close(asked.round, by=OPERATOR)
    answer = browser.post(address, {"skicka": "1", "happened": "För sent", figure(respondent): "ca 7"})

    assert answer.status_code == 410 and not FollowUp.objects.exists()
    assert "För sent" in text_of(answer) and "ca 7" in text_of(answer)


def test_what_was_typed_is_shown_also_when_the_link_is_destroyed(asked, respondent, browser) -> None:
    address = form_of(respondent)
    rounds.close(asked.round, by=OPERATOR)
    rounds.forget([asked.round])

    answer = browser.post(address, {"skicka": "1", "happened": "För sent"})
    by_itself = browser.post(address, {"happened": "För sent"}, headers={"HX-Request": "true"})
    assert answer.status_code == 410 and "För sent" in text_of(answer) and "Kvällsöppet" not in text_of(answer)
    assert "Länken gäller inte längre" in text_of(by_itself)
    assert browser.get(address).status_code == 410
    assert Client().post(address, {"happened": "Vem som helst"}).status_code == 404


def test_a_revoked_request_shows_what_was_typed(asked, respondent, browser) -> None:
    reading.revoke(respondent, by=OPERATOR)
    answer = browser.post(form_of(respondent), {"skicka": "1", "happened": "Det här skrev vi"})

    assert answer.status_code == 410 and "Det här skrev vi" in text_of(answer)


def test_the_time_is_kept_as_a_sum_of_the_organisation_alone(asked) -> None:
    organisation = make.organisation(county=asked.plan.county)
    initiative = asked.round.initiatives.get().initiative
    for n in range(2):
        respondent = asked.respondent(initiative, function=f"Funktion {n}", organisation=organisation)
        asked.client(respondent).post(form_of(respondent), {"samma": "1", "no_new_figures": "on", "visad": "1"})

    kept = AskedTime.objects.get()
    assert (kept.organisation, kept.seconds, kept.answers) == (organisation, 2 * 30 * 60, 2)


@pytest.mark.parametrize("count", [1, 9])
def test_the_form_asks_the_database_the_same_few_questions(asked, count) -> None:
    initiatives = [make.initiative(asked.plan, title=f"Insats {n}") for n in range(count)]
    for each in initiatives:
        make.figure(each, kind="visits", label="besök", value=3)
    rounds.choose_initiatives(asked.round, initiatives)
    respondent = asked.respondent(*initiatives)
    browser, address = asked.client(respondent), form_of(respondent)

    with CaptureQueriesContext(connection) as made:
        assert browser.get(address).status_code == 200
    assert len(made) <= 15, "\n".join(each["sql"][:150] for each in made)


def test_too_many_saves_are_stopped(respondent, browser, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "answer": "3/m/key"}
    codes = [browser.post(form_of(respondent), {"spara": "1", "happened": "a"}).status_code for _ in range(5)]

    assert codes[-1] == 429
