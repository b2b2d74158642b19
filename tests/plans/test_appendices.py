"""R70: every appendix that is named has its place, also those that nobody can read."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.exchange.exporter import export_plan
from handslag.exchange.knowing import as_known, known_to
from handslag.plans.forms.appendices import AppendixForm
from handslag.plans.indexing import index_plan
from handslag.plans.models import Initiative
from handslag.plans.queries.appendices import appendices
from handslag.trust.models import Change, SearchEntry
from handslag.trust.permissions import Role
from tests import factories as make
from tests.pages import addresses
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db
GIVEN = {"number": "1", "title": "Kartläggningen", "holds": "Hela rapporten", "state": "not_attached"}
ADDRESS = "https://www.exempel.se/kartlaggning.pdf"


def page_of(ground: Ground) -> str:
    return reverse("appendices", args=[ground.plan.county.slug, ground.plan.key])


def test_r70_all_eight_of_the_example_are_printed_as_not_attached(client: Client) -> None:
    text = client.get(addresses()["appendices"]).content.decode()

    assert [n for n in range(1, 10) if f"Bilaga {n}." in text] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert text.count("Inte bifogad.") == 8
    assert "8 är inte bifogade." in text
    assert "Samverkan komplex problematik (SKoP)</a>" in text


def test_the_lead_adds_changes_and_takes_one_away(ground: Ground) -> None:
    client = ground.lead
    answer = client.post(ground.url("add", "bilaga", ground.plan), GIVEN)
    assert answer["Location"] == f"{page_of(ground)}#bilagor"
    row = ground.plan.appendices.get()
    now = GIVEN | {"state": "broken", "url": ADDRESS, "version": "1"}
    assert client.post(ground.url("edit_row", "bilaga", ground.plan, row.pk), now).status_code == 302
    text = client.get(page_of(ground)).content.decode()
    assert "Adressen går inte att öppna:" in text
    assert f'href="{ADDRESS}"' not in text
    assert "1 adress går inte att öppna." in text
    history = client.get(reverse("history", args=[ground.plan.county.slug, "plan", ground.plan.uuid]))
    assert "adressen går inte att öppna" in history.content.decode()
    client.post(
        reverse("undo", args=[ground.plan.county.slug, Change.objects.get(target_kind="appendix", version=2).pk])
    )
    row.refresh_from_db()
    assert (row.state, row.url) == ("not_attached", "")
    client.post(ground.url("withdraw_row", "bilaga", ground.plan, row.pk), {"version": "3", "reason": "Fel plan"})
    assert not ground.plan.appendices.exists()


def test_an_address_that_opens_is_a_link(ground: Ground) -> None:
    make.appendix(ground.plan, state="linked", url=ADDRESS)
    text = Client().get(page_of(ground)).content.decode()
    assert f'<a href="{ADDRESS}">' in text
    assert "Inte bifogad" not in text
    assert "/andra/" not in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": ADDRESS}, "Bilagan har en adress."),
        ({"state": "linked"}, "Skriv adressen, eller välj att bilagan inte är bifogad."),
        ({"state": "linked", "url": "javascript:alert(1)"}, "Skriv hela adressen"),
        ({"state": "linked", "url": "ftp://exempel.se/x"}, "Skriv hela adressen"),
        ({"state": "linked", "url": "https://exempel.se/?till=maja@exempel.se"}, "e-postadress"),
        ({"number": "0"}, "större än"),
        ({"title": ""}, "Fyll i fältet."),
        ({"holds": "Ring 070-123 45 67"}, "telefonnummer"),
        ({"number": "7"}, "Det finns redan en bilaga med det numret."),
    ],
)
def test_what_does_not_hold_is_told_and_what_was_typed_is_kept(ground: Ground, given: dict, said: str) -> None:
    make.appendix(ground.plan, number=7)
    answer = ground.lead.post(ground.url("add", "bilaga", ground.plan), GIVEN | given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "Hela rapporten" in text or "Ring 070" in text
    assert ground.plan.appendices.count() == 1


def test_only_the_lead_of_the_plan_adds(ground: Ground) -> None:
    address = ground.url("add", "bilaga", ground.plan)
    assert ground.client(None).get(address)["Location"].startswith(reverse("sign_in"))
    assert ground.owner.post(address, GIVEN).status_code == 403
    assert ground.client(Role.COUNTY_LEAD, make.organisation()).post(address, GIVEN).status_code == 403
    assert not ground.plan.appendices.exists()


def test_the_database_holds_one_number_once_and_no_address_without_its_state(ground: Ground) -> None:
    make.appendix(ground.plan, number=1)
    for fields in ({"number": 1}, {"state": "linked"}, {"url": ADDRESS}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.appendix(ground.plan, **fields)


def test_what_it_is_about_is_named_only_to_those_who_may_know(ground: Ground) -> None:
    row = make.appendix(ground.plan, about=ground.mine)  # another organisation's draft
    user = make.member(Role.COUNTY_LEAD, ground.plan.lead)

    (slot,) = appendices(ground.plan, user=user)
    form = AppendixForm(GIVEN | {"version": "1"}, instance=row, page=ground.plan, user=user)
    told = as_known(json.loads(json.dumps(export_plan(ground.plan))), known_to(user, ground.plan))

    assert slot.initiative is None
    assert form.is_valid()
    assert "about" not in form.values()  # it stays
    assert told["plan"]["appendices"][0]["about"] is None
    assert ground.mine.title not in ground.lead.get(page_of(ground)).content.decode()
    Initiative.objects.update(visibility="public")
    assert appendices(ground.plan, user=user)[0].initiative == ground.mine


def test_an_appendix_is_found(ground: Ground, client: Client) -> None:
    make.appendix(ground.plan, title="Kartläggningen av elevhälsan", number=3)
    index_plan(ground.plan)
    found = SearchEntry.objects.get(kind="appendix", root=ground.plan.uuid)
    assert found.context == "Bilaga 3, inte bifogad"
    text = client.get(f"/{ground.plan.county.slug}/sok/", {"q": "kartläggning"}).content.decode()
    assert "Kartläggningen av elevhälsan" in text


def test_more_appendices_cost_no_more_queries(ground: Ground, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(ground)).status_code == 200
        return len(queries)

    Initiative.objects.update(visibility="public")
    make.appendix(ground.plan, about=ground.mine)
    few = asked()
    for _ in range(5):
        make.appendix(ground.plan, about=make.initiative(ground.plan))
    assert asked() == few
