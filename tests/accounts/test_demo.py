"""Signing in, and the demo's personas: they exist in demo mode only."""

from html import unescape

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from handslag.accounts.models import User
from handslag.accounts.personas import PERSONAS, make_personas

pytestmark = pytest.mark.django_db
KEYS = [persona.key for persona in PERSONAS]
SIGN_IN, SIGN_OUT = "/logga-in/", "/logga-ut/"
PASSWORD = "tre röda trådar i rad"


@pytest.fixture
def personas(settings) -> None:
    """The personas are in the database, as after `make demo`; demo mode is off again."""
    settings.DEMO = True
    make_personas()
    settings.DEMO = False


@pytest.fixture
def account() -> User:
    return User.objects.create_user("lasare@example.invalid", PASSWORD)


def sign_in(client: Client, email: str, password: str):
    return client.post(SIGN_IN, {"username": email, "password": password, "next": ""})


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


# Outside demo mode


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_outside_demo_mode_no_persona_can_be_stepped_into(client: Client, personas, key: str, method: str) -> None:
    assert User.objects.filter(persona=key).exists()

    answer = getattr(client, method)(f"/prova-som/{key}/")

    assert answer.status_code == 404
    assert not is_signed_in(client)


def test_outside_demo_mode_the_sign_in_page_offers_no_persona(client: Client, personas) -> None:
    text = client.get(SIGN_IN).content.decode()

    assert "Prova som" not in text
    assert "prova-som" not in text
    assert not any(persona.title in text for persona in PERSONAS)


@pytest.mark.parametrize("password", ["", "!"])
def test_no_password_opens_a_persona(client: Client, personas, password: str) -> None:
    for user in User.objects.exclude(persona=""):
        sign_in(client, user.email, password)
        assert not is_signed_in(client)


def test_outside_demo_mode_no_page_carries_the_demo_banner(client: Client) -> None:
    assert 'class="demo"' not in client.get("/").content.decode()


def test_personas_are_not_made_outside_demo_mode(settings) -> None:
    settings.DEMO = False

    with pytest.raises(RuntimeError, match="demo mode"):
        make_personas()

    assert not User.objects.exclude(persona="").exists()


# In demo mode


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.key)
def test_in_demo_mode_a_visitor_steps_into_every_persona(client: Client, personas, settings, persona) -> None:
    settings.DEMO = True
    offered = unescape(client.get(SIGN_IN).content.decode())
    assert persona.title in offered and f"/prova-som/{persona.key}/" in offered

    answer = client.post(f"/prova-som/{persona.key}/", follow=True)

    assert answer.status_code == 200
    assert f"Du provar som {persona.title}" in unescape(answer.content.decode())
    county = "exempellan" if persona.county == "exempellan" else "orebro"
    assert answer.redirect_chain[0][0] == f"/{county}/"


def test_in_demo_mode_a_visitor_sees_that_it_is_a_demo(client: Client, settings) -> None:
    settings.DEMO = True
    text = client.get("/").content.decode()

    assert 'class="demo"' in text
    assert "Du läser som besökare." in text


def test_a_persona_goes_back_to_reading_as_a_visitor(client: Client, personas, settings) -> None:
    settings.DEMO = True
    client.post("/prova-som/led/")

    client.post(SIGN_OUT)

    assert "Du läser som besökare." in client.get("/").content.decode()


def test_stepping_into_a_persona_is_done_by_a_form_only(client: Client, personas, settings) -> None:
    settings.DEMO = True

    assert client.get("/prova-som/led/").status_code == 405
    assert not is_signed_in(client)


def test_an_unknown_persona_does_not_exist(client: Client, personas, settings) -> None:
    settings.DEMO = True
    assert client.post("/prova-som/chefen/").status_code == 404


def test_a_persona_that_is_not_made_is_not_offered(client: Client, personas, settings) -> None:
    settings.DEMO = True
    User.objects.filter(persona="own").delete()

    assert "/prova-som/own/" not in client.get(SIGN_IN).content.decode()


def test_a_closed_persona_cannot_be_stepped_into(client: Client, personas, settings) -> None:
    settings.DEMO = True
    User.objects.filter(persona="led").update(is_active=False)

    assert client.post("/prova-som/led/").status_code == 404
    assert not is_signed_in(client)


