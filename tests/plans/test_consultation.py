"""A draft plan is sent out, commented on paragraph by paragraph, answered and accounted for."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.accounts.letters import send_waiting
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.consultation import actions, commenting
from handslag.plans.consultation.queries import grouped, paragraphs, tally
from handslag.plans.followup.rounds import NotNow, Stale
from handslag.plans.models import Comment, Consultation, ConsultationRequest, GoalNode, Plan
from handslag.trust.models import AuditEvent, RetentionRule
from tests import factories as make
from tests.plans.conftest import Ground
from tests.plans.consulting import LEAD, SITE, Holder, commented, consultation, in_days, lead_url, opened
from tests.public.markup import parse
from tests.public.test_html import form_faults, nesting_faults, outline_faults, reference_faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_from_before() -> None:
    cache.clear()


@pytest.fixture
def draft(ground: Ground) -> Plan:
    """A draft plan with a vision and two goals, one under the other."""
    Plan.objects.filter(pk=ground.plan.pk).update(visibility="draft", status="draft", vision="Alla mår bra.")
    GoalNode.objects.filter(pk=ground.goal.pk).update(title="Tidigt stöd", text="Stödet ges nära.", kind="goal_area")
    make.goal(ground.plan, parent=ground.goal, title="Kortare väntan")
    ground.plan.refresh_from_db()
    return ground.plan


@pytest.fixture
def kumla(draft: Plan) -> Holder:
    """Kumla kommun, which is asked together with Hallsbergs kommun, with its link opened."""
    made = consultation(draft, "Kumla kommun", "Hallsbergs kommun")
    return opened(made.requests.get(organisation__name="Kumla kommun"))


# Made and sent


def test_a_consultation_is_made_filled_and_sent_by_pages(ground: Ground, draft: Plan, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    lead, where = ground.lead, [draft.county.slug, draft.key]
    known = make.organisation(county=draft.county, name="Kumla kommun", aliases=["Kumla"])
    lead.post(reverse("new_consultation", args=where), {"title": "Remissversion", "due_on": str(in_days(14))})
    made = draft.consultations.get()
    rows = "kumla; Socialförvaltningen; a@kumla.example.invalid\nBrukarrådet\tb@example.invalid"
    lead.post(lead_url("consultation_recipients", made), {"rows": rows})

    asked = list(made.requests.all())
    assert [(each.organisation, each.function) for each in asked] == [
        (known, "Socialförvaltningen"),
        (None, "Brukarrådet"),
    ]
    preview = lead.get(lead_url("consultation_step", made, "skicka")).content.decode()
    assert "Kumla kommun, Socialförvaltningen" in preview and "utan att logga in" in preview
    assert lead.post(lead_url("consultation_step", made, "skicka")).status_code == 302

    send_waiting.func()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["a@kumla.example.invalid", "b@example.invalid"]
    letter = next(letter for letter in mail.outbox if letter.to == ["a@kumla.example.invalid"])
    path = re.search(r"http://testserver(/\S+)", letter.body)[1]
    page = Client().get(path, follow=True)
    assert page.status_code == 200 and "Alla mår bra." in page.content.decode()


def test_a_second_round_begins_with_the_same_recipients(draft: Plan) -> None:
    first = consultation(draft, "Kumla kommun")
    second = actions.create(draft, {"title": "Andra", "due_on": in_days(30)}, by=LEAD)

    assert (first.number, second.number) == (1, 2)
    assert [each.name for each in second.requests.all()] == ["Kumla kommun"]
    assert second.requests.get().state == "new"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Kumla kommun", "Rad 2: skriv en e-postadress."),
        ("Kumla; a@", "Rad 2: adressen går inte att skicka till."),
        ("a@example.invalid", "Rad 2: skriv vilken organisation eller funktion det är."),
        ("Anna 070-123 45 67; a@example.invalid", "Rad 2: Texten innehåller ett telefonnummer"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_of_and_nothing_is_lost(ground, draft, row: str, told: str) -> None:
    made = consultation(draft)
    answer = ground.lead.post(lead_url("consultation_recipients", made), {"rows": f"Rådet; r@example.invalid\n{row}"})

    assert answer.status_code == 422
    assert told in answer.content.decode() and row in answer.content.decode()
    assert not made.requests.exists()


def test_the_same_recipient_is_added_once(ground: Ground, draft: Plan) -> None:
    made = consultation(draft)
    for _ in range(2):
        ground.lead.post(lead_url("consultation_recipients", made), {"rows": "Rådet; r@example.invalid\n" * 2})

    assert made.requests.count() == 1


def test_a_day_that_has_been_is_refused(ground: Ground, draft: Plan) -> None:
    address = reverse("new_consultation", args=[draft.county.slug, draft.key])
    answer = ground.lead.post(address, {"title": "R", "due_on": str(in_days(-1))})

    assert answer.status_code == 422 and "Dagen har redan varit" in answer.content.decode()


def test_a_reminder_goes_once_a_day_to_those_who_are_silent(kumla: Holder) -> None:
    made = kumla.request.consultation
    made.requests.update(sent_on=in_days(-3))
    kumla.nothing()

    assert actions.remind(made, by=LEAD) == 1
    assert actions.remind(made, by=LEAD) == 0
    letter = OutgoingMail.objects.get(purpose="consultation", kind="remind")
    assert letter.target_id == made.requests.get(organisation__name="Hallsbergs kommun").pk


def test_more_time_lets_the_links_hold_longer(ground: Ground, kumla: Holder) -> None:
    made = kumla.request.consultation
    values = {"title": made.title, "due_on": str(in_days(40)), "version": str(made.version)}
    assert ground.lead.post(lead_url("consultation_settings", made), values).status_code == 302

    assert TaskLink.objects.get().valid_to == in_days(40)


def test_two_who_change_the_settings_are_told(ground: Ground, kumla: Holder) -> None:
    made = kumla.request.consultation
    with pytest.raises(Stale):
        actions.change(made, {"title": "Ny"}, version=made.version + 1, by=LEAD)
    values = {"title": "Ny", "due_on": str(made.due_on), "version": "0"}
    answer = ground.lead.post(lead_url("consultation_settings", made), values)
    assert answer.status_code == 422 and "Någon annan har ändrat" in answer.content.decode()
    assert ground.lead.post(lead_url("consultation_settings", made), values | {"version": "1"}).status_code == 302


# Commenting


def test_a_comment_is_saved_beside_its_paragraph_and_sent_with_the_others(kumla: Holder, draft: Plan) -> None:
    goal = draft.goals.get(title="Tidigt stöd")
    assert kumla.write("vision", "Skriv ”alla i länet”.", proposal="Alla i länet mår bra.").status_code == 302
    kumla.write(f"mal-{goal.uuid}", "Bra mål.")
    page = kumla.page()
    assert "Alla i länet mår bra." in page and "2 synpunkter är inte skickade än" in page
    assert kumla.send()["Location"].endswith("/tack/")

    said = list(Comment.objects.order_by("id"))
    assert [(each.state, each.words) for each in said] == [("sent", "Alla mår bra."), ("sent", "Tidigt stöd")]
    kumla.request.refresh_from_db()
    assert kumla.request.answered_on is not None
    thanks = kumla.client.get(reverse("comments_thanks", args=kumla.where)).content.decode()
    assert "Tack. Vi har tagit emot era 2 synpunkter" in thanks


def test_the_pages_of_those_who_are_asked_are_valid(kumla: Holder) -> None:
    kumla.write("vision", "Bra.")
    faulty = kumla.write("hela", "")
    pages = [kumla.page(), kumla.client.get(kumla.address, {"pa": "vision"}).content.decode(), faulty.content.decode()]
    kumla.send()
    pages += [kumla.client.get(reverse("comments_thanks", args=kumla.where)).content.decode(), kumla.page()]

    assert [faults_of(page) for page in pages] == [[]] * 5


def faults_of(page: str) -> list[str]:
    root, faults = parse(page)
    return faults + outline_faults(root) + reference_faults(root) + form_faults(root) + nesting_faults(root)


def test_no_comments_is_one_click(kumla: Holder) -> None:
    assert kumla.nothing()["Location"].endswith("/tack/")
    assert "Ni har inga synpunkter" in kumla.client.get(reverse("comments_thanks", args=kumla.where)).content.decode()
    assert "Ni har svarat att ni inte har några synpunkter" in kumla.page()
    kumla.write("vision", "Jo, en sak.")
    kumla.send()
    assert [each.name for each in tally(kumla.request.consultation).without_comments] == []


def test_whoever_has_begun_to_write_cannot_say_that_there_is_nothing(kumla: Holder) -> None:
    kumla.write("vision", "Bra.")
    kumla.nothing()

    kumla.request.refresh_from_db()
    assert kumla.request.answered_on is None
    assert "inte är skickade" in kumla.page()


def test_a_sent_comment_is_followed_by_a_new_one(kumla: Holder) -> None:
    kumla.write("vision", "Bra.")
    key = str(Comment.objects.get().uuid)
    kumla.send()
    answer = kumla.post("vision", kumla.form("vision") | {"nyckel": key, "text": "Inte bra."})
    assert answer.status_code == 422 and "redan skickad" in answer.content.decode()
    kumla.post(
        "vision", {name: str(answer.context["form"][name].value()) for name in ("nyckel", "seen", "version", "text")}
    )

    assert list(Comment.objects.order_by("id").values_list("text", "state")) == [
        ("Bra.", "sent"),
        ("Inte bra.", "draft"),
    ]


@pytest.mark.parametrize("field", ["text", "words", "proposal", "heading"])
def test_the_database_refuses_to_change_what_was_sent(kumla: Holder, field: str) -> None:
    sent = commented(kumla.request, "Bra.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Comment.objects.filter(pk=sent.pk).update(**{field: "Något annat"})
    Comment.objects.filter(pk=sent.pk).update(answer="accepted", answered_by="x", answered_on=in_days(0))


def test_a_double_click_saves_once(kumla: Holder) -> None:
    values = kumla.form("vision") | {"text": "Bra."}
    assert [kumla.post("vision", values).status_code for _ in range(2)] == [302, 302]
    assert Comment.objects.count() == 1


def test_a_colleague_who_saved_first_is_shown_and_nothing_is_lost(kumla: Holder) -> None:
    kumla.write("vision", "Först.")
    key = str(Comment.objects.get().uuid)
    mine, theirs = (kumla.form("vision", synpunkt=key) for _ in range(2))
    kumla.post("vision", theirs | {"text": "Kollegans."})
    answer = kumla.post("vision", mine | {"text": "Min."})
    page = answer.content.decode()

    assert answer.status_code == 422 and "Kollegans." in page and "Min." in page
    assert Comment.objects.get().text == "Kollegans."
    again = {name: str(answer.context["form"][name].value()) for name in mine}
    assert kumla.post("vision", again).status_code == 302
    assert Comment.objects.get().text == "Min."


def test_a_paragraph_that_changed_while_one_wrote_is_shown_anew(kumla: Holder, draft: Plan) -> None:
    values = kumla.form("vision") | {"text": "Bra."}
    Plan.objects.filter(pk=draft.pk).update(vision="Ingen mår dåligt.")
    answer = kumla.post("vision", values)
    page = answer.content.decode()

    assert answer.status_code == 422 and "Stycket har ändrats" in page
    assert "Ingen mår dåligt." in page and "Bra." in page
    kumla.post("vision", {name: str(answer.context["form"][name].value()) for name in values})
    assert Comment.objects.get().words == "Ingen mår dåligt."


def test_a_draft_is_changed_and_taken_away(kumla: Holder) -> None:
    kumla.write("vision", "Bra.")
    values = kumla.form("vision", synpunkt=str(Comment.objects.get().uuid))
    assert values["text"] == "Bra."
    kumla.post("vision", values | {"text": "Bättre."})
    assert Comment.objects.get().text == "Bättre."
    kumla.post("vision", {"nyckel": values["nyckel"], "ta_bort": "1"})
    assert not Comment.objects.exists()


def test_ten_thousand_characters_are_taken_and_not_one_more(kumla: Holder) -> None:
    assert kumla.write("vision", "å" * 10_000).status_code == 302
    answer = kumla.write("vision", "å" * 10_001)

    assert answer.status_code == 422
    assert "den har 10001 tecken, högst 10000 får plats" in answer.content.decode()
    assert "å" * 10_001 in answer.content.decode()
    assert 'maxlength="10000"' not in answer.content.decode()


@pytest.mark.parametrize("text", ["Ring 070-123 45 67.", "Skriv till a@example.se.", "Gäller 19811228-9874."])
def test_persons_are_kept_out(kumla: Holder, text: str) -> None:
    answer = kumla.write("vision", text)
    assert answer.status_code == 422 and text in answer.content.decode()
    assert not Comment.objects.exists()


def test_what_looks_like_a_name_is_asked_about(kumla: Holder) -> None:
    text = "Enligt ”Nära Vården” räcker det."
    answer = kumla.write("vision", text)
    assert answer.status_code == 422 and "Nej, det är inte ett personnamn" in answer.content.decode()
    assert kumla.write("vision", text, not_a_name="on").status_code == 302


def test_what_is_written_is_shown_as_text(ground: Ground, kumla: Holder) -> None:
    kumla.write("vision", "<script>alert(1)</script>")
    assert "<script>alert" not in kumla.page()
    kumla.send()
    assert "<script>alert" not in ground.lead.get(lead_url("consultation", kumla.request.consultation)).content.decode()


# Answering and accounting


def test_each_comment_gets_an_answer_and_stands_in_the_account(ground: Ground, kumla: Holder, draft: Plan) -> None:
    made, lead = kumla.request.consultation, ground.lead
    yes = commented(kumla.request, "Nämn närstående.", on="vision")
    no = commented(kumla.request, "Stryk målet.", on=f"mal-{draft.goals.get(title='Kortare väntan').uuid}")
    commented(kumla.request, "Bra plan.")
    Plan.objects.filter(pk=draft.pk).update(vision="Alla och deras närstående mår bra.")
    answer(lead, yes, answer="accepted", changed_what="Visionen nämner närstående.")
    refused = answer(lead, no, answer="no")
    assert refused.status_code == 422 and "Skriv varför" in refused.content.decode()
    answer(lead, no, answer="no", reason="Väntan är det största hindret.")
    page = lead.get(lead_url("consultation_account", made)).content.decode()

    for words in ("Det här har ändrats", "Visionen nämner närstående.", "Efter synpunkt från Kumla kommun.",
                  "Alla mår bra.", "Alla och deras närstående mår bra.", "Tillgodoses inte.", "Väntan är det största",
                  "Inte besvarad", "Inget svar: Hallsbergs kommun."):  # fmt: skip
        assert words in " ".join(page.split()), words
    assert "2 av 3 synpunkter är besvarade" in page
    by_paragraph = page.split("Synpunkter och svar")[1]
    assert by_paragraph.index("Hela planen") < by_paragraph.index("Vision") < by_paragraph.index("Kortare väntan")
    assert faults_of(page) == []


def answer(lead: Client, comment: Comment, **values: str):
    address = lead_url("answer_comment", comment.request.consultation, comment.uuid)
    return lead.post(address, {"version": str(comment.version), "reason": "", "changed_what": "", **values})


def test_what_is_answered_no_has_changed_nothing(ground: Ground, kumla: Holder) -> None:
    said = commented(kumla.request, "Stryk.")
    refused = answer(ground.lead, said, answer="no", reason="Nej.", changed_what="Struket.")
    assert refused.status_code == 422 and "åtminstone delvis" in refused.content.decode()


def test_two_leads_who_answer_are_told(ground: Ground, kumla: Holder) -> None:
    said = commented(kumla.request, "Bra.")
    lead = ground.lead
    answer(lead, said, answer="accepted")
    second = answer(lead, said, answer="no", reason="Nej.")

    assert second.status_code == 422 and "Någon annan har svarat" in second.content.decode()
    said.refresh_from_db()
    assert said.answer == "accepted"


@pytest.mark.parametrize("values", [{"answer": "no", "answered_by": "x"}, {"answer": "accepted", "answered_by": ""}])
def test_the_database_wants_a_reason_and_somebody_responsible(kumla: Holder, values) -> None:
    said = commented(kumla.request, "Bra.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=said.pk).update(answered_on=in_days(0), **values)


def test_the_unanswered_are_shown_alone(ground: Ground, kumla: Holder) -> None:
    done, left = commented(kumla.request, "Färdig.", on="vision"), commented(kumla.request, "Kvar.", on="vision")
    lead, address = ground.lead, lead_url("consultation", kumla.request.consultation)
    answer(lead, done, answer="accepted")
    page = lead.get(address, {"visa": "obesvarade"}).content.decode()

    assert "1 av 2 synpunkter är besvarade" in page
    assert left.text in page and done.text not in page
    assert faults_of(lead.get(address).content.decode()) == []


def test_comments_on_what_is_gone_can_still_be_read(ground: Ground, kumla: Holder, draft: Plan) -> None:
    goal = draft.goals.get(title="Kortare väntan")
    commented(kumla.request, "Bra mål.", on=f"mal-{goal.uuid}")
    GoalNode.objects.filter(pk=goal.pk).update(withdrawn_on=in_days(0), withdrawn_reason="Struket")
    group = grouped(paragraphs(draft), tally(kumla.request.consultation).comments)[0]

    assert (group.words, group.now) == ("Kortare väntan", None)
    assert (
        "Stycket finns inte kvar"
        in ground.lead.get(lead_url("consultation", kumla.request.consultation)).content.decode()
    )
    assert "Bra mål." in kumla.page()


def test_the_account_counts_by_sector(draft: Plan) -> None:
    made = consultation(draft, "Kumla kommun", "Hallsbergs kommun")
    first, second = made.requests.order_by("id")
    ConsultationRequest.objects.filter(pk=second.pk).update(sector="region")
    said = commented(first, "A")
    commented(first, "B")
    actions.answer(said, {"answer": "partly", "reason": "Delvis.", "changed_what": ""}, version=1, by=LEAD)
    count = tally(made)

    assert [(row.title, row.invited, row.answered, row.comments) for row in count.sectors] == [
        ("Region", 1, 0, 0),
        ("Kommun", 1, 1, 2),
    ]
    assert [n for _, n in count.total.counts] == [0, 1, 0, 1]
    assert (count.total.invited, count.handled, count.unhandled) == (2, 1, 1)


def test_publishing_is_a_recorded_act(ground: Ground, kumla: Holder) -> None:
    made, lead = kumla.request.consultation, ground.lead
    Plan.objects.filter(pk=made.plan_id).update(visibility="public")
    account = lead_url("consultation_account", made)
    with pytest.raises(NotNow):
        actions.publish(made, by=LEAD)
    for step in ("stang", "publicera"):
        assert lead.get(lead_url("consultation_step", made, step)).status_code == 200
        assert Client().get(account).status_code == 404
        lead.post(lead_url("consultation_step", made, step))

    assert Client().get(account).status_code == 200
    assert account in Client().get(made.plan.get_absolute_url()).content.decode()
    event = AuditEvent.objects.get(kind="publication")
    assert event.what == "Publicerade remissens redogörelse" and event.user_id
    lead.post(lead_url("consultation_step", made, "ta-tillbaka"))
    assert Client().get(account).status_code == 404


# Closing


def test_closing_ends_the_links_and_keeps_what_was_said(kumla: Holder) -> None:
    made = kumla.request.consultation
    commented(kumla.request, "Sagt.")
    commented(kumla.request, "Aldrig skickat.", sent=False)
    actions.close(made, by=LEAD)

    assert kumla.client.get(kumla.address).status_code == 410
    assert [each.text for each in Comment.objects.all()] == ["Sagt."]
    assert set(made.requests.values_list("email", flat=True)) != {""}
    for late in (actions.close, actions.remind):
        with pytest.raises(NotNow):
            late(made, by=LEAD)
    with pytest.raises(NotNow):
        actions.send(made, site=SITE, by=LEAD)


def test_what_was_typed_when_the_time_ran_out_is_shown(kumla: Holder) -> None:
    values = kumla.form("vision") | {"text": "En lång synpunkt."}
    actions.close(kumla.request.consultation, by=LEAD)
    answer = kumla.post("vision", values)

    assert answer.status_code == 410 and "En lång synpunkt." in answer.content.decode()
    with pytest.raises(commenting.Closed):
        commenting.send(kumla.request)


def test_addresses_and_links_go_at_close_where_the_rule_says_so(kumla: Holder) -> None:
    made = kumla.request.consultation
    Consultation.objects.filter(pk=made.pk).update(reply_to="remiss@example.invalid")
    RetentionRule.objects.create(
        record_type="consultation_address", county_id=made.plan.county_id, months=0, decided_by="Nämnden",
        decided_on=in_days(-1), registry_number="1", made_by_role="x",
    )  # fmt: skip
    actions.close(made, by=LEAD)

    made.refresh_from_db()
    assert set(made.requests.values_list("email", flat=True)) == {""}
    assert (made.reply_to, made.forgotten_on) == ("", in_days(0))
    assert not TaskLink.objects.filter(purpose="consultation").exists()
    assert made.requests.count() == 2


def test_no_address_stands_in_the_audit_trail(ground: Ground, draft: Plan) -> None:
    made = consultation(draft, "Kumla kommun")
    actions.send_again(made.requests.get(), email="ny@kommun.example.invalid", by=LEAD)
    holder = opened(made.requests.get())
    holder.write("vision", "Hemligt nyckelord.")
    holder.send()

    told = " ".join(f"{each.what} {each.target} {each.role}" for each in AuditEvent.objects.all())
    assert "Skickade 1 synpunkter" in told and "@" not in told and "nyckelord" not in told


# How much is asked of the database


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_pages_ask_as_much_of_thirty_comments_as_of_three(ground: Ground, kumla: Holder, draft: Plan) -> None:
    lead, made = ground.lead, kumla.request.consultation
    addresses = [lead_url(name, made) for name in ("consultation", "consultation_recipients", "consultation_account")]
    counts = []
    for n in (3, 27):
        for _ in range(n):
            goal = make.goal(draft)
            request = consultation_request(made)
            commented(request, "Synpunkt.", on=f"mal-{goal.uuid}")
            commented(kumla.request, "Vår.", on=f"mal-{goal.uuid}")
        counts.append([asked(kumla.client, kumla.address), *(asked(lead, address) for address in addresses)])

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def consultation_request(made: Consultation) -> ConsultationRequest:
    body = make.organisation(county=made.plan.county)
    return made.requests.create(
        organisation=body, email=f"{body.key}@example.invalid", state="sent", sent_on=in_days(0)
    )
