"""Sessions, instructors and starts are changed on the initiative by those whose it is, with history and a way back."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from handslag.indicators.models import InstructorCount, MethodStart, TrainingSession
from handslag.trust.models import Change
from tests.indicators.reach_ground import ReachGround

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]


def typed(part: str, ground: ReachGround, **fields) -> dict:
    """What a form of the part holds when it is filled in rightly."""
    base = {
        "tillfalle": {"state": "held", "number": "2", "lansdel": ground.parts[0].pk, "period": "våren 2024", "attended": "31"},
        "instruktorer": {"active": "3", "load": "4", "as_of": "2024-01-31", "area": ground.municipalities[0].pk},
        "metodstart": {"area": ground.municipalities[1].pk, "state": "started", "year": "2021"},
    }  # fmt: skip
    return {**base[part], **fields}


def add(ground: ReachGround, part: str, client, **fields):
    address = reverse("add", args=[ground.plan.county.slug, part, ground.mine.uuid])
    return client.post(address, typed(part, ground, **fields))


MODELS = {"tillfalle": TrainingSession, "instruktorer": InstructorCount, "metodstart": MethodStart}


@pytest.mark.parametrize("part", MODELS)
@pytest.mark.parametrize(("who", "status"), [("owner", 302), ("lead", 302), ("other", 403)])
def test_a_row_is_added_by_the_owner_and_the_lead_alone(part: str, who: str, status: int):
    ground = ReachGround()

    answer = add(ground, part, getattr(ground, who))

    assert answer.status_code == status
    assert MODELS[part].objects.filter(initiative=ground.mine).count() == (1 if status == 302 else 0)


@pytest.mark.parametrize("part", MODELS)
def test_a_stranger_adds_nothing(part: str):
    ground = ReachGround()

    answer = add(ground, part, ground.client(None))

    assert answer.status_code == 403
    assert MODELS[part].objects.filter(initiative=ground.mine).count() == 0


@pytest.mark.parametrize("part", MODELS)
def test_a_draft_of_another_is_not_there(part: str):
    ground = ReachGround()
    ground.mine.visibility = "draft"
    ground.mine.save()

    assert add(ground, part, ground.lead).status_code == 404


def test_what_was_typed_is_kept_with_its_history_and_is_taken_back():
    ground = ReachGround()
    owner = ground.owner
    add(ground, "tillfalle", owner)
    row = TrainingSession.objects.get(initiative=ground.mine)
    assert (row.number, row.attended, row.period_text, row.lansdel) == (2, 31, "våren 2024", ground.parts[0])

    history = owner.get(
        reverse("history", args=[ground.plan.county.slug, "initiative", ground.mine.uuid])
    ).content.decode()
    owner.post(reverse("undo", args=[ground.plan.county.slug, Change.objects.get().pk]))

    assert "Antal tillfällen" in history
    assert "Norra" in history
    assert not TrainingSession.objects.filter(initiative=ground.mine).exists()


@pytest.mark.parametrize(
    ("part", "fields", "message"),
    [
        ("tillfalle", {"area": "first"}, "Välj en kommun eller en del av länet, inte båda."),
        ("tillfalle", {"state": "planned"}, "Fyll i hur många som deltog när tillfället har hållits."),
        ("tillfalle", {"number": "-1"}, "1"),
        ("tillfalle", {"audience": "Kontakta anna.svensson@example.se"}, "e-post"),
        ("instruktorer", {"active": ""}, "Fyll i fältet."),
        ("instruktorer", {"as_of": "i går"}, "Skriv dagen som"),
        ("metodstart", {"state": "not_started"}, "Kommunen har inte börjat. Ta bort året, eller ändra läget."),
        ("metodstart", {"year": "2099"}, "Året har inte kommit än."),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_written(part: str, fields: dict, message: str):
    ground = ReachGround()
    fields = {name: ground.municipalities[0].pk if value == "first" else value for name, value in fields.items()}

    answer = add(ground, part, ground.owner, **fields)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not MODELS[part].objects.filter(initiative=ground.mine).exists()


def test_a_place_has_one_count_a_day():
    ground = ReachGround()
    owner = ground.owner
    add(ground, "instruktorer", owner)

    answer = add(ground, "instruktorer", owner)

    assert answer.status_code == 422
    assert "Det finns redan ett antal för platsen och dagen." in answer.content.decode()
    assert InstructorCount.objects.filter(initiative=ground.mine).count() == 1


def test_a_municipality_has_one_start():
    ground = ReachGround()
    owner = ground.owner
    add(ground, "metodstart", owner)

    assert add(ground, "metodstart", owner).status_code == 422
    assert MethodStart.objects.filter(initiative=ground.mine).count() == 1


def test_the_database_holds_what_may_stand_once():
    ground = ReachGround()
    ground.instructors(1)
    ground.start(ground.municipalities[0], 2020)

    for again in (lambda: ground.instructors(2), lambda: ground.start(ground.municipalities[0], None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


def test_no_field_can_hold_a_person():
    for model in MODELS.values():
        texts = {field.name for field in model._meta.fields if field.get_internal_type() in ("CharField", "TextField")}
        assert texts <= {"state", "audience", "source", "withdrawn_reason", "period_text", "period_precision"}


def test_the_training_page_has_ways_to_change_for_those_who_may():
    ground = ReachGround()
    row = ground.session(at=ground.parts[0])
    way = reverse("edit_row", args=[ground.plan.county.slug, "tillfalle", ground.mine.uuid, row.pk])

    assert way in ground.page("training", ground.owner)
    assert way not in ground.page("training")


def test_the_training_page_warns_with_numbers():
    ground = ReachGround()
    ground.instructors(5, ground.parts[0], load=1)
    ground.session("planned", ground.parts[0], number=9)

    page = ground.page("training")

    assert "På ett ställe är fler tillfällen planerade än instruktörerna hinner hålla." in page
    assert "5 instruktörer × 1 tillfällen om året räcker till 5: 4 fler än instruktörerna hinner." in page
