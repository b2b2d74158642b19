"""Lines of an agreement read from a table: what can be taken in, and what is wrong with it, by row and column."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from handslag.funding.agreements.forms import GrantLineForm
from handslag.funding.models import Agreement, GrantLine
from handslag.funding.words import RECEIVERS
from handslag.indicators.importing.reading import Unreadable, table_of
from handslag.opendata.tables import Cell, Row, Table, TableError

MOST_LINES = 200
COLUMNS = {
    "ändamål": "title",
    "mottagare": "receiver",
    "kronor": "kronor",
    "nyckel": "key_kind",
    "belopp per mottagare": "base",
    "undantag": "exceptions",
    "från ålder": "lowest",
    "till ålder": "highest",
    "villkor": "conditions",
    "använt senast": "use_by",
    "källa": "source",
}
"""Headings of the table, and the fields of a line that they hold."""
NEEDED = ("ändamål", "mottagare")
_RECEIVERS = {
    "region": ("region", "regioner", "regionerna"),
    "municipality": ("kommun", "kommuner", "kommunerna"),
    "county": ("län", "länen", "länen gemensamt"),
    "national": ("nationell", "nationell nivå", "skr"),
}
_KEYS = {
    "": ("", "inte känd", "okänd"),
    "population": ("folkmängd", "efter folkmängd"),
    "base_and_population": ("grundbelopp", "grundbelopp och folkmängd"),
    "fixed": ("fast", "fasta belopp"),
    "ages": ("ålder", "åldrar"),
}
_UNKNOWN = ("", "okänt", "inte känt", "inte angivet")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, told with its place: "Rad 3, kronor: ..."."""

    row: int
    heading: str
    told: str

    def __str__(self) -> str:
        place = f"Rad {self.row}, {self.heading}" if self.heading else f"Rad {self.row}"
        return f"{place}: {self.told}"


@dataclass(frozen=True)
class ReadLine:
    """A line as it was read: the number of its row, the values to be saved, and a row that is not saved, to be shown."""

    row: int
    values: dict[str, Any]
    line: GrantLine


@dataclass(frozen=True)
class Reading:
    """What a table holds. text: the table as text, to be read once more when it is confirmed."""

    lines: tuple[ReadLine, ...]
    faults: tuple[Fault, ...]
    text: str


def read(raw: bytes, *, agreement: Agreement, user: Any) -> Reading:
    """Return the lines of a file. Raises Unreadable on what is no table of lines at all."""
    table = table_of(raw, max_rows=MOST_LINES)
    headings = [each.casefold() for each in table.headings]
    if missing := [each for each in NEEDED if each not in headings]:
        raise Unreadable(_("Kolumnen ”%s” saknas. Hämta mallen för att se vilka rubriker som finns.") % missing[0])
    if unknown := [each for each in table.headings if each and each.casefold() not in COLUMNS]:
        raise Unreadable(
            _("Kolumnen ”%(name)s” känns inte igen. Kolumner som läses: %(all)s.")
            % {"name": unknown[0][:60], "all": ", ".join(COLUMNS)}
        )
    lines, faults = [], []
    for row in table.rows:
        found, wrong = _line(row, agreement, user)
        faults += wrong
        lines += [found] if found else []
    return Reading(tuple(lines), tuple(faults), _as_text(table))


def _line(row: Row, agreement: Agreement, user: Any) -> tuple[ReadLine | None, list[Fault]]:
    """Return the line in a row, or what is wrong with it, in the words of the line's own form."""
    typed, faults = {}, []
    for cell in row.cells:
        if cell.heading.casefold() not in COLUMNS:
            continue
        name = COLUMNS[cell.heading.casefold()]
        try:
            typed[name] = _meant(name, cell)
        except (TableError, ValueError) as error:
            faults.append(Fault(row.number, cell.heading, _said(error)))
    if faults:
        return None, faults
    form = GrantLineForm(typed, instance=GrantLine(agreement=agreement), page=agreement, user=user)
    if not form.is_valid():
        return None, [
            Fault(row.number, _heading(name), told) for name, all_told in form.errors.items() for told in all_told
        ]
    values = {name: value for name, value in form.values().items() if name not in ("slug", "position")}
    return ReadLine(row.number, values, GrantLine(agreement=agreement, **values)), []


def _said(error: ValueError) -> str:
    return error.message_sv.partition(": ")[2] if isinstance(error, TableError) else str(error)


def _heading(name: str) -> str:
    return next((heading for heading, field in COLUMNS.items() if field == name), "")


def _meant(name: str, cell: Cell) -> str:
    """Return a cell as the form takes it. Raises TableError, or ValueError in Swedish on a word that is not known."""
    text = " ".join(cell.text().split())
    if name == "receiver":
        return _word(text, _RECEIVERS, [str(each) for each in RECEIVERS.values()])
    if name == "key_kind":
        return _word(text, _KEYS, [words[0] for words in _KEYS.values() if words[0]])
    if name in ("kronor", "base"):
        return "" if text.casefold() in _UNKNOWN else text
    return text.replace(";", "\n") if name == "exceptions" else text


def _word(text: str, words: dict[str, tuple[str, ...]], known: list[str]) -> str:
    plain = text.casefold().removeprefix("till ")
    for key, said in words.items():
        if plain in said:
            return key
    raise ValueError(
        _("”%(word)s” känns inte igen. Skriv ett av: %(known)s.") % {"word": text[:60], "known": ", ".join(known)}
    )


def _as_text(table: Table) -> str:
    """Return the table as text with separators, in which it can be sent along with a form."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(table.headings)
    writer.writerows([cell.content for cell in row.cells] for row in table.rows)
    return file.getvalue()


def template() -> str:
    """Return a table with the right headings and two lines, to fill in."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(
        {
            "ändamål": _("Exempel: suicidprevention"),
            "mottagare": "länen",
            "kronor": "200 000 000",
            "nyckel": "folkmängd",
        }
    )
    writer.writerow(
        {"ändamål": _("Exempel: sammanhållen vård"), "mottagare": "länen", "kronor": "200 000 000", "nyckel": "grundbelopp", "belopp per mottagare": "5 000 000"}
    )  # fmt: skip
    return "\ufeff" + file.getvalue()
