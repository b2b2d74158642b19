"""R44: pots inside the county. The sum decided cannot exceed the pot; the extract prints with who, what and amount."""

import io
import re
from threading import Barrier, Thread

import docx
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.funding.models import Award, ExtractFile, LedgerEntry, Pot, PotDecision, Proposal, ProposalLine
from handslag.funding.pots import tasks
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.funding.pots_ground import DECIDED, Ground, ground

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 15


@pytest.fixture
def world() -> Ground:
    return ground()


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())


def form(world: Ground, part: str, page, row=None, way: str = "add") -> str:
    return world.url(way if row is None else f"{way}_row", part, page.uuid, *([] if row is None else [row.pk]))


# What the sum may be


def test_r44_the_sum_decided_cannot_exceed_the_pot(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot, 600_000, 400_001)

    answer = world.decide(world.keeper, proposal)

    assert answer.status_code == 422
    assert "Förslaget är 1 kr mer än det finns att fördela." in plain(answer.content.decode())
    assert 'value="14"' in answer.content.decode()
    assert not PotDecision.objects.exists()
    assert not Award.objects.exists()


def test_a_proposal_of_the_whole_pot_becomes_a_decision_and_awards_in_one_act(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot, 400_000)
    make.proposal_line(proposal, title="Kvällsöppet", initiative=world.initiative, kronor=600_000)

    answer = world.decide(world.keeper, proposal)

    decision = PotDecision.objects.get()
    awards = list(Award.objects.order_by("kronor"))
    assert answer["Location"].startswith(world.pot.get_absolute_url())
    assert (decision.kronor, decision.left, decision.who) == (1_000_000, 0, "Chefsgruppen")
    assert [(each.kronor, str(each), each.year) for each in awards] == [
        (400_000, "Rad 1", 2026),
        (600_000, "Kvällsöppet", 2026),
    ]
    assert {each.pot for each in awards} == {world.pot}
    assert {each.decision for each in awards} == {decision}
    assert Change.objects.filter(target_kind__in=("pot_decision", "award")).values("act").distinct().count() == 1


def test_what_a_decision_kept_stays_as_it_was(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot, 100)
    world.decide(world.keeper, proposal)

    ProposalLine.objects.update(title="Ett annat namn", kronor=5)

    assert PotDecision.objects.get().lines == [
        {"title": "Rad 1", "kronor": 100, "who": "", "goal": "", "initiative": ""}
    ]


def test_a_pot_whose_sum_is_not_known_is_not_decided_about(world: Ground) -> None:
    Pot.objects.update(kronor=None)
    proposal = make.pot_proposal(world.pot, 1)

    text = plain(world.decide(world.keeper, proposal).content.decode())

    assert "Ange pottens belopp först." in text
    assert "belopp inte angivet" in plain(world.page(world.keeper))
    assert " 0 kr" not in plain(world.page(Client()))


def test_an_empty_proposal_is_not_decided(world: Ground) -> None:
    assert "inga rader" in plain(world.decide(world.keeper, make.pot_proposal(world.pot)).content.decode())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"body": ""}, "Välj vem som har beslutat"),
        ({"body_text": "Styrgruppen"}, "inte båda"),
        ({"decided_on": "2199-01-01"}, "Dagen har inte kommit än."),
        ({"decided_on": ""}, "Skriv vilken dag det beslutades."),
        ({"read": "7"}, "har ändrats sedan du öppnade sidan"),
    ],
)
def test_a_decision_that_lacks_something_says_what(world: Ground, fields: dict, told: str) -> None:
    answer = world.decide(world.keeper, make.pot_proposal(world.pot, 1), **{"note": "Det jag skrev", **fields})

    assert told in plain(answer.content.decode())
    assert "Det jag skrev" in answer.content.decode()
    assert not PotDecision.objects.exists()


# Two at once


def test_the_database_holds_one_decision_in_force(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot, 1)
    make.pot_decision(proposal)

    with pytest.raises(IntegrityError), transaction.atomic():
        make.pot_decision(proposal)


def test_a_second_decision_is_refused_in_words(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot, 1)
    world.decide(world.keeper, proposal)

    answer = world.decide(world.keeper, proposal)

    assert "Det finns redan ett beslut om potten." in plain(answer.content.decode())
    assert PotDecision.objects.count() == 1


