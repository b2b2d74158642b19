"""Who a consultation goes to: functions, never persons."""

import pytest

from handslag.plans.forms.base import NOT_A_NAME
from tests import factories as make
from tests.plans.conftest import Ground
from tests.plans.consulting import consultation, lead_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "row", ["Anna Andersson; c2@example.invalid", "Kumla kommun; Anna Andersson; c2@example.invalid"]
)
def test_a_person_is_no_recipient(ground: Ground, row: str) -> None:
    made = consultation(ground.plan)
    make.organisation(county=ground.plan.county, name="Kumla kommun")
    rows = f"Brukarrådet; r@example.invalid\n{row}"
    answer = ground.lead.post(lead_url("consultation_recipients", made), {"rows": rows})
    page = answer.content.decode()

    assert answer.status_code == 422 and not made.requests.exists()
    assert "Rad 2: Är det ett personnamn (Anna Andersson)?" in page
    assert "Nej, det är inte ett personnamn" in page and row in page


def test_what_only_looks_like_a_name_is_taken_when_somebody_says_so(ground: Ground) -> None:
    made = consultation(ground.plan)
    values = {"rows": "Röda Korset; r@example.invalid"}
    address = lead_url("consultation_recipients", made)
    assert ground.lead.post(address, values).status_code == 422
    assert ground.lead.post(address, values | {NOT_A_NAME: "on"}).status_code == 302
    assert made.requests.get().function == "Röda Korset"


def test_a_tick_stays_while_another_row_is_mended(ground: Ground) -> None:
    made = consultation(ground.plan)
    values = {"rows": "Röda Korset; r@example.invalid\nRådet", NOT_A_NAME: "on"}
    answer = ground.lead.post(lead_url("consultation_recipients", made), values)

    assert answer.status_code == 422 and answer.context["form"][NOT_A_NAME].value()


def test_an_organisation_or_a_place_is_not_taken_for_a_person(ground: Ground) -> None:
    made = consultation(ground.plan)
    county = ground.plan.county
    make.organisation(county=county, name="Vita Duvan")
    place = make.municipality(parent=county, name="Lilla Edet")
    rows = f"Vita Duvan; a@example.invalid\n{place.name}; b@example.invalid"

    assert ground.lead.post(lead_url("consultation_recipients", made), {"rows": rows}).status_code == 302
    assert made.requests.count() == 2