def test_personas_are_made_once(settings) -> None:
    settings.DEMO = True

    assert make_personas() == len(PERSONAS)
    assert make_personas() == 0


# With an account


def test_the_right_password_signs_in(client: Client, account: User) -> None:
    answer = sign_in(client, account.email, PASSWORD)

    assert answer.status_code == 302
    assert client.session[SESSION_KEY] == str(account.id)


@pytest.mark.parametrize(
    ("email", "password"), [("lasare@example.invalid", "fel lösenord här"), ("ingen@example.invalid", PASSWORD)]
)
def test_a_wrong_sign_in_says_the_same_whether_or_not_the_account_exists(
    client: Client, account: User, email: str, password: str
) -> None:
    answer = sign_in(client, email, password)
    text = answer.content.decode()

    assert not is_signed_in(client)
    assert "E-postadressen eller lösenordet stämmer inte." in text
    assert "<title>Fel: Logga in" in text


def test_the_email_typed_stays_after_an_error_and_the_password_does_not(client: Client, account: User) -> None:
    text = sign_in(client, account.email, "fel lösenord här").content.decode()

    assert f'value="{account.email}"' in text
    assert "fel lösenord här" not in text


def test_empty_fields_get_a_message_each(client: Client) -> None:
    text = sign_in(client, "", "").content.decode()

    assert '<p class="err" id="id_username_error">Ange din e-postadress.</p>' in text
    assert '<p class="err" id="id_password_error">Ange ditt lösenord.</p>' in text


def test_a_closed_account_cannot_sign_in(client: Client, account: User) -> None:
    User.objects.filter(id=account.id).update(is_active=False)

    sign_in(client, account.email, PASSWORD)

    assert not is_signed_in(client)


def test_a_closed_account_loses_the_session_it_has(client: Client, account: User) -> None:
    client.force_login(account)
    User.objects.filter(id=account.id).update(is_active=False)

    assert "Logga in" in client.get("/").content.decode()


@pytest.mark.parametrize("password", ["\x00" * 12, "x" * 100_000, "'; DROP TABLE"])
def test_an_odd_password_is_only_wrong(client: Client, account: User, password: str) -> None:
    assert sign_in(client, account.email, password).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize("target", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_host(client: Client, account: User, target: str) -> None:
    answer = client.post(SIGN_IN, {"username": account.email, "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_signing_in_leads_on_to_the_page_asked_for(client: Client, account: User) -> None:
    answer = client.post(SIGN_IN, {"username": account.email, "password": PASSWORD, "next": "/orebro/insatser/"})
    assert answer["Location"] == "/orebro/insatser/"


def test_signing_in_gives_a_new_session(client: Client, account: User) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["spår"] = "ja"
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    sign_in(client, account.email, PASSWORD)

    assert client.session.session_key != before


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, account: User) -> None:
    cookie = sign_in(client, account.email, PASSWORD).cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 8 * 60 * 60


def test_over_https_the_cookies_are_secure(client: Client, account: User, settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    form = client.get(SIGN_IN, secure=True)

    assert form.cookies["csrftoken"]["secure"]
    answer = client.post(SIGN_IN, {"username": account.email, "password": PASSWORD}, secure=True)
    assert answer.cookies["sessionid"]["secure"]


def test_a_visitor_gets_no_session(client: Client) -> None:
    for address in ("/", "/orebro/", "/orebro/insatser/"):
        assert "sessionid" not in client.get(address).cookies


# Signing out


def test_signing_out_ends_the_session(client: Client, account: User) -> None:
    client.force_login(account)

    answer = client.post(SIGN_OUT)

    assert answer.status_code == 302
    assert not is_signed_in(client)


def test_signing_out_is_done_by_a_form_only(client: Client, account: User) -> None:
    client.force_login(account)

    assert client.get(SIGN_OUT).status_code == 405
    assert is_signed_in(client)


def test_signing_out_asks_for_the_forms_own_token(account: User, static_files) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)

    assert client.post(SIGN_OUT).status_code == 403
    assert is_signed_in(client)
