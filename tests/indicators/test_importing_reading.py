"""A file read for an indicator: what is understood, and each thing that cannot be with its row, column and words."""

import datetime
import io

import pytest

from handslag.indicators.importing import reading
from handslag.indicators.importing.columns import Choices, faults_of, fingerprint, suggested
from handslag.indicators.importing.periods import BadPeriod, period
from handslag.indicators.importing.places import BadPlace, Places
from handslag.indicators.series import Value
from tests.indicators.importing import FIVE_YEARS, OWN, PLACES, SUICIDE, SURVEY, ground, read, told

DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", DAY(2023, 1, 1), DAY(2023, 12, 31)),
        ("2018-2022", DAY(2018, 1, 1), DAY(2022, 12, 31)),
        ("2018 – 2022", DAY(2018, 1, 1), DAY(2022, 12, 31)),
        ("2024M02", DAY(2024, 2, 1), DAY(2024, 2, 29)),
        ("2023-04", DAY(2023, 4, 1), DAY(2023, 4, 30)),
        ("mars 2024", DAY(2024, 3, 1), DAY(2024, 3, 31)),
        ("2024 K2", DAY(2024, 4, 1), DAY(2024, 6, 30)),
        ("2018/19", DAY(2018, 7, 1), DAY(2019, 6, 30)),
        ("Läsåret 1999/2000", DAY(1999, 7, 1), DAY(2000, 6, 30)),
        ("2022-04-01 – 2023-09-30", DAY(2022, 4, 1), DAY(2023, 9, 30)),
    ],
)
def test_a_period_is_read_as_people_write_it(text, first, last):
    assert period(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2018-19", "Flera år skrivs med fyra siffror"),
        ("2018/20", "inget läsår"),
        ("2022-2018", "slutar innan den börjar"),
        ("23", "ingen period"),
        ("2023-02-30 - 2023-03-01", "ingen dag"),
        ("0203", "årtal som inte kan stämma"),
        ("", "ingen period"),
    ],
)
def test_what_is_no_period_says_how_one_is_written(text, words):
    with pytest.raises(BadPeriod, match=words):
        period(text)


def test_a_period_as_it_is_printed_is_read_back():
    for text in ("2019", "2018–2022", "läsåret 2018/19", "mars 2024"):
        assert Value(*period(text), value=None).label == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Örebro", "1880"), ("örebro  kommun", "1880"), ("1880", "1880"), ("1880 Örebro", "1880"), ("18", "18"),
        ("Örebro län", "18"), ("Länet", "18"),
    ],
)  # fmt: skip
def test_an_area_is_known_by_code_and_by_name(text, code):
    assert Places(PLACES, "18").find(text).code == code


@pytest.mark.parametrize(
    ("text", "words"),
    [("Nora", "inget område som finns"), ("0180", "ett annat län"), ("180", "ett annat län"), ("1", "ett annat län"), ("1880 Kumla", "koden 1880 är Örebro"),
     ("Riket", "gemensamma för alla län"), ("00", "gemensamma för alla län"), ("Sverige", "gemensamma för alla län")],
)  # fmt: skip
def test_an_area_that_cannot_be_says_why(text, words):
    with pytest.raises(BadPlace, match=words):
        Places(PLACES, "18").find(text)


def test_the_operator_may_name_every_area_and_a_lost_zero_is_put_back():
    places = Places(PLACES)

    assert places.find("180").code == "0180"
    assert {places.find(each).code for each in ("Riket", "00", "Sverige")} == {"00"}


