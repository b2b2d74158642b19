"""Who may do what with a consultation: the plan's lead, whoever holds a link, and nobody else."""

import datetime
from http.cookies import SimpleCookie

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from handslag.accounts import links
from handslag.accounts.models import TaskLink
from handslag.plans.consultation import actions
from handslag.plans.consultation.actions import PURPOSE
from handslag.plans.models import Comment, Consultation, ConsultationRequest, Plan
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground
from tests.plans.consulting import LEAD, Holder, commented, consultation, in_days, lead_url, opened

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


@pytest.fixture(autouse=True)
def no_limits_from_before() -> None:
    cache.clear()


@pytest.fixture
def made(ground: Ground) -> Consultation:
    """A consultation on a public plan, with two who are asked and one comment."""
    Plan.objects.filter(pk=ground.plan.pk).update(vision="Alla mår bra.")
    ground.plan.refresh_from_db()
    made = consultation(ground.plan, "Kumla kommun", "Hallsbergs kommun")
    commented(made.requests.first(), "Kumlas synpunkt.")
    return made


@pytest.fixture
def holder(made: Consultation) -> Holder:
    return opened(made.requests.first())


# The lead's pages


def addresses(made: Consultation) -> list[str]:
    """Every page of the lead's; the account is one as long as it is not published."""
    request = made.requests.first()
    pages = ("consultation", "consultation_settings", "consultation_recipients", "consultation_account")
    plan = [made.plan.county.slug, made.plan.key]
    return [
        reverse("consultations", args=plan),
        reverse("new_consultation", args=plan),
        *(lead_url(name, made) for name in pages),
        lead_url("consultation_recipient", made, request.uuid),
        lead_url("answer_comment", made, request.comments.get().uuid),
        lead_url("consultation_step", made, "stang"),
    ]


def test_the_lead_reads_every_page(ground: Ground, made: Consultation) -> None:
    lead = ground.lead
    assert [lead.get(address).status_code for address in addresses(made)] == [200] * 9


@pytest.mark.parametrize("who", ["lead's owner", "lead's reader", "the association", "another organisation's lead"])
def test_wrong_roles_are_refused(ground: Ground, made: Consultation, who: str) -> None:
    role, organisation = {
        "lead's owner": (Role.INITIATIVE_OWNER, ground.plan.lead),
        "lead's reader": (Role.READER, ground.plan.lead),
        "the association": (Role.CIVIL_SOCIETY, ground.mine.owner),
        "another organisation's lead": (Role.COUNTY_LEAD, ground.mine.owner),
    }[who]
    client = ground.client(role, organisation)

    for address in addresses(made):
        expected = 404 if address.endswith("/redogorelse/") else 403
        assert client.get(address).status_code == expected, address
        assert client.post(address, {"title": "Ny", "ta_bort": "1", "answer": "accepted"}).status_code == expected, (
            address
        )
    unchanged(made)


def unchanged(made: Consultation) -> None:
    made.refresh_from_db()
    assert (made.state, made.title, made.published_on) == ("open", "Remissversion", None)
    assert Comment.objects.get().answer == ""
    assert set(made.requests.values_list("state", flat=True)) == {"sent"}
    assert Consultation.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in_and_another_county_finds_nothing_to_do(
    ground: Ground, made: Consultation
) -> None:
    elsewhere = ground.client(Role.COUNTY_LEAD, make.organisation())
    stranger = Client()
    for address in addresses(made):
        if address.endswith("/redogorelse/"):
            assert (stranger.get(address).status_code, elsewhere.get(address).status_code) == (404, 404)
            continue
        assert stranger.get(address)["Location"].startswith(reverse("sign_in"))
        assert stranger.post(address).status_code == 403
        assert elsewhere.post(address, {"ta_bort": "1", "answer": "accepted"}).status_code == 403
    unchanged(made)


def test_of_a_draft_plan_nothing_exists_for_another_county(ground: Ground, made: Consultation) -> None:
    Plan.objects.filter(pk=ground.plan.pk).update(visibility="draft")
    elsewhere = ground.client(Role.COUNTY_LEAD, make.organisation())

    assert {elsewhere.get(address).status_code for address in addresses(made)} == {404}


def test_a_consultation_is_not_reached_through_another_plan(ground: Ground, made: Consultation) -> None:
    other = make.plan(county=ground.plan.county, lead=ground.plan.lead)
    lead = ground.lead
    for address in addresses(made)[2:]:
        assert lead.get(address.replace(f"/{ground.plan.key}/", f"/{other.key}/")).status_code == 404, address


