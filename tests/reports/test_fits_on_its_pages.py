"""The short version and the page for the managers' group fit on their pages whatever the plan holds."""

import io
import uuid

import pypdfium2
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from handslag.documents import pdf
from handslag.documents.blocks import Document
from handslag.funding.models import LongView
from handslag.plans.models import (
    Adoption,
    GoalContribution,
    GoalNode,
    Initiative,
    Obstacle,
    Plan,
    Recommendation,
    StatusEntry,
)
from handslag.plans.words import STATUSES
from handslag.reports.building import Order, build
from handslag.reports.catalogue import TEMPLATES
from tests import factories as make
from tests.reports.conftest import DAY
from tests.reports.texts import texts

pytestmark = pytest.mark.django_db
WORDS = (
    "Gemensam överenskommelse om förebyggande skolhälsosamarbete mellan kommunerna och regionens psykiatrimottagningar "
)


@pytest.fixture(autouse=True)
def _only_once() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a page knows no database")


@pytest.fixture
def crowded() -> Plan:
    """A plan with everything in long words: 12 goals, 120 initiatives, 12 pots, 36 awards, 30 obstacles, 40 proposals, 20 adoptions."""
    county = make.county(name="Det långa länet")
    lead = make.organisation(county=county, name=f"Regionen {WORDS}"[:150])
    about = {"title": f"Plan: {WORDS * 2}"[:200], "purpose": WORDS * 20, "vision": WORDS * 10}
    period = {"period_text": "2020–2025", "period_from": "2020-01-01", "period_to": "2025-12-31"}
    plan = make.plan(county=county, lead=lead, adopted_by=WORDS[:100], **about, **period, period_precision="day")
    goals = [make.goal(plan, title=f"{n} {WORDS * 5}"[:500], public_line=WORDS * 3, position=n) for n in range(12)]
    for goal in goals:
        GoalNode.objects.create(
            plan=plan, parent=goal, kind="question", title=WORDS, uuid=uuid.uuid4(), key=f"f-{goal.pk}"
        )
    for n in range(20):
        party = make.organisation(county=county, name=f"Kommun {n} {WORDS}"[:100])
        Adoption.objects.create(plan=plan, organisation=party, extent="parts")
    rows = [make.initiative(plan, **_initiative(n)) for n in range(120)]
    statuses = list(STATUSES)
    GoalContribution.objects.bulk_create(
        GoalContribution(initiative=row, goal=goals[n % 9], plan=plan, primary=True, origin="reported")
        for n, row in enumerate(rows)
    )
    StatusEntry.objects.bulk_create(
        StatusEntry(initiative=row, status=statuses[n % len(statuses)], as_of="2024-01-15", reason=WORDS * 15)
        for n, row in enumerate(rows)
    )
    Obstacle.objects.bulk_create(Obstacle(initiative=row, text=WORDS * 15, theme="time") for row in rows[:30])
    for row in rows[:10]:
        make.handover(row, make.municipality(parent=county), recheck_on="2024-05-01", text=WORDS * 3)
    make.follow_up_round(plan, *rows[:3], title=WORDS[:100])
    Recommendation.objects.bulk_create(
        Recommendation(plan=plan, key=f"r-{n}", text=WORDS * 5, by="uppföljningen") for n in range(40)
    )
    _money(plan, rows)
    return Plan.objects.select_related("county", "lead").get(pk=plan.pk)


def _money(plan: Plan, rows: list[Initiative]) -> None:
    """Twelve decided pots and forty awards in long words, that end within the year or have no sum; benefit elsewhere."""
    for n in range(12):
        pot = make.pot(plan, title=f"{n} {WORDS * 2}"[:200], year=2024, kronor=10**10 + n, use_by="2024-12-31")
        make.pot_decision(make.pot_proposal(pot, 10**9))
        for row in rows[n * 3 : n * 3 + 3]:
            award = make.award(plan, initiative=row, title="", pot=pot, kronor=None if n % 4 else 10**8 + n)
            make.ledger_entry(award, kronor=10**7)
    for row in rows[:20]:
        view = LongView.objects.create(initiative=row, cost_carrier=plan.lead, on="2024-02-01", answers={})
        view.benefit_carriers.set([make.organisation(county=plan.county)])


def _initiative(n: int) -> dict[str, object]:
    """A title of 500 letters; of every three one ends within the year and one has begun within it."""
    periods = (
        {"period_text": "till juni 2024", "period_to": "2024-06-30", "period_precision": "month"},
        {"period_text": "från januari 2024", "period_from": "2024-01-01", "period_precision": "month"},
        {},
    )
    return {"title": f"{n}: {WORDS * 5}"[:500], "number": n + 1, "about_suicide": n == 0, **periods[n % 3]}


def built(plan: Plan, template: str) -> Document:
    title = f"{TEMPLATES[template].title}: {plan.title}"[:200]  # as long as a title may be
    return build(
        Order(plan=plan, template=template, title=title, mark="Utkast"), user=AnonymousUser(), today=DAY
    ).document


def pages(document: Document) -> int:
    return len(pypdfium2.PdfDocument(io.BytesIO(pdf.write(document))))


@pytest.mark.parametrize(("template", "most"), [("short", 2), ("managers", 1)])
def test_a_crowded_plan_fits(crowded: Plan, template: str, most: int) -> None:
    document = built(crowded, template)

    assert pages(document) <= most
    said = "\n".join(texts(document))
    assert " till." in said and "…" in said
    assert all(len(text) < 700 for text in texts(document))
