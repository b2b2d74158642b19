"""What goes wrong is said in Swedish and in the design, and no address or form breaks a page."""

import json
import logging

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.html import escape

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.plans.models import Plan
from handslag.public.models import DefectReport
from handslag.trust.logs import JsonFormatter
from tests.pages import COUNTY, PLAN, addresses, routes
from tests.public.markup import elements, parse, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
NUL = "\x00"
ASKING = ("lage", "search", "plan", "goal", "coverage", "thread", "register", "timeline", "obstacles", "recommendations",
          "organisations", "report_defect", "sign_in", "initiative")  # fmt: skip
LONG = "å" * 10_000


def assert_designed(answer, *, status: int, heading: str) -> None:
    """The answer is the product's own error page in Swedish, with a way on and the help lines."""
    assert answer.status_code == status
    root, faults = parse(answer.content.decode())
    assert faults == []
    assert [text_of(each) for each in elements(root, "h1")] == [heading]
    assert root.get("lang") == "sv"
    hrefs = [link.get("href") for link in elements(root, "a")]
    assert "/" in hrefs and "tel:112" in hrefs
    assert "Traceback" not in answer.content.decode()


UNREADABLE = "Adressen går inte att läsa"
FORBIDDEN = "Din roll får inte göra det här"
MISSING = "Sidan finns inte"
BROKEN = "Något gick fel hos oss"


# The four pages


def test_400_for_an_address_that_cannot_be_read(client: Client) -> None:
    assert_designed(client.get("/om/", {"q": NUL}), status=400, heading=UNREADABLE)


def test_400_for_an_unknown_host(client: Client) -> None:
    assert_designed(client.get("/om/", headers={"host": "ond.example"}), status=400, heading=UNREADABLE)


def test_403_for_a_role_that_may_not(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    client.force_login(User.objects.get(persona="mgr"))

    assert_designed(client.get("/om/tillganglighet/rapporter/"), status=403, heading=FORBIDDEN)


def test_403_for_a_form_without_its_token_says_what_to_do(static_files) -> None:
    answer = Client(enforce_csrf_checks=True).post("/om/tillganglighet/rapportera/", {"text": "Går inte att läsa"})

    assert_designed(answer, status=403, heading="Formuläret hann bli för gammalt")
    assert not DefectReport.objects.exists()


@pytest.mark.parametrize("address", ["/finns-inte/", "/orebro/finns/inte/", "/atlantis/", "/ÅÄÖ/", "/orebro/planer/x/"])
def test_404_for_what_does_not_exist(client: Client, address: str) -> None:
    assert_designed(client.get(address), status=404, heading=MISSING)


def test_500_for_a_fault_of_ours(client: Client, monkeypatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("handslag.public.views.render", lambda *args: 1 / 0)

    assert_designed(client.get("/om/"), status=500, heading=BROKEN)


def test_500_is_shown_also_when_the_database_is_gone(client: Client, monkeypatch) -> None:
    """The error page asks the database for nothing, not even who is signed in."""
    client.raise_request_exception = False
    client.force_login(User.objects.create_user("lasare@example.invalid"))

    def gone(*args, **kwargs):
        raise OperationalError("the database is gone")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)

    assert_designed(client.get("/orebro/"), status=500, heading=BROKEN)


# Odd addresses

ODD_PATHS = (
    "/%00/", "/%FF/", "/orebro/%FF/", "/orebro/planer/%C3%28/", "/%F0%9F%92%A9/", "/orebro/sok/%00", "/..%2f..%2fetc/",
    "/orebro/insatser/inte-en-uuid/", "/orebro/insatser/00000000-0000-0000-0000-000000000000/",
    "/orebro/insatser/d497a98f/titel/", "/orebro/organisationer/d497a98f/", f"/orebro/planer/{PLAN}/mal/x/y/",
    f"/orebro/planer/{PLAN}/mal/00000000-0000-0000-0000-000000000000/y/", "/orebro/insatser/register.pdf",
    "/orebro/insatser/register.", "/kallor/finns-inte/", "/deltagare/finns-inte/", "/orebro/ramverk/finns-inte/",
    "/stockholm/insatser/register.csv", "/stockholm/insatser/tidslinje/", f"/{'a' * 5_000}/", "/<script>/",
)  # fmt: skip


@pytest.mark.parametrize("path", ODD_PATHS, ids=lambda path: path[:40])
def test_an_odd_path_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "<script>" not in answer.content.decode()


ODD_VALUES = (
    "å" * 600, NUL, "\\ ' \" %_% * ; --", "<script>alert(1)</script>", "\u00ad", "\u202e", "😀", "-1",
    "999999999999999999999", "\n\r", "  ",
)  # fmt: skip
PARAMETERS = ("q", "alla", "status", "typ", "mal", "lansdel", "sortera", "omnamnda", "behover", "rader", "kolumner",
              "kolumn", "forslag", "per", "ramverk", "visa", "ordna", "sektor", "sida", "next")  # fmt: skip


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: ascii(value)[:24])
def test_an_odd_value_breaks_no_page_and_is_shown_escaped(client: Client, value: str) -> None:
    asked = dict.fromkeys(PARAMETERS, value)
    for name, path in _readable().items():
        answer = client.get(path, asked)
        assert answer.status_code == (400 if NUL in value else 200), name
        if "<" in value:
            assert value not in answer.content.decode(), name


