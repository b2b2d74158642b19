"""What is said of a plan's initiatives as investments, one row each: the latest."""

from dataclasses import dataclass
from typing import Any

from handslag.funding.longview.rules import benefits_elsewhere
from handslag.funding.models import LongView
from handslag.funding.words import LONG_VIEW, LONG_VIEW_ANSWERS
from handslag.places.models import Organisation
from handslag.plans.models import Initiative, Plan


@dataclass(frozen=True)
class Row:
    """An initiative's latest long view. answers: question and answer in words. elsewhere: somebody else has the benefit."""

    view: LongView
    initiative: Initiative
    cost: Organisation
    benefits: tuple[Organisation, ...]
    answers: tuple[tuple[str, str], ...]
    elsewhere: bool

    @property
    def others(self) -> tuple[Organisation, ...]:
        """Who has the benefit without bearing the cost."""
        return tuple(each for each in self.benefits if each != self.cost)

    @property
    def open_questions(self) -> int:
        """How many of the five are answered with no, or are not known."""
        return sum(self.view.answers.get(key, "unknown") in ("no", "unknown") for key in LONG_VIEW)


def rows_of(plan: Plan, user: Any) -> list[Row]:
    """Return the rows of the plan's initiatives that `user` may know of: those with benefit elsewhere first. Two queries."""
    seen = Initiative.objects.visible_to(user).filter(plan=plan)
    found = LongView.objects.filter(initiative__in=seen).select_related("initiative__plan__county", "cost_carrier")
    latest: dict[int, LongView] = {}
    for each in found.prefetch_related("benefit_carriers"):
        latest.setdefault(each.initiative_id, each)
    rows = [row_of(each) for each in latest.values()]
    return sorted(rows, key=lambda row: (not row.elsewhere, row.initiative.sort_key))


def row_of(view: LongView) -> Row:
    """Return a long view as it is shown; its organisations have been read."""
    benefits = tuple(sorted(view.benefit_carriers.all(), key=lambda each: each.sort_key))
    elsewhere = benefits_elsewhere(view.cost_carrier_id, [each.pk for each in benefits])
    answers = tuple((words, LONG_VIEW_ANSWERS[view.answers.get(key, "unknown")]) for key, words in LONG_VIEW.items())
    return Row(view, view.initiative, view.cost_carrier, benefits, answers, elsewhere)