def test_a_double_click_is_one_decision_and_no_fault(world: Ground) -> None:
    proposal, client = make.pot_proposal(world.pot, 1), Client(enforce_csrf_checks=True)
    client.force_login(make.member(Role.CONTROLLER, world.plan.lead))
    address = world.url("decide_pot", world.pot.uuid)
    page = client.get(address)
    token = page.context["csrf_token"]
    typed = {"csrfmiddlewaretoken": str(token), "proposal": proposal.pk, "body": world.body.pk, **DECIDED}
    typed["read"] = page.context["form"]["read"].value()

    answers = [client.post(address, typed).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert PotDecision.objects.count() == 1
    assert Award.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_decisions_at_once_give_one_decision_and_one_clear_message() -> None:
    world = ground()
    proposals = [make.pot_proposal(world.pot, sum_of_line) for sum_of_line in (1, 2)]
    together, answers = Barrier(2), []

    def one(proposal: Proposal, client: Client, read: int) -> None:
        together.wait()
        typed = {"proposal": proposal.pk, "body": world.body.pk, "read": read, **DECIDED}
        answers.append(client.post(world.url("decide_pot", world.pot.uuid), typed))
        connections.close_all()

    threads = [Thread(target=one, args=(each, world.keeper, 0)) for each in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(each.status_code for each in answers) == [302, 422]
    refused = next(each for each in answers if each.status_code == 422)
    assert "redan ett beslut" in plain(refused.content.decode()) or "har ändrats" in plain(refused.content.decode())
    assert PotDecision.objects.count() == 1
    assert Award.objects.count() == 1


# Locked


@pytest.fixture
def locked(world: Ground) -> Proposal:
    proposal = make.pot_proposal(world.pot, 300)
    world.decide(world.keeper, proposal)
    return proposal


def test_a_decided_pot_its_proposals_and_lines_are_locked_for_every_form(world: Ground, locked: Proposal) -> None:
    line, keeper = locked.lines.get(), world.keeper
    addresses = [
        form(world, "pott", world.pot, way="edit"),
        form(world, "pott", world.pot, way="withdraw"),
        form(world, "pott-kriterier", world.pot, way="edit"),
        form(world, "pott-forslag", world.pot),
        form(world, "pott-forslag", world.pot, locked, way="edit"),
        form(world, "pott-forslag", world.pot, locked, way="withdraw"),
        form(world, "pott-rad", locked),
        form(world, "pott-rad", locked, line, way="edit"),
        form(world, "pott-rad", locked, line, way="withdraw"),
    ]

    for address in addresses:
        assert keeper.get(address).status_code == 403, address
        assert (
            keeper.post(address, {"kronor": "1", "title": "Annat", "version": 1, "reason": "Skäl"}).status_code == 403
        )
    line.refresh_from_db()
    assert (line.kronor, line.title) == (300, "Rad 1")


def test_a_change_from_before_the_decision_is_not_undone_after_it(world: Ground) -> None:
    proposal, keeper = make.pot_proposal(world.pot, 300), world.keeper
    line = proposal.lines.get()
    keeper.post(form(world, "pott-rad", proposal, line, way="edit"), {"title": "Rad 1", "kronor": "200", "version": 1})
    world.decide(keeper, proposal)

    answer = keeper.post(world.url("undo", Change.objects.get(target_kind="proposal_line").pk))

    line.refresh_from_db()
    assert answer.status_code == 403
    assert line.kronor == 200


def test_a_decision_is_not_undone_and_that_is_said(world: Ground, locked: Proposal) -> None:
    change = Change.objects.get(target_kind="pot_decision")

    text = plain(world.keeper.post(world.url("undo", change.pk), follow=True).content.decode())

    assert "Ett beslut går inte att ångra." in text
    assert PotDecision.objects.get().is_in_force
    assert Award.objects.count() == 1


def test_a_proposal_of_a_decided_pot_is_not_copied(world: Ground, locked: Proposal) -> None:
    world.keeper.post(world.url("copy_pot_proposal", world.pot.uuid, locked.pk), {"title": "Kopia"})

    assert Proposal.objects.count() == 1


def test_whoever_had_the_pot_open_saves_nothing_over_a_decision(world: Ground) -> None:
    version = Pot.objects.get().version
    world.decide(world.keeper, make.pot_proposal(world.pot, 1))

    assert Pot.objects.get().version > version


def test_the_history_of_a_locked_pot_is_read_by_its_keepers(world: Ground, locked: Proposal) -> None:
    address = world.url("history", "pot", world.pot.uuid)

    assert world.keeper.get(address).status_code == 200
    assert world.client(Role.READER).get(address).status_code == 403


# Opened again


def test_a_decision_is_opened_again_with_a_reason_and_another_follows(world: Ground, locked: Proposal) -> None:
    first, keeper = PotDecision.objects.get(), world.keeper
    assert world.reopen(keeper, first, reason=" ").status_code == 422

    world.reopen(keeper, first)
    line = locked.lines.get()
    keeper.post(form(world, "pott-rad", locked, line, way="edit"), {"title": "Rad 1", "kronor": "250", "version": 1})
    world.decide(keeper, locked)

    gone = Award.everything.get(withdrawn_on__isnull=False)
    assert (gone.kronor, gone.withdrawn_reason) == (300, "Fel belopp på en rad")
    assert Award.objects.get().kronor == 250
    assert [each.kronor for each in PotDecision.objects.order_by("id")] == [300, 250]
    told = plain(keeper.get(world.url("history", "pot", world.pot.uuid)).content.decode())
    assert "300 kr" in told and "250 kr" in told and "Fel belopp på en rad" in told
    page = plain(world.page(Client()))
    assert "Öppnat igen, gäller inte" in page and "Gäller: 1 mars 2026" in page


def test_a_decision_is_not_opened_while_something_is_booked_on_what_it_gave(world: Ground, locked: Proposal) -> None:
    award = Award.objects.get()
    entry = {"award": award, "kind": "used", "on": "2026-04-01", "role": "controller", "made_at": "2026-04-01T08:00Z"}
    used = LedgerEntry.objects.create(kronor=120, **entry)

    answer = world.reopen(world.keeper, PotDecision.objects.get())

    assert "120 kr är redan bokfört" in plain(answer.content.decode())
    assert PotDecision.objects.get().is_in_force
    LedgerEntry.objects.create(kronor=-120, corrects=used, **entry)
    assert world.reopen(world.keeper, PotDecision.objects.get()).status_code == 302
    assert not Award.objects.exists()


def test_a_decision_is_opened_once(world: Ground, locked: Proposal) -> None:
    decision = PotDecision.objects.get()
    world.reopen(world.keeper, decision)

    answer = world.reopen(world.keeper, decision)

    assert "Det finns inget beslut att öppna igen." in plain(answer.content.decode())


# Carried over


def test_what_is_carried_over_is_no_more_than_the_earlier_pot_has_left(world: Ground, locked: Proposal) -> None:
    typed = {"title": "Nästa", "year": "2027", "kind": "joint", "kronor": "5 000 kr", "carried_from": world.pot.pk}
    address = form(world, "ny-pott", world.plan)

    answer = world.keeper.post(address, {**typed, "carried": "999 701"})

    assert "För över högst 999 700 kr." in plain(answer.content.decode())
    assert 'value="5 000 kr"' in answer.content.decode()
    world.keeper.post(address, {**typed, "carried": "999 700"})
    assert Pot.objects.get(year=2027).to_share == 1_004_700
    again = world.keeper.post(address, {**typed, "carried": "1"})
    assert "För över högst 0 kr." in plain(again.content.decode())


def test_what_later_pots_have_taken_is_not_decided_again(world: Ground) -> None:
    make.pot(world.plan, year=2027, carried_from=world.pot, carried=400_000)

    answer = world.decide(world.keeper, make.pot_proposal(world.pot, 600_001))

    assert "1 kr mer" in plain(answer.content.decode())


def test_a_pot_is_not_lowered_below_what_later_pots_have_taken(world: Ground) -> None:
    make.pot(world.plan, year=2027, carried_from=world.pot, carried=400_000)
    typed = {"title": "Potten", "year": "2026", "kind": "joint", "version": 1}

    answer = world.keeper.post(form(world, "pott", world.pot, way="edit"), {**typed, "kronor": "399 999"})

    assert "400 000 kr är redan beslutat eller fört över" in plain(answer.content.decode())


def test_an_undo_may_not_lower_a_pot_below_what_later_pots_have_taken(world: Ground) -> None:
    typed = {"title": "Potten", "year": "2026", "kind": "joint", "kronor": "2000000", "version": 1}
    keeper = world.keeper
    keeper.post(form(world, "pott", world.pot, way="edit"), typed)
    make.pot(world.plan, year=2027, carried_from=world.pot, carried=1_500_000)

    text = plain(keeper.post(world.url("undo", Change.objects.get().pk), follow=True).content.decode())

    assert "1 500 000 kr är redan beslutat eller fört över" in text
    assert Pot.objects.get(year=2026).kronor == 2_000_000


def test_a_pot_that_others_rest_on_is_not_taken_away(world: Ground) -> None:
    later = make.pot(world.plan, year=2027, carried_from=world.pot, carried=1)
    away = form(world, "pott", world.pot, way="withdraw")

    answer = world.keeper.post(away, {"reason": "Fel", "version": 1})

    assert "En senare pott har fått pengar över" in plain(answer.content.decode())
    assert (
        world.keeper.post(form(world, "pott", later, way="withdraw"), {"reason": "Fel", "version": 1}).status_code
        == 302
    )
    assert Pot.objects.get() == world.pot


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kronor": "12,50"}, "Skriv hela kronor, till exempel 300 000."),
        ({"kronor": "-5"}, "Skriv hela kronor, till exempel 300 000."),
        ({"kind": "lansdel"}, "Välj vilken länsdel medlen är till."),
        ({"year": "1"}, "2000"),
    ],
)
def test_a_pot_typed_wrongly_says_what_to_do(world: Ground, fields: dict, told: str) -> None:
    typed = {"title": "Namnet jag skrev", "year": "2027", "kind": "joint", **fields}

    answer = world.keeper.post(form(world, "ny-pott", world.plan), typed)

    assert told in plain(answer.content.decode())
    assert "Namnet jag skrev" in answer.content.decode()
    assert Pot.objects.count() == 1