SAID = [
    ("område;period;värde\nÖrebro;2022;12,3,4\n", "Rad 2, kolumn värde: ”12,3,4” är inget tal"),
    ("område;period;värde\nÖrebro;2022;-5\n", "Rad 2, kolumn värde: -5 är mindre än noll. Ett antal kan inte vara negativt."),
    ("område;period;täljare;nämnare\nÖrebro;2022;-3;50\n", "Rad 2, kolumn täljare: -3 är mindre än noll. Ett antal kan inte vara negativt."),
    ("område;period;täljare;nämnare\nÖrebro;2022;60;50\n", "Rad 2, kolumn täljare: täljaren (60) är större än nämnaren (50)."),
    ("område;period;täljare;nämnare;värde\nÖrebro;2022;1;3;33,4\n", "Rad 2, kolumn värde: 33,4 stämmer inte med täljare och nämnare, som ger 33,33."),
    ("område;period;värde;nämnare\nÖrebro;2022;33;0\n", "Rad 2, kolumn nämnare: nämnaren är noll. Lämna cellen tom om den inte är känd."),
    ("område;period;värde\nÖrebro;2022;133\n", "Rad 2, kolumn värde: 133 är mer än alla (100)."),
    ("område;period;värde\nÖrebro;2022;80\nÖrebro kommun;2022;81\n", "Rad 3, kolumn period: samma område, period, kön och ålder som rad 2 (Örebro, 2022)."),
    ("område;period;värde\nÖrebro;2022;80\nÖrebro;2022/23;81\n", "Rad 3, kolumn period: perioden läsåret 2022/23 överlappar 2022 på rad 2 (Örebro)."),
    ("område;period;värde\nÖrebro;2021-2022;80\n", "Rad 2, kolumn period: 2021–2022 är 2 år, men indikatorn gäller ett år. De kan inte stå i samma serie."),
    ("område;period;värde\nÖrebro;2027;80\n", "Rad 2, kolumn period: 2027 har inte börjat än."),
    ("område;period;värde\n;2022;80\n", "Rad 2, kolumn område: området saknas."),
    ("område;period;värde\nÖrebro;;80\n", "Rad 2, kolumn period: perioden saknas."),
    ("område;period;kön;värde\nÖrebro;2022;annat;80\n", "Rad 2, kolumn kön: ”annat” är inget kön. Skriv totalt, kvinnor eller män."),
    ("område;period;ålder;värde\nÖrebro;2022;15-24;80\n", "Rad 2, kolumn ålder: åldern är 15-24, men indikatorn gäller alla åldrar. Tal för olika åldrar kan inte stå i samma serie."),
    ("område;period;värde;nedre;övre\nÖrebro;2022;80;82;90\n", "Rad 2, kolumn nedre: värdet 80 ligger inte mellan gränserna 82 och 90."),
    ("område;period;värde;nedre;övre\nÖrebro;2022;80;78;\n", "Rad 2, kolumn övre: en av gränserna saknas. Ange båda eller ingen."),
    ("område;period;täljare;nämnare\nÖrebro;2022;5 %;50\n", "Rad 2, kolumn täljare: ”5 %” är procent, men här väntas ett antal."),
    (f"område;period;värde\nÖrebro;2022;{'9' * 29}\n", f"Rad 2, kolumn värde: ”{'9' * 29}” är ett för stort tal. Kontrollera det."),
    (f"område;period;täljare;nämnare\nÖrebro;2022;1;{'9' * 400}\n", f"Rad 2, kolumn nämnare: ”{'9' * 40}” är ett för stort tal. Kontrollera det."),
    ("område;period;täljare;nämnare\nÖrebro;2022;1.200;12000\n", "Rad 2, kolumn täljare: ”1.200” kan läsas på två sätt. Skriv 1200 eller 1 200."),
    ("område;period;täljare;nämnare\nÖrebro;2022;120;12,000\n", "Rad 2, kolumn nämnare: ”12,000” kan läsas på två sätt. Skriv 12000 eller 12 000."),
    ("område;period;täljare;nämnare\nÖrebro;2022;6,5;130\n", "Rad 2, kolumn täljare: ”6,5” är inget helt tal, men här väntas ett antal."),
    (f"område;period;värde;kommentar\nÖrebro;2022;80;{'a' * 301}\n", "Rad 2, kolumn kommentar: kommentaren har 301 tecken, högst 300 får plats."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), SAID, ids=[words[:40] for _text, words in SAID])
def test_what_cannot_be_is_told_by_row_and_column(text, words):
    assert told(text) == [words]


