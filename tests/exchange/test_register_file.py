"""The register as Excel: out, edited, looked at cell by cell, and in again, all or nothing."""

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from handslag.exchange.workbook import MAX_ROWS, BadWorkbook, read_rows
from handslag.plans.models import Initiative, PilotDecision, Plan, StatusEntry
from handslag.trust.models import AuditEvent, Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.exchange.database import dump

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
ADDRESS = "/orebro/insatser/las-in/"
REGISTER = "/orebro/insatser/register.xlsx"
SEARCH = {"trust_searchentry", "trust_searchword"}


@pytest.fixture
def lead(plan: Plan, static_files: None) -> Client:
    client = Client()
    client.force_login(make.member(Role.COUNTY_LEAD, plan.lead))
    return client


def fetched(client: Client) -> Workbook:
    return load_workbook(io.BytesIO(client.get(REGISTER).content))


def column(book: Workbook, heading: str) -> int:
    return next(cell.column for cell in book.active[1] if cell.value == heading)


def row_of(book: Workbook, title: str) -> int:
    return next(row[1].row for row in book.active.iter_rows(min_row=2) if row[1].value.startswith(title))


def put(book: Workbook, title: str, heading: str, value: object) -> str:
    """Write a cell and return its name."""
    cell = book.active.cell(row_of(book, title), column(book, heading), value)
    return cell.coordinate


def sent(book: Workbook | bytes, name: str = "register.xlsx") -> dict:
    if isinstance(book, bytes):
        return {"file": SimpleUploadedFile(name, book)}
    file = io.BytesIO()
    book.save(file)
    return {"file": SimpleUploadedFile(name, file.getvalue())}


def previewed(client: Client, book: Workbook) -> str:
    """Return the preview's page, having written nothing."""
    before = dump()
    answer = client.post(ADDRESS, sent(book))
    assert answer.status_code == 200
    assert dump() == before
    return answer.content.decode()


def changes_in(text: str) -> str:
    return text.split('name="changes" value="', 1)[1].split('"', 1)[0]


def carried_out(client: Client, book: Workbook):
    return client.post(ADDRESS, {"changes": changes_in(previewed(client, book))})


MHFA = "Mental Health First Aid"


def test_a_file_sent_back_as_it_was_changes_nothing(lead: Client) -> None:
    text = previewed(lead, fetched(lead))

    assert "Filen ändrar inget." in text
    assert 'name="changes"' not in text


def test_the_key_and_the_mark_are_hidden_and_nothing_is_a_formula(lead: Client, plan: Plan) -> None:
    Initiative.objects.filter(plan=plan, key="mhfa").update(title="=1+1")

    book = fetched(lead)

    spans = [each for each in book.active.column_dimensions.values() if each.hidden]  # columns side by side are one
    hidden = {cell.value for cell in book.active[1] if any(each.min <= cell.column <= each.max for each in spans)}
    assert hidden == {"Version", "Nyckel"}
    assert book.active.cell(row_of(book, "=1+1"), 2).data_type != "f"
    assert "Filen ändrar inget." in previewed(lead, book)


def test_every_change_is_shown_and_then_carried_out(lead: Client, plan: Plan) -> None:
    Initiative.objects.filter(key="mhfa").update(level="")
    row = plan.initiatives.get(key="mhfa")
    entries = row.statuses.count()
    book = fetched(lead)
    at = put(book, MHFA, "Status", "Pausad")
    put(book, MHFA, "Skäl till status", "För få instruktörer")
    put(book, MHFA, "Typ", "annat")
    put(book, MHFA, "Nivå", "Egen")
    put(book, MHFA, "Period", "hösten 2025")
    put(book, MHFA, "Titel", "MHFA i länet")

    text = previewed(lead, book)
    answer = lead.post(ADDRESS, {"changes": changes_in(text)})

    assert "Genomför 6 ändringar" in text and at in text and "Pausad (För få instruktörer)" in text
    assert answer["Location"] == f"{ADDRESS}?klart=6&per={timezone.localdate()}"
    assert "6 ändringar är genomförda." in lead.get(answer["Location"]).content.decode()
    row.refresh_from_db()
    assert (row.title, row.kind, row.level, row.version) == ("MHFA i länet", "other", "own", 2)
    assert (row.period_text, row.period_from, row.period_precision) == (
        "hösten 2025",
        datetime.date(2025, 9, 1),
        "season",
    )
    new = StatusEntry.objects.filter(initiative=row).order_by("-id").first()
    assert (row.statuses.count(), new.status, new.reason) == (entries + 1, "paused", "För få instruktörer")
    assert Change.objects.filter(root=row.uuid).count() == 2
    assert AuditEvent.objects.filter(kind="change", role__startswith="utvecklingsledare").count() == 2
    assert "MHFA i länet" in lead.get("/orebro/sok/?q=MHFA i länet").content.decode()


