"""Money per initiative (R46), ends (R47), own money (R49), fees (R51) and an orderer's budget (R52): their acceptance."""

import datetime

import pytest
from django import forms
from django.db import DatabaseError, models, transaction
from django.test import Client

from handslag.funding.ledger import actions
from handslag.funding.ledger.forms import FeeTotalForm
from handslag.funding.ledger.rules import Standing, standing, total
from handslag.funding.models import Award, FeeTotal, LedgerEntry, OwnGrant
from handslag.plans.models import FundingStatement, Plan
from handslag.trust.changes import OPERATOR
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make
from tests.funding.ledger_ground import DAY, Purse

pytestmark = pytest.mark.django_db


@pytest.fixture
def purse(static_files, db) -> Purse:
    return Purse.made()


def test_r46_the_example_says_first_that_none_of_24_has_an_amount(plan: Plan, static_files) -> None:
    page = Client().get("/orebro/medel/insatser/")

    told = page.content.decode()
    assert page.context["stated"].initiatives == 24
    assert page.context["stated"].with_sum == 0
    assert "0 av 24 insatser har ett angivet belopp." in told
    assert told.index("0 av 24 insatser") < told.index("<table")
    assert f"{page.context['stated'].naming} säger varifrån pengarna kommer." in told
    assert told.count("inget belopp angivet") == len(page.context["goals"]) == 3


def test_r46_an_unknown_amount_is_not_zero(purse: Purse) -> None:
    goal = make.goal(purse.plan)
    unknown, none = (make.initiative(purse.plan, serves=goal) for _ in range(2))
    purse.award(initiative=unknown, kronor=None)
    purse.award(initiative=none, kronor=0)

    page = Client().get(purse.url("awards"))

    stated = page.context["stated"]
    assert (stated.initiatives, stated.with_sum, stated.naming) == (2, 1, 2)
    (of_goal,) = page.context["goals"]
    assert (of_goal.initiatives, of_goal.with_sum, of_goal.without, of_goal.kronor) == (2, 1, 1, 0)
    assert "belopp saknas" in page.content.decode()


def test_r47_what_ends_is_told_three_six_and_twelve_months_ahead(plan: Plan, static_files) -> None:
    page = Client().get("/orebro/medel/slutar/?per=2024-03-01")

    posts = [
        (span.months, each.title, each.end_words)
        for span in page.context["spans"]
        for each in span.ends
        if each.post_id and "änsdelssamordnare" in each.title
    ]
    assert [(months, words) for months, _, words in posts] == [
        (6, "augusti 2024"), (12, "februari 2025"), (12, "mars 2025"),
    ]  # fmt: skip
    assert "Väster" in posts[0][1]
    assert "slutar augusti 2024, om fem månader" in page.content.decode()


def test_r47_money_that_is_left_is_listed_by_the_day_it_must_be_used(purse: Purse) -> None:
    soon = purse.award(title="Snart", kronor=100, use_by=datetime.date(2024, 4, 1), repay_rule="Betalas tillbaka.")
    used = purse.award(title="Använt", kronor=100, use_by=datetime.date(2024, 4, 1))
    purse.booked(used, "used", 100)
    late = purse.award(title="Sent", kronor=100, use_by=datetime.date(2024, 2, 1))

    page = Client().get(purse.url("money_ends"), {"per": "2024-03-01"})

    assert [(span.months, [line.award for line in span.money]) for span in page.context["spans"]] == [
        (3, [soon]), (6, []), (12, []),
    ]  # fmt: skip
    assert [line.award for line in page.context["late"]] == [late]
    assert "Betalas tillbaka." in page.content.decode()


def test_r47_the_days_of_agreements_are_told_as_far_ahead(purse: Purse) -> None:
    shipped, own = make.agreement(), make.agreement(purse.plan)
    others = make.agreement(Purse.made().plan)
    for agreement, on in ((shipped, "2024-05-01"), (own, "2025-02-28"), (others, "2024-05-02"), (own, "2024-02-29")):
        make.grant_date(agreement, kind="requisition", on=on, words="Sista dag att rekvirera")

    page = Client().get(purse.url("money_ends"), {"per": "2024-03-01"})

    told = [(span.months, str(each.on), each.agreement) for span in page.context["spans"] for each in span.dates]
    ours = [each for each in told if each[2] in (shipped, own, others)]
    assert ours == [(3, "2024-05-01", shipped), (12, "2025-02-28", own)]
    assert "Sista dag att rekvirera" in page.content.decode()


