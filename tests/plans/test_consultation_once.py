"""A consultation is begun once, and what is counted of it is told in right words."""

import pytest
from django.urls import reverse

from handslag.plans.consultation import actions
from handslag.plans.models import Consultation
from tests import factories as make
from tests.plans.conftest import Ground
from tests.plans.consulting import LEAD, commented, consultation, in_days, lead_url

pytestmark = pytest.mark.django_db


def new_form(ground: Ground) -> dict[str, str]:
    """What the form for a new consultation sends."""
    page = ground.lead.get(address(ground))
    key = str(page.context["form"]["nyckel"].value())
    assert key in page.content.decode()
    return {"title": "Remissversion", "due_on": str(in_days(14)), "nyckel": key}


def address(ground: Ground) -> str:
    return reverse("new_consultation", args=[ground.plan.county.slug, ground.plan.key])


def test_the_same_form_twice_begins_one_consultation(ground: Ground) -> None:
    values = new_form(ground)
    lead = ground.lead
    first, second = (lead.post(address(ground), values) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert str(Consultation.objects.get().uuid) == values["nyckel"]
    assert "redan påbörjad" in lead.get(second["Location"]).content.decode()


def test_a_form_opened_anew_begins_another(ground: Ground) -> None:
    lead = ground.lead
    for _ in range(2):
        lead.post(address(ground), new_form(ground))

    assert [each.number for each in Consultation.objects.order_by("number")] == [1, 2]


def test_a_key_of_another_plans_consultation_is_refused(ground: Ground) -> None:
    other = consultation(make.plan(county=ground.plan.county))
    answer = ground.lead.post(address(ground), new_form(ground) | {"nyckel": str(other.uuid)})

    assert answer.status_code == 422 and "hör till en annan remiss" in answer.content.decode()
    assert Consultation.objects.get() == other


def test_one_is_counted_in_figures(ground: Ground) -> None:
    made = consultation(ground.plan, "Kumla kommun")
    commented(made.requests.get(), "Bra.")
    actions.close(made, by=LEAD)
    page = " ".join(ground.lead.get(lead_url("consultation", made)).content.decode().split())

    assert "1 av 1 tillfrågad har svarat. 0 av 1 synpunkt är besvarad." in page
    assert "<dd>0 av 1 synpunkt</dd>" in page
