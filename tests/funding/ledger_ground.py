"""A county with a plan and people who keep its money, or do not."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handslag.funding.models import Award, LedgerEntry, Pot
from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.trust.permissions import Role
from tests import factories as make

DAY = datetime.date(2024, 3, 1)


@dataclass
class Purse:
    """A county's plan, and what is kept of its money."""

    plan: Plan

    @classmethod
    def made(cls) -> "Purse":
        county = make.county(parent=Area.objects.get(code="00"))
        return cls(make.plan(county=county, lead=make.organisation(county=county, sector="region")))

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.plan.county.slug, *more])

    def client(self, role: Role | None, organisation: Any = None) -> Client:
        client = Client()
        if role:
            client.force_login(make.member(role, organisation or self.plan.lead))
        return client

    @property
    def keeper(self) -> Client:
        return self.client(Role.CONTROLLER)

    def award(self, **fields: Any) -> Award:
        given = {"title": "Utbildare", "year": 2024, "source_text": "egna medel", **fields}
        return Award.objects.create(plan=self.plan, **given)

    def pot(self, **fields: Any) -> Pot:
        return Pot.objects.create(plan=self.plan, **{"year": 2024, "title": "Potten", "kind": "joint", **fields})

    def booked(self, award: Award, kind: str, kronor: int, **fields: Any) -> LedgerEntry:
        given = {"on": DAY, "role": "controller", "made_at": timezone.now(), **fields}
        return LedgerEntry.objects.create(award=award, kind=kind, kronor=kronor, **given)