@pytest.mark.parametrize(
    ("heading", "value", "said"),
    [
        ("Status", "På gång", "Okänd status ”På gång”. Välj bland: Inte påbörjad, Pågår"),
        ("Status", "", "Okänd status"),
        ("Typ", "grej", "Okänd typ ”grej”"),
        ("Nivå", "kommun", "Okänd nivå ”kommun”"),
        ("Titel", "", "Skriv en titel."),
        ("Titel", "x" * 301, "Korta texten: den har 301 tecken, högst 300 får plats."),
        ("Period", "x" * 301, "Korta texten: den har 301 tecken, högst 300 får plats."),
        ("Skäl till status", "x" * 10_001, "Korta texten: den har 10001 tecken, högst 10000 får plats."),
        (
            "Nivå",
            "egen",
            "Skriv kort varför insatsen byter nivå. Filen har ingen kolumn för det. Ändra på insatsens sida.",
        ),
        ("Nivå", "", "Skriv kort varför insatsen byter nivå."),
        (
            "Status",
            "Avslutad",
            "Välj vad insatsen fortsätter som, att den upphör, eller att ni inte vet än. Filen har ingen kolumn för det. Ändra på insatsens sida.",
        ),
        ("Titel", "Ring 070-123 45 67", "Texten innehåller ett telefonnummer"),
        ("Period", "2030 – 2020", "Slutet ligger före början."),
        ("Period", "december 2024–mars 2024", "Slutet ligger före början."),
        ("Period", "=1+1", "Cellen är en formel."),
        ("Period", True, "Cellen är sann eller falsk."),
        ("Status", "Pågår, med hinder", "Skriv vad som hindrar, eller varför den pausas eller stoppas."),
        ("Status", "Pausad", "Skriv vad som hindrar, eller varför den pausas eller stoppas."),
        ("Status", "Stoppad i förtid", "Skriv vad som hindrar, eller varför den pausas eller stoppas."),
    ],
)
def test_an_error_names_its_cell_and_nothing_is_carried_out(lead: Client, heading: str, value, said: str) -> None:
    book = fetched(lead)
    at = put(book, MHFA, heading, value)
    if said.startswith("Skriv vad"):
        at = put(book, MHFA, "Skäl till status", "")

    text = previewed(lead, book)

    assert f"{at}: {said}" in text
    assert "<title>Fel:" in text
    assert 'name="changes"' not in text


def test_a_trial_is_not_finished_without_a_decision(lead: Client, plan: Plan) -> None:
    row = make.initiative(plan, title="Provet", owner=plan.lead, kind="pilot_project")
    book = fetched(lead)
    at = put(book, "Provet", "Status", "Avslutad")
    said = f"{at}: Ett försök avslutas med ett beslut."

    assert said in previewed(lead, book)

    PilotDecision.objects.create(initiative=row, subject="Provet", decision="none_taken")
    assert said not in previewed(lead, book)


@pytest.mark.parametrize(
    ("part", "heading", "name", "word", "value"),
    [
        ("insats", "Titel", "title", "x" * 301, "x" * 301),
        ("insats", "Titel", "title", "Ring 070-123 45 67", "Ring 070-123 45 67"),
        ("insats", "Titel", "title", "Arbetet som ”Anna Larsson” ledde", "Arbetet som ”Anna Larsson” ledde"),
        ("insats", "Period", "period", "2030 – 2020", "2030 – 2020"),
        ("insats", "Nivå", "level", "egen", "own"),
        ("status", "Status", "status", "Pausad", "paused"),
        ("status", "Status", "status", "Stoppad i förtid", "stopped"),
        ("status", "Status", "status", "Avslutad", "finished"),
        ("status", "Skäl till status", "reason", "x" * 10_001, "x" * 10_001),
    ],
)
def test_the_file_and_the_page_say_the_same(
    lead: Client, plan: Plan, part: str, heading: str, name: str, word: str, value: str
) -> None:
    row = make.initiative(plan, title="Provet", owner=plan.lead, kind="pilot_study", level="county")
    way = "edit" if part == "insats" else "add"
    book = fetched(lead)
    put(book, "Provet", heading, word)
    page = {"title": "Provet", "kind": "pilot_study", "level": "county", "status": "ongoing", "version": "1"}

    text = previewed(lead, book)
    answer = lead.post(reverse(way, args=["orebro", part, row.uuid]), page | {name: value})

    said = [each for errors in answer.context["form"].errors.values() for each in errors]
    assert said
    assert all(each in text for each in said)


