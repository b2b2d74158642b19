"""A file taken in from the command line: every area, all or nothing, and what is wrong told by row and column."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from handslag.indicators.importing.reading import MAX_BYTES
from handslag.indicators.importing.run import CannotImport, import_file
from handslag.indicators.models import Fetch, Observation
from handslag.indicators.reading import definitions
from handslag.opendata import tables
from handslag.trust.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_figures")]
KEY = "behoriga-till-yrkesprogram"
TODAY = datetime.date(2026, 11, 22)


def written(tmp_path, text: str):
    path = tmp_path / "skola.csv"
    path.write_text(text, encoding="cp1252")
    return path


def test_the_operator_takes_in_every_county_at_once(tmp_path):
    found = import_file(
        written(tmp_path, "område;period;värde\nÖrebro;2022;80\nStockholm;2022;85\nRiket;2022;86\n"), KEY, today=TODAY
    )

    assert (found.compared.new, found.note) == (3, "")
    assert (found.fetch.added, found.fetch.county, found.fetch.source) == (3, None, "skola.csv")
    assert set(Observation.objects.values_list("area__code", flat=True)) == {"1880", "0180", "00"}


def test_what_the_operator_takes_in_stands_in_the_trail(tmp_path):
    path = written(tmp_path, "område;period;värde\nÖrebro;2022;80\n")
    import_file(path, KEY, today=TODAY, only_look=True)
    assert not AuditEvent.objects.filter(kind="import").exists()
    import_file(path, KEY, today=TODAY)

    told = AuditEvent.objects.get(kind="import")
    assert (told.what, told.county_id, told.user_id) == ("Inläsning av tal från fil", None, None)
    assert (told.target, "skola" in told.target) == (definitions()[KEY].title, False)


def test_a_file_is_looked_at_without_being_taken_in(tmp_path):
    found = import_file(written(tmp_path, "område;period;värde\nÖrebro;2022;80\n"), KEY, today=TODAY, only_look=True)

    assert (found.compared.new, found.fetch, Observation.objects.count()) == (1, None, 0)


def test_all_faults_are_told_and_nothing_is_taken_in(tmp_path):
    path = written(tmp_path, "område;period;värde\nÖrebro;2022;80\nNora kommune;2022;80\nKumla;20;80\n")
    with pytest.raises(CannotImport) as refused:
        import_file(path, KEY, today=TODAY)

    assert [each.split(":")[0] for each in refused.value.messages] == ["Rad 3, kolumn område", "Rad 4, kolumn period"]
    assert (Observation.objects.count(), Fetch.objects.count()) == (0, 0)
    assert import_file(path, KEY, today=TODAY, leave_out=True).note == "2 rader med fel lämnades utanför: rad 3, 4."


def test_columns_and_marks_are_named_where_they_are_not_understood(tmp_path):
    path = written(tmp_path, "a;b;c;d\nÖrebro;2022;-;9\n")
    with pytest.raises(CannotImport, match="Välj vilken kolumn som är värdet"):
        import_file(path, KEY, today=TODAY, roles={"c": "", "d": ""})
    with pytest.raises(CannotImport, match="Säg vad ”-” betyder"):
        import_file(path, KEY, today=TODAY, roles={"c": "value", "d": ""})

    import_file(path, KEY, today=TODAY, roles={"c": "value", "d": ""}, marks={"-": "zero"})
    assert Observation.objects.get().value == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"roles": {"x": "value"}}, "ingen kolumn med rubriken ”x”"),
        ({"roles": {"a": "vardet"}}, "vardet är inget som en kolumn kan vara"),
        ({"marks": {"-": "kanske"}}, "kanske är inget som ett tecken kan betyda"),
        ({"area": "9999"}, "Inget område har koden 9999"),
    ],
)
def test_what_is_named_wrongly_is_told(tmp_path, given, words):
    with pytest.raises(CannotImport, match=words):
        import_file(written(tmp_path, "a;b;c\nÖrebro;2022;80\n"), KEY, today=TODAY, **given)


def test_an_unknown_indicator_and_a_missing_file_are_told(tmp_path):
    with pytest.raises(CannotImport, match="Indikatorn x finns inte"):
        import_file(tmp_path / "skola.csv", "x", today=TODAY)
    with pytest.raises(CannotImport, match="går inte att läsa"):
        import_file(tmp_path / "finns-inte.csv", KEY, today=TODAY)


def test_a_huge_file_is_refused_by_its_size(tmp_path):
    path = tmp_path / "stor.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)  # a hole: nothing is written
    with pytest.raises(CannotImport, match="större än 10 MB"):
        import_file(path, KEY, today=TODAY)
    assert tables.MAX_BYTES > MAX_BYTES


def test_the_command_names_columns_and_marks_and_tells_how_many(tmp_path, capsys):
    path = written(tmp_path, "a;b;c;d\nÖrebro;2022;-;9\nKumla;2022;81;9\n")
    call_command(
        "indicators", "import", str(path), "--indicator", KEY, "--map", "c=value", "--map", "d=", "--mark=-=missing"
    )

    assert capsys.readouterr().out == "skola.csv: 2 nya, 0 reviderade, 0 som förut.\n"
    assert list(Observation.objects.order_by("area__code").values_list("value", "state")) == [
        (None, "missing"),
        (81.0, ""),
    ]


def test_the_command_tells_every_fault_and_writes_nothing(tmp_path):
    path = written(tmp_path, "område;period;värde\nÖrebro;2022;fel\nKumla;2022;133\n")
    with pytest.raises(CommandError) as refused:
        call_command("indicators", "import", str(path), "--indicator", KEY)

    assert str(refused.value).splitlines() == [
        "Inget lästes in.", "Rad 2, kolumn värde: ”fel” är inget tal", "Rad 3, kolumn värde: 133 är mer än alla (100).",
    ]  # fmt: skip
    with pytest.raises(CommandError, match="RUBRIK=SLAG"):
        call_command("indicators", "import", str(path), "--indicator", KEY, "--map", "fel")
    assert Fetch.objects.count() == 0


def test_a_file_of_suicides_needs_the_word_that_it_follows_the_four_choices(tmp_path):
    path, key = written(tmp_path, "område;period;värde\nÖrebro län;2022;13,1\n"), "suicid-sakra-15-ar"
    with pytest.raises(CannotImport, match=r"--same-definition.*15 år och äldre"):
        import_file(path, key, today=TODAY)
    assert Observation.objects.count() == 0

    call_command("indicators", "import", str(path), "--indicator", key, "--same-definition")
    assert "bekräftades av driften, kommandoraden" in Fetch.objects.get().note