# Criteria and points


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Når flest", "Rad 1: Skriv kriteriet, ett snedstreck och en vikt"),
        ("Når flest / 2\nHåller / 0", "Rad 2: Skriv kriteriet"),
        ("Når flest / 2\nnår flest / 3", "Rad 2: Kriteriet står redan ovanför."),
    ],
)
def test_criteria_are_rows_with_weights(world: Ground, typed: str, told: str) -> None:
    address = form(world, "pott-kriterier", world.pot, way="edit")

    assert told in plain(world.keeper.post(address, {"criteria": typed, "version": 1}).content.decode())
    world.keeper.post(address, {"criteria": "Når flest / 2\nSnabbt/klart / 1", "version": 1})
    assert Pot.objects.get().criteria == [
        {"words": "Når flest", "weight": 2},
        {"words": "Snabbt/klart", "weight": 1},
    ]


def test_points_are_typed_by_criterion_and_no_line_is_ranked_where_one_is_missing(world: Ground) -> None:
    Pot.objects.update(criteria=[{"words": "Når flest", "weight": 2}, {"words": "Håller länge", "weight": 3}])
    proposal, keeper = make.pot_proposal(world.pot, 10, 20), world.keeper
    first, second = proposal.lines.all()
    typed = {"title": "Rad", "kronor": "10", "points_0": "0", "version": 1}

    keeper.post(form(world, "pott-rad", proposal, first, way="edit"), {**typed, "points_1": "4"})
    keeper.post(form(world, "pott-rad", proposal, second, way="edit"), typed)

    first.refresh_from_db()
    assert first.points == {"Når flest": 0, "Håller länge": 4}
    page = plain(world.page(keeper))
    assert "ej bedömd: Håller länge" in page and "Ingen rangordning: poäng saknas." in page
    keeper.post(form(world, "pott-rad", proposal, second, way="edit"), {**typed, "points_1": "5", "version": 2})
    assert "15 plats 1 av 2" in plain(world.page(keeper))