def test_what_looks_like_a_name_is_asked_about_and_may_be_kept(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    at = put(book, MHFA, "Titel", "Metoden ”Trygga Möten” i länet")
    text = previewed(lead, book)
    changes = changes_in(text)

    refused = lead.post(ADDRESS, {"changes": changes}).content.decode()
    before = plan.initiatives.get(key="mhfa").title
    answer = lead.post(ADDRESS, {"changes": changes_in(refused), "not_a_name": "on"})

    assert f"{at}: Står det ett personnamn i citatet (Trygga Möten)?" in text and 'name="not_a_name"' in text
    assert "Rätta filen, eller kryssa i att det inte är personnamn." in refused and "<title>Fel:" in refused
    assert before.startswith(MHFA)
    assert answer.status_code == 302
    assert plan.initiatives.get(key="mhfa").title == "Metoden ”Trygga Möten” i länet"


def test_a_level_may_be_told_where_none_was(lead: Client, plan: Plan) -> None:
    row = make.initiative(plan, title="Provet", owner=plan.lead)
    book = fetched(lead)
    put(book, "Provet", "Nivå", "egen")

    assert carried_out(lead, book).status_code == 302
    row.refresh_from_db()
    assert row.level == "own"


def test_a_new_status_is_seen_after_the_day_that_the_plan_shows(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Status", "Pausad")
    put(book, MHFA, "Skäl till status", "För få instruktörer")

    answer = lead.get(carried_out(lead, book)["Location"])

    today = timezone.localdate()
    text = answer.content.decode()
    assert "Planens översikter visar annars läget den 1 mars 2024." in text
    assert f'href="/orebro/insatser/?per={today}"' in text
    assert (
        "För få instruktörer"
        in lead.get(f"{plan.initiatives.get(key='mhfa').get_absolute_url()}?per={today}").content.decode()
    )


def test_other_changes_lead_to_no_other_day(lead: Client) -> None:
    book = fetched(lead)
    put(book, MHFA, "Typ", "annat")

    assert carried_out(lead, book)["Location"] == f"{ADDRESS}?klart=1"


def test_a_file_of_another_day_changes_nothing_as_it_was(lead: Client, plan: Plan) -> None:
    make.status(plan.initiatives.get(key="mhfa"), "paused", as_of=datetime.date(2025, 1, 1), reason="Semester")
    book = load_workbook(io.BytesIO(lead.get(f"{REGISTER}?per=2025-06-01").content))

    assert book.active.cell(row_of(book, MHFA), column(book, "Status")).value == "Pausad"
    assert "Filen ändrar inget." in previewed(lead, book)


def test_a_status_is_not_changed_from_an_older_day_than_its_latest(lead: Client, plan: Plan) -> None:
    make.status(plan.initiatives.get(key="mhfa"), "paused", as_of=datetime.date(2025, 1, 1), reason="Semester")
    book = fetched(lead)
    at = put(book, MHFA, "Status", "Ska diskuteras")

    text = previewed(lead, book)

    assert f"{at}: Det finns en senare statusuppgift än den som filen visar (1 mars 2024)." in text


@pytest.mark.parametrize("marks", [("1-1 2024-03-01", "1-1 2025-03-01"), ("1-1 i går", "1-1 i går")])
def test_a_file_whose_days_are_changed_is_not_read(lead: Client, marks: tuple[str, str]) -> None:
    book = fetched(lead)
    for n, mark in enumerate(marks, start=2):
        book.active.cell(n, column(book, "Version"), mark)
    if marks[0] == marks[1]:
        book.active.delete_rows(4, 100)

    text = lead.post(ADDRESS, sent(book)).content.decode()

    assert 'id="id_file_error"' in text and "Hämta registret som Excel på nytt." in text


def test_words_that_are_no_period_are_kept(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Period", "när pengarna räcker")

    assert carried_out(lead, book).status_code == 302
    assert plan.initiatives.get(key="mhfa").period.text == "när pengarna räcker"


def test_other_columns_are_left_and_it_says_so(lead: Client) -> None:
    book = fetched(lead)
    at = put(book, MHFA, "Plats", "Karlskoga")

    text = previewed(lead, book)

    assert f"{at}: Plats ändras inte här. Cellen lämnas." in text
    assert "Filen ändrar inget." in text


def test_one_collision_stops_all(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Typ", "annat")
    other = plan.initiatives.filter(listing="reported").exclude(key="mhfa").first()
    put(book, other.title, "Titel", "Nytt namn")
    changes = changes_in(previewed(lead, book))
    Initiative.objects.filter(pk=other.pk).update(version=5)

    text = lead.post(ADDRESS, {"changes": changes}).content.decode()

    assert f"”{other.title}” har ändrats sedan filen hämtades." in text
    assert plan.initiatives.get(key="mhfa").kind != "other"
    assert not Change.objects.exists()


def test_a_file_older_than_a_status_is_a_collision(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Status", "Ska diskuteras")
    make.status(plan.initiatives.get(key="mhfa"), "finished", as_of=datetime.date(2026, 1, 1))

    assert "har ändrats sedan filen hämtades" in previewed(lead, book)


def test_only_what_one_may_edit(plan: Plan, static_files: None) -> None:
    own = make.organisation(county=plan.county)
    row = make.initiative(plan, title="Vår egen", owner=own, kind="project")
    client = Client()
    client.force_login(make.member(Role.INITIATIVE_OWNER, own))
    book = fetched(client)
    put(book, "Vår egen", "Typ", "annat")
    assert carried_out(client, book).status_code == 302
    book = fetched(client)
    put(book, MHFA, "Typ", "annat")

    text = previewed(client, book)

    row.refresh_from_db()
    assert row.kind == "other"
    assert "Du får inte ändra insatsen ”Mental Health First Aid" in text


def test_the_right_is_asked_for_again_when_it_is_carried_out(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Typ", "annat")
    changes = changes_in(previewed(lead, book))
    Initiative.objects.filter(key="mhfa").update(visibility="internal", owner=make.organisation(county=plan.county))

    assert "Du får inte ändra" in lead.post(ADDRESS, {"changes": changes}).content.decode()
    assert not Change.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_who_edits_nothing_is_refused(plan: Plan, static_files: None, role: Role) -> None:
    client = Client()
    client.force_login(make.member(role, plan.lead))

    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"changes": "x"}).status_code == 403


def test_changes_that_are_sent_twice_are_carried_out_once(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Titel", "MHFA i länet")
    sent = {"changes": changes_in(previewed(lead, book)), "csrfmiddlewaretoken": "x" * 64}

    answers = [lead.post(ADDRESS, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert plan.initiatives.get(key="mhfa").version == 2


@pytest.mark.parametrize("changes", ["", "skräp", "a:b:c"])
def test_changes_that_nobody_signed_are_refused(lead: Client, changes: str) -> None:
    text = lead.post(ADDRESS, {"changes": changes}).content.decode()

    assert "Förhandsvisningen är för gammal. Välj filen igen." in text
    assert not Change.objects.exists()


def test_changes_signed_for_another_are_refused(lead: Client, plan: Plan) -> None:
    book = fetched(lead)
    put(book, MHFA, "Typ", "annat")
    changes = changes_in(previewed(lead, book))
    other = Client()
    other.force_login(make.member(Role.COUNTY_LEAD, plan.lead))

    assert "för gammal" in other.post(ADDRESS, {"changes": changes}).content.decode()
    assert not Change.objects.exists()


def test_rows_may_be_left_out_but_not_added_or_doubled(lead: Client) -> None:
    book = fetched(lead)
    sheet = book.active
    sheet.delete_rows(3, 5)
    sheet.append([cell.value for cell in sheet[2]])
    sheet.append([None, "Helt ny insats"])

    text = previewed(lead, book)

    assert "Insatsen står på två rader." in text
    assert "Nya insatser läggs inte till här." in text


def test_a_draft_that_one_may_not_know_of_is_not_found(lead: Client, plan: Plan) -> None:
    row = make.initiative(plan, title="Hemlig", visibility="draft", owner=make.organisation(county=plan.county))
    book = fetched(lead)
    book.active.cell(2, column(book, "Nyckel"), str(row.uuid))

    text = previewed(lead, book)

    assert "Insatsen finns inte i registret." in text and "Hemlig" not in text


# Hostile files


def zipped(parts: dict[str, bytes], **more: object) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return file.getvalue()


def with_part(book: Workbook, name: str, change: Callable[[bytes], bytes]) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    parts = {each.filename: zipfile.ZipFile(raw).read(each) for each in zipfile.ZipFile(raw).infolist()}
    return zipped(parts | {name: change(parts.get(name, b""))})


def hostile(kind: str) -> bytes:
    book = Workbook()
    book.active.append(["Titel"])
    sheet = "xl/worksheets/sheet1.xml"
    whole = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}
    match kind:
        case "text":
            return b"nummer;titel\n1;Hej"
        case "empty":
            return b""
        case "old":
            return b"\xd0\xcf\x11\xe0" + b"\0" * 600
        case "zip":
            return zipped({"a.txt": b"hej"})
        case "bomb":
            return zipped(whole | {"xl/worksheets/sheet1.xml": b"\0" * 60_000_000})
        case "ratio":
            return zipped(whole | {"xl/worksheets/sheet1.xml": b"\0" * 20_000_000})
        case "parts":
            return zipped(whole | {f"xl/{n}.xml": b"" for n in range(600)})
        case "macros":
            return with_part(book, "xl/vbaProject.bin", lambda old: b"macro")
        case "macro type":
            return with_part(book, "[Content_Types].xml", lambda old: old.replace(b"sheet.main", b"macroEnabled.main"))
        case "entities":
            return with_part(book, sheet, lambda old: b'<!DOCTYPE x [<!ENTITY a "b">]>' + old)
        case "broken":
            return with_part(book, sheet, lambda old: old[: len(old) // 2])
        case "no sheet":
            return with_part(book, "xl/workbook.xml", lambda old: b"<workbook/>")
        case "no rows":
            return with_part(book, sheet, lambda old: old)
        case "headings":
            book.active.append(["Hej"])
        case "doubled":
            book.active.append(["Hej", "Hej"])
            book.active["B1"] = "titel"
        case "rows":
            for n in range(MAX_ROWS + 5):
                book.active.append([f"Rad {n}"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text", "Filen är inte en Excelfil (.xlsx)."),
        ("empty", "Filen är inte en Excelfil (.xlsx)."),
        ("old", "Filen är i ett äldre format eller har lösenord."),
        ("zip", "Filen är inte en Excelfil (.xlsx)."),
        ("bomb", "Filen blir för stor när den packas upp."),
        ("ratio", "Filen blir för stor när den packas upp."),
        ("parts", "Filen blir för stor när den packas upp."),
        ("macros", "Filen innehåller makron."),
        ("macro type", "Filen innehåller makron."),
        ("entities", "Filen innehåller något som en Excelfil inte ska ha"),
        ("broken", "Filen är skadad och går inte att läsa."),
        ("no sheet", "Filen är skadad och går inte att läsa."),
        ("no rows", "Filen har inga rader."),
        ("headings", "Kolumnen ”Typ” saknas."),
        ("doubled", "Två kolumner har samma rubrik."),
        ("rows", f"Filen har fler än {MAX_ROWS} rader."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_the_field(lead: Client, kind: str, said: str) -> None:
    before = dump()

    text = lead.post(ADDRESS, sent(hostile(kind))).content.decode()

    assert said in text
    assert 'id="id_file_error"' in text and "<title>Fel:" in text
    assert dump() == before


def test_no_file_is_told_at_the_field(lead: Client) -> None:
    assert "Välj filen med dina ändringar." in lead.post(ADDRESS, {}).content.decode()


def test_a_large_file_is_refused() -> None:
    with pytest.raises(BadWorkbook, match="större än 5 MB"):
        read_rows(b"PK" + b"\0" * 5_000_001)


def test_more_rows_cost_no_more_queries(lead: Client, plan: Plan) -> None:
    def asked() -> int:
        book = fetched(lead)
        for row in range(2, book.active.max_row + 1):
            book.active.cell(row, column(book, "Typ"), "annat")
        with CaptureQueriesContext(connection) as queries:
            assert lead.post(ADDRESS, sent(book)).status_code == 200
        return len(queries)

    before = asked()
    for n in range(10):
        make.initiative(plan, title=f"Insats {n}")

    assert asked() == before
