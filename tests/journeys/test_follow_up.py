"""A whole follow-up on a phone, from the first form to the closed round, with real letters and a real mail server."""

import datetime
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page

from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.models import Figure, FollowUp, FollowUpRequest, FollowUpRound, Initiative
from handslag.trust.models import AuditEvent, RetentionRule
from handslag.trust.permissions import Role
from tests import factories as make
from tests.browser import axe, overflows
from tests.journeys.hands import go_by
from tests.mail import Receiver, receiving, work_off

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
MARK = "igenkannlig-adress"
NINE = 8
"""Beside the shared one: the first respondent answers for nine."""


@dataclass
class Letters:
    """The mail server, and the worker that sends to it."""

    receiver: Receiver
    monkeypatch: pytest.MonkeyPatch

    def link(self, to: str, subject: str) -> str:
        """Send what waits, and return the link of the latest letter to an address. The letter is Swedish, in text and HTML."""
        work_off(self.monkeypatch)
        for text in reversed(self.receiver.letters):
            letter = email.message_from_bytes(text.encode(), policy=email.policy.default)
            if to in str(letter["To"]) and subject in str(letter["Subject"]):
                plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
                assert "Svaret blir en allmän handling" in plain.get_content() and "Svara nu" in html.get_content()
                return re.search(r"https?://\S+/lank/\S+/", plain.get_content())[0]
        raise AssertionError(f"no letter to {to} about {subject}")


@pytest.fixture
def letters(settings, monkeypatch) -> Iterator[Letters]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with receiving() as receiver:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", receiver.server_address[1]
        yield Letters(receiver, monkeypatch)


@pytest.fixture
def county(work) -> Iterator[dict[str, Initiative]]:
    """The county of `work` with eight initiatives of its own and one in three länsdelar; round and rule go afterwards."""
    division = make.division(county=work.plan.county)
    for name in ("Norr", "Väster", "Söder", "Öster"):
        make.lansdel(division, name=name, short=name, key=f"del-{name.lower()}-{division.pk}")
    work.plan.division = division
    work.plan.save()
    goal = work.plan.goals.last()
    own = {f"Insats {n}": make.initiative(work.plan, title=f"Insats {n}", number=n, serves=goal) for n in range(NINE)}
    shared = make.initiative(work.plan, title="Kurser", number=20, serves=goal)
    for each in (*own.values(), shared):
        make.status(each, "ongoing", as_of="2025-03-01")
    make.figure(shared, kind="sessions", label="kurser", unit="kurser", value=14, period_text="2024")
    RetentionRule.objects.create(
        record_type="follow_up_address", county_id=work.plan.county_id, months=0, decided_by="Regionstyrelsen",
        decided_on=timezone.localdate(), registry_number="RS 1", made_by_role="utvecklingsledare",
    )  # fmt: skip
    yield own | {"Kurser": shared}
    FollowUp.objects.filter(round__plan=work.plan).delete()
    FollowUpRound.objects.filter(plan=work.plan).delete()
    RetentionRule.objects.filter(county_id=work.plan.county_id).delete()
    TaskLink.objects.all().delete()
    OutgoingMail.objects.all().delete()
    Figure.everything.filter(initiative__plan=work.plan).delete()
    type(work.plan).everything.filter(pk=work.plan.pk).update(division=None)
    division.delete()


def look(page: Page) -> None:
    """Nothing on the page is in the way of anybody, and it fits the phone."""
    assert (page.url, axe(page)) == (page.url, [])
    assert (page.url, max(overflows(page), 0)) == (page.url, 0)


def press(page: Page, name: str) -> None:
    go_by(page.get_by_role("button", name=name, exact=True))


def go(page: Page, name: str) -> None:
    go_by(page.get_by_role("link", name=name).first)


def start_round(page: Page, work) -> FollowUpRound:
    page.goto(work.address("rounds", work.plan.key))
    look(page)
    go(page, "Starta en uppföljning")
    look(page)
    press(page, "Spara och ange vem ni frågar")  # with faults first
    page.wait_for_selector(".errors")
    look(page)
    page.get_by_label("Vad heter uppföljningen?").fill("Uppföljning hösten")
    page.get_by_label("Vilken tid gäller svaren?").fill("våren 2025 – hösten 2026")
    page.get_by_label("Sista dag att svara").fill(str(timezone.localdate() + datetime.timedelta(days=14)))
    press(page, "Spara och ange vem ni frågar")
    look(page)
    go(page, "Klistra in många")
    lines = [f"Folkhälsochef; ett.{MARK}@exempel.invalid; Insats {n}" for n in range(NINE)]
    places = (("Folkhälsochef", "ett", "Norr"), ("Kursledare väster", "tva", "Väster"),
              ("Kursledare söder", "tre", "Söder"), ("Kursledare öster", "fyra", "Öster"))  # fmt: skip
    lines += [f"{function}; {key}.{MARK}@exempel.invalid; Kurser; {place}" for function, key, place in places]
    page.get_by_label("En tillfrågad och en insats på varje rad").fill(
        "\n".join([*lines, "Någon; fel adress; Insats 1"])
    )
    press(page, "Visa hur det förstås")
    page.get_by_text("Rad 13").first.wait_for()
    look(page)
    page.get_by_label("En tillfrågad och en insats på varje rad").fill("\n".join(lines))
    press(page, "Visa hur det förstås")
    look(page)
    press(page, "Lägg till de 4")
    look(page)
    go(page, "Se breven och skicka")
    look(page)
    press(page, "Skicka 4 brev")
    look(page)
    return FollowUpRound.objects.get(plan=work.plan)


