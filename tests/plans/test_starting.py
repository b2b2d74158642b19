"""Beginning and building: initiatives, trees, and the next plan."""

import pytest
from django.test import Client
from django.urls import reverse

from handslag.plans import actions, succession
from handslag.plans.indexing import index_plan
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.trust import changes
from handslag.trust.changes import OPERATOR, CannotUndo
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db


def test_r26_an_initiative_begins_with_five_fields(ground: Ground) -> None:
    client, slug = ground.owner, ground.plan.county.slug
    five = {
        "title": "Läxhjälp i Norr",
        "kind": "activity",
        "level": "own",
        "goal": str(ground.goal.pk),
        "period": "från hösten 2024",
        "organisation": str(ground.mine.owner_id),
    }
    answer = client.post(reverse("new_initiative", args=[slug]), five)
    made = Initiative.objects.get(title="Läxhjälp i Norr")
    assert answer["Location"] == made.get_absolute_url()
    assert (made.owner, made.visibility, made.level) == (ground.mine.owner, "draft", "own")
    assert (made.contributions.get().goal, made.contributions.get().primary) == (ground.goal, True)
    assert Client().get(made.get_absolute_url()).status_code == 404


def test_r26_only_in_the_name_of_the_own_organisation(ground: Ground) -> None:
    values = {"title": "Ny", "organisation": str(ground.plan.lead_id)}
    answer = ground.owner.post(reverse("new_initiative", args=[ground.plan.county.slug]), values)
    assert answer.status_code == 422
    assert not Initiative.objects.filter(title="Ny").exists()


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_r26_a_reader_begins_nothing(ground: Ground, role: Role) -> None:
    client = ground.client(role, ground.mine.owner)
    assert client.get(reverse("new_initiative", args=[ground.plan.county.slug])).status_code == 403


def test_r41_likes_are_shown_while_the_title_is_written(client: Client, step_in) -> None:
    me = step_in("led")
    page = me.get("/orebro/insatser/liknande/", {"title": "elevhälsa samverkan barn"}).content.decode()
    assert "Tillsammans för alla barns bästa" in page
    assert "Barn i behov" in page


def test_r33_what_helped_is_shown_when_a_like_is_begun(step_in) -> None:
    page = step_in("led").get("/orebro/insatser/liknande/", {"title": "Dans för hälsa"}).content.decode()
    assert "Det här har hjälpt dem" in page
    assert "<strong>1.</strong>" in page


def test_a_cell_of_the_coverage_view_gives_its_links(ground: Ground) -> None:
    area = make.municipality(parent=ground.plan.county)
    address = reverse("new_initiative", args=[ground.plan.county.slug])
    asked = {"mal": str(ground.goal.uuid), "kolumner": "municipality", "kolumn": area.code}
    page = ground.owner.get(address, asked).content.decode()
    assert area.name in page
    assert f'<option value="{ground.goal.pk}" selected>' in page
    told = {"title": "Ny", "goal": ground.goal.pk, "organisation": ground.mine.owner_id}
    ground.owner.post(address, {**told, "kolumn": "municipality", "varde": area.code})
    assert Initiative.objects.get(title="Ny").places.get().area == area


def test_without_javascript_the_likes_come_by_a_button_and_nothing_is_lost(ground: Ground) -> None:
    index_plan(ground.plan)
    Initiative.objects.filter(pk=ground.mine.pk).update(title="Kvällsöppet för unga")
    index_plan(ground.plan)
    address = reverse("new_initiative", args=[ground.plan.county.slug])
    page = ground.owner.post(address, {"title": "Kvällsöppet för unga i norr", "period": "2025", "liknande": "1"})
    text = page.content.decode()
    assert 'value="2025"' in text
    assert Initiative.objects.get(pk=ground.mine.pk).get_absolute_url() in text
    assert Initiative.objects.count() >= 1
    assert not Initiative.objects.filter(title="Kvällsöppet för unga i norr").exists()


