"""What the plan's lead does with answers: what is accepted becomes part of the initiative, stated by who said it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from handslag.accounts import links
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans import actions
from handslag.plans.followup import answering, reading, rounds
from handslag.plans.followup.reading import AlreadyRead
from handslag.plans.followup.rounds import NotNow
from handslag.plans.models import FollowUp, FollowUpRequest, Initiative, Result
from handslag.swedish.periods import parse_period
from handslag.trust import changes
from handslag.trust.changes import CannotUndo
from handslag.trust.models import AuditEvent, Change, Citation
from tests import factories as make
from tests.plans.answers_ground import LEAD, FollowUpGround, accept, follow_up_ground, send

pytestmark = pytest.mark.django_db
SAID_BY = "Samordnare, i Våren"


@pytest.fixture
def ground(db) -> FollowUpGround:
    return follow_up_ground()


def cited(row) -> list[tuple[str, str]]:
    """Who states what of a row: (field, by)."""
    found = Citation.objects.filter(target_kind=row.KIND, target_id=row.pk)
    return list(found.values_list("field", "stated_by"))


# Accepting


def test_an_accepted_answer_becomes_part_of_the_initiative_stated_by_the_function(ground: FollowUpGround) -> None:
    answer = accept(
        ground.item, status="struggling", reason="Få ledare", happened="Två kurser", outcome="Fler söker hjälp",
        attribution="plausible", obstacle="Lokal saknas", influence="consulted",
    )  # fmt: skip

    status = ground.initiative.statuses.get()
    assert (status.status, status.reason, status.role, status.words) == ("struggling", "Få ledare", "Samordnare", "")
    assert status.as_of == timezone.localdate()
    told = ground.initiative.results.order_by("id").values_list("kind", "text", "attribution")
    assert list(told) == [("done", "Två kurser", ""), ("outcome", "Fler söker hjälp", "plausible")]
    obstacle = ground.initiative.obstacles.get()
    assert (obstacle.text, obstacle.theme, obstacle.state) == ("Lokal saknas", "time", "open")
    initiative = Initiative.objects.get(pk=ground.initiative.pk)
    assert initiative.user_influence == "consulted"
    for row in (status, obstacle, *ground.initiative.results.all()):
        assert cited(row) == [("", SAID_BY)]
    assert ("user_influence", SAID_BY) in cited(initiative)
    assert (answer.state, answer.accepted_by) == ("accepted", LEAD.role)
    assert FollowUp.objects.get().accepted_act == Change.objects.first().act


def test_nothing_is_written_of_what_was_not_said(ground: FollowUpGround) -> None:
    accept(ground.item, no_new_figures=True)

    assert (
        not ground.initiative.statuses.exists()
        and not ground.initiative.results.exists()
        and not ground.initiative.obstacles.exists()
    )
    assert not ground.initiative.figures.exists() and not Change.objects.exists()
    assert FollowUp.objects.get().state == "accepted"


def test_an_obstacle_gets_the_theme_that_its_reader_chooses_and_a_remark_is_kept(ground: FollowUpGround) -> None:
    answer = reading.accept(send(ground.item, obstacle="Ingen lokal"), by=LEAD, remark="Tack", theme="time")
    assert (ground.initiative.obstacles.get().theme, answer.accepted_remark) == ("time", "Tack")


def figure(**more) -> dict:
    base = {"kind": "sessions", "label": "genomförda kurser", "unit": "kurser", "value": "17.0", "text": "ca 17,0"}
    return {**base, "approximate": True, **more}


def test_a_figure_gets_the_rounds_period_and_stands_beside_the_former(ground: FollowUpGround) -> None:
    ground.asked.set_period(parse_period("våren 2024"))
    ground.asked.save()
    former = make.figure(ground.initiative, label="genomförda kurser", value=12, definition="Hela dagar", series="mhfa")

    accept(ground.item, figures=[figure(figure=former.pk)])

    made = ground.initiative.figures.exclude(pk=former.pk).get()
    assert (made.value, made.value_decimals, made.approximate, made.text) == (Decimal(17), 1, True, "ca 17,0")
    assert (made.definition, made.series, made.kind, made.unit) == ("Hela dagar", "mhfa", "sessions", "kurser")
    assert (made.period.text, made.period.first) == ("våren 2024", parse_period("våren 2024").first)
    assert made.key and made.key != former.key
    assert cited(made) == [("", SAID_BY)]
    assert ground.initiative.figures.get(pk=former.pk).value == 12


def test_no_theme_is_made_up_for_an_obstacle(ground: FollowUpGround) -> None:
    answer = send(ground.item, obstacle="Ingen lokal")
    for theme in ("", "finns inte"):
        with pytest.raises(ValueError, match="what kind of obstacle"):
            reading.accept(answer, by=LEAD, theme=theme)
    assert not ground.initiative.obstacles.exists()


def test_a_share_keeps_its_base_and_a_part_its_place(ground: FollowUpGround) -> None:
    county = ground.asked.plan.county
    part = make.lansdel(make.division(county=county), name="Norra")
    item = make.request_item(make.follow_up_request(ground.asked, function="Ledare"), ground.initiative, part)

    accept(item, figures=[figure(unit="%", value="51", numerator="69", denominator="135", n_answering=135)],
           happened="Två kurser", obstacle="Lokal")  # fmt: skip

    made = ground.initiative.figures.get()
    assert (made.numerator, made.denominator, made.n_answering, made.lansdel) == (69, 135, 135, part)
    assert (ground.initiative.results.get().text, ground.initiative.obstacles.get().text) == (
        "Norra: Två kurser",
        "Norra: Lokal",
    )


@pytest.mark.parametrize("empty", ["", None])
def test_a_figure_without_a_number_is_no_figure_and_never_a_zero(ground: FollowUpGround, empty) -> None:
    accept(ground.item, figures=[figure(value=empty), figure(value="0", label="nya")])

    assert list(ground.initiative.figures.values_list("label", "value")) == [("nya", 0)]


def test_a_figure_of_another_initiative_lends_nothing(ground: FollowUpGround) -> None:
    other = make.figure(make.initiative(ground.asked.plan), value=3, definition="En annans")
    accept(ground.item, figures=[figure(figure=other.pk)])
    assert ground.initiative.figures.get(initiative=ground.initiative).definition == ""


# Status


def test_nothing_changed_says_the_status_again_with_the_days_date(ground: FollowUpGround) -> None:
    make.status(ground.initiative, "struggling", as_of="2024-02-01", reason="Få ledare")
    accept(ground.item, nothing_changed=True)

    last = ground.initiative.statuses.last()
    assert (last.status, last.reason, last.words) == ("struggling", "Få ledare", "Inget har ändrats")
    assert last.as_of == timezone.localdate()


@pytest.mark.parametrize("known", [None, "unknown"])
def test_nothing_changed_of_an_unknown_status_states_none(ground: FollowUpGround, known: str | None) -> None:
    if known:
        make.status(ground.initiative, known)
    accept(ground.item, nothing_changed=True)
    assert ground.initiative.statuses.count() == (1 if known else 0)


def test_an_ended_one_says_whether_it_goes_on(ground: FollowUpGround) -> None:
    accept(ground.item, status="finished", continuation="not_yet")
    assert ground.initiative.statuses.get().continuation == "not_yet"


def test_going_on_as_something_else_is_the_leads_to_link(ground: FollowUpGround) -> None:
    accept(ground.item, status="finished", continuation="other", continues="Ingår i skolans arbete")
    assert ground.initiative.statuses.get().continuation == ""


def test_several_respondents_set_no_status_and_the_lead_does(ground: FollowUpGround) -> None:
    ground.another()
    accept(ground.item, status="finished", happened="Klart hos oss")

    assert not ground.initiative.statuses.exists()
    assert ground.initiative.results.get().text == "Klart hos oss"
    reading.set_status(ground.asked, ground.initiative, {"status": "ongoing"}, by=LEAD)
    entry = ground.initiative.statuses.get()
    assert (entry.status, entry.role) == ("ongoing", LEAD.role)
    assert cited(entry) == [("", LEAD.role)]


@pytest.mark.parametrize("state", ["declined", "revoked"])
def test_one_who_will_not_answer_does_not_make_it_several(ground: FollowUpGround, state: str) -> None:
    other = ground.another()
    FollowUpRequest.objects.filter(pk=other.pk).update(state=state)
    accept(ground.item, status="ongoing")
    assert ground.initiative.statuses.get().status == "ongoing"


def test_one_who_was_taken_back_after_an_answer_still_counts(ground: FollowUpGround) -> None:
    other = ground.another()
    send(other.items.get(), status="ongoing")
    reading.revoke(other, by=LEAD)
    assert reading.is_shared(send(ground.item, status="finished"))


# Once, and for good


def test_accepting_twice_is_refused_and_writes_once(ground: FollowUpGround) -> None:
    answer = accept(ground.item, happened="Två kurser")
    for act in (lambda: reading.accept(answer, by=LEAD), lambda: reading.ask_back(answer, "Hur?", by=LEAD)):
        with pytest.raises(AlreadyRead):
            act()
    assert ground.initiative.results.count() == 1


def test_an_answer_that_was_followed_by_a_newer_is_not_read(ground: FollowUpGround) -> None:
    first = send(ground.item, happened="Två")
    second = send(ground.item, happened="Tre")
    with pytest.raises(AlreadyRead):
        reading.accept(first, by=LEAD)

    reading.accept(second, by=LEAD)

    with pytest.raises(AlreadyRead):
        reading.accept(first, by=LEAD)
    assert ground.initiative.results.get().text == "Tre"


def test_a_draft_is_not_read_and_does_not_hinder(ground: FollowUpGround) -> None:
    sent = send(ground.item, happened="Två")
    draft = answering.save(ground.item, {"happened": "Tre"}, version=answering.writable(ground.item).version)
    with pytest.raises(AlreadyRead):
        reading.accept(draft, by=LEAD)
    assert reading.accept(sent, by=LEAD).state == "accepted"


def test_what_an_accepted_answer_brought_is_not_undone(ground: FollowUpGround) -> None:
    accept(ground.item, status="ongoing", happened="Två kurser")
    for change in Change.objects.all():
        with pytest.raises(CannotUndo, match="godkänt svar"):
            actions.undo(change, by=LEAD)
    assert ground.initiative.results.get().text == "Två kurser"


def test_a_correction_after_acceptance_is_a_new_answer_that_takes_the_place_of_the_first(
    ground: FollowUpGround,
) -> None:
    said = {"obstacle": "Ingen lokal", "figures": [figure(value="12")], "status": "ongoing"}
    accept(ground.item, happened="Två kurser", **said)
    accept(ground.item, happened="Tre kurser", **said | {"figures": [figure(value="11")]})

    assert list(FollowUp.objects.values_list("number", "state", "happened")) == [
        (1, "accepted", "Två kurser"),
        (2, "accepted", "Tre kurser"),
    ]
    told = ground.initiative
    assert told.results.get().text == "Tre kurser" and told.obstacles.get().text == "Ingen lokal"
    assert told.figures.get().value == 11 and told.statuses.get().status == "ongoing"
    assert Result.everything.filter(withdrawn_reason="Rättat i ett nytt svar.").get().text == "Två kurser"


def test_a_correction_that_states_no_status_leaves_the_one_that_stands(ground: FollowUpGround) -> None:
    make.status(ground.initiative, "not_started", as_of="2024-01-01")
    accept(ground.item, status="ongoing", figures=[figure(value="12")])
    accept(ground.item, status="", nothing_changed=True, figures=[figure(value="11")])

    assert ground.initiative.statuses.last().status == "ongoing"
    assert ground.initiative.figures.get().value == 11


def test_what_somebody_has_changed_since_is_left_when_an_answer_is_corrected(ground: FollowUpGround) -> None:
    accept(ground.item, happened="Två kurser")
    row = ground.initiative.results.get()
    changes.save(row, {"text": "Två kurser i Hallsberg"}, by=LEAD, version=row.version)
    accept(ground.item, happened="Tre kurser")

    assert set(ground.initiative.results.values_list("text", flat=True)) == {"Två kurser i Hallsberg", "Tre kurser"}


def test_what_an_ended_initiative_continues_as_stands_with_its_status(ground: FollowUpGround) -> None:
    accept(ground.item, status="finished", continuation="other", continues="Ny kursserie")

    assert ground.initiative.statuses.get().words == "Fortsätter som: Ny kursserie"


def test_an_answer_is_read_also_after_the_round_is_closed(ground: FollowUpGround) -> None:
    answer = send(ground.item, happened="Två kurser")
    rounds.close(ground.asked, by=LEAD)
    assert reading.accept(answer, by=LEAD).state == "accepted"


def test_all_that_wait_are_accepted_at_once_and_one_that_was_read_is_left(ground: FollowUpGround) -> None:
    answers = [send(ground.item, happened="Ett"), send(ground.another().items.get(), happened="Två")]
    reading.ask_back(answers[0], "Hur?", by=LEAD)
    assert reading.accept_all(answers, by=LEAD) == 1
    assert ground.initiative.results.get().text == "Två"


# Asking back, taking back, sending anew


def test_asking_back_says_why_and_writes_a_letter(ground: FollowUpGround) -> None:
    answer = reading.ask_back(send(ground.item, happened="Många"), "Hur många?", by=LEAD)

    assert (answer.state, answer.returned_note) == ("returned", "Hur många?")
    row = OutgoingMail.objects.get()
    assert (row.kind, row.target_id) == ("returned", ground.request.pk)
    assert "Hur många" not in str(list(AuditEvent.objects.values()))


def test_nothing_is_asked_back_in_a_closed_round(ground: FollowUpGround) -> None:
    answer = send(ground.item, happened="Många")
    rounds.close(ground.asked, by=LEAD)
    with pytest.raises(NotNow):
        reading.ask_back(answer, "Hur många?", by=LEAD)
    assert FollowUp.objects.get().state == "sent"


def test_a_request_that_is_taken_back_ends_its_link_and_keeps_its_answers(ground: FollowUpGround) -> None:
    links.make(rounds.PURPOSE, ground.request.pk, valid_to=timezone.localdate())
    send(ground.item, happened="Två")
    reading.revoke(ground.request, by=LEAD)

    assert TaskLink.objects.get().revoked_at and FollowUp.objects.count() == 1
    with pytest.raises(NotNow):
        reading.revoke(ground.request, by=LEAD)


def test_a_new_link_goes_to_the_right_address_and_the_old_one_is_gone(ground: FollowUpGround) -> None:
    links.make(rounds.PURPOSE, ground.request.pk, valid_to=timezone.localdate())
    reading.revoke(ground.request, by=LEAD)
    reading.send_again(ground.request, email="ratt@example.invalid", by=LEAD)

    now = FollowUpRequest.objects.get()
    assert (now.email, now.state) == ("ratt@example.invalid", "sent")
    assert not TaskLink.objects.open().exists()
    assert OutgoingMail.objects.get().kind == "ask"
    assert "ratt@" not in str(list(AuditEvent.objects.values()))


def test_no_link_is_sent_in_a_closed_round(ground: FollowUpGround) -> None:
    rounds.close(ground.asked, by=LEAD)
    with pytest.raises(NotNow):
        reading.send_again(ground.request, email="ratt@example.invalid", by=LEAD)
    assert not OutgoingMail.objects.exists()
