"""R42, R43 and R45: an agreement with its lines and keys, a line parted by formula, and who is paid."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handslag.funding.agreements.parting import part
from handslag.funding.agreements.queries import sums_of
from handslag.funding.agreements.receivers import receivers_in, years_known
from handslag.funding.agreements.shipped import register
from handslag.funding.models import Agreement, AllocationRun, GrantLine, Payee, PublishedShare
from handslag.places.models import Area, Population
from handslag.trust.permissions import Role
from tests import factories as make
from tests.funding.agreements_ground import TOTALS, Ground, ground, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
LINE: dict[str, Any] = {
    "title": "Suicidprevention",
    "receiver": "county",
    "kronor": "1 000 000",
    "key_kind": "population",
}
MOST_QUERIES = 15


@pytest.fixture
def here() -> Ground:
    return ground()


def shares(line: GrantLine, year: int = 2019) -> dict[str, int]:
    allocation = part(line, receivers_in(year, years_known(), by_age=True)).allocation
    assert allocation is not None
    return {each.code: each.kronor for each in allocation.shares}


# R42: agreement with lines and keys


def test_r42_the_twelve_lines_of_2020_give_every_stated_sum_to_the_krona() -> None:
    agreement = Agreement.objects.get(plan=None, year=2020)
    lines = list(agreement.lines.all())

    sums = sums_of(agreement, lines)

    assert len(lines) == 12
    assert sum(line.kronor or 0 for line in lines) == 1_716_000_000
    by_receiver = {key: sum(line.kronor or 0 for line in lines if line.receiver == key) for key in TOTALS}
    assert by_receiver == {key: millions * 1_000_000 for key, millions in TOTALS.items()}
    assert sum(by_receiver[key] for key in ("region", "municipality", "county")) == 1_694_000_000
    assert not sums.is_wrong
    assert sums.told == "de tolv posterna ger summan på kronan"


def test_r42_a_line_changed_by_one_krona_shows_a_red_check_with_the_difference(here: Ground, client: Client) -> None:
    keeper = here.keeper
    original = Agreement.objects.get(plan=None, year=2020)
    start = keeper.get(here.url("new_agreement", query=f"?kopia={original.uuid}")).context["form"].initial
    keeper.post(
        here.url("new_agreement", query=f"?kopia={original.uuid}"),
        {name: "on" if value is True else value for name, value in start.items() if value not in (None, "", False)},
    )
    copy = Agreement.objects.exclude(pk=here.own.pk).get(plan=here.plan)
    assert copy.stated_sums == original.stated_sums
    assert "de tolv posterna ger summan på kronan" in text_of(client.get(copy.get_absolute_url())).lower()
    line = copy.lines.get(slug="lan-suicidprevention")
    form = keeper.get(here.edit("bidragspost", line.pk, of=copy)).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}

    saved = keeper.post(here.edit("bidragspost", line.pk, of=copy), typed | {"kronor": "200000001"})
    shown = client.get(here.url("money", query=f"?overenskommelse={copy.uuid}"))

    assert saved.status_code == 302
    assert 'class="wrong"' in shown.content.decode()
    assert "Summorna stämmer inte" in text_of(shown)
    assert "1 716 000 001 kr, 1 kr mer än angivna 1 716 000 000 kr" in text_of(shown)
    assert "Summorna stämmer inte" in text_of(client.get(copy.get_absolute_url()))


def test_r42_several_years_are_held_and_what_is_unknown_says_so(here: Ground, client: Client) -> None:
    shown = text_of(client.get(here.url("money")))
    partly = text_of(client.get(here.url("money", query="?ar=2025")))

    assert "Statsbidraget 2020" in shown  # the latest of which all lines are known
    assert all(str(year) in shown for year in (2018, 2019, 2020, 2022, 2025, 2026))
    assert "1 560 miljoner kronor. Posterna är inte kända." in partly
    assert "788 000 000 kr" in partly


def test_r42_a_line_with_every_kind_of_key_is_entered_in_the_form(here: Ground) -> None:
    keeper = here.keeper
    for n, (typed, stored) in enumerate(
        (
            ({"key_kind": ""}, None),
            ({"key_kind": "population", "rounding": "1 000"}, {"kind": "population", "rounding": 1000}),
            (
                {"key_kind": "base_and_population", "base": "5 000 000"},
                {"kind": "base_and_population", "base": 5_000_000},
            ),
            (
                {"key_kind": "fixed", "base": "1 000 000", "exceptions": "Stockholms län: 2 000 000\n12: 2000000 kr"},
                {"kind": "fixed", "amount": 1_000_000, "exceptions": {"01": 2_000_000, "12": 2_000_000}},
            ),
            ({"key_kind": "ages", "lowest": "0", "highest": "25"}, {"kind": "ages", "lowest": 0, "highest": 25}),
            (
                {"key_kind": "weights", "weights": "Örebro: 1,5\n01; 2/3", "weights_what": "vårddygn"},
                {"kind": "weights", "what": "vårddygn", "weights": {"18": "3/2", "01": "2/3"}},
            ),
        ),
        start=1,
    ):
        answer = keeper.post(here.edit("bidragspost"), LINE | {"title": f"Post {n}"} | typed)

        assert answer.status_code == 302, answer.context["form"].errors
        assert here.own.lines.get(title=f"Post {n}").allocation_key == stored


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"key_kind": "base_and_population"}, "base", "Skriv grundbeloppet."),
        (
            {"key_kind": "fixed", "base": "1", "exceptions": "Narnia: 5"},
            "exceptions",
            "Rad 1: ”Narnia” är ingen av mottagarna.",
        ),
        (
            {"key_kind": "fixed", "base": "1", "exceptions": "18"},
            "exceptions",
            "Rad 1: skriv namn eller kod, kolon och ett tal.",
        ),
        ({"key_kind": "fixed", "base": "1", "exceptions": "18: fem"}, "exceptions", "”fem” är inga hela kronor."),
        ({"key_kind": "ages", "lowest": "20", "highest": "10"}, "highest", "Den högsta åldern är lägre än den lägsta."),
        ({"key_kind": "weights", "weights_what": "x"}, "weights", "Skriv en vikt för varje mottagare."),
        ({"kronor": "många"}, "kronor", "Skriv hela kronor, till exempel 300 000."),
    ],
)
def test_r42_a_key_that_cannot_be_meant_is_told_at_its_field_and_nothing_is_lost(
    here: Ground, typed: dict[str, str], field: str, told: str
) -> None:
    answer = here.keeper.post(here.edit("bidragspost"), LINE | typed)

    assert answer.status_code == 422
    assert told in answer.context["form"].errors[field]
    assert LINE["title"] in answer.content.decode()
    assert not here.own.lines.exists()


def test_r42_a_changed_line_keeps_its_key_and_the_change_is_told_in_words(here: Ground) -> None:
    keeper = here.keeper
    keeper.post(here.edit("bidragspost"), LINE | {"key_kind": "base_and_population", "base": "5 000 000"})
    line = here.own.lines.get()
    form = keeper.get(here.edit("bidragspost", line.pk)).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}

    keeper.post(here.edit("bidragspost", line.pk), typed | {"title": "Ett annat namn"})
    keeper.post(
        here.edit("bidragspost", line.pk), typed | {"title": "Ett annat namn", "version": "2", "base": "4 000 000"}
    )

    line.refresh_from_db()
    assert (line.title, line.allocation_key) == ("Ett annat namn", {"kind": "base_and_population", "base": 4_000_000})
    history = text_of(keeper.get(here.url("history", "agreement", here.own.uuid)))
    assert "4 000 000 kr per mottagare, resten efter folkmängd" in history


def test_r42_an_amount_that_is_not_known_is_never_zero(here: Ground, client: Client) -> None:
    make.grant_line(here.own, title="Okänd post", kronor=None)

    shown = text_of(client.get(here.own.get_absolute_url()))
    money = text_of(client.get(here.url("money", query=f"?overenskommelse={here.own.uuid}")))

    assert "Okänd post" in shown and "inte angivet" in shown
    assert "kan inte räknas" in money and "Postens belopp är inte känt." in money


def test_r42_lines_are_taken_in_from_a_file_after_they_have_been_looked_at(here: Ground) -> None:
    keeper, address = here.keeper, here.url("import_lines", here.own.uuid)
    table = (
        "ändamål;mottagare;kronor;nyckel;belopp per mottagare\n"
        "Sammanhållen vård;länen;200 000 000;grundbelopp;5 000 000\n"
        "Okänt;kommuner;;;\n"
    )

    looked = keeper.post(address, {"pasted": table})
    before = here.own.lines.count()
    keeper.post(address, {"pasted": looked.context["reading"].text, "gor": "spara"})

    assert looked.status_code == 200
    assert "Inget är sparat än." in text_of(looked)
    assert before == 0
    first, second = here.own.lines.all()
    assert first.allocation_key == {"kind": "base_and_population", "base": 5_000_000}
    assert (first.kronor, second.kronor, second.allocation_key) == (200_000_000, None, None)


def test_r42_faults_of_a_file_are_told_by_row_and_column_and_nothing_is_saved(here: Ground) -> None:
    table = "ändamål;mottagare;kronor;nyckel\nEtt;planeten;10;folkmängd\n;länen;fem;folkmängd\n"

    answer = here.keeper.post(here.url("import_lines", here.own.uuid), {"pasted": table, "gor": "spara"})

    faults = [str(each) for each in answer.context["reading"].faults]
    assert answer.status_code == 422
    assert faults[0].startswith("Rad 2, mottagare: ”planeten” känns inte igen.")
    assert "Rad 3, ändamål: Fyll i fältet." in faults
    assert "Rad 3, kronor: Skriv hela kronor, till exempel 300 000." in faults
    assert not here.own.lines.exists()


def test_r42_what_ships_is_written_once_and_brought_up_to_date() -> None:
    GrantLine.objects.filter(agreement__plan=None, slug="lan-suicidprevention").update(kronor=1)

    again = register()
    with CaptureQueriesContext(connection) as asked:
        third = register()

    assert not again and not third
    assert len(asked) <= 8
    assert GrantLine.objects.get(agreement__plan=None, slug="lan-suicidprevention").kronor == 200_000_000


# R43: parted by formula


def test_r43_five_million_to_each_of_21_counties_leaves_95_million_to_population(here: Ground, client: Client) -> None:
    line = here.shipped("lan-sammanhallen-vard")

    shown = text_of(client.get(here.url("money", query=f"?ar=2020&post={line.slug}")))

    assert len(shares(line)) == 21
    assert "Fast del till varje län 5 000 000" in shown
    assert "Kvar att dela efter folkmängd 95 000 000" in shown
    assert "304 805 av 10 327 589 invånare" in shown
    assert "7 803 798 kr" in shown
    assert shares(line)["18"] == 7_803_798


def test_r43_every_line_that_can_be_parted_sums_exactly() -> None:
    lines = GrantLine.objects.filter(agreement__plan=None, agreement__year=2020).exclude(receiver="national")

    assert [line.slug for line in lines if sum(shares(line).values()) != line.kronor] == []
    assert len(lines) == 10


def test_r43_one_million_to_each_county_and_two_to_three_is_24_million(here: Ground) -> None:
    found = shares(here.shipped("lan-brukarmedverkan"))

    assert sorted(code for code, kronor in found.items() if kronor == 2_000_000) == ["01", "12", "14"]
    assert sum(found.values()) == 24_000_000


def test_r43_gotland_is_a_region_a_municipality_and_a_county(here: Ground) -> None:
    assert "09" in shares(here.shipped("region-traumavard"))
    assert "09" in shares(here.shipped("lan-suicidprevention"))
    assert "0980" in shares(here.shipped("kommun-handlingsplaner"))


def test_r43_gotlands_page_has_a_share_of_all_three_kinds_of_line(client: Client) -> None:
    shown = client.get("/gotland/medel/?ar=2020")

    found = {each.line.receiver: each.share.kronor for each in shown.context["money"].lines}
    assert all(found[key] for key in ("region", "municipality", "county"))


def test_r43_all_290_municipalities_are_listed_in_the_asked_order_and_the_countys_own_are_marked(
    here: Ground, client: Client
) -> None:
    line = here.shipped("kommun-handlingsplaner")

    shown = client.get(here.url("allocation", line.pk, query="?sortera=kronor"))

    rows = shown.context["rows"]
    assert len(rows) == 290
    assert rows[0].name == "Stockholm"
    assert sorted(rows, key=lambda row: -row.kronor) == rows
    assert sum(row.is_ours for row in rows) == 12
    assert sum(row.kronor for row in rows if row.is_ours) == 5_902_731


def test_r43_any_receiver_is_explained_with_its_own_numbers(here: Ground, client: Client) -> None:
    line = here.shipped("lan-sammanhallen-vard")

    shown = text_of(client.get(here.url("allocation", line.pk, query="?enhet=09")))

    people = Population.objects.get(area__code="09", year=2019, area__kind=Area.COUNTY).count
    assert f"{people:,} av 10 327 589 invånare".replace(",", " ") in shown
    assert "största restens metod" in shown


def test_r43_another_population_year_gives_another_share_and_only_years_that_exist_are_taken(
    here: Ground, client: Client
) -> None:
    line = here.shipped("lan-suicidprevention")

    years = {
        asked: client.get(here.url("allocation", line.pk, query=f"?folkmangd={asked}")).context["receivers"].year
        for asked in ("2018", "2019", "1850", "x")
    }

    assert years == {"2018": 2018, "2019": 2019, "1850": 2019, "x": 2019}
    assert shares(line, 2018)["18"] != shares(line, 2019)["18"]


def test_r43_the_ages_key_says_what_is_missing_and_where_it_can_be_had(here: Ground, client: Client) -> None:
    line = here.shipped("lan-ungdomsmottagningar")

    known = client.get(here.url("allocation", line.pk, query="?folkmangd=2019"))
    unknown = client.get(here.url("allocation", line.pk, query="?folkmangd=2018"))

    assert known.context["parting"].allocation.share("18").kronor == 4_536_499
    assert unknown.context["parting"].allocation is None
    assert "går inte att räkna fram exakt" in text_of(unknown)
    assert "SCB:s statistikdatabas" in text_of(unknown)


def test_r43_a_stored_run_stays_when_the_population_changes_and_is_the_same_to_the_krona(here: Ground) -> None:
    line, keeper = here.shipped("lan-suicidprevention"), here.keeper
    keeper.post(here.url("keep_allocation", line.pk), {"folkmangd": "2019"})
    first = AllocationRun.objects.get(line=line)
    Population.objects.filter(area__code="18", year=2019, age_from=0).update(count=1)

    keeper.post(here.url("keep_allocation", line.pk), {"folkmangd": "2019"})
    second = AllocationRun.objects.exclude(pk=first.pk).get(line=line)
    shown = keeper.get(here.url("allocation_run", first.uuid))
    compared = keeper.get(here.url("allocation_run", second.uuid, query=f"?jamfor={first.uuid}"))

    kept = {each["code"]: each["kronor"] for each in first.stored["shares"]}
    assert (kept["18"], first.population_year, second.before_id) == (5_902_733, 2019, first.pk)
    assert "ger samma belopp på kronan" in text_of(shown)
    assert "5 902 733" in text_of(shown)
    differences = {each.code: each.kronor for each in compared.context["compared"].differences}
    assert differences["18"] < -5_000_000
    assert sum(differences.values()) == 0


def test_r43_a_second_click_stores_nothing_more(here: Ground) -> None:
    line, keeper = here.shipped("lan-suicidprevention"), here.keeper

    for year in ("2019", "2019", "2018"):
        keeper.post(here.url("keep_allocation", line.pk), {"folkmangd": year})

    assert list(AllocationRun.objects.values_list("population_year", flat=True)) == [2018, 2019]


def test_r43_what_is_stored_is_never_changed(here: Ground) -> None:
    run = make.allocation_run(here.plan, here.shipped("lan-suicidprevention"))

    with pytest.raises(Exception, match="cannot be changed"):
        AllocationRun.objects.filter(pk=run.pk).update(kronor=1)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER, None])
def test_r43_only_those_who_keep_the_money_store_a_run(here: Ground, role: Role | None) -> None:
    line = here.shipped("lan-suicidprevention")

    answer = here.client(role).post(here.url("keep_allocation", line.pk), {"folkmangd": "2019"})

    assert answer.status_code == 403
    assert not AllocationRun.objects.exists()


@pytest.mark.parametrize(("file_format", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_r43_the_table_is_taken_out_as_a_file(here: Ground, client: Client, file_format: str, start: bytes) -> None:
    line = here.shipped("kommun-handlingsplaner")

    file = client.get(here.url("allocation_file", line.pk, file_format))

    assert file.content.startswith(start)
    if file_format == "csv":
        lines = file.content.decode().splitlines()
        assert len([each for each in lines[1:] if each[:1].isdigit()]) == 290
        assert ";Summa;;200000000" in file.content.decode()
    assert client.get(here.url("allocation_file", line.pk, "pdf")).status_code == 404


def test_r43_what_the_payer_publishes_stands_beside_ours_with_what_may_explain_it(here: Ground) -> None:
    line, keeper = here.shipped("lan-suicidprevention"), here.keeper
    other = shares(line, 2018)["18"]
    typed = {"line": line.pk, "area": here.county.pk, "kronor": str(other), "document": "Beslutet"}

    answer = keeper.post(here.edit("publicerat-belopp", of=here.plan), typed)
    shown = text_of(keeper.get(here.url("money", query=f"?ar=2020&post={line.slug}")))

    assert answer.status_code == 302, answer.context["form"].errors
    assert "Skillnad mot vårt tal:" in shown
    assert "31 december 2018" in shown
    twice = keeper.post(here.edit("publicerat-belopp", of=here.plan), typed)
    assert "Det finns redan ett belopp för det. Ändra det i stället." in text_of(twice)
    assert PublishedShare.objects.count() == 1


def test_r43_a_county_that_is_an_example_gets_no_grant() -> None:
    client = Client()
    lead = Area.objects.get(slug="exempellan")
    plan = lead.plans.select_related("lead").first()
    assert plan is not None
    client.force_login(make.member(Role.COUNTY_LEAD, plan.lead))

    shown = text_of(client.get("/exempellan/medel/?ar=2020"))

    assert "Länet är ett exempel och får inga statsbidrag." in shown


# R45: payee


def test_r45_a_county_line_without_payee_is_flagged(here: Ground, client: Client) -> None:
    line = here.shipped("lan-sammanhallen-vard")

    def flags() -> tuple[str, ...]:
        shown = client.get(here.url("money", query="?ar=2020"))
        return next(each.flags for each in shown.context["money"].lines if each.line == line)

    before = flags()
    make.payee(here.plan, line, percent=100)

    assert before == ("mottagare saknas",)
    assert flags() == ()


def test_r45_a_line_may_have_several_payees_whose_shares_cannot_exceed_the_whole(here: Ground) -> None:
    line, keeper, address = here.shipped("lan-sammanhallen-vard"), here.keeper, here.edit("betalas-till", of=here.plan)
    typed = {"line": line.pk, "organisation": here.lead.pk, "percent": "60", "agreed": "Avtalet § 3"}

    keeper.post(address, typed)
    partly = text_of(keeper.get(here.url("money", query=f"?ar=2020&post={line.slug}")))
    refused = keeper.post(address, typed | {"percent": "40,5"})
    keeper.post(address, typed | {"percent": "40"})
    whole = text_of(keeper.get(here.url("money", query=f"?ar=2020&post={line.slug}")))

    assert "40 % har ingen mottagare" in partly
    assert refused.status_code == 422
    assert "Mottagarna skulle få mer än hela länets del. Det finns 40 % kvar." in text_of(refused)
    assert [str(each.percent.normalize()) for each in Payee.objects.all() if each.percent] == ["6E+1", "4E+1"]
    assert "har ingen mottagare" not in whole


def test_r45_payees_in_kronor_are_held_against_the_countys_share(here: Ground, client: Client) -> None:
    line = here.shipped("lan-brukarmedverkan")
    make.payee(here.plan, line, kronor=400_000)

    shown = text_of(client.get(here.url("money", query=f"?ar=2020&post={line.slug}")))

    assert "600 000 kr har ingen mottagare" in shown


def test_r45_percent_and_kronor_are_not_both_said(here: Ground) -> None:
    typed = {
        "line": here.shipped("lan-brukarmedverkan").pk,
        "organisation": here.lead.pk,
        "percent": "60",
        "kronor": "5",
    }

    answer = here.keeper.post(here.edit("betalas-till", of=here.plan), typed)

    assert "Skriv procent eller kronor, inte båda." in text_of(answer)
    assert not Payee.objects.exists()


# Rights


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER, Role.INITIATIVE_OWNER])
def test_those_who_do_not_keep_the_money_change_nothing(here: Ground, role: Role) -> None:
    client, line = here.client(role), here.shipped("lan-suicidprevention")

    answers = [
        client.post(here.edit("bidragspost"), LINE),
        client.post(here.edit("publicerat-belopp", of=here.plan), {"line": line.pk}),
        client.post(here.edit("betalas-till", of=here.plan), {"line": line.pk}),
        client.get(here.url("new_agreement")),
        client.post(here.url("import_lines", here.own.uuid), {"pasted": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert "Lägg till en post" not in text_of(client.get(here.own.get_absolute_url()))


def test_a_stranger_is_asked_to_sign_in(here: Ground, client: Client) -> None:
    for address in (here.edit("bidragspost"), here.url("new_agreement"), here.url("import_lines", here.own.uuid)):
        assert client.get(address)["Location"].startswith("/logga-in/")


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.COUNTY_LEAD])
def test_an_agreement_that_ships_is_changed_by_nobody(here: Ground, role: Role) -> None:
    client, shipped = here.client(role), Agreement.objects.get(plan=None, year=2020)
    line = here.shipped("lan-suicidprevention")

    answers = [
        client.get(here.edit("bidragspost", of=shipped)),
        client.post(here.edit("bidragspost", line.pk, of=shipped), LINE),
        client.post(here.url("edit", "overenskommelse", shipped.uuid), {"title": "x"}),
        client.post(here.url("withdraw", "overenskommelse", shipped.uuid), {"reason": "x", "version": 1}),
        client.get(here.url("import_lines", shipped.uuid)),
        client.get(here.url("history", "agreement", shipped.uuid)),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)


def test_what_belongs_to_a_hidden_plan_is_not_found(here: Ground, client: Client) -> None:
    hidden = make.plan(county=here.county, lead=here.lead, visibility="draft")
    agreement = make.agreement(hidden)
    line = make.grant_line(agreement, kronor=10)
    run = make.allocation_run(hidden, line)

    for address in (
        here.url("agreement", agreement.uuid), here.url("allocation", line.pk), here.url("allocation_run", run.uuid),
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    assert agreement.title not in text_of(client.get(here.url("agreements")))


# Few questions to the database


@pytest.mark.parametrize("name", ["money", "money_towns", "agreements", "agreement", "allocation", "towns", "run"])
def test_a_page_asks_little_of_the_database(here: Ground, client: Client, name: str) -> None:
    town, line = here.shipped("kommun-handlingsplaner"), here.shipped("lan-suicidprevention")
    make.published_share(here.plan, line, kronor=1)
    make.payee(here.plan, line)
    address = {
        "money": here.url("money", query=f"?ar=2020&post={line.slug}"),
        "money_towns": here.url("money", query=f"?ar=2020&post={town.slug}"),
        "agreements": here.url("agreements"),
        "agreement": here.url("agreement", town.agreement.uuid),
        "allocation": here.url("allocation", line.pk),
        "towns": here.url("allocation", town.pk),
        "run": here.url("allocation_run", make.allocation_run(here.plan, line).uuid),
    }[name]

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, [each["sql"][:120] for each in asked]


@pytest.mark.parametrize("name", ["money", "agreements"])
def test_more_agreements_cost_no_more_questions(here: Ground, client: Client, name: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(here.url(name))
        return len(found)

    few = asked()
    for _ in range(10):
        make.grant_line(make.agreement(here.plan, year=2001), kronor=10)

    assert asked() == few


def test_a_number_that_is_no_line_is_not_found(here: Ground, client: Client) -> None:
    assert client.get(here.url("allocation", 10**30)).status_code == 404
