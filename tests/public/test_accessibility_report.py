"""Anyone reports a defect in accessibility, and it reaches those who mend it."""

from collections.abc import Iterator
from threading import Thread

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.public.models import DefectReport
from tests.mail import Receiver, work_off
from tests.public.markup import elements, parse, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
ADDRESS, LIST = "/om/tillganglighet/rapportera/", "/om/tillganglighet/rapporter/"
GOOD = {"text": "Tabellen går inte att läsa med förstoring.", "address": "/orebro/", "reply_to": ""}
RECEIVER = "tillganglighet@example.invalid"


@pytest.fixture
def mail_server(settings) -> Iterator[Receiver]:
    with Receiver() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.ACCESSIBILITY_EMAIL = RECEIVER
        yield server
        server.shutdown()


# Sending


def test_a_visitor_finds_the_way_to_report_from_any_page(client: Client) -> None:
    root, _ = parse(client.get("/orebro/insatser/").content.decode())
    (link,) = [each for each in elements(root, "a") if "Rapportera fel" in text_of(each)]

    form = client.get(link.get("href")).content.decode()

    assert 'value="/orebro/insatser/"' in form


def test_a_report_is_kept_and_thanked_for(client: Client) -> None:
    answer = client.post(ADDRESS, GOOD | {"reply_to": "lasare@example.invalid"})

    assert answer.status_code == 200
    assert "Tack. Rapporten är mottagen" in answer.content.decode()
    report = DefectReport.objects.get()
    assert (report.text, report.address, report.reply_to) == (GOOD["text"], "/orebro/", "lasare@example.invalid")


def test_only_the_text_is_needed(client: Client) -> None:
    assert client.post(ADDRESS, {"text": "Går inte"}).status_code == 200
    assert DefectReport.objects.count() == 1


def test_a_report_is_sent_without_javascript_and_with_the_forms_token(static_files) -> None:
    client = Client(enforce_csrf_checks=True)
    root, _ = parse(client.get(ADDRESS).content.decode())
    (token,) = {each.get("value") for each in elements(root, "input") if each.get("name") == "csrfmiddlewaretoken"}

    assert client.post(ADDRESS, {**GOOD, "csrfmiddlewaretoken": token}).status_code == 200


# Errors

FAULTS = [
    ({"text": ""}, "id_text", "Skriv vad som inte fungerar."),
    ({"text": "   "}, "id_text", "Skriv vad som inte fungerar."),
    ({"text": "x" * 5001}, "id_text", "Korta texten till högst 5 000 tecken."),
    ({"text": "a\x00b"}, "id_text", "Null-tecken är inte tillåtna."),
    ({"reply_to": "inte en adress"}, "id_reply_to", "Skriv adressen som namn@exempel.se, eller lämna fältet tomt."),
    ({"address": "/" + "a" * 500}, "id_address", "500 tecken"),
]


@pytest.mark.parametrize(("change", "field", "message"), FAULTS, ids=lambda value: ascii(value)[:30])
def test_a_fault_is_told_at_its_field_and_in_the_summary(client: Client, change, field: str, message: str) -> None:
    answer = client.post(ADDRESS, GOOD | change)
    root, _ = parse(answer.content.decode())
    by_id = {each.get("id"): each for each in elements(root) if each.get("id")}
    summary = next(each for each in elements(root, "div") if each.get("role") == "alert")
    link = next(elements(summary, "a"))

    assert answer.status_code == 422
    assert message in text_of(by_id[f"{field}_error"]) and message in text_of(link)
    assert link.get("href") == f"#{field}"
    assert by_id[field].get("aria-invalid") == "true"
    assert f"{field}_error" in by_id[field].get("aria-describedby").split()
    assert text_of(next(elements(root, "title"))).startswith("Fel:")
    assert not DefectReport.objects.exists()


def test_what_was_written_stays_after_a_fault(client: Client) -> None:
    typed = GOOD | {"text": "Rad ett <b>\n\nRad tre", "reply_to": "inte en adress"}
    root, _ = parse(client.post(ADDRESS, typed).content.decode())
    (area,) = elements(root, "textarea")
    values = {each.get("name"): each.get("value") for each in elements(root, "input")}

    assert area.text.strip("\n") == typed["text"]
    assert values["reply_to"] == "inte en adress" and values["address"] == "/orebro/"


# The letter


def test_a_report_is_mailed_by_the_worker(client: Client, mail_server: Receiver, monkeypatch) -> None:
    client.post(ADDRESS, GOOD | {"reply_to": "lasare@example.invalid"})
    assert mail_server.letters == []

    work_off(monkeypatch)

    (letter,) = mail_server.letters
    assert f"To: {RECEIVER}" in letter
    assert "Tabellen g" in letter and "lasare@example.invalid" in letter and "/orebro/" in letter
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_report_is_mailed_once(client: Client, mail_server: Receiver, monkeypatch) -> None:
    client.post(ADDRESS, GOOD)
    work_off(monkeypatch)
    work_off(monkeypatch)

    assert len(mail_server.letters) == 1


def test_the_queue_holds_nothing_of_what_was_written(client: Client) -> None:
    client.post(ADDRESS, GOOD | {"reply_to": "lasare@example.invalid"})

    assert DBTaskResult.objects.get().args_kwargs == {"args": [DefectReport.objects.get().id], "kwargs": {}}


def test_text_in_a_report_cannot_add_a_line_to_the_letters_head(client, mail_server: Receiver, monkeypatch) -> None:
    client.post(ADDRESS, GOOD | {"text": "Hej\r\nBcc: alla@example.invalid"})
    work_off(monkeypatch)

    head, _, _ = mail_server.letters[0].partition("\r\n\r\n")
    assert "Bcc" not in head


def test_a_mail_server_that_does_not_answer_loses_no_report(client: Client, settings, monkeypatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.ACCESSIBILITY_EMAIL = RECEIVER
    assert client.post(ADDRESS, GOOD).status_code == 200

    work_off(monkeypatch)

    assert DefectReport.objects.count() == 1
    assert DBTaskResult.objects.get().status == "FAILED"


def test_without_an_address_to_mail_to_the_report_is_still_kept(client, settings, mailoutbox, monkeypatch) -> None:
    settings.ACCESSIBILITY_EMAIL = ""
    client.post(ADDRESS, GOOD)
    work_off(monkeypatch)

    assert mailoutbox == []
    assert DefectReport.objects.count() == 1


# Reading


@pytest.mark.parametrize(
    ("persona", "status"), [("", 404), ("mgr", 403), ("own", 403), ("led", 403), ("led-exempel", 403), ("adm", 200)]
)
def test_reports_are_read_by_administrators_only(client: Client, settings, persona: str, status: int) -> None:
    settings.DEMO = True
    make_personas()
    DefectReport.objects.create(text="<script>alert(1)</script>", reply_to="lasare@example.invalid")
    if persona:
        client.force_login(User.objects.get(persona=persona))

    answer = client.get(LIST)
    text = answer.content.decode()

    assert answer.status_code == status
    assert ("lasare@example.invalid" in text) == (status == 200)
    assert "<script>alert" not in text


def test_the_latest_report_stands_first(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    client.force_login(User.objects.get(persona="adm"))
    for text in ("Den äldre", "Den nyare"):
        DefectReport.objects.create(text=text)

    text = client.get(LIST).content.decode()

    assert text.index("Den nyare") < text.index("Den äldre")
