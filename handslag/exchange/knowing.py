"""What of a plan's past somebody may know: never more than they may know of today, nor than they might have then."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from handslag.exchange.differences import Json
from handslag.plans.models import Initiative, Participation, Plan
from handslag.trust.permissions import Grants, Permission, can, grants_of
from handslag.trust.visibility import Visibility

PUBLIC = frozenset({Visibility.PUBLIC.value})
SHARED = PUBLIC | {Visibility.SHARED.value}
INTERNAL = SHARED | {Visibility.INTERNAL.value}
EVERY = INTERNAL | {Visibility.DRAFT.value}


@dataclass(frozen=True)
class Known:
    """What a reader may know of a plan. levels: of the plan. by_key, by_uuid: of each initiative, the visibilities."""

    levels: frozenset[str]
    by_key: Mapping[str, frozenset[str]]
    by_uuid: Mapping[UUID, frozenset[str]]


def known_to(user: Any, plan: Plan) -> Known:
    """Return what the reader may know of a plan that is visible to them today. Three queries at most.

    Withdrawn initiatives exist for those who edit the plan only.
    """
    grants = grants_of(user)
    seen = list(Initiative.objects.visible_to(user).filter(plan=plan).only("id", "key", "uuid", "owner_id", "plan_id"))
    if can(user, Permission.EDIT_PLAN, on=plan):
        open_ones = Q(visibility__in=SHARED) | Q(owner_id__in=grants.editing_organisations)
        seen += Initiative.everything.filter(open_ones, plan=plan, withdrawn_on__isnull=False)
    ours = Participation.objects.filter(organisation_id__in=grants.organisations, initiative__plan=plan)
    part = set(ours.values_list("initiative_id", flat=True)) if grants else set()
    levels = {row: _levels(grants, row.owner_id, plan.county_id, takes_part=row.id in part) for row in seen}
    return Known(
        _levels(grants, plan.lead_id, plan.county_id, takes_part=plan.visibility == Visibility.SHARED),
        {row.key: found for row, found in levels.items()},
        {row.uuid: found for row, found in levels.items()},
    )


def _levels(grants: Grants, owner: int | None, county: int, *, takes_part: bool) -> frozenset[str]:
    """Return the visibilities under which a thing of this owner may be known."""
    if owner in grants.editing_organisations:
        return EVERY
    if owner in grants.organisations:
        return INTERNAL
    return SHARED if takes_part or county in grants.led_counties else PUBLIC


def as_known(document: Json, known: Known) -> Json:
    """Return a document without the initiatives that the reader may not know, and what leads to them.

    Quotes of surveys stay only for those who may read drafts: what may not be shown today may have been shown once.
    """
    kept = {
        row["id"]: row
        for row in document["initiatives"]
        if row["visibility"] in known.by_key.get(row["id"], frozenset())
    }
    silent = {key for key in kept if Visibility.DRAFT not in known.by_key[key]}
    initiatives = [
        _unquoted(row, silent) | {"relations": [link for link in row["relations"] if link["to"] in kept]}
        for row in kept.values()
    ]
    plan, hidden = document["plan"], {row["id"] for row in document["initiatives"]} - kept.keys()
    if plan:
        if Visibility.DRAFT not in known.levels:
            silent.add(plan["id"])
        plan = _about_what_is_known(_unquoted(plan, silent), kept)
    citations = [row for row in document["citations"] if not _is_hidden(row["target"], hidden, silent, plan)]
    # Answers are told of by what they brought into the initiatives.
    return {**document, "plan": plan, "initiatives": initiatives, "citations": citations, "follow_ups": []}


def _unquoted(thing: Json, silent: Collection[str]) -> Json:
    """Return a plan or an initiative without the quotes of its surveys, where it is one of `silent`."""
    if thing["id"] not in silent or not any(survey.get("quotes") for survey in thing["surveys"]):
        return thing
    return thing | {"surveys": [survey | {"quotes": []} for survey in thing["surveys"]]}


def _is_hidden(target: str, hidden: Collection[str], silent: Collection[str], plan: Json | None) -> bool:
    """Whether a citation is about what is left out: an initiative, or a quote of a survey of one of `silent`."""
    section, _, rest = target.partition("/")
    key = rest.partition("/")[0] if section == "initiatives" else plan["id"] if plan and section == "plan" else ""
    return (section == "initiatives" and key in hidden) or (key in silent and "/quotes/" in rest)


def _about_what_is_known(plan: Json, kept: Collection[str]) -> Json:
    """Return the plan with appendices that say what they are about only where the reader may know of that."""
    if "appendices" not in plan:  # frozen before there were any
        return plan
    known = [row | {"about": row["about"] if row["about"] in kept else None} for row in plan["appendices"]]
    return plan | {"appendices": known}
