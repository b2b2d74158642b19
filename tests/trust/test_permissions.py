"""Who may know of what: every visibility, role, organisation and county."""

import datetime
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from handslag.accounts.models import Membership, User
from handslag.places.models import Organisation
from handslag.plans.models import Initiative, Plan
from handslag.trust.permissions import (
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    Grant,
    Grants,
    Permission,
    Role,
    can,
    grants_of,
    require,
)
from handslag.trust.visibility import Visibility
from tests import factories as make

DRAFT, INTERNAL, SHARED, PUBLIC = Visibility.DRAFT, Visibility.INTERNAL, Visibility.SHARED, Visibility.PUBLIC
READER, OWNER, LEAD, ADMIN = Role.READER, Role.INITIATIVE_OWNER, Role.COUNTY_LEAD, Role.ADMINISTRATOR


@dataclass(frozen=True)
class Holder:
    """A user that holds these grants, without a database."""

    held: tuple[Grant, ...] = ()
    is_authenticated: bool = True

    def grants(self) -> Grants:
        return Grants(self.held)


@dataclass(frozen=True)
class Owned:
    """Something that belongs to an organisation in a county."""

    owner_id: int
    county_id: int


# The table


def test_every_role_has_its_words_and_its_permissions() -> None:
    assert set(ROLE_LABELS) == set(ROLE_PERMISSIONS) == set(Role)
    assert all(role.label for role in Role)


def test_a_visitor_may_nothing() -> None:
    for permission in Permission:
        assert not can(AnonymousUser(), permission)
        assert not can(AnonymousUser(), permission, on=Owned(1, 1))
    assert not grants_of(AnonymousUser())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_may_what_the_table_says_and_only_in_its_organisation(role: Role, permission: Permission) -> None:
    user = Holder((Grant(role, 1, 10),))
    wanted = permission in ROLE_PERMISSIONS[role]

    assert can(user, permission) is wanted
    assert can(user, permission, on=Owned(1, 10)) is wanted
    assert not can(user, permission, on=Owned(2, 20))


def test_what_is_shared_in_a_county_is_read_by_its_lead_whoever_owns_it() -> None:
    lead = Holder((Grant(LEAD, 1, 10),))

    assert can(lead, Permission.READ_SHARED_IN_COUNTY, on=Owned(2, 10))
    assert not can(lead, Permission.READ_SHARED_IN_COUNTY, on=Owned(1, 20))


def test_a_role_without_county_leads_none() -> None:
    assert Grants((Grant(LEAD, 1, None),)).led_counties == frozenset()


@given(st.lists(st.builds(Grant, st.sampled_from(Role), st.integers(1, 3), st.integers(1, 3)), max_size=4))
def test_require_refuses_exactly_what_can_denies(held: list[Grant]) -> None:
    user = Holder(tuple(held))

    for permission in Permission:
        for on in (None, *(Owned(owner, county) for owner in (1, 2, 3) for county in (1, 2, 3))):
            if can(user, permission, on=on):
                require(user, permission, on=on)
            else:
                with pytest.raises(PermissionDenied):
                    require(user, permission, on=on)


@given(
    st.lists(st.builds(Grant, st.sampled_from(Role), st.integers(1, 3), st.integers(1, 3)), max_size=3),
    st.builds(Grant, st.sampled_from(Role), st.integers(1, 3), st.integers(1, 3)),
)
def test_one_role_more_never_takes_anything_away(held: list[Grant], one_more: Grant) -> None:
    before, after = Holder(tuple(held)), Holder((*held, one_more))

    for permission in Permission:
        for on in (None, Owned(1, 1), Owned(2, 3), Owned(3, 2)):
            assert can(after, permission, on=on) or not can(before, permission, on=on)


# Visibility


@dataclass
class World:
    """A county with a lead organisation, one that takes part and one beside; and an organisation elsewhere."""

    lead: Organisation
    partner: Organisation
    beside: Organisation
    elsewhere: Organisation

    def plan(self, visibility: str) -> Plan:
        return make.plan(county=self.lead.county, lead=self.lead, visibility=visibility)

    def initiative(self, plan: Plan, visibility: str) -> Initiative:
        """An initiative that the lead organisation owns and the partner takes part in, twice."""
        made = make.initiative(plan, owner=self.lead, visibility=visibility)
        make.participation(made, self.partner, role="partner")
        make.participation(made, self.partner, role="funder")
        return made


@pytest.fixture
def world(db: None) -> World:
    county = make.county()
    inside = [make.organisation(county=county) for _ in range(3)]
    return World(*inside, make.organisation())


def sees(user: object, thing: Plan | Initiative) -> bool:
    return type(thing).objects.visible_to(user).filter(id=thing.id).exists()


