"""The example's plan and its reports, built once."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from handslag.documents.blocks import Document
from handslag.plans.models import GoalNode, Plan
from handslag.reports.building import Order, build
from tests.reports.world import world

__all__ = ["world"]

DAY = datetime.date(2024, 3, 1)


@pytest.fixture
def plan(db) -> Plan:
    return Plan.objects.select_related("county", "lead").get(key="orebro-2020-2023")


@pytest.fixture
def report(plan) -> Callable[..., Document]:
    """Build a report of the example as a visitor sees it."""

    def make(template: str = "full", **more: object) -> Document:
        if template == "goal" and "goal" not in more:
            more["goal"] = GoalNode.objects.get(plan=plan, key="mal-1").uuid
        if template == "area" and "area" not in more:
            more["area"] = "1880"
        if template == "extract" and "organisation" not in more:
            more["organisation"] = plan.lead.uuid
        return build(Order(plan=plan, template=template, **more), user=AnonymousUser(), today=DAY).document

    return make


@pytest.fixture
def visitor() -> AnonymousUser:
    return AnonymousUser()


@pytest.fixture
def only_once(db) -> None:
    """For what is about documents and writers: they know no database, and are tried beside one of the two."""
    if connection.vendor != "sqlite":
        pytest.skip("a writer knows no database")
