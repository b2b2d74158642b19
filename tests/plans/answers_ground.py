"""A round that is open, with one respondent who answers for one initiative: what tests of follow-up begin with."""

from dataclasses import dataclass
from typing import Any

from handslag.plans.followup import answering, reading
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound, Initiative, RequestItem
from handslag.trust.changes import Actor
from tests import factories as make

LEAD = Actor(7, "länsledning, Regionen")


@dataclass
class FollowUpGround:
    """The round, what it asks about, and who was asked."""

    asked: FollowUpRound
    initiative: Initiative
    request: FollowUpRequest

    @property
    def item(self) -> RequestItem:
        return self.request.items.select_related("request__round__plan").first()

    def another(self, **fields: Any) -> FollowUpRequest:
        """One more respondent, who is asked about the initiative too."""
        return make.follow_up_request(self.asked, self.initiative, **fields)


def follow_up_ground() -> FollowUpGround:
    county = make.county(parent=make.county())
    plan = make.plan(county=county, lead=make.organisation(county=county), title="Länets plan")
    initiative = make.initiative(plan, title="Första hjälpen", owner=plan.lead)
    asked = make.follow_up_round(plan, initiative, title="Våren")
    return FollowUpGround(asked, initiative, make.follow_up_request(asked, initiative, function="Samordnare"))


def send(item: RequestItem, seconds: int = 0, **values: Any) -> FollowUp:
    """Send an answer as somebody does who has just opened the form."""
    return answering.send(item, values, version=answering.writable(item).version, seconds=seconds)


def accept(item: RequestItem, **values: Any) -> FollowUp:
    """Send an answer and accept it, as one about lack of time where it tells of an obstacle."""
    return reading.accept(send(item, **values), by=LEAD, theme="time" if values.get("obstacle") else "")
