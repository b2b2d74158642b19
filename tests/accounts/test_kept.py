"""A form that meets an ended session or an old token is not lost: it is carried, shown and sent again."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from handslag.accounts import kept
from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.public.models import DefectReport
from handslag.urls import handler404, handler429  # noqa: F401
from handslag.urls import urlpatterns as real_patterns
from tests.accounts.conftest import faults_of
from tests.public.markup import elements, parse, text_of

EMAIL, PASSWORD = "lasare@example.invalid", "tre röda trådar i rad"
WRITE = "/skriv/"
LONG_TEXT = "Rad ett <b>åäö</b>\r\n\r\n“Citat” & 100 % {{ x }}"
TYPED = {"text": LONG_TEXT, "choice": ["a", "b"], "empty": "", "version": "17", "agreed": "on"}


@kept.signed_in
def write(request):
    """A view as others have: it takes a form from somebody signed in."""
    return HttpResponse(repr(sorted((name, request.POST.getlist(name)) for name in request.POST)))


def write_with_labels(request):
    return kept.sign_in_again(request, labels={"text": "Vad har hänt?"})


urlpatterns = [path("skriv/", write), path("skriv-mer/", write_with_labels), *real_patterns]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def account() -> User:
    return User.objects.create_user(EMAIL, PASSWORD)


def root_of(answer):
    assert faults_of(answer) == []
    return parse(answer.content.decode())[0]


def carried(answer) -> str:
    """The sealed text in the sign-in form."""
    fields = {each.get("value") for each in elements(root_of(answer), "input") if each.get("name") == kept.FIELD}
    (value,) = fields
    return value


def form_of(answer, button: str) -> tuple[str, dict[str, list[str]]]:
    """The address and the fields of the form that has this button."""
    for form in elements(root_of(answer), "form"):
        if any(text_of(each) == button for each in elements(form, "button")):
            fields: dict[str, list[str]] = {}
            for each in elements(form, "input"):
                fields.setdefault(each.get("name"), []).append(each.get("value"))
            return form.get("action"), fields
    raise AssertionError(button)


def sign_in(client: Client, **more: str):
    return client.post("/logga-in/", {"username": EMAIL, "password": PASSWORD, **more})


# An ended session


def test_a_visitor_who_reads_is_sent_to_sign_in_and_back(client: Client, account) -> None:
    answer = client.get(f"{WRITE}?sida=2")

    assert answer["Location"] == "/logga-in/?next=/skriv/%3Fsida%3D2"
    form = client.get(answer["Location"])
    assert 'name="next" value="/skriv/?sida=2"' in form.content.decode()


def test_a_form_after_the_session_says_so_and_saves_nothing(client: Client) -> None:
    answer = client.post(WRITE, TYPED)

    assert answer.status_code == 403
    assert [text_of(each) for each in elements(root_of(answer), "h1")] == [
        "Du har blivit utloggad. Det du skrev finns kvar"
    ]
    assert answer["Cache-Control"] == "no-store"


def test_what_was_typed_is_shown_after_sign_in_and_sent_by_a_button(client: Client, account) -> None:
    shown = sign_in(client, kvar=carried(client.post(f"{WRITE}?sida=2", TYPED)))
    text = text_of(root_of(shown))
    address, fields = form_of(shown, "Spara det du skrev")
    fields.pop("csrfmiddlewaretoken")
    answer = client.post(address, fields)

    assert "Rad ett <b>åäö</b>" in text and "“Citat” & 100 % {{ x }}" in text
    assert address == f"{WRITE}?sida=2"
    sent = {name: value if isinstance(value, list) else [value] for name, value in TYPED.items()}
    sent["text"] = [LONG_TEXT.replace("\r\n", "\n")]  # so a page is read; a browser sends the line ends as before
    assert answer.content.decode() == repr(sorted(sent.items()))


def test_labels_stand_beside_what_was_typed(client: Client, account) -> None:
    shown = sign_in(client, kvar=carried(client.post("/skriv-mer/", TYPED)))
    assert "Vad har hänt?" in text_of(root_of(shown))


def test_the_whole_way_works_with_the_forms_tokens(account, static_files) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/logga-in/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    _, fields = form_of(client.post(WRITE, TYPED | token), "Logga in")
    shown = client.post("/logga-in/", fields | {"username": EMAIL, "password": PASSWORD})
    address, fields = form_of(shown, "Spara det du skrev")

    assert "Rad ett" in client.post(address, fields).content.decode()


def test_a_wrong_password_does_not_lose_it(client: Client, account) -> None:
    again = client.post(
        "/logga-in/", {"username": EMAIL, "password": "fel", "kvar": carried(client.post(WRITE, TYPED))}
    )
    assert "Rad ett" in text_of(root_of(sign_in(client, kvar=carried(again))))


def test_too_many_guesses_do_not_lose_it(client: Client, account) -> None:
    sealed = carried(client.post(WRITE, TYPED))
    answers = [client.post("/logga-in/", {"username": EMAIL, "password": "fel", "kvar": sealed}) for _ in range(6)]
    address, fields = form_of(answers[-1], "Försök igen")

    assert answers[-1].status_code == 429
    assert address == "/logga-in/" and fields["kvar"] == [sealed] and "password" not in fields


def test_a_persona_is_a_way_to_sign_in_again(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    answer = client.post(WRITE, TYPED)
    fields = next(
        {each.get("name"): each.get("value") for each in elements(form, "input")}
        for form in elements(root_of(answer), "form")
        if form.get("action") == "/prova-som/led/"
    )
    shown = client.post("/prova-som/led/", fields)

    assert form_of(shown, "Spara det du skrev")[0] == WRITE


def test_a_persona_leads_on_to_the_page_asked_for_and_to_no_other_host(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()

    assert client.post("/prova-som/led/", {"next": WRITE})["Location"] == WRITE
    assert client.post("/prova-som/led/", {"next": "//ond.example/"})["Location"] == "/orebro/"


def test_passwords_and_tokens_are_not_carried(client: Client, account) -> None:
    secret = {"password1": "hemligt-1", "losenord": "hemligt-2", "csrfmiddlewaretoken": "hemligt-3", "text": "x"}
    found = signing.loads(carried(client.post(WRITE, secret)), salt=kept.SALT)

    assert found["fields"] == [["text", "x"]]


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "skräp",
        "x:y:z",
        signing.dumps({"address": "/skriv/", "fields": []}, salt="en annan"),
        signing.dumps({"address": "//ond.example/", "fields": []}, salt=kept.SALT),
        signing.dumps({"address": "https://ond.example/", "fields": []}, salt=kept.SALT),
        signing.dumps({"address": "javascript:alert(1)", "fields": []}, salt=kept.SALT),
        signing.dumps({"fields": []}, salt=kept.SALT),
        signing.dumps("text", salt=kept.SALT),
        signing.dumps({"address": "/skriv/", "fields": [["a"]]}, salt=kept.SALT),
    ],
    ids=range(10),
)
def test_what_is_forged_or_leads_elsewhere_is_left_out(client: Client, account, sealed: str) -> None:
    assert sign_in(client, kvar=sealed)["Location"] == "/"


def test_it_is_carried_for_a_day_only(client: Client, account, monkeypatch) -> None:
    sealed = carried(client.post(WRITE, TYPED))
    monkeypatch.setattr(kept, "MAX_AGE", -1)

    assert sign_in(client, kvar=sealed)["Location"] == "/"


def test_what_is_too_long_to_carry_is_shown_to_be_copied(client: Client) -> None:
    answer = client.post(WRITE, {"text": "lång " * 100_000})
    root = root_of(answer)

    assert "Kopiera det härifrån" in text_of(root)
    assert text_of(root).count("lång") >= 100_000
    assert kept.FIELD not in {each.get("name") for each in elements(root, "input")}


def test_a_file_is_said_to_be_left_out(client: Client, account) -> None:
    sealed = carried(client.post(WRITE, {"text": "x", "file": SimpleUploadedFile("a.txt", b"a")}))
    assert "Filer följer inte med." in text_of(root_of(sign_in(client, kvar=sealed)))


# A form without its token

REPORT = "/om/tillganglighet/rapportera/"


@pytest.fixture
def strict(static_files) -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("headers", [{}, {"origin": "http://testserver"}, {"referer": "http://testserver/om/"}])
def test_an_old_form_is_sent_again_with_one_button(strict: Client, headers) -> None:
    answer = strict.post(REPORT, {"text": LONG_TEXT}, headers=headers)
    assert answer.status_code == 403
    assert "Rad ett <b>åäö</b>" in text_of(root_of(answer))

    address, fields = form_of(answer, "Försök igen")
    assert strict.post(address, fields).status_code == 200
    assert DefectReport.objects.get().text == LONG_TEXT.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://ond.example"},
        {"origin": "null"},
        {"referer": "https://ond.example/"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_sites_form_is_not_offered_with_our_token(strict: Client, headers) -> None:
    answer = strict.post(REPORT, {"text": "skrivet av någon annan"}, headers=headers)

    assert answer.status_code == 403
    assert "skrivet av någon annan" not in answer.content.decode()
    assert "Försök igen" not in answer.content.decode()


def test_a_password_is_not_repeated_in_the_page(strict: Client) -> None:
    answer = strict.post("/logga-in/", {"username": EMAIL, "password": PASSWORD})

    assert PASSWORD not in answer.content.decode()
    assert EMAIL in answer.content.decode()


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", ""])
def test_a_body_that_cannot_be_read_breaks_nothing(strict: Client, kind: str) -> None:
    assert strict.generic("POST", REPORT, b"text=\xff\x00%00", content_type=kind).status_code in (400, 403)


def test_no_form_leads_out_of_the_site() -> None:
    request = RequestFactory().post("//ond.example/", {"text": "x"})
    assert kept.typed(request).address.startswith("/") and not kept.typed(request).address.startswith("//")
