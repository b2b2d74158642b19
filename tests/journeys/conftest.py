"""What the journeys share: addresses, and browsers that are signed in as a persona."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from playwright.sync_api import Page

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.public.models import DefectReport
from tests.pages import addresses


@pytest.fixture(scope="session")
def where(served: str) -> dict[str, str]:
    """The whole address of each page in tests/pages.py."""
    return {name: served + path for name, path in addresses().items()}


@pytest.fixture
def step_in(served: str, browser) -> Iterator[Callable[[Page, str], None]]:
    """A function that signs a page in as a persona. The demo is on, with one defect report, for this test."""
    with override_settings(DEMO=True):
        make_personas()
        DefectReport.objects.create(
            text="Tabellen går inte att läsa.", address="/orebro/", reply_to="a@example.invalid"
        )

        def sign_in(page: Page, persona: str) -> None:
            client = Client()
            client.force_login(User.objects.get(persona=persona))
            page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": served}])

        yield sign_in
    User.objects.exclude(persona="").delete()
    DefectReport.objects.all().delete()
    Session.objects.all().delete()
