"""The least valid object of each kind. A test states only what matters to it.

Every function takes the fields to set; keys, uuids and titles are made when left out. What an object must
hang on is made too, unless given.
"""

import itertools
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from handslag.accounts.models import Membership, User
from handslag.allocation import ByPopulation, Unit, allocate
from handslag.funding.models import (
    Agreement,
    AllocationRun,
    Award,
    BookingFile,
    GrantDate,
    GrantLine,
    LedgerEntry,
    Payee,
    Pot,
    PotDecision,
    Proposal,
    ProposalLine,
    PublishedShare,
)
from handslag.indicators.models import CitedFigure, Fetch, Indicator, Observation, OwnMeasure
from handslag.places.models import Area, Lansdel, LansdelDivision, Organisation, OrganisationList
from handslag.plans.models import (
    Appendix,
    CoverageNote,
    Figure,
    FollowUpRequest,
    FollowUpRound,
    Framework,
    FrameworkNode,
    GoalContribution,
    GoalNode,
    GoalProposal,
    Handover,
    Initiative,
    InitiativePlace,
    InitiativeRelation,
    Method,
    Obstacle,
    Participation,
    Plan,
    Post,
    Recommendation,
    RequestItem,
    RoundInitiative,
    StatedSurveyResult,
    StatusEntry,
    SurveyQuote,
    TargetGroup,
)
from handslag.trust.models import Citation, SourceDocument
from handslag.trust.permissions import Role

_numbers = itertools.count(1)


def _key(kind: str) -> str:
    """A key that no other object has: "plan-17"."""
    return f"{kind}-{next(_numbers)}"


def county(**fields: Any) -> Area:
    """A county, beside Sweden's real ones."""
    key = _key("county")
    return Area.objects.create(**{"code": key, "slug": key, "name": f"Län {key}", "kind": Area.COUNTY, **fields})


def municipality(*, parent: Area | None = None, **fields: Any) -> Area:
    key = _key("municipality")
    base = {"code": key, "slug": key, "name": f"Kommun {key}", "kind": Area.MUNICIPALITY}
    return Area.objects.create(**{**base, "parent": parent or county(), **fields})


def division(*, county: Area, **fields: Any) -> LansdelDivision:
    base = {"key": _key("division"), "title": "Indelning", "purpose": "psykisk hälsa"}
    return LansdelDivision.objects.create(**{**base, "county": county, **fields})


def lansdel(division: LansdelDivision, *municipalities: Area, **fields: Any) -> Lansdel:
    """A part of the division with these municipalities."""
    key = _key("part")
    part = Lansdel.objects.create(**{"division": division, "key": key, "name": key, "short": key, **fields})
    part.municipalities.set(municipalities)
    return part


def organisation(*, county: Area | None = None, **fields: Any) -> Organisation:
    """An organisation of a county; of a new one when none is given."""
    key = _key("organisation")
    base = {"uuid": uuid.uuid4(), "key": key, "name": f"Organisation {key}", "sector": "municipality"}
    return Organisation.objects.create(**{**base, "county": county or globals()["county"](), **fields})


def participant(organisation_list: OrganisationList, name: str) -> Organisation:
    """A name in a list of participants."""
    key = _key("participant")
    return Organisation.objects.create(
        uuid=uuid.uuid4(), key=key, name=name, sector="civil_society", participant_list=organisation_list
    )


def plan(*, county: Area | None = None, **fields: Any) -> Plan:
    """A public plan of a county without a lead."""
    key = _key("plan")
    base = {"uuid": uuid.uuid4(), "key": key, "title": f"Plan {key}", "kind": "county_plan", "status": "adopted"}
    where = county or globals()["county"]()
    return Plan.objects.create(**{**base, "visibility": "public", "county": where, **fields})


def appendix(plan: Plan, **fields: Any) -> Appendix:
    """An appendix that is named and not attached."""
    n = next(_numbers)
    base = {"key": f"appendix-{n}", "number": n, "title": f"Underlag {n}", "state": "not_attached"}
    return Appendix.objects.create(**{**base, "plan": plan, **fields})


def goal(plan: Plan, **fields: Any) -> GoalNode:
    key = _key("goal")
    base = {"uuid": uuid.uuid4(), "key": key, "title": f"Mål {key}", "kind": "challenge"}
    return GoalNode.objects.create(**{**base, "plan": plan, **fields})


def coverage_note(goal: GoalNode, **fields: Any) -> CoverageNote:
    """Somebody has said on 1 March 2024 that nothing exists for the goal."""
    base = {"role": "utvecklingsledare", "date": "2024-03-01"}
    return CoverageNote.objects.create(**{**base, "goal": goal, **fields})


def framework(**fields: Any) -> Framework:
    key = _key("framework")
    base = {"uuid": uuid.uuid4(), "key": key, "title": f"Ramverk {key}", "kind": "work_areas"}
    return Framework.objects.create(**{**base, **fields})


