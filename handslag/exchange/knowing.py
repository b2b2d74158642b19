"""What of a plan's past somebody may know: never more than they may know of today, nor than they might have then."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from handslag.exchange.differences import Json
from handslag.indicators.models import Indicator, OwnMeasure
from handslag.indicators.reading import definitions
from handslag.plans.models import Initiative, Participation, Plan
from handslag.trust.permissions import Grants, Permission, can, grants_of
from handslag.trust.visibility import Visibility

PUBLIC = frozenset({Visibility.PUBLIC.value})
SHARED = PUBLIC | {Visibility.SHARED.value}
INTERNAL = SHARED | {Visibility.INTERNAL.value}
EVERY = INTERNAL | {Visibility.DRAFT.value}


@dataclass(frozen=True)
class Known:
    """What a reader may know of a plan. levels: of the plan. by_key, by_uuid: of each initiative, the visibilities.

    by_measure: of each own measure, by the key of the indicator.
    """

    levels: frozenset[str]
    by_key: Mapping[str, frozenset[str]]
    by_uuid: Mapping[UUID, frozenset[str]]
    by_measure: Mapping[str, frozenset[str]] = field(default_factory=dict)


def known_to(user: Any, plan: Plan) -> Known:
    """Return what the reader may know of a plan that is visible to them today. Four queries at most.

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
    own = OwnMeasure.objects.visible_to(user).filter(plan=plan).values_list("indicator__key", flat=True)
    may = _levels(grants, plan.lead_id, plan.county_id, takes_part=False)
    return Known(
        _levels(grants, plan.lead_id, plan.county_id, takes_part=plan.visibility == Visibility.SHARED),
        {row.key: found for row, found in levels.items()},
        {row.uuid: found for row, found in levels.items()},
        dict.fromkeys(own, may),
    )


def indicator_titles(ids: Iterable[int], known: Known) -> dict[int, str]:
    """Return what indicators are called, by id: those with a definition, and the plan's own measures as far as they are known."""
    found = Indicator.objects.filter(pk__in=list(ids)).select_related(
        "own_measure", "meaning_change__measure__indicator"
    )
    titles = {}
    for row in found:
        change = getattr(row, "meaning_change", None)
        own = getattr(row, "own_measure", None) or (change.measure if change else None)
        if row.key in definitions():
            titles[row.pk] = definitions()[row.key].title
        elif own and own.indicator.key in known.by_measure:
            titles[row.pk] = own.title
    return titles


def _levels(grants: Grants, owner: int | None, county: int, *, takes_part: bool) -> frozenset[str]:
    """Return the visibilities under which a thing of this owner may be known."""
    if owner in grants.editing_organisations:
        return EVERY
    if owner in grants.organisations:
        return INTERNAL
    return SHARED if takes_part or county in grants.led_counties else PUBLIC


def as_known(document: Json, known: Known) -> Json:
    """Return a document without the initiatives and own measures that the reader may not know, and what leads to them.

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
    own = document.get("indicators", [])
    measures = [row for row in own if row["visibility"] in known.by_measure.get(row["id"], frozenset())]
    unknown = _keys_of(own) - _keys_of(measures)
    plan, hidden = document["plan"], {row["id"] for row in document["initiatives"]} - kept.keys()
    if plan:
        if Visibility.DRAFT not in known.levels:
            silent.add(plan["id"])
        plan = _about_what_is_known(_unquoted(plan, silent), kept)
    hidden |= unknown
    citations = [row for row in document["citations"] if not _is_hidden(row["target"], hidden, silent, plan)]
    # Answers are told of by what they brought into the initiatives.
    return {
        **document,
        "plan": plan,
        "goals": [_measured_by_what_is_known(row, unknown) for row in document["goals"]],
        "initiatives": initiatives,
        "indicators": measures,
        # Proposals, vouchers and what an award is called in the accounts are for those who lead the plan.
        "funding": document.get("funding", {}) if Visibility.DRAFT in known.levels else {},
        "citations": citations,
        "follow_ups": [],
    }


def _keys_of(measures: Iterable[Json]) -> set[str]:
    """Return the keys that figures of measures stand under, those before a change of meaning included."""
    return {
        key for row in measures for key in (row["id"], *(each["earlier"] for each in row["meaning_changes"])) if key
    }


def _measured_by_what_is_known(goal: Json, unknown: Collection[str]) -> Json:
    """Return a goal without what leads to own measures that the reader may not know, of another plan too."""

    def may_know(row: Json) -> bool:
        return row["indicator"] not in unknown and not row["of_another_plan"]

    return goal | {name: list(filter(may_know, goal[name])) for name in ("indicators", "targets") if goal.get(name)}


def _unquoted(thing: Json, silent: Collection[str]) -> Json:
    """Return a plan or an initiative without the quotes of its surveys, where it is one of `silent`."""
    if thing["id"] not in silent or not any(survey.get("quotes") for survey in thing["surveys"]):
        return thing
    return thing | {"surveys": [survey | {"quotes": []} for survey in thing["surveys"]]}


def _is_hidden(target: str, hidden: Collection[str], silent: Collection[str], plan: Json | None) -> bool:
    """Whether a citation is about what is left out: one of `hidden`, or a quote of a survey of one of `silent`."""
    section, _, rest = target.partition("/")
    if section == "funding" and plan and plan["id"] in silent:
        return True
    pages = section in ("initiatives", "indicators")
    key = rest.partition("/")[0] if pages else plan["id"] if plan and section == "plan" else ""
    return (pages and key in hidden) or (key in silent and "/quotes/" in rest)


def _about_what_is_known(plan: Json, kept: Collection[str]) -> Json:
    """Return the plan with appendices that say what they are about only where the reader may know of that."""
    if "appendices" not in plan:  # frozen before there were any
        return plan
    known = [row | {"about": row["about"] if row["about"] in kept else None} for row in plan["appendices"]]
    return plan | {"appendices": known}