def test_a_line_without_a_name_takes_the_initiatives_and_one_of_nothing_is_refused(world: Ground) -> None:
    proposal, keeper = make.pot_proposal(world.pot), world.keeper
    address = form(world, "pott-rad", proposal)

    assert "välj en insats" in plain(keeper.post(address, {"kronor": "5"}).content.decode())
    assert "Skriv minst 1 krona." in plain(keeper.post(address, {"title": "X", "kronor": "0"}).content.decode())
    keeper.post(address, {"kronor": "5", "initiative": world.initiative.pk})
    assert ProposalLine.objects.get().title == "Kvällsöppet"


def test_a_proposal_is_copied_with_its_lines(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot)
    make.proposal_line(proposal, initiative=world.initiative, points={"Når flest": 2}, kronor=7)

    world.keeper.post(world.url("copy_pot_proposal", world.pot.uuid, proposal.pk), {"title": "Förslag B"})

    copy = Proposal.objects.get(title="Förslag B")
    line = copy.lines.get()
    assert (line.kronor, line.initiative, line.points) == (7, world.initiative, {"Når flest": 2})


# Side by side


def test_proposals_stand_side_by_side_with_their_effect_per_lansdel_and_inhabitant(world: Ground) -> None:
    first = make.pot_proposal(world.pot, title="Förslag A")
    make.proposal_line(first, title="Norr", lansdel=world.north, kronor=100_000)
    make.proposal_line(first, title="Cedra", area=world.south.municipalities.get(), kronor=50_000)
    second = make.pot_proposal(world.pot, title="Förslag B")
    make.proposal_line(second, title="Norr", lansdel=world.north, kronor=80_000)
    make.proposal_line(second, title="Alla", initiative=world.initiative, kronor=930_000)

    page = plain(world.page(world.keeper))

    effect = page.split("Per länsdel och invånare", 1)[1]
    assert (
        "Norr 1 000 invånare 100 000 kr 100,00 kr per invånare 80 000 kr 80,00 kr per invånare −20 000 kr mot Förslag A"
        in effect
    )
    assert "Söder 500 invånare 50 000 kr 100,00 kr per invånare 0 kr 0,00 kr per invånare −50 000 kr" in effect
    assert "Hela länet 1 500 invånare 0 kr 0,00 kr per invånare 930 000 kr 620,00 kr per invånare" in effect
    assert "Folkmängd den 31 december 2024. Källa: Provkällan." in effect
    assert "Tidigt stöd 0 kr 930 000 kr +930 000 kr" in effect
    assert "Över potten: 10 000 kr mer än de 1 000 000 kr som finns att fördela." in page
    assert "850 000 kr blir kvar av 1 000 000 kr." in page


