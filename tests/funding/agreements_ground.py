"""Örebro county with its real neighbours and inhabitants, a plan, and an agreement of its own."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from handslag.funding.models import Agreement, GrantLine
from handslag.places.models import Area, Organisation
from handslag.plans.models import Plan
from handslag.trust.permissions import Role
from tests import factories as make

TOTALS = {"region": 820, "municipality": 300, "county": 574, "national": 22}
"""Millions by receiver in the agreement of 2020."""


@dataclass
class Ground:
    """plan: the example's. lead: who leads it. own: an agreement of the county's own, without lines."""

    plan: Plan
    lead: Organisation
    own: Agreement

    @property
    def county(self) -> Area:
        return self.plan.county

    def client(self, role: Role | None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, self.lead))
        return client

    @property
    def keeper(self) -> Client:
        return self.client(Role.CONTROLLER)

    def url(self, name: str, *more: Any, query: str = "") -> str:
        return reverse(name, args=[self.county.slug, *more]) + query

    def edit(self, part: str, *row: Any, of: Any = None) -> str:
        """The address of an editor's form: to add a row, or with its number to change it."""
        return self.url("edit_row" if row else "add", part, (of or self.own).uuid, *row)

    def shipped(self, slug: str) -> GrantLine:
        """A line of the shipped agreement of 2020."""
        return GrantLine.objects.get(agreement__plan=None, agreement__year=2020, slug=slug)


def ground() -> Ground:
    plan = Plan.objects.select_related("county", "lead").get(key="orebro-2020-2023")
    return Ground(plan, plan.lead, make.agreement(plan, year=2031))


def text_of(response: Any) -> str:
    """What a page says, without its markup; no-break spaces are spaces."""
    content = re.sub(r"<(style|script).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", content).replace("\u00a0", " ").split())