def node(framework: Framework, **fields: Any) -> FrameworkNode:
    key = _key("node")
    base = {"key": key, "title": f"Nod {key}", "wording": "official"}
    return FrameworkNode.objects.create(**{**base, "framework": framework, **fields})


def target_group(plan: Plan, **fields: Any) -> TargetGroup:
    key = _key("group")
    return TargetGroup.objects.create(**{"key": key, "title": f"Grupp {key}", "plan": plan, **fields})


def method(plan: Plan, **fields: Any) -> Method:
    key = _key("method")
    return Method.objects.create(**{"key": key, "title": f"Metod {key}", "plan": plan, **fields})


def initiative(plan: Plan, *, serves: GoalNode | None = None, **fields: Any) -> Initiative:
    """A public, reported initiative. serves: its main goal, as the source reports it."""
    key = _key("initiative")
    base = {"uuid": uuid.uuid4(), "key": key, "title": f"Insats {key}", "visibility": "public"}
    made = Initiative.objects.create(**{**base, "plan": plan, **fields})
    if serves:
        contribution(made, serves, primary=True)
    return made


def contribution(initiative: Initiative, goal: GoalNode, **fields: Any) -> GoalContribution:
    base = {"origin": "reported", "plan": goal.plan}
    return GoalContribution.objects.create(**{**base, "initiative": initiative, "goal": goal, **fields})


def place(initiative: Initiative, at: Area | Lansdel) -> InitiativePlace:
    name = "area" if isinstance(at, Area) else "lansdel"
    return InitiativePlace.objects.create(initiative=initiative, **{name: at})


def status(initiative: Initiative, status: str = "ongoing", **fields: Any) -> StatusEntry:
    return StatusEntry.objects.create(**{"initiative": initiative, "status": status, **fields})


def participation(initiative: Initiative, organisation: Organisation, **fields: Any) -> Participation:
    return Participation.objects.create(
        **{"initiative": initiative, "organisation": organisation, "role": "partner", **fields}
    )


def post(initiative: Initiative, **fields: Any) -> Post:
    return Post.objects.create(**{"initiative": initiative, "key": _key("post"), "role": "Samordnare", **fields})


def handover(initiative: Initiative, area: Area, **fields: Any) -> Handover:
    """That somebody is to take the initiative over in a municipality."""
    return Handover.objects.create(**{"initiative": initiative, "area": area, "state": "planned", **fields})


def survey(owner: Initiative | Plan, **fields: Any) -> StatedSurveyResult:
    """A stated survey result of an initiative or a plan, without answers."""
    base = {**_on(owner), "key": _key("survey"), "title": "Enkät", "asked": "deltagare"}
    return StatedSurveyResult.objects.create(**{**base, **fields})


def quote(survey: StatedSurveyResult, **fields: Any) -> SurveyQuote:
    """Words from a survey that nobody has asked to show."""
    return SurveyQuote.objects.create(
        **{"survey": survey, "text": "Det blev lättare att nå fram.", "permission": "not_asked", **fields}
    )


def figure(owner: Initiative | Plan, **fields: Any) -> Figure:
    """A figure of an initiative or a plan, without a value."""
    return Figure.objects.create(
        **{**_on(owner), "key": _key("figure"), "kind": "sessions", "label": "genomförda", **fields}
    )


def obstacle(owner: Initiative | Plan, **fields: Any) -> Obstacle:
    return Obstacle.objects.create(**{**_on(owner), "text": "Tiden räckte inte.", "theme": "time", **fields})


def recommendation(owner: Initiative | Plan, **fields: Any) -> Recommendation:
    """Advice that nobody has answered."""
    base = {"key": _key("recommendation"), "text": "Se över uppdraget.", "by": "uppföljningen"}
    return Recommendation.objects.create(**{**_on(owner), **base, **fields})


def goal_proposal(goal: GoalNode, recommendation: Recommendation, **fields: Any) -> GoalProposal:
    """That the goal answers the recommendation."""
    return GoalProposal.objects.create(
        **{"goal": goal, "recommendation": recommendation, "origin": "confirmed", **fields}
    )


def observations(
    key: str, area: Area, by_year: Mapping[int, Any], *, per: float = 1, **fields: Any
) -> list[Observation]:
    """Figures of an indicator, one a year: a value, or a pair of numerator and denominator that the value is made of."""
    indicator, _ = Indicator.objects.get_or_create(key=key)
    now = timezone.now()
    fetch = Fetch.objects.create(
        indicator=indicator, way="file", source="Provkällan", asked_at=now, done_at=now, state="done",
        added=len(by_year),
    )  # fmt: skip
    return [
        Observation.objects.create(
            **{
                "indicator": indicator,
                "area": area,
                "period_from": date(year, 1, 1),
                "period_to": date(year, 12, 31),
                "fetch": fetch,
                **_told(told, per),
                **fields,
            }
        )
        for year, told in by_year.items()
    ]


