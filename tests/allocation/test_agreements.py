"""The agreements that follow along: each is read, its sums agree or cannot be checked, and 2020 is whole."""

import datetime
from pathlib import Path

import pytest

from handslag.allocation import (
    AllocationInputError,
    BadAgreement,
    BaseAndPopulation,
    ByAges,
    ByPopulation,
    FixedAmounts,
    GrantLine,
    agreements,
    allocate,
)
from handslag.allocation.agreements import FOLDER, read
from handslag.places.units import AGES_FILE, POPULATION_FILE
from tests.allocation.ground import people

MILLION = 1_000_000
YEARS = [2018, 2019, 2020, 2022, 2025, 2026]
SHARED_LINES = [line for line in agreements()[2020].lines if line.key]


def line(slug: str) -> GrantLine:
    found = agreements()[2020].line(slug)
    assert found is not None
    return found


def kronor(slug: str, level: str, path: Path = POPULATION_FILE) -> dict[str, int]:
    """Return the shares of a line of 2020 by code."""
    of = line(slug)
    assert of.kronor is not None and of.key is not None
    run = allocate(of.kronor, people(level, 2019, path), of.key, level=level)
    return {each.code: each.kronor for each in run.shares}


def test_the_years_that_are_known_are_there_and_no_others():
    assert list(agreements()) == YEARS
    assert [each.kronor for each in agreements().values()] == [
        n * MILLION for n in (1414, 1774, 1716, 1635, 1560, 1320)
    ]


@pytest.mark.parametrize("year", YEARS)
def test_no_sum_of_an_agreement_is_wrong(year: int):
    assert [str(each) for each in agreements()[year].checks() if each.state == "wrong"] == []


@pytest.mark.parametrize("year", YEARS)
def test_only_2020_is_whole_and_what_is_not_says_what_is_missing(year: int):
    agreement = agreements()[year]

    assert agreement.is_complete == (year == 2020)
    assert agreement.note
    assert agreement.checks()[0].state == ("right" if year == 2020 else "unknown")


def test_the_twelve_lines_of_2020_give_every_stated_sum_to_the_krona():
    agreement = agreements()[2020]

    assert len(agreement.lines) == 12
    assert [each.state for each in agreement.checks()] == ["right"] * 7
    assert [each.stated for each in agreement.checks()][:6] == [n * MILLION for n in (1716, 820, 300, 574, 22, 1694)]
    assert [each.position for each in agreement.lines] == list(range(1, 13))


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_each_kind_of_receiver_gets_sums_to_the_total_where_no_line_is_known(year: int):
    last = agreements()[year].checks()[-1]

    assert (last.what, last.state) == ("Delsummorna mot hela summan", "right")
    assert agreements()[year].lines == ()


def test_the_keys_of_2020_are_as_the_proposal_has_them():
    assert {type(each.key) for each in SHARED_LINES if each.receiver != "county"} == {ByPopulation}
    assert line("lan-sammanhallen-vard").key == BaseAndPopulation(base=5 * MILLION)
    fixed = line("lan-brukarmedverkan").key
    assert isinstance(fixed, FixedAmounts)
    assert (fixed.amount, set(fixed.exceptions), fixed.base_of("12")) == (MILLION, {"01", "12", "14"}, 2 * MILLION)
    assert [each.slug for each in agreements()[2020].lines if each.key is None] == [
        "skr-administration",
        "skr-utvecklingsstod",
    ]


def test_a_key_that_its_source_leaves_open_says_that_the_reading_is_ours():
    assert [each.slug for each in SHARED_LINES if each.key.reading] == [
        "lan-brukarmedverkan",
        "lan-ungdomsmottagningar",
    ]


def test_the_last_days_of_2026_are_there():
    assert [(each.key, each.on) for each in agreements()[2026].dates] == [
        ("last_requisition", datetime.date(2026, 12, 1)),
        ("account", datetime.date(2027, 3, 31)),
    ]


