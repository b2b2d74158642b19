"""Who has which role in a county is seen and changed by its administrators, and by nobody else."""

import datetime
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handslag.accounts import actions
from handslag.accounts.models import Invitation, Membership
from handslag.accounts.personas import make_personas
from handslag.places.models import Area
from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import ROLE_PERMISSIONS, Permission, Role
from tests import factories as make
from tests.accounts.conftest import Ground, browser_of, faults_of
from tests.public.markup import elements, parse, text_of

pytestmark = pytest.mark.django_db
HOME = "/provlan/administration/"
TODAY, DAY = timezone.localdate, datetime.timedelta(days=1)
ACTING = Actor(None, "prov")


def role_of(membership: Membership) -> str:
    return f"{HOME}roller/{membership.pk}/avsluta/"


def give(admin: Client, ground: Ground, member, **more):
    typed = {"user": member.pk, "organisation": ground.organisation.pk, "role": Role.INITIATIVE_OWNER, "valid_to": ""}
    return admin.post(f"{HOME}ge-roll/", typed | more)


# Who may


def addresses(ground: Ground) -> dict[str, str]:
    """Every page of the administration, with a role and an invitation to act on."""
    reader = ground.member(Role.READER).memberships.get()
    invitation, _ = actions.invite(
        "ny@example.invalid", Role.READER, ground.organisation, county=ground.county, by=ground.admin, acting=ACTING
    )
    return {
        "administration": HOME,
        "give_role": f"{HOME}ge-roll/",
        "end_role": role_of(reader),
        "invite": f"{HOME}bjud-in/",
        "revoke_invitation": f"{HOME}inbjudningar/{invitation.pk}/aterkalla/",
        "audit_trail": f"{HOME}logg/",
        "audit_trail_csv": f"{HOME}logg.csv",
    }


OTHER_ROLES = [role for role in Role if Permission.MANAGE_ACCESS not in ROLE_PERMISSIONS[role]]


@pytest.mark.parametrize("role", OTHER_ROLES)
def test_another_role_in_the_county_is_refused_every_page_and_form(ground: Ground, role: Role) -> None:
    client = browser_of(ground.member(role))
    for name, address in addresses(ground).items():
        assert client.get(address).status_code == 403, name
        assert client.post(address, {"user": ground.admin.pk}).status_code == 403, name
    assert_nothing_changed(ground)


@pytest.mark.parametrize("who", ["another county's administrator", "no role", "ended administrator", "future one"])
def test_who_has_no_role_in_the_county_finds_no_page(ground: Ground, who: str) -> None:
    user = {
        "another county's administrator": lambda: ground.other_admin,
        "no role": make.user,
        "ended administrator": lambda: ground.member(Role.ADMINISTRATOR, valid_to=TODAY() - DAY),
        "future one": lambda: ground.member(Role.ADMINISTRATOR, valid_from=TODAY() + DAY),
    }[who]()
    client = browser_of(user)
    for name, address in addresses(ground).items():
        assert client.get(address).status_code == 404, name
        assert client.post(address).status_code == 404, name
    assert_nothing_changed(ground)


def test_a_visitor_is_asked_to_sign_in_and_keeps_what_was_typed(ground: Ground) -> None:
    client = Client()
    for name, address in addresses(ground).items():
        assert client.get(address)["Location"] == f"/logga-in/?next={address}", name
        answer = client.post(address, {"email": "typad@example.invalid"})
        assert answer.status_code == 403 and 'name="kvar"' in answer.content.decode(), name
    assert_nothing_changed(ground)


def assert_nothing_changed(ground: Ground) -> None:
    assert Invitation.objects.open().count() == 1
    assert Membership.objects.current().filter(user=ground.admin).exists()
    assert not AuditEvent.objects.filter(kind__in=["membership", "export"]).exists()


def test_the_administrator_reads_every_page(ground: Ground, admin: Client) -> None:
    for name, address in addresses(ground).items():
        answer = admin.get(address)
        assert answer.status_code == 200, name
        if not address.endswith(".csv"):
            assert faults_of(answer) == [], name


def test_rows_of_another_county_are_not_reached_through_ones_own(ground: Ground, admin: Client) -> None:
    theirs = ground.other_admin.memberships.get()
    invitation, _ = actions.invite(
        "ny@example.invalid", Role.READER, ground.elsewhere, county=ground.other_county, by=ground.other_admin, acting=ACTING
    )  # fmt: skip
    for address in (role_of(theirs), f"{HOME}inbjudningar/{invitation.pk}/aterkalla/"):
        assert (admin.get(address).status_code, admin.post(address).status_code) == (404, 404)
    assert Membership.objects.current().filter(pk=theirs.pk).exists()
    assert Invitation.objects.open().filter(pk=invitation.pk).exists()