def test_r49_the_county_sees_how_many_have_shared_and_no_false_total(purse: Purse) -> None:
    county = purse.plan.county
    towns = [make.organisation(county=county, sector="municipality") for _ in range(3)]
    OwnGrant.objects.create(plan=purse.plan, organisation=towns[0], year=2024, kronor=500, shared="total")
    OwnGrant.objects.create(plan=purse.plan, organisation=towns[1], year=2024, kronor=77_777, shared="none")

    told = Client().get(purse.url("awards"), {"ar": 2024}).content.decode()

    assert "1 av 3 kommuner har delat sin summa." in told
    assert "Tillsammans minst 500\xa0kr." in told
    assert "77\xa0777" not in told.split("Kommunernas egna medel")[1].split("</section>")[0]


def test_r49_an_organisation_states_its_own_and_nobody_elses(purse: Purse) -> None:
    county = purse.plan.county
    town, other = (make.organisation(county=county, sector="municipality") for _ in range(2))
    address = purse.url("add", "egna-medel", purse.plan.uuid)
    typed = {"year": "2024", "kronor": "1 000", "shared": "total"}
    client = purse.client(Role.MUNICIPAL_COORDINATOR, town)

    assert client.post(address, {**typed, "organisation": other.pk}).status_code == 422
    assert client.post(address, {**typed, "organisation": town.pk}).status_code == 302
    assert client.post(address, {**typed, "organisation": town.pk, "kronor": "2"}).status_code == 422
    assert purse.client(Role.READER, town).post(address, typed).status_code == 403

    assert [(each.organisation, each.kronor) for each in OwnGrant.objects.all()] == [(town, 1000)]


def test_r51_no_field_of_fees_can_hold_a_persons_name_or_number() -> None:
    made_by_program = {"withdrawn_reason", "work"}
    for field in FeeTotal._meta.get_fields():
        if isinstance(field, models.CharField | models.TextField | models.JSONField):
            assert field.name in made_by_program, field.name
    for name, field in FeeTotalForm.base_fields.items():
        is_words = isinstance(field, forms.CharField) or type(field.widget) in (forms.TextInput, forms.Textarea)
        assert not is_words or isinstance(field, forms.IntegerField), name
    assert FeeTotal._meta.get_field("work").choices


def test_r52_what_remains_is_right_after_three_bookings_and_a_cancellation(purse: Purse) -> None:
    lansdel = make.division(county=purse.plan.county).lansdelar.create(key="v", name="Väster", short="Väster")
    pot = purse.pot(kind="lansdel", lansdel=lansdel, kronor=100_000)
    award = purse.award(title="Utbildningar", pot=pot, kronor=100_000, source_text="")
    enter = purse.url("enter_money", award.uuid)
    for kronor in ("10 000", "25000", "5 000"):
        booked = {"kind": "used", "kronor": kronor, "on": "2024-03-01"}
        assert purse.keeper.post(enter, booked).status_code == 302
    mistaken = LedgerEntry.objects.get(kronor=25_000)

    taken = purse.keeper.post(purse.url("take_back_money", award.uuid, mistaken.pk), {"text": "Fel konto"})

    assert taken.status_code == 302
    line = purse.keeper.get(award.get_absolute_url()).context["line"]
    assert (line.standing.used, line.standing.left) == (15_000, 85_000)
    assert [each.kronor for each in LedgerEntry.objects.filter(award=award)] == [10_000, 25_000, 5_000, -25_000]


