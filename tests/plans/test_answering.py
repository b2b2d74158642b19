"""What a respondent does: writes, saves, sends, hands on, declines; and what was sent stays as it was."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from handslag.accounts import links
from handslag.accounts.models import OutgoingMail, TaskLink
from handslag.plans.followup import answering, reading, rounds
from handslag.plans.followup.answering import LONGEST, Closed, Stale
from handslag.plans.models import AskedTime, FollowUp, FollowUpRequest, FollowUpRound, RequestItem
from handslag.trust.models import AuditEvent
from tests import factories as make
from tests.plans.answers_ground import LEAD, FollowUpGround, accept, follow_up_ground, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db) -> FollowUpGround:
    return follow_up_ground()


def fresh(request: FollowUpRequest) -> FollowUpRequest:
    return FollowUpRequest.objects.get(pk=request.pk)


# Drafts


def test_a_draft_is_saved_as_one_goes(ground: FollowUpGround) -> None:
    assert answering.writable(ground.item).pk is None
    first = answering.save(ground.item, {"happened": "Två kurser"}, version=0)
    answering.save(ground.item, {"obstacle": "Få ledare"}, version=first.version)

    draft = FollowUp.objects.get()
    assert (draft.happened, draft.obstacle, draft.state, draft.version) == ("Två kurser", "Få ledare", "draft", 2)
    assert (draft.by_function, draft.number, draft.sent_at) == ("Samordnare", 1, None)
    assert fresh(ground.request).begun_on == timezone.localdate()
    assert fresh(ground.request).answered_on is None


def test_looking_at_the_form_writes_nothing(ground: FollowUpGround) -> None:
    answering.writable(ground.item)
    assert not FollowUp.objects.exists()
    assert fresh(ground.request).begun_on is None


def test_a_save_from_a_second_device_is_told_and_shown_what_stands(ground: FollowUpGround) -> None:
    answering.save(ground.item, {"happened": "Från telefonen"}, version=0)

    with pytest.raises(Stale) as caught:
        answering.save(ground.item, {"happened": "Från datorn"}, version=0)

    assert caught.value.now.happened == "Från telefonen"
    assert FollowUp.objects.get().happened == "Från telefonen"


def test_a_form_that_is_sent_twice_makes_one_answer(ground: FollowUpGround) -> None:
    answering.send(ground.item, {"happened": "Två kurser"}, version=0)

    with pytest.raises(Stale) as caught:
        answering.send(ground.item, {"happened": "Två kurser"}, version=0)

    assert FollowUp.objects.count() == 1
    assert caught.value.now.number == 2  # the page can show what was sent, and let it be corrected


def test_a_colleague_who_had_the_form_open_does_not_answer_over_the_first(ground: FollowUpGround) -> None:
    draft = answering.save(ground.item, {"happened": "Utkast"}, version=0)
    send(ground.item, happened="Skickat")

    with pytest.raises(Stale):
        answering.send(ground.item, {"happened": "Gammalt"}, version=draft.version)


# Sending


def test_an_answer_is_sent_with_its_function_and_day(ground: FollowUpGround) -> None:
    answer = send(ground.item, status="ongoing", happened="Två kurser")

    row = FollowUp.objects.get(pk=answer.pk)
    assert (row.state, row.by_function, row.happened) == ("sent", "Samordnare", "Två kurser")
    assert timezone.localtime(row.sent_at).date() == timezone.localdate()
    assert fresh(ground.request).answered_on == timezone.localdate()
    event = AuditEvent.objects.get(kind="follow_up")
    assert (event.role, event.user_id, event.target) == ("Samordnare", None, str(row.uuid))
    assert "Två kurser" not in event.what


def test_a_request_is_answered_when_all_its_initiatives_are(ground: FollowUpGround) -> None:
    other = make.request_item(ground.request, make.initiative(ground.asked.plan))
    send(ground.item, happened="Ja")
    assert fresh(ground.request).answered_on is None
    assert list(rounds.unanswered(ground.asked)) == [ground.request]

    send(other, nothing_changed=True)

    assert fresh(ground.request).answered_on == timezone.localdate()
    assert not rounds.unanswered(ground.asked).exists()


def test_a_draft_is_no_answer(ground: FollowUpGround) -> None:
    answering.save(ground.item, {"happened": "Utkast"}, version=0)
    assert list(rounds.unanswered(ground.asked)) == [ground.request]


def test_a_sent_answer_is_corrected_by_a_new_one_that_begins_from_it(ground: FollowUpGround) -> None:
    send(ground.item, happened="Två kurser", granted=5)
    next_one = answering.writable(ground.item)
    assert (next_one.pk, next_one.number, next_one.happened, next_one.granted) == (None, 2, "Två kurser", 5)

    send(ground.item, happened="Tre kurser")

    assert list(FollowUp.objects.values_list("number", "happened", "granted", "state")) == [
        (1, "Två kurser", 5, "sent"),
        (2, "Tre kurser", 5, "sent"),
    ]


def test_what_was_asked_back_stands_in_the_next_draft(ground: FollowUpGround) -> None:
    reading.ask_back(send(ground.item, happened="Många kurser", reason="Tid"), "Hur många?", by=LEAD)

    draft = answering.writable(ground.item)
    assert (draft.number, draft.happened, draft.reason, draft.returned_note) == (2, "Många kurser", "Tid", "")
    assert fresh(ground.request).answered_on is None
    send(ground.item, happened="Tolv kurser")
    assert fresh(ground.request).answered_on == timezone.localdate()


def test_asking_back_a_correction_leaves_the_question_open(ground: FollowUpGround) -> None:
    send(ground.item, happened="Två")
    second = send(ground.item, happened="Många")
    reading.ask_back(second, "Hur många?", by=LEAD)

    assert list(rounds.unanswered(ground.asked)) == [ground.request]


# Closed


@pytest.mark.parametrize("state", ["declined", "handed_on", "revoked", "new"])
def test_nobody_writes_for_a_request_that_is_not_theirs_any_more(ground: FollowUpGround, state: str) -> None:
    item = ground.item
    FollowUpRequest.objects.update(state=state)
    for act in (answering.save, answering.send):
        with pytest.raises(Closed):
            act(item, {"happened": "Sent"}, version=0)
    assert not FollowUp.objects.exists()


def test_nobody_writes_in_a_closed_round(ground: FollowUpGround) -> None:
    item = ground.item
    rounds.close(ground.asked, by=LEAD)
    with pytest.raises(Closed):
        answering.save(item, {"happened": "Sent"}, version=0)
    for act in (lambda: answering.decline(ground.request, "Nej"), lambda: hand_on(ground, item)):
        with pytest.raises(Closed):
            act()


def test_who_still_has_the_form_open_does_not_write_what_was_handed_on(ground: FollowUpGround) -> None:
    other = make.request_item(ground.request, make.initiative(ground.asked.plan))
    held = ground.item
    hand_on(ground, held)

    with pytest.raises(Closed):
        answering.save(held, {"happened": "För sent"}, version=0)
    answering.save(other, {"happened": "Mitt eget"}, version=0)


# Handing on and declining


def hand_on(ground: FollowUpGround, *items: RequestItem, **more) -> FollowUpRequest:
    told = {"function": "Enhetschef", "email": "kollega@example.invalid", **more}
    return answering.hand_on(ground.request, items, **told)


def test_all_is_handed_on_with_what_was_written_and_the_former_link_ends(ground: FollowUpGround) -> None:
    path = links.make(rounds.PURPOSE, ground.request.pk, valid_to=timezone.localdate())
    answering.save(ground.item, {"happened": "Halvt"}, version=0)

    new = hand_on(ground, ground.item)

    assert (fresh(ground.request).state, new.state, new.handed_from) == ("handed_on", "sent", ground.request)
    assert (new.organisation, new.sector, new.sent_on) == (
        ground.request.organisation,
        ground.request.sector,
        timezone.localdate(),
    )
    assert path and TaskLink.objects.get().revoked_at
    assert (new.items.get().answers.get().happened, new.items.get().answers.get().state) == ("Halvt", "draft")
    row = OutgoingMail.objects.get()
    assert (row.kind, row.target_id) == ("handed", new.pk)
    draft = answering.writable(new.items.get())
    assert answering.save(new.items.get(), {}, version=draft.version).by_function == "Enhetschef"
    assert "kollega" not in str(list(AuditEvent.objects.values()))


def test_some_are_handed_on_and_the_rest_stays(ground: FollowUpGround) -> None:
    other = make.request_item(ground.request, make.initiative(ground.asked.plan))
    links.make(rounds.PURPOSE, ground.request.pk, valid_to=timezone.localdate())
    send(ground.item, happened="Mitt")

    new = hand_on(ground, other)

    assert [each.pk for each in new.items.all()] == [other.pk]
    assert fresh(ground.request).state == "sent"
    assert fresh(ground.request).answered_on == timezone.localdate()  # all that is left is answered
    assert TaskLink.objects.get().revoked_at is None


def test_handing_on_twice_makes_one_letter_and_no_empty_request(ground: FollowUpGround) -> None:
    other = make.request_item(ground.request, make.initiative(ground.asked.plan))
    hand_on(ground, other)
    with pytest.raises(Closed):
        hand_on(ground, other)
    assert (FollowUpRequest.objects.count(), OutgoingMail.objects.count()) == (2, 1)


def test_a_colleague_who_is_asked_already_gets_it_in_the_same_request(ground: FollowUpGround) -> None:
    other = make.request_item(ground.request, make.initiative(ground.asked.plan))
    colleague = make.follow_up_request(
        ground.asked, make.initiative(ground.asked.plan), function="Enhetschef", email="kollega@example.invalid"
    )
    FollowUpRequest.objects.filter(pk=colleague.pk).update(answered_on=timezone.localdate())

    assert hand_on(ground, other) == colleague
    assert colleague.items.count() == 2
    assert fresh(colleague).answered_on is None


def test_nothing_is_handed_to_oneself_nor_what_the_colleague_has(ground: FollowUpGround) -> None:
    ground.another(function="Enhetschef", email="kollega@example.invalid")
    with pytest.raises(Closed):
        hand_on(ground, ground.item)
    with pytest.raises(Closed):
        hand_on(ground, ground.item, function=ground.request.function, email=ground.request.email)
    assert fresh(ground.request).state == "sent" and ground.request.items.count() == 1


def test_nobody_hands_on_what_is_anothers(ground: FollowUpGround) -> None:
    others = ground.another().items.get()
    with pytest.raises(Closed):
        hand_on(ground, others)
    assert RequestItem.objects.get(pk=others.pk).request != ground.request


def test_who_declines_says_why_and_the_link_ends(ground: FollowUpGround) -> None:
    links.make(rounds.PURPOSE, ground.request.pk, valid_to=timezone.localdate())
    answering.decline(ground.request, "Vi har ingen sådan insats.")

    now = fresh(ground.request)
    assert (now.state, now.declined_reason) == ("declined", "Vi har ingen sådan insats.")
    assert TaskLink.objects.get().revoked_at
    assert not rounds.unanswered(ground.asked).exists()
    with pytest.raises(Closed):
        answering.decline(ground.request, "Igen")


# What was sent is never changed

CHANGES = {
    "happened": "Något annat", "status": "finished", "figures": [{"value": "9"}], "granted": 1, "by_function": "Ingen",
    "number": 9, "sent_at": timezone.now(), "attribution": "tested", "nothing_changed": True, "outcome": "Bättre",
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("state", ["sent", "returned", "accepted"])
def test_the_database_refuses_to_change_what_was_sent(ground: FollowUpGround, field: str, state: str) -> None:
    answer = send(ground.item, status="ongoing", happened="Två kurser", figures=[{"value": "1"}])
    if state == "returned":
        reading.ask_back(answer, "Hur?", by=LEAD)
    elif state == "accepted":
        FollowUp.objects.update(state=state, accepted_at=timezone.now(), accepted_by="länsledning")

    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        FollowUp.objects.filter(pk=answer.pk).update(**{field: CHANGES[field]})


def test_a_draft_may_be_changed_in_every_field(ground: FollowUpGround) -> None:
    answering.save(ground.item, {"happened": "Ett"}, version=0)
    FollowUp.objects.update(**{name: value for name, value in CHANGES.items()})
    assert FollowUp.objects.get().happened == "Något annat"


@pytest.mark.parametrize(
    "change",
    [{"accepted_remark": "Nej"}, {"state": "sent"}, {"accepted_by": "X"}, {"version": 9}, {"returned_note": "?"}],
)
def test_nothing_at_all_of_an_accepted_answer_is_changed(ground: FollowUpGround, change: dict) -> None:
    answer = accept(ground.item, happened="Två kurser")
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        FollowUp.objects.filter(pk=answer.pk).update(**change)


def test_plain_sql_does_not_get_around_it(ground: FollowUpGround) -> None:
    answer = accept(ground.item, happened="Två kurser")
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_followup SET happened = 'Tre' WHERE id = %s", [answer.pk])


# What asking costs


def test_time_is_kept_as_a_sum_and_one_sitting_is_capped(ground: FollowUpGround) -> None:
    organisation = make.organisation(county=ground.asked.plan.county)
    first, second = (ground.another(organisation=organisation) for _ in range(2))
    send(first.items.get(), seconds=100)
    send(second.items.get(), seconds=10 * LONGEST)
    send(first.items.get(), seconds=-5)
    send(ground.item, seconds=7)

    sums = AskedTime.objects.filter(round=ground.asked).values_list("organisation", "seconds", "answers")
    assert set(sums) == {(organisation.pk, 100 + LONGEST, 3), (None, 7, 1)}


def test_no_time_stands_with_an_answer_or_a_respondent() -> None:
    names = {field.name for model in (FollowUp, FollowUpRequest, FollowUpRound) for field in model._meta.fields}
    assert not {name for name in names if "second" in name or "time" in name}
