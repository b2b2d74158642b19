"""What is done at one time is one act: undone together, done once. And what is written while things go is not lost."""

import pytest
from django.test import Client
from django.urls import reverse

from handslag.accounts.models import Membership
from handslag.plans import actions, succession
from handslag.plans.models import GoalCarry, GoalNode, Initiative, InitiativeRelation, Plan
from handslag.trust import changes
from handslag.trust.changes import Act, Actor, CannotUndo, DoneAlready
from handslag.trust.keys import uuid_of
from handslag.trust.models import AuditEvent, Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground
from tests.plans.test_editing import obstacle

pytestmark = pytest.mark.django_db


def me(key: str = "en handling") -> Actor:
    return Actor(7, "insatsägare, Provkommun", Act(uuid_of("act", "", key)))


def undo(ground: Ground, client: Client, change: Change):
    return client.post(reverse("undo", args=[ground.plan.county.slug, change.pk]), follow=True)


# Undone together


def end_the_pilot(ground: Ground, client: Client) -> Initiative:
    """End the initiative, a pilot, through its form: it continues as another, and its decision is told."""
    Initiative.objects.filter(pk=ground.mine.pk).update(kind="pilot_project")
    other = make.initiative(ground.plan, title="Natthäng 2.0")
    ending = {"status": "finished", "continues": str(other.pk), "decision": "adapt"}
    client.post(ground.url("add", "status", ground.mine), ending)
    assert ground.mine.statuses.exists() and ground.mine.relations.exists() and ground.mine.decisions.exists()
    return other


def test_an_ending_is_taken_back_with_its_relation_and_its_decision(ground: Ground) -> None:
    client = ground.owner
    end_the_pilot(ground, client)

    undo(ground, client, Change.objects.get(target_kind="status"))

    assert not ground.mine.statuses.exists()
    assert not ground.mine.relations.exists()
    assert not ground.mine.decisions.exists()


def test_it_does_not_matter_which_of_its_changes_is_taken_back_and_it_can_be_done_again(ground: Ground) -> None:
    client = ground.owner
    other = end_the_pilot(ground, client)
    undo(ground, client, Change.objects.filter(root=ground.mine.uuid).latest("id"))
    assert not ground.mine.statuses.exists()

    undo(ground, client, Change.objects.filter(root=ground.mine.uuid).latest("id"))

    assert ground.mine.statuses.get().status == "finished"
    assert ground.mine.relations.get().to_initiative == other


def test_an_act_is_taken_back_whole_or_not_at_all(ground: Ground) -> None:
    client = ground.owner
    end_the_pilot(ground, client)
    relation = ground.mine.relations.get()
    changes.save(relation, {"text": "Med samma ledare"}, by=me(), version=1)
    changes.withdraw(relation, by=me("en till"), version=2, reason="Fel")

    page = undo(ground, client, Change.objects.get(target_kind="status"))

    assert "redan borttagen" in page.content.decode()
    assert ground.mine.statuses.exists() and ground.mine.decisions.exists()
    assert not Change.objects.filter(undoes__isnull=False).exists()


def test_history_shows_an_act_as_one_with_one_way_back(ground: Ground) -> None:
    client = ground.owner
    end_the_pilot(ground, client)

    page = client.get(reverse("history", args=[ground.plan.county.slug, "initiative", ground.mine.uuid]))

    text = page.content.decode()
    assert text.count('<ol class="changes"><li>') == 1 and text.count("Ångra alltihop") == 1
    assert text.index("Lade till: status") < text.index("Lade till: beslut")


def test_a_former_main_goal_comes_back_with_the_undo(ground: Ground) -> None:
    client, other = ground.owner, make.goal(ground.plan, kind="challenge")
    client.post(ground.url("add", "koppling", ground.mine), {"goal": str(other.pk), "primary": "on"})
    assert ground.mine.contributions.get(primary=True).goal == other

    undo(ground, client, Change.objects.filter(before__isnull=True).latest("id"))

    assert ground.mine.contributions.get().goal == ground.goal
    assert ground.mine.contributions.get().primary


def test_nobody_takes_back_an_act_that_reaches_a_page_he_may_not_change(ground: Ground) -> None:
    theirs = make.initiative(ground.plan, owner=ground.plan.lead, visibility="public")
    by = me()
    first = changes.save(ground.mine, {"summary": "Vår"}, by=by, version=1)
    changes.save(theirs, {"summary": "Deras"}, by=by, version=1)

    assert undo(ground, ground.owner, first).status_code == 403
    assert Initiative.objects.get(pk=ground.mine.pk).summary == "Vår"