def test_where_the_population_is_not_known_nothing_is_counted_per_inhabitant(world: Ground) -> None:
    empty = make.lansdel(world.plan.division, make.municipality(parent=world.county), name="Öster", position=2)
    proposal = make.pot_proposal(world.pot)
    make.proposal_line(proposal, lansdel=empty, kronor=5)

    assert re.search(r"Öster folkmängden saknas 5 kr(?! \d)", plain(world.page(world.keeper)))


def test_each_proposal_is_drawn_with_its_data_as_a_table(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot)
    make.proposal_line(proposal, lansdel=world.north, kronor=100_000)

    page = world.page(world.keeper)

    assert f'id="bild-forslag-{proposal.pk}"' in page
    assert "Mest till Norr: 100 000 kr." in plain(page)
    assert "Bilden som tabell" in page


# Who sees what


@pytest.mark.parametrize("role", [None, Role.READER])
def test_what_is_decided_is_read_by_whoever_may_know_of_the_plan(world: Ground, role: Role | None) -> None:
    make.pot_proposal(world.pot, 5, title="Det andra förslaget")
    chosen = make.pot_proposal(world.pot, 7, title="Det beslutade")
    world.decide(world.keeper, chosen)
    stranger = make.organisation(county=world.county)

    page = plain(world.page(world.client(role, stranger)))

    assert "Rad 1" in page and "7 kr" in page
    assert "Det andra förslaget" not in page


