"""Looking at what a file changes, and taking it in: all or nothing, at once or by the worker."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handslag.indicators import writing
from handslag.indicators.importing import taking
from handslag.indicators.importing.tasks import CHANGED, STOPPED, take_in_file, take_up_lost
from handslag.indicators.loading.tasks import MOST_ATTEMPTS
from handslag.indicators.models import Fetch, Observation, Upload
from handslag.indicators.models.figures import LEASE
from handslag.indicators.reading import definitions
from handslag.indicators.writing import BadRow
from handslag.places.models import Area
from handslag.trust.models import AuditEvent
from tests import factories as make
from tests.indicators.importing_pages import BAD, GOOD, KEY, chosen, preview, take_in, values

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


def test_a_file_goes_from_choice_through_columns_and_preview_to_figures(county):
    client = county.analyst
    upload = chosen(county, client)
    seen = preview(county, client, upload)

    assert (seen.context["compared"].new, seen.context["compared"].revised) == (3, 0)
    assert Observation.objects.count() == 0
    answer = take_in(county, client, upload)
    fetch = Fetch.objects.get()
    assert answer["Location"] == county.url("import_result", KEY, fetch.uuid)
    assert values() == [80.0, 82.5, None]
    assert (fetch.added, fetch.source, fetch.state, fetch.way) == (3, "Provkällan", "done", "file")
    assert fetch.by.startswith("analytiker, ")
    assert "3 nya, 0 ändrade, 0 som förut" in client.get(answer["Location"]).content.decode()


def test_the_file_is_gone_when_its_figures_are_taken_in(county):
    client = county.analyst
    take_in(county, client, chosen(county, client))

    assert Upload.objects.count() == 0


def test_a_revised_figure_is_told_with_what_it_was_and_becomes_a_new_vintage(county):
    client = county.analyst
    take_in(county, client, chosen(county, client))
    upload = chosen(county, client, GOOD.replace("82,5", "83,1"))
    seen = preview(county, client, upload)

    assert (seen.context["compared"].new, seen.context["compared"].revised, seen.context["compared"].same) == (0, 1, 2)
    (line,) = seen.context["compared"].first_revised
    assert (line.who, line.when, line.was, line.becomes, line.way) == (
        "Norrby",
        "2022",
        "82,5",
        "83,1",
        "inläst från fil",
    )
    take_in(county, client, upload)
    assert list(Observation.objects.filter(period_from__year=2022, area=county.north).order_by("vintage").values_list("vintage", "latest", "value")) == [
        (1, False, 82.5), (2, True, 83.1),
    ]  # fmt: skip


def test_the_preview_writes_as_pages_do_and_shows_what_rounding_hides(county):
    text = "område\tperiod\tvärde\ttäljare\tnämnare\nNorrby\t2021\t80\t\t\nNorrby\t2022\t81,2345\t\t\nSöderby\t2022\t66,6667\t20\t30\n"
    client = county.analyst
    seen = preview(county, client, chosen(county, client, text, column_3="numerator", column_4="denominator"))

    told = [each.becomes for each in seen.context["compared"].first_new]
    assert told == ["80,0", "81,2 (81,2345)", "66,7 (20 av 30)"]


def test_a_change_that_rounding_hides_is_seen(county):
    client = county.analyst
    take_in(county, client, chosen(county, client))
    seen = preview(county, client, chosen(county, client, GOOD.replace("82,5", "82,54")))

    (line,) = seen.context["compared"].first_revised
    assert (line.was, line.becomes) == ("82,5", "82,5 (82,54)")
    page = " ".join(seen.content.decode().split())
    assert "<strong>1</strong> ändrat tal" in page and "<strong>0</strong> nya tal" in page


def test_a_file_that_changes_nothing_says_so_and_has_no_button(county):
    client = county.analyst
    take_in(county, client, chosen(county, client))
    seen = preview(county, client, chosen(county, client)).content.decode()

    assert "Filen ändrar inget: alla tal är som förut." in seen
    assert "Ta in talen" not in seen


def test_nothing_is_taken_in_while_a_fault_stands(county):
    client = county.analyst
    upload = chosen(county, client, BAD)
    seen = preview(county, client, upload).content.decode()
    answer = take_in(county, client, upload)

    assert "3 fel i filen" in seen
    assert "Rad 2, kolumn värde: ”12,3,4” är inget tal" in seen
    assert answer.status_code == 422
    assert Observation.objects.count() == 0


def test_lines_with_faults_are_left_out_only_when_somebody_says_so_and_the_fetch_tells(county):
    client = county.analyst
    take_in(county, client, chosen(county, client, BAD), leave_out="1")

    assert values() == [82.5]
    assert Fetch.objects.get().note == "2 rader med fel lämnades utanför: rad 2, 4."


def test_at_most_200_faults_are_shown_and_all_are_counted(county):
    client = county.analyst
    rows = "".join(f"Norrby\t{year}\tfel\n" for year in range(1901, 2021)) * 2
    seen = preview(county, client, chosen(county, client, "område\tperiod\tvärde\n" + rows))

    assert len(seen.context["faults"]) == 200
    assert seen.context["more_faults"] == len(seen.context["found"].faults) - 200 > 0


def test_what_was_not_looked_at_is_not_taken_in(county):
    client = county.analyst
    upload = chosen(county, client)
    mark = preview(county, client, upload).context["compared"].mark
    make.observations(KEY, county.north, {2022: 70})
    answer = client.post(county.url("import_preview", KEY, upload.uuid), {"mark": mark})

    assert answer.status_code == 422
    assert "Talen har ändrats sedan du såg förhandsvisningen" in answer.content.decode()
    assert values() == [70.0]


def test_nothing_is_half_loaded_when_the_writing_fails(county, monkeypatch):
    client = county.analyst
    upload = chosen(county, client)

    mark = preview(county, client, upload).context["compared"].mark
    write = writing.take_in

    def fails_at_the_end(*rows, **given):
        write(*rows, **given)
        raise RuntimeError("disk")

    monkeypatch.setattr(writing, "take_in", fails_at_the_end)
    client.raise_request_exception = False
    client.post(county.url("import_preview", KEY, upload.uuid), {"mark": mark})

    assert (Observation.objects.count(), Fetch.objects.count()) == (0, 0)
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_a_period_that_overlaps_what_is_here_is_refused(county):
    make.observations(KEY, county.north, {2022: 70})
    client = county.analyst
    upload = chosen(county, client, "område\tperiod\tvärde\nNorrby\t2022/23\t80\n")

    assert (
        "perioden läsåret 2022/23 överlappar 2022, som redan är inläst för Norrby."
        in preview(county, client, upload).content.decode()
    )


def test_another_countys_area_is_refused(county):
    client = county.analyst
    upload = chosen(county, client, "område\tperiod\tvärde\nÖrebro kommun\t2022\t80\n")

    assert "Örebro ligger i ett annat län" in preview(county, client, upload).content.decode()


def test_the_country_is_no_countys_to_write(county):
    client = county.lead
    country = make.observations(KEY, Area.objects.get(code="00"), {2019: 80})[0]
    upload = chosen(county, client, "Område\tPeriod\tKön\tVärde\nRiket\t2019\ttotalt\t77,7\n",
                    column_2="sex", column_3="value")  # fmt: skip
    seen = preview(county, client, upload)

    assert "Tal för riket är gemensamma för alla län" in seen.content.decode()
    assert take_in(county, client, upload, leave_out="1").status_code == 422
    assert list(Observation.objects.values_list("pk", "value", "latest")) == [(country.pk, 80.0, True)]


def many(county, client: Client, monkeypatch) -> Upload:
    monkeypatch.setattr(taking, "DIRECTLY", 2)
    return chosen(county, client)


def test_many_figures_are_left_to_the_worker_which_says_how_it_went(
    county, monkeypatch, django_capture_on_commit_callbacks
):
    client = county.analyst
    upload = many(county, client, monkeypatch)
    with django_capture_on_commit_callbacks():
        address = take_in(county, client, upload)["Location"]

    assert Observation.objects.count() == 0
    assert "Väntar på sin tur" in client.get(address).content.decode()
    take_in_file.call(upload.pk)
    take_in_file.call(upload.pk)
    assert values() == [80.0, 82.5, None]
    assert "Talen är intagna" in client.get(address).content.decode()
    assert Upload.objects.count() == 0


def test_a_file_that_the_worker_can_no_longer_take_in_changes_nothing(
    county, monkeypatch, django_capture_on_commit_callbacks
):
    client = county.analyst
    upload = many(county, client, monkeypatch)
    with django_capture_on_commit_callbacks():
        address = take_in(county, client, upload)["Location"]
    Upload.objects.filter(pk=upload.pk).update(content=BAD.encode())
    take_in_file.call(upload.pk)

    assert CHANGED in client.get(address).content.decode()
    assert Observation.objects.count() == 0


def test_what_a_killed_worker_left_is_taken_up_again(county, monkeypatch, django_capture_on_commit_callbacks):
    client = county.analyst
    upload = many(county, client, monkeypatch)
    with django_capture_on_commit_callbacks():
        take_in(county, client, upload)
    Fetch.objects.update(state="running", seen_at=timezone.now() - LEASE * 2, worker="annan:1")
    with django_capture_on_commit_callbacks(execute=True):
        take_up_lost()

    assert Fetch.objects.get().state == "waiting"
    assert DBTaskResult.objects.filter(task_path=take_in_file.module_path).count() == 1


def test_what_takes_its_worker_with_it_is_not_tried_for_ever(county, monkeypatch, django_capture_on_commit_callbacks):
    client = county.analyst
    upload = many(county, client, monkeypatch)
    with django_capture_on_commit_callbacks():
        address = take_in(county, client, upload)["Location"]
    Fetch.objects.update(state="running", seen_at=timezone.now() - LEASE * 2, worker="annan:1", attempts=MOST_ATTEMPTS)
    take_up_lost()

    assert Fetch.objects.get().state == "failed"
    assert STOPPED in client.get(address).content.decode()
    assert DBTaskResult.objects.filter(task_path=take_in_file.module_path).count() == 0


def test_a_form_that_is_sent_twice_leads_to_one_taking_in_both_times(county):
    client = county.analyst
    upload = chosen(county, client)
    given = {"mark": preview(county, client, upload).context["compared"].mark}
    answers = [client.post(county.url("import_preview", KEY, upload.uuid), given) for _n in range(2)]

    assert {each["Location"] for each in answers} == {county.url("import_result", KEY, Fetch.objects.get().uuid)}
    assert preview(county, client, upload).status_code == 302
    assert values() == [80.0, 82.5, None]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_a_form_that_is_sent_again_waits_for_the_first(county):
    client = county.analyst
    upload = chosen(county, client)
    with CaptureQueriesContext(connection) as asked:
        take_in(county, client, upload)

    assert any("indicators_upload" in each["sql"] and "FOR UPDATE" in each["sql"] for each in asked)


def test_a_file_that_is_taken_in_stands_in_the_trail_without_what_somebody_wrote(county):
    client = county.analyst
    take_in(county, client, chosen(county, client))

    told = AuditEvent.objects.get(kind="import")
    assert told.what == "Inläsning av tal från fil"
    assert (told.county_id, told.role.split(",")[0]) == (county.area.pk, "analytiker")
    assert told.target == definitions()[KEY].title


def test_what_the_database_refuses_is_told_by_the_files_own_row(county, monkeypatch):
    client = county.analyst
    upload = chosen(county, client)
    mark = preview(county, client, upload).context["compared"].mark

    def refuses(_fetch, rows, **_given):
        raise BadRow(2, list(rows)[1], "value", "Det går inte.")

    monkeypatch.setattr("handslag.indicators.writing.take_in", refuses)
    answer = client.post(county.url("import_preview", KEY, upload.uuid), {"mark": mark})

    assert answer.status_code == 422
    assert "Rad 3: Det går inte." in answer.content.decode()
    assert Fetch.objects.count() == 0


def test_the_preview_asks_a_few_questions_however_long_the_file(county, django_assert_max_num_queries):
    client = county.analyst
    upload = chosen(
        county, client, "område\tperiod\tvärde\n" + "".join(f"Norrby\t{year}\t80\n" for year in range(1950, 2025))
    )
    with django_assert_max_num_queries(15):
        assert preview(county, client, upload).status_code == 200
