"""R68: what the follow-up proposes becomes drafts in the next plan, with a link back."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.plans import actions, succession
from handslag.plans.models import GoalNode, GoalProposal, Initiative, Plan, PlanRelation, Recommendation
from handslag.plans.queries.proposals import answered_by, proposals, without_goal
from handslag.plans.rights import may_edit_plan
from handslag.trust.changes import OPERATOR
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def advice(ground: Ground) -> Recommendation:
    return make.recommendation(ground.plan, text="Förtydliga uppdraget.", basis="Enkätens fråga 8")


@pytest.fixture
def successor(ground: Ground, advice: Recommendation) -> Plan:
    values = {"title": "Nästa plan", "kind": "county_plan", "lead": ground.plan.lead}
    return succession.start_successor(ground.plan, values, by=OPERATOR)


def address(plan: Plan, name: str = "proposals") -> str:
    return reverse(name, args=[plan.county.slug, plan.key])


def text_of(answer) -> str:
    """A page's words, with one space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1]).split())


# The act


def test_r68_a_recommendation_becomes_a_draft_that_leads_back(advice: Recommendation, successor: Plan) -> None:
    goal, made = succession.draft_from(advice, plan=successor, by=OPERATOR)

    assert (goal.plan, goal.title, goal.text, goal.kind) == (successor, advice.text, "", "goal")
    assert goal.proposals.get().recommendation == advice
    assert made is not None and made.before is None


def test_r68_done_twice_makes_one(advice: Recommendation, successor: Plan) -> None:
    first, _ = succession.draft_from(advice, plan=successor, by=OPERATOR)
    again, made = succession.draft_from(advice, plan=successor, by=OPERATOR)

    assert (again, made) == (first, None)
    assert successor.goals.count() == 1
    actions.withdraw(first, by=OPERATOR, version=1, reason="Fel")
    anew, _ = succession.draft_from(advice, plan=successor, by=OPERATOR)
    assert anew != first


@pytest.mark.parametrize(("start", "title"), [("Samla behoven", "Samla behoven Samla"), ("o" * 300, "oooo")])
def test_a_long_text_is_shortened_and_kept_whole_below_the_title(advice, successor, start: str, title: str) -> None:
    long = f"{start} " * 40
    Recommendation.objects.filter(pk=advice.pk).update(text=long)
    advice.refresh_from_db()

    goal, _ = succession.draft_from(advice, plan=successor, by=OPERATOR)

    assert len(goal.title) <= succession.LONGEST_TITLE
    assert goal.title.startswith(title) and goal.title.endswith("…")
    assert goal.text == long


def test_the_first_sentence_is_the_title_of_several(advice: Recommendation, successor: Plan) -> None:
    several = f"Enas om behoven. {'Gör det tillsammans. ' * 10}"
    Recommendation.objects.filter(pk=advice.pk).update(text=several)
    advice.refresh_from_db()

    goal, _ = succession.draft_from(advice, plan=successor, by=OPERATOR)

    assert (goal.title, goal.text) == ("Enas om behoven.", several)


def test_it_stands_last_under_the_goal_that_is_chosen(advice: Recommendation, successor: Plan) -> None:
    above = make.goal(successor, kind="goal_area")
    make.goal(successor, parent=above)

    goal, _ = succession.draft_from(advice, plan=successor, parent=above, by=OPERATOR)

    assert (goal.parent, goal.position) == (above, 1)


def test_only_a_draft_that_replaces_the_plan_takes_it(advice: Recommendation, successor: Plan, ground: Ground) -> None:
    other = make.plan(county=ground.plan.county, status="draft")
    with pytest.raises(ValueError, match="is not a draft that replaces"):
        succession.draft_from(advice, plan=other, by=OPERATOR)
    with pytest.raises(ValueError, match="is not a goal of"):
        succession.draft_from(advice, plan=successor, parent=ground.goal, by=OPERATOR)
    Plan.objects.filter(pk=successor.pk).update(status="adopted")
    with pytest.raises(ValueError, match="is not a draft that replaces"):
        succession.draft_from(advice, plan=successor, by=OPERATOR)
    assert not GoalProposal.objects.exists()


# The page


