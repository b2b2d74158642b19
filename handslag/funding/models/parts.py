"""What rows about money have in common: a page is found by its uuid, and belongs to the county's plan."""

import uuid

from django.db import models

from handslag.plans.models import Plan
from handslag.plans.models.parts import PlanPart


class FundingPage(PlanPart):
    """Something about money that has a page of its own: its history is not the plan's."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @property
    def page(self):
        return self

    @property
    def of_plan(self):
        return self.plan

    @property
    def owner_id(self) -> int | None:
        return self.plan.lead_id if self.plan else None

    @property
    def county_id(self) -> int | None:
        return self.plan.county_id if self.plan else None
