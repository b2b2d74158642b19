"""A role is offered by a link that holds for fourteen days and once, and is accepted by who has the address."""

import datetime
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from handslag.accounts import actions
from handslag.accounts.models import Invitation, Membership, User
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make
from tests.accounts.conftest import Ground, browser_of, faults_of, link_in_letter

pytestmark = pytest.mark.django_db
HOME, EMAIL, PASSWORD = "/provlan/administration/", "ny@example.invalid", "tre röda trådar i rad"
TWICE = {"password1": PASSWORD, "password2": PASSWORD}
TODAY = timezone.localdate


def invite(admin: Client, ground: Ground, **more):
    typed = {"email": EMAIL, "organisation": ground.organisation.pk, "role": Role.INITIATIVE_OWNER}
    return admin.post(f"{HOME}bjud-in/", typed | more)


@pytest.fixture
def link(ground: Ground, admin: Client) -> str:
    """The path in the letter of an invitation."""
    assert invite(admin, ground).status_code == 200
    return link_in_letter()


def accept(client: Client, link: str, **more):
    return client.post("/inbjudan/", {"nyckel": link.split("/")[2], **more}, follow=True)


def told() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("kind", "what"))


# Inviting


def test_the_administrator_invites_and_the_letter_goes_out(ground: Ground, admin: Client) -> None:
    answer = invite(admin, ground, email=EMAIL.upper())
    (letter,) = mail.outbox

    assert letter.to == [EMAIL]
    assert "insatsägare, Provkommun, i Provlän" in letter.body
    assert "Inbjudan är skickad" in answer.content.decode()
    assert link_in_letter() not in answer.content.decode()
    assert faults_of(answer) == []
    assert EMAIL in admin.get(HOME).content.decode()
    assert told() == [("invitation", "Bjöd in: insatsägare")]


def test_in_the_demo_the_link_is_shown_once(ground: Ground, admin: Client, settings) -> None:
    settings.DEMO = True
    answer = invite(admin, ground)

    assert "Länken visas bara nu" in answer.content.decode()
    assert link_in_letter() in answer.content.decode()
    assert faults_of(answer) == []
    assert "/inbjudan/" not in admin.get(HOME).content.decode()


def test_the_links_key_is_kept_nowhere(ground: Ground, link: str) -> None:
    key = link.split("/")[2]
    rows = [*Invitation.objects.values(), *AuditEvent.objects.values()]

    assert len(key) >= 40
    assert not any(key in str(row) for row in rows)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"email": ""}, "Ange adressen som länken ska skickas till."),
        ({"email": "inte en adress"}, "Skriv adressen som namn@exempel.se."),
        ({"email": "a@b.se\nBcc: c@d.se"}, "Skriv adressen som namn@exempel.se."),
        ({"organisation": "x"}, "Välj organisation."),
        ({"role": "chef"}, "Välj roll."),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_a_fault_is_told_by_its_field_and_what_was_typed_stays(ground: Ground, admin: Client, more, message) -> None:
    answer = invite(admin, ground, **more)

    assert answer.status_code == 422
    assert answer.content.decode().count(message) == 2
    assert faults_of(answer) == []
    assert mail.outbox == [] and not Invitation.objects.exists()


def test_nobody_is_invited_to_another_county(ground: Ground, admin: Client) -> None:
    assert invite(admin, ground, organisation=ground.elsewhere.pk).status_code == 422
    assert not Invitation.objects.exists()


def test_the_same_offer_stands_once(ground: Ground, admin: Client, link: str) -> None:
    assert "en öppen inbjudan till den" in invite(admin, ground).content.decode()
    assert invite(admin, ground, role=Role.READER).status_code == 200


def test_an_invitation_does_not_tell_whether_the_address_has_an_account_elsewhere(
    ground: Ground, admin: Client
) -> None:
    known = invite(admin, ground, email=ground.other_admin.email).content.decode()
    unknown = invite(admin, ground, email="okand@example.invalid").content.decode()

    def bare(text: str) -> str:
        return re.sub(r"[\w.-]+@[\w.-]+|value=\"[^\"]+\"", "", text)

    assert bare(known) == bare(unknown)


