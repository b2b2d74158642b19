"""What every row of a plan that people change has in common: its page and its plan."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Union

from django.db.models import BigIntegerField, F
from django.db.models.functions import Coalesce

from handslag.trust.models import Versioned

if TYPE_CHECKING:
    from handslag.plans.models.goals import GoalNode
    from handslag.plans.models.initiatives import Initiative
    from handslag.plans.models.plans import Plan

PARENTS = ("initiative", "goal", "plan", "post", "from_initiative", "from_plan", "from_post", "survey")
"""Fields that tie a part to what it hangs on, nearest first."""


class PlanPart(Versioned):
    """A part of a plan. Its rights, history and address are those of the page on which it stands."""

    class Meta:
        abstract = True

    @property
    def page(self) -> Union["Plan", "GoalNode", "Initiative"]:
        """The plan, goal or initiative on whose page the part stands."""
        name = next(name for name in PARENTS if getattr(self, f"{name}_id", None))
        return getattr(self, name).page

    @property
    def of_plan(self) -> "Plan":
        return self.page.of_plan

    def hold(self, values: Mapping[str, Any] | None = None) -> None:
        """Hold, until the transaction ends, what `in_the_way_of` reads for these values."""

    def in_the_way_of(self, values: Mapping[str, Any] | None) -> str:
        """Return why the row may not get these values (as a change holds them), or be taken away (None); "" if it may.

        A row that is not saved yet is asked with no values: whether it may be added.
        """
        return ""


def or_none(field: str) -> Coalesce:
    """Return a foreign key in which two that are empty are the same: to a database two NULLs differ."""
    return Coalesce(F(field), 0, output_field=BigIntegerField())