@pytest.mark.parametrize(
    ("role", "ours", "reads"),
    [
        (Role.CONTROLLER, True, True),
        (Role.COUNTY_LEAD, True, True),
        (Role.READER, True, True),
        (Role.ANALYST, False, True),
        (Role.MUNICIPAL_COORDINATOR, False, False),
        (Role.ADMINISTRATOR, False, False),
        (None, False, False),
    ],
)
def test_a_proposal_that_is_not_decided_is_read_by_those_who_prepare_it(world: Ground, role, ours, reads) -> None:
    make.pot_proposal(world.pot, 5, title="Utkastet")
    client = world.client(role, world.plan.lead if ours else make.organisation(county=world.county))

    assert ("Utkastet" in world.page(client)) == reads


@pytest.mark.parametrize("role", [Role.READER, Role.ANALYST, Role.MUNICIPAL_COORDINATOR, None])
def test_only_those_who_keep_the_money_change_a_pot(world: Ground, role: Role | None) -> None:
    proposal = make.pot_proposal(world.pot, 5)
    decision = make.pot_decision(make.pot_proposal(make.pot(world.plan, year=2025), 5))
    client = world.client(role)
    addresses = [
        form(world, "ny-pott", world.plan),
        form(world, "pott", world.pot, way="edit"),
        form(world, "pott-forslag", world.pot),
        form(world, "pott-rad", proposal),
        world.url("decide_pot", world.pot.uuid),
        world.url("copy_pot_proposal", world.pot.uuid, proposal.pk),
        world.url("reopen_pot", decision.pot.uuid, decision.pk),
        world.url("build_pot_extract", decision.pot.uuid, decision.pk, "pdf"),
        world.url("pot_extract_file", decision.pot.uuid, decision.pk, "pdf"),
    ]

    for address in addresses:
        assert client.post(address, {"title": "X"}).status_code == 403, address


def test_a_proposal_does_not_exist_for_those_who_may_not_read_it(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot, 5)
    stranger = world.client(Role.COUNTY_LEAD, make.organisation())

    assert stranger.get(world.url("history", "proposal", proposal.uuid)).status_code == 404
    assert stranger.get(form(world, "pott-rad", proposal)).status_code == 404


def test_nothing_of_a_draft_plans_pot_exists_for_a_stranger(world: Ground) -> None:
    decision = make.pot_decision(make.pot_proposal(world.pot, 5))
    world.plan.visibility = "draft"
    world.plan.save()

    assert Client().get(world.pot.get_absolute_url()).status_code == 404
    assert Client().get(decision.extract_url).status_code == 404
    assert "Länsgemensamma" not in Client().get(world.url("pots")).content.decode().split('<select name="slag">')[0]


def test_an_initiative_that_one_may_not_know_of_is_not_named(world: Ground) -> None:
    hidden = make.initiative(world.plan, title="Det hemliga", visibility="draft", owner=world.plan.lead)
    proposal = make.pot_proposal(world.pot)
    make.proposal_line(proposal, title="Det hemliga", initiative=hidden)
    world.decide(world.keeper, proposal)
    decision = PotDecision.objects.get()

    for address in (world.pot.get_absolute_url(), decision.extract_url):
        text = Client().get(address).content.decode()
        assert "Det hemliga" not in text
        assert "En insats som inte är offentlig" in text


# The list


def test_the_list_tells_what_came_what_was_carried_decided_and_left(world: Ground, locked: Proposal) -> None:
    make.pot(world.plan, title="Nästa års", year=2027, kronor=None, carried_from=world.pot, carried=700)

    page = plain(world.keeper.get(world.url("pots")).content.decode())

    assert "1 000 000 kr inget 300 kr 999 000 kr Beslutad." in page
    assert (
        "belopp inte angivet 700 kr från Länsgemensamma medel 2026 inget beslut går inte att räkna Ange hur mycket"
        in page
    )


def test_the_list_is_filtered_by_year_and_kind_in_its_address(world: Ground) -> None:
    make.pot(world.plan, title="Nästa års", year=2027, kind="own")
    address = world.url("pots")

    assert "Nästa års" not in Client().get(address, {"ar": "2026"}).content.decode()
    assert "Nästa års" in Client().get(address, {"slag": "own"}).content.decode()
    assert "Visa alla potter" in Client().get(address, {"ar": "2026", "slag": "own"}).content.decode()


