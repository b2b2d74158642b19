"""Reading figures in from a file, page by page: who may, what is refused, what is kept, all or nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handslag.indicators import writing
from handslag.indicators.importing import taking
from handslag.indicators.importing.tasks import CHANGED, STOPPED, take_in_file, take_up_lost
from handslag.indicators.loading.tasks import MOST_ATTEMPTS
from handslag.indicators.models import ColumnMapping, Fetch, Observation, Upload
from handslag.indicators.models.figures import LEASE
from handslag.indicators.models.importing import KEPT
from handslag.indicators.reading import definitions
from handslag.indicators.writing import BadRow
from handslag.places.models import Area
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
KEY = "behoriga-till-yrkesprogram"
GOOD = "område\tperiod\tvärde\nNorrby\t2021\t80\nNorrby\t2022\t82,5\nSöderby\t2022\t..\n"
BAD = "område\tperiod\tvärde\nNorrby\t2021\t12,3,4\nNorrby\t2022\t82,5\nNora\t2022\t-5\n"


def chosen(county, client: Client, text: str = GOOD, **answers) -> Upload:
    """Paste rows and say what the columns are, as suggested."""
    upload = county.paste(client, KEY, text)
    roles = {"column_0": "area", "column_1": "period", "column_2": "value"}
    marks = {"mark_0": "missing", "mark_1": "missing", "mark_2": "missing", "mark_4": "suppressed_source"}
    client.post(county.url("import_columns", KEY, upload.uuid), {**roles, **marks, **answers})
    return upload


def preview(county, client: Client, upload: Upload):
    return client.get(county.url("import_preview", KEY, upload.uuid))


def take_in(county, client: Client, upload: Upload, **more):
    mark = preview(county, client, upload).context["compared"].mark
    return client.post(county.url("import_preview", KEY, upload.uuid), {"mark": mark, **more})


def values() -> list[float | None]:
    return list(Observation.objects.filter(latest=True).order_by("id").values_list("value", flat=True))


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ANALYST, 200), (Role.COUNTY_LEAD, 200), (Role.READER, 403), (Role.INITIATIVE_OWNER, 403), (None, 302)],
)
def test_those_who_may_take_figures_in_read_the_form_and_others_do_not(county, role, status):
    assert county.client(role).get(county.import_url(KEY)).status_code == status


def test_another_countys_analyst_is_refused(county):
    stranger = Client()
    stranger.force_login(make.member(Role.ANALYST, make.organisation()))

    assert stranger.get(county.import_url(KEY)).status_code == 403
    assert stranger.post(county.import_url(KEY), {"pasted": GOOD, "source": "x"}).status_code == 403
    assert Upload.objects.count() == 0


def test_an_indicator_that_is_not_there_is_not_found(county):
    assert county.analyst.get(county.import_url("finns-inte")).status_code == 404


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


def test_a_file_that_nobody_takes_in_is_kept_a_week(county):
    client = county.analyst
    old = county.paste(client, KEY, GOOD)
    Upload.objects.filter(pk=old.pk).update(made_at=timezone.now() - KEPT * 1.01)
    county.paste(client, KEY, GOOD.replace("2021", "2020"))

    assert not Upload.objects.filter(pk=old.pk).exists()
    assert Upload.objects.count() == 1


def test_a_file_can_be_thrown_away(county):
    client = county.analyst
    upload = chosen(county, client)
    client.post(county.url("import_preview", KEY, upload.uuid), {"gor": "kasta"})

    assert (Upload.objects.count(), Fetch.objects.count()) == (0, 0)


def test_nobody_else_sees_a_file(county):
    upload = chosen(county, county.analyst)

    assert preview(county, county.analyst, upload).status_code == 404


def test_the_next_file_with_the_same_headings_comes_to_the_preview_at_once(county):
    client = county.analyst
    first = chosen(county, client)
    take_in(county, client, first)
    answer = client.post(county.import_url(KEY), {"pasted": GOOD.replace("82,5", "83,1"), "source": "Provkällan"})

    assert answer["Location"] == county.url("import_preview", KEY, Upload.objects.get().uuid)
    assert ColumnMapping.objects.count() == 1


def again(county, client: Client, text: str):
    """Paste another file, and return where it leads and its form of columns."""
    address = client.post(county.import_url(KEY), {"pasted": text, "source": "Provkällan"})["Location"]
    return address, client.get(county.url("import_columns", KEY, Upload.objects.get().uuid)).context["form"]


def test_what_a_dash_meant_in_one_file_is_told_and_not_taken_for_the_next(county):
    client = county.analyst
    take_in(county, client, chosen(county, client, GOOD.replace("..", "-"), mark_5="zero"))
    address, form = again(county, client, GOOD.replace("..", "-").replace("2022", "2023"))

    assert address.endswith("/kolumner/")
    assert form["mark_5"].initial == ""
    assert form["mark_5"].help_text == "Förra filen: noll. Svara för den här."
    assert form["column_2"].initial == "value"
    assert preview(county, client, Upload.objects.get())["Location"].endswith("/kolumner/")


def test_a_mark_that_meant_something_else_than_it_does_is_asked_for_again(county):
    client = county.analyst
    take_in(county, client, chosen(county, client, mark_1="not_published"))
    address, form = again(county, client, GOOD.replace("2022", "2023"))

    assert address.endswith("/kolumner/")
    assert (form["mark_1"].initial, form["mark_1"].help_text[:30]) == ("missing", "Förra filen: inte publicerat. ")


def test_the_area_of_one_file_is_told_and_not_taken_for_the_next(county):
    client = county.analyst
    upload = county.paste(client, KEY, "år\tvärde\n2022\t80\n")
    said = {"column_0": "period", "column_1": "value", "area": county.north.code}
    client.post(county.url("import_columns", KEY, upload.uuid), said)
    take_in(county, client, upload)
    address, form = again(county, client, "år\tvärde\n2023\t81\n")

    assert address.endswith("/kolumner/")
    assert (form["area"].initial, form["area"].help_text) == ("", "Förra filen: Norrby. Svara för den här.")


def test_shares_of_one_file_are_told_and_asked_for_in_the_next(county):
    client = county.analyst
    text = "område\tperiod\tvärde\nNorrby\t2021\t0,8\nNorrby\t2022\t0,85\n"
    take_in(county, client, chosen(county, client, text, shares="fraction"))
    address, _form = again(county, client, text.replace("202", "201"))
    asked = preview(county, client, Upload.objects.get())["Location"]
    form = client.get(asked).context["form"]

    assert address.endswith(f"{Upload.objects.get().uuid}/") and asked.endswith("?fraga=shares")
    assert form["shares"].initial is None
    assert form["shares"].help_text == "Förra filen: Andelar: 0,25 är 25 procent. Svara för den här."


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


@pytest.mark.parametrize("code", ["00", "01", "1880"])
def test_no_area_that_is_not_the_countys_can_be_chosen_for_all_rows(county, code):
    client = county.analyst
    upload = county.paste(client, KEY, "år\tvärde\n2022\t80\n")
    answer = client.post(
        county.url("import_columns", KEY, upload.uuid), {"column_0": "period", "column_1": "value", "area": code}
    )

    assert answer.status_code == 422
    assert "area" in answer.context["form"].errors
    Upload.objects.update(choices={"roles": ["period", "value"], "marks": {}, "shares": "", "area": code})
    assert preview(county, client, upload).context["found"].sound == []


def test_a_dash_stops_at_the_columns_until_it_is_said_what_it_means(county):
    client = county.analyst
    upload = county.paste(client, KEY, GOOD.replace("..", "-"))
    address = county.url("import_columns", KEY, upload.uuid)
    roles = {"column_0": "area", "column_1": "period", "column_2": "value"}
    answer = client.post(address, roles)

    assert answer.status_code == 422
    assert "Säg vad ”-” betyder" in answer.content.decode()
    said = client.post(address, {**roles, "mark_5": "zero"})
    assert said["Location"] == county.url("import_preview", KEY, upload.uuid)
    take_in(county, client, upload)
    assert values() == [80.0, 82.5, 0.0]


def test_shares_lead_back_to_the_question(county):
    client = county.analyst
    upload = chosen(county, client, "område\tperiod\tvärde\nNorrby\t2021\t0,8\nNorrby\t2022\t0,85\n")
    answer = preview(county, client, upload)

    assert answer["Location"].endswith("?fraga=shares")
    assert "Alla värden ligger mellan 0 och 1" in client.get(answer["Location"]).content.decode()


def test_what_was_typed_stays_when_a_form_is_refused(county):
    answer = county.analyst.post(county.import_url(KEY), {"pasted": "bara text", "source": "Skolverket 2024"})

    assert answer.status_code == 422
    assert "Skolverket 2024" in answer.content.decode()
    assert "bara text" in answer.content.decode()
    assert "ingen rad har mer än en kolumn" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"source": "x"}, "Välj en fil, eller klistra in rader."),
        ({"pasted": GOOD}, "Skriv var talen kommer ifrån."),
        ({"pasted": GOOD, "source": "ring 019-602 70 00"}, "telefonnummer"),
        ({"pasted": GOOD.replace("80", "811218-9876"), "source": "x"}, "personnummer"),
    ],
)
def test_a_form_that_lacks_something_says_what(county, given, words):
    answer = county.analyst.post(county.import_url(KEY), given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Upload.objects.count() == 0


def test_a_csv_file_of_another_code_page_is_read(county):
    file = SimpleUploadedFile("skola.csv", "område;period;värde\nSöderby;2022;80,5\n".encode("cp1252"))
    answer = county.analyst.post(county.import_url(KEY), {"file": file, "source": "Skolverket"})

    assert answer["Location"].endswith("/kolumner/")
    assert Upload.objects.get().name == "skola.csv"


class Unread(io.RawIOBase):
    """A body that fails when it is read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer) -> int:
        raise AssertionError("the file was read")


