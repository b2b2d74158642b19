"""Letters over real SMTP: what a server answers, what goes wrong and what is told of it."""

import datetime
import logging
import ssl

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from handslag.accounts import letters, links
from handslag.accounts.models import OutgoingMail
from handslag.plans.followup import rounds
from handslag.plans.models import FollowUpRound
from tests import factories as make
from tests.accounts.letters_ground import (
    SITE,
    ask,
    due_now,
    everything_stored,
    minutes_left,
    parsed,
    point_at,
    subject,
)
from tests.mail import Receiver, free_port, receiving

pytestmark = pytest.mark.django_db


# What is sent


def test_a_letter_is_plain_text_and_html_in_swedish(asked, receiver: Receiver, work) -> None:
    FollowUpRound.objects.update(title="Uppföljning på våren: så går det för länets åtgärder")
    (request,) = ask(asked, "en@example.invalid", function="Folkhälsochef i Åre")
    work()

    letter = parsed(receiver.letters[0])
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert subject(letter) == "Uppföljning på våren: så går det för länets åtgärder: Första hjälpen"
    assert letter["To"] == "en@example.invalid"
    assert letter["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        for said in ("Folkhälsochef i Åre", "Svaret blir en allmän handling.", "Bilagor tas inte emot", f"{SITE}lank/"):
            assert said in text, (kind, said)
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.trouble) == ("sent", 1, "") and row.sent_at
    assert request.email not in everything_stored()


def test_one_letter_lists_all_nine_initiatives_of_a_function(asked, receiver: Receiver, work) -> None:
    titles = ["Första hjälpen", *(f"Insats nummer {n}" for n in range(2, 10))]
    for title in titles[1:]:
        make.initiative(asked.plan, title=title)
    ask(asked, "en@example.invalid")
    work()

    (letter,) = map(parsed, receiver.letters)
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        assert "Ni svarar för 9 insatser:" in text
        assert [title for title in titles if title not in text] == []
        assert text.count("/lank/") == (1 if kind == "plain" else 2)  # a button, and the address to copy


def test_the_link_in_the_letter_opens(asked, receiver: Receiver, work, client: Client, monkeypatch) -> None:
    (request,) = ask(asked, "en@example.invalid")
    work()
    monkeypatch.setitem(links._destinations, rounds.PURPOSE, lambda key: f"/svar/{key}/")

    text = parsed(receiver.letters[0]).get_body(("plain",)).get_content()
    path = next(word for word in text.split() if "/lank/" in word).removeprefix(SITE.rstrip("/"))

    assert client.get(path)["Location"] == f"/svar/{request.pk}/"


def test_questions_go_to_the_rounds_own_address(asked, receiver: Receiver, work) -> None:
    FollowUpRound.objects.update(reply_to="fragor@example.invalid")
    ask(asked, "en@example.invalid")
    work()
    assert parsed(receiver.letters[0])["Reply-To"] == "fragor@example.invalid"


def test_several_letters_leave_on_one_line(asked, receiver: Receiver, work) -> None:
    ask(asked, *(f"{n}@example.invalid" for n in range(5)))
    work()
    assert sorted(receiver.recipients) == [f"{n}@example.invalid" for n in range(5)]
    assert len({parsed(each)["Message-ID"] for each in receiver.letters}) == 5


# A server that is away


def test_a_letter_waits_while_the_server_is_down_and_leaves_when_it_is_up(asked, settings, work) -> None:
    port = free_port()
    point_at(settings, port)
    ask(asked, "en@example.invalid", "tva@example.invalid")
    work()

    for row in OutgoingMail.objects.all():
        assert (row.state, row.trouble) == ("waiting", letters.NO_ANSWER)
        assert "@" not in row.trouble
        assert 0.9 < minutes_left(row) <= 1
    with receiving(port) as server:
        work()
        assert server.letters == []  # it is not time yet
        due_now()
        work()
        assert sorted(server.recipients) == ["en@example.invalid", "tva@example.invalid"]
    assert set(OutgoingMail.objects.values_list("state", "trouble")) == {("sent", "")}


def test_the_wait_grows_with_the_time_away_to_an_hour_and_nothing_fails(asked, settings, work) -> None:
    point_at(settings, free_port())
    ask(asked, "en@example.invalid")
    waits = []
    for minutes in (0, 3, 30, 300, 60 * 24 * 30):
        OutgoingMail.objects.update(made_at=timezone.now() - datetime.timedelta(minutes=minutes))
        due_now()
        work()
        waits.append(round(minutes_left(OutgoingMail.objects.get())))

    assert waits == [1, 3, 30, 60, 60]
    assert OutgoingMail.objects.get().state == "waiting"