def test_a_county_that_is_an_example_has_no_page_for_a_visitor(client: Client) -> None:
    assert client.get("/exempellan/administration/").status_code == 404


def test_the_way_there_goes_from_ones_account(ground: Ground, admin: Client) -> None:
    assert "Ditt konto" in admin.get("/om/").content.decode()
    assert HOME in admin.get("/konto/").content.decode()
    assert "administration" not in browser_of(ground.member(Role.READER)).get("/konto/").content.decode()


def test_the_demos_administrator_finds_it(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    client.post("/prova-som/adm/")

    assert "/orebro/administration/logg/" in client.get("/konto/").content.decode()
    assert client.get("/orebro/administration/").status_code == 200


# The list


def test_the_list_shows_roles_that_hold_or_will_and_only_the_countys(ground: Ground, admin: Client) -> None:
    now = ground.member(Role.READER, valid_to=TODAY())
    later = ground.member(Role.READER, valid_from=TODAY() + DAY)
    ended = ground.member(Role.READER, valid_to=TODAY() - DAY)
    text = admin.get(HOME).content.decode()

    assert now.email in text and later.email in text
    assert ended.email not in text and ground.other_admin.email not in text


def test_ten_more_roles_and_invitations_cost_no_more_queries(ground: Ground, admin: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            admin.get(HOME)
        return len(found)

    addresses(ground)
    admin.get(HOME)
    before = cost()
    for n in range(10):
        organisation = make.organisation(county=ground.county)
        ground.member(Role.READER, organisation=organisation)
        actions.invite(
            f"{n}@example.invalid", Role.READER, organisation, county=ground.county, by=ground.admin, acting=ACTING
        )
    assert cost() == before


# Giving


def test_a_role_is_given_to_somebody_known_in_the_county_and_holds_at_once(ground: Ground, admin: Client) -> None:
    user = ground.member(Role.READER)
    assert give(admin, ground, user)["Location"] == HOME

    held = user.memberships.get(role=Role.INITIATIVE_OWNER)
    assert (held.organisation, held.valid_from, held.valid_to) == (ground.organisation, TODAY(), None)
    event = AuditEvent.objects.get(kind="membership")
    assert event.what == f"Gav rollen insatsägare till konto {user.pk}"
    assert (event.county_id, event.user_id) == (ground.county.pk, ground.admin.pk)
    assert event.role == "administratör, Provkommun"


def test_an_ended_role_begins_anew(ground: Ground, admin: Client) -> None:
    user = ground.member(Role.INITIATIVE_OWNER, valid_from=TODAY() - 9 * DAY, valid_to=TODAY() - DAY)
    give(admin, ground, user, valid_to=str(TODAY() + DAY))

    held = user.memberships.get()
    assert (held.valid_from, held.valid_to) == (TODAY(), TODAY() + DAY)


@pytest.mark.parametrize("field", ["user", "organisation"])
def test_nothing_outside_the_county_can_be_chosen(ground: Ground, admin: Client, field: str) -> None:
    outside = {"user": ground.other_admin.pk, "organisation": ground.elsewhere.pk}[field]
    answer = give(admin, ground, ground.member(Role.READER), **{field: outside})

    assert answer.status_code == 422
    assert faults_of(answer) == []
    assert Membership.objects.filter(role=Role.INITIATIVE_OWNER).count() == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"role": ""}, "Välj roll."),
        ({"role": "superuser"}, "Välj roll."),
        ({"user": "x"}, "Välj konto."),
        ({"organisation": ""}, "Välj organisation."),
        ({"valid_to": "igår"}, "Skriv dagen som 2026-12-31."),
        ({"valid_to": "2020-01-01"}, "Ange en dag som inte har varit."),
        ({"role": Role.READER}, "Kontot har redan den rollen"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_fault_is_told_by_its_field(ground: Ground, admin: Client, more, message: str) -> None:
    answer = give(admin, ground, ground.member(Role.READER), **more)

    assert answer.status_code == 422
    assert answer.content.decode().count(message) == 2  # in the summary and by the field
    assert faults_of(answer) == []


def test_nothing_is_chosen_beforehand(admin: Client) -> None:
    root, _ = parse(admin.get(f"{HOME}ge-roll/").content.decode())
    chosen = [each for each in elements(root, "option") if each.get("selected") is not None and each.get("value")]
    assert chosen == []


# Ending


def test_a_role_is_asked_about_and_ends_at_once(ground: Ground, admin: Client) -> None:
    user = ground.member(Role.COUNTY_LEAD, valid_from=TODAY() - 9 * DAY)
    held, theirs = user.memberships.get(), browser_of(user)
    assert theirs.get(HOME).status_code == 403
    assert "Avsluta rollen?" in admin.get(role_of(held)).content.decode()

    admin.post(role_of(held))

    assert theirs.get(HOME).status_code == 404  # a stranger in the county from now on
    assert user.memberships.get().valid_to == TODAY() - DAY
    assert AuditEvent.objects.get().what == f"Avslutade rollen utvecklingsledare för länet för konto {user.pk}"


@pytest.mark.parametrize("first", [None, TODAY(), TODAY() + DAY])
def test_a_role_of_any_age_ends(ground: Ground, admin: Client, first) -> None:
    user = ground.member(Role.READER, valid_from=first)
    admin.post(role_of(user.memberships.get()))

    assert not user.memberships.not_ended().exists()


def test_the_last_administrator_of_a_county_stays(ground: Ground, admin: Client) -> None:
    ground.member(Role.ADMINISTRATOR, valid_to=TODAY() - DAY)
    answer = admin.post(role_of(ground.admin.memberships.get()))

    assert answer.status_code == 409
    assert "Det är länets sista administratör." in answer.content.decode()
    assert faults_of(answer) == []
    assert admin.get(HOME).status_code == 200


def test_a_closed_account_is_no_administrator_to_rest_on(ground: Ground, admin: Client) -> None:
    closed = ground.member(Role.ADMINISTRATOR)
    closed.is_active = False
    closed.save()

    assert admin.post(role_of(ground.admin.memberships.get())).status_code == 409


def test_one_of_two_administrators_may_step_down(ground: Ground, admin: Client) -> None:
    ground.member(Role.ADMINISTRATOR)

    assert admin.post(role_of(ground.admin.memberships.get()))["Location"] == "/konto/"
    assert admin.get(HOME).status_code == 404


def test_who_lost_the_role_a_moment_ago_may_no_longer_use_it(ground: Ground) -> None:
    second = ground.member(Role.ADMINISTRATOR)
    first_role, second_role = ground.admin.memberships.get(), second.memberships.get()
    second.grants()  # read before, as in a request that waits
    actions.end_role(second_role, county=ground.county, by=ground.admin, acting=ACTING)

    with pytest.raises(actions.PermissionDenied):
        actions.end_role(first_role, county=ground.county, by=second, acting=ACTING)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one(static_files) -> None:
    ground = Ground()
    second = ground.member(Role.ADMINISTRATOR)
    browsers = [browser_of(ground.admin), browser_of(second)]
    targets = [role_of(second.memberships.get()), role_of(ground.admin.memberships.get())]
    together, statuses = Barrier(2), []

    def end(client: Client, address: str) -> None:
        together.wait()
        statuses.append(client.post(address).status_code)
        connection.close()

    threads = [Thread(target=end, args=pair) for pair in zip(browsers, targets, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert actions.holders(ground.county).count() == 1
    assert 302 in statuses and set(statuses) <= {302, 403, 404}


# The command


def test_the_command_gives_a_role_anew_and_tells_the_trail(ground: Ground, capsys) -> None:
    user = ground.member(Role.READER, valid_to=TODAY() - DAY)
    arguments = ["account", user.email, "--role", "reader", "--organisation", ground.organisation.key]
    call_command(*arguments, "--county", "provlan")
    call_command(*arguments, "--county", "provlan")

    assert user.memberships.current().count() == 1
    assert "(redan)" in capsys.readouterr().out
    assert AuditEvent.objects.get(kind="membership").role == "driften, kommandoraden"


def test_every_role_that_manages_access_reads_the_trail_too() -> None:
    """The pages lead from one to the other."""
    managing = [role for role, held in ROLE_PERMISSIONS.items() if Permission.MANAGE_ACCESS in held]
    assert managing and all(Permission.READ_AUDIT in ROLE_PERMISSIONS[role] for role in managing)


def test_a_county_of_the_country_only(admin: Client) -> None:
    assert Area.objects.filter(slug="kumla").exists()
    assert admin.get("/kumla/administration/").status_code == 404


def test_the_page_says_how_many(admin: Client) -> None:
    root, _ = parse(admin.get(HOME).content.decode())
    assert "En roll i länet." in text_of(root)
