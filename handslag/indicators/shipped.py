"""Reads figures that lie in a CSV file of our own form: what ships with Handslag (`data/`) and what examples bring. Pure."""

import csv
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from handslag.indicators.series import SEXES, STATES

FOLDER = Path(__file__).resolve().parent / "data"
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_NUMBERS = ("value", "lower", "upper", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """A figure of an indicator for an area, a period, a sex and an age, as its source tells it.

    indicator: the key of a definition. area: its code, or the key of an example's area. age: "" for the definition's own,
    else as "15-24" or "85+". value, lower, upper: in the definition's unit; value None exactly where `state` says why.
    numerator, denominator: as the source tells them, either may be missing. source: who, and the table or page.
    source_date: when the source is from, None where that is not known.
    """

    indicator: str
    area: str
    period_from: datetime.date
    period_to: datetime.date
    sex: str
    age: str
    value: float | None
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    state: str
    source: str
    source_date: datetime.date | None
    note: str


COLUMNS = tuple(each.name for each in fields(ShippedRow))
"""The header of such a file."""


def files(folder: Path = FOLDER) -> list[Path]:
    """Return the files that ship, in the order of their names."""
    return sorted(folder.glob("*.csv"))


def rows(file: Path) -> Iterator[ShippedRow]:
    """Yield the rows of a file. Raises ValueError, which names the file and the line."""
    with file.open(encoding="utf-8", newline="") as lines:
        told = csv.DictReader(lines, strict=True)
        try:
            if tuple(told.fieldnames or ()) != COLUMNS:
                raise ValueError(f"the columns are not {','.join(COLUMNS)}")
            for line in told:
                yield _row(line)
        except (ValueError, csv.Error) as error:
            raise ValueError(f"{file.name}, line {max(told.line_num, 1)}: {error}") from None


def _row(told: Mapping[str, str | None]) -> ShippedRow:
    """Return the row that a line tells. Raises ValueError."""
    if None in told or None in told.values():
        raise ValueError(f"there are not {len(COLUMNS)} fields")
    text = {name: value or "" for name, value in told.items()}
    numbers = {name: _number(name, text[name]) for name in _NUMBERS}
    row = ShippedRow(
        indicator=text["indicator"],
        area=text["area"],
        period_from=_day("period_from", text["period_from"]),
        period_to=_day("period_to", text["period_to"]),
        sex=text["sex"],
        age=text["age"],
        **numbers,
        state=text["state"],
        source=text["source"],
        source_date=_day("source_date", text["source_date"]) if text["source_date"] else None,
        note=text["note"],
    )
    _check(row)
    return row


def _number(name: str, text: str) -> float | None:
    """Return the number, None for no text. Raises ValueError on anything else, such as a decimal comma."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{name} is no number: {text!r}")
    return float(text)


def _day(name: str, text: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(f"{name} is no day: {text!r}") from None


def _check(row: ShippedRow) -> None:
    """Raise ValueError where a row says what cannot be."""
    for name in ("indicator", "area", "source"):
        if not getattr(row, name):
            raise ValueError(f"{name} is empty")
    faults = {
        "period_to": row.period_to < row.period_from,
        "sex": row.sex not in SEXES,
        "state": row.state not in STATES or (row.value is None) != bool(row.state),
        "numerator": row.numerator is not None and row.numerator < 0,
        "denominator": row.denominator is not None and row.denominator <= 0,
        "lower": row.lower is not None and (row.value is None or row.lower > row.value),
        "upper": row.upper is not None and (row.value is None or row.upper < row.value),
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            raise ValueError(f"{name} cannot be {getattr(row, name)!r}")