def test_an_empty_list_says_what_a_pot_is(world: Ground) -> None:
    world.pot.delete()

    assert (
        "pengar som länet, eller en del av det, fördelar tillsammans"
        in Client().get(world.url("pots")).content.decode()
    )
    assert (
        reverse("add", args=[world.county.slug, "ny-pott", world.plan.uuid])
        in world.keeper.get(world.url("pots")).content.decode()
    )


# The extract


def test_r44_the_protocol_extract_prints_with_who_what_and_amount(world: Ground) -> None:
    proposal = make.pot_proposal(world.pot)
    make.proposal_line(proposal, title="Kvällsöppet", initiative=world.initiative, kronor=300_000)
    make.proposal_line(proposal, title="Stöd till anhöriga", lansdel=world.north, kronor=200_000)
    world.decide(world.keeper, proposal)
    decision = PotDecision.objects.get()

    page = plain(Client().get(decision.extract_url).content.decode())

    for each in (
        "Beslutat av Chefsgruppen", "Datum 1 mars 2026", "Paragraf 14", "Diarienummer RS 2026/77",
        "Kvällsöppet Regionen 300 000 kr", "Stöd till anhöriga Norr 200 000 kr", "Summa alla 500 000 kr",
        "Kvar i potten efter beslutet: 500 000 kr.", "Villkor inte angivet",
    ):  # fmt: skip
        assert each in page, each


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_the_worker_builds_the_extract(world: Ground, locked: Proposal, file_format: str) -> None:
    decision, keeper = PotDecision.objects.get(), world.keeper
    where = [world.pot.uuid, decision.pk, file_format]
    assert keeper.get(world.url("pot_extract_file", *where)).status_code == 404

    keeper.post(world.url("build_pot_extract", *where))
    tasks.build_extract.func(ExtractFile.objects.get().pk)

    answer = keeper.get(world.url("pot_extract_file", *where))
    assert answer.content.startswith({"docx": b"PK", "pdf": b"%PDF"}[file_format])
    if file_format == "docx":
        cells = [cell.text.replace("\u00a0", " ") for table in docx.Document(io.BytesIO(answer.content)).tables
                 for row in table.rows for cell in row.cells]  # fmt: skip
        assert {"Rad 1", "Hela länet", "300 kr", "Summa"} <= set(cells)


def test_an_extract_that_could_not_be_built_says_so(world: Ground, locked: Proposal, monkeypatch) -> None:
    decision, keeper = PotDecision.objects.get(), world.keeper
    keeper.post(world.url("build_pot_extract", world.pot.uuid, decision.pk, "pdf"))
    monkeypatch.setattr(tasks, "written", lambda *_: 1 / 0)

    tasks.build_extract.func(ExtractFile.objects.get().pk)

    assert ExtractFile.objects.get().state == "failed"
    assert "Något gick fel hos oss" in keeper.get(decision.extract_url).content.decode()


def test_an_extract_of_a_decision_opened_again_says_so_and_its_files_are_gone(world: Ground, locked: Proposal) -> None:
    decision, keeper = PotDecision.objects.get(), world.keeper
    keeper.post(world.url("build_pot_extract", world.pot.uuid, decision.pk, "pdf"))

    world.reopen(keeper, decision)

    assert not ExtractFile.objects.exists()
    assert "Beslutet är öppnat igen och gäller inte." in plain(Client().get(decision.extract_url).content.decode())


# How much is asked of the database


def test_more_pots_proposals_and_lines_cost_no_more_queries(world: Ground) -> None:
    keeper = world.keeper

    def more(n: int) -> None:
        for _ in range(n):
            proposal = make.pot_proposal(world.pot)
            for place in ({"lansdel": world.north}, {"area": world.south.municipalities.get()}, {}):
                make.proposal_line(proposal, initiative=make.initiative(world.plan), **place)
            earlier = make.pot(world.plan, year=2020)
            make.pot(world.plan, year=2021, carried_from=earlier, carried=1, lansdel=world.north)
            make.pot_decision(make.pot_proposal(earlier, 1))

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert keeper.get(address).status_code == 200
        return sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in queries)

    addresses = (world.url("pots"), world.pot.get_absolute_url())
    more(1)
    few = [asked(address) for address in addresses]
    more(4)

    assert [asked(address) for address in addresses] == few
    assert max(few) <= MOST_QUESTIONS
