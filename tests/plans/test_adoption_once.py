"""The migration that lets an organisation adopt a plan once keeps the latest adoption, and deletes none."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from handslag.plans.models import Adoption
from tests import factories as make

pytestmark = pytest.mark.django_db
migration = importlib.import_module("handslag.plans.migrations.0002_adoption_once")


def test_of_several_adoptions_the_latest_stands(db) -> None:
    plan, ours = make.plan(), make.organisation()
    with connection.cursor() as cursor:  # as before the migration; the test's transaction takes it back
        cursor.execute("DROP INDEX adoption_once")
    gone = plan.adoptions.create(organisation=ours, extent="none", withdrawn_on="2024-01-01", withdrawn_reason="Fel")
    rows = [plan.adoptions.create(organisation=ours, extent=extent) for extent in ("parts", "own", "all")]
    alone = plan.adoptions.create(organisation=make.organisation(), extent="parts")

    migration.withdraw_earlier(apps, None)

    assert set(plan.adoptions.all()) == {rows[-1], alone}
    assert {row.withdrawn_reason for row in Adoption.everything.filter(pk__in=[rows[0].pk, rows[1].pk])} == {
        migration.REASON
    }
    gone.refresh_from_db(from_queryset=Adoption.everything.all())
    assert gone.withdrawn_reason == "Fel"