def test_r68_the_lead_makes_chosen_ones_drafts_and_takes_all_of_it_back(ground: Ground, advice, successor) -> None:
    second, third = (make.recommendation(ground.plan, text=text) for text in ("Enas om behoven.", "Följ upp."))
    client = ground.lead
    answer = client.post(address(ground.plan), {"rad": [advice.pk, second.pk], "till": successor.key}, follow=True)
    assert "2 förslag blev utkast i Nästa plan." in text_of(answer)
    assert {goal.title for goal in successor.goals.all()} == {advice.text, second.text}
    assert f'value="{third.pk}"' in answer.content.decode()
    assert f'value="{advice.pk}"' not in answer.content.decode()
    assert "Blev målet Förtydliga uppdraget. i Nästa plan" in text_of(answer)
    undo = re.search(r"/angra/(\d+)/", answer.content.decode())
    client.post(reverse("undo", args=[ground.plan.county.slug, undo[1]]))
    assert not successor.goals.exists()
    assert not GoalProposal.objects.exists()


def test_one_button_makes_one_alone_whatever_is_ticked(ground: Ground, advice, successor) -> None:
    other = make.recommendation(ground.plan, text="Enas.")
    ground.lead.post(address(ground.plan), {"rad": [other.pk], "bara": advice.pk, "till": successor.key})
    assert successor.goals.get().title == advice.text


def test_a_form_sent_again_makes_no_more(ground: Ground, advice, successor) -> None:
    client = ground.lead
    for _ in range(2):
        answer = client.post(address(ground.plan), {"rad": [advice.pk], "till": successor.key}, follow=True)
    assert "Förslagen är redan utkast i Nästa plan." in text_of(answer)
    assert successor.goals.count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Välj minst ett förslag."),
        ({"rad": "999999"}, "Ett av förslagen finns inte i listan"),
        ({"rad": "x"}, "Ett av förslagen finns inte i listan"),
        ({"rad": "", "under": "999999"}, "Målet finns inte i den nya planen längre."),
    ],
)
def test_bad_input_is_told_and_what_was_ticked_stays(ground: Ground, advice, successor, values: dict, said) -> None:
    sent = {"rad": [advice.pk, *([values["rad"]] if values.get("rad") else [])]} if "rad" in values else {}
    answer = ground.lead.post(address(ground.plan), {**values, **sent})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not sent or f'value="{advice.pk}" checked' in answer.content.decode()
    assert not successor.goals.exists()


def test_without_a_next_plan_one_is_offered(ground: Ground, advice: Recommendation) -> None:
    page = ground.lead.get(address(ground.plan))
    assert address(ground.plan, "successor") in page.content.decode()
    assert "Bygger på: Enkätens fråga 8" in text_of(page)
    assert "1 rekommendation, 1 utan svar" in text_of(page)
    answer = ground.lead.post(address(ground.plan), {"rad": advice.pk}, follow=True)
    assert "det finns ingen nästa plan" in text_of(answer)
    assert GoalNode.objects.filter(plan__county=ground.plan.county).count() == 1


def test_of_several_next_plans_one_is_chosen(ground: Ground, advice, successor) -> None:
    other = make.plan(county=ground.plan.county, lead=ground.plan.lead, status="draft", title="En annan")
    PlanRelation.objects.create(from_plan=other, to_plan=ground.plan, kind="replaces", text="Ersätter")
    page = ground.lead.get(address(ground.plan), {"till": successor.key}).content.decode()
    assert f'name="till" value="{successor.key}"' in page
    assert f"?till={other.key}" in page
    ground.lead.post(address(ground.plan), {"rad": advice.pk, "till": successor.key})
    assert (successor.goals.count(), other.goals.count()) == (1, 0)


def test_only_the_lead_of_the_plan_reads_it(ground: Ground, advice, successor) -> None:
    for client in (ground.owner, ground.client(Role.READER, ground.plan.lead)):
        assert client.get(address(ground.plan)).status_code == 403
        assert client.post(address(ground.plan), {"rad": advice.pk}).status_code == 403
    assert Client().get(address(ground.plan))["Location"].startswith(reverse("sign_in"))
    assert not successor.goals.exists()


def test_another_s_next_plan_takes_nothing(ground: Ground, advice, successor) -> None:
    Plan.objects.filter(pk=successor.pk).update(lead=ground.mine.owner)
    page = ground.lead.get(address(ground.plan))
    assert "Nästa plan</h" not in page.content.decode()
    assert "Det finns ingen nästa plan som kan ta emot utkast." in text_of(page)


