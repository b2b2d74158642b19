"""What a round says of those it asked: never that they owe what they were not asked, nor that nothing is left to do."""

import pytest
from django.test import Client
from django.utils import timezone

from handslag.plans.followup.queries_beside import side_by_side
from handslag.plans.followup.reading import is_shared
from handslag.plans.models import FollowUp, FollowUpRound
from tests import factories as make
from tests.plans.round_ground import TODAY, a_round, address, answer, ask

pytestmark = pytest.mark.django_db


def html(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def world(ground):
    """An open round about one public initiative, for which the headmaster answers."""
    ground.initiative = make.initiative(ground.plan, serves=ground.goal, title="Skolteam")
    make.status(ground.initiative, "ongoing", as_of="2024-03-01")
    ground.round = a_round(ground.plan, ground.initiative)
    ground.who = ask(ground.round, ground.initiative, function="rektor")
    ground.page = address("round_initiative", ground.round, ground.initiative.uuid)
    return ground


def close(asked: FollowUpRound) -> None:
    FollowUpRound.objects.filter(pk=asked.pk).update(state="closed", closed_on=TODAY())
    asked.refresh_from_db()


def accepted(answers) -> None:
    answers.update(state="accepted", accepted_at=timezone.now(), accepted_by="utvecklingsledare")


# Who was never asked


def test_nobody_is_told_of_as_silent_who_got_no_letter(world) -> None:
    ask(world.round, world.initiative, function="kurator", state="new", sent_on=None)
    said = answer(world.who, world.initiative, status="ongoing", figures=[
        {"figure": None, "label": "kurser", "kind": "trained", "unit": "st", "value": "4"}])  # fmt: skip
    lead = html(world.lead.get(world.page))
    accepted(FollowUp.objects.filter(pk=said.pk))
    close(world.round)
    public = html(Client().get(world.page))

    assert not is_shared(said)
    for page in (lead, public):
        assert "kurator" not in page and "minst" not in page
        assert "Sätt insatsens status" not in page
    assert "1 av 1 har svarat." in lead and "1 av 1 har ett godkänt svar." in public


def test_a_draft_counts_those_it_is_going_to_ask(world) -> None:
    draft = a_round(world.plan, world.initiative, state="draft")
    ask(draft, world.initiative, function="kurator")
    places, _sums = side_by_side(draft, world.initiative, only_accepted=False)

    assert [place.item.request.function for place in places] == ["kurator"]


@pytest.mark.parametrize(("state", "n"), [("sent", 2), ("returned", 1), ("draft", 1)])
def test_one_who_declined_counts_where_it_answered_first(world, state, n) -> None:
    said = answer(world.who, world.initiative)
    gone = ask(world.round, world.initiative, function="kurator", state="declined", declined_reason="Inte vår")
    answer(gone, world.initiative, state=state)
    places, _sums = side_by_side(world.round, world.initiative, only_accepted=False)

    assert len(places) == n
    assert is_shared(said) == (n > 1)
    assert ("Sätt insatsens status" in html(world.lead.get(world.page))) == (n > 1)


def test_an_initiative_whose_letter_waits_has_somebody_to_ask(world) -> None:
    later = make.initiative(world.plan, title="Senare")
    world.round.initiatives.create(initiative=later)
    ask(world.round, later, function="kurator", state="new", sent_on=None)
    answer(world.who, world.initiative, state="accepted")
    lead = world.lead
    page = html(lead.get(world.round.get_absolute_url()))
    listed = html(lead.get(world.round.get_absolute_url() + "?visa=tillfragade&tillstand=new"))
    own = html(lead.get(address("round_initiative", world.round, later.uuid)))

    assert "En tillfrågad har inte fått sitt brev." in page
    assert "har ingen att fråga" not in page
    assert "Ingen rapport, brevet är inte skickat" in page
    assert "Alla har svarat" not in page
    assert "Inte skickad" in listed and "0 av 0" not in listed
    assert "Brevet är inte skickat än." in own and "Ingen är tillfrågad" not in own


def test_in_a_closed_round_a_letter_that_was_never_sent_asked_nobody(world) -> None:
    type(world.who).objects.update(state="new", sent_on=None)
    close(world.round)

    assert "ingen är tillfrågad" in html(Client().get(world.round.get_absolute_url()))


# Declined


def test_a_question_that_was_declined_is_something_to_do_until_another_is_asked(world) -> None:
    type(world.who).objects.update(state="declined", declined_reason="Skolan <b>lades</b> ned.")
    lead, home = world.lead, world.round.get_absolute_url()
    page = html(lead.get(home))
    ask(world.round, world.initiative, function="kurator", state="new", sent_on=None)
    after = html(lead.get(home))

    assert "En funktion har avböjt, och ingen annan är tillfrågad i stället." in page
    assert "rektor</a>: Skolan &lt;b&gt;lades&lt;/b&gt; ned." in page
    assert f'href="{address("round_recipients", world.round)}#ny">Fråga någon annan' in page
    assert "Alla har svarat" not in page
    assert "har avböjt, och ingen" not in after


def test_a_place_that_was_declined_is_covered_by_one_who_is_asked_about_it(world) -> None:
    towns = [make.municipality(parent=world.plan.county, name=name) for name in ("Ekby", "Alby")]
    ask(world.round, world.initiative, function="a", place=towns[0], state="declined", declined_reason="Nej")
    answer(world.who, world.initiative, state="accepted")
    lead, home = world.lead, world.round.get_absolute_url()
    ask(world.round, world.initiative, function="b", place=towns[1])
    elsewhere = html(lead.get(home))
    ask(world.round, world.initiative, function="c", place=towns[0])
    there = html(lead.get(home))

    assert "En funktion har avböjt" in elsewhere
    assert "En funktion har avböjt" not in there


def test_what_was_answered_before_it_was_declined_is_nothing_to_do(world) -> None:
    answer(world.who, world.initiative, state="accepted")
    type(world.who).objects.update(state="declined", declined_reason="Nej")
    page = html(world.lead.get(world.round.get_absolute_url()))

    assert "har avböjt" not in page.split("Insatserna</h2>")[0]
    assert "Alla har svarat, och allt är läst." in page


# What is left to read


@pytest.mark.parametrize("fields", [{"withdrawn_on": TODAY()}, {"visibility": "draft"}])
def test_what_cannot_be_read_is_not_said_to_wait(world, fields) -> None:
    answer(world.who, world.initiative)
    if "visibility" in fields:
        fields = {**fields, "owner": make.organisation(county=world.plan.county)}
    lead = world.lead
    before = html(lead.get(address("round_close", world.round)))
    type(world.initiative).objects.filter(pk=world.initiative.pk).update(**fields)
    after = html(lead.get(address("round_close", world.round)))
    page = html(lead.get(world.round.get_absolute_url()))

    assert "Ett svar är inte läst." in before
    assert "Ett svar är inte läst." not in after
    assert "Ett svar att läsa." not in page
    assert "En insats som var med är borttagen eller visas inte för er" in page
    assert lead.get(address("next_answer", world.round))["Location"] == world.round.get_absolute_url()


def test_an_answer_whose_correction_was_accepted_waits_no_more(world) -> None:
    answer(world.who, world.initiative, happened="Ett.")
    answer(world.who, world.initiative, happened="Två.", state="accepted")
    lead = world.lead

    assert lead.get(address("next_answer", world.round))["Location"] == world.round.get_absolute_url()
    assert "inte läst" not in html(lead.get(address("round_close", world.round)))


# Side by side


def rows_of(page: str) -> str:
    return page.split("Svaren bredvid varandra")[1]


def test_money_and_continuation_stand_side_by_side_and_what_is_unknown_is_never_nothing(world) -> None:
    answer(world.who, world.initiative, status="finished", continuation="other", continues="Kursen <i>Vidare</i>",
           granted=100_000, used=40_000, left=60_000, money_note="Statsbidrag.")  # fmt: skip
    second = ask(world.round, world.initiative, function="kurator")
    answer(second, world.initiative, status="finished", continuation="nothing", granted=50_000, used=0)
    third = ask(world.round, world.initiative, function="skolsköterska")
    answer(third, world.initiative, status="finished", continuation="not_yet")
    lead = rows_of(html(world.lead.get(world.page)))
    accepted(FollowUp.objects.exclude(item__request=third))
    close(world.round)
    public = rows_of(html(Client().get(world.page)))

    for page in (lead, public):
        assert "Fortsätter som: Kursen &lt;i&gt;Vidare&lt;/i&gt;" in page
        assert "Upphör, fortsätter inte som något annat" in page
        assert "Beviljat 100 000 kr, använt 40 000 kr, kvar 60 000 kr" in page and "Statsbidrag." in page
        assert "Beviljat 50 000 kr, använt 0 kr, kvar inte angivet" in page
        for title, n, total in (("beviljat", 2, "150 000"), ("använt", 2, "40 000"), ("kvar", 1, "60 000")):
            told = f"Medel, {title}, kr. {n} av 3 har angett ett tal.</dt><dd><small>minst</small> {total}</dd>"
            assert told in page
    assert "Inte bestämt om den fortsätter" in lead and "Inte bestämt" not in public
    assert '<td data-l="Medel"><div>inte angivet</div></td>' in lead


def test_money_that_all_state_is_summed_whole_and_that_none_states_is_not_told_of(world) -> None:
    said = answer(world.who, world.initiative, status="ongoing")
    without = html(world.lead.get(world.page))
    FollowUp.objects.filter(pk=said.pk).delete()
    answer(world.who, world.initiative, granted=0)
    whole = html(world.lead.get(world.page))

    assert "Medel" not in rows_of(without)
    assert "1 av 1 har angett ett tal.</dt><dd>0</dd>" in whole
    assert "Medel, kvar" not in whole and "använt inte angivet" in whole


def test_what_was_sent_back_is_not_summed(world) -> None:
    answer(world.who, world.initiative, state="returned", granted=100_000)
    page = html(world.lead.get(world.page))

    assert "Beviljat 100 000 kr" in page and "Medel, beviljat" not in page