def test_a_letter_that_does_not_leave_closes_the_invitation_and_says_so(
    ground: Ground, admin: Client, settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = invite(admin, ground)

    assert answer.status_code == 422
    assert "Brevet gick inte att skicka." in answer.content.decode()
    assert EMAIL in answer.content.decode()
    assert Invitation.objects.get().state == "revoked"


def test_invitations_are_limited(ground: Ground, admin: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite": "2/h/user"}
    statuses = [invite(admin, ground, email=f"{n}@example.invalid").status_code for n in range(3)]

    assert statuses == [200, 200, 429]


# Accepting


def test_the_invited_chooses_a_password_and_has_the_role(client: Client, ground: Ground, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200 and faults_of(page) == []
    assert "no-store" in page["Cache-Control"]

    answer = accept(client, link, **TWICE)

    user = User.objects.get(email=EMAIL)
    held = user.memberships.get()
    assert answer.redirect_chain[-1][0] == "/provlan/"
    assert client.session[SESSION_KEY] == str(user.pk)
    assert (held.organisation, held.role, held.valid_from) == (ground.organisation, Role.INITIATIVE_OWNER, TODAY())
    assert Client().post("/logga-in/", {"username": EMAIL, "password": PASSWORD}).status_code == 302
    assert told() == [
        ("invitation", "Bjöd in: insatsägare"),
        ("invitation", "Tog emot inbjudan: insatsägare"),
        ("account", f"Konto {user.pk} skapat genom inbjudan"),
        ("membership", f"Gav rollen insatsägare till konto {user.pk}"),
        ("sign_in", "Loggade in"),
        ("sign_in", "Loggade in"),
    ]


def test_the_address_is_forgotten_when_the_invitation_is_used(client: Client, link: str) -> None:
    accept(client, link, **TWICE)
    assert Invitation.objects.get().email == ""


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"password1": "kort", "password2": "kort"}, "minst 12 tecken"),
        ({"password1": PASSWORD, "password2": "annat"}, "Skriv samma lösenord i båda fälten."),
        ({}, "Välj ett lösenord."),
    ],
)
def test_the_password_follows_the_rules(client: Client, link: str, typed, message: str) -> None:
    answer = accept(client, link, **typed)

    assert message in answer.content.decode()
    assert "<title>Fel:" in answer.content.decode()
    assert faults_of(answer) == []
    assert not User.objects.filter(email=EMAIL).exists()
    assert accept(client, link, **TWICE).redirect_chain


def test_who_has_an_account_signs_in_and_accepts_by_a_button(client: Client, ground: Ground, link: str) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD)
    page = client.get(link)
    assert f"/logga-in/?next={link}" in page.content.decode()
    assert faults_of(page) == []

    back = client.post("/logga-in/", {"username": EMAIL, "password": PASSWORD, "next": link}, follow=True)
    assert "Ta emot rollen" in back.content.decode() and faults_of(back) == []
    accept(client, link)

    assert user.memberships.get().role == Role.INITIATIVE_OWNER
    assert user.has_usable_password()


def test_a_link_sets_no_password_on_an_account_that_exists(client: Client, link: str) -> None:
    user = User.objects.create_user(EMAIL, "ett eget lösenord")
    accept(client, link, **TWICE)

    user.refresh_from_db()
    assert user.check_password("ett eget lösenord") and not user.memberships.exists()
    assert SESSION_KEY not in client.session


def test_who_is_signed_in_as_somebody_else_does_not_get_the_role(ground: Ground, admin: Client, link: str) -> None:
    page = admin.get(link)
    assert "Inbjudan gäller en annan adress" in page.content.decode() and faults_of(page) == []

    accept(admin, link, **TWICE)

    assert not Membership.objects.filter(role=Role.INITIATIVE_OWNER).exists()
    assert Invitation.objects.get().state == "open"


