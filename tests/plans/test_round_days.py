"""What a round does as days pass: reminders that were missed, letters after the last day, a plan that is withdrawn."""

import datetime
import io
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.followup import reading, rounds
from handslag.plans.models import FollowUpRequest, FollowUpRound, Plan, RequestItem
from handslag.trust.changes import OPERATOR
from tests import factories as make
from tests.mail import work_off
from tests.plans.round_ground import TODAY, a_round, answer, ask, days
from tests.public.test_retention import rule, run


@pytest.fixture
def world(ground):
    """A public initiative to ask about."""
    ground.initiative = make.initiative(ground.plan, title="Skolteam")
    return ground


def remind() -> None:
    call_command("remind", stdout=io.StringIO())


def reminded() -> list[int]:
    return sorted(OutgoingMail.objects.filter(kind="remind").values_list("target_id", flat=True))


# Reminders


@pytest.mark.django_db
@pytest.mark.parametrize("due", [7, 5, 1, 0, -3])
def test_a_reminder_that_nothing_ran_for_is_sent_the_next_time_and_once(world, due) -> None:
    who = ask(a_round(world.plan, world.initiative, due_on=days(due)), world.initiative)
    for _ in range(2):
        remind()
    FollowUpRequest.objects.update(reminded_on=days(-1), sent_on=days(-7))  # as it was yesterday
    OutgoingMail.objects.all().update(day=days(-1))
    remind()

    sent_anew = due in (7, 1)  # today is itself a day of reminding
    assert reminded() == [who.pk] * (2 if sent_anew else 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "fields"),
    [
        (8, {}),
        (5, {"sent_on": days(-2)}),
        (5, {"reminded_on": days(-2)}),
        (5, {"reminded_on": days(-1)}),
        (-15, {}),
    ],
)
def test_nobody_is_reminded_too_early_twice_or_when_no_link_would_hold(world, due, fields) -> None:
    ask(a_round(world.plan, world.initiative, due_on=days(due)), world.initiative, **fields)
    remind()

    assert reminded() == []


@pytest.mark.django_db
def test_a_day_of_reminding_before_the_round_was_sent_is_not_made_up_for(world) -> None:
    asked = a_round(world.plan, world.initiative, due_on=days(3), opened_on=days(-1), remind_days=[7])
    ask(asked, world.initiative, sent_on=None)
    remind()

    assert reminded() == []


@pytest.mark.django_db
def test_a_withdrawn_plan_reminds_nobody_and_sends_no_letter(world, monkeypatch) -> None:
    who = ask(a_round(world.plan, world.initiative, due_on=days(7)), world.initiative)
    OutgoingMail.objects.create(purpose="follow_up", kind="ask", target_id=who.pk, site="http://testserver/")
    Plan.objects.filter(pk=world.plan.pk).update(withdrawn_on=TODAY(), withdrawn_reason="Ersatt")
    remind()
    work_off(monkeypatch)

    assert mail.outbox == [] and not TaskLink.objects.exists()
    assert OutgoingMail.objects.get().state == "dropped"


# After the last day


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["ask", "remind", "returned", "handed"])
def test_a_letter_after_the_last_day_has_a_link_that_opens(world, monkeypatch, kind, client) -> None:
    asked = a_round(world.plan, world.initiative, due_on=days(-60), opened_on=days(-90))
    who = ask(asked, world.initiative)
    if kind == "returned":
        answer(who, world.initiative, state="returned")
    OutgoingMail.objects.create(purpose="follow_up", kind=kind, target_id=who.pk, site="http://testserver")
    work_off(monkeypatch)
    text = mail.outbox[0].body
    path = text.partition("http://testserver")[2].split()[0]

    assert TaskLink.objects.get().valid_to == days(14)
    assert client.get(path).status_code == 302
    shown = mail.outbox[0].alternatives[0][0]
    for each in (text, shown):
        assert "Svara senast" not in each and "men ert svar tas emot." in each
    assert "senast" not in mail.outbox[0].subject