def test_a_comment_is_not_answered_through_another_consultation(ground: Ground, made: Consultation) -> None:
    actions.close(made, by=LEAD)
    other = actions.create(ground.plan, {"title": "Andra", "due_on": in_days(9)}, by=LEAD)
    said, request = Comment.objects.get(), made.requests.first()
    lead = ground.lead

    assert lead.post(lead_url("answer_comment", other, said.uuid), {"answer": "accepted"}).status_code == 404
    assert lead.post(lead_url("consultation_recipient", other, request.uuid), {"ta_bort": "1"}).status_code == 404


def test_the_lead_does_not_see_what_is_not_sent(ground: Ground, made: Consultation) -> None:
    draft = commented(made.requests.last(), "Ännu inte skickat.", sent=False)
    lead = ground.lead

    for name in ("consultation", "consultation_account"):
        assert "Ännu inte skickat." not in lead.get(lead_url(name, made)).content.decode()
    assert lead.get(lead_url("answer_comment", made, draft.uuid)).status_code == 404


@pytest.mark.parametrize("visibility", ["draft", "internal", "shared", "public"])
def test_a_published_account_is_read_by_those_who_see_the_plan(
    ground: Ground, made: Consultation, visibility: str
) -> None:
    actions.close(made, by=LEAD)
    actions.publish(made, by=LEAD)
    Plan.objects.filter(pk=ground.plan.pk).update(visibility=visibility)
    address = lead_url("consultation_account", made)

    assert Client().get(address).status_code == (200 if visibility == "public" else 404)
    reader = ground.client(Role.READER, ground.plan.lead)
    assert reader.get(address).status_code == (404 if visibility == "draft" else 200)
    page = ground.lead.get(address)
    assert page.status_code == 200 and "Kumlas synpunkt." in page.content.decode()


def test_a_published_account_offers_no_way_to_answer(ground: Ground, made: Consultation) -> None:
    actions.close(made, by=LEAD)
    actions.publish(made, by=LEAD)
    page = Client().get(lead_url("consultation_account", made)).content.decode()

    assert "Kumlas synpunkt." in page
    assert "/synpunkt/" not in page and "/ta-tillbaka/" not in page and "@" not in page.split("<main")[1]


# Those who are asked


def pages(request: ConsultationRequest) -> list[str]:
    where = [request.consultation.plan.county.slug, request.uuid]
    names = ("send_comments", "no_comments", "comments_thanks")
    return [request.get_absolute_url(), *(reverse(name, args=where) for name in names)]


def refused(client: Client, request: ConsultationRequest) -> set[int]:
    """The statuses of every page and every form of a request."""
    written = client.post(f"{request.get_absolute_url()}?pa=vision", {"text": "Fel"})
    statuses = {written.status_code}
    for address in pages(request):
        statuses |= {client.get(address).status_code, client.post(address).status_code}
    return statuses


def test_without_a_link_there_is_nothing(ground: Ground, made: Consultation) -> None:
    for client in (Client(), ground.lead):
        assert refused(client, made.requests.first()) == {404}
    assert Comment.objects.count() == 1


def test_a_link_does_not_open_anothers_pages(made: Consultation, holder: Holder) -> None:
    other = made.requests.last()
    holder.client.cookies = SimpleCookie({links.COOKIE: holder.client.cookies[links.COOKIE].value})  # for any path

    assert holder.client.get(holder.address).status_code == 200
    assert refused(holder.client, other) == {404}
    other.refresh_from_db()
    assert other.answered_on is None and not other.comments.exists()


def test_a_link_of_another_purpose_opens_nothing(made: Consultation, holder: Holder) -> None:
    TaskLink.objects.update(purpose="follow_up")
    assert refused(holder.client, holder.request) == {404}


def test_an_altered_cookie_opens_nothing(holder: Holder) -> None:
    holder.client.cookies[links.COOKIE] = holder.client.cookies[links.COOKIE].value[:-2] + "xx"
    assert refused(holder.client, holder.request) == {404}


def test_a_request_is_not_opened_under_another_county(holder: Holder) -> None:
    other = make.county()
    address = holder.address.replace(holder.request.consultation.plan.county.slug, other.slug)
    holder.client.cookies = SimpleCookie({links.COOKIE: holder.client.cookies[links.COOKIE].value})

    assert holder.client.get(address).status_code == 404