@pytest.mark.parametrize(
    ("stated", "entries", "expected"),
    [
        (None, [], (None, None)),
        (None, [("used", 10)], (None, None)),
        (None, [("granted", 100), ("used", 10)], (100, 90)),
        (100, [], (100, 100)),
        (100, [("used", 60), ("repaid", 40)], (100, 0)),
        (100, [("used", 130)], (100, -30)),
        (100, [("in_kind", 500), ("requisitioned", 50)], (100, 100)),
        (0, [], (0, 0)),
    ],
)
def test_what_is_left_is_what_is_granted_less_used_and_repaid(stated, entries, expected) -> None:
    found = standing(stated, entries)

    assert (found.granted, found.left) == expected
    assert found.is_overdrawn == (expected[1] is not None and expected[1] < 0)


def test_what_nobody_has_booked_is_not_zero() -> None:
    assert standing(100, []) == Standing(100, None, None, None, None, None)
    assert standing(100, [("used", 5), ("used", -5)]).used is None, "all of it is taken back"
    assert total([1, None, 0]) == (1, 1)


def test_an_entry_is_never_changed_or_removed(purse: Purse) -> None:
    entry = purse.booked(purse.award(kronor=10), "used", 5)

    for change in (
        lambda: LedgerEntry.objects.update(kronor=6),
        lambda: LedgerEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
            change()
    assert LedgerEntry.objects.get() == entry


def test_an_entry_is_taken_back_once_and_what_takes_back_is_not(purse: Purse) -> None:
    award = purse.award(kronor=10)
    entry = actions.enter(award, kind="used", kronor=5, on=DAY, by=OPERATOR)
    back = actions.take_back(entry, on=DAY, by=OPERATOR, text="Fel")

    for each in (entry, back):
        with pytest.raises(actions.Refused):
            actions.take_back(each, on=DAY, by=OPERATOR, text="Igen")
    with pytest.raises(actions.Refused):
        actions.enter(award, kind="used", kronor=0, on=DAY, by=OPERATOR)
    assert LedgerEntry.objects.count() == 2


def test_a_form_sent_twice_is_booked_once_and_leaves_a_line_in_the_trail(purse: Purse) -> None:
    award = purse.award(kronor=10)
    client = purse.keeper
    typed = {"kind": "used", "kronor": "5", "on": "2024-03-01", "text": "Hyra", "csrfmiddlewaretoken": "samma"}

    for _ in range(2):
        assert client.post(purse.url("enter_money", award.uuid), typed).status_code == 302

    assert LedgerEntry.objects.count() == 1
    (event,) = AuditEvent.objects.filter(what__startswith="Bokförde")
    assert "Hyra" not in event.what + event.target


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(purse: Purse) -> None:
    award = purse.award(kronor=10)

    page = purse.keeper.post(
        purse.url("enter_money", award.uuid), {"kind": "", "kronor": "-3", "on": "snart", "text": "Hyra i mars"}
    )

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"kind", "kronor", "on"}
    assert "Hyra i mars" in page.content.decode()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("role", [None, Role.READER, Role.ANALYST, Role.INITIATIVE_OWNER, Role.MUNICIPAL_COORDINATOR])
def test_who_does_not_keep_the_money_books_nothing(purse: Purse, role: Role | None) -> None:
    award = purse.award(kronor=10)
    entry = purse.booked(award, "used", 5, text="Hemligt ord", reference="V77")
    client = purse.client(role)

    for address in (
        purse.url("enter_money", award.uuid),
        purse.url("take_back_money", award.uuid, entry.pk),
        purse.url("add", "tilldelning", purse.plan.uuid),
        purse.url("add", "arvoden", purse.plan.uuid),
    ):
        assert client.post(address, {"text": "x"}).status_code in (302, 403)
    assert (LedgerEntry.objects.count(), Award.objects.count()) == (1, 1)
    told = client.get(award.get_absolute_url()).content.decode()
    assert "Hemligt ord" not in told and "V77" not in told


def test_a_keeper_of_another_county_books_nothing(purse: Purse) -> None:
    award, elsewhere = purse.award(kronor=10), Purse.made()

    answer = elsewhere.keeper.post(
        purse.url("enter_money", award.uuid), {"kind": "used", "kronor": "5", "on": "2024-03-01"}
    )

    assert answer.status_code == 403
    assert not LedgerEntry.objects.exists()


