"""What a county keeps of its money leaves with the plan, comes back the same, and a broken file of it is refused whole."""

import copy
import datetime
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from handslag.exchange.exporter import export_plan
from handslag.exchange.knowing import as_known, known_to
from handslag.exchange.reader import BrokenFile, read
from handslag.funding.models import (
    Agreement,
    AllocationRun,
    Award,
    FeeTotal,
    GrantDate,
    GrantLine,
    LedgerEntry,
    LongView,
    OwnGrant,
    Payee,
    Pot,
    PotDecision,
    Proposal,
    ProposalLine,
    PublishedShare,
)
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.models import Initiative, Plan
from handslag.trust.changes import OPERATOR, create, withdraw
from handslag.trust.permissions import Role
from tests import factories as make
from tests.exchange.test_import_of_export import cut, exported, moved

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 3, 1)


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """The example's plan with one initiative: what the tests add to it is what they move."""
    return cut(plan, "mhfa")


@pytest.fixture
def kept(plan: Plan) -> Plan:
    """The plan with one of everything about money, and a withdrawn payee."""
    region = Organisation.objects.get(county=plan.county, key="region-orebro-lan")
    lansdel = Lansdel.objects.filter(division__county=plan.county).first()
    mhfa = Initiative.objects.get(plan=plan, key="mhfa")
    goal = plan.goals.first()
    agreement = Agreement(
        plan=plan, slug="var-egen", year=2024, title="Statsbidraget", status="decided", parties="staten, SKR",
        kronor=300, stated_sums={"region": 300, "region+municipality": 300}, is_complete=True, source="Beskedet", note="Två sidor.",
    )  # fmt: skip
    create(agreement, by=OPERATOR)
    line = GrantLine(
        agreement=agreement, slug="suicidprevention", title="Suicidprevention", receiver="county", kronor=300,
        allocation_key={"kind": "population"}, conditions="Används under året.", use_by=DAY, repay_rule="Betalas tillbaka.",
    )  # fmt: skip
    create(line, by=OPERATOR)
    create(GrantDate(agreement=agreement, kind="account", on=DAY, words="Redovisa"), by=OPERATOR)
    create(PublishedShare(plan=plan, line=line, area=plan.county, kronor=9, document="Beslut", on=DAY), by=OPERATOR)
    payee = Payee(plan=plan, line=line, organisation=region, percent="33.3333", agreed="Muntligen", since=DAY)
    create(payee, by=OPERATOR)
    gone = Payee(plan=plan, line=line, organisation=region, kronor=4)
    create(gone, by=OPERATOR)
    withdraw(gone, by=OPERATOR, version=1, reason="Fel mottagare")
    first = AllocationRun.objects.create(**_run(plan, line))
    AllocationRun.objects.create(**_run(plan, line), before=first)
    earlier = Pot(plan=plan, year=2023, title="Förra årets", kind="joint", kronor=10)
    create(earlier, by=OPERATOR)
    pot = Pot(
        plan=plan, year=2024, title="Norra länsdelens medel", kind="lansdel", lansdel=lansdel, line=line, kronor=100,
        carried=10, carried_from=earlier, criteria=[{"words": "Når flest", "weight": 2}], use_by=DAY,
    )  # fmt: skip
    create(pot, by=OPERATOR)
    proposal = Proposal(plan=plan, pot=pot, title="Förslag A", text="Det mesta till utbildning.")
    create(proposal, by=OPERATOR)
    told = ProposalLine(
        proposal=proposal, title="MHFA", kronor=60, initiative=mhfa, goal=goal, lansdel=lansdel,
        area=Area.objects.get(code="1880"), points={"Når flest": 3},
    )  # fmt: skip
    create(told, by=OPERATOR)
    lines = [{"title": "MHFA", "kronor": 60, "initiative": "mhfa"}]
    reopened = {"reopened_on": DAY, "reopened_reason": "Räknefel"}
    before = PotDecision(pot=pot, proposal=proposal, body=region, decided_on=DAY, kronor=60, lines=lines, **reopened)
    create(before, by=OPERATOR)
    decision = PotDecision(
        pot=pot, proposal=proposal, body_text="chefsgruppen", decided_on=DAY, paragraph="§ 7", registry_number="24RS1",
        kronor=60, left=50, lines=lines,
    )  # fmt: skip
    create(decision, by=OPERATOR)
    award = Award(
        plan=plan, initiative=mhfa, year=2024, kronor=60, pot=pot, line=line, decision=decision, organisation=region,
        post_percent="50.5", account_code="4711", note="Delas med skolan.",
    )  # fmt: skip
    create(award, by=OPERATOR)
    unknown = Award(plan=plan, title="Utbildare", year=2024, source_text="egna medel")
    create(unknown, by=OPERATOR)
    booked = _entry(award, "used", 30, reference="V 1")
    _entry(award, "used", -30, corrects=booked)
    _entry(award, "used", 20, reference="V 2", way="file", act=uuid4(), act_place=0)
    create(OwnGrant(plan=plan, organisation=region, year=2024, kronor=None, shared="total"), by=OPERATOR)
    create(FeeTotal(plan=plan, year=2024, work="council", people=16, kronor=32_000, pot=pot), by=OPERATOR)
    view = LongView(initiative=mhfa, answers={"long_term": "yes"}, cost_carrier=region, on=DAY)
    create(view, apart={"benefit_carriers": [region]}, by=OPERATOR)
    return plan


