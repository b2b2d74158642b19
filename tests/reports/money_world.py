"""Örebro county's plan with money in it: agreement, pots, decision, awards, ledgers, one sum that is not known."""

import datetime
from dataclasses import dataclass

from handslag.funding.models import Award, FeeTotal, LongView, OwnGrant, Pot, PotDecision
from handslag.places.models import Organisation
from handslag.plans.models import Initiative, Plan
from tests import factories as make


@dataclass
class Kept:
    """pot: decided, 1 000 000 kr, of which 900 000 are decided and 700 000 given. undecided: another, of which nobody has decided.

    awards: 500 000 with 200 000 used, 50 000 repaid and 300 000 requisitioned; 200 000 used up; one without a sum.
    """

    plan: Plan
    pot: Pot
    undecided: Pot
    decision: PotDecision
    awards: list[Award]


def kept(plan: Plan) -> Kept:
    """Put money into a plan that has reported initiatives."""
    first, second, third = Initiative.objects.filter(plan=plan, listing="reported").order_by("id")[:3]
    line = make.grant_line(make.agreement(plan, year=2024, title="Länets egen överenskommelse"), kronor=30_000_000)
    make.published_share(plan, line, area=plan.county, kronor=1_200_000, document="Regeringsbeslutet")
    pot = make.pot(plan, title="Gemensamma potten", year=2024, line=line, use_by=datetime.date(2024, 12, 31))
    undecided = make.pot(plan, title="Hemliga utkastet", year=2024, kronor=777_000)
    proposal = make.pot_proposal(pot, 500_000, 200_000, 200_000)
    decision = make.pot_decision(proposal, paragraph="14", registry_number="RS 2024/77")
    given = {"pot": pot, "decision": decision, "title": "", "source_text": ""}
    awards = [
        make.award(plan, initiative=first, kronor=500_000, **given),
        make.award(plan, initiative=second, kronor=200_000, **given),
        make.award(plan, initiative=third, title="", kronor=None, year=2023),
    ]
    for kind, kronor in (("requisitioned", 300_000), ("used", 200_000), ("repaid", 50_000)):
        make.ledger_entry(awards[0], kind=kind, kronor=kronor)
    wrong = make.ledger_entry(awards[1], kronor=250_000, text="Fel konto")
    make.ledger_entry(awards[1], kronor=-250_000, corrects=wrong, text="Rättat")
    make.ledger_entry(awards[1], kronor=200_000)
    _beside(plan, first, pot)
    return Kept(plan, pot, undecided, decision, awards)


def _beside(plan: Plan, initiative: Initiative, pot: Pot) -> None:
    """Own grants, of which one is not shared; fees; and a long view whose benefit is somebody else's."""
    shared, hidden = Organisation.objects.filter(county=plan.county, sector="municipality", parent=None)[:2]
    OwnGrant.objects.create(plan=plan, organisation=shared, year=2024, kronor=410_000, shared="total")
    OwnGrant.objects.create(plan=plan, organisation=hidden, year=2024, kronor=666_000, shared="none")
    FeeTotal.objects.create(plan=plan, year=2024, work="council", people=12, kronor=24_500, pot=pot)
    view = LongView.objects.create(
        initiative=initiative, cost_carrier=plan.lead, on=datetime.date(2024, 2, 1), answers={"long_term": "yes"}
    )
    view.benefit_carriers.set([shared])
