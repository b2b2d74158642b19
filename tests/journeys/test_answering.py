"""The form of a follow-up, on a phone: what it costs to answer, measured on the county's own 24 initiatives."""

import datetime
import re
import statistics
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from handslag.accounts import links
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.followup import rounds
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound, Initiative, Plan, RequestItem
from handslag.swedish.periods import stated_period
from handslag.trust.changes import OPERATOR
from tests.browser import axe, overflows
from tests.journeys.hands import Hands, go_by
from tests.pages import PLAN

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
HAPPENED = (
    "Under året har vi hållit fler utbildningar än förra året och börjat samarbeta med två föreningar. Gruppen träffas en "
    "gång i månaden och har gått igenom rutinerna. Kommunerna i norr har kommit med, och vi har tagit fram ett material "
    "som de andra kan använda."
)
LEARNED = "Det är svårt att få loss tid för dem som ska leda grupperna. Vi har lärt oss att boka ett år i taget."
FEW_CLICKS, MINUTES = 3, 5


@pytest.fixture
def respondent(served: str) -> Iterator[FollowUpRequest]:
    """A function that answers for all 24 initiatives of the county's plan; everything is taken away afterwards."""
    plan = Plan.objects.get(key=PLAN)
    initiatives = list(Initiative.objects.filter(plan=plan, listing="reported").order_by("number"))
    values = {
        "title": "Uppföljning hösten 2024", "due_on": timezone.localdate() + datetime.timedelta(days=10),
        "period": stated_period("november 2023 – oktober 2024"),
    }  # fmt: skip
    asked = rounds.create(plan, values, initiatives, by=OPERATOR)
    request = FollowUpRequest.objects.create(round=asked, function="Projektledare", email="projekt@exempel.invalid")
    RequestItem.objects.bulk_create(RequestItem(request=request, initiative=each) for each in initiatives)
    rounds.send(asked, site=f"{served}/", by=OPERATOR)
    request.refresh_from_db()
    yield request
    FollowUp.objects.filter(round=asked).delete()
    FollowUpRound.objects.filter(pk=asked.pk).delete()
    TaskLink.objects.all().delete()
    OutgoingMail.objects.all().delete()


def come_in(page: Page, served: str, respondent: FollowUpRequest) -> None:
    page.goto(served + links.make(rounds.PURPOSE, respondent.pk, valid_to=respondent.round.due_on))


def fill_figures(page: Page, hands: Hands) -> None:
    for field in page.locator("#id_tal input[name^=tal_]").all():
        hands.write(field, "ca 20")
    for field in page.locator("#id_tal input[name^=av_]").all():
        hands.write(field, "40")


def test_r120_a_normal_answer_takes_less_than_five_minutes_for_each_of_24_initiatives(
    open_page, served, respondent
) -> None:
    page = open_page(**PHONE)
    come_in(page, served, respondent)
    took = []
    for item in respondent.items.order_by("initiative__number"):
        hands = Hands(page, clicks=1)  # the link in the letter
        page.goto(f"{served}{respondent.get_absolute_url()}{item.pk}/")
        hands.read()
        fill_figures(page, hands)
        if not page.locator("input[name=status]:checked").count():
            hands.touch(page.get_by_label("Pågår", exact=True))
        hands.write(page.get_by_label("Vad har hänt sedan sist?"), HAPPENED)
        hands.write(page.get_by_label("Vad har varit svårt, och vad har ni lärt er?"), LEARNED)
        hands.press("Skicka svaret")
        assert page.get_by_role("heading", level=1).inner_text() == "Tack"
        took.append(hands.seconds)
    assert len(took) == 24 and FollowUp.objects.filter(round=respondent.round, state="sent").count() == 24
    assert statistics.median(took) <= MINUTES * 60
    assert max(took) <= MINUTES * 60
    print(f"a normal answer: median {statistics.median(took):.0f} s, longest {max(took):.0f} s")


def test_nothing_changed_takes_three_clicks_with_figures_and_two_without(open_page, served, respondent) -> None:
    page = open_page(**PHONE)
    come_in(page, served, respondent)
    clicks = {}
    for item in respondent.items.order_by("initiative__number")[:6]:
        hands = Hands(page, clicks=1)  # the link in the letter
        page.goto(f"{served}{respondent.get_absolute_url()}{item.pk}/")
        has_figures = page.get_by_label("Inga nya tal").count() > 0
        if has_figures:
            hands.touch(page.get_by_label("Inga nya tal"))
        hands.press("Inget annat har ändrats – skicka" if has_figures else "Inget har ändrats – skicka")
        assert page.get_by_role("heading", level=1).inner_text() == "Tack"
        clicks.setdefault(has_figures, set()).add(hands.clicks)
    assert clicks == {True: {FEW_CLICKS}, False: {FEW_CLICKS - 1}}