@pytest.mark.parametrize("each", SHARED_LINES, ids=lambda each: each.slug)
def test_every_line_of_2020_sums_to_the_krona(each: GrantLine):
    path = AGES_FILE if isinstance(each.key, ByAges) else POPULATION_FILE

    assert sum(kronor(each.slug, each.receiver, path).values()) == each.kronor


def test_five_million_to_each_county_leaves_ninety_five_to_population():
    of = line("lan-sammanhallen-vard")
    run = allocate(of.kronor, people("county"), of.key)

    assert run.total - run.bases == 95 * MILLION
    assert run.share("18").kronor == 7_803_798


def test_rounding_each_share_by_itself_would_miss_the_total():
    """Why the largest remainder: what FACTS of the field warn of, by the product's own population."""
    of = line("kommun-kunskapsbaserad-vard")
    run = allocate(of.kronor, people("municipality"), of.key)

    assert sum(each.rounded_down for each in run.shares) < of.kronor - 100


def test_gotland_is_region_municipality_and_county_and_gets_all_three():
    region = kronor("region-handlingsplaner", "region")["09"]
    municipality = kronor("kommun-handlingsplaner", "municipality")["0980"]
    county = kronor("lan-suicidprevention", "county")["09"]

    # 59 686 of 10 327 589 inhabitants of 300, 200 and 200 million.
    assert (region, municipality, county) == (1_733_783, 1_155_855, 1_155_855)


def test_youth_clinics_are_shared_by_inhabitants_of_0_to_25():
    among = people("county", 2019, AGES_FILE)

    assert sum(each.aged(0, 25) for each in among) == 3_128_624
    assert kronor("lan-ungdomsmottagningar", "county", AGES_FILE)["18"] == 4_536_499


def test_youth_clinics_are_not_shared_by_a_population_without_ages():
    with pytest.raises(AllocationInputError, match="Det finns ingen folkmängd efter ålder"):
        kronor("lan-ungdomsmottagningar", "county")


def test_the_two_populations_that_follow_along_agree():
    by_age, whole = (people("county", 2019, path) for path in (AGES_FILE, POPULATION_FILE))

    assert [each.population for each in by_age] == [each.population for each in whole]


GOOD = (FOLDER / "2026.toml").read_text(encoding="utf-8")
LINE = '[[lines]]\nslug = "a"\ntitle = "A"\nreceiver = "region"\nsource = "x"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("year =", "Invalid value"),
        (GOOD.replace('status = "unknown"', 'status = "rejected"'), "status cannot be right"),
        (GOOD.replace("kronor = 493_000_000", 'kronor = "493"'), r"stated_sums\.kronor cannot be '493'"),
        (GOOD.replace("is_complete = false", "is_complete = 0"), "is_complete cannot be 0"),
        (GOOD.replace("is_complete = false\n", ""), "is_complete is missing"),
        (GOOD.replace("on = 2026-12-01", 'on = "1 december"'), r"dates\.on cannot be"),
        (GOOD.replace("note =", "remark ="), "remark is no field"),
        (GOOD.replace('receivers = ["county"]', 'receivers = ["parish"]'), "receiver cannot be right"),
        (GOOD.replace("year = 2026", "year = 2025"), "year cannot be right"),
        (f"{GOOD}\n{LINE}\n{LINE}", "slug cannot be right"),
        (f"{GOOD}\n{LINE}kronor = 0\n", "kronor cannot be right"),
        (f"{GOOD}\n{LINE}amount = 1\n", r"lines\[1\]\.amount is no field"),
        (f'{GOOD}\n{LINE}key = {{ kind = "lottery" }}\n', r"lines\[1\]\.key\.kind"),
    ],
)
def test_a_file_that_is_no_agreement_says_what_is_wrong(tmp_path: Path, text: str, told: str):
    file = tmp_path / "2026.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadAgreement, match=told) as refused:
        read(file)

    assert str(refused.value).startswith("2026.toml: ")