def _run(plan: Plan, line: GrantLine) -> dict:
    return {
        "uuid": uuid4(), "plan": plan, "line": line, "level": "county", "made_at": timezone.now(), "role": "controller",
        "population_year": 2023, "population_source": "SCB", "formula_version": 1, "kronor": 300, "stored": {"total": 300},
    }  # fmt: skip


def _entry(award: Award, kind: str, kronor: int, **more) -> LedgerEntry:
    told = {"on": DAY, "role": "controller", "made_at": timezone.now()}
    return LedgerEntry.objects.create(award=award, kind=kind, kronor=kronor, **told, **more)


def document(plan: Plan) -> dict:
    return json.loads(exported(plan.key))


def test_all_about_money_comes_back_the_same(kept: Plan, tmp_path: Path) -> None:
    before, after = moved(kept.key, tmp_path)

    assert json.loads(after)["funding"] == json.loads(before)["funding"]
    assert after == before


def test_every_kind_of_row_is_in_the_export(kept: Plan) -> None:
    funding = document(kept)["funding"]

    assert {name: len(items) for name, items in funding.items()} == {
        "agreements": 1, "published_shares": 1, "payees": 2, "runs": 2, "pots": 2, "awards": 2, "own_grants": 1,
        "fee_totals": 1, "long_views": 1,
    }  # fmt: skip
    assert [each["withdrawn"] for each in funding["payees"] if "withdrawn" in each] == [
        {"date": timezone.localdate().isoformat(), "reason": "Fel mottagare"}
    ]
    unknown = next(each for each in funding["awards"] if each["title"] == "Utbildare")
    assert unknown["kronor"] is None  # not zero
    award = next(each for each in funding["awards"] if each["initiative"] == "mhfa")
    assert [(each["kronor"], each["corrects"]) for each in award["entries"]] == [(30, None), (-30, "1"), (20, None)]
    assert [each["way"] for each in award["entries"]] == ["typed", "typed", "file"]


def test_a_plan_without_money_says_nothing_of_it(plan: Plan) -> None:
    assert document(plan)["funding"] == {}


def test_money_is_left_out_for_those_who_do_not_lead_the_plan(kept: Plan) -> None:
    whole = export_plan(kept)
    lead, reader = (make.member(role, kept.lead) for role in (Role.COUNTY_LEAD, Role.READER))

    seen = {who: as_known(whole, known_to(user, kept)) for who, user in [("lead", lead), ("reader", reader), ("all", AnonymousUser())]}  # fmt: skip

    assert seen["lead"]["funding"]["awards"]
    for who in ("reader", "all"):
        assert seen[who]["funding"] == {}
        assert not [each for each in seen[who]["citations"] if each["target"].startswith("funding/")]


FAULTS = [
    (("payees", 0, "organisation"), "ingen", "Organisationen ingen finns inte."),
    (("awards", 0, "pot"), "ingen", "Potten ingen finns inte."),
    (("pots", 0, "carried_from"), "ingen", "Potten ingen finns inte."),
    (("long_views", 0, "benefit_carriers"), ["ingen"], "Organisationen ingen finns inte."),
    (("published_shares", 0, "area"), "9999", "Området 9999 finns inte."),
    (("payees", 0, "kronor"), 1.5, ""),
    (("own_grants", 0, "kronor"), -1, ""),
    (("fee_totals", 0, "namn"), "någon", ""),
]


@pytest.mark.parametrize(("place", "value", "words"), FAULTS)
def test_a_fault_about_money_is_told_where_it_stands(kept: Plan, tmp_path: Path, place, value, words: str) -> None:
    broken = copy.deepcopy(document(kept))
    at = broken["funding"]
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value

    with pytest.raises(BrokenFile) as caught:
        read(_file(broken, tmp_path))

    assert words in str(caught.value)
    assert str(place[-1]) in str(caught.value)


def _file(document: dict, folder: Path) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path
