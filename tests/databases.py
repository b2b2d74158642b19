"""Pytest plugin: what runs on which database.

`make test` runs everything on SQLite, then once more on PostgreSQL what may turn out differently there. A
test that touches no database is marked `pure` here, by what it asks for, so that nobody has to remember the
mark. A module that reads the database, but is about something else (headers, error pages, files), sets it itself.
"""

import os

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "pure: the same on every database")
    config.addinivalue_line("markers", "browser: drives a real browser")


def pytest_sessionstart() -> None:
    """Refuse to call a run on SQLite a run on PostgreSQL."""
    from django.db import connection

    wanted = os.environ.get("HANDSLAG_TEST_DATABASE", connection.vendor)
    if not connection.vendor.startswith(wanted):
        raise pytest.UsageError(f"HANDSLAG_TEST_DATABASE={wanted}, but DATABASE_URL is {connection.vendor}.")


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not touches_database(item):
            item.add_marker(pytest.mark.pure)


def touches_database(item: pytest.Item) -> bool:
    """True if the test asks for the database by mark, fixture or Django's own test class."""
    from django.test import TransactionTestCase

    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    return issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
