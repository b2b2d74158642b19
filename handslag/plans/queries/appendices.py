"""The appendices of a plan, as somebody may know of them."""

from dataclasses import dataclass
from typing import Any

from handslag.plans.models import Appendix, Initiative, Plan


@dataclass(frozen=True)
class AppendixSlot:
    """An appendix that is named. initiative: what it tells more of; None also where the reader may not know of that."""

    appendix: Appendix
    initiative: Initiative | None

    @property
    def is_attached(self) -> bool:
        """Whether there is an address at all, one that opens or not."""
        return self.appendix.state != "not_attached"


def appendices(plan: Plan, *, user: Any) -> list[AppendixSlot]:
    """Return every appendix of the plan by its number, those that nobody can read too. Two queries."""
    found = list(plan.appendices.all())
    about = {each.about_id for each in found} - {None}
    seen = Initiative.objects.visible_to(user).filter(pk__in=about).select_related("plan__county") if about else ()
    by_id = {initiative.pk: initiative for initiative in seen}
    return [AppendixSlot(each, by_id.get(each.about_id)) for each in found]