# The other end


def test_r68_the_goal_says_what_it_answers_and_from_which_plan(ground: Ground, advice, successor) -> None:
    goal, _ = succession.draft_from(advice, plan=successor, by=OPERATOR)
    page = ground.lead.get(goal.get_absolute_url())
    assert f"Svarar på {advice.text} Rekommendation ur {ground.plan.title}" in text_of(page)
    assert f'href="{ground.plan.get_absolute_url()}"' in page.content.decode()


def test_r68_the_next_plan_says_which_proposals_have_no_goal(ground: Ground, advice, successor) -> None:
    left = make.recommendation(ground.plan, text="Enas om behoven.")
    succession.draft_from(advice, plan=successor, by=OPERATOR)
    page = text_of(ground.lead.get(address(successor, "carry")))
    assert "1 förslag har inget mål i den nya planen än." in page
    assert left.text in page and advice.text not in page


def test_a_goal_that_is_there_is_tied_to_a_proposal_by_hand(ground: Ground, advice, successor) -> None:
    goal = make.goal(successor)
    elsewhere = make.recommendation(make.plan(county=ground.plan.county))
    add = ground.url("add", "svarar-pa", goal)
    assert ground.owner.get(add).status_code == 404
    assert ground.lead.post(add, {"recommendation": elsewhere.pk}).status_code == 422
    assert ground.lead.post(add, {"recommendation": advice.pk}).status_code == 302
    assert (
        goal.proposals.get().origin,
        without_goal(successor, user=make.member(Role.COUNTY_LEAD, ground.plan.lead)),
    ) == (
        "confirmed",
        [],
    )
    history = ground.lead.get(reverse("history", args=[ground.plan.county.slug, "goal", goal.uuid]))
    assert "Förslag ur den förra planen" in history.content.decode() and advice.text in history.content.decode()
    away = ground.url("withdraw_row", "svarar-pa", goal, goal.proposals.get().pk)
    ground.lead.post(away, {"version": "1", "reason": "Fel mål"})
    assert not goal.proposals.exists()


def test_what_stands_on_another_s_draft_is_told_only_to_those_who_may_know(ground: Ground, successor) -> None:
    hidden = make.recommendation(ground.mine, text="Hemligt råd.")
    goal, _ = succession.draft_from(hidden, plan=successor, by=OPERATOR)
    lead, owner = (
        make.member(role, body)
        for role, body in ((Role.COUNTY_LEAD, ground.plan.lead), (Role.CIVIL_SOCIETY, ground.mine.owner))
    )

    assert may_edit_plan(lead, successor)
    assert [hidden in [each.recommendation for each in proposals(ground.plan, user)] for user in (lead, owner)] == [
        False,
        True,
    ]
    assert [len(answered_by(goal.pk, user=user)) for user in (lead, owner, AnonymousUser())] == [0, 1, 0]
    assert hidden.text not in Change.objects.get(target_kind="goal_proposal").title
    assert f"recommendation-{hidden.pk}" not in ground.lead.get(address(ground.plan)).content.decode()


def test_a_goal_that_one_may_not_know_of_is_not_told_of(ground: Ground, advice, successor) -> None:
    goal, _ = succession.draft_from(advice, plan=successor, by=OPERATOR)
    lead = make.member(Role.COUNTY_LEAD, ground.plan.lead)

    assert [each.goals for each in proposals(ground.plan, lead)] == [(goal,)]
    assert [each.goals for each in proposals(ground.plan, AnonymousUser())] == [()]


def test_more_of_everything_costs_no_more_queries(ground: Ground, advice, successor) -> None:
    Initiative.objects.update(visibility="public")
    client = ground.lead
    goal, _ = succession.draft_from(make.recommendation(ground.mine), plan=successor, by=OPERATOR)
    places = (address(ground.plan), address(successor, "carry"), goal.get_absolute_url())

    def asked() -> list[int]:
        found = []
        for each in places:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(each).status_code == 200
            found.append(len(queries))
        return found

    asked()
    few = asked()
    for _ in range(4):
        make.recommendation(make.initiative(ground.plan))
        more = make.recommendation(make.initiative(ground.plan))
        succession.draft_from(more, plan=successor, by=OPERATOR)
        make.goal_proposal(goal, more)
    assert asked() == few