def own_measure(plan: Plan, **fields: Any) -> OwnMeasure:
    """A count that a county has made for itself, as open as it can be."""
    key = _key("egen-matt")
    base = {
        "title": f"Mått {key}", "numerator": "det som räknas", "unit": "antal", "polarity": "high", "reported_by": "enheten",
        "plain": "Det som räknas.", "why": "Länet följer det.", "owner": "enheten", "source": "egen redovisning",
        "shows": "Vad som har räknats.", "does_not_show": "Vad det beror på.", "made_on": "2024-03-01", "review_by": "2030-03-01",
        "visibility": "public",
    }  # fmt: skip
    indicator = Indicator.objects.create(key=key, county=plan.county)
    return OwnMeasure.objects.create(**{**base, "plan": plan, "indicator": indicator, **fields})


def cited_figure(plan: Plan, **fields: Any) -> CitedFigure:
    """A figure that somebody else has stated: no year, and of no place that is said."""
    base = {
        "base": "Befolkningen", "population": "invånarna", "label": "känner en granne", "value": 40, "unit": "procent",
        "source": "Provkällan",
    }  # fmt: skip
    return CitedFigure.objects.create(**{**base, "plan": plan, **fields})


def _told(told: Any, per: float) -> dict[str, Any]:
    if isinstance(told, tuple):
        return {"numerator": told[0], "denominator": told[1], "value": told[0] / told[1] * per}
    return {"value": told}


def _on(owner: Initiative | Plan) -> dict[str, Initiative | Plan]:
    return {"plan": owner} if isinstance(owner, Plan) else {"initiative": owner}


def relation(first: Initiative, kind: str, second: Initiative) -> InitiativeRelation:
    return InitiativeRelation.objects.create(from_initiative=first, kind=kind, to_initiative=second)


def document(**fields: Any) -> SourceDocument:
    return SourceDocument.objects.create(**{"key": _key("document"), "title": "Rapport", "kind": "report", **fields})


def citation(root: uuid.UUID, *, of: Any, kind: str, **fields: Any) -> Citation:
    """A citation of the row `of` on the page of `root`; of a new document when none is given."""
    base = {"root": root, "target_kind": kind, "target_id": of.id, "lines": "1-2"}
    if "ours" not in fields:
        base["document"] = fields.pop("document", None) or document()
    return Citation.objects.create(**{**base, **fields})


def user(**fields: Any) -> User:
    """A login that no password opens."""
    made = User(**{"email": f"{_key('user')}@example.invalid", **fields})
    made.set_unusable_password()
    made.save()
    return made


def member(role: Role, organisation: Organisation, **fields: Any) -> User:
    """A login with one role in one organisation."""
    made = user()
    membership(made, role, organisation, **fields)
    return made


def membership(user: User, role: Role, organisation: Organisation, **fields: Any) -> Membership:
    """One more role of a login."""
    return Membership.objects.create(**{"user": user, "organisation": organisation, "role": role, **fields})


def follow_up_round(plan: Plan, *initiatives: Initiative, **fields: Any) -> FollowUpRound:
    """A round that was sent, about these initiatives, to be answered within a month. Nobody is asked yet."""
    today = timezone.localdate()
    base = {"title": "Uppföljning", "state": "open", "opened_on": today, "due_on": today + timedelta(days=30)}
    made = FollowUpRound.objects.create(**{**base, "site": "http://testserver/", "plan": plan, **fields})
    RoundInitiative.objects.bulk_create(RoundInitiative(round=made, initiative=each) for each in initiatives)
    return made


def follow_up_request(asked: FollowUpRound, *initiatives: Initiative, **fields: Any) -> FollowUpRequest:
    """Somebody who was asked about these initiatives."""
    key = _key("respondent")
    base = {"function": f"Funktion {key}", "email": f"{key}@example.invalid", "state": "sent"}
    base["sent_on"] = timezone.localdate()
    made = FollowUpRequest.objects.create(**{**base, "round": asked, **fields})
    for each in initiatives:
        request_item(made, each)
    return made


def request_item(request: FollowUpRequest, initiative: Initiative, at: Area | Lansdel | None = None) -> RequestItem:
    """What a respondent is asked about: the initiative, or what is done of it in one place."""
    where = {"area" if isinstance(at, Area) else "lansdel": at}
    return RequestItem.objects.create(request=request, initiative=initiative, **where)


# Agreements


def agreement(plan: Plan | None = None, **fields: Any) -> Agreement:
    """An agreement of a plan, of which no sum is stated; without a plan, one that ships."""
    key = _key("agreement")
    base = {"slug": "" if plan else key, "year": 2030, "title": f"Överenskommelse {key}", "source": "Provkällan"}
    return Agreement.objects.create(**{**base, "plan": plan, **fields})


