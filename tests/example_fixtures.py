"""Pytest plugin: a database with Sweden and the three examples in it, and what tests ask of them.

It is filled once for each process. A test of one transaction finds it so and leaves it so; after a test
that empties the tables (transaction=True, live_server) every row is put back.
"""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.test import Client, TestCase, TransactionTestCase
from django.test.testcases import QuietWSGIRequestHandler
from django.test.utils import setup_databases, teardown_databases

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.exchange.loader import load
from handslag.exchange.reader import read
from handslag.exchange.versions import freeze
from handslag.funding.agreements.shipped import register
from handslag.indicators.loading.shipping import load_example, load_shipped
from handslag.places.models import Area
from handslag.places.national import load_national
from handslag.plans.models import Plan
from handslag.plans.queries.goals import Tree, goal_tree
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.reports.actions import freeze as freeze_report
from handslag.reports.making import draft
from handslag.reports.models import Edition, EditionState, Report
from handslag.trust.append_only import TABLE, release
from handslag.trust.changes import OPERATOR
from handslag.trust.models import AuditEvent
from tests.snapshots import kept

EXAMPLES = ("orebro", "exempellan", "kraftsamling-2020")
PARTS = frozenset({"goals", "places", "groups", "nodes", "parties"})
DAY = datetime.date(2024, 3, 1)
APPEND_ONLY = (TABLE, "reports_edition", "reports_editionstate")
BLOCKER = pytest.StashKey()
PUT_BACK = pytest.StashKey()


def load_examples() -> None:
    """Add Sweden and the examples as far as they are missing."""
    load_national()
    load_shipped()
    register()
    for name in EXAMPLES:
        load(read(Path(settings.EXAMPLES_DIR) / name, trusted=True))  # as the demo does
        load_example(Path(settings.EXAMPLES_DIR) / name)
    plan = Plan.objects.get(key="orebro-2020-2023")
    if not plan.versions.exists():
        freeze(plan, by=OPERATOR, title="Som den lästes in")
    if not Edition.objects.exists():
        publish_a_report(plan)
    AuditEvent.objects.all().delete()  # tests count the lines that they cause


def publish_a_report(plan: Plan) -> None:
    """Freeze the plan's full report and put it on the web: without the history that people's acts leave."""
    report = Report.objects.create(plan=plan, template="full", title="Uppföljning av handlingsplanen")
    built = draft(report, user=AnonymousUser(), today=DAY, site="http://testserver/", mark="")
    edition = freeze_report(report, built, title="Uppföljning av handlingsplanen", by=OPERATOR)
    EditionState.objects.create(edition=edition, state="published", role="utvecklingsledare")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    static_files,
) -> Iterator[None]:
    """The database, made and filled; and the static files, which every page needs.

    pytest-django's own fixture of this name makes no database where tests ask for `served` only.
    """
    request.session.stash[BLOCKER] = django_db_blocker
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        for table in APPEND_ONLY:
            release(connection, "delete", table=table)  # a test with real transactions empties every table
        load_examples()
        request.session.stash[PUT_BACK] = kept()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put every row back when a test has emptied the tables."""
    result = yield
    if nextitem is not None and empties_tables(item) and (blocker := item.session.stash.get(BLOCKER, None)):
        with blocker.unblock():
            item.session.stash[PUT_BACK]()
    return result


def empties_tables(item: pytest.Item) -> bool:
    """True if Django flushes the database after the test, as it does where a test has real transactions."""
    mark = item.get_closest_marker("django_db")
    if mark and (mark.kwargs.get("transaction") or mark.kwargs.get("reset_sequences")):
        return True
    if {"transactional_db", "live_server", "django_db_reset_sequences"} & set(getattr(item, "fixturenames", ())):
        return True
    kind = getattr(item, "cls", None) or object
    return issubclass(kind, TransactionTestCase) and not issubclass(kind, TestCase)


@pytest.fixture(scope="session")
def static_files() -> None:
    """Style sheets and fonts collected into this process's own folder, under their hashed names."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def client(static_files: None) -> Client:
    """A visitor's browser without a browser."""
    return Client()


@pytest.fixture
def step_in(settings, static_files: None) -> Callable[[str], Client]:
    """A function that returns a browser signed in as a persona; "" gives a visitor's."""
    settings.DEMO = True
    make_personas()

    def step(persona: str) -> Client:
        client = Client()
        if persona:
            client.force_login(User.objects.get(persona=persona))
        return client

    return step


@pytest.fixture(scope="session")
def served(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """Address of the application, served from this process over the filled database, static files too.

    For tests that read by HTTP or in a browser. Such a test does not ask for `db` as well: on SQLite its
    open transaction would keep the server from writing. What a visit writes stays for the next test.
    """
    from handslag.indicators import hiding
    from handslag.wsgi import application

    hiding._left_to_worker = False  # no worker stands beside this server
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(application)
    with django_db_blocker.unblock():
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def visitor() -> AnonymousUser:
    """Somebody who has not logged in."""
    return AnonymousUser()


@pytest.fixture
def orebro(db: None) -> Area:
    """Örebro county."""
    return Area.objects.get(code="18")


@pytest.fixture
def plan(db: None) -> Plan:
    """Örebro county's plan 2020-2023."""
    return Plan.objects.select_related("county", "division", "lead").get(key="orebro-2020-2023")


@pytest.fixture
def tree(plan: Plan) -> Tree:
    """The plan's goals."""
    return goal_tree(plan, notes=True)


@pytest.fixture
def rows(plan: Plan, visitor: AnonymousUser) -> list[InitiativeRow]:
    """The 24 initiatives that the follow-up reports, as a visitor sees them on the example's day."""
    return initiative_rows(plan, user=visitor, day=DAY, parts=PARTS)
