"""How the account of each year stands: nothing begun, a draft, frozen or sent; and when it is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from handslag.funding.agreements.queries import agreements_of
from handslag.funding.models import Agreement
from handslag.plans.models import Plan
from handslag.reports.account_ground import Due, due_of
from handslag.reports.account_templates import template_of
from handslag.reports.catalogue import ACCOUNT
from handslag.reports.grounds import with_state
from handslag.reports.models import Edition, Report


@dataclass(frozen=True)
class YearRow:
    """A year's account. draft: the latest that stands; edition: the latest that was sent, else frozen; None where none is."""

    year: int
    due: Due
    draft: Report | None
    edition: Edition | None

    @property
    def is_sent(self) -> bool:
        return self.edition is not None and self.edition.sent_on is not None


def year_rows(plan: Plan, years: Iterable[int], *, user: Any) -> list[YearRow]:
    """Return the years, the latest first, with those that an account has been made of. Four queries."""
    drafts: dict[int, Report] = {}
    for draft in Report.objects.filter(plan=plan, template=ACCOUNT).order_by("id"):
        draft.plan = plan
        drafts[draft.year] = draft
    editions: dict[int, Edition] = {}
    made = with_state(Edition.objects.filter(report__plan=plan, template=ACCOUNT))
    # In the order that the last is the one to show: what was sent goes before what was only frozen.
    for edition in sorted(made, key=lambda each: (each.sent_on is not None, each.made_at)):
        editions[edition.report.year] = edition
    agreements: dict[int, list[Agreement]] = {}
    for agreement in agreements_of(plan.county, user).prefetch_related("dates"):
        agreements.setdefault(agreement.year, []).append(agreement)
    every = sorted({*years, *drafts, *editions}, reverse=True)
    return [
        YearRow(year, due_of(year, template_of(year), agreements.get(year, ())), drafts.get(year), editions.get(year))
        for year in every
    ]
