"""From the rows of a sent table to observations, with every fault told by its cell."""

from collections.abc import Mapping

from handslag.opendata import labels
from handslag.opendata.numbers import CAREFUL
from handslag.opendata.records import Observation
from handslag.opendata.tables import Row, Table, TableError


def observations(
    table: Table, *, indicator: str, area: str, period: str, value: str, sex: str = "", unit: str = "",
    source: str = "", marks: Mapping[str, str] = CAREFUL,
) -> tuple[list[Observation], list[TableError]]:  # fmt: skip
    """Return what a table with one value a row says, and all that is wrong with it: use nothing where anything is.

    indicator, unit, source: of every row. area, period, value, sex: the headings of their columns; sex is resolved by
    what stands there ("Kvinnor", "K", "Totalt"). marks: what ".." and the like mean to the sender: see numbers.
    """
    found: list[Observation] = []
    faults: list[TableError] = []
    first: dict[tuple[str, str, str], int] = {}
    for row in table.rows:
        try:
            each = _observation(row, (indicator, area, period, value, sex), unit=unit, source=source, marks=marks)
            key = (each.area, each.period, each.sex)
            if first.setdefault(key, row.number) != row.number:
                raise TableError(f"Samma område, period och kön står på rad {first[key]}.", str(row.number))
        except TableError as error:
            faults.append(error)
        else:
            found.append(each)
    return found, faults


def _observation(
    row: Row, columns: tuple[str, str, str, str, str], *, unit: str, source: str, marks: Mapping[str, str]
) -> Observation:
    indicator, area, period, value, sex = columns
    number = row[value].number(marks)
    return Observation(
        indicator, _needed(row, area), _needed(row, period), _sex(row, sex), number.value, number.status,
        unit=unit or ("%" if number.is_percent else ""), source=source, sex_code=row[sex].text() if sex else "",
    )  # fmt: skip


def _needed(row: Row, heading: str) -> str:
    cell = row[heading]
    if not cell.text():
        raise TableError("Cellen är tom.", cell.at, cell.heading)
    return cell.text()


def _sex(row: Row, heading: str) -> str:
    if not heading:
        return ""
    cell = row[heading]
    text = cell.text()
    found = text if text in ("T", "K", "M") else labels.sex(text)
    if text and not found:
        raise TableError(f"{text!r} är inget kön. Skriv Totalt, Kvinnor eller Män.", cell.at, cell.heading)
    return found