def grant_line(agreement: Agreement, **fields: Any) -> GrantLine:
    """A line to the counties, by population; its sum is not known."""
    key = _key("line")
    base = {"slug": key, "title": f"Post {key}", "receiver": "county", "allocation_key": {"kind": "population"}}
    return GrantLine.objects.create(**{**base, "agreement": agreement, **fields})


def grant_date(agreement: Agreement, **fields: Any) -> GrantDate:
    return GrantDate.objects.create(**{"kind": "account", "on": date(2031, 3, 31), "agreement": agreement, **fields})


def published_share(plan: Plan, line: GrantLine, **fields: Any) -> PublishedShare:
    """What is published for the plan's county: 1 000 kr."""
    base = {"area": plan.county, "kronor": 1000, "document": "Beslutet"}
    return PublishedShare.objects.create(**{**base, "plan": plan, "line": line, **fields})


def payee(plan: Plan, line: GrantLine, **fields: Any) -> Payee:
    """The plan's lead, of how much is not said."""
    return Payee.objects.create(**{"organisation": plan.lead, "plan": plan, "line": line, **fields})


def allocation_run(plan: Plan, line: GrantLine, **fields: Any) -> AllocationRun:
    """A line of 10 kr parted among two counties of one and three inhabitants."""
    units = [Unit("01", "Stockholms län", 1), Unit("18", "Örebro län", 3)]
    stored = allocate(10, units, ByPopulation(), level="county").as_json()
    base = {"uuid": uuid.uuid4(), "level": line.receiver, "made_at": timezone.now(), "role": "controller", "kronor": 10}
    base |= {"formula_version": stored["formula_version"], "stored": stored}
    return AllocationRun.objects.create(**{**base, "plan": plan, "line": line, **fields})


# Pots


def pot(plan: Plan, **fields: Any) -> Pot:
    """A pot of the county's joint money, of a million kronor."""
    base = {"title": "Länsgemensamma medel", "year": 2026, "kind": "joint", "kronor": 1_000_000}
    return Pot.objects.create(**{**base, "plan": plan, **fields})


def pot_proposal(pot: Pot, *kronor: int, **fields: Any) -> Proposal:
    """A proposal with a line in words for each sum."""
    base = {"title": "Förslag", "position": pot.proposals.count()}
    made = Proposal.objects.create(**{**base, "plan": pot.plan, "pot": pot, **fields})
    for n, sum_of_line in enumerate(kronor):
        proposal_line(made, kronor=sum_of_line, title=f"Rad {n + 1}", position=n)
    return made


def proposal_line(proposal: Proposal, **fields: Any) -> ProposalLine:
    """A line in words."""
    return ProposalLine.objects.create(**{"title": "Raden", "kronor": 100_000, "proposal": proposal, **fields})


def pot_decision(proposal: Proposal, **fields: Any) -> PotDecision:
    """A decision in force on a proposal, of a body in words, without awards."""
    lines = [
        {"title": line.title, "kronor": line.kronor, "who": "", "goal": "", "initiative": ""}
        for line in proposal.lines.all()
    ]
    base = {
        "body_text": "Chefsgruppen",
        "decided_on": date(2026, 3, 1),
        "kronor": sum(each["kronor"] for each in lines),
    }
    base |= {"pot": proposal.pot, "proposal": proposal, "lines": lines}
    return PotDecision.objects.create(**{**base, **fields})


# Awards


def award(plan: Plan, **fields: Any) -> Award:
    """Money for a post of a budget; how much is not stated."""
    base = {"title": "Utbildare", "year": 2024, "source_text": "egna medel"}
    return Award.objects.create(**{**base, "plan": plan, **fields})


def ledger_entry(award: Award, **fields: Any) -> LedgerEntry:
    """100 kr that are used."""
    base = {"kind": "used", "kronor": 100, "on": date(2024, 3, 1), "role": "controller", "made_at": timezone.now()}
    return LedgerEntry.objects.create(**{**base, "award": award, **fields})


def booking_file(plan: Plan, **fields: Any) -> BookingFile:
    """A file from the accounts that has been booked, of no row."""
    sums = {
        "ore": 0,
        "booked": 0,
        "unmatched": 0,
        "before": 0,
        "skipped": 0,
        "unreadable": 0,
        "entries": 0,
        "awards": [],
    }
    base = {
        "user_id": 0,
        "role": "controller",
        "name": "Provtryckning.csv",
        "sha256": "0" * 64,
        "choices": {"roles": [], "kind": "used", "is_cost_below": False},
        "sums": sums,
    }
    return BookingFile.objects.create(**{**base, "plan": plan, "booked_at": timezone.now(), **fields})