@pytest.mark.django_db
def test_an_open_round_is_sent_and_asks_back_after_its_last_day(world, monkeypatch) -> None:
    asked = a_round(world.plan, world.initiative, due_on=days(-60), opened_on=days(-90))
    said = answer(ask(asked, world.initiative), world.initiative, happened="Kurser.")
    ask(asked, world.initiative, function="kurator", state="new", sent_on=None)
    rounds.send(asked, site="http://testserver/", by=OPERATOR)
    reading.ask_back(said, "Hur många?", by=OPERATOR)
    work_off(monkeypatch)

    assert len(mail.outbox) == 2
    assert set(TaskLink.objects.values_list("valid_to", flat=True)) == {days(14)}


@pytest.mark.django_db
def test_settings_saved_after_the_last_day_close_no_link(world) -> None:
    asked = a_round(world.plan, world.initiative, due_on=days(-60), opened_on=days(-90))
    who = ask(asked, world.initiative)
    TaskLink.objects.create(purpose="follow_up", target_id=who.pk, key_hash="x", valid_to=days(14))
    rounds.change(asked, {"title": "Ny titel"}, version=1, by=OPERATOR)

    assert TaskLink.objects.get().valid_to == days(14)


# Addresses of rounds that nobody closed


def addresses() -> int:
    return FollowUpRequest.objects.exclude(email="").count()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "open"])
@pytest.mark.parametrize(("months", "due", "left"), [(0, -10, 1), (0, -15, 0), (3, -60, 1), (3, -120, 0)])
def test_a_round_that_is_never_closed_does_not_keep_its_addresses(world, state, months, due, left) -> None:
    rule(None, "follow_up_address", months=months, county_id=world.plan.county_id)
    who = ask(a_round(world.plan, world.initiative, state=state, due_on=days(due), reply_to="a@example.invalid"))
    TaskLink.objects.create(purpose="follow_up", target_id=who.pk, key_hash="x", valid_to=days(30))
    run("--yes")

    assert addresses() == TaskLink.objects.count() == left
    asked = FollowUpRound.objects.get()
    assert (asked.state, asked.reply_to == "", asked.forgotten_on is None) == (state, not left, bool(left))


@pytest.mark.django_db
@pytest.mark.parametrize(("withdrawn", "left"), [(-30, 1), (-120, 0)])
def test_a_withdrawn_plan_does_not_keep_addresses(world, withdrawn, left) -> None:
    rule(None, "follow_up_address", months=3, county_id=world.plan.county_id)
    ask(a_round(world.plan, world.initiative), world.initiative)
    Plan.objects.filter(pk=world.plan.pk).update(withdrawn_on=days(withdrawn))
    run("--yes")

    assert addresses() == left


@pytest.mark.django_db
def test_addresses_that_came_after_are_destroyed_too(world) -> None:
    rule(None, "follow_up_address", months=0, county_id=world.plan.county_id)
    asked = a_round(world.plan, world.initiative, due_on=days(-60))
    ask(asked, world.initiative)
    run("--yes")
    ask(asked, world.initiative, function="kurator")
    run("--yes")

    assert addresses() == 0


# Closing beside a respondent


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_on_its_way_when_a_round_is_closed_is_destroyed_too(world) -> None:
    rule(None, "follow_up_address", months=0, county_id=world.plan.county_id, decided_on=datetime.date(2025, 2, 1))
    asked = a_round(world.plan, world.initiative)
    who = ask(asked, world.initiative)
    holds, goes_on = threading.Event(), threading.Event()

    def hand_on() -> None:
        try:
            with transaction.atomic():
                FollowUpRequest.objects.select_for_update().get(pk=who.pk)
                holds.set()
                goes_on.wait(1)  # for as long as the other would need, did it not wait
                colleague = FollowUpRequest.objects.create(
                    round=asked, function="kurator", email="kurator@example.invalid", state="sent",
                    sent_on=timezone.localdate(),
                )  # fmt: skip
                RequestItem.objects.filter(request=who).update(request=colleague)
        finally:
            connections.close_all()

    other = threading.Thread(target=hand_on)
    other.start()
    assert holds.wait(10)
    rounds.close(asked, by=OPERATOR)
    goes_on.set()
    other.join()

    assert FollowUpRequest.objects.count() == 2
    assert addresses() == 0
