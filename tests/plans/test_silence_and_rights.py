"""What is hidden has no say in counts, searches and sources; what is proposed or silent is told apart."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from handslag.plans import indexing
from handslag.plans.models import Framework, Initiative, Plan
from handslag.plans.queries.coverage import coverage
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.register import filters, search_register
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.queries.statements import unanswered
from handslag.plans.queries.thread import thread
from handslag.trust.models import SourceDocument
from tests import factories as make
from tests.example_fixtures import DAY

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def hide(key: str) -> Initiative:
    found = Initiative.objects.get(key=key)
    found.visibility = "draft"
    found.save()
    return found


def test_advice_to_a_hidden_initiative_is_not_counted(plan: Plan) -> None:
    before = unanswered(plan.county, user=VISITOR)

    hide("fnoff")

    assert (before, unanswered(plan.county, user=VISITOR)) == (24, 20)


def test_a_word_of_a_hidden_text_does_not_change_what_a_search_finds(plan: Plan) -> None:
    client, address = Client(), reverse("search", args=["orebro"])
    before = client.get(address, {"q": "dansz"}).context["total"]

    secret = hide("bpsd")
    Initiative.objects.filter(id=secret.id).update(summary="dansz dansz")
    indexing.index_plan(plan)

    assert client.get(address, {"q": "dansz"}).context["total"] == before > 0


def test_a_document_that_only_hidden_things_cite_is_not_told_of() -> None:
    document = SourceDocument.objects.create(key="hemligt", title="Hemligt underlag", kind="report")
    secret = hide("bpsd")
    make.citation(secret.uuid, of=secret, kind="initiative", document=document, lines="1")

    assert "Hemligt underlag" not in Client().get(reverse("sources")).text
    assert Client().get(reverse("source", args=["hemligt"])).status_code == 404


def test_a_note_on_a_goal_says_nothing_of_a_target_group_with_the_same_number(plan: Plan) -> None:
    for goal in plan.goals.all():
        make.coverage_note(goal, dimension="lansdel", value="norra")
    rows = initiative_rows(plan, user=VISITOR, day=DAY, parts=frozenset({"groups", "places"}))

    found = coverage(plan, goal_tree(plan, notes=True), rows, dimension="lansdel", proposed=False, by="groups")

    assert not [cell for row in found.rows for cell in row.cells if cell.state == "confirmed"]


def test_goals_stand_in_the_order_of_the_tree(plan: Plan) -> None:
    tree = goal_tree(plan)

    challenges = [goal for goal in tree.by_id.values() if goal.kind == "challenge"]
    assert [tree.root_of(goal.id).code for goal in challenges] == ["1"] * 4 + ["2"] * 4 + ["3"]


def test_without_our_proposals_the_strategy_still_has_seven_sub_goals(plan: Plan) -> None:
    strategy = Framework.objects.get(key="national-strategi-2025")
    rows = initiative_rows(plan, user=VISITOR, day=DAY, parts=frozenset({"goals", "nodes"}))

    down, _ = thread(plan, strategy, goal_tree(plan), rows, proposed=False)

    assert [item.node.key for item in down if item.bears] == [f"strategi-delmal-{n}" for n in range(1, 8)]
    assert all(item.is_empty for item in down if item.bears)


def test_the_register_marks_what_only_a_proposal_brings_to_a_goal(plan: Plan) -> None:
    tree = goal_tree(plan)
    rows = initiative_rows(plan, user=VISITOR, day=DAY, parts=frozenset({"goals", "nodes"}))
    goals = {goal.title: str(goal.uuid) for goal in tree.by_id.values()}
    known = filters(plan, tree, rows)

    silent = search_register(rows, known, {"mal": goals["Hela samhällets suicidprevention"]}, plan=plan)
    reported = search_register(rows, known, {"mal": goals["En god vård och omsorg nära medborgarna"]}, plan=plan)

    assert {row.id for row in silent.rows} == silent.proposed != set()
    assert len(reported.rows) - len(reported.proposed) == 11