# The tree


@pytest.fixture
def tree(ground: Ground) -> dict[str, GoalNode]:
    plan = ground.plan
    ground.goal.contributions.all().delete()
    a = ground.goal
    GoalNode.objects.filter(pk=a.pk).update(title="a", position=0)
    b, c = make.goal(plan, title="b", position=1), make.goal(plan, title="c", position=2)
    d = make.goal(plan, title="d", parent=b)
    return {"a": a, "b": b, "c": c, "d": d}


def shape(plan: Plan) -> list[str]:
    """The tree as "b/d" paths in order."""
    goals = {goal.pk: goal for goal in plan.goals.all()}

    def path(goal: GoalNode) -> str:
        above = goals.get(goal.parent_id)
        return f"{path(above)}/{goal.title}" if above else goal.title

    def walk(parent: int | None) -> list[str]:
        found = []
        for goal in sorted((g for g in goals.values() if g.parent_id == parent), key=lambda g: (g.position, g.pk)):
            found += [path(goal), *walk(goal.pk)]
        return found

    return walk(None)


def move(ground: Ground, goal: GoalNode, way: str, under: object = ""):
    address = reverse("order", args=[ground.plan.county.slug, ground.plan.key])
    return ground.lead.post(address, {"mal": goal.pk, "vart": way, "under": under})


def test_goals_move_up_down_in_out_and_under(ground: Ground, tree) -> None:
    assert shape(ground.plan) == ["a", "b", "b/d", "c"]
    move(ground, tree["c"], "upp")
    assert shape(ground.plan) == ["a", "c", "b", "b/d"]
    move(ground, tree["c"], "in")
    assert shape(ground.plan) == ["a", "a/c", "b", "b/d"]
    move(ground, tree["d"], "ut")
    assert shape(ground.plan) == ["a", "a/c", "b", "d"]
    move(ground, tree["a"], "under", tree["d"].pk)
    assert shape(ground.plan) == ["b", "d", "d/a", "d/a/c"]
    move(ground, tree["d"], "under", tree["c"].pk)
    assert shape(ground.plan) == ["b", "d", "d/a", "d/a/c"]  # not under itself


def test_a_move_can_be_taken_back(ground: Ground, tree) -> None:
    told = actions.move_goal(tree["d"], parent=None, place=0, by=OPERATOR)
    for change in reversed(told):
        actions.undo(change, by=OPERATOR)
    assert shape(ground.plan) == ["a", "b", "b/d", "c"]


def test_only_the_lead_orders_the_tree(ground: Ground, tree) -> None:
    address = reverse("order", args=[ground.plan.county.slug, ground.plan.key])
    assert ground.owner.post(address, {"mal": tree["c"].pk, "vart": "upp"}).status_code == 403
    assert shape(ground.plan) == ["a", "b", "b/d", "c"]


# R1: the successor


def test_r1_every_old_goal_is_carried_changed_or_dropped_with_a_reason(ground: Ground, tree) -> None:
    client, county = ground.lead, ground.plan.county.slug
    start = {"title": "Plan 2024-2028", "kind": "county_plan", "period": "2024-2028", "lead": ground.plan.lead_id}
    client.post(reverse("successor", args=[county, ground.plan.key]), start)
    new = Plan.objects.get(title="Plan 2024-2028")
    assert (new.status, new.visibility, new.relations.get().to_plan) == ("draft", "draft", ground.plan)
    address = reverse("carry", args=[county, new.key])
    assert "4 av 4 mål" in client.get(address).content.decode()
    carries = {carry.old_goal.title: carry for carry in new.carries.all()}
    choice = {"a": "carried", "b": "changed", "c": "dropped", "d": "carried"}
    values = {}
    for title, carry in carries.items():
        values |= {f"{carry.pk}-outcome": choice[title], f"{carry.pk}-version": "1", f"{carry.pk}-reason": ""}
    answer = client.post(address, values | {"mal": "alla"})
    assert answer.status_code == 422  # "changed" and "dropped" ask why
    for title in "bc":
        values[f"{carries[title].pk}-reason"] = "Mötet i maj"
    values |= {f"{carry.pk}-version": str(carry.version) for carry in new.carries.all()}
    client.post(address, values | {"mal": "alla"})
    assert shape(new) == ["a", "b", "b/d"]
    assert {c.old_goal.title: (c.outcome, c.reason) for c in new.carries.all()}["c"] == ("dropped", "Mötet i maj")
    assert "Alla 4 mål är bestämda" in client.get(address).content.decode()
    assert Client().get(new.get_absolute_url()).status_code == 404
    assert Change.objects.filter(scope=new.uuid).exists()


