"""Writes a plan as one exchange document: what `handslag import` reads, and other programs too.

Unknown is null, never 0 or "". Kronor are integers, other amounts decimal text, words of lists their
English code names, ids the keys of files. Every list is sorted by id, or by its things' JSON where they have
none, except where the order says something: statuses and answers by day, choices of a survey question,
questions of a framework or a round, parts of a division, a goal's targets and a measure's changes of meaning as they came. Goals, nodes, terms and target groups carry their `position`.

What is our own reading carries `ours` where it stands. All else that says where something is stated is
in `citations`; see `targets` for the paths.
"""

import json
import uuid
from collections.abc import Iterable

from handslag.exchange import exporter_goals as goals
from handslag.exchange import exporter_plans as plans
from handslag.exchange.exporter_entries import Json, Sources, ordered
from handslag.exchange.exporter_followup import follow_ups
from handslag.exchange.exporter_funding import funding
from handslag.exchange.exporter_funding import roots as funding_roots
from handslag.exchange.exporter_initiatives import initiatives
from handslag.exchange.exporter_measures import own_measures
from handslag.indicators.models import OwnMeasure
from handslag.places.models import LansdelDivision, Organisation
from handslag.plans.models import Framework, GoalNode, Initiative, Method, Plan, TargetGroup
from handslag.trust.keys import uuid_of
from handslag.trust.models import SourceDocument


def export_plan(plan: Plan) -> dict[str, object]:
    """Return the whole plan as a document of JSON's own types.

    With it come what it needs to be read elsewhere: the county's divisions and its register of
    organisations, the frameworks that it links to, and the documents that are cited. Nothing is left
    out for whom it is given to: a page that offers it must first ask who is asking. What was withdrawn comes too,
    marked; so do hand-overs, what became of an earlier plan's goals, and what has been accepted in follow-ups. Versions and
    the history of changes stay; so do addresses, and answers that nobody has accepted.
    """
    plan = plans.whole(plan)
    frameworks = goals.linked_frameworks(plan)
    organisations = list(Organisation.objects.filter(county=plan.county).select_related("area", "parent"))
    sources = Sources(_roots(plan, frameworks, organisations))
    document: Json = {
        "format": "handslag-plan",
        "version": 1,
        "plan": plans.plan_entry(sources, plan),
        "counties": [plans.county_entry(sources, plan.county)] if plan.county.is_example else [],
        "divisions": ordered(plans.division_entry(sources, row) for row in _divisions(plan)),
        "frameworks": ordered(goals.framework(sources, row) for row in frameworks),
        "goals": goals.goals(sources, plan),
        "target_groups": ordered(goals.target_group(sources, row) for row in TargetGroup.everything.filter(plan=plan)),
        "methods": ordered(goals.method(sources, row) for row in Method.everything.filter(plan=plan)),
        "initiatives": initiatives(sources, plan),
        "organisations": ordered(plans.organisation_entry(sources, row) for row in organisations),
        "indicators": own_measures(sources, plan),
        "funding": funding(sources, plan),
        "follow_ups": follow_ups(plan),
    }
    citations = sources.listed(document)
    cited = SourceDocument.objects.filter(key__in={citation["document"] for citation in citations} - {None})
    return document | {"documents": ordered(plans.document_entry(row) for row in cited), "citations": citations}


def to_json(document: dict[str, object]) -> str:
    """Return the document as text: the same text for the same content, on any database."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)


def _divisions(plan: Plan) -> Iterable[LansdelDivision]:
    return LansdelDivision.objects.filter(county=plan.county).prefetch_related("lansdelar__municipalities")


def _roots(plan: Plan, frameworks: list[Framework], organisations: list[Organisation]) -> set[uuid.UUID]:
    """Return the uuids that the citations of everything in the document are gathered under."""
    roots = {plan.uuid, uuid_of("county", "", plan.county.code)}
    roots |= {row.uuid for row in [*frameworks, *organisations]}
    roots |= funding_roots(plan)
    roots |= set(OwnMeasure.everything.filter(plan=plan).values_list("uuid", flat=True))
    roots |= set(GoalNode.everything.filter(plan=plan).values_list("uuid", flat=True))
    return roots | set(Initiative.everything.filter(plan=plan).values_list("uuid", flat=True))
