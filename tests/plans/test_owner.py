"""An initiative gets another owner: by the plan's lead alone, with a reason, and the rights follow at once."""

import pytest
from django.test import Client
from django.urls import reverse

from handslag.places.models import Organisation
from handslag.plans.models import Initiative
from handslag.trust.models import AuditEvent, Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db
WHY = "Överenskommet med kommunen den 3 maj"


@pytest.fixture
def other(ground: Ground) -> Organisation:
    """An organisation of the county that may come to own the association's initiative, which is shared."""
    Initiative.objects.filter(pk=ground.mine.pk).update(visibility="shared")
    return make.organisation(county=ground.plan.county, name="Kommunen")


def give(ground: Ground, client: Client, to: Organisation, **more: str):
    values = {"owner": str(to.pk), "owner_reason": WHY, "version": "1", **more}
    return client.post(ground.url("edit", "agare", ground.mine), values)


def owner_of(ground: Ground) -> Organisation:
    return Initiative.objects.get(pk=ground.mine.pk).owner


def title(ground: Ground, client: Client) -> int:
    """The status of an attempt to change the initiative's name."""
    version = str(Initiative.objects.get(pk=ground.mine.pk).version)
    values = {"title": "Natthäng", "version": version}
    return client.post(ground.url("edit", "insats", ground.mine), values).status_code


def test_the_lead_gives_an_initiative_and_says_why(ground: Ground, other: Organisation) -> None:
    assert give(ground, ground.lead, other).status_code == 302
    assert owner_of(ground) == other
    change = Change.objects.get(root=ground.mine.uuid)
    assert (change.reason, set(change.fields)) == (WHY, {"owner"})
    history = ground.lead.get(reverse("history", args=[ground.plan.county.slug, "initiative", ground.mine.uuid]))
    page = history.content.decode()
    for words in (WHY, "Ansvarig organisation", "Kommunen"):
        assert words in page, words
    assert AuditEvent.objects.get(kind="change").organisation_id == other.pk


def test_the_rights_follow_the_owner_at_once(ground: Ground, other: Organisation) -> None:
    old, new = ground.owner, ground.client(Role.INITIATIVE_OWNER, other)
    assert title(ground, new) == 404
    give(ground, ground.lead, other)
    assert title(ground, new) == 302
    assert title(ground, old) == 404
    publish = ground.url("edit", "synlighet", ground.mine)
    assert new.get(publish).status_code == 200
    assert old.get(publish).status_code == 404


@pytest.mark.parametrize("visibility", ["draft", "internal"])
def test_what_the_new_owner_makes_a_draft_is_not_known_to_the_old(ground: Ground, other, visibility: str) -> None:
    give(ground, ground.lead, other)
    new = ground.client(Role.INITIATIVE_OWNER, other)
    new.post(ground.url("edit", "synlighet", ground.mine), {"visibility": visibility, "version": "2"})
    address = ground.mine.get_absolute_url()
    assert new.get(address).status_code == 200
    for client in (ground.owner, ground.lead, ground.client(None)):
        assert client.get(address).status_code == 404
        assert ground.mine.title not in client.get(reverse("register", args=[ground.plan.county.slug])).content.decode()
    undo = reverse("undo", args=[ground.plan.county.slug, Change.objects.filter(root=ground.mine.uuid).first().pk])
    for client in (ground.owner, ground.lead):
        assert client.post(undo).status_code == 404
    assert owner_of(ground) == other


@pytest.mark.parametrize("visibility", ["draft", "internal"])
def test_a_draft_is_given_by_nobody(ground: Ground, other: Organisation, visibility: str) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(visibility=visibility)
    assert give(ground, ground.owner, other).status_code == 403
    assert give(ground, ground.lead, other).status_code == 404
    own = make.initiative(ground.plan, owner=ground.plan.lead, visibility=visibility)
    assert ground.lead.get(ground.url("edit", "agare", own)).status_code == 403
    assert owner_of(ground) == ground.mine.owner


def test_neither_the_owner_nor_who_would_have_it_may_do_it(ground: Ground, other: Organisation) -> None:
    Initiative.objects.update(visibility="public")
    for role in Role:
        assert give(ground, ground.client(role, ground.mine.owner), other).status_code == 403, role
        assert give(ground, ground.client(role, other), other).status_code == 403, role
    assert give(ground, ground.client(Role.COUNTY_LEAD, make.organisation()), other).status_code == 403
    assert give(ground, ground.client(None), other).status_code == 403
    assert owner_of(ground) == ground.mine.owner
    assert "/andra/agare/" not in ground.owner.get(ground.mine.get_absolute_url()).content.decode()


def test_a_reason_and_an_organisation_of_the_county_are_needed(ground: Ground, other: Organisation) -> None:
    for more in ({"owner_reason": ""}, {"owner": ""}, {"owner": str(make.organisation().pk)}):
        answer = give(ground, ground.lead, other, **more)
        assert answer.status_code == 422
    assert WHY in answer.content.decode()
    assert owner_of(ground) == ground.mine.owner


def test_the_lead_takes_it_back_and_neither_owner_does(ground: Ground, other: Organisation) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(visibility="public")
    give(ground, ground.lead, other)
    change = Change.objects.get(root=ground.mine.uuid)
    undo = reverse("undo", args=[ground.plan.county.slug, change.pk])
    history = reverse("history", args=[ground.plan.county.slug, "initiative", ground.mine.uuid])
    new = ground.client(Role.INITIATIVE_OWNER, other)
    assert new.post(undo).status_code == ground.owner.post(undo).status_code == 403
    assert "Kan ångras av den som leder planen." in new.get(history).content.decode()
    assert undo in ground.lead.get(history).content.decode()
    ground.lead.post(undo)
    assert owner_of(ground) == ground.mine.owner
    assert title(ground, ground.owner) == 302
    assert title(ground, new) == 403


def test_a_change_of_owner_meets_one_made_meanwhile(ground: Ground, other: Organisation) -> None:
    third = make.organisation(county=ground.plan.county, name="Tredje")
    give(ground, ground.lead, third)
    answer = give(ground, ground.lead, other)
    assert answer.status_code == 422
    assert "Tredje" in answer.content.decode()
    assert owner_of(ground) == third


def test_the_same_owner_is_no_change(ground: Ground, other: Organisation) -> None:
    give(ground, ground.lead, ground.mine.owner)
    assert not Change.objects.filter(root=ground.mine.uuid).exists()


def test_only_those_who_edit_read_who_owns_it_here(ground: Ground, other: Organisation) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(visibility="public")
    address = ground.mine.get_absolute_url()
    assert "Ägare här" not in ground.client(None).get(address).content.decode()
    assert "Ägare här" in ground.owner.get(address).content.decode()
    assert "/andra/agare/" in ground.lead.get(address).content.decode()