@pytest.mark.parametrize(("cell", "words"), [("1.200", "två sätt"), ("6,5", "inget helt tal"), ("1 200,0", "")])
def test_a_value_that_is_a_count_is_whole(cell, words):
    faults = told(f"område;period;värde\nÖrebro;2022;{cell}\n", OWN)

    assert [words in each for each in faults] == ([True] if words else [])


def test_what_is_a_mean_may_have_parts_everywhere():
    on = ground(measure="mean", per=1)

    assert told("område;period;värde;täljare;nämnare\nÖrebro;2022;1,625;6,5;4\n", on=on) == []


def test_a_file_without_a_fault_has_none_and_keeps_what_it_says():
    found = read("Kommun;År;Kön;Täljare;Nämnare;Andel;Kommentar\nKumla;2022;Kvinnor;1;3;33,3;Nytt betyg\n")

    (figure,) = found.figures
    assert found.faults == ()
    assert (figure.place.code, figure.sex, figure.value, figure.note) == ("1881", "K", 33.3, "Nytt betyg")
    assert (figure.numerator, figure.denominator) == (1, 3)


def test_a_value_may_follow_from_its_base_and_a_mark_may_not():
    found = read("område;period;värde;täljare;nämnare\nKumla;2021;;18;50\nKumla;2022;x;;\n")

    assert [(each.value, each.state) for each in found.figures] == [(36.0, ""), (None, "suppressed_source")]


def test_marks_become_the_states_that_they_mean():
    found = read("område;period;värde\nKumla;2020;..\nKumla;2021;x\nKumla;2022;.\nKumla;2019;0\nKumla;2018;\n")

    assert [each.state for each in found.figures] == ["missing", "suppressed_source", "missing", "", "missing"]
    assert found.figures[3].value == 0


@pytest.mark.parametrize(
    ("meaning", "values", "states"),
    [("zero", [0.0], [""]), ("missing", [None], ["missing"]), ("not_published", [None], ["not_published"]), ("left_out", [], [])],
)  # fmt: skip
def test_a_dash_is_asked_for_and_never_guessed(meaning, values, states):
    text = "område;period;värde\nKumla;2022;-\n"

    assert read(text).questions == ("-",)
    found = read(text, marks={"-": meaning}).figures
    assert ([each.value for each in found], [each.state for each in found]) == (values, states)


def test_shares_from_0_to_1_are_asked_for_and_never_guessed():
    text = "område;period;värde\nKumla;2021;0,8\nKumla;2022;0,85\n"

    assert read(text).questions == ("shares",)
    assert [each.value for each in read(text, shares="fraction").figures] == [80.0, 85.0]
    assert [each.value for each in read(text, shares="percent").figures] == [0.8, 0.85]


def test_a_percent_sign_stands_only_where_the_unit_is_percent():
    assert read("område;period;värde\nKumla;2022;80,5 %\n").figures[0].value == 80.5
    (words,) = told("område;period;värde\n18;2022;5 %\n", SUICIDE)
    assert words.startswith("Rad 2, kolumn värde: ”5 %” är procent, men här väntas per 100 000")


def test_single_years_of_suicide_are_refused_below_a_county_with_the_reason():
    on = ground(SUICIDE, levels=("country", "county", "municipality"))
    (words,) = told("område;period;värde\n1880;2022;10,1\n", on=on)

    assert "enskilda år tas inte in för en kommun" in words
    assert told("område;period;värde\n1880;2018-2022;10,1\n", on=on) == []
    assert told("område;period;värde\n18;2022;10,1\n", on=on) == []


def test_suicide_is_not_taken_in_for_a_level_that_the_definition_lacks():
    assert (
        "Kumla: indikatorn finns bara för riket och län."
        in told("område;period;värde\nKumla;2018-2022;10\n", SUICIDE)[0]
    )


@pytest.mark.parametrize("period", ["2024-03", "2024K1", "2024-01-01 – 2024-06-30"])
@pytest.mark.parametrize("key", ["behoriga-till-yrkesprogram", SUICIDE, OWN])
def test_a_part_of_a_year_is_not_taken_for_a_year(key, period):
    (words,) = told(f"område;period;värde\n18;{period};12\n", key)

    assert "är kortare än ett år, men indikatorn gäller ett år" in words