def test_the_worker_looks_again_when_the_first_letter_may_be_tried(asked, settings, work) -> None:
    point_at(settings, free_port())
    ask(asked, "en@example.invalid")
    work()

    (later,) = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert later.run_after == OutgoingMail.objects.get().next_at


@pytest.mark.parametrize(
    ("reply", "said", "trouble"),
    [
        ("AUTH", "535 no such login", letters.NO_LOGIN),
        ("GREETING", "421 too busy", letters.NOT_NOW.format(code=421)),
        ("MAIL", "550 who are you", letters.OUR_SENDER.format(code=550)),
        ("MAIL", "451 not now", letters.NOT_NOW.format(code=451)),
    ],
)
def test_what_every_letter_would_meet_stops_them_all_and_fails_none(
    asked, settings, receiver: Receiver, work, reply: str, said: str, trouble: str
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "handslag", "hemligt"
    receiver.replies[reply] = said
    ask(asked, "en@example.invalid", "tva@example.invalid")
    work()

    assert list(OutgoingMail.objects.values_list("state", "trouble")) == [("waiting", trouble)] * 2
    assert "hemligt" not in everything_stored()


def test_a_line_that_cannot_be_encrypted_is_told_and_carries_nothing(asked, settings, receiver, work) -> None:
    settings.EMAIL_USE_TLS = True
    ask(asked, "en@example.invalid")
    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.trouble, receiver.letters) == ("waiting", letters.NOT_SECURE, [])


def test_a_certificate_that_does_not_hold_fails_no_letter(asked, receiver: Receiver, work, monkeypatch) -> None:
    def refuse(connection) -> None:
        raise ssl.SSLCertVerificationError("self-signed certificate")

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", refuse)
    ask(asked, "en@example.invalid")
    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.trouble) == ("waiting", letters.NOT_SECURE)


def test_our_login_is_used(asked, settings, receiver: Receiver, work) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "handslag", "hemligt"
    ask(asked, "en@example.invalid")
    work()
    assert len(receiver.logins) == len(receiver.letters) == 1


# One letter that is not taken


@pytest.mark.parametrize(
    ("reply", "trouble"), [("RCPT en@example.invalid", letters.REFUSED), ("END", letters.NOT_TAKEN)]
)
def test_a_no_for_ever_is_told_in_words_without_the_address(
    asked, receiver: Receiver, work, reply: str, trouble: str
) -> None:
    receiver.replies[reply] = "550 no such user en@example.invalid"
    ask(asked, "en@example.invalid")
    work()
    due_now()
    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.trouble, row.attempts) == ("failed", trouble.format(code=550), 1)
    assert "en@example.invalid" not in everything_stored()


def test_one_refused_address_stops_no_other(asked, receiver: Receiver, work) -> None:
    receiver.replies["RCPT tva@example.invalid"] = "550 unknown"
    ask(asked, "en@example.invalid", "tva@example.invalid", "tre@example.invalid")
    work()

    assert list(OutgoingMail.objects.values_list("state", flat=True)) == ["sent", "failed", "sent"]
    assert [parsed(each)["To"] for each in receiver.letters] == ["en@example.invalid", "tre@example.invalid"]


def test_not_now_puts_one_letter_off_longer_each_time_until_it_fails(asked, receiver: Receiver, work) -> None:
    receiver.replies["RCPT en@example.invalid"] = "450 greylisted"
    ask(asked, "en@example.invalid", "tva@example.invalid")
    waits = []
    for _ in letters.WAITS:
        due_now()
        work()
        row = OutgoingMail.objects.first()
        assert (row.state, row.trouble) == ("waiting", letters.NOT_NOW.format(code=450))
        waits.append(round(minutes_left(row)))
    due_now()
    work()

    assert waits == [1, 5, 15, 60, 240, 720, 1440, 1440]
    assert OutgoingMail.objects.first().state == "failed"
    assert OutgoingMail.objects.last().state == "sent"
    assert len(receiver.letters) == 1


def test_a_letter_put_off_is_sent_when_it_is_taken(asked, receiver: Receiver, work) -> None:
    receiver.replies["RCPT"] = "450 greylisted"
    ask(asked, "en@example.invalid")
    work()
    receiver.replies.clear()
    due_now()
    work()

    row = OutgoingMail.objects.get()
    assert (row.state, row.trouble, len(receiver.letters)) == ("sent", "", 1)


