"""What a keeper does that is more than one row: makes an agreement, takes lines in, stores a line as it was parted."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from handslag.allocation import Allocation
from handslag.funding.agreements.forms import free_slug
from handslag.funding.agreements.receivers import Receivers
from handslag.funding.models import Agreement, AllocationRun, GrantDate, GrantLine
from handslag.plans import actions
from handslag.plans.models import Plan
from handslag.trust.changes import Actor
from handslag.trust.models import Change

LINE = (
    "slug",
    "position",
    "title",
    "receiver",
    "kronor",
    "allocation_key",
    "conditions",
    "use_by",
    "repay_rule",
    "source",
    "note",
)
DATE = ("kind", "on", "words", "source")
"""What a copy takes over."""


@transaction.atomic
def make_agreement(
    plan: Plan, values: Mapping[str, Any], *, like: Agreement | None = None, by: Actor
) -> tuple[Agreement, Change]:
    """Write an agreement of the county's own, with the lines and days of the one it is a copy of."""
    made = Agreement(plan=plan, **values)
    told = actions.add(made, by=by)
    if like is not None:
        for line in like.lines.all():
            actions.add(GrantLine(agreement=made, **{name: getattr(line, name) for name in LINE}), by=by)
        for day in like.dates.all():
            actions.add(GrantDate(agreement=made, **{name: getattr(day, name) for name in DATE}), by=by)
    return made, told


@transaction.atomic
def take_in_lines(agreement: Agreement, lines: Iterable[Mapping[str, Any]], *, by: Actor) -> Change | None:
    """Write lines after those that stand; return the last change, None where there were none."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    taken = list(GrantLine.everything.filter(agreement=agreement).values_list("slug", flat=True))
    told = None
    for values in lines:
        slug = free_slug(values["title"], taken)
        taken.append(slug)
        told = actions.add(GrantLine(agreement=agreement, slug=slug, position=len(taken), **values), by=by)
    return told


def keep_run(plan: Plan, line: GrantLine, allocation: Allocation, receivers: Receivers, *, by: Actor) -> AllocationRun:
    """Store a line as it is parted now, with everything that went in. It is never changed.

    Where the latest stored run is the same in everything, that one is returned: a second click stores nothing.
    """
    before = AllocationRun.objects.filter(plan=plan, line=line, level=line.receiver).first()
    stored = allocation.as_json()
    if before is not None and before.stored == stored:
        return before
    return AllocationRun.objects.create(
        uuid=uuid.uuid4(),
        plan=plan,
        line=line,
        level=line.receiver,
        made_at=timezone.now(),
        role=by.role,
        population_year=receivers.year,
        population_source=receivers.source,
        population_vintage=receivers.vintage,
        formula_version=allocation.formula_version,
        kronor=allocation.total,
        stored=stored,
        before=before,
    )