def test_a_month_is_taken_in_only_where_there_is_a_figure_every_month():
    text = "område;period;värde\n18;2024-03;12\n18;2024-04;12\n"

    assert told(text, on=ground(frequency="month")) == []
    assert len(told(text, on=ground(frequency="month", single_years=False))) == 2


def test_a_year_and_a_half_is_not_taken_for_two_years():
    assert (
        "18 månader, men indikatorn gäller 2 år"
        in told("område;period;värde\n18;2022-01-01 – 2023-06-30;12\n", on=ground(window=2))[0]
    )


def test_periods_of_several_years_may_slide_and_others_may_not_overlap():
    sliding = "område;period;värde\n18;2016-2020;14,2\n18;2017-2021;14,0\n"

    assert told(sliding, FIVE_YEARS) == []
    (words,) = told("område;period;värde\n18;2019;14,2\n", FIVE_YEARS)
    assert "2019 är 1 år, men indikatorn gäller 5 år" in words


def test_a_county_with_its_own_survey_has_its_single_years():
    assert told("område;period;värde\n18;2022;81\n", SURVEY) == []


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("område;period;Värde 25-84 år\n18;2016-2020;14,2\n", "åldern"),
        ("Suicid per 1 000 invånare\n\nområde;period;värde\n18;2022;0,1\n", "vad talet räknas per"),
        ("Suicid, åldersstandardiserat\n\nområde;period;värde\n18;2022;14\n", "åldersstandardiseringen"),
        ("Säkra och osäkra suicid\n\nområde;period;värde\n18;2022;14\n", "vilka dödsfall som räknas"),
    ],
)
def test_mixed_definitions_are_refused(text, differs):
    on = ground(SUICIDE, breakdowns=("sex",))
    found = read(text, on=on)

    assert found.mixed.startswith(f"Filen mäter något annat än indikatorn: {differs} skiljer sig.")
    assert found.figures == ()


BOTH = "suicid-sakra-och-osakra-15-ar"


@pytest.mark.parametrize(
    ("title", "key", "differs"),
    [
        ("Säkra suicid", BOTH, "vilka dödsfall som räknas"),
        ("Suicid, X60-X84", BOTH, "vilka dödsfall som räknas"),
        ("Suicid exklusive osäkra", BOTH, "vilka dödsfall som räknas"),
        ("Suicid, X60-X84 och Y10-Y34", SUICIDE, "vilka dödsfall som räknas"),
        ("Säkra och osäkra", SUICIDE, "vilka dödsfall som räknas"),
        ("Ej åldersstandardiserad", "standard", "åldersstandardiseringen"),
        ("Åldersstandardiserat", SUICIDE, "åldersstandardiseringen"),
        ("Suicid, 0-14 år", SUICIDE, "åldern"),
        ("Säkra suicid", SUICIDE, ""),
        ("Suicid, X60-X84 och Y10-Y34", BOTH, ""),
        ("Ej åldersstandardiserad", SUICIDE, ""),
        ("Åldersstandardiserat", "standard", ""),
    ],
)
def test_what_a_title_says_is_held_against_the_definition_in_both_directions(title, key, differs):
    on = ground(SUICIDE, standard="age_standardised") if key == "standard" else ground(key)
    found = read(f"{title}\n\nområde;period;värde\n18;2022;14\n", on=on)

    assert (
        found.mixed.startswith(f"Filen mäter något annat än indikatorn: {differs} skiljer sig.")
        if differs
        else found.mixed == ""
    )


def test_a_heading_that_says_what_the_definition_says_mixes_nothing():
    assert read("område;period;Värde 16-84 år\n18;2022;81\n", SURVEY).mixed == ""


def test_a_wide_table_has_a_figure_for_each_year_and_says_which_cell_is_wrong():
    found = read("Kommun;2020;2021;2022\nÖrebro;80;81;82,5\nKumla;..;fel;90\n")

    assert [each.message for each in found.faults] == ["Rad 3, kolumn 2021: ”fel” är inget tal"]
    assert [(each.place.code, each.days[0].year, each.value) for each in found.sound] == [
        ("1880", 2020, 80), ("1880", 2021, 81), ("1880", 2022, 82.5),
    ]  # fmt: skip


