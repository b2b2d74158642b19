"""Choosing a file and saying what its columns hold: who may, what is asked, what is refused, how long it is kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from handslag.indicators.importing.forms import NOT_SAID
from handslag.indicators.models import ColumnMapping, Fetch, Upload
from handslag.indicators.models.importing import KEPT
from handslag.trust.permissions import Role
from tests import factories as make
from tests.indicators.importing_pages import GOOD, KEY, chosen, preview, take_in, values

pytestmark = [pytest.mark.django_db, pytest.mark.pure]


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


SUICIDE = "suicid-sakra-15-ar"
OF_SUICIDE = "område\tperiod\tvärde\nProvlän\t2021\t14,2\nProvlän\t2022\t13,1\n"
ROLES = {"column_0": "area", "column_1": "period", "column_2": "value"}


def test_a_file_of_suicides_is_read_on_only_when_somebody_says_that_it_follows_the_four_choices(county):
    client = county.analyst
    upload = county.paste(client, SUICIDE, OF_SUICIDE)
    address = county.url("import_columns", SUICIDE, upload.uuid)
    shown = client.get(address).content.decode()
    refused = client.post(address, ROLES)

    for words in ("avsikten är säkert fastställd", "15 år och äldre", "åldersstandardisering: nej", "ett år i taget"):
        assert words in shown
    assert refused.status_code == 422 and str(NOT_SAID) in refused.content.decode()
    assert refused.context["form"]["column_2"].value() == "value"
    assert Upload.objects.get().choices == {} and Upload.objects.get().confirmed_at is None
    assert client.get(county.url("import_preview", SUICIDE, upload.uuid))["Location"] == address


def test_who_said_it_and_when_is_kept_with_the_file_and_with_its_figures(county):
    client = county.analyst
    upload = county.paste(client, SUICIDE, OF_SUICIDE)
    client.post(county.url("import_columns", SUICIDE, upload.uuid), {**ROLES, "follows": "on"})
    upload.refresh_from_db()
    address = county.url("import_preview", SUICIDE, upload.uuid)
    mark = client.get(address).context["compared"].mark
    client.post(address, {"mark": mark})

    assert upload.confirmed_by.startswith("analytiker, ") and upload.confirmed_at
    note = Fetch.objects.get().note
    assert note.startswith(f"Att talen följer indikatorns fyra val bekräftades av {upload.confirmed_by} den ")
    assert "15 år och äldre" in note


def test_it_is_asked_of_each_file_also_where_the_columns_are_known(county):
    client = county.analyst
    for year in ("2021", "2019"):
        given = {"pasted": OF_SUICIDE.replace("2021", year), "source": "Provkällan"}
        address = client.post(county.import_url(SUICIDE), given)["Location"]
        assert address.endswith("/kolumner/")
        client.post(address, {**ROLES, "follows": "on"})


def test_other_files_are_asked_nothing_of_the_kind(county):
    client = county.analyst
    upload = county.paste(client, KEY, GOOD)

    assert "follows" not in client.get(county.url("import_columns", KEY, upload.uuid)).context["form"].fields


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


def test_a_county_without_a_plan_may_import_too(county):
    county.plan.visibility = "draft"
    county.plan.save()

    assert county.analyst.get(county.import_url(KEY)).status_code == 200