MAY_KNOW_A_PLAN = {
    # (role, organisation): the most closed visibility under which it is still known
    ("reader", "lead"): {INTERNAL, SHARED, PUBLIC},
    ("initiative_owner", "lead"): {DRAFT, INTERNAL, SHARED, PUBLIC},
    ("county_lead", "lead"): {DRAFT, INTERNAL, SHARED, PUBLIC},
    ("administrator", "lead"): {INTERNAL, SHARED, PUBLIC},
    ("reader", "partner"): {PUBLIC},
    ("initiative_owner", "partner"): {PUBLIC},
    ("county_lead", "partner"): {SHARED, PUBLIC},
    ("administrator", "partner"): {PUBLIC},
    ("reader", "beside"): {PUBLIC},
    ("initiative_owner", "beside"): {PUBLIC},
    ("county_lead", "beside"): {SHARED, PUBLIC},
    ("administrator", "beside"): {PUBLIC},
    ("reader", "elsewhere"): {PUBLIC},
    ("initiative_owner", "elsewhere"): {PUBLIC},
    ("county_lead", "elsewhere"): {PUBLIC},
    ("administrator", "elsewhere"): {PUBLIC},
}
TAKING_PART = {("reader", "partner"), ("initiative_owner", "partner"), ("administrator", "partner")}


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize(("role", "where"), list(MAY_KNOW_A_PLAN))
def test_who_may_know_of_a_plan(world: World, role: str, where: str, visibility: str) -> None:
    plan = world.plan(visibility)
    user = make.member(Role(role), getattr(world, where))

    assert sees(user, plan) is (visibility in MAY_KNOW_A_PLAN[role, where])


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize(("role", "where"), list(MAY_KNOW_A_PLAN))
def test_who_may_know_of_an_initiative_in_a_public_plan(world: World, role: str, where: str, visibility: str) -> None:
    initiative = world.initiative(world.plan(PUBLIC), visibility)
    user = make.member(Role(role), getattr(world, where))
    allowed = MAY_KNOW_A_PLAN[role, where] | ({SHARED} if (role, where) in TAKING_PART else set())

    assert sees(user, initiative) is (visibility in allowed)


@pytest.mark.parametrize("of_plan", list(Visibility))
@pytest.mark.parametrize("of_initiative", list(Visibility))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", ["lead", "partner", "beside", "elsewhere"])
def test_an_initiative_is_never_more_open_than_its_plan(
    world: World, of_plan: str, of_initiative: str, role: Role, where: str
) -> None:
    plan = world.plan(of_plan)
    initiative = world.initiative(plan, of_initiative)
    user = make.member(role, getattr(world, where))

    assert not sees(user, initiative) or sees(user, plan)


@pytest.mark.parametrize("of_plan", list(Visibility))
@pytest.mark.parametrize("of_initiative", list(Visibility))
def test_a_stranger_knows_of_what_is_public_in_a_public_plan_only(
    world: World, of_plan: str, of_initiative: str
) -> None:
    plan = world.plan(of_plan)
    initiative = world.initiative(plan, of_initiative)
    without_role = make.user()

    for stranger in (AnonymousUser(), without_role):
        assert sees(stranger, plan) is (of_plan == PUBLIC)
        assert sees(stranger, initiative) is (of_plan == of_initiative == PUBLIC)


@pytest.mark.parametrize("role", list(Role))
def test_more_open_never_means_fewer_readers(world: World, role: Role) -> None:
    plans = [world.plan(visibility) for visibility in (DRAFT, INTERNAL, SHARED, PUBLIC)]

    for organisation in (world.lead, world.partner, world.beside, world.elsewhere):
        user = make.member(role, organisation)
        known = [sees(user, plan) for plan in plans]
        assert known == sorted(known)


def test_a_plan_without_lead_is_hidden_from_all_until_it_is_shared(world: World) -> None:
    plan = make.plan(county=world.lead.county, visibility=INTERNAL)

    assert not any(sees(make.member(role, world.lead), plan) for role in Role)


def test_what_several_take_part_in_is_listed_once(world: World) -> None:
    initiative = world.initiative(world.plan(PUBLIC), SHARED)

    found = Initiative.objects.visible_to(make.member(READER, world.partner)).filter(id=initiative.id)

    assert found.count() == 1


def test_a_membership_that_has_ended_or_not_begun_gives_nothing(world: World) -> None:
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    plan = world.plan(DRAFT)

    assert sees(make.member(OWNER, world.lead, valid_from=today, valid_to=today), plan)
    assert not sees(make.member(OWNER, world.lead, valid_to=today - day), plan)
    assert not sees(make.member(OWNER, world.lead, valid_from=today + day), plan)


def test_two_roles_give_the_sum_of_both(world: World) -> None:
    user = make.member(READER, world.beside)
    Membership.objects.create(user=user, organisation=world.lead, role=OWNER)

    assert sees(User.objects.get(id=user.id), world.plan(DRAFT))


def test_r118_nobody_without_a_role_there_knows_of_the_draft_in_the_example(db: None) -> None:
    draft = Plan.objects.get(visibility=DRAFT)
    elsewhere = Organisation.objects.get(county__code="18", key="region-orebro-lan")

    assert not sees(AnonymousUser(), draft)
    assert not any(sees(make.member(role, elsewhere), draft) for role in Role)
    assert sees(make.member(LEAD, draft.lead), draft)
