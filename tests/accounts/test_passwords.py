"""A password is recovered by mail, chosen by rule and changed by its owner; nobody learns who has an account."""

import re
from threading import Thread

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.places.models import Area
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make
from tests.accounts.conftest import faults_of
from tests.mail import Receiver, work_off
from tests.public.markup import elements, parse, text_of

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, NEW = "lasare@example.invalid", "tre röda trådar i rad", "fyra gröna granar på rad"
FORGOT, SENT, CHANGE = "/logga-in/glomt/", "/logga-in/glomt/skickat/", "/konto/losenord/"
TWICE = {"password1": NEW, "password2": NEW}


@pytest.fixture
def account() -> User:
    """A login with a role in Örebro county."""
    made = make.member(Role.READER, make.organisation(county=Area.objects.get(code="18")))
    made.email = EMAIL
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def link(client: Client, account: User, monkeypatch) -> str:
    """The path in the letter that the account's owner has asked for."""
    client.post(FORGOT, {"email": EMAIL})
    work_off(monkeypatch)
    return path_in(mail.outbox[-1].body)


def path_in(letter: str) -> str:
    return re.search(r"https?://testserver(/\S+)", letter.split("dygn:")[1])[1]


def sign_in(client: Client, password: str) -> bool:
    client.post("/logga-in/", {"username": EMAIL, "password": password})
    return SESSION_KEY in client.session


def told(kind: str = "account") -> list[str]:
    return list(AuditEvent.objects.filter(kind=kind).order_by("id").values_list("what", flat=True))


# Recovery


def test_a_forgotten_password_is_replaced_through_a_link_in_the_mail(client: Client, account, link: str) -> None:
    form = client.get(link, follow=True)
    assert "Välj ett nytt lösenord" in form.content.decode()
    assert faults_of(form) == []

    answer = client.post(form.request["PATH_INFO"], TWICE, follow=True)

    assert "Lösenordet är bytt. Logga in med det nya." in answer.content.decode()
    assert not sign_in(client, PASSWORD)
    assert sign_in(client, NEW)


def test_the_key_of_the_link_leaves_the_address(client: Client, link: str) -> None:
    address, _ = client.get(link, follow=True).redirect_chain[-1]

    assert link.rstrip("/").rsplit("/", 1)[1] not in address


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), "ingen@example.invalid"])
def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client: Client, account, email: str) -> None:
    answer = client.post(FORGOT, {"email": email}, follow=True)

    assert answer.redirect_chain == [(SENT, 302)]
    assert email not in answer.content.decode()
    assert DBTaskResult.objects.count() == 1


def test_an_unknown_address_gets_no_letter_and_is_written_nowhere(client: Client, monkeypatch) -> None:
    client.post(FORGOT, {"email": "ingen@example.invalid"})
    work_off(monkeypatch)

    assert mail.outbox == []
    assert told() == ["Nytt lösenord begärt för okänd adress"]
    assert not any("ingen@" in str(row) for row in [*AuditEvent.objects.values(), *DBTaskResult.objects.values()])


def test_neither_link_nor_address_waits_in_the_queue(client: Client, account: User) -> None:
    client.post(FORGOT, {"email": EMAIL})

    assert DBTaskResult.objects.get().args_kwargs == {"args": [account.pk, "http://testserver/"], "kwargs": {}}


def test_the_letter_reaches_a_mail_server(client: Client, account, settings, monkeypatch) -> None:
    with Receiver() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        client.post(FORGOT, {"email": EMAIL})
        work_off(monkeypatch)
        server.shutdown()

    (letter,) = server.letters
    assert f"To: {EMAIL}" in letter


@pytest.mark.parametrize("change", ["used", "tampered", "old", "moved"])
def test_a_link_that_does_not_hold_says_so(client: Client, account: User, link: str, settings, change: str) -> None:
    if change == "used":
        client.post(client.get(link, follow=True).request["PATH_INFO"], TWICE)
    if change == "moved":
        User.objects.update(email="annan@example.invalid")
    if change == "old":
        settings.PASSWORD_RESET_TIMEOUT = -1
    answer = client.get(link.rstrip("/") + "x/" if change == "tampered" else link, follow=True)

    assert answer.status_code == 410
    assert "Länken gäller inte längre" in answer.content.decode()
    assert faults_of(answer) == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"password1": "kort", "password2": "kort"}, "minst 12 tecken"),
        ({"password1": "passwordpassword", "password2": "passwordpasswore"}, "Skriv samma lösenord i båda fälten."),
        ({"password1": "", "password2": ""}, "Välj ett lösenord."),
    ],
)
def test_a_new_password_follows_the_rules(client: Client, link: str, typed, message: str) -> None:
    address = client.get(link, follow=True).request["PATH_INFO"]
    answer = client.post(address, typed)
    root, _ = parse(answer.content.decode())

    assert message in text_of(next(each for each in elements(root, "div") if each.get("class") == "errors"))
    assert text_of(next(elements(root, "title"))).startswith("Fel:")
    assert faults_of(answer) == []