@pytest.mark.parametrize("name", ASKING)
def test_a_query_of_10_000_characters_breaks_no_page(client: Client, name: str) -> None:
    assert client.get(addresses()[name], {"q": LONG}).status_code == 200


@pytest.mark.parametrize(
    "query", ["%FF=%FE&q=%FF%FE", "q=%ED%A0%80&per=%ED%A0%80", "%00=1", "q&&&=&%", "q=1&q=2&q=%u00e5"]
)
def test_an_odd_encoding_breaks_no_page(client: Client, query: str) -> None:
    for name, path in _readable().items():
        answer = client.get(path, QUERY_STRING=query)
        assert answer.status_code == (400 if "%00" in query else 200), name


def _readable() -> dict[str, str]:
    """The pages that look at what is asked for in their address."""
    return {name: path for name, path in addresses().items() if name in ASKING}


@pytest.mark.parametrize(
    "per", ["igår", "", "2024", "2024-13-40", "0001-01-01", "9999-12-31", "2024-W09-5", "20240301"]
)
@pytest.mark.parametrize("name", ["lage", "plan", "coverage", "register", "timeline", "initiative", "thread"])
def test_an_odd_day_breaks_no_page(client: Client, name: str, per: str) -> None:
    assert client.get(addresses()[name], {"per": per}).status_code == 200


@pytest.mark.parametrize("per", ["igår", "2024-13-40", "2023-W09-5", "20230301", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_left_out(client: Client, per: str) -> None:
    usual = client.get("/orebro/").context["day"]
    answer = client.get("/orebro/", {"per": per})

    assert answer.context["day"] == usual
    assert "Visa planens egen dag" not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["rad=x", "rad=x&kolumn=y", "rad=00000000-0000-0000-0000-000000000000", f"rad={LONG}"]
)
def test_a_row_that_is_not_in_the_coverage_view_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"{COUNTY['coverage']}?{query}").status_code == 404


def test_a_column_that_is_not_in_the_coverage_view_shows_the_whole_row(client: Client) -> None:
    goal = Plan.objects.get(key=PLAN).goals.filter(contributions__primary=True).first()
    answer = client.get(COUNTY["coverage"], {"rad": goal.uuid, "kolumn": "finns-inte"})

    assert answer.status_code == 200
    assert escape(goal.title) in answer.content.decode()


def test_unknown_choices_are_left_out_and_all_initiatives_are_shown(client: Client) -> None:
    asked = {"status": "x", "typ": "x", "mal": "x", "lansdel": "x", "organisation": "x", "sortera": "x"}
    assert len(client.get("/orebro/insatser/", asked).context["found"].rows) == 24


# Other methods, cookies and bodies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "head", "trace"])
def test_no_method_breaks_a_page(client: Client, method: str) -> None:
    for name, path in _readable().items():
        assert getattr(client, method)(path).status_code < 500, name


def test_a_county_without_a_plan_breaks_no_page(client: Client) -> None:
    known = {"county": "stockholm", "framework": "delarenor", "file_format": "csv"}
    for route in routes():
        if "county" in route.parameters and set(route.parameters) <= known.keys():
            assert client.get(route.address(known)).status_code in (200, 302, 404), route.name


@pytest.mark.parametrize("value", ['"\\000abcdefghij"', "åäö", "x" * 5_000, "<script>", "';--"], ids=ascii)
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "sprak", "messages"])
def test_an_odd_cookie_breaks_no_page(client: Client, name: str, value: str) -> None:
    answer = client.get("/orebro/", headers={"cookie": f"{name}={value}"})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data",
                                  "application/x-www-form-urlencoded; charset=none", "application/json", ""])  # fmt: skip
def test_an_odd_body_breaks_no_form(client: Client, kind: str) -> None:
    answer = client.generic("POST", "/om/tillganglighet/rapportera/", b"text=\xff\x00%00", content_type=kind)

    assert answer.status_code in (400, 422)
    assert not DefectReport.objects.exists()


@pytest.mark.parametrize("language", ["xx", "sv-SE;q=x", "*", "å", "fi"])
def test_an_odd_language_breaks_no_page(client: Client, language: str) -> None:
    assert client.get("/orebro/", headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize(
    "target", ["/\x00", "https://ond.example/", "//ond.example", "javascript:alert(1)", "\n", LONG]
)
def test_choosing_a_language_never_leads_to_another_host(client: Client, target: str) -> None:
    answer = client.post("/sprak/", {"next": target, "language": "fi"})

    assert answer.status_code in (302, 400)
    assert answer.get("Location", "/").startswith("/") and not answer.get("Location", "/").startswith("//")


def test_an_error_is_logged_without_what_was_asked_for(client: Client, caplog) -> None:
    logger = logging.getLogger("django")
    logger.addHandler(caplog.handler)
    client.get("/orebro/finns-inte/", {"q": "min hemliga fråga", "epost": "lasare@example.invalid"})
    logger.removeHandler(caplog.handler)
    (line,) = [JsonFormatter().format(record) for record in caplog.records]

    assert json.loads(line)["path"] == "/orebro/finns-inte/"
    assert "hemliga" not in line and "lasare@example" not in line