@pytest.mark.parametrize("command", ["DATA", "RCPT", "END"])
def test_a_server_that_hangs_up_in_the_middle_gets_the_letter_again(asked, receiver: Receiver, work, command) -> None:
    receiver.hang_up = command
    ask(asked, "en@example.invalid", "tva@example.invalid")
    work()
    assert set(OutgoingMail.objects.values_list("state", "trouble")) == {("waiting", letters.NO_ANSWER)}

    receiver.hang_up = ""
    due_now()
    work()

    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert {parsed(each)["To"] for each in receiver.letters} == {"en@example.invalid", "tva@example.invalid"}
    assert len({parsed(each)["Message-ID"] for each in receiver.letters}) == 2


def test_a_server_that_takes_a_few_at_a_time_gets_them_all_without_a_wait(asked, receiver: Receiver, work) -> None:
    receiver.most = 2
    ask(asked, *(f"{n}@example.invalid" for n in range(7)))
    work()

    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert len(receiver.letters) == 7


def test_a_letter_that_cannot_be_made_stops_no_other_and_tells_no_text(
    asked, receiver: Receiver, work, monkeypatch, caplog
) -> None:
    def broken(mail: OutgoingMail) -> letters.Letter:
        raise KeyError("en@example.invalid")

    letters.queue("broken", "ask", [1], site=SITE)
    ask(asked, "tva@example.invalid")
    monkeypatch.setitem(letters._composers, "broken", broken)
    with caplog.at_level(logging.ERROR):
        work()

    assert list(OutgoingMail.objects.values_list("state", "trouble")) == [
        ("waiting", letters.OUR_FAULT),
        ("sent", ""),
    ]
    assert "KeyError" in caplog.text
    assert "en@example.invalid" not in caplog.text + everything_stored()


# Headers that nobody may add


@pytest.mark.parametrize(
    "address",
    [
        "en@example.invalid\r\nBcc: alla@example.invalid",
        "en@example.invalid\nSubject: Nytt",
        "en@example.invalid, alla@example.invalid",
        "inte en adress",
        "@",
    ],
)
def test_an_address_that_is_more_than_an_address_is_never_sent_to(asked, receiver: Receiver, work, address) -> None:
    ask(asked, address, "tva@example.invalid")
    if address == "inte en adress":
        receiver.replies["RCPT inte en adress"] = "501 bad address"
    work()

    assert OutgoingMail.objects.first().state == "failed"
    assert receiver.recipients[-1] == "tva@example.invalid"
    assert not {"alla@example.invalid", "en@example.invalid"} & set(receiver.recipients)
    assert [parsed(each)["To"] for each in receiver.letters] == ["tva@example.invalid"]
    assert address not in everything_stored()


def test_a_line_break_in_a_title_is_no_header(asked, receiver: Receiver, work) -> None:
    FollowUpRound.objects.update(title="Våren\r\nBcc: alla@example.invalid\n\nHej", reply_to="")
    asked.plan.initiatives.update(title="Insats\r\nX-Ny: ja")
    ask(asked, "en@example.invalid", function="Chef\r\nBcc: alla@example.invalid")
    work()

    letter = parsed(receiver.letters[0])
    assert subject(letter) == "Våren Bcc: alla@example.invalid Hej: Insats X-Ny: ja"
    assert (letter["Bcc"], letter["X-Ny"]) == (None, None)
    assert receiver.recipients == ["en@example.invalid"]


def test_a_line_break_in_the_address_for_questions_sends_nothing(asked, receiver: Receiver, work) -> None:
    FollowUpRound.objects.update(reply_to="fragor@example.invalid\r\nBcc: alla@example.invalid")
    ask(asked, "en@example.invalid")
    work()
    assert (receiver.letters, OutgoingMail.objects.get().state) == ([], "failed")


def test_markup_in_what_people_write_is_text_in_the_html(asked, receiver: Receiver, work) -> None:
    FollowUpRound.objects.update(intro="<script>alert(1)</script>")
    asked.plan.initiatives.update(title="<b>Fet</b>")
    ask(asked, "en@example.invalid")
    work()

    letter = parsed(receiver.letters[0])
    rich = letter.get_body(("html",)).get_content()
    assert "<script>" not in rich and "<b>Fet" not in rich and "&lt;b&gt;Fet" in rich
    assert "<b>Fet</b>" in letter.get_body(("plain",)).get_content()
