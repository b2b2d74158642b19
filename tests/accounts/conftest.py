"""A county with an administrator, and pages that are asked whether they are valid."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.test import Client

from handslag.accounts.models import User
from handslag.places.models import Area, Organisation
from handslag.plans.models import FollowUpRound
from handslag.trust.permissions import Role
from tests import factories as make
from tests.accounts.letters_ground import point_at
from tests.mail import Receiver, receiving, work_off
from tests.public.markup import parse
from tests.public.test_html import form_faults, nesting_faults, outline_faults, reference_faults


class Ground:
    """A county ("provlan") with one organisation and one administrator, and another county with its own."""

    def __init__(self) -> None:
        country = Area.objects.get(kind=Area.COUNTRY)
        self.county = make.county(parent=country, name="Provlän", slug="provlan")
        self.organisation = make.organisation(county=self.county, name="Provkommun")
        self.admin = make.member(Role.ADMINISTRATOR, self.organisation)
        self.other_county = make.county(parent=country, name="Grannlän", slug="grannlan")
        self.elsewhere = make.organisation(county=self.other_county, name="Grannkommun")
        self.other_admin = make.member(Role.ADMINISTRATOR, self.elsewhere)

    def member(self, role: Role, *, organisation: Organisation | None = None, **fields) -> User:
        return make.member(role, organisation or self.organisation, **fields)


@pytest.fixture
def ground(db) -> Ground:
    return Ground()


@pytest.fixture
def admin(ground: Ground) -> Client:
    """The browser of the county's administrator."""
    return browser_of(ground.admin)


def browser_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def faults_of(answer) -> list[str]:
    """What is wrong with a page's HTML."""
    root, faults = parse(answer.content.decode())
    return faults + outline_faults(root) + reference_faults(root) + form_faults(root) + nesting_faults(root)


def link_in_letter() -> str:
    """The path of the link in the letter that was sent last."""
    return re.search(r"http://testserver(/inbjudan/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """A mail server that takes everything, and to which our letters go."""
    with receiving() as server:
        point_at(settings, server.server_address[1])
        yield server


@pytest.fixture
def work(monkeypatch) -> Callable[[], None]:
    """A function that works off the queue."""
    return lambda: work_off(monkeypatch)


@pytest.fixture
def asked(db) -> FollowUpRound:
    """A round with nobody in it, of a plan with one initiative."""
    plan = make.plan(title="Länets plan för psykisk hälsa")
    make.initiative(plan, title="Första hjälpen")
    return make.follow_up_round(plan, title="Uppföljning våren")
