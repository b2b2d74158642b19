"""`handslag allocate`: a line's shares as a table or as a run that can be worked out again; nothing is guessed."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from handslag.allocation import repeat
from handslag.places.units import POPULATION_FILE, names

CARE = ("--year", "2020", "--line", "lan-sammanhallen-vard")
YOUTH = ("--year", "2020", "--line", "lan-ungdomsmottagningar")
AGES = ("0-5", "6-12", "13-15", "16-18", "19-25", "26-44", "45-64", "65-79", "80+")


def run(*words: str | Path) -> tuple[str, str]:
    """Return what the command prints, and what it tells beside that."""
    out, told = io.StringIO(), io.StringIO()
    call_command("allocate", *map(str, words), stdout=out, stderr=told)
    return out.getvalue(), told.getvalue().replace("\u00a0", " ")


def rows(*words: str | Path) -> dict[str, dict[str, str]]:
    return {row["kod"]: row for row in csv.DictReader(io.StringIO(run(*words)[0]), delimiter=";")}


@pytest.fixture
def by_age(tmp_path: Path) -> Path:
    """A file with as many people of each age and sex in every municipality: ten, but twenty in Örebro."""
    file = tmp_path / "ages.csv"
    told = [
        f"{code},2019,{sex},{age},{20 if code == '1880' else 10}"
        for code in names("municipality")
        for sex in "KM"
        for age in AGES
    ]
    file.write_text("\n".join(["municipality_code,year,sex,age,population", *told]), encoding="utf-8")
    return file


def test_a_line_is_shared_out_as_a_table_that_sums_to_the_krona():
    table = rows(*CARE)

    assert len(table) == 21
    assert sum(int(row["kronor"]) for row in table.values()) == 200_000_000
    assert table["18"] == {
        "kod": "18", "namn": "Örebro län", "invånare": "304805", "fast del": "5000000", "vikt": "304805",
        "exakt del": "7803798,1566", "golv eller tak": "", "nedåt": "7803798", "tur": "", "kronor": "7803798",
    }  # fmt: skip


def test_the_rule_and_what_it_rests_on_are_told_beside_the_table():
    _, told = run(*CARE)

    assert "5 000 000 kr per län, resten efter folkmängd" in told
    assert "2019-12-31" in told and "datumet är ett antagande" in told


def test_a_line_as_json_can_be_worked_out_again():
    told = json.loads(run(*CARE, "--format", "json")[0])

    again = repeat(told["run"])

    assert again.is_same
    assert again.allocation.share("18").kronor == 7_803_798
    assert (told["agreement"], told["line"]) == (2020, "lan-sammanhallen-vard")


def test_a_line_goes_to_its_own_receivers_where_nothing_else_is_said():
    assert len(rows("--year", "2020", "--line", "kommun-handlingsplaner")) == 290
    assert rows("--year", "2020", "--line", "region-traumavard")["09"]["namn"] == "Region Gotland"


def test_another_level_total_year_and_rounding_may_be_chosen():
    table = rows(
        "--year", "2020", "--line", "kommun-handlingsplaner", "--level", "county", "--total", "1000500",
        "--unit", "1000", "--as-of", "2018",
    )  # fmt: skip

    assert sum(int(row["kronor"]) for row in table.values()) == 1_000_500
    assert table["18"]["invånare"] == "302252"
    assert sum(int(row["kronor"]) % 1000 != 0 for row in table.values()) == 1


def test_a_population_with_noise_says_so():
    assert "slumpstörning" in run(*CARE, "--as-of", "2025")[1]
    assert "slumpstörning" not in run(*CARE, "--as-of", "2024")[1]


def test_youth_clinics_are_shared_by_a_file_with_ages_and_say_whose_reading_it_is(by_age: Path):
    table = rows(*YOUTH, "--population", by_age)

    # Gotland has 1 of 291 parts, Örebro county 13.
    assert int(table["09"]["vikt"]) == 2 * 5 * 10
    assert [round(int(table[code]["kronor"]) * 291 / 150_000_000) for code in ("09", "18")] == [1, 13]
    assert "vår läsning" in run(*YOUTH, "--population", by_age)[1]


def test_youth_clinics_without_ages_are_refused():
    with pytest.raises(
        CommandError, match=r"0–25 år går inte att räkna fram exakt\. Det finns ingen folkmängd efter ålder"
    ):
        run(*YOUTH, "--population", POPULATION_FILE)


def test_youth_clinics_are_shared_by_the_ages_that_follow_along_where_the_year_is_there():
    assert rows(*YOUTH)["18"]["kronor"] == "4536499"
    with pytest.raises(CommandError, match=r"ingen folkmängd för 2020\. År i filen: 2019"):
        run(*YOUTH, "--as-of", "2020")


def test_ages_that_are_cut_elsewhere_are_refused(by_age: Path):
    by_age.write_text(by_age.read_text(encoding="utf-8").replace("19-25", "19-24").replace("26-44", "25-44"))

    with pytest.raises(CommandError, match="Det som finns är 0–5, 6–12, 13–15, 16–18, 19–24, 25–44"):
        run(*YOUTH, "--population", by_age)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--year", "2021", "--line", "x"), "ingen överenskommelse för 2021. År: 2018, 2019, 2020"),
        (
            ("--year", "2020", "--line", "x"),
            "Posten x finns inte i Överenskommelsen om psykisk hälsa 2020. Poster: region-",
        ),
        (("--year", "2026", "--line", "x"), "Posterna och deras nycklar är inte kända"),
        (("--year", "2019", "--line", "region-handlingsplaner"), "Nyckeln är inte känd"),
        (("--year", "2020", "--line", "skr-administration"), "Går till en mottagare och fördelas inte"),
        ((*CARE, "--level", "municipality"), "nyckeln säger kronor per län"),
        ((*CARE, "--total", "104999999"), "De fasta delarna är tillsammans 105 000 000 kr"),
        ((*CARE, "--total", "-1"), "total får inte vara mindre än 0"),
        ((*CARE, "--unit", "0"), "unit får inte vara mindre än 1"),
        ((*CARE, "--as-of", "1999"), "ingen folkmängd för 1999"),
        ((*CARE, "--population", "no-such-file.csv"), "no-such-file.csv går inte att läsa"),
    ],
)
def test_what_cannot_be_shared_out_is_told_in_words(words: tuple[str, ...], told: str):
    with pytest.raises(CommandError) as refused:
        run(*words)

    assert told in str(refused.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "inte de kolumner som behövs"),
        (b"a;b\n1;2\n", "inte de kolumner som behövs"),
        ("county_code,year,population\n18,2019,f\xe5\n".encode("latin-1"), "är inte UTF-8"),
        (b"county_code,year,population\n18,2019,5\n", "Filen saknar 20 av 21 för 2019"),
        (b"county_code,year,population\n18,2019,-\n", "Rad 2: population kan inte vara"),
        (b"\0\0\0", "inte"),
    ],
)
def test_a_bad_file_is_told_in_words(tmp_path: Path, raw: bytes, told: str):
    file = tmp_path / "bad.csv"
    file.write_bytes(raw)

    with pytest.raises(CommandError, match=told):
        run(*CARE, "--population", file)


def test_a_file_saved_by_excel_as_utf_8_is_read(tmp_path: Path):
    file = tmp_path / "excel.csv"
    file.write_bytes(b"\xef\xbb\xbf" + POPULATION_FILE.read_bytes().replace(b"\n", b"\r\n"))

    assert rows(*CARE, "--population", file)["18"]["kronor"] == "7803798"