def successor(ground: Ground) -> Plan:
    values = {"title": "Nästa plan", "kind": "county_plan", "lead": ground.plan.lead}
    return succession.start_successor(ground.plan, values, by=me("efterföljare"))


def test_a_carried_goal_goes_with_the_undo_of_its_carry(ground: Ground) -> None:
    new = successor(ground)
    carry = GoalCarry.objects.get(plan=new)
    succession.decide(carry, outcome="carried", reason="", by=me("överförd"), version=1)
    assert new.goals.count() == 1

    actions.undo(Change.objects.filter(target_kind=GoalCarry.KIND).latest("id"), by=me("ångrad"))

    assert new.goals.count() == 0
    carry = GoalCarry.objects.get(plan=new)
    assert carry.outcome == "" and carry.new_goal is None
    succession.decide(carry, outcome="carried", reason="", by=me("igen"), version=carry.version)
    assert new.goals.count() == 1


def test_each_goal_of_many_carried_at_once_is_an_act_of_its_own(ground: Ground) -> None:
    make.goal(ground.plan, kind="challenge")
    new = successor(ground)
    values = {"mal": "alla"}
    for carry in new.carries.all():
        values |= {f"{carry.pk}-outcome": "carried", f"{carry.pk}-version": "1", f"{carry.pk}-reason": ""}
    ground.lead.post(reverse("carry", args=[ground.plan.county.slug, new.key]), values)
    assert new.goals.count() == 2

    actions.undo(Change.objects.filter(target_kind=GoalCarry.KIND).latest("id"), by=me("ångrad"))

    assert new.goals.count() == 1


def test_a_move_past_one_goal_changes_one_position_and_comes_back(ground: Ground) -> None:
    goals = [ground.goal, *(make.goal(ground.plan, position=n) for n in range(1, 12))]
    told = actions.move_goal(goals[5], parent=None, place=4, by=me())
    assert [goal.pk for goal in order(ground)] == [g.pk for g in (*goals[:4], goals[5], goals[4], *goals[6:])]
    assert len(told) == 2

    actions.undo(told[0], by=me("ångrad"))

    assert [goal.pk for goal in order(ground)] == [goal.pk for goal in goals]


def order(ground: Ground) -> list[GoalNode]:
    return list(ground.plan.goals.order_by("position", "id"))


# Done once


