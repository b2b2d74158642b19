"""What ships with Handslag is taken in once, with its source, and never goes before what came later."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from handslag.indicators import shipped, writing
from handslag.indicators.loading import shipping
from handslag.indicators.loading.shipping import CannotTakeIn, load_example, load_file, load_shipped
from handslag.indicators.models import Fetch, Indicator, Observation
from tests import factories

pytestmark = pytest.mark.django_db
KEY = "suicid-sakra-15-ar"
COLUMNS = ",".join(shipped.COLUMNS)


def line(area: str, value: str, *, year: int = 2019, key: str = KEY, source: str = "Källan", more: str = "") -> str:
    return f"{key},{area},{year}-01-01,{year}-12-31,T,,{value},,,,,,{source},2020-06-04,{more}"


@pytest.fixture
def write(tmp_path: Path):
    def written(*lines: str, name: str = "observations.csv") -> Path:
        file = tmp_path / name
        file.write_text("\n".join([COLUMNS, *lines]) + "\n", encoding="utf-8")
        return file

    return written


def test_everything_that_ships_stands_there_with_its_source():
    rows = [row for file in shipped.files() for row in shipped.rows(file)]

    load_shipped()

    here = Observation.objects.filter(fetch__way="shipped", area__is_example=False)
    here = here.exclude(area__parent__is_example=True)
    assert here.count() == len(rows) > 1000
    told = {(each.source, each.source_date) for each in Fetch.objects.filter(observations__in=here)}
    assert told == {(row.source, row.source_date) for row in rows}


def test_a_second_load_adds_nothing_and_leaves_no_trace():
    load_shipped()
    before = Fetch.objects.count(), Observation.objects.count()

    assert load_shipped()["figures"] == 0
    assert (Fetch.objects.count(), Observation.objects.count()) == before


def test_what_was_fetched_since_is_never_undone(monkeypatch, write):
    area = factories.county()
    file = write(line(area.code, "15.0"), line(area.code, "16.0", year=2020))
    monkeypatch.setattr(shipped, "files", lambda: [file])
    assert load_shipped()["figures"] == 2
    fetch = Fetch.objects.create(
        indicator=Indicator.objects.get(key=KEY), way="source", source="x", state="done", asked_at=timezone.now()
    )
    day = datetime.date(2019, 1, 1), datetime.date(2019, 12, 31)
    assert writing.take_in(fetch, [writing.Row(area.code, *day, 15.4)]).revised == 1

    assert load_shipped()["figures"] == 0
    write(line(area.code, "15.1"), line(area.code, "16.1", year=2020))  # a later version of Handslag
    load_shipped()

    latest = Observation.objects.filter(area=area, latest=True).order_by("period_from")
    assert [(each.value, each.vintage) for each in latest] == [(15.4, 2), (16.1, 2)]


def test_two_sources_of_the_same_figure_do_not_take_turns(monkeypatch, write):
    area = factories.county()
    file = write(line(area.code, "15.0", source="En"), line(area.code, "15.2", source="Två"))
    monkeypatch.setattr(shipped, "files", lambda: [file])

    assert [load_shipped()["figures"] for _ in range(3)] == [1, 0, 0]
    assert Observation.objects.get(area=area).value == 15.0


def test_an_examples_figures_are_for_made_up_areas_alone(write):
    made_up = factories.county(is_example=True)
    inside = factories.municipality(parent=made_up)
    write(line(made_up.code, "15.0"), line(inside.code, "14.0"))
    folder = write(line(made_up.code, "15.0"), line(inside.code, "14.0")).parent

    assert load_example(folder)["figures"] == 2
    write(line(made_up.code, "15.0"), line("18", "14.0", year=1950))
    with pytest.raises(CannotTakeIn, match="18 är inget påhittat område"):
        load_example(folder)
    assert not Observation.objects.filter(area__code="18", period_from__year=1950).exists()


def test_an_example_without_figures_has_none(tmp_path):
    assert load_example(tmp_path).total() == 0


def test_a_file_is_read_in_whole_or_not_at_all(write):
    area = factories.county()
    good = line(area.code, "15.0")

    with pytest.raises(CannotTakeIn, match="Området 9999 finns inte"):
        load_file(write(good, line("9999", "14.0")))
    with pytest.raises(CannotTakeIn, match="line 3: value is no number"):
        load_file(write(good, line(area.code, '"14,0"', year=2020)))
    with pytest.raises(CannotTakeIn, match="indikatorn okand finns inte"):
        load_file(write(good, line(area.code, "1.0", key="okand")))
    assert not Observation.objects.filter(area=area).exists()


def test_the_command_reads_a_file_and_tells(write, capsys, tmp_path):
    area = factories.county()
    file = write(line(area.code, "15.0"), line(area.code, "80.0", key="behoriga-till-gymnasiet"))

    call_command("indicators", "load", KEY, "--from", str(file))
    call_command("indicators", "load", "--from", str(file))

    assert capsys.readouterr().out.splitlines() == [
        "observations.csv: 1 nytt, 0 reviderade, 0 som förut.",
        "observations.csv: 1 nytt, 0 reviderade, 1 som förut.",
    ]
    with pytest.raises(CommandError, match=r"Inget lästes in\. Filen går inte att läsa"):
        call_command("indicators", "load", "--from", str(tmp_path / "finns-inte.csv"))
    assert Fetch.objects.filter(way="file", address=file.name).count() == 2
    assert file.name == shipping.OBSERVATIONS
