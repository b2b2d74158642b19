"""A link in a letter lets whoever holds it do one thing, and leaks nothing on the way."""

import datetime
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import dumps
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from handslag.accounts import actions, links
from handslag.accounts.models import TaskLink
from handslag.trust.logs import JsonFormatter, masked
from tests.public.markup import elements, parse, text_of

pytestmark = pytest.mark.django_db
PURPOSE = "errand"
TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def errand(monkeypatch) -> None:
    """A purpose whose targets are numbers; number 404 is gone."""
    where: Callable[[int], str | None] = lambda target: f"/arende/{target}/" if target != 404 else None  # noqa: E731
    monkeypatch.setitem(links._destinations, PURPOSE, where)


def made(target: int = 7, *, valid_to: datetime.date = TOMORROW) -> str:
    return links.make(PURPOSE, target, valid_to=valid_to)


def carried(cookie: str, target: int = 7, purpose: str = PURPOSE) -> TaskLink | None:
    """What a request with this cookie carries to a target's bare address."""
    request = RequestFactory().get(f"/arende/{target}/")
    request.COOKIES[links.COOKIE] = cookie
    return links.carried(request, purpose, target)


def opened(client: Client, path: str) -> str:
    """Open a link and return the cookie it gave."""
    return client.get(path).cookies[links.COOKIE].value


def everything() -> dict[str, list]:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


# The exchange


def test_the_key_is_exchanged_for_a_cookie_and_leaves_the_address(client: Client) -> None:
    path = made()
    key = path.rstrip("/").rpartition("/")[2]
    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, "/arende/7/")
    assert key not in answer["Location"] + str(answer.cookies) + answer.content.decode()
    assert carried(answer.cookies[links.COOKIE].value).target_id == 7
    assert len(key) >= 43


def test_the_cookie_is_for_one_address_and_no_script_reads_it(client: Client, settings) -> None:
    cookie = client.get(made()).cookies[links.COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/arende/7/", True, "Lax")
    assert cookie["max-age"] == links.COOKIE_AGE
    assert not cookie["secure"]
    settings.SESSION_COOKIE_SECURE = True
    assert client.get(made()).cookies[links.COOKIE]["secure"]


def test_no_session_is_begun(client: Client) -> None:
    assert set(client.get(made()).cookies) == {links.COOKIE}


@pytest.mark.parametrize("path", ["good", "/lank/finns-inte/", "old"])
def test_nothing_that_comes_after_is_told_the_address(client: Client, path: str) -> None:
    path = {"good": made(), "old": made(valid_to=datetime.date(2024, 4, 30))}.get(path, path)
    answer = client.get(path)

    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_only_a_hash_is_in_the_database() -> None:
    key = made().rstrip("/").rpartition("/")[2]
    stored = str(everything())

    assert key not in stored
    assert TaskLink.objects.get().key_hash == actions.hash_of(key)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_the_link_changes_nothing(client: Client, method: str) -> None:
    path = made()
    before = everything()

    for _ in range(30):
        assert getattr(Client(HTTP_USER_AGENT="Scanner/1.0"), method)(path).status_code == 302

    assert everything() == before
    assert client.get(path).status_code == 302  # and the person's own click works as before


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_link_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(made()).status_code == 405


def test_a_second_device_opens_the_same_link(client: Client) -> None:
    path = made()
    phone, desk = opened(client, path), opened(Client(), path)

    assert carried(phone) == carried(desk) is not None


def test_two_links_on_one_device_stand_beside_each_other(client: Client) -> None:
    paths = [client.get(made(target)).cookies[links.COOKIE]["path"] for target in (7, 8)]
    assert paths == ["/arende/7/", "/arende/8/"]


# Links that do not open


def page(answer) -> str:
    root, faults = parse(answer.content.decode())
    assert faults == []
    (main,) = elements(root, "main")
    return text_of(main)


def test_an_expired_link_says_until_which_day_it_held(client: Client) -> None:
    answer = client.get(made(valid_to=datetime.date(2024, 4, 30)))

    assert answer.status_code == 410
    assert "Länken gällde till och med 30 april 2024" in page(answer)
    assert "Det ni har skrivit finns kvar." in page(answer)
    assert links.COOKIE not in answer.cookies


def test_a_link_holds_through_its_last_day(client: Client) -> None:
    assert client.get(made(valid_to=timezone.localdate())).status_code == 302


def test_a_link_that_was_taken_back_says_so(client: Client) -> None:
    path, other = made(), made(8)
    assert links.revoke(PURPOSE, [7]) == 1
    assert links.revoke(PURPOSE, [7]) == 0

    answer = client.get(path)
    assert (answer.status_code, links.COOKIE in answer.cookies) == (410, False)
    assert "Länken gäller inte längre" in page(answer)
    assert client.get(other).status_code == 302


@pytest.mark.parametrize("alter", [lambda key: key[:-1], lambda key: key + "a", str.swapcase])
def test_an_altered_key_is_unknown(client: Client, alter: Callable[[str], Any]) -> None:
    key = made().rstrip("/").rpartition("/")[2]
    answer = client.get(f"/lank/{alter(key)}/")

    assert answer.status_code == 404
    assert "Länken finns inte" in page(answer)


def test_a_link_to_what_is_gone_is_unknown(client: Client) -> None:
    assert client.get(made(404)).status_code == 404


def test_a_link_of_a_purpose_that_nobody_answers_for_is_unknown(client: Client) -> None:
    assert client.get(links.make("another", 7, valid_to=TOMORROW)).status_code == 404


def test_a_forgotten_link_is_unknown(client: Client) -> None:
    path = made()
    assert links.forget(PURPOSE, [7]) == 1
    assert client.get(path).status_code == 404


def test_more_time_opens_an_expired_link_again_and_not_one_that_was_taken_back(client: Client) -> None:
    old, revoked = made(valid_to=datetime.date(2024, 4, 30)), made(8)
    links.revoke(PURPOSE, [8])
    links.extend(PURPOSE, [7, 8], valid_to=TOMORROW)

    assert (client.get(old).status_code, client.get(revoked).status_code) == (302, 410)


def test_who_guesses_is_stopped_after_twenty_a_minute_and_still_opens_what_is_his(client: Client) -> None:
    path = made()
    answers = [client.get(f"/lank/gissning-{n}/").status_code for n in range(22)]

    assert answers == [404] * 20 + [429] * 2
    assert client.get(path).status_code == 302
    assert client.get("/lank/annan/", REMOTE_ADDR="192.0.2.7").status_code == 404


# The cookie at the bare address


def test_a_cookie_opens_its_own_target_and_purpose_only(client: Client) -> None:
    cookie = opened(client, made())

    assert carried(cookie) is not None
    assert carried(cookie, target=8) is None
    assert carried(cookie, purpose="another") is None


@pytest.mark.parametrize(
    "alter", [lambda cookie: cookie[:-1], lambda cookie: "x" + cookie, lambda cookie: "", str.lower]
)
def test_an_altered_cookie_opens_nothing(client: Client, alter: Callable[[str], str]) -> None:
    assert carried(alter(opened(client, made()))) is None


@pytest.mark.parametrize("salt", ["handslag.accounts.kept", "django.contrib.sessions", ""])
def test_what_we_have_sealed_for_another_use_opens_nothing(salt: str) -> None:
    made()
    assert carried(dumps(TaskLink.objects.get().pk, salt=salt)) is None


def test_a_cookie_from_a_link_that_was_taken_back_is_closed(client: Client) -> None:
    cookie = opened(client, made())
    links.revoke(PURPOSE, [7])
    assert carried(cookie).is_open is False


def test_a_cookie_from_a_forgotten_link_opens_nothing(client: Client) -> None:
    cookie = opened(client, made())
    links.forget(PURPOSE, [7])
    assert carried(cookie) is None


def test_a_cookie_does_not_outlive_its_week(client: Client, monkeypatch) -> None:
    cookie = opened(client, made())
    assert carried(cookie) is not None

    monkeypatch.setattr(links, "COOKIE_AGE", -1)
    assert carried(cookie) is None


@pytest.mark.parametrize(("state", "status"), [("none", 404), ("expired", 410), ("revoked", 410)])
def test_the_bare_address_refuses_as_the_link_does(state: str, status: int) -> None:
    made(valid_to=datetime.date(2024, 4, 30) if state == "expired" else TOMORROW)
    if state == "revoked":
        links.revoke(PURPOSE, [7])
    request: HttpRequest = RequestFactory().get("/arende/7/")
    request.user = AnonymousUser()
    found = None if state == "none" else TaskLink.objects.get()
    assert links.refuse(request, found).status_code == status


# Our own log


def logged(**fields: Any) -> str:
    """A line of our log."""
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "", None, None)
    vars(record).update(fields)
    return JsonFormatter().format(record)