def test_every_fault_is_found_at_once_and_the_sound_lines_are_known():
    found = read("område;period;värde\nNora;20;x1\nKumla;2022;80\n")

    assert len(found.faults) == 3
    assert found.faulty_lines == [2]
    assert [each.line for each in found.sound] == [3]


def test_two_lines_that_clash_are_both_left_out_as_nobody_knows_which_is_right():
    assert read("område;period;värde\nKumla;2022;80\nKumla;2022;81\n").sound == []


@pytest.mark.parametrize("code_page", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_code_page_and_separator_is_read(code_page, separator):
    text = 'område;period;värde\nÖrebro;2022;"1\u00a0234"\n'.replace(";", separator)
    table = reading.table_of(text.encode(code_page))
    on = ground(OWN)
    found = reading.read(table, suggested(table, on.places), on)

    assert [(each.place.code, each.value) for each in found.figures] == [("1880", 1234)]


def test_a_spreadsheet_is_read_and_its_formulas_are_faults():
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in (("Kommun", "År", "Värde"), ("Örebro", 2022, 80.5), ("Kumla", 2022, "=1+1")):
        book.active.append(row)
    book.save(out)
    table = reading.table_of(out.getvalue())
    found = reading.read(table, suggested(table, ground().places), ground())

    assert [each.value for each in found.sound] == [80.5]
    assert [each.message for each in found.faults] == [
        "Rad 3, kolumn Värde: Cellen är en formel. Skriv värdet i stället."
    ]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "Filen är tom"),
        (b"omr\xe5de;period;v\xe4rde\n", "inga rader"),
        (b"bara text\n", "ingen rad har mer än en kolumn"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "inte text"),
        (b"a;b\n" * 30_000, "fler än 20000 rader"),
        (b'omr\xe5de;period;v\xe4rde\n"Kumla;2022;3\n', "Citattecknen"),
    ],
)
def test_a_file_that_is_no_table_says_so(raw, words):
    with pytest.raises(reading.Unreadable, match=words):
        reading.table_of(raw)


@pytest.mark.parametrize("cell", ["811218-9876", "Anna 19811218-9876", "198112189876", "anna@example.org"])
def test_a_file_that_points_at_a_person_is_refused_and_the_number_is_not_repeated(cell):
    with pytest.raises(reading.Unreadable, match="Rad 2, kolumn vem") as refused:
        reading.table_of(f"vem;period;värde\n{cell};2022;3\n".encode())

    assert "9876" not in str(refused.value)


def test_large_numbers_are_no_persons():
    assert reading.table_of(b"area;period;value\n18;2022;10405670\n").rows


def test_columns_are_known_by_what_stands_in_them():
    table = reading.table_of("a;b;c\nÖrebro;2022;3\nKumla;2023;4\n".encode())

    assert suggested(table, Places(PLACES, "18")).roles == ("area", "period", "value")


def test_the_same_headings_in_another_case_are_the_same_file():
    assert fingerprint(["Kommun", "ÅR"]) == fingerprint(["kommun ", "år"]) != fingerprint(["år", "kommun"])


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (("area", "value", ""), "Välj vilken kolumn som är perioden."),
        (("area", "period", ""), "Välj vilken kolumn som är värdet."),
        (("", "period", "value"), "Välj vilken kolumn som är området, eller vilket område alla rader gäller."),
        (("area", "period", "period"), "Period är vald för flera kolumner: b, c. Välj en."),
        (("area", "wide", "value"), "När rubrikerna är perioder kan ingen annan kolumn vara period, värde, täljare, nämnare eller gräns."),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_read_so_say_what_to_choose(roles, words):
    assert words in faults_of(Choices(roles), ["a", "b", "c"])


def test_choices_are_kept_as_they_were():
    choices = Choices(("area", "period", "value"), {"-": "zero"}, "fraction", "")

    assert Choices.from_json(choices.as_json()) == choices
