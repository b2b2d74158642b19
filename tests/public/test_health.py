"""What operators and their monitoring ask."""

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_healthy_installation_says_so(client: Client) -> None:
    answer = client.get("/halsa/")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "database": True, "migrations": True}


def test_the_answer_is_kept_by_nobody_and_sets_no_cookie(client: Client) -> None:
    answer = client.get("/halsa/")

    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_a_database_that_does_not_answer_is_told(client: Client, monkeypatch) -> None:
    def gone(*args, **kwargs):
        raise OperationalError("the database is gone")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    answer = client.get("/halsa/")

    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": False, "migrations": False}


def test_a_database_that_is_not_up_to_date_is_told(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("plans", "0002_later")])
    answer = client.get("/halsa/")

    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": True, "migrations": False}


def test_the_answer_tells_nothing_about_the_installation(client: Client) -> None:
    assert set(client.get("/halsa/").json()) == {"ok", "database", "migrations"}
