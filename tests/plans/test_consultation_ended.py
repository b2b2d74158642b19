"""What those who are asked are told when nothing more can be said."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.consultation import actions, commenting
from handslag.plans.consultation.actions import PURPOSE
from handslag.plans.consultation.mail import compose
from handslag.plans.models import Comment, Consultation
from handslag.plans.retention import consultations_due
from handslag.swedish.dates import day as swedish_day
from tests.plans.conftest import Ground
from tests.plans.consulting import LEAD, Holder, consultation, in_days, opened

pytestmark = pytest.mark.django_db
OTHER_PAGES = ("send_comments", "no_comments", "comments_thanks")
TYPED = "En lång synpunkt."


@pytest.fixture
def kumla(ground: Ground) -> Holder:
    cache.clear()
    made = consultation(ground.plan, "Kumla kommun")
    return opened(made.requests.get())


def late(kumla: Holder, values: dict[str, str]) -> str:
    answer = kumla.post("hela", values | {"text": TYPED})
    assert answer.status_code == 410
    return answer.content.decode()


def withdraw_plan(kumla: Holder, day: datetime.date) -> None:
    plan = kumla.request.consultation.plan
    type(plan).everything.filter(pk=plan.pk).update(withdrawn_on=day, withdrawn_reason="Fel plan")


def test_one_that_was_closed_early_says_so_and_shows_what_was_typed_alone(kumla: Holder) -> None:
    values = kumla.form("hela")
    actions.close(kumla.request.consultation, by=LEAD)
    page = late(kumla, values)

    assert f"Remissen stängdes {swedish_day(in_days(0))}." in page and "Svarstiden" not in page
    assert ">Det ni skrev</h2>" in page and TYPED in page
    assert values["seen"] and values["seen"] not in page and values["nyckel"] not in page


def test_a_question_taken_back_is_told_of(kumla: Holder) -> None:
    values = kumla.form("hela")
    actions.take_away(kumla.request, by=LEAD)
    page = late(kumla, values)

    assert "Frågan har dragits tillbaka." in page and "Svarstiden" not in page


def test_a_day_that_has_passed_is_told(kumla: Holder) -> None:
    values, yesterday = kumla.form("hela"), in_days(-1)
    Consultation.objects.update(due_on=yesterday)
    TaskLink.objects.update(valid_to=yesterday)

    assert f"Svarstiden gick till och med {swedish_day(yesterday)}." in late(kumla, values)


# The plan is taken away


def test_the_links_of_a_withdrawn_plan_answer_as_closed(kumla: Holder) -> None:
    values, today = kumla.form("hela"), in_days(0)
    withdraw_plan(kumla, today)
    pages = [kumla.address, f"{kumla.address}?pa=hela", *(reverse(name, args=kumla.where) for name in OTHER_PAGES)]
    assert {kumla.client.get(address).status_code for address in pages} == {410}
    assert kumla.send().status_code == kumla.nothing().status_code == 410

    page = late(kumla, values)
    assert f"Planen är borttagen sedan {swedish_day(today)}." in page and TYPED in page
    assert not Comment.objects.exists()
    with pytest.raises(commenting.Closed):
        commenting.nothing(kumla.request)


def test_no_letter_leaves_about_a_withdrawn_plan(kumla: Holder) -> None:
    waiting = OutgoingMail.objects.get(purpose=PURPOSE, target_id=kumla.request.pk)
    assert compose(waiting)
    withdraw_plan(kumla, in_days(0))
    before = TaskLink.objects.count()

    assert compose(waiting) is None
    assert TaskLink.objects.count() == before


# Its addresses


@pytest.mark.parametrize(
    ("values", "withdrawn_days_ago", "is_due"),
    [
        ({"state": "closed", "closed_on": 8}, None, True),
        ({"state": "closed", "closed_on": 6, "due_on": 20}, None, False),  # the rule counts from the close
        ({"state": "closed", "closed_on": 6}, 8, True),
        ({"state": "open", "due_on": 8}, None, True),
        ({"state": "open", "due_on": 6}, None, False),
        ({"state": "open"}, 8, True),
        ({"state": "open"}, 6, False),
        ({"state": "draft", "opened_on": None, "due_on": 8}, None, True),
        ({"state": "draft", "opened_on": None}, 8, True),
        ({"state": "draft", "opened_on": None}, None, False),
        ({"state": "open", "due_on": 8, "forgotten_on": 1}, None, False),
    ],
)
def test_the_rule_finds_what_has_ended_in_any_way(
    kumla: Holder, values: dict, withdrawn_days_ago: int | None, is_due: bool
) -> None:
    days = {name: in_days(-value) if isinstance(value, int) else value for name, value in values.items()}
    Consultation.objects.update(**days)
    if withdrawn_days_ago:
        withdraw_plan(kumla, in_days(-withdrawn_days_ago))
    before = timezone.make_aware(datetime.datetime.combine(in_days(-7), datetime.time.min))
    county = kumla.request.consultation.plan.county_id

    assert consultations_due(county, before).exists() == is_due
    assert not consultations_due(county + 1, before).exists()


def test_one_that_is_forgotten_while_it_is_open_opens_to_nobody_and_may_get_addresses_again(kumla: Holder) -> None:
    made = kumla.request.consultation
    actions.forget([made])
    made.refresh_from_db()
    assert made.forgotten_on and not TaskLink.objects.exists()
    assert kumla.client.get(kumla.address).status_code == 404

    actions.send_again(kumla.request, email="ny@example.invalid", by=LEAD)
    made.refresh_from_db()
    assert made.forgotten_on is None  # the rule finds it anew


def test_a_new_recipient_or_an_address_for_questions_is_found_by_the_rule_too(kumla: Holder) -> None:
    made = kumla.request.consultation
    actions.forget([made])
    actions.add_recipients(made, [actions.Recipient(None, "Rådet", "r@example.invalid")], by=LEAD)
    made.refresh_from_db()
    assert made.forgotten_on is None

    actions.forget([made])
    actions.change(made, {"title": "Ny"}, version=made.version, by=LEAD)
    made.refresh_from_db()
    assert made.forgotten_on
    actions.change(made, {"reply_to": "remiss@example.invalid"}, version=made.version, by=LEAD)
    made.refresh_from_db()
    assert made.forgotten_on is None
