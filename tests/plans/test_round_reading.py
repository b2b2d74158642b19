"""Reading what came in: one answer, several side by side, the plain ones at once."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handslag.accounts.models import OutgoingMail
from handslag.plans.followup.themes import suggestions
from handslag.plans.models import FollowUp, FundingStatement
from handslag.plans.words import THEMES
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.round_ground import TODAY, a_round, address, answer, ask

pytestmark = pytest.mark.django_db


def html(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def world(ground):
    """The ground with a public initiative under way, in an open round; the headmaster answers for it."""
    ground.initiative = make.initiative(ground.plan, serves=ground.goal, title="Skolteam")
    make.status(ground.initiative, "ongoing", as_of="2024-03-01", as_of_text="våren 2024")
    ground.round = a_round(ground.plan, ground.initiative)
    ground.who = ask(ground.round, ground.initiative, function="rektor")
    return ground


def page_of(world, said: FollowUp) -> str:
    return address("round_answer", world.round, said.uuid)


# One answer


def test_an_answer_stands_beside_what_the_register_says(world) -> None:
    former = make.figure(world.initiative, label="deltagare", value=30, unit="personer", period_text="2024",
                         period_from="2024-01-01", period_to="2024-12-31", period_precision="year")  # fmt: skip
    FundingStatement.objects.create(initiative=world.initiative, source_text="statsbidrag", kronor=90000)
    figures = [{"figure": former.pk, "label": "deltagare", "kind": "participants", "unit": "personer", "value": "35",
                "approximate": True}]  # fmt: skip
    said = answer(
        world.who, world.initiative, status="struggling", reason="Få vuxna", happened="Vi höll kurser.", figures=figures,
        outcome="Färre är borta.", attribution="plausible", granted=100_000, used=40_000, left=60_000,
    )  # fmt: skip
    page = html(world.lead.get(page_of(world, said)))

    assert "Pågår, med hinder" in page and "Få vuxna" in page
    assert "Pågår. våren 2024" in page
    assert "ca 35 personer" in page and "30 personer, 2024" in page
    assert "Källan uppfattar insatsen som orsak, utan jämförelse." in page
    assert "Beviljat 100 000 kr, använt 40 000 kr, kvar 60 000 kr" in page
    assert "statsbidrag: 90 000 kr" in page


def test_each_flag_is_explained(world) -> None:
    said = answer(world.who, world.initiative, status="ongoing", happened="Arbetet avslutades. 60 % är nöjda.",
                  granted=10, used=20)  # fmt: skip
    page = html(world.lead.get(page_of(world, said)))

    assert "Texten säger ”avslutades”, men status är Pågår." in page
    assert "”60 %” står utan antal" in page
    assert "Mer är använt än beviljat." in page


def test_accepting_leads_to_the_next_unread_and_then_back(world) -> None:
    second = make.initiative(world.plan)
    world.round.initiatives.create(initiative=second)
    said = answer(world.who, world.initiative, status="ongoing", happened="Vi höll kurser.")
    other = answer(ask(world.round, second, function="kurator"), second)
    lead = world.lead
    first = lead.post(page_of(world, said), {"gor": "godkann", "remark": "Tack för siffrorna."})
    last = lead.post(page_of(world, other), {"gor": "godkann"})

    assert first["Location"] == page_of(world, other)
    assert last["Location"] == world.round.get_absolute_url()
    said.refresh_from_db()
    assert (said.state, said.accepted_remark) == ("accepted", "Tack för siffrorna.")
    assert world.initiative.results.get().text == "Vi höll kurser."
    assert "Tack för siffrorna." in html(lead.get(page_of(world, said)))


def test_an_obstacle_gets_its_theme_from_a_person(world) -> None:
    said = answer(world.who, world.initiative, status="ongoing", obstacle="Det saknas medel för instruktörer.")
    lead = world.lead
    page = html(lead.get(page_of(world, said)))
    without = lead.post(page_of(world, said), {"gor": "godkann", "remark": "Min anmärkning"})
    lead.post(page_of(world, said), {"gor": "godkann", "theme": "funding"})

    assert "Orden i svaret pekar mot: Finansiering (”medel”), Instruktörer (”instruktörer”)" in page
    assert '<option value="" selected>Välj</option>' in page, "nothing is chosen beforehand"
    assert without.status_code == 422
    assert 'id="id_theme_error"' in html(without) and "Min anmärkning" in html(without)
    assert world.initiative.obstacles.get().theme == "funding"


def test_a_question_back_is_sent_to_those_who_answered(world) -> None:
    said = answer(world.who, world.initiative, status="ongoing")
    lead = world.lead
    empty = lead.post(page_of(world, said), {"gor": "fraga", "note": ""})
    done = lead.post(page_of(world, said), {"gor": "fraga", "note": "Hur många kom?"}, follow=True)

    assert empty.status_code == 422 and 'id="id_note_error"' in html(empty)
    assert "Er fråga är på väg" in html(done)
    said.refresh_from_db()
    assert (said.state, said.returned_note) == ("returned", "Hur många kom?")
    assert list(OutgoingMail.objects.values_list("kind", "target_id")) == [("returned", world.who.pk)]


@pytest.mark.parametrize("field", ["remark", "note"])
def test_nobody_is_named_in_what_the_lead_writes(world, field) -> None:
    said = answer(world.who, world.initiative)
    sent = {"gor": "fraga" if field == "note" else "godkann", field: "Fråga anna@example.invalid"}
    done = world.lead.post(page_of(world, said), sent)

    assert done.status_code == 422
    assert "e-postadress" in html(done)


@pytest.mark.parametrize("sent", [{"gor": "godkann"}, {"gor": "fraga", "note": "Hur många?"}])
def test_an_answer_is_read_once(world, sent) -> None:
    said = answer(world.who, world.initiative, happened="Vi höll kurser.")
    first, second = world.lead, world.lead
    first.post(page_of(world, said), {"gor": "godkann"})
    late = second.post(page_of(world, said), sent, follow=True)

    assert "Svaret är redan godkänt." in html(late)
    assert world.initiative.results.count() == 1
    assert not OutgoingMail.objects.exists()


def test_a_newer_answer_is_read_instead(world) -> None:
    old = answer(world.who, world.initiative, happened="Ett.")
    answer(world.who, world.initiative, happened="Två.")
    late = world.lead.post(page_of(world, old), {"gor": "godkann"}, follow=True)

    assert "Ett nyare svar har kommit in." in html(late)
    assert 'value="godkann"' not in html(late)


def test_an_answer_that_was_asked_back_stands_with_its_question(world) -> None:
    first = answer(world.who, world.initiative, state="returned", happened="Ett.", returned_note="Hur många kom?")
    second = answer(world.who, world.initiative, happened="Tjugo kom.")
    page = html(world.lead.get(page_of(world, second)))

    assert page_of(world, first) in page
    assert "Ni frågade: Hur många kom?" in page


def test_a_closed_round_is_read_but_nobody_is_asked_back(world) -> None:
    said = answer(world.who, world.initiative)
    type(world.round).objects.update(state="closed", closed_on=TODAY())
    lead = world.lead
    page = html(lead.get(page_of(world, said)))
    asked = lead.post(page_of(world, said), {"gor": "fraga", "note": "Hur många?"}, follow=True)
    lead.post(page_of(world, said), {"gor": "godkann"})

    assert "Eller fråga tillbaka" not in page
    assert "Uppföljningen är stängd." in html(asked)
    said.refresh_from_db()
    assert said.state == "accepted"


def test_drafts_and_other_rounds_answers_are_not_read(world) -> None:
    draft = answer(world.who, world.initiative, state="draft")
    other = a_round(world.plan, world.initiative)
    elsewhere = answer(ask(other, world.initiative, function="kurator"), world.initiative)

    for uuid_ in (draft.uuid, elsewhere.uuid, uuid.uuid4()):
        assert world.lead.get(address("round_answer", world.round, uuid_)).status_code == 404


def test_an_answer_about_what_the_lead_may_not_see_is_not_read(world) -> None:
    said = answer(world.who, world.initiative)
    other = make.organisation(county=world.plan.county)
    type(world.initiative).objects.filter(pk=world.initiative.pk).update(visibility="draft", owner=other)
    lead = world.lead

    assert lead.get(page_of(world, said)).status_code == 404
    assert "Skolteam" not in html(lead.get(world.round.get_absolute_url()))
    assert lead.get(address("next_answer", world.round))["Location"] == world.round.get_absolute_url()


def test_others_do_not_read_answers(world) -> None:
    said = answer(world.who, world.initiative)
    owner = world.client(Role.INITIATIVE_OWNER, world.plan.lead)
    other_county = world.client(Role.COUNTY_LEAD, make.organisation(county=make.county(parent=make.county())))

    assert Client().get(page_of(world, said))["Location"].startswith("/logga-in/")
    for client in (owner, other_county):
        assert client.get(page_of(world, said)).status_code == 404
        assert client.post(page_of(world, said), {"gor": "godkann"}).status_code == 404
    said.refresh_from_db()
    assert said.state == "sent"


# All plain ones at once


def test_only_answers_without_flag_or_obstacle_are_accepted_at_once(world) -> None:
    rows = [make.initiative(world.plan) for _ in range(3)]
    for row in rows:
        world.round.initiatives.create(initiative=row)
        make.status(row)
    plain = answer(world.who, world.initiative)
    flagged = answer(ask(world.round, rows[0], function="b"), rows[0], status="paused")
    hindered = answer(ask(world.round, rows[1], function="c"), rows[1], status="ongoing", obstacle="Tiden.")
    lead = world.lead
    page = html(lead.get(address("accept_plain", world.round)))
    came_since = answer(ask(world.round, rows[2], function="d"), rows[2])
    lead.post(address("accept_plain", world.round), {"svar": [str(plain.uuid), str(flagged.uuid), str(hindered.uuid)]})

    assert "Godkänn svaret" in page and str(plain.uuid) in page
    assert str(flagged.uuid) not in page and str(hindered.uuid) not in page
    assert {each.pk for each in FollowUp.objects.filter(state="accepted")} == {plain.pk}
    came_since.refresh_from_db()
    assert came_since.state == "sent", "what nobody has seen is not accepted"


def test_accepting_all_twice_is_no_fault(world) -> None:
    said = answer(world.who, world.initiative)
    lead = world.lead
    told = [html(lead.post(address("accept_plain", world.round), {"svar": said.uuid}, follow=True)) for _ in range(2)]

    assert "Ett svar är godkänt." in told[0]
    assert "Svaren är redan lästa." in told[1]


# Several answer


@pytest.fixture
def shared(world):
    """Two towns and a part of the county answer for the initiative; the part has not answered yet."""
    world.towns = [make.municipality(parent=world.plan.county, name=name) for name in ("Ekby", "Alby")]
    world.who.delete()
    figure = {"figure": None, "label": "utbildade", "kind": "trained", "unit": "personer"}
    share = {"figure": None, "label": "nöjda", "kind": "rating", "unit": "%", "value": "80", "denominator": "10"}
    world.said = []
    for town, n in zip(world.towns, (20, 5), strict=True):
        who = ask(world.round, world.initiative, function=f"samordnare {n}", place=town)
        figures = [{**figure, "value": str(n)}, share]
        world.said.append(answer(who, world.initiative, status="ongoing", happened=f"{n} kom.", figures=figures))
    part = make.lansdel(make.division(county=world.plan.county), name="Södra delen")
    world.late = ask(world.round, world.initiative, function="länsdelssamordnare", place=part)
    world.page = address("round_initiative", world.round, world.initiative.uuid)
    return world


def test_answers_stand_side_by_side_and_are_summed(shared) -> None:
    page = html(shared.lead.get(shared.page))

    assert "2 av 3 har svarat." in page
    for words in ("Ekby", "Alby", "Södra delen", "20 kom.", "5 kom.", "ingen rapport"):
        assert words in page, words
    assert "utbildade, personer. 2 av 3 har angett ett tal." in page
    assert "<small>minst</small> 25</dd>" in page
    assert not re.search(r"(?<![\w-])160(?![\w-])", page), "shares are never added"


def test_a_sum_of_something_approximate_is_approximate(shared) -> None:
    said = {"figure": None, "label": "kurser", "kind": "sessions", "unit": "kurser"}
    for place, value, about in (("Norrby", "12", True), ("Söderby", "5", False)):
        town = make.municipality(parent=shared.plan.county, name=place)
        who = ask(shared.round, shared.initiative, function=f"ledare {place}", place=town)
        answer(who, shared.initiative, status="ongoing", figures=[{**said, "value": value, "approximate": about}])

    assert "<small>minst</small> <small>ca</small> 17</dd>" in html(shared.lead.get(shared.page))


def test_a_whole_sum_is_not_called_a_lower_bound(shared) -> None:
    figures = [{"figure": None, "label": "utbildade", "kind": "trained", "unit": "personer", "value": "7"}]
    answer(shared.late, shared.initiative, status="ongoing", figures=figures)
    page = html(shared.lead.get(shared.page))

    assert "3 av 3 har angett ett tal.</dt><dd>32</dd>" in page


def test_no_single_answer_sets_the_status_but_the_lead_does(shared) -> None:
    lead = shared.lead
    for said in shared.said:
        lead.post(page_of(shared, said), {"gor": "godkann"})
    before = shared.initiative.statuses.last().status
    sent = {"status": "struggling", "reason": "En del saknar instruktörer."}
    done = lead.post(shared.page, sent)
    latest = shared.initiative.statuses.last()

    assert before == "ongoing"
    assert done["Location"] == shared.page
    assert (latest.status, latest.reason, latest.as_of) == ("struggling", "En del saknar instruktörer.", TODAY())
    assert latest.role.startswith("utvecklingsledare för länet")


def test_the_status_follows_the_same_rules_as_elsewhere(shared) -> None:
    lead = shared.lead
    without_reason = lead.post(shared.page, {"status": "struggling"})
    without_end = lead.post(shared.page, {"status": "finished"})

    assert without_reason.status_code == without_end.status_code == 422
    assert 'id="id_reason_error"' in html(without_reason)
    assert 'id="id_continues_error"' in html(without_end)
    assert shared.initiative.statuses.count() == 1


def test_what_an_ended_initiative_continues_as_is_written_too(shared) -> None:
    other = make.initiative(shared.plan, title="Fortsättningen")
    shared.lead.post(shared.page, {"status": "finished", "continues": other.pk})

    assert shared.initiative.relations.get().to_initiative == other


def test_a_status_sent_twice_is_set_once(shared) -> None:
    lead = shared.lead
    token = html(lead.get(shared.page)).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"status": "ongoing", "csrfmiddlewaretoken": token}
    told = [lead.post(shared.page, sent, follow=True).status_code for _ in range(2)]

    assert told == [200, 200]
    assert shared.initiative.statuses.count() == 2


def test_only_the_lead_sets_the_status(shared) -> None:
    type(shared.round).objects.update(state="closed", closed_on=TODAY())
    owner = shared.client(Role.INITIATIVE_OWNER, shared.plan.lead)

    assert owner.post(shared.page, {"status": "ongoing"}).status_code == 403
    assert "Logga in" in html(Client().post(shared.page, {"status": "ongoing"}))
    assert "Sätt insatsens status" not in html(owner.get(shared.page))
    assert shared.initiative.statuses.count() == 1


def test_the_round_reminds_of_a_status_to_set_when_all_have_answered(shared) -> None:
    lead = shared.lead
    answer(shared.late, shared.initiative, status="ongoing")
    FollowUp.objects.update(state="accepted", accepted_at=shared.said[0].sent_at, accepted_by="utvecklingsledare")
    waits = html(lead.get(shared.round.get_absolute_url()))
    lead.post(shared.page, {"status": "ongoing"})
    done = html(lead.get(shared.round.get_absolute_url()))

    assert "En insats med flera svar väntar på att ni sätter status." in waits
    assert "väntar på att ni sätter status" not in done
    assert "Alla har svarat, och allt är läst." in done


def test_one_who_is_asked_no_more_does_not_make_an_answer_shared(world) -> None:
    ask(world.round, world.initiative, function="kurator", state="revoked")
    said = answer(world.who, world.initiative, status="struggling", reason="Tiden")
    world.lead.post(page_of(world, said), {"gor": "godkann"})

    assert world.initiative.statuses.last().status == "struggling"


# Themes


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Det saknas medel för instruktörer.", ["funding", "instructors"]),
        ("Chefen har inte hunnit.", ["management", "time"]),
        ("Solen sken.", []),
        ("", []),
    ],
)
def test_words_point_at_themes(text, themes) -> None:
    found = suggestions(text)
    assert [theme for theme, _ in found] == themes
    assert all(theme in THEMES and word in text for theme, word in found)


# How many questions


def count_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len([each for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_pages_ask_as_much_however_many_answer(shared) -> None:
    lead = shared.lead
    pages = [shared.page, page_of(shared, shared.said[0]), address("accept_plain", shared.round)]
    few = [count_of(lead, each) for each in pages]
    for n in range(18):
        town = make.municipality(parent=shared.plan.county)
        who = ask(shared.round, shared.initiative, function=f"till {n}", place=town)
        answer(who, shared.initiative, status="ongoing", happened="Kurser.",
               figures=[{"figure": None, "label": f"tal {n}", "kind": "trained", "unit": "st", "value": "1"}])  # fmt: skip
        make.status(shared.initiative)
        make.figure(shared.initiative, value=n)

    assert [count_of(lead, each) for each in pages] == few
    assert max(few) <= 24