def say_nothing_changed_nine_times(page: Page, link: str) -> None:
    page.goto(link)
    assert "lank" not in page.url
    assert page.get_by_role("heading", level=1).inner_text() == "Ni svarar för 9 insatser"
    go_by(page.locator(".answers a").first)
    for _ in range(NINE + 1):
        if page.get_by_label("Inga nya tal").count():
            page.get_by_label("Inga nya tal").check()
        go_by(page.get_by_role("button", name=re.compile("har ändrats – skicka")))
        following = page.get_by_role("link", name=re.compile("^Nästa:"))
        if following.count():
            go_by(following)
    page.get_by_text("Allt ni svarar för är besvarat.").wait_for()
    look(page)


def answer(page: Page, link: str, *, figure: str, happened: str) -> None:
    page.goto(link)
    page.locator("#id_tal input[name^=tal_]").first.fill(figure)
    page.get_by_label("Vad har hänt sedan sist?").fill(happened)
    press(page, "Skicka svaret")
    assert page.get_by_role("heading", level=1).inner_text() == "Tack"


def test_j2_a_round_from_beginning_to_end(open_page, work, county, letters, caplog) -> None:
    lead, owner = open_page(**PHONE, expected=("422",)), open_page(**PHONE, expected=("410",))
    work.sign_in(lead, Role.COUNTY_LEAD, work.lead)
    asked = start_round(lead, work)
    home = f"{work.served}{asked.get_absolute_url()}"

    # One says nine times that nothing has changed, one contradicts, one hands on, one never answers.
    say_nothing_changed_nine_times(owner, letters.link(f"ett.{MARK}", "Uppföljning hösten: 9 insatser"))
    two = letters.link(f"tva.{MARK}", "Kurser")
    answer(owner, two, figure="ca 12", happened="Kurserna avslutades i våras. 60 % var nöjda.")
    three = letters.link(f"tre.{MARK}", "Kurser")
    owner.goto(three)
    go(owner, "Någon annan ska svara: lämna vidare")
    look(owner)
    owner.get_by_label("Vilken funktion svarar i stället?").fill("Verksamhetsutvecklare")
    owner.get_by_label("E-postadress dit länken ska skickas").fill(f"fem.{MARK}@exempel.invalid")
    press(owner, "Skicka länken")
    look(owner)
    owner.goto(three)
    assert "Länken gäller inte längre" in owner.inner_text("main")
    answer(owner, letters.link(f"fem.{MARK}", "Kurser"), figure="5", happened="Fem kurser hölls.")

    # The lead sees what contradicts, asks back, and accepts.
    lead.goto(home)
    look(lead)
    told = lead.inner_text("main")
    assert "Texten säger ”avslutades”, men status är Pågår." in told
    assert "En funktion har inte svarat på allt." in told
    go(lead, "Kurser")
    lead.get_by_role("heading", name="Eller fråga tillbaka").wait_for()
    assert "procent av hur många?" in lead.inner_text("main")
    look(lead)
    lead.get_by_label("Er fråga", exact=True).fill("Hur många svarade? Pågår kurserna?")
    press(lead, "Skicka frågan")
    back = letters.link(f"tva.{MARK}", "En fråga om ert svar")
    owner.goto(back)
    assert "Hur många svarade?" in owner.inner_text("main")
    owner.get_by_label("Vad har hänt sedan sist?").fill(
        "Vårens kurser är klara, fler kommer i höst. 12 av 20 svarande var nöjda."
    )
    press(owner, "Skicka svaret")
    lead.goto(home)
    while (first := lead.get_by_role("link", name="Läs det som har väntat längst")).count():
        go_by(first)
        press(lead, "Godkänn")
        lead.goto(home)
    look(lead)

    # Four were asked about one initiative: side by side, summed, and the lead sets its status.
    lead.goto(f"{home}insats/{county['Kurser'].uuid}/")
    look(lead)
    beside = lead.inner_text("main")
    assert "3 av 4 har svarat." in beside and re.search(r"minst\s+ca\s+17", beside) and "ingen rapport" in beside
    lead.get_by_label("Status", exact=True).select_option("ongoing")
    press(lead, "Sätt status")

    # Closing takes the addresses with it.
    lead.goto(home)
    go(lead, "Stäng uppföljningen")
    look(lead)
    press(lead, "Stäng uppföljningen")
    look(lead)
    assert "Adresser och länkar togs bort" in lead.inner_text("main")
    owner.goto(back)
    assert owner.get_by_role("heading", level=1).inner_text() == "Länken finns inte"
    assert_gone(caplog, asked)

    # What was accepted stands on the initiative, and the silent one is told of, for anybody.
    visitor = open_page(**PHONE)
    visitor.goto(home)
    look(visitor)
    visitor.goto(f"{work.served}{county['Kurser'].get_absolute_url()}")
    assert "Fem kurser hölls." in visitor.inner_text("main")


def assert_gone(caplog, asked: FollowUpRound) -> None:
    """No address is left: not with the respondents, in the file or its helper file, in the trail, or in what was logged.

    Every table, the queue and a copy made after are searched in tests/plans/test_round_retention.py.
    """
    assert not FollowUpRequest.objects.filter(round=asked).exclude(email="").exists()
    assert MARK not in caplog.text and not AuditEvent.objects.filter(what__contains=MARK).exists()
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        for each in (file, file.with_name(f"{file.name}-wal")):
            assert not each.exists() or MARK.encode() not in each.read_bytes(), each.name
