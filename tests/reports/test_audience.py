"""A report for all holds nothing that not all may know, in any part, list or drawing; the lead's own holds it."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from handslag.documents import html
from handslag.documents.stored import to_json
from handslag.places.models import Area
from handslag.plans.models import (
    Appendix,
    Contradiction,
    FundingStatement,
    Initiative,
    InitiativeRelation,
    PilotDecision,
    PostTask,
    Result,
    SuccessFactor,
)
from handslag.reports.building import Order, build
from handslag.reports.catalogue import TEMPLATES
from handslag.trust.permissions import Role
from tests import factories as make
from tests.reports.world import Reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
SECRET = "Dunkelgrön"
"""Stands in everything that is stated of what is not public, and nowhere else."""
DAY = datetime.date(2024, 3, 1)


EVERY = [*((each, "full") for each in ("draft", "internal")), *(("shared", template) for template in TEMPLATES)]


@pytest.fixture
def hidden(world: Reported, request: pytest.FixtureRequest) -> Initiative:
    """An initiative that all may not know of, with everything that can be stated, tied to the public one."""
    plan, said = world.plan, f"{SECRET} uppgift."
    town = make.municipality(parent=plan.county, name="Provstad")
    row = make.initiative(
        plan,
        serves=world.goal,
        owner=plan.lead,
        visibility=request.param,
        title=f"{SECRET} insats",
        number=7,
        about_suicide=True,
        report_reference=said,
        source_title=said,
        report_place=said,
        missing=[said],
        **dict.fromkeys(("summary", "purpose", "background", "places_note"), said),
        **{
            "period_text": "mars 2023 – juni 2024",
            "period_from": "2023-03-01",
            "period_to": "2024-06-30",
            "period_precision": "month",
        },
    )
    make.status(row, "struggling", as_of="2024-01-01", reason=said, words=said)
    make.place(row, town)
    make.participation(row, plan.lead, role="lead", text=said)
    make.participation(world.initiative, plan.lead)
    PostTask.objects.create(post=make.post(row, role=said, **_ends()), theme="coordination", text=said)
    make.figure(row, label=said, value=4711, unit="personer")
    make.survey(
        row,
        title=said,
        question=said,
        finding=said,
        themes=[said],
        answers=[{"label": said, "count": 3}],
        n_answering=9,
    )
    make.obstacle(row, text=said)
    make.recommendation(row, text=said, to=plan.lead.name, to_organisation=plan.lead)
    make.handover(row, town, text=said, recheck_on="2024-05-01")
    Result.objects.create(initiative=row, kind="outcome", text=said, attribution="tested")
    PilotDecision.objects.create(initiative=row, subject=said, decision="continue", text=said)
    SuccessFactor.objects.create(initiative=row, text=said, rank=1)
    FundingStatement.objects.create(initiative=row, source_text=said, kronor=123_456)
    Contradiction.objects.create(initiative=row, text=said)
    for first, kind, second in ((row, "continues_as", world.initiative), (world.initiative, "builds_on", row)):
        relation = make.relation(first, kind, second)
        InitiativeRelation.objects.filter(pk=relation.pk).update(text=said)
    make.citation(row.uuid, of=row, kind="initiative", field="summary", document=make.document(title=f"{SECRET} källa"))
    Appendix.objects.create(plan=plan, key="b", number=1, title="Underlag", state="not_attached", about=row)
    return row


def _ends() -> dict[str, str]:
    return {"period_text": "till maj 2024", "period_to": "2024-05-31", "period_precision": "month"}


def told(world: Reported, template: str, audience: str, user: object) -> str:
    """Return all that a report holds: as it is stored, and as a page with its drawings."""
    narrowed = {
        "goal": {"goal": world.goal.uuid},
        "area": {"area": Area.objects.get(name="Provstad").code},
        "organisation": {"organisation": world.plan.lead.uuid},
        "year": {"year": 2031},
    }.get(TEMPLATES[template].needs, {})
    order = Order(plan=world.plan, template=template, site="https://handslag.example/", audience=audience, **narrowed)
    document = build(order, user=user, today=DAY).document
    return to_json(document) + html.page(document)


@pytest.mark.parametrize(("hidden", "template"), EVERY, indirect=["hidden"])
def test_a_report_for_all_holds_nothing_that_not_all_may_know(
    world: Reported, hidden: Initiative, template: str
) -> None:
    lead = make.member(Role.COUNTY_LEAD, world.plan.lead)

    for user in (AnonymousUser(), lead) if template == "full" else (lead,):  # who it is for decides, not who builds it
        said = told(world, template, "public", user)
        assert SECRET.casefold() not in said.casefold()
        assert not [held for held in (str(hidden.uuid), "4\u00a0711", "123\u00a0456") if held in said]
        assert "Behöver du någon att prata med" not in said


@pytest.mark.parametrize(("hidden", "template"), EVERY, indirect=["hidden"])
def test_the_leads_own_report_holds_it(world: Reported, hidden: Initiative, template: str) -> None:
    assert SECRET in told(world, template, "lead", make.member(Role.COUNTY_LEAD, world.plan.lead))


@pytest.mark.parametrize("hidden", ["shared"], indirect=True)
def test_somebody_elses_lead_is_a_stranger(world: Reported, hidden: Initiative) -> None:
    other = make.member(Role.COUNTY_LEAD, make.organisation(county=make.county()))

    assert SECRET not in told(world, "full", "lead", other)
