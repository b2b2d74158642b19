"""Keeps persons out of free text: personal identity numbers, e-mail addresses, telephone numbers, names in quotes.

What is certain stops the save. What only looks like a name is asked about, and may be kept.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

PERSONAL = "personal_number"
EMAIL = "email"
PHONE = "phone"
NAME = "name"

MESSAGES = {
    PERSONAL: "Texten innehåller ett personnummer ({found}). Ta bort det: Handslag ska inte hålla uppgifter om personer.",
    EMAIL: "Texten innehåller en e-postadress ({found}). Skriv funktionen i stället för personens adress.",
    PHONE: "Texten innehåller ett telefonnummer ({found}). Skriv funktionen i stället.",
    NAME: "Står det ett personnamn i citatet ({found})? Skriv funktionen i stället, eller kryssa i att det inte är ett namn.",
}

_NUMBER = re.compile(r"(?<![\d-])(\d{2})?(\d{2})(\d{2})(\d{2})[-+–\s]?(\d{3})(\d)(?![\d-])")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.,:-])(?:(?:\+46|0046)[\s-]?(?:\(0\)\s?)?|0)\d{1,3}[\s/–-]{1,3}\d{2,3}(?:[\s-]?\d{2,3}){1,3}(?![\w-])"
    r"|(?<!\w)(?:\+46|0046)\d{7,10}(?!\w)|(?<!\w)07\d{8}(?!\w)"
)
_DAY = re.compile(r"\d{2}[-/ ]\d{2}[-/ ]\d{4}")
_QUOTED = re.compile(r"[”“\"»](.{3,300}?)[”“\"«]", re.DOTALL)
_NAME = re.compile(
    r"\b[A-ZÅÄÖÉ][a-zåäöéü]{1,}(?:-[A-ZÅÄÖÉ][a-zåäöéü]+)?\s+[A-ZÅÄÖÉ][a-zåäöéü]{2,}(?:-[A-ZÅÄÖÉ][a-zåäöéü]+)?\b"
)


@dataclass(frozen=True)
class Finding:
    """Something in a text that may point at a person. certain: it stops the save."""

    kind: str
    found: str

    @property
    def certain(self) -> bool:
        return self.kind != NAME

    @property
    def message(self) -> str:
        """What was found, in Swedish. A personal number is shown without its last four digits."""
        shown = re.sub(r"\d{4}$", "····", self.found) if self.kind == PERSONAL else self.found
        return MESSAGES[self.kind].format(found=shown)


def findings(text: str) -> list[Finding]:
    """Return what in the text may point at a person, in order of kind; each thing once.

    Characters that nobody sees (soft hyphens, zero-width spaces) hide nothing.
    """
    if not text.isprintable():  # what nobody sees is not
        text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    text = unicodedata.normalize("NFKC", text)
    numbers = list(personal_numbers(text))
    found = [Finding(PERSONAL, each) for each in numbers]
    found += [Finding(EMAIL, each) for each in _EMAIL.findall(text)]
    for number in numbers:
        text = text.replace(number, " ")
    phones = [match[0].strip() for match in _PHONE.finditer(text)]
    found += [Finding(PHONE, phone) for phone in phones if not _DAY.fullmatch(phone)]
    found += [Finding(NAME, name[0]) for quoted in _QUOTED.finditer(text) for name in _NAME.finditer(quoted[1])]
    return list(dict.fromkeys(found))


def personal_numbers(text: str) -> Iterator[str]:
    """Yield personal identity and coordination numbers: a real day, and a right check digit.

    An organisation's number has 20 or more where a person's has the month, so it is never one.
    """
    for match in _NUMBER.finditer(text):
        century, year, month, day, serial, check = match.groups()
        if _is_day(century, int(year), int(month), int(day)) and _check_digit(year + month + day + serial) == int(
            check
        ):
            yield match[0]


def _is_day(century: str | None, year: int, month: int, day: int) -> bool:
    if day > 60:  # a coordination number
        day -= 60
    if century and century not in ("18", "19", "20"):
        return False
    for first in [int(century)] if century else [19, 20]:
        try:
            datetime.date(first * 100 + year, month, day)
        except ValueError:
            continue
        return True
    return False


def _check_digit(digits: str) -> int:
    """Return the check digit of nine digits (the Luhn algorithm, as in the Swedish Tax Agency's SKV 704)."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10