def test_a_plan_begins_with_its_title(ground: Ground) -> None:
    address = reverse("new_plan", args=[ground.plan.county.slug])
    client = ground.lead
    lead = f'<input type="hidden" name="lead" value="{ground.plan.lead_id}"'
    assert lead in client.get(address).content.decode()  # the only one there is: nobody is asked
    client.post(address, {"title": "Kommunens plan", "kind": "municipal_plan", "lead": ground.plan.lead_id})
    assert Plan.objects.get(title="Kommunens plan").visibility == "draft"
    assert ground.owner.get(address).status_code == 403


def test_an_undo_cannot_make_a_circle(ground: Ground, tree) -> None:
    actions.move_goal(tree["a"], parent=tree["b"], place=0, by=OPERATOR)
    told = actions.move_goal(tree["a"], parent=None, place=0, by=OPERATOR)
    actions.move_goal(tree["b"], parent=tree["a"], place=0, by=OPERATOR)
    out = next(change for change in told if change.target_id == tree["a"].pk)
    with pytest.raises(CannotUndo):
        actions.undo(out, by=OPERATOR)
    assert shape(ground.plan) == ["a", "a/b", "a/b/d", "c"]


def test_an_undo_does_not_leave_a_goal_without_its_parent(ground: Ground, tree) -> None:
    client = ground.lead
    client.post(ground.url("add", "nytt-mal", ground.plan), {"kind": "goal", "title": "p"})
    made = ground.plan.goals.get(title="p")
    actions.move_goal(tree["c"], parent=made, place=0, by=OPERATOR)
    change = Change.objects.get(target_kind="goal", target_id=made.pk, version=1)
    with pytest.raises(CannotUndo):
        actions.undo(change, by=OPERATOR)


def test_a_goal_that_was_withdrawn_comes_back_when_it_is_carried(ground: Ground, tree) -> None:
    new = succession.start_successor(ground.plan, {"title": "Nästa", "lead": ground.plan.lead}, by=OPERATOR)
    carry = new.carries.get(old_goal=tree["a"])
    succession.decide(carry, outcome="carried", reason="", by=OPERATOR, version=1)
    carry = new.carries.get(old_goal=tree["a"])
    gone = carry.new_goal
    changes.withdraw(gone, by=OPERATOR, version=gone.version, reason="Fel")
    for outcome in ("dropped", "carried"):
        carry = new.carries.get(old_goal=tree["a"])
        succession.decide(carry, outcome=outcome, reason="x", by=OPERATOR, version=carry.version)
    assert shape(new) == ["a"]


def test_a_decision_on_a_goal_that_is_not_in_the_list_says_that_nothing_was_done(ground: Ground) -> None:
    new = succession.start_successor(ground.plan, {"title": "Nästa", "lead": ground.plan.lead}, by=OPERATOR)
    address = reverse("carry", args=[ground.plan.county.slug, new.key])
    for unknown in ("", "999999", "²", "alla2"):
        text = ground.lead.post(address, {"mal": unknown}, follow=True).content.decode()
        assert "Inget sparades" in text, unknown
        assert "Sparat." not in text
    assert not new.carries.exclude(outcome="").exists()