KEYED = ["/lank/HEMLIG-nyckel_1/", "/inbjudan/HEMLIG-nyckel_1/", "/logga-in/nytt/1f/HEMLIG-nyckel_1/"]


@pytest.mark.parametrize("path", KEYED)
def test_no_key_stands_in_a_line_of_the_log(path: str) -> None:
    try:
        raise ValueError(f"no such page: https://handslag.example.invalid{path}?a=1")
    except ValueError as error:
        told = (ValueError, error, error.__traceback__)
    request = RequestFactory().get(path)
    line = logged(msg="%s: %s", args=("Not Found", path), request=request, status_code=404, exc_info=told)
    plain = logged(msg=f"GET {path}", args=None)

    assert "HEMLIG" not in line + plain
    assert json.loads(line)["path"] == path.replace("HEMLIG-nyckel_1/", "").replace("1f/", "") + "···"
    assert "traceback" in json.loads(line)


def test_other_addresses_stand_as_they_are() -> None:
    assert masked("/orebro/plan/insatser/ och /lanken/x/") == "/orebro/plan/insatser/ och /lanken/x/"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the real log would have been, filled while the test runs."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    root, level = logging.getLogger(), logging.getLogger().level
    loggers = [root, logging.getLogger("django"), logging.getLogger("django.request")]
    for each in loggers:
        each.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield found
    root.setLevel(level)
    for each in loggers:
        each.removeHandler(handler)


def test_a_link_that_fails_leaves_no_key_in_the_log(client: Client, lines: list[str], monkeypatch) -> None:
    path = made(valid_to=datetime.date(2024, 4, 30))
    unknown = made(404)
    client.get(path)
    client.get(unknown)
    client.raise_request_exception = False

    def broken(target: int) -> str:
        raise RuntimeError(path)

    monkeypatch.setitem(links._destinations, PURPOSE, broken)
    assert client.get(path).status_code == 500

    text = "\n".join(lines)
    assert "/lank/···" in text and "RuntimeError" in text
    for each in (path, unknown):
        assert each.rstrip("/").rpartition("/")[2] not in text


@pytest.mark.parametrize("path", KEYED)
def test_a_key_that_somebody_tries_in_vain_leaves_no_trace_in_the_log(
    client: Client, lines: list[str], path: str
) -> None:
    client.get(path)

    assert "···" in "\n".join(lines)
    assert "HEMLIG" not in "\n".join(lines)
