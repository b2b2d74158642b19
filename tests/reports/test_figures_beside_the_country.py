"""A report lays figures beside the country's only where a page does, and tells each with its period and source."""

import pytest

from handslag.documents.blocks import Figure, Table, every_block
from handslag.indicators.models import Fetch, Observation
from handslag.places.models import Area
from tests import factories as make
from tests.reports.texts import texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
SURVEY = "gott-psykiskt-valbefinnande"


@pytest.fixture(autouse=True)
def figures(plan) -> None:
    Observation.objects.all().delete()
    Fetch.objects.all().delete()
    for area in (plan.county, Area.objects.get(code="00")):
        make.observations(SURVEY, area, {2018: (8500, 10_000), 2022: (7777, 10_000)}, per=100)


def blocks(document):
    return [block for part in document.walk() for block in every_block(part.blocks)]


def text_of(cell) -> str:
    return "".join(run.text for run in cell.words)


def test_a_survey_that_is_the_countys_own_is_not_laid_beside_the_country(report):
    document = report("full")
    found = blocks(document)
    table = next(each for each in found if isinstance(each, Table) and each.key == "indikatorer")
    drawn = [each for each in found if isinstance(each, Figure) and SURVEY in each.drawing.key]
    (row,) = table.rows

    assert [column.title for column in table.columns][5] == "Riket"
    assert text_of(row[5]) == "jämförs inte"
    assert drawn and not any("Riket" in each.drawing.broad for each in drawn)
    assert any(text.startswith("Jämförs inte med riket: ") for text in texts(document))


def test_a_slide_draws_no_country_beside_it(report):
    drawn = [each for each in blocks(report("slides")) if isinstance(each, Figure) and SURVEY in each.drawing.key]

    assert drawn and not any("Riket" in each.drawing.broad for each in drawn)


def test_the_short_version_tells_value_period_and_source(report):
    told = next(text for text in texts(report("short")) if "77,8" in text)

    for part in ("7\u00a0777 av 10\u00a0000", "2022", "Källa: "):
        assert part in told
