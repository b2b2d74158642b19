"""R115: free text is stopped where it points at a person, and only there."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.trust.guard import EMAIL, NAME, PERSONAL, PHONE, findings


def kinds(text: str) -> list[str]:
    return [each.kind for each in findings(text)]


# Made from the Tax Agency's published test numbers, which belong to nobody.
@pytest.mark.parametrize(
    "number", ["20121212-1212", "201212121212", "121212-1212", "1212121212", "121212+1212", "19121212-1212"]
)
def test_r115_a_personal_number_is_found_in_every_form(number: str) -> None:
    assert kinds(f"Samtal med {number} i går.") == [PERSONAL]


def test_r115_a_coordination_number_is_found() -> None:
    assert kinds("701063-2391") == [PERSONAL]


@pytest.mark.parametrize(
    "text",
    [
        "121212-1213",  # wrong check digit
        "121312-1212",  # no such month
        "232100-0164",  # a region's organisation number
        "802002-4280",
        "001:144-175",
        "1 716 000 000 kr",
        "2020-2023",
        "0-8 suicid om året per kommun",
        "01-02-2024",
        "3 993 kontakter, april 2022-september 2023",
        "Hjälplinjen 90 390",
        "diarienummer 22RS1234-5",
        "50, 70 och 20 procent",
    ],
)
def test_r115_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("text", ["namn@kommun.se", "fornamn.efternamn@regionorebrolan.se"])
def test_r115_an_e_mail_address_is_found(text: str) -> None:
    assert kinds(f"Skriv till {text}, tack.") == [EMAIL]


@pytest.mark.parametrize("text", ["070-123 45 67", "0701234567", "+46 70 123 45 67", "019-602 10 00", "08-12 34 56"])
def test_r115_a_telephone_number_is_found(text: str) -> None:
    assert kinds(f"Ring {text} i morgon.") == [PHONE]


@pytest.mark.parametrize("hidden", ["121212\u00ad-1212", "121212\u200b-1212", "１21212-1212"])
def test_r115_characters_that_nobody_sees_hide_nothing(hidden: str) -> None:
    assert kinds(hidden) == [PERSONAL]


def test_r115_a_name_in_a_quotation_is_asked_about_and_not_certain() -> None:
    found = findings("Hon sa: ”det var Test Testsson som hjälpte mig”.")
    assert [(each.kind, each.found, each.certain) for each in found] == [(NAME, "Test Testsson", False)]
    assert kinds("Region Örebro län och Test Testsson") == []


def test_r115_the_message_does_not_repeat_the_whole_number() -> None:
    (found,) = findings("121212-1212")
    assert "121212-····" in found.message
    assert "1212-1212" not in found.message


def luhn(digits: str) -> int:
    """The check digit, reckoned another way than the guard does: by table of doubled digits."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    total = sum(doubled[int(d)] if n % 2 == 0 else int(d) for n, d in enumerate(digits))
    return (10 - total % 10) % 10


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2026, 12, 31)), st.integers(0, 999), st.integers(1, 9))
def test_r115_the_check_digit_decides(day: datetime.date, serial: int, off: int) -> None:
    digits = f"{day:%y%m%d}{serial:03}"
    right = luhn(digits)
    assert kinds(f"{digits[:6]}-{digits[6:]}{right}") == [PERSONAL]
    assert PERSONAL not in kinds(f"{digits[:6]}-{digits[6:]}{(right + off) % 10}")