def test_an_expired_link_says_until_when_it_held(made: Consultation, holder: Holder) -> None:
    yesterday = in_days(-1)
    TaskLink.objects.update(valid_to=yesterday)
    Consultation.objects.update(due_on=yesterday)

    answer = holder.client.get(holder.address)
    assert answer.status_code == 410 and "Länken gällde till och med" in answer.content.decode()
    assert refused(holder.client, holder.request) == {410}


def test_a_link_that_outlives_the_day_saves_nothing(made: Consultation, holder: Holder) -> None:
    values = holder.form("vision") | {"text": "Sent."}
    Consultation.objects.update(due_on=in_days(-1))

    assert holder.post("vision", values).status_code == 410
    assert holder.send().status_code == holder.nothing().status_code == 410
    assert Comment.objects.count() == 1


def test_a_question_taken_back_closes_its_link_and_no_other(ground: Ground, made: Consultation, holder: Holder) -> None:
    other = opened(made.requests.last())
    ground.lead.post(lead_url("consultation_recipient", made, holder.request.uuid), {"ta_bort": "1"})

    assert refused(holder.client, holder.request) == {410}
    assert other.client.get(other.address).status_code == 200
    assert Comment.objects.get().text == "Kumlas synpunkt."


def test_a_new_link_ends_the_former(ground: Ground, made: Consultation, holder: Holder) -> None:
    values = {"email": "ny@kommun.example.invalid"}
    assert ground.lead.post(lead_url("consultation_recipient", made, holder.request.uuid), values).status_code == 302

    assert refused(holder.client, holder.request) == {404}
    assert opened(holder.request).client.get(holder.address).status_code == 200


@pytest.mark.parametrize("email", ["", "a@", "a@b.se\nBcc: c@d.se"])
def test_a_wrong_address_is_refused_at_the_field(ground: Ground, made: Consultation, email: str) -> None:
    request = made.requests.first()
    answer = ground.lead.post(lead_url("consultation_recipient", made, request.uuid), {"email": email})

    assert answer.status_code == 422
    request.refresh_from_db()
    assert "\n" not in request.email and request.email.endswith("@kommun.example.invalid")


def test_a_closed_consultation_opens_to_nobody(made: Consultation, holder: Holder) -> None:
    actions.close(made, by=LEAD)
    assert refused(holder.client, holder.request) == {410}


def test_opening_a_link_changes_nothing(made: Consultation) -> None:
    request = made.requests.last()
    opened(request).page()

    now = ConsultationRequest.objects.get(pk=request.pk)
    assert (now.answered_on, now.state) == (None, "sent")


def test_the_draft_is_read_by_the_holder_alone_and_without_others_drafts(ground: Ground, made: Consultation) -> None:
    Plan.objects.filter(pk=ground.plan.pk).update(visibility="draft")
    holder = opened(made.requests.first())
    page = holder.page()

    assert "Alla mår bra." in page and ground.goal.title in page
    assert "Kvällsöppet" not in page  # an initiative that is its owner's draft
    assert holder.client.get(ground.plan.get_absolute_url()).status_code == 404


def test_those_who_are_asked_do_not_see_each_others_comments(made: Consultation) -> None:
    assert "Kumlas synpunkt." not in opened(made.requests.last()).page()


def test_a_key_of_anothers_draft_is_not_taken_over(made: Consultation, holder: Holder) -> None:
    theirs = commented(made.requests.last(), "Hallsbergs utkast.", sent=False)
    values = holder.form("vision", synpunkt=str(theirs.uuid))
    assert values["text"] == ""
    holder.post("vision", values | {"nyckel": str(theirs.uuid), "text": "Kumlas.", "version": "1"})
    holder.post("vision", {"nyckel": str(theirs.uuid), "ta_bort": "1"})

    theirs.refresh_from_db()
    assert theirs.text == "Hallsbergs utkast."


def test_a_link_of_the_past_is_made_for_nobody(made: Consultation) -> None:
    with pytest.raises(actions.NotNow):
        Consultation.objects.update(due_on=in_days(-1))
        actions.send_again(made.requests.first(), email="a@example.invalid", by=LEAD)
    assert not TaskLink.objects.filter(purpose=PURPOSE, valid_to__lt=datetime.date.today()).exists()


def test_too_many_saves_are_stopped_and_what_was_typed_is_shown(holder: Holder, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "answer": "3/m/key"}
    values = holder.form("vision") | {"text": "Mycket att säga."}
    answers = [holder.post("vision", values) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Mycket att säga." in answers[-1].content.decode()
