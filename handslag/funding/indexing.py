"""Puts money into the search index: agreements with their lines, pots that are decided, awards with what is said of them.

What is written in their ledgers is not there: it is for those who keep the money.

An award is found by those who may know of its initiative; all else by those who may know of the plan.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from handslag.funding.models import Agreement, Award, GrantLine, Pot, PotDecision
from handslag.plans.indexing import add_beside, index_beside
from handslag.plans.models import Initiative, Plan
from handslag.swedish.dates import day
from handslag.trust import search
from handslag.trust.models import SearchEntry

KINDS = {"agreement": "Överenskommelser", "pot": "Potter", "award": "Tilldelade medel"}


def add_search() -> None:
    add_beside(KINDS, entries_of)


def entries_of(plan: Plan, roots: Collection[UUID] | None) -> list[SearchEntry]:
    """Return the entries of a plan's money under the roots, or all. At most six queries."""
    found = _awards(plan, roots)
    if roots is None or plan.uuid in roots:
        found += _agreements(plan) + _pots(plan)
    return found


def index_pot(pot: Pot, awards: Collection[Award]) -> None:
    """Index a pot anew, with what a decision about it gave or took back."""
    keys = [each.initiative_id for each in awards if each.initiative_id]
    roots = Initiative.objects.filter(pk__in=keys).values_list("uuid", flat=True) if keys else []
    index_beside(pot.plan, [pot.plan.uuid, *roots])


def _agreements(plan: Plan) -> list[SearchEntry]:
    lines = Prefetch("lines", GrantLine.objects.order_by("position"))
    return [
        search.entry(
            scope=plan.county.code,
            kind="agreement",
            root=plan.uuid,
            url=each.get_absolute_url(),
            title=each.title,
            texts=[
                str(each.year),
                each.parties,
                each.note,
                *(text for line in each.lines.all() for text in _of_line(line)),
            ],
            context=f"{each.year}, {each.get_status_display()}",
        )
        for each in Agreement.objects.filter(plan=plan).select_related("plan__county").prefetch_related(lines)
    ]


def _of_line(line: GrantLine) -> tuple[str, ...]:
    return line.title, line.conditions, line.repay_rule, line.note


def _pots(plan: Plan) -> list[SearchEntry]:
    """Return the pots with a decision in force; of others nothing is found."""
    found = PotDecision.objects.in_force().filter(pot__plan=plan, pot__withdrawn_on=None)
    return [
        search.entry(
            scope=plan.county.code,
            kind="pot",
            root=plan.uuid,
            url=each.pot.get_absolute_url(),
            title=each.pot.title,
            texts=[
                str(each.pot.year),
                each.who,
                each.registry_number,
                each.pot.conditions,
                *(line["title"] for line in each.lines),
            ],
            context=f"{each.pot.year}, beslutad {day(each.decided_on)}",
        )
        for each in found.select_related("pot__plan__county", "body")
    ]


def _awards(plan: Plan, roots: Collection[UUID] | None) -> list[SearchEntry]:
    return [
        search.entry(
            scope=plan.county.code,
            kind="award",
            root=each.initiative.uuid if each.initiative else plan.uuid,
            url=each.get_absolute_url(),
            title=str(each),
            texts=[each.source_text, each.note, each.repay_rule],
            context=f"Medel {each.year}",
        )
        for each in _asked(plan, roots)
    ]


def _asked(plan: Plan, roots: Collection[UUID] | None) -> QuerySet[Award]:
    found = Award.objects.filter(plan=plan).select_related("plan__county", "initiative")
    if roots is not None:
        own = Q(initiative=None) if plan.uuid in roots else Q(pk=None)
        found = found.filter(own | Q(initiative__uuid__in=list(roots)))
    standing = Q(initiative=None) | Q(initiative__withdrawn_on=None)
    return found.filter(standing)