def token(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def test_a_form_sent_twice_makes_one_and_says_so(ground: Ground) -> None:
    client, address = ground.owner, ground.url("add", "hinder", ground.mine)
    typed = obstacle(text="Få ledare") | {"csrfmiddlewaretoken": token(client, address)}
    client.post(address, typed)

    page = client.post(address, typed, follow=True)

    assert ground.mine.obstacles.count() == 1
    assert "sparades bara en gång" in page.content.decode()
    client.post(address, typed | {"csrfmiddlewaretoken": token(client, address)})
    assert ground.mine.obstacles.count() == 2  # a form that is opened anew is another act


def test_a_change_sent_twice_is_no_collision(ground: Ground) -> None:
    client, address = ground.owner, ground.url("edit", "syfte", ground.mine)
    start = {"summary": "", "background": "", "version": "1", "csrfmiddlewaretoken": token(client, address)}
    client.post(address, start | {"purpose": "Plats för alla"})

    page = client.post(address, start | {"purpose": "Plats för alla"}, follow=True)

    assert "Någon har ändrat" not in page.content.decode()
    assert Change.objects.filter(root=ground.mine.uuid).count() == 1


def test_what_can_stand_once_and_is_sent_twice_is_no_fault(ground: Ground) -> None:
    client, address = ground.owner, ground.url("add", "koppling", ground.mine)
    other = make.goal(ground.plan, kind="challenge")
    typed = {"goal": str(other.pk), "csrfmiddlewaretoken": token(client, address)}
    client.post(address, typed)

    page = client.post(address, typed, follow=True)

    assert "sparades bara en gång" in page.content.decode()
    assert ground.mine.contributions.filter(goal=other).count() == 1


def test_what_is_taken_away_twice_is_no_fault(ground: Ground) -> None:
    client, address = ground.owner, ground.url("withdraw", "insats", ground.mine)
    typed = {"reason": "Blev aldrig av", "version": "1", "csrfmiddlewaretoken": token(client, address)}
    client.post(address, typed)

    page = client.post(address, typed, follow=True)

    assert page.status_code == 200 and "sparades bara en gång" in page.content.decode()
    assert Change.objects.filter(root=ground.mine.uuid).count() == 1


def test_an_initiative_begun_twice_is_one(ground: Ground) -> None:
    client, address = ground.owner, reverse("new_initiative", args=[ground.plan.county.slug])
    typed = {
        "title": "Språkcafé", "kind": "project", "goal": str(ground.goal.pk), "level": "own",
        "organisation": str(ground.mine.owner_id), "csrfmiddlewaretoken": token(client, address),
    }  # fmt: skip
    client.post(address, typed)
    client.post(address, typed)

    assert Initiative.objects.filter(title="Språkcafé").count() == 1


def test_two_who_write_the_same_act_at_once_write_it_once(ground: Ground) -> None:
    """Neither sees the other's before it has written: the database itself lets one through."""
    other = make.initiative(ground.plan)
    actions.follow_on(ground.mine, other, by=me())

    with pytest.raises(DoneAlready):
        actions.follow_on(ground.mine, make.initiative(ground.plan), by=me())

    assert ground.mine.relations.count() == 1
    assert AuditEvent.objects.filter(kind="change", target__contains=str(ground.mine.uuid)).count() == 1


def test_what_cannot_be_taken_back_twice_says_so(ground: Ground) -> None:
    change = changes.save(ground.mine, {"summary": "Ny"}, by=me(), version=1)
    actions.undo(change, by=me("ångrad"))

    with pytest.raises(CannotUndo, match="redan ångrad"):
        actions.undo(change, by=me("igen"))


# Taken out, and back


def test_what_is_taken_out_is_listed_and_taken_back(ground: Ground) -> None:
    client = ground.owner
    client.post(ground.url("withdraw", "insats", ground.mine), {"reason": "Blev aldrig av", "version": "1"})
    address = reverse("withdrawn", args=[ground.plan.county.slug, ground.plan.key])
    page = client.get(address).content.decode()
    assert "Kvällsöppet" in page and "Blev aldrig av" in page
    change = Change.objects.get(root=ground.mine.uuid)
    assert reverse("undo", args=[ground.plan.county.slug, change.pk]) in page

    undo(ground, client, change)

    assert Initiative.objects.filter(pk=ground.mine.pk).exists()
    assert "Kvällsöppet" not in client.get(address).content.decode()


def test_anothers_draft_is_not_listed_and_a_reader_has_no_list(ground: Ground) -> None:
    address = reverse("withdrawn", args=[ground.plan.county.slug, ground.plan.key])
    changes.withdraw(ground.mine, by=me(), version=1, reason="Blev aldrig av")

    assert "Kvällsöppet" not in ground.lead.get(address).content.decode()
    assert ground.client(Role.READER, ground.mine.owner).get(address).status_code == 403
    elsewhere = make.organisation(county=make.county(parent=make.county()))
    assert ground.client(Role.COUNTY_LEAD, elsewhere).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_list_costs_no_more_when_it_is_longer(ground: Ground, django_assert_max_num_queries) -> None:
    address, client = reverse("withdrawn", args=[ground.plan.county.slug, ground.plan.key]), ground.lead
    for n in range(12):
        goal = make.goal(ground.plan, title=f"Mål {n}", kind="goal")
        changes.withdraw(goal, by=me(str(n)), version=1, reason="Struket")

    with django_assert_max_num_queries(9):
        assert "Mål 11" in client.get(address).content.decode()


# Gone while somebody writes


def test_a_row_that_was_taken_away_meanwhile_keeps_what_was_typed(ground: Ground) -> None:
    client, row = ground.owner, make.obstacle(ground.mine, text="Få ledare")
    changes.withdraw(row, by=me(), version=1, reason="Löst")

    address = ground.url("edit_row", "hinder", ground.mine, row.pk)
    answer = client.post(address, obstacle(text="Få ledare på helger", version="1"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Någon har tagit bort uppgiften medan du skrev" in page and "Få ledare på helger" in page
    assert client.get(address).status_code == 404
    row.refresh_from_db(from_queryset=type(row).everything.all())
    assert row.text == "Få ledare"


def test_an_initiative_taken_away_meanwhile_keeps_what_was_typed(ground: Ground) -> None:
    client = ground.owner
    changes.withdraw(ground.mine, by=me(), version=1, reason="Blev aldrig av")

    answer = client.post(ground.url("edit", "syfte", ground.mine), {"purpose": "Ett långt syfte", "version": "1"})

    assert answer.status_code == 404
    assert "Ett långt syfte" in answer.content.decode() and "Inget är sparat" in answer.content.decode()


def test_a_right_that_ended_meanwhile_keeps_what_was_typed(ground: Ground) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(visibility="public")
    client = ground.owner
    Membership.objects.filter(organisation=ground.mine.owner).update(valid_to="2020-01-01")

    answer = client.post(ground.url("edit", "syfte", ground.mine), {"purpose": "Ett långt syfte", "version": "1"})

    assert answer.status_code == 403
    assert "Ett långt syfte" in answer.content.decode()


def test_what_a_stranger_sends_to_nowhere_is_not_shown_back(ground: Ground) -> None:
    answer = Client().post("/finns-inte/", {"text": "Ett långt syfte"})
    assert answer.status_code == 404
    assert "Ett långt syfte" not in answer.content.decode()


def test_what_was_taken_back_and_is_sent_again_is_saved_anew(ground: Ground) -> None:
    client, address = ground.owner, ground.url("add", "hinder", ground.mine)
    typed = obstacle(text="Få ledare") | {"csrfmiddlewaretoken": token(client, address)}
    client.post(address, typed)
    undo(ground, client, Change.objects.get(target_kind="obstacle"))
    assert not ground.mine.obstacles.exists()

    client.post(address, typed)

    assert ground.mine.obstacles.get().text == "Få ledare"


def test_a_plan_is_not_taken_away_by_an_undo(ground: Ground) -> None:
    new, lead = successor(ground), ground.lead
    made = Change.objects.get(target_kind=Plan.KIND, target_id=new.pk)

    page = undo(ground, lead, made)

    assert "En plan tas inte bort" in page.content.decode()
    assert Plan.objects.filter(pk=new.pk).exists() and new.carries.exists()
    history = lead.get(reverse("history", args=[ground.plan.county.slug, "plan", new.uuid])).content.decode()
    assert "En plan tas inte bort" in history
    assert reverse("undo", args=[ground.plan.county.slug, made.pk]) not in history


def test_a_carry_offers_its_undo(ground: Ground) -> None:
    new = successor(ground)
    carry = new.carries.get()
    values = {"mal": carry.pk, f"{carry.pk}-outcome": "carried", f"{carry.pk}-version": "1", f"{carry.pk}-reason": ""}
    page = ground.lead.post(reverse("carry", args=[ground.plan.county.slug, new.key]), values, follow=True)

    change = Change.objects.filter(target_kind=GoalCarry.KIND).latest("id")
    assert reverse("undo", args=[ground.plan.county.slug, change.pk]) in page.content.decode()


# What a relation leads to


def test_a_relation_to_anothers_draft_tells_nobody_its_name(ground: Ground) -> None:
    theirs = make.initiative(ground.plan, owner=ground.plan.lead, visibility="public")
    Initiative.objects.filter(pk=ground.mine.pk).update(title="Hemligt utkast")
    row = InitiativeRelation.objects.create(from_initiative=theirs, to_initiative=ground.mine, kind="continues_as")

    for name in ("edit_row", "withdraw_row"):
        answer = ground.lead.get(ground.url(name, "hanger-ihop", theirs, row.pk))
        assert answer.status_code == 404 and "Hemligt utkast" not in answer.content.decode()


def test_a_relation_is_changed_and_taken_away_where_it_stands(ground: Ground) -> None:
    other, client = make.initiative(ground.plan, title="Natthäng 2.0"), ground.owner
    row = InitiativeRelation.objects.create(from_initiative=ground.mine, to_initiative=other, kind="continues_as")

    page = client.get(ground.mine.get_absolute_url()).content.decode()

    for name in ("edit_row", "withdraw_row"):
        address = ground.url(name, "hanger-ihop", ground.mine, row.pk)
        assert address in page
        assert client.get(address).status_code == 200


def test_what_is_not_ending_does_not_continue_as_another(ground: Ground) -> None:
    other, client = make.initiative(ground.plan), ground.owner
    for said in (str(other.pk), "nothing"):
        answer = client.post(ground.url("add", "status", ground.mine), {"status": "ongoing", "continues": said})
        assert answer.status_code == 422
        assert "Gäller bara när insatsen avslutas" in answer.content.decode()
    assert not ground.mine.statuses.exists() and not ground.mine.relations.exists()
