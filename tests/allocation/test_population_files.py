"""Population from CSV files: what is there is read, and what is missing is told and never filled in."""

import pytest

from handslag.allocation import AgeBand, AllocationInputError, read_population, units_of
from handslag.places.units import names

MUNICIPALITIES = ("0980", "1880", "1881")
NAMES = {"09": "Gotlands län", "18": "Örebro län"}


def lines(text: str) -> list[str]:
    return text.split()


WHOLE = lines("municipality_code,year,population,perturbed 0980,2019,10,0 1880,2019,20,0 1881,2019,30,0 1880,2025,5,1")
AGED = lines(
    """municipality_code,year,sex,age,population
    0980,2019,K,0-25,1 0980,2019,M,0-25,2 0980,2019,K,26+,3 0980,2019,M,26+,4
    1880,2019,K,0-25,5 1880,2019,M,0-25,6 1880,2019,K,26+,7 1880,2019,M,26+,8
    1881,2019,K,0-25,9 1881,2019,M,0-25,10 1881,2019,K,26+,11 1881,2019,M,26+,12"""
)


def units(file: list[str], level: str = "county", year: int = 2019):
    told = dict.fromkeys(MUNICIPALITIES, "K") if level == "municipality" else NAMES
    return units_of(read_population(file), year=year, level=level, names=told, municipalities=MUNICIPALITIES)


def test_municipalities_are_summed_to_their_counties():
    assert [(each.code, each.name, each.population) for each in units(WHOLE)] == [
        ("09", "Gotlands län", 10),
        ("18", "Örebro län", 50),
    ]


def test_a_county_file_is_read_and_its_row_of_the_country_left_out():
    told = lines("county_code,year,population,derivation 00,2019,60,x 09,2019,10,x 18,2019,50,x")

    assert [each.population for each in units(told, "region")] == [10, 50]


def test_sexes_are_added_and_ages_kept():
    assert units(AGED, "municipality")[1].ages == (AgeBand(0, 25, 11), AgeBand(26, None, 15))
    assert units(AGED)[1].ages == (AgeBand(0, 25, 30), AgeBand(26, None, 38))
    assert units(AGED)[1].population == 68


def test_ages_year_by_year_end_with_a_hundred_and_above():
    told = lines("county_code,year,sex,age,population")
    told += [f"{code},2019,{sex},{age},1" for code in NAMES for sex in "KM" for age in range(101)]

    found = units(told)[0]

    assert (found.population, found.aged(0, 25)) == (202, 52)
    assert found.ages[-1] == AgeBand(100, None, 2)


def test_ages_that_are_not_all_there_give_no_population():
    told = [each for each in AGED if "26+" not in each]

    assert units(told)[1].population is None
    assert units(told)[1].aged(0, 25) == 30


def test_years_with_random_noise_are_known():
    assert read_population(WHOLE).perturbed == {2025}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "inte de kolumner som behövs"),
        ("code,year,population 18,2019,5", "inte de kolumner som behövs"),
        ("county_code,population 18,5", "inte de kolumner som behövs"),
        ("county_code,year,population", "inga rader"),
        ("county_code,year,population 18,2019", "Rad 2: population kan inte vara ””"),
        ("county_code,year,population 18,2019,-5", "Rad 2: population kan inte vara ”-5”"),
        ("county_code,year,population 18,2019,5.0", "Rad 2: population kan inte vara ”5.0”"),
        ("county_code,year,population 18,2019,..", "Rad 2: population kan inte vara ”..”"),
        ("county_code,year,population 1880,2019,5", "Rad 2: county_code kan inte vara ”1880”"),
        ("county_code,year,population 18,19,5", "Rad 2: year kan inte vara ”19”"),
        ("county_code,year,population 18,2019,5 18,2019,5", "Rad 3: 18 för 2019 står två gånger"),
        ("county_code,year,sex,age,population 18,2019,K,barn,5", "Rad 2: age kan inte vara ”barn”"),
        ("county_code,year,sex,age,population 18,2019,totalt,0-25,5", "Rad 2: sex kan inte vara ”totalt”"),
        ("county_code,year,sex,age,population 18,2019,K,0-25,5", "bara ett kön för 2019"),
        ('county_code,year,population 18,2019,"5', "går inte att läsa som CSV"),
    ],
)
def test_a_file_that_cannot_be_meant_says_where(text: str, told: str):
    with pytest.raises(AllocationInputError) as refused:
        read_population(lines(text))

    assert told in refused.value.message_sv


def test_a_row_that_is_missing_in_one_place_is_not_taken_for_nobody():
    with pytest.raises(AllocationInputError, match="1880 saknar rader för 2019 som andra har"):
        read_population([each for each in AGED if each != "1880,2019,M,0-25,6"])


def test_a_year_that_is_missing_is_told_with_those_there_are():
    with pytest.raises(AllocationInputError, match=r"ingen folkmängd för 2018\. År i filen: 2019, 2025"):
        units(WHOLE, year=2018)


@pytest.mark.parametrize("level", ["county", "municipality"])
def test_a_municipality_that_is_missing_is_told(level: str):
    with pytest.raises(AllocationInputError, match="saknar 1 av 3 för 2019, till exempel 0980"):
        units([each for each in WHOLE if not each.startswith("0980")], level)


def test_counties_cannot_be_split_into_municipalities():
    with pytest.raises(AllocationInputError, match="folkmängd för län, men fördelningen gäller kommuner"):
        units(lines("county_code,year,population 18,2019,5"), "municipality")


def test_the_names_that_follow_along_are_whole():
    assert [len(names(level)) for level in ("county", "region", "municipality")] == [21, 21, 290]
    assert {code[:2] for code in names("municipality")} == set(names("county")) == set(names("region"))
    assert (names("region")["09"], names("municipality")["0980"]) == ("Region Gotland", "Gotland")
