"""Whatever an administrator of one county does, in whatever order, nobody gets a right in another county."""

from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from handslag.accounts.models import Invitation, Membership, User
from handslag.trust.permissions import Permission, Role
from tests.accounts.conftest import Ground, browser_of, link_in_letter

HOME = "/provlan/administration/"
STEPS = ["give", "invite", "accept", "end", "revoke"]
PASSWORD = "tre röda trådar i rad"
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 5), st.integers(0, 1), st.sampled_from(list(Role)))


class CountyBorder(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(step, min_size=1, max_size=8))
    def test_no_sequence_of_steps_gives_a_right_in_another_county(self, steps) -> None:
        ground = Ground()
        people = [ground.admin, ground.other_admin, ground.member(Role.READER), ground.member(Role.ADMINISTRATOR)]
        before = set(rights_in(ground.other_county.pk))
        admin = browser_of(ground.admin)

        for kind, number, place, role in steps:
            organisation = (ground.organisation, ground.elsewhere)[place]
            take(admin, kind, people[number % len(people)], organisation, role, number)

        assert set(rights_in(ground.other_county.pk)) == before
        assert any(Permission.MANAGE_ACCESS for _ in rights_in(ground.county.pk))


def rights_in(county_id: int):
    """Who holds what in a county: (login, role, organisation, from, to)."""
    held = Membership.objects.filter(organisation__county_id=county_id)
    return held.values_list("user_id", "role", "organisation_id", "valid_from", "valid_to")


def take(admin: Client, kind: str, user: User, organisation, role: Role, number: int) -> None:
    """Let the administrator take one step, on rows of any county."""
    chosen = {"organisation": organisation.pk, "role": role}
    if kind == "give":
        admin.post(f"{HOME}ge-roll/", chosen | {"user": user.pk})
    elif kind == "invite":
        admin.post(f"{HOME}bjud-in/", chosen | {"email": (user.email, "ny@example.invalid")[number % 2]})
    elif kind == "accept" and mail.outbox:
        twice = {"password1": PASSWORD, "password2": PASSWORD}
        key = link_in_letter().split("/")[2]
        for browser in (Client(), browser_of(user)):
            browser.post("/inbjudan/", {"nyckel": key, **twice})
    elif kind == "end":
        for membership in user.memberships.all():
            admin.post(f"{HOME}roller/{membership.pk}/avsluta/")
    elif kind == "revoke":
        for invitation in Invitation.objects.all():
            admin.post(f"{HOME}inbjudningar/{invitation.pk}/aterkalla/")