def test_a_closed_account_is_not_opened_by_a_link(client: Client, ground: Ground, link: str) -> None:
    User.objects.create_user(EMAIL, PASSWORD)
    User.objects.filter(email=EMAIL).update(is_active=False)
    accept(client, link, **TWICE)

    assert not Membership.objects.filter(user__email=EMAIL).exists()
    assert SESSION_KEY not in client.session


def test_a_role_that_is_held_already_stays_as_it_is(client: Client, ground: Ground, link: str) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD)
    make.membership(user, Role.INITIATIVE_OWNER, ground.organisation)
    client.force_login(user)

    assert accept(client, link).status_code == 200
    assert user.memberships.get().valid_from is None


# A link that does not hold


def closed(ground: Ground, link: str, how: str) -> None:
    invitation = Invitation.objects.get()
    if how == "used":
        accept(Client(), link, **TWICE)
    if how == "revoked":
        browser_of(ground.admin).post(f"{HOME}inbjudningar/{invitation.pk}/aterkalla/")
    if how == "expired":
        Invitation.objects.update(valid_to="2024-04-30")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("used", "Länken gällde till och med"),
        ("revoked", "Länken gällde till och med"),
        ("expired", "Länken gällde till och med 30 april 2024."),
    ],
)
def test_a_closed_link_says_until_when_it_held_and_gives_nothing(
    ground: Ground, link: str, how: str, words: str
) -> None:
    closed(ground, link, how)
    accounts = User.objects.count()
    for answer in (Client().get(link), accept(Client(), link, **TWICE)):
        assert answer.status_code == 410
        assert words in answer.content.decode()
        assert faults_of(answer) == []
    assert User.objects.count() == accounts


@pytest.mark.parametrize("key", ["fel", "a" * 4000, "%00", "å", "<script>", "x y"])
def test_a_wrong_link_is_a_page_and_no_fault(client: Client, key: str) -> None:
    answer = client.get(f"/inbjudan/{key}/")

    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.content.decode()
    assert client.post("/inbjudan/", {"nyckel": key, **TWICE}).status_code == 404


def test_the_last_day_is_within(client: Client, link: str) -> None:
    Invitation.objects.update(valid_to=TODAY())
    assert client.get(link).status_code == 200


def test_a_link_is_used_once_even_by_two_at_the_same_moment(ground: Ground, link: str) -> None:
    seen = Invitation.objects.get()  # as both read it
    actions.accept(seen, user=None, password=PASSWORD)

    with pytest.raises(actions.NotOpen):
        actions.accept(seen, user=None, password=PASSWORD)


# Revoking and forgetting


def test_revoking_is_asked_about_and_forgets_the_address(ground: Ground, admin: Client, link: str) -> None:
    address = f"{HOME}inbjudningar/{Invitation.objects.get().pk}/aterkalla/"
    assert "Återkalla inbjudan?" in admin.get(address).content.decode()

    assert admin.post(address)["Location"] == HOME
    assert admin.post(address).status_code == 404
    assert Invitation.objects.get().email == ""
    assert told()[-1] == ("invitation", "Återkallade inbjudan: insatsägare")


@pytest.mark.parametrize(("days", "kept"), [(0, True), (30, True), (31, False)])
def test_the_address_of_an_expired_invitation_is_forgotten_in_time(link: str, capsys, days: int, kept: bool) -> None:
    Invitation.objects.update(valid_to=TODAY() - datetime.timedelta(days=days))
    call_command("forget_invitations")

    assert bool(Invitation.objects.get().email) == kept


def test_accepting_is_limited(client: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"accept_invitation": "2/m/ip"}
    statuses = [client.post("/inbjudan/", {"nyckel": "gissning"}).status_code for _ in range(3)]

    assert statuses == [404, 404, 429]
