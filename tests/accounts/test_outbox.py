"""In the demo no letter leaves; each is read on a page, with the link that was in it."""

import re
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from handslag.accounts import links, outbox
from handslag.plans.followup import rounds
from tests import factories as make
from tests.accounts.conftest import faults_of
from tests.mail import work_off
from tests.plans.answers_ground import LEAD, follow_up_ground

pytestmark = pytest.mark.django_db
PAGE = "/utkorg/"


@pytest.fixture
def demo(settings, tmp_path: Path) -> Path:
    """The folder of a demo's letters."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "handslag.accounts.outbox.OutboxBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def put(subject: str, text: str = "Hej", to: str = "en@example.invalid") -> None:
    EmailMultiAlternatives(subject, text, to=[to]).send()


def test_outside_the_demo_there_is_no_such_page(client: Client) -> None:
    assert client.get(PAGE).status_code == 404


def test_an_empty_outbox_says_what_will_stand_there(client: Client, demo: Path) -> None:
    answer = client.get(PAGE)

    assert answer.status_code == 200
    assert "Här står de brev som demon skulle ha skickat" in answer.content.decode()
    assert faults_of(answer) == []


def test_every_letter_of_a_round_is_read_with_its_link_and_the_link_opens(
    client: Client, demo: Path, monkeypatch
) -> None:
    ground = follow_up_ground()
    make.follow_up_request(ground.asked, ground.initiative, state="new", email="två@example.invalid")
    monkeypatch.setitem(links._destinations, rounds.PURPOSE, lambda key: f"/svar/{key}/")
    rounds.send(ground.asked, site="http://testserver/", by=LEAD)
    work_off(monkeypatch)

    answer = client.get(PAGE)

    text = answer.content.decode()
    assert "Våren: Första hjälpen" in text and "Ett brev." in text
    assert faults_of(answer) == []
    assert answer["Cache-Control"] and "no-store" in answer["Cache-Control"]
    path = re.search(r'href="http://testserver(/lank/[^"]+)"', text)[1]
    assert client.get(path).status_code == 302


def test_the_latest_stands_first_and_only_it_is_unfolded(client: Client, demo: Path) -> None:
    for subject in ("Första brevet", "Andra brevet"):
        put(subject)

    text = client.get(PAGE).content.decode()

    assert text.index("Andra brevet") < text.index("Första brevet")
    assert text.count("<details open>") == 1 and text.count("<details") == 2


def test_what_a_letter_says_is_text(client: Client, demo: Path) -> None:
    put("<b>Fet</b>", "<script>alert(1)</script> javascript:alert(1)")
    answer = client.get(PAGE)

    assert "<b>Fet" not in answer.content.decode() and "<script>alert" not in answer.content.decode()
    assert 'href="javascript' not in answer.content.decode()
    assert faults_of(answer) == []


def test_a_letter_is_seen_when_it_is_whole(demo: Path) -> None:
    put("Helt")
    (demo / "20240101-000000-000000-aa.part").write_bytes(b"Subject: Halvt")

    assert [each.subject for each in outbox.letters()] == ["Helt"]


def test_a_letter_that_was_forgotten_while_the_page_was_made_is_left_out(demo: Path, monkeypatch) -> None:
    put("Kvar")
    gone = demo / "20240101-000000-000000-aa.eml"
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [gone, *sorted(self.rglob(pattern))])

    assert [each.subject for each in outbox.letters()] == ["Kvar"]
    assert outbox.forget("något") == 0


def test_many_letters_are_cut_and_the_page_says_so(client: Client, demo: Path, monkeypatch) -> None:
    monkeypatch.setattr(outbox, "MOST", 2)
    for n in range(3):
        put(f"Brev {n}")

    text = client.get(PAGE).content.decode()

    assert "Brev 2" in text and "Brev 0" not in text
    assert "De 2 senaste breven visas." in text


def test_the_way_there_stands_in_the_demos_bar_and_nowhere_else(client: Client, demo: Path, settings) -> None:
    assert f'href="{PAGE}"' in client.get("/om/").content.decode()
    settings.DEMO = False
    assert f'href="{PAGE}"' not in client.get("/om/").content.decode()