def test_a_persona_gets_no_password(client: Client, settings, monkeypatch) -> None:
    settings.DEMO = True
    make_personas()
    client.post(FORGOT, {"email": "adm@demo.invalid"})
    work_off(monkeypatch)

    assert mail.outbox == []


# Change


def test_the_owner_changes_the_password_and_stays_signed_in_here_only(
    client: Client, account: User, static_files
) -> None:
    other = Client()
    assert sign_in(client, PASSWORD) and sign_in(other, PASSWORD)
    assert faults_of(client.get(CHANGE)) == []

    answer = client.post(CHANGE, {"oldpassword": PASSWORD, **TWICE}, follow=True)

    assert "Lösenordet är bytt." in answer.content.decode()
    assert client.get("/konto/").status_code == 200
    assert other.get("/konto/").status_code == 302


def test_the_owner_is_told_of_a_new_password_by_mail(client: Client, account: User, monkeypatch) -> None:
    client.force_login(account)
    client.post(CHANGE, {"oldpassword": PASSWORD, **TWICE})
    work_off(monkeypatch)

    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
    assert NEW not in mail.outbox[0].body


def test_the_old_password_is_asked_for(client: Client, account: User) -> None:
    client.force_login(account)
    answer = client.post(CHANGE, {"oldpassword": "fel", **TWICE})

    assert "Lösenordet stämmer inte med det du har nu." in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_the_account_page_tells_of_ones_roles_and_of_nobody_elses(client: Client, account: User) -> None:
    make.member(Role.READER, make.organisation(name="En annans"))
    client.force_login(account)
    answer = client.get("/konto/")

    assert EMAIL in answer.content.decode() and "En annans" not in answer.content.decode()
    assert faults_of(answer) == []


def test_a_persona_has_no_password_to_change(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    client.post("/prova-som/led/")

    assert client.get(CHANGE).status_code == 404
    assert "Byt lösenord" not in client.get("/konto/").content.decode()


@pytest.mark.parametrize("address", ["/registrera/", "/logga-in/registrera/", "/accounts/signup/", "/signup/"])
def test_nobody_signs_up(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


# The audit trail


def test_every_step_stands_in_the_trail_of_the_county(client: Client, account: User, link: str) -> None:
    client.post(client.get(link, follow=True).request["PATH_INFO"], TWICE)
    sign_in(client, NEW)
    client.post(CHANGE, {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD})

    county = Area.objects.get(code="18").pk
    events = AuditEvent.objects.filter(county_id=county, user_id=account.pk).order_by("id")
    assert [event.what for event in events] == [
        "Bad om nytt lösenord",
        "Valde nytt lösenord efter återställning",
        "Loggade in",
        "Bytte lösenord",
    ]
    assert {event.role.split(",")[0] for event in events} == {"läsare"}


def test_a_failed_sign_in_is_told_of_without_what_was_typed(client: Client, account: User) -> None:
    sign_in(client, "mitt hemliga lösenord")
    client.post("/logga-in/", {"username": "skrev.fel@example.invalid", "password": "mitt hemliga lösenord"})
    known, unknown = AuditEvent.objects.filter(kind="sign_in_failed").order_by("id")

    assert (known.user_id, unknown.user_id, unknown.county_id) == (account.pk, None, None)
    for row in AuditEvent.objects.values():
        assert "hemliga" not in str(row) and "skrev.fel" not in str(row)


def test_a_sign_in_stands_once_in_every_county_where_the_login_has_a_role(client: Client, account: User) -> None:
    other = make.organisation()
    make.membership(account, Role.READER, other)
    make.membership(account, Role.INITIATIVE_OWNER, other)
    sign_in(client, PASSWORD)

    counties = AuditEvent.objects.filter(kind="sign_in").values_list("county_id", flat=True)
    assert sorted(counties) == sorted([Area.objects.get(code="18").pk, other.county_id])


@pytest.mark.parametrize("uid", ["zzzzzzzzzzzzz", "zzzzzzzzzzzzzzzzzzzz", "0", "-1", "x_y"])
def test_a_link_to_no_account_is_no_fault(client: Client, uid: str) -> None:
    assert client.get(f"/logga-in/nytt/{uid}/diffso-f54344f38ba6/").status_code == 410
