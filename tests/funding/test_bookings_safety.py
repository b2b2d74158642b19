"""Bookings from a file where two act at once, where files are taken back in turn, and where a cell may name somebody."""

import pytest

from handslag.funding.bookings import actions
from handslag.funding.ledger.actions import Refused
from handslag.funding.models import Award, BookingFile, LedgerEntry
from tests.funding.ledger_ground import Purse
from tests.funding.test_bookings import FILE, HEAD, book, left, plain, read, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def purse(static_files, db) -> Purse:
    return Purse.made()


@pytest.fixture
def award(purse: Purse) -> Award:
    return purse.award(kronor=300_000, account_code="P7")


def choose(purse: Purse, client, address: str, **more: str) -> None:
    columns = purse.url("booking_columns", address.rstrip("/").rsplit("/", 1)[-1])
    form = client.get(columns).context["form"]
    client.post(columns, {name: form[name].value() or "" for name in form.fields} | more)


def test_what_was_looked_at_as_used_is_not_booked_as_something_else(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)
    mark = client.get(address).context["planned"].mark
    choose(purse, client, address, kind="repaid")

    answer = client.post(address, {"mark": mark})

    assert answer.status_code == 422
    assert LedgerEntry.objects.count() == 0
    assert "Något har ändrats" in plain(answer)


def test_the_preview_and_the_result_say_what_the_rows_become(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)
    choose(purse, client, address, kind="repaid")

    assert "som återbetalat" in plain(client.get(address))
    book(client, address)
    assert "Bokfört som återbetalat" in plain(client.get(address))


def test_what_one_file_booked_and_another_cancelled_goes_when_both_are_taken_back(purse: Purse, award: Award) -> None:
    client = purse.keeper
    first = read(purse, client, HEAD + "P200;2024-02-01;P7;75 000;\n")
    book(client, first)
    second = read(purse, client, HEAD + "P201;2024-02-02;P7;-75 000;\n")
    book(client, second)
    assert left(award) == 300_000

    client.post(f"{second}ta-tillbaka/", {"text": "Fel fil"})
    assert left(award) == 225_000, "what was cancelled stands again"
    client.post(f"{first}ta-tillbaka/", {"text": "Fel fil"})

    assert left(award) == 300_000
    book(client, read(purse, client, HEAD + "P200;2024-02-01;P7;75 000;\n"))
    assert left(award) == 225_000


def test_a_file_that_is_booked_is_not_thrown_away(purse: Purse, award: Award) -> None:
    client = purse.keeper
    address = read(purse, client, FILE)
    stale = BookingFile.objects.get()
    book(client, address)

    with pytest.raises(Refused, match="redan bokförd"):
        actions.throw_away(stale)
    assert BookingFile.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Anna Andersson;2024-02-01;P7;1;", "Verifikationen kan peka ut en person"),
        ("19800101-1231;2024-02-01;P7;1;", "Verifikationen kan peka ut en person"),
        ("A1;2024-02-01;Anna Andersson;1;", "Koden kan peka ut en person"),
        ("A1;2999-02-01;P7;1;", "Dagen har inte varit än"),
        ("A1;1899-02-01;P7;1;", "Dagen är för länge sedan"),
    ],
)
def test_a_row_that_names_somebody_or_is_of_no_possible_day_is_not_booked(
    purse: Purse, award: Award, row: str, told: str
) -> None:
    client = purse.keeper
    answer = send(purse, client, HEAD + row + "\nV 2024-1182;2024-02-01;P7;5;\n")
    if answer.status_code == 422:  # refused whole: nothing of it is kept
        assert not BookingFile.objects.exists()
        return

    address = read(purse, client, HEAD + row + "\nV 2024-1182;2024-02-01;P7;5;\n")
    page = client.get(address)

    assert told in plain(page)
    assert [each.reference for each in page.context["planned"].entries] == ["V 2024-1182"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reference": "Anna Andersson"}, "reference"),
        ({"reference": "19800101-1231"}, "reference"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "1899-01-01"}, "on"),
    ],
)
def test_by_hand_neither(purse: Purse, award: Award, typed: dict[str, str], field: str) -> None:
    said = {"kind": "used", "kronor": "100", "on": "2024-02-01", "text": "", "reference": "V 2024-1182"}

    answer = purse.keeper.post(purse.url("enter_money", award.uuid), said | typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not LedgerEntry.objects.exists()
    assert purse.keeper.post(purse.url("enter_money", award.uuid), said).status_code == 302
