"""What those who are asked are told when nothing more can be said."""

import datetime

import pytest
from django.core.cache import cache

from handslag.accounts.models import TaskLink
from handslag.plans.consultation import actions
from handslag.plans.models import Consultation
from handslag.swedish.dates import day as swedish_day
from tests.plans.conftest import Ground
from tests.plans.consulting import LEAD, Holder, consultation, in_days, opened

pytestmark = pytest.mark.django_db
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
