"""Who guesses is stopped, in every worker alike, and behind a proxy too."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client, RequestFactory

from handslag.accounts.adapter import AccountAdapter
from handslag.accounts.models import User
from tests.public.markup import elements, parse, text_of

pytestmark = pytest.mark.django_db
SIGN_IN, FORGOT = "/logga-in/", "/logga-in/glomt/"
EMAIL, PASSWORD = "lasare@example.invalid", "tre röda trådar i rad"


@pytest.fixture
def account() -> User:
    return User.objects.create_user(EMAIL, PASSWORD)


def guess(client: Client, times: int, *, email: str = EMAIL, **headers: str):
    """Try a wrong password so many times; return the last answer."""
    return [client.post(SIGN_IN, {"username": email, "password": "fel"}, **headers) for _ in range(times)][-1]


def assert_stopped(answer) -> None:
    assert answer.status_code == 429
    root, faults = parse(answer.content.decode())
    assert faults == []
    assert [text_of(each) for each in elements(root, "h1")] == ["För många försök"]
    assert root.get("lang") == "sv"


def test_the_sixth_guess_at_an_account_is_stopped_from_any_address(client: Client, account: User) -> None:
    assert guess(client, 5).status_code == 200
    assert_stopped(guess(client, 1, REMOTE_ADDR="192.0.2.7"))


def test_the_right_password_does_not_open_while_stopped(client: Client, account: User) -> None:
    guess(client, 5)
    assert_stopped(client.post(SIGN_IN, {"username": EMAIL, "password": PASSWORD}))


def test_another_account_is_not_stopped_from_another_address(client: Client, account: User) -> None:
    guess(client, 6, email="annan@example.invalid")
    answer = client.post(SIGN_IN, {"username": EMAIL, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")

    assert answer.status_code == 302


def test_guesses_at_many_accounts_from_one_address_are_stopped(client: Client) -> None:
    answers = [guess(client, 1, email=f"konto{n}@example.invalid") for n in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]


def test_an_unknown_address_is_stopped_as_a_known_one(client: Client) -> None:
    assert guess(client, 5).status_code == 200
    assert_stopped(guess(client, 1))


def test_asking_for_letters_is_limited_for_known_and_unknown_alike(client: Client, account: User) -> None:
    for email in (EMAIL, "ingen@example.invalid"):
        answers = [client.post(FORGOT, {"email": email}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429]
        assert_stopped(answers[-1])


def test_the_address_typed_is_not_lost_and_the_password_is_not_shown(client: Client, account: User) -> None:
    text = guess(client, 6).content.decode()

    assert f'name="username" value="{EMAIL}"' in text
    assert 'name="password"' not in text


def test_reading_the_page_is_not_counted(client: Client) -> None:
    assert {client.get(SIGN_IN).status_code for _ in range(40)} == {200}


def test_workers_count_together_as_the_count_is_in_the_database() -> None:
    assert isinstance(caches["default"], DatabaseCache)


def test_no_address_stands_in_the_cache(client: Client, account: User) -> None:
    guess(client, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM handslag_cache")
        keys = [key for (key,) in cursor.fetchall()]

    assert keys and not any("@" in key for key in keys)


# Behind a proxy

CASES = [
    (0, "203.0.113.9", "127.0.0.1"),  # nobody is believed
    (1, None, "127.0.0.1"),
    (1, "203.0.113.9", "203.0.113.9"),
    (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the client's own words stand first
    (2, "198.51.100.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
    (2, "203.0.113.9", "127.0.0.1"),  # shorter than it should be
    (1, "inte en adress", "127.0.0.1"),
    (1, "[2001:db8::1]:443", "2001:db8::1"),
]


@pytest.mark.parametrize(("proxies", "forwarded", "expected"), CASES)
def test_the_clients_address_is_what_our_own_proxy_saw(settings, proxies: int, forwarded, expected: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    assert AccountAdapter().get_client_ip(RequestFactory().get("/", headers=headers)) == expected


def test_a_socket_without_an_address_is_no_fault() -> None:
    assert AccountAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR="")) == "unknown"


def test_a_made_up_header_does_not_get_around_the_limit(client: Client, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        guess(client, 1, email=f"konto{n}@example.invalid", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 203.0.113.9")
        for n in range(11)
    ]
    assert answers[-1].status_code == 429
