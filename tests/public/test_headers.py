"""What every answer tells the browser to refuse, and that no page needs what is refused."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from tests.pages import FILES, PAGES, addresses
from tests.public.markup import elements, loaded, name_of, parse

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
OWN_CODE = settings.BASE_DIR / "handslag" / "static"


def policy_of(answer) -> dict[str, set[str]]:
    """The answer's Content-Security-Policy as directive -> values."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def assert_strict(answer) -> None:
    assert policy_of(answer) == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_every_answer_carries_the_strict_headers(client: Client, name: str) -> None:
    assert_strict(client.get({**addresses(), **FILES}[name]))


@pytest.mark.parametrize("address", ["/orebro/?q=%00", "/orebro/insatser/fel/", "/prova-som/led/"])
def test_an_error_page_carries_the_strict_headers(client: Client, address: str) -> None:
    assert_strict(client.get(address))


def test_an_error_of_ours_carries_the_strict_headers(client: Client, monkeypatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("handslag.public.views.render", None)

    answer = client.get("/om/")

    assert answer.status_code == 500
    assert_strict(answer)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_that_the_policy_refuses(client: Client, name: str) -> None:
    root, _ = parse(client.get(addresses()[name]).content.decode())

    for element in elements(root):
        assert name_of(element) not in ("style", "iframe", "object", "embed", "base"), name_of(element)
        assert "style" not in element.attrib, element.attrib
        assert not [each for each in element.attrib if each.lower().startswith("on")], element.attrib
    assert all(script.get("src") and not script.text for script in elements(root, "script"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing_from_another_host_and_leads_to_none(client: Client, name: str) -> None:
    root, _ = parse(client.get(addresses()[name]).content.decode())
    links = [link.get("href") for link in elements(root, "a") if link.get("href") is not None]

    for address in [*loaded(root), *links]:
        assert re.match(r"(/(?!/)|\?|#|tel:\d+$)", address), address


def test_the_pages_of_those_who_sign_in_need_nothing_more(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    sign_in = client.get("/logga-in/")
    client.force_login(User.objects.get(persona="adm"))

    for answer in (sign_in, client.get("/orebro/"), client.get("/om/tillganglighet/rapporter/")):
        root, _ = parse(answer.content.decode())
        assert answer.status_code == 200
        assert_strict(answer)
        assert not any("style" in element.attrib for element in elements(root))
        assert not list(elements(root, "style"))


@pytest.mark.parametrize("name", ["register", "search"])
def test_a_fragment_carries_the_strict_headers(client: Client, name: str) -> None:
    assert_strict(client.get(addresses()[name], {"q": "skola"}, headers={"HX-Request": "true"}))


def test_the_style_sheet_loads_nothing_from_another_host() -> None:
    text = (OWN_CODE / "handslag.css").read_text(encoding="utf-8")
    addresses_in_it = re.findall(r"url\(\s*[\"']?([^)\"']+)", text)

    assert "@import" not in text
    assert addresses_in_it
    for address in addresses_in_it:
        assert address.startswith("data:") or finders.find(address), address


def test_a_drawing_or_mark_has_no_style_of_its_own() -> None:
    for file in settings.BASE_DIR.glob("handslag/**/*.svg"):
        assert "style" not in file.read_text(encoding="utf-8"), file


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    for file in settings.BASE_DIR.glob("handslag/**/templates/**/*.html"):
        if file.parent.name == "mail":
            continue  # a letter has no style sheet
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<style|\bstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:", text), file


def test_over_https_the_browser_is_told_to_stay_there(client: Client, settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert client.get("/om/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


def test_an_issuer_of_logins_is_the_only_other_host_a_form_may_go_to(client: Client, settings) -> None:
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}
    directives["form-action"] = [*directives["form-action"], "https://login.example.invalid"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}

    found = policy_of(client.get("/om/"))

    assert found == POLICY | {"form-action": {"'self'", "https://login.example.invalid"}}
