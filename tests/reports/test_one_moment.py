"""A report that is built while somebody saves tells of one moment, and whoever saves does not wait for it.

Real transactions on the real database, a file or PostgreSQL; what is made here is taken away again.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from handslag.places.models import Area
from handslag.plans.models import Figure, Initiative, Plan, StatusEntry
from handslag.reports import building
from handslag.reports.building import Order, build
from handslag.reports.gather import Ground, gather
from tests import factories as make
from tests.reports.texts import texts

DAY = datetime.date(2024, 3, 1)
WAIT = 5
"""Seconds that a save may take at most."""


@pytest.fixture
def plan(django_db_setup: None, django_db_blocker) -> Iterator[Plan]:
    """A plan that all connections see, with one initiative: it is under way, and 10 have taken part."""
    with django_db_blocker.unblock():
        county = make.county()
        made = make.plan(county=county)
        row = make.initiative(made, serves=make.goal(made), title="Kvällsöppet")
        make.status(row, "ongoing", as_of="2024-01-01", reason="Som det var.")
        make.figure(row, value=10, label="deltagare", unit="personer")
        try:
            yield made
        finally:
            made.delete()
            Area.objects.filter(pk=county.pk).delete()


def save(plan: Plan) -> None:
    """What an owner's save is: a new status and a new figure, in one transaction."""
    with transaction.atomic():
        row = Initiative.objects.select_for_update().get(plan=plan)
        StatusEntry.objects.filter(initiative=row).update(status="finished", reason="Som det blev.")
        Figure.objects.filter(initiative=row).update(value=20)


def by_somebody_else(work: Callable[[], None]) -> None:
    """Do the work on a connection of its own. Raises AssertionError where it has to wait."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(WAIT)
    assert not thread.is_alive(), "held up"
    assert not failed, failed


@contextmanager
def at_the_first_question_about(table: str, work: Callable[[], None]) -> Iterator[list[str]]:
    """Let somebody do the work just before the first question about a table, in the midst of the others."""
    asked: list[str] = []
    done: list[bool] = []

    def between(execute, sql, params, many, context):
        if f'FROM "{table}"' in sql and not done:
            done.append(True)
            by_somebody_else(work)
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        yield asked
    assert done and len(asked) > 20


def said(plan: Plan) -> str:
    return "\n".join(texts(build(Order(plan=plan, template="full"), user=AnonymousUser(), today=DAY).document))


@pytest.mark.parametrize("table", ["plans_statusentry", "plans_figure", "plans_obstacle", "trust_citation"])
def test_a_report_tells_of_one_moment_whenever_somebody_saves(plan: Plan, table: str) -> None:
    with at_the_first_question_about(table, lambda: save(plan)):
        ground = gather(plan, user=AnonymousUser(), day=DAY)

    (row,) = ground.rows
    (figure,) = ground.initiatives[row.id].figures.all()
    (entry,) = ground.initiatives[row.id].statuses.all()
    assert (row.status.status, entry.status, figure.value) == ("ongoing", "ongoing", 10)
    after = said(plan)
    assert "Som det blev." in after and "20" in after and "Som det var." not in after


def test_what_is_saved_before_the_first_question_is_told_of_whole(plan: Plan) -> None:
    by_somebody_else(lambda: save(plan))

    assert "Som det blev." in said(plan)


def test_sections_are_written_outside_the_transaction_and_ask_nothing(plan: Plan, monkeypatch) -> None:
    asked: list[str] = []

    def gathered(*args: object, **more: object) -> Ground:
        ground = gather(*args, **more)
        assert not connection.in_atomic_block
        by_somebody_else(lambda: save(plan))
        asked.clear()
        return ground

    monkeypatch.setattr(building, "gather", gathered)
    with connection.execute_wrapper(lambda execute, sql, *more: asked.append(sql) or execute(sql, *more)):
        told = [said(plan) for _ in range(2)]

    assert asked == []
    assert "Som det var." in told[0] and "Som det blev." in told[1]
