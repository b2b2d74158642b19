"""Money is found by those who may know of it; of what is kept about it only built files can be destroyed by a rule."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handslag.funding.ledger.actions import enter
from handslag.funding.models import Award, ExtractFile, GrantLine, LedgerEntry, PotDecision
from handslag.funding.pots.actions import decide, reopen
from handslag.plans import actions, indexing
from handslag.trust import retention
from handslag.trust.changes import OPERATOR
from handslag.trust.models import SearchEntry
from tests import factories as make
from tests.funding.pots_ground import Ground, ground

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def own() -> Ground:
    return ground()


def found(own: Ground, words: str, client: Client | None = None) -> list[str]:
    """The titles of what a search in the county finds of money."""
    answer = (client or Client()).get(f"/{own.county.slug}/sok/", {"q": words})
    groups = dict(answer.context["groups"])
    return [hit.title for title in ("Överenskommelser", "Potter", "Tilldelade medel") for hit in groups.get(title, [])]


def decided(own: Ground) -> PotDecision:
    proposal = make.pot_proposal(own.pot)
    make.proposal_line(proposal, initiative=own.initiative, title="Kvällsöppet på lördagar")
    return decide(proposal, {"body_text": "Chefsgruppen", "decided_on": DAY}, by=OPERATOR)


def test_an_agreement_is_found_by_its_lines(own, static_files):
    agreement = make.agreement(own.plan, title="Överenskommelsen 2031")
    actions.add(GrantLine(
        agreement=agreement, slug="ungdom", title="Ungdomsmottagningarna", receiver="county"), by=OPERATOR)  # fmt: skip

    assert found(own, "ungdomsmottagning") == ["Överenskommelsen 2031"]


def test_a_pot_is_found_once_it_is_decided_and_not_when_it_is_opened_again(own, static_files):
    indexing.index_plan(own.plan)
    assert found(own, own.pot.title) == []

    decision = decided(own)
    assert own.pot.title in found(own, own.pot.title)

    reopen(decision, reason="Fel", on=DAY, by=OPERATOR, version=decision.version)
    assert found(own, own.pot.title) == [] == found(own, "lördagar")


def test_an_award_is_found_only_by_who_knows_its_initiative(own, static_files):
    decided(own)
    award = Award.objects.get()
    actions.save(award, {"note": "Lokalhyra"}, by=OPERATOR, version=award.version)
    assert found(own, "lokalhyra") == ["Kvällsöppet på lördagar"]

    type(own.initiative).objects.update(visibility="internal")
    assert found(own, "lokalhyra") == []
    assert found(own, "lokalhyra", own.keeper) == ["Kvällsöppet på lördagar"]


def test_what_is_written_in_a_ledger_is_found_by_nobody(own, static_files):
    decided(own)
    enter(Award.objects.get(), kind="used", kronor=10, on=DAY, by=OPERATOR, text="Lokalhyra", reference="V77123")
    indexing.index_plan(own.plan)

    assert found(own, "lokalhyra") == [] == found(own, "V77123")
    assert found(own, "lokalhyra", own.keeper) == []


def test_an_award_that_goes_to_another_initiative_is_found_once(own, static_files):
    decided(own)
    award, other = Award.objects.get(), make.initiative(own.plan, title="Annan", owner=own.plan.lead)

    actions.save(award, {"initiative": other}, by=OPERATOR, version=award.version)

    (entry,) = SearchEntry.objects.filter(kind="award")
    assert entry.root == other.uuid


def test_ten_more_awards_cost_no_more_queries_to_index(own):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            indexing.index_beside(own.plan, [own.plan.uuid])
        return len(queries)

    make.ledger_entry(make.award(own.plan))
    before = asked()
    for n in range(10):
        make.ledger_entry(make.award(own.plan, title=f"Post {n}"))

    assert asked() == before


def test_built_extracts_go_by_a_rule_and_the_decision_stays(own):
    decision = decided(own)
    enter(Award.objects.get(), kind="used", kronor=10, on=DAY, by=OPERATOR)
    old = ExtractFile.objects.create(decision=decision, file_format="pdf", state="done", content=b"x")
    new = ExtractFile.objects.create(decision=decision, file_format="docx", state="done", content=b"x")
    ExtractFile.objects.filter(pk=old.pk).update(asked_at=timezone.now() - datetime.timedelta(days=900))
    (kind,) = [each for each in retention.record_types(by_county=True) if each.key == "extract_file"]
    due = kind.due(own.county.pk, timezone.now() - datetime.timedelta(days=730))

    assert kind.destroy(due) == 1
    assert list(ExtractFile.objects.all()) == [new]
    assert PotDecision.objects.exists() and LedgerEntry.objects.exists()


def test_no_rule_can_be_set_for_decisions_awards_or_the_ledger():
    keys = {each.key for county in (True, False) for each in retention.record_types(by_county=county)}

    assert not keys & {"pot_decision", "award", "ledger_entry", "agreement", "pot", "own_grant", "fee_total"}