def test_a_file_of_two_gigabytes_is_refused_unread(county):
    answer = county.analyst.generic(
        "POST", county.import_url(KEY), content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3), **{"wsgi.input": Unread()},
    )  # fmt: skip

    assert answer.status_code == 413
    assert "Filen är större än 5 MB" in answer.content.decode()


def test_a_visitor_with_a_file_of_two_gigabytes_learns_nothing(county):
    length = {"CONTENT_LENGTH": str(2 * 1024**3), "wsgi.input": Unread()}

    assert Client().generic("POST", county.import_url(KEY), **length).status_code == 403


def test_a_file_just_too_large_is_refused_at_the_field(county):
    file = SimpleUploadedFile("stor.csv", b"a;b;c\n" + b"x" * 5_000_000)
    answer = county.analyst.post(county.import_url(KEY), {"file": file, "source": "x"})

    assert answer.status_code == 422
    assert "Filen är större än 5 MB" in answer.content.decode()


def test_a_form_from_another_site_is_refused(county):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.member(Role.ANALYST, county.plan.lead))

    assert client.post(county.import_url(KEY), {"pasted": GOOD, "source": "x"}).status_code == 403


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


def test_the_template_has_the_right_headings_and_is_read_back(county):
    client = county.analyst
    answer = client.get(county.url("import_template", KEY))
    text = answer.content.decode("utf-8-sig")

    assert text.splitlines()[0] == "område;period;kön;värde;täljare;nämnare;kommentar"
    assert text.splitlines()[1].startswith("Provlän;")
    filled = text.replace(";totalt;;;;", ";totalt;80;40;50;Provad")
    upload = county.paste(client, KEY, filled)
    start = client.get(county.url("import_columns", KEY, upload.uuid)).context["form"].start
    assert start.roles == ("area", "period", "sex", "value", "numerator", "denominator", "note")


def test_the_preview_asks_a_few_questions_however_long_the_file(county, django_assert_max_num_queries):
    client = county.analyst
    upload = chosen(
        county, client, "område\tperiod\tvärde\n" + "".join(f"Norrby\t{year}\t80\n" for year in range(1950, 2025))
    )
    with django_assert_max_num_queries(15):
        assert preview(county, client, upload).status_code == 200


def test_a_county_without_a_plan_may_import_too(county):
    county.plan.visibility = "draft"
    county.plan.save()

    assert county.analyst.get(county.import_url(KEY)).status_code == 200