def test_the_money_of_a_draft_is_found_by_no_stranger(purse: Purse) -> None:
    hidden = make.initiative(purse.plan, visibility="draft", title="Hemlig insats")
    award = purse.award(initiative=hidden, title="", kronor=10)

    assert Client().get(award.get_absolute_url()).status_code == 404
    assert "Hemlig insats" not in Client().get(purse.url("awards")).content.decode()
    assert award.get_absolute_url() not in Client().get(purse.url("money_ends")).content.decode()


def test_a_keeper_adds_money_to_an_initiative_and_it_is_read_on_its_page(purse: Purse) -> None:
    initiative = make.initiative(purse.plan)
    address = purse.url("add", "tilldelning", purse.plan.uuid)
    typed = {"initiative": initiative.pk, "year": "2024", "kronor": "", "source_text": ""}

    refused = purse.keeper.post(address, typed)
    made = purse.keeper.post(address, typed | {"source_text": "länsgemensamma medel"})

    assert refused.status_code == 422 and refused.context["form"].errors.keys() == {"source_text"}
    assert made.status_code == 302
    assert Award.objects.get().kronor is None
    told = Client().get(initiative.get_absolute_url()).content.decode()
    assert "Beloppet är inte angivet." in told and "länsgemensamma medel" in told


def test_filters_stay_in_the_address_and_in_the_files(purse: Purse) -> None:
    paid = make.initiative(purse.plan, title="Betald")
    make.initiative(purse.plan, title="Obetald")
    purse.award(initiative=paid, title="", kronor=10)

    assert [row.row.title for row in Client().get(purse.url("awards"), {"visa": "utan"}).context["rows"]] == ["Obetald"]
    assert [row.row.title for row in Client().get(purse.url("awards"), {"ar": 2024}).context["rows"]] == ["Betald"]
    told = Client().get(purse.url("awards_file", "csv"), {"visa": "med"}).content.decode()
    assert "Betald;egna medel;2024;10;" in told and "Obetald" not in told
    assert "belopp saknas" in Client().get(purse.url("awards_file", "csv")).content.decode()
    assert Client().get(purse.url("awards_file", "xlsx")).content[:2] == b"PK"


@pytest.mark.parametrize("name", ["awards", "money_ends", "lansdel_budgets"])
def test_a_list_asks_as_often_however_many_there_are(purse: Purse, name: str, django_assert_max_num_queries) -> None:
    for n in range(12):
        award = purse.award(initiative=make.initiative(purse.plan), kronor=n, use_by=datetime.date(2024, 4, 1))
        purse.booked(award, "used", 5)

    with django_assert_max_num_queries(15):
        Client().get(purse.url(name), {"per": "2024-03-01"})


def test_r46_the_money_page_says_the_same_as_the_list(purse: Purse) -> None:
    plan, kinds = purse.plan, {}
    for name in ("nothing", "words", "sum in words", "award", "award and sum in words", "ledger", "hidden"):
        kinds[name] = make.initiative(plan, visibility="draft" if name == "hidden" else "public")
    make.initiative(plan, listing="mentioned")
    for name, kronor in (("words", None), ("sum in words", 5), ("award and sum in words", 5), ("hidden", 5)):
        FundingStatement.objects.create(initiative=kinds[name], source_text="x", kronor=kronor)
    purse.award(initiative=kinds["award"], kronor=10)
    purse.award(initiative=kinds["award and sum in words"], kronor=None)
    purse.booked(purse.award(initiative=kinds["ledger"], kronor=None), "granted", 7)

    for client in (Client(), purse.keeper):
        listed = client.get(purse.url("awards")).context["stated"]
        page = client.get(purse.url("money"))
        assert page.context["by_initiative"] == listed
        told = f"{listed.with_sum} av {listed.initiatives} insatser har ett angivet belopp."
        assert told in page.content.decode()
    assert (listed.initiatives, listed.with_sum, listed.naming) == (6, 3, 5)
