"""Bookings from the accounts' export: read, matched, looked at, booked whole or not at all, and taken back."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handslag.funding.bookings import actions
from handslag.funding.ledger.queries import lines_of
from handslag.funding.models import Award, BookedRow, BookingFile, BookingMapping, LedgerEntry
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role
from tests.funding.ledger_ground import Purse

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25
HEAD = "Verifikation;Datum;Projekt;Belopp;Text\n"
FILE = (
    HEAD
    + "A1;2024-02-01;P7;100 000,00;Hyra\nA2;2024-03-01;P7;50 000;\nA3;2024-04-01;P7;25 000;Lön\nA4;2024-04-02;P7;-50 000;Rättning\n"
)


@pytest.fixture
def purse(static_files, db) -> Purse:
    return Purse.made()


@pytest.fixture
def award(purse: Purse) -> Award:
    return purse.award(kronor=300_000, account_code="P7")


def send(purse: Purse, client: Client, content: str | bytes, name: str = "mars.csv") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(purse.url("bookings"), {"file": SimpleUploadedFile(name, raw)})


def read(purse: Purse, client: Client, content: str | bytes) -> str:
    """Send a file, say of its columns what is suggested, and return the address of its preview."""
    answer = send(purse, client, content)
    assert answer.status_code == 302, plain(answer)
    if "kolumner" in answer.url:
        form = client.get(answer.url).context["form"]
        answer = client.post(answer.url, {name: form[name].value() or "" for name in form.fields})
        assert answer.status_code == 302, plain(answer)
    return answer.url


def book(client: Client, address: str, **more: str) -> Any:
    return client.post(address, {"mark": client.get(address).context["planned"].mark, **more})


def plain(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("\u00a0", " ").split())


def left(award: Award) -> int | None:
    return next(line.standing.left for line in lines_of(award.plan) if line.award.pk == award.pk)


def test_r52_what_is_left_is_right_after_three_bookings_and_a_cancellation(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)

    shown = plain(client.get(address))
    answer = book(client, address)

    assert "Bokför 125 000 kr" in shown and "En rad tar tillbaka." in shown
    assert answer.status_code == 302
    assert left(award) == 175_000
    entries = LedgerEntry.objects.filter(award=award).order_by("id")
    assert [each.kronor for each in entries] == [100_000, 50_000, 25_000, -50_000]
    assert entries[3].corrects == entries[1]
    assert {each.way for each in entries} == {"file"}
    told = plain(client.get(address))
    assert "mars.csv" in told and BookingFile.objects.get().sha256[:16] in told
    assert BookingFile.objects.get().content is None
    assert AuditEvent.objects.filter(kind="import", what="Bokförde 4 poster från en fil").count() == 1


def test_the_same_file_again_books_nothing(purse: Purse, award: Award) -> None:
    client = purse.keeper
    book(client, read(purse, client, FILE))

    address = read(purse, client, FILE)
    page = client.get(address)
    answer = book(client, address)

    assert len(page.context["planned"].before) == 4
    assert "Samma fil bokfördes" in plain(page)
    assert answer.status_code == 422
    assert LedgerEntry.objects.count() == 4


def test_a_file_that_is_confirmed_twice_is_booked_once(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)
    mark = client.get(address).context["planned"].mark

    for _ in range(2):
        client.post(address, {"mark": mark})

    assert LedgerEntry.objects.count() == 4


def test_a_longer_file_books_what_is_new_in_it(purse: Purse, award: Award) -> None:
    client = purse.keeper
    book(client, read(purse, client, FILE))

    book(client, read(purse, client, FILE + "A5;2024-05-01;P7;1 000;\n"))

    assert left(award) == 174_000
    assert BookedRow.objects.count() == 5


def test_rows_without_an_award_are_listed_and_the_sums_agree(purse: Purse, award: Award) -> None:
    client = purse.keeper

    page = client.get(read(purse, client, FILE + "B1;2024-05-01;P99;40,50;\n;2024-05-02;;7;Summa\n"))

    told = plain(page)
    assert "Rad 6: 1 maj 2024, P99, 40,50 kr, B1 ingen tilldelning har koden" in told
    assert "Rad 7: 2 maj 2024, –, 7 kr utan kod" in told
    assert "Hela filen 125 047,50 kr" in told


def test_a_row_that_cannot_be_read_stops_the_booking_until_it_is_left_out(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE + "A5;2024-05-01;P7;1.234;\n")

    refused = book(client, address)
    assert refused.status_code == 422 and "kryssa i" in plain(refused)
    assert not LedgerEntry.objects.exists()
    assert book(client, address, leave_out="1").status_code == 302
    assert BookingFile.objects.get().sums["unreadable"] == 1


def test_a_crash_between_entries_books_nothing(purse: Purse, award: Award, monkeypatch) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)
    mark = client.get(address).context["planned"].mark

    def breaks(*args: Any, **kwargs: Any) -> None:
        assert LedgerEntry.objects.count() == 4
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(actions.BookedRow.objects, "bulk_create", breaks)
    with pytest.raises(DatabaseError):
        client.post(address, {"mark": mark})

    assert not LedgerEntry.objects.exists()
    file = BookingFile.objects.get()
    assert file.booked_at is None and bytes(file.content) == FILE.encode()


def test_what_has_changed_since_the_preview_is_not_booked(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)
    mark = client.get(address).context["planned"].mark
    Award.objects.filter(pk=award.pk).update(account_code="P8")

    answer = client.post(address, {"mark": mark})

    assert answer.status_code == 422 and "har ändrats sedan du såg" in plain(answer)
    assert not LedgerEntry.objects.exists()


def test_a_booking_is_taken_back_in_one_act_and_the_file_can_be_booked_again(purse: Purse, award: Award) -> None:
    before = purse.booked(award, "used", 10_000, reference="A0")
    client = purse.keeper
    address = read(purse, client, FILE + "A9;2024-05-01;P7;-10 000;\n")
    book(client, address)
    assert left(award) == 175_000

    answer = client.post(f"{address}ta-tillbaka/", {"text": "Fel fil"})

    assert answer.status_code == 302
    assert left(award) == 290_000
    assert LedgerEntry.objects.get(corrects=before).kronor == -10_000
    assert "Fel fil" in plain(client.get(address))
    book(client, read(purse, client, FILE))
    assert left(award) == 165_000


def test_a_booking_that_a_later_file_rests_on_is_not_taken_back_first(purse: Purse, award: Award) -> None:
    client = purse.keeper
    first = read(purse, client, HEAD + "A1;2024-02-01;P7;100;\n")
    book(client, first)
    book(client, read(purse, client, HEAD + "A2;2024-02-02;P7;-100;\n"))

    answer = client.post(f"{first}ta-tillbaka/", {"text": "Fel"})

    assert answer.status_code == 422 and "Ta tillbaka den senare filen först" in plain(answer)
    assert left(award) == 300_000


def test_the_columns_are_remembered_for_the_county_and_can_be_changed(purse: Purse, award: Award) -> None:
    client = purse.keeper
    answer = send(purse, client, "Vad;När;Hur\nP7;2024-03-01;5\n")
    assert "kolumner" in answer.url
    client.post(answer.url, {"column_0": "code", "column_1": "on", "column_2": "amount", "kind": "used"})

    again = send(purse, client, "VAD;NÄR;HUR\nP7;2024-03-02;6\n")

    assert "kolumner" not in again.url
    page = client.get(again.url)
    assert [each.kronor for each in page.context["planned"].entries] == [6]
    assert f"{again.url}kolumner/" in page.content.decode()
    assert BookingMapping.objects.get().county == purse.plan.county


def test_columns_that_do_not_do_are_refused_and_nothing_chosen_is_lost(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = send(purse, client, FILE).url

    answer = client.post(address, {"column_0": "reference", "column_1": "on", "kind": "repaid"})

    assert answer.status_code == 422
    assert "Välj vilken kolumn som är koden." in plain(answer)
    assert answer.context["form"]["kind"].value() == "repaid"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Filen är tom."),
        (b"Projekt;Belopp\n", "Filen har rubriker men inga rader."),
        (b"bara en rad text", "ingen rad har mer än en kolumn"),
        (b"\x00\x01\x02;\x00\n\x00;\x01", "Filen är inte text."),
        (b"Projekt;Belopp\n\x81\x8d;1\n", "Filen är inte text."),
        (b"PK\x03\x04 not a workbook", "xcel"),
        (f"{HEAD}A1;2024-01-01;P7;1;ring 070-123 45 67\n".encode(), "telefonnummer"),
        (HEAD.encode() + b"A;2024-01-01;P7;1;\n" * 20_200, "fler än 20000 rader"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_of_at_the_field(purse: Purse, content: bytes, told: str) -> None:
    answer = send(purse, purse.keeper, content)

    assert answer.status_code == 422
    assert any(told in each for each in answer.context["form"].errors["file"])
    assert not BookingFile.objects.exists()


def test_a_workbook_that_unpacks_to_too_much_is_refused(purse: Purse) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 150_000_000)

    answer = send(purse, purse.keeper, raw.getvalue(), name="bomb.xlsx")

    assert answer.status_code == 422 and answer.context["form"].errors["file"]


def test_a_workbook_and_another_encoding_are_read(purse: Purse, award: Award) -> None:
    import xlsxwriter

    raw = io.BytesIO()
    book_of = xlsxwriter.Workbook(raw, {"in_memory": True})
    sheet = book_of.add_worksheet()
    for n, line in enumerate(
        [["Projekt", "Datum", "Belopp"], ["P7", "2024-03-01", 1234.5], ["P7", "2024-03-02", -0.25]]
    ):
        sheet.write_row(n, 0, line)
    book_of.close()
    client = purse.keeper

    page = client.get(read(purse, client, raw.getvalue()))
    assert page.context["planned"].ore == 123_425
    assert "Filen är läst som Excel." in plain(page)
    page = client.get(
        read(purse, client, "Aktivitet;Datum;Belopp\nP7;2024-03-01;1\nÅÄÖ;2024-03-01;2\n".encode("cp1252"))
    )
    assert page.context["planned"].unmatched[0].row.code == "ÅÄÖ"
    assert "Windows-1252" in plain(page)


def test_a_text_that_may_name_somebody_is_not_kept(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, HEAD + "A1;2024-03-01;P7;10;Resa Vilma Sandström\nA2;2024-03-01;P7;11;Hyra lokal\n")

    assert "En rads text sparas inte" in plain(client.get(address))
    book(client, address)

    assert list(LedgerEntry.objects.order_by("kronor").values_list("text", flat=True)) == ["", "Hyra lokal"]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER, None])
def test_only_those_who_keep_the_money_come_here(purse: Purse, award: Award, role: Role | None) -> None:
    keeper = purse.keeper
    address = read(purse, keeper, FILE)
    stranger = purse.client(role)

    codes = {
        stranger.get(each).status_code for each in (purse.url("bookings"), address, f"{address}kolumner/", f"{address}ta-tillbaka/")
    }  # fmt: skip

    assert codes == ({302} if role is None else {403})
    assert stranger.post(address, {"mark": keeper.get(address).context["planned"].mark}).status_code in (302, 403)
    assert not LedgerEntry.objects.exists()


def test_another_countys_keeper_and_another_keeper_do_not_see_a_file_on_its_way(purse: Purse, award: Award) -> None:
    address = read(purse, purse.keeper, FILE)
    other = Purse.made()

    assert other.keeper.get(address).status_code in (403, 404)
    assert purse.keeper.get(address).status_code == 404


def test_a_code_of_another_countys_award_is_not_matched(purse: Purse) -> None:
    Purse.made().award(kronor=1, account_code="P7")
    client = purse.keeper

    page = client.get(read(purse, client, FILE))

    assert len(page.context["planned"].unmatched) == 4


def test_five_thousand_rows_cost_few_queries(purse: Purse, award: Award) -> None:
    lines = "".join(f"A{n};2024-03-01;P7;{n},50;\n" for n in range(1, 5_001))
    client = purse.keeper
    address = read(purse, client, HEAD + lines)
    mark = client.get(address).context["planned"].mark

    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.post(address, {"mark": mark}).status_code == 302

    inserts = [each for each in seen.captured_queries if each["sql"].startswith("INSERT")]
    assert len(seen) - len(inserts) <= MOST_QUERIES
    assert len(inserts) < 200, "a row is not written by itself"
    assert LedgerEntry.objects.aggregate(sum=Sum("kronor"))["sum"] == sum(range(1, 5_001)) + 2_500
