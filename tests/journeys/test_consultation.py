"""A plan out for comments, on a phone: comments from a letter, answers by the lead, and the account for anybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from handslag.accounts import links
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.consultation.actions import PURPOSE
from handslag.plans.models import Comment, Consultation, ConsultationRequest
from handslag.trust.permissions import Role
from tests.browser import overflows
from tests.journeys.hands import go_by
from tests.journeys.test_follow_up import look, press
from tests.plans.consulting import commented, consultation, in_days, lead_url

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def asked(work) -> Iterator[Consultation]:
    """A consultation sent to two organisations; everything is taken away afterwards."""
    work.plan.vision = "Alla ska ha någon att prata med."
    work.plan.save()
    yield consultation(work.plan, "Kommunen", "Brukarrådet")
    Comment.objects.filter(request__consultation__plan=work.plan).delete()
    Consultation.objects.filter(plan=work.plan).delete()
    TaskLink.objects.all().delete()
    OutgoingMail.objects.all().delete()


@pytest.mark.parametrize("dark", [False, True])
def test_r13_from_a_comment_to_a_published_account(open_page, work, asked, dark: bool) -> None:
    lead, holder = open_page(**PHONE, dark=dark, expected=("422",)), open_page(**PHONE, dark=dark, expected=("422",))
    work.sign_in(lead, Role.COUNTY_LEAD, work.lead)
    request = asked.requests.first()
    holder.goto(work.served + links.make(PURPOSE, request.pk, valid_to=asked.due_on))
    look(holder)
    comment(holder, "Ring 070-123 45 67")
    holder.wait_for_selector(".errors")
    look(holder)
    holder.locator("[name=text]").fill("Skriv vem som ska göra det.")
    go_by(holder.locator("main form button.btn").first)
    look(holder)
    press(holder, "Skicka synpunkterna")
    look(holder)

    home = work.served + lead_url("consultation", asked)
    for address in (work.address("consultations", work.plan.key), home, f"{home}mottagare/", f"{home}installningar/"):
        lead.goto(address)
        look(lead)
    said = Comment.objects.get(request=request)
    lead.goto(work.served + lead_url("answer_comment", asked, said.uuid))
    look(lead)
    lead.locator("[name=answer][value=partly]").check()
    lead.locator("main form button.btn").first.click()
    lead.wait_for_selector(".errors")  # a reason is asked for
    look(lead)
    lead.locator("[name=reason]").fill("Vem som gör vad står i aktivitetsplanen.")
    go_by(lead.locator("main form button.btn").first)
    for step in ("stang", "publicera"):
        lead.goto(f"{home}{step}/")
        look(lead)
        go_by(lead.locator("main form button.btn").first)

    visitor = open_page(**PHONE, dark=dark)
    visitor.goto(work.served + lead_url("consultation_account", asked))
    look(visitor)
    told = visitor.inner_text("main")
    assert "Skriv vem som ska göra det." in told and "Vem som gör vad står i aktivitetsplanen." in told


def comment(page: Page, text: str) -> None:
    page.get_by_role("link", name="Lämna en synpunkt").first.click()
    page.locator("[name=text]").wait_for()
    page.locator("[name=text]").fill(text)
    page.locator("main form:has([name=text]) button.btn").first.click()


@pytest.mark.parametrize("width", [390, 320])
def test_r13_a_word_as_long_as_a_line_breaks(open_page, work, asked, width: int) -> None:
    word = "ö" * 300
    Consultation.objects.filter(pk=asked.pk).update(title=word[:200])
    work.plan.purpose = word
    work.plan.save()
    function = ConsultationRequest.objects.create(
        consultation=asked, function=word[:200], email=f"{'a' * 60}@example.invalid", state="sent", sent_on=in_days(0)
    )
    asked.plan.refresh_from_db()
    silent = ConsultationRequest.objects.create(
        consultation=asked, function=f"T{word[:199]}", state="sent", sent_on=in_days(0)
    )
    for on in ("syfte", "hela"):
        commented(
            function, word, on=on, proposal=word, answer="partly", reason=word, changed_what=word,
            answered_on=in_days(0), answered_by=word,
        )  # fmt: skip
    commented(function, word, on="syfte", proposal=word, sent=False)
    lead, holder = open_page(width=width, height=844), open_page(width=width, height=844)
    work.sign_in(lead, Role.COUNTY_LEAD, work.lead)
    holder.goto(work.served + links.make(PURPOSE, function.pk, valid_to=asked.due_on))
    wide = {"read": overflows(holder)}
    for address in ("?pa=syfte", "tack/"):
        holder.goto(work.served + function.get_absolute_url() + address)
        wide[address] = overflows(holder)
    said = Comment.objects.filter(request=function, state="sent").first()
    home = lead_url("consultation", asked)
    for address in (
        work.address("consultations", work.plan.key).removeprefix(work.served), home, f"{home}mottagare/",
        f"{home}mottagare/{silent.uuid}/", f"{home}installningar/", f"{home}paminn/", f"{home}stang/",
        f"{home}redogorelse/", lead_url("answer_comment", asked, said.uuid),
    ):  # fmt: skip
        lead.goto(work.served + address)
        wide[address] = overflows(lead)

    assert {address: n for address, n in wide.items() if n} == {}