@pytest.mark.parametrize("dark", [False, True])
def test_r121_every_page_of_a_respondent_is_accessible(open_page, served, respondent, dark: bool) -> None:
    page = open_page(**PHONE, dark=dark, expected=("404", "410", "422"))
    asked = respondent.round
    asked.questions = ["figures", "status", "happened", "outcome", "obstacle", "money", "influence"]
    asked.save()
    come_in(page, served, respondent)
    item = respondent.items.order_by("initiative__number")[2]
    base = f"{served}{respondent.get_absolute_url()}"
    faults = {"lista": look(page)}
    page.goto(f"{base}{item.pk}/")
    faults["form"] = look(page)
    page.get_by_label("Pausad", exact=True).check()
    page.get_by_label("Vad har hänt sedan sist?").fill("Ring 070-123 45 67")
    go_by(page.get_by_role("button", name="Skicka svaret"))
    page.wait_for_selector(".errors")
    faults["med fel"] = look(page)
    page.goto(f"{base}{item.pk}/")
    page.get_by_label("Inga nya tal").check()
    go_by(page.get_by_role("button", name=re.compile("ändrats – skicka")))
    page.wait_for_url("**/tack/")
    faults["tack"] = look(page)
    for name, path in {"skickat": f"{item.pk}/", "lämna vidare": "lamna-vidare/", "avböj": "inte-var-uppgift/"}.items():
        page.goto(base + path)
        faults[name] = look(page)
    TaskLink.objects.update(valid_to=timezone.localdate() - datetime.timedelta(days=1))
    page.goto(base)
    faults["utgången"] = look(page)
    assert {name: found for name, found in faults.items() if found} == {}


def look(page: Page) -> list[str]:
    found = axe(page)
    page.set_viewport_size({"width": 320, "height": 700})
    if (wide := overflows(page)) > 0:
        found.append(f"{wide} pixels too wide at 320")
    page.set_viewport_size(PHONE)
    return found


def test_what_is_written_is_saved_as_it_goes_and_found_again(open_page, served, respondent) -> None:
    page = open_page(**PHONE, expected=("ERR_INTERNET_DISCONNECTED", "Failed to fetch"))
    come_in(page, served, respondent)
    item = respondent.items.order_by("initiative__number").first()
    page.goto(f"{served}{respondent.get_absolute_url()}{item.pk}/")
    page.get_by_label("Vad har hänt sedan sist?").press_sequentially("Halvvägs")
    page.get_by_text("inte skickat").wait_for()
    page.get_by_label("Vad har hänt sedan sist?").press_sequentially(" igenom")
    page.locator("#sparat [name=version][value='2']").wait_for(state="attached")

    page.context.set_offline(True)
    page.get_by_label("Vad har hänt sedan sist?").press_sequentially(".")
    page.get_by_text("Inte sparat: servern svarar inte.").wait_for()
    assert page.evaluate("document.activeElement.name") == "happened"  # the writer is left in peace
    page.context.set_offline(False)
    page.get_by_label("Vad har hänt sedan sist?").press_sequentially(".")
    page.locator("#sparat [name=version][value='3']").wait_for(state="attached")

    other = open_page(**PHONE, javascript=False)
    come_in(other, served, respondent)
    other.goto(f"{served}{respondent.get_absolute_url()}{item.pk}/")
    assert other.get_by_label("Vad har hänt sedan sist?").input_value() == "Halvvägs igenom.."
    go_by(other.get_by_role("button", name="Spara och fortsätt sedan"))
    other.get_by_text("inte skickat").wait_for()


def test_the_enter_key_in_a_field_sends_nothing(open_page, served, respondent) -> None:
    page = open_page(**PHONE)
    come_in(page, served, respondent)
    item = respondent.items.get(initiative__number=9)
    page.goto(f"{served}{respondent.get_absolute_url()}{item.pk}/")
    field = page.locator("#id_tal input[name^=tal_]").first
    field.fill("12")
    with page.expect_navigation():
        field.press("Enter")
    assert page.locator("#id_tal input[name^=tal_]").first.input_value() == "12"
    assert FollowUp.objects.get(item=item).state == "draft"
