"""The queue of letters: none is lost or sent twice, what is not needed is dropped, and it holds nothing that is secret."""

from threading import Thread

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from handslag.accounts import letters
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.followup import answering, reading, rounds
from handslag.plans.models import FollowUpRequest, FollowUpRound
from tests import factories as make
from tests.accounts.letters_ground import LEAD, SITE, ask, due_now, everything_stored, parsed, subject
from tests.mail import Receiver

pytestmark = pytest.mark.django_db


# Crashes


def test_a_crash_between_the_servers_yes_and_our_note_sends_the_same_letter_again(
    asked, receiver: Receiver, work, monkeypatch
) -> None:
    def die(mail: OutgoingMail, **values) -> None:
        raise SystemExit(1)

    ask(asked, "en@example.invalid")
    with monkeypatch.context() as broken, pytest.raises(SystemExit):
        broken.setattr(letters, "_note", die)
        letters.send_waiting.call()
    assert OutgoingMail.objects.get().state == "waiting"
    work()
    assert len(receiver.letters) == 1  # it is the dead worker's for a while

    due_now()
    work()

    assert OutgoingMail.objects.get().state == "sent"
    first, second = (parsed(each)["Message-ID"] for each in receiver.letters)
    assert first == second


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_taken_back_sends_no_letter(receiver: Receiver, work) -> None:
    asked = make.follow_up_round(plan := make.plan(), make.initiative(plan))
    request = make.follow_up_request(asked, plan.initiatives.get())
    with pytest.raises(RuntimeError), transaction.atomic():
        answering.hand_on(request, request.items.all(), function="Kollega", email="kollega@example.invalid")
        raise RuntimeError

    work()

    assert (OutgoingMail.objects.count(), DBTaskResult.objects.count(), receiver.letters) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_what_stands_is_sent_when_the_worker_starts_though_nobody_woke_it(receiver: Receiver, work) -> None:
    asked = make.follow_up_round(plan := make.plan(), make.initiative(plan))
    request = make.follow_up_request(asked, plan.initiatives.get())
    answering.hand_on(request, request.items.all(), function="Kollega", email="kollega@example.invalid")
    DBTaskResult.objects.all().delete()  # the program died after the commit and before it could wake the worker

    work()

    assert receiver.recipients == ["kollega@example.invalid"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_once_for_many_letters(receiver: Receiver) -> None:
    asked = make.follow_up_round(plan := make.plan(), make.initiative(plan))
    for n in range(3):
        ask(asked, f"{n}@example.invalid")
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_letter(receiver: Receiver) -> None:
    asked = make.follow_up_round(plan := make.plan(), make.initiative(plan))
    ask(asked, *(f"{n}@example.invalid" for n in range(24)))
    faults: list[BaseException] = []

    def send() -> None:
        try:
            letters.send_waiting.call()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [Thread(target=send) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert faults == []
    assert sorted(receiver.recipients) == sorted(f"{n}@example.invalid" for n in range(24))
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}


# What is not needed


def test_a_reminder_is_dropped_where_the_answer_came_before_it(asked, receiver: Receiver, work) -> None:
    (request,) = ask(asked, "en@example.invalid", kind="remind")
    answering.send(request.items.get(), {"nothing_changed": True}, version=0)
    work()
    assert (OutgoingMail.objects.get().state, receiver.letters) == ("dropped", [])


def test_a_reminder_goes_to_who_was_asked_back(asked, receiver: Receiver, work) -> None:
    (request,) = ask(asked, "en@example.invalid", kind="remind")
    sent = answering.send(request.items.get(), {"happened": "Mycket"}, version=0)
    reading.ask_back(sent, "Hur många?", by=LEAD)
    work()

    told = {subject(parsed(each)).partition(":")[0] for each in receiver.letters}
    assert told == {"Påminnelse", "En fråga om ert svar"}


def test_all_that_is_asked_back_stands_in_one_letter(asked, receiver: Receiver, work) -> None:
    make.initiative(asked.plan, title="Dans för hälsa")
    (request,) = ask(asked, "en@example.invalid")
    work()
    for item in request.items.all():
        sent = answering.send(item, {"happened": "Mycket"}, version=0)
        reading.ask_back(sent, f"Hur många i {item.initiative.title}?", by=LEAD)
    work()

    assert len(receiver.letters) == 2
    letter = parsed(receiver.letters[1])
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        assert "Hur många i Första hjälpen?" in text and "Hur många i Dans för hälsa?" in text


def test_a_question_that_was_answered_meanwhile_is_not_sent(asked, receiver: Receiver, work) -> None:
    (request,) = ask(asked, "en@example.invalid")
    work()
    item = request.items.get()
    reading.ask_back(answering.send(item, {"happened": "Mycket"}, version=0), "Hur många?", by=LEAD)
    answering.send(item, {"happened": "Tolv"}, version=answering.writable(item).version)
    work()
    assert (len(receiver.letters), OutgoingMail.objects.last().state) == (1, "dropped")


@pytest.mark.parametrize(
    "change",
    [
        lambda request: FollowUpRequest.objects.update(state="revoked"),
        lambda request: FollowUpRequest.objects.update(email=""),
        lambda request: FollowUpRound.objects.update(state="closed", closed_on=timezone.localdate()),
        lambda request: request.delete(),
    ],
    ids=["revoked", "forgotten", "closed", "gone"],
)
def test_nobody_is_written_to_who_is_asked_no_more(asked, receiver: Receiver, work, change) -> None:
    (request,) = ask(asked, "en@example.invalid")
    change(request)
    work()
    assert (OutgoingMail.objects.get().state, receiver.letters) == ("dropped", [])
    assert not TaskLink.objects.exists()


def test_the_letter_goes_to_the_address_that_is_right_when_it_leaves(asked, receiver: Receiver, work) -> None:
    (request,) = ask(asked, "fel@example.invalid")
    FollowUpRequest.objects.filter(pk=request.pk).update(email="ratt@example.invalid")
    work()
    assert receiver.recipients == ["ratt@example.invalid"]


# What the queue holds


def test_no_address_text_or_key_is_ever_in_the_queue(asked, receiver: Receiver, work, monkeypatch) -> None:
    receiver.replies["RCPT tva@example.invalid"] = "550 tva@example.invalid is unknown"
    receiver.replies["RCPT tre@example.invalid"] = "450 tre@example.invalid, later"
    ask(asked, "en@example.invalid", "tva@example.invalid", "tre@example.invalid")
    before = everything_stored()
    work()
    DBTaskResult.objects.update(status=TaskResultStatus.READY)
    monkeypatch.setattr(letters, "_take", lambda: 1 / 0)  # a task that fails leaves its traceback in its row
    due_now()
    work()

    stored = before + everything_stored()
    assert "ZeroDivisionError" in stored
    text = parsed(receiver.letters[0]).get_body(("plain",)).get_content()
    key = next(word for word in text.split() if "/lank/" in word).rstrip("/").rpartition("/")[2]
    for secret in ("example.invalid", "Första hjälpen", asked.title, key):
        assert secret not in stored, secret


def test_no_field_of_the_queue_could_hold_a_letter() -> None:
    names = {field.name for field in apps.get_model("accounts", "OutgoingMail")._meta.fields}
    assert not names & {"email", "to", "address", "body", "text", "subject", "key", "link"}


def test_2520_letters_are_queued_in_as_many_statements_as_twenty(asked) -> None:
    def cost(n: int) -> int:
        with CaptureQueriesContext(connection) as found:
            assert letters.queue(rounds.PURPOSE, "ask", range(n), site=SITE) == n
        return len(found)

    chunk = max(1, connection.ops.bulk_batch_size(OutgoingMail._meta.concrete_fields, range(2520)))
    assert cost(2520) - cost(20) <= 2520 // chunk
    assert OutgoingMail.objects.count() == 2540
