"""Reads population from CSV files: of counties or municipalities, whole or by age. Nothing is filled in or estimated."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from handslag.allocation.errors import AllocationInputError
from handslag.allocation.units import AgeBand, Unit

COUNTRY = "00"
_CODES = {"county_code": re.compile(r"[0-9]{2}"), "municipality_code": re.compile(r"[0-9]{4}")}
_SEX = re.compile("[KM]")
_AGE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3})|(\+))?")
_YEAR = re.compile(r"[0-9]{4}")
_PEOPLE = re.compile(r"[0-9]{1,10}")
_SEXES = {"K", "M"}
_COLUMNS = "county_code eller municipality_code, year, population, och för ålder age (0-5, 19 eller 80+)"
_OPEN_AGE = 100
"""The age that one-year files mean by their last row: "100" is 100 and above."""


Span = tuple[int, int | None]


@dataclass(frozen=True)
class PopulationFile:
    """What a file holds. level: "county" or "municipality". people: by year and code, None where the ages are not all there.

    ages: bands by year and code, {} in a file without ages. perturbed: years whose figures carry the statistical agency's
    random noise, where the file tells.
    """

    level: str
    people: Mapping[int, Mapping[str, int | None]]
    ages: Mapping[int, Mapping[str, tuple[AgeBand, ...]]]
    perturbed: frozenset[int]

    @property
    def years(self) -> list[int]:
        return sorted(self.people)


@dataclass(frozen=True)
class _Row:
    line: int
    code: str
    year: int
    sex: str
    span: Span | None
    people: int
    is_perturbed: bool


def read_population(lines: Iterable[str]) -> PopulationFile:
    """Return what the lines of a CSV file hold. Sexes are added together; the country's own row is left out.

    Raises AllocationInputError, which names the line, on columns that are missing, on values that cannot be meant, and
    where one place has other ages or sexes than the others: a row that is missing would count as nobody.
    """
    told = csv.DictReader(lines, strict=True)
    try:
        columns = set(told.fieldnames or ())
        code_column = next((name for name in _CODES if name in columns), "")
        if not code_column or not {"year", "population"} <= columns:
            raise _wrong(f"Filen har inte de kolumner som behövs: {_COLUMNS}.")
        rows = [_row(each, code_column, told.line_num) for each in told]
    except csv.Error as error:
        raise _wrong(f"Filen går inte att läsa som CSV efter rad {told.line_num}.") from error
    cells = _cells(each for each in rows if each.code != COUNTRY)
    _check_whole(cells)
    perturbed = frozenset(each.year for each in rows if each.is_perturbed)
    level = code_column.removesuffix("_code")
    if "age" not in columns:
        people = {year: {code: sum(each.values()) for code, each in codes.items()} for year, codes in cells.items()}
        return PopulationFile(level, people, {}, perturbed)
    ages = {year: {code: _bands(each) for code, each in codes.items()} for year, codes in cells.items()}
    return PopulationFile(level, {year: _all_ages(codes) for year, codes in ages.items()}, ages, perturbed)


def _wrong(message_sv: str) -> AllocationInputError:
    return AllocationInputError("population", message_sv)


def _row(told: Mapping[str, str | None], code_column: str, line: int) -> _Row:
    """Return a line's row. Raises AllocationInputError."""

    def matched(name: str, wanted: re.Pattern[str]) -> re.Match[str]:
        value = (told.get(name) or "").strip()
        if found := wanted.fullmatch(value):
            return found
        raise _wrong(f"Rad {line}: {name} kan inte vara ”{value}”.")

    return _Row(
        line,
        matched(code_column, _CODES[code_column])[0],
        int(matched("year", _YEAR)[0]),
        matched("sex", _SEX)[0] if "sex" in told else "",
        _span(matched("age", _AGE)) if "age" in told else None,
        int(matched("population", _PEOPLE)[0]),
        told.get("perturbed") == "1",
    )


def _span(age: re.Match[str]) -> Span:
    lowest = int(age[1])
    if age[3] or (age[2] is None and lowest == _OPEN_AGE):
        return lowest, None
    return lowest, int(age[2] or lowest)


Cells = dict[tuple[str, Span | None], int]


def _cells(rows: Iterable[_Row]) -> dict[int, dict[str, Cells]]:
    """Return the counts of each year and code by sex and ages. Raises AllocationInputError on a row that is there twice."""
    cells: dict[int, dict[str, Cells]] = {}
    for row in rows:
        of_code = cells.setdefault(row.year, {}).setdefault(row.code, {})
        if (row.sex, row.span) in of_code:
            raise _wrong(f"Rad {row.line}: {row.code} för {row.year} står två gånger i filen.")
        of_code[row.sex, row.span] = row.people
    return cells


def _check_whole(cells: Mapping[int, Mapping[str, Cells]]) -> None:
    """Raise AllocationInputError where the file is empty, or a place lacks a sex or ages that others have."""
    if not cells:
        raise _wrong("Filen har inga rader med folkmängd.")
    for year, codes in cells.items():
        wanted = set().union(*codes.values())
        sexes = {sex for sex, _ in wanted} - {""}
        if sexes and sexes != _SEXES:
            raise _wrong(f"Filen har bara ett kön för {year}: båda, K och M, behövs.")
        if less := [code for code, each in codes.items() if set(each) != wanted]:
            raise _wrong(f"{less[0]} saknar rader för {year} som andra har. En rad som fattas är inte noll.")


def _bands(cells: Cells) -> tuple[AgeBand, ...]:
    counts: Counter[Span] = Counter()
    for (_, span), people in cells.items():
        if span is not None:
            counts[span] += people
    return _in_order(counts)


def _in_order(counts: Mapping[Span, int]) -> tuple[AgeBand, ...]:
    spans = sorted(counts, key=lambda span: (span[0], span[1] or 0))
    return tuple(AgeBand(lowest, highest, counts[lowest, highest]) for lowest, highest in spans)


def _all_ages(codes: Mapping[str, tuple[AgeBand, ...]]) -> dict[str, int | None]:
    """Return each place's population, None where its ages do not run from 0 to the end without gap or overlap."""
    people: dict[str, int | None] = {}
    for code, bands in codes.items():
        try:
            people[code] = Unit(code, code, ages=bands).aged(0, None)
        except AllocationInputError:
            people[code] = None
    return people


def units_of(
    file: PopulationFile, *, year: int, level: str, names: Mapping[str, str], municipalities: Collection[str]
) -> tuple[Unit, ...]:
    """Return everybody in `names`, by code, with the population of a year. Municipalities are summed to their counties.

    level: "county", "region" (a region has its county's code) or "municipality". municipalities: the codes of all there
    are. Raises AllocationInputError where the file lacks the year, the level, or anybody.
    """
    if level == "municipality" and file.level == "county":
        raise _wrong("Filen har folkmängd för län, men fördelningen gäller kommuner.")
    if year not in file.people:
        there = ", ".join(str(each) for each in file.years)
        raise _wrong(f"Filen har ingen folkmängd för {year}. År i filen: {there}.")
    people, ages = file.people[year], file.ages.get(year, {})
    needed = municipalities if file.level == "municipality" else names
    if missing := sorted(set(needed) - set(people)):
        raise _wrong(f"Filen saknar {len(missing)} av {len(needed)} för {year}, till exempel {missing[0]}.")
    if level == "municipality" or file.level == "county":
        return tuple(Unit(code, name, people[code], ages.get(code, ())) for code, name in names.items())
    return tuple(_summed(Unit(code, name), municipalities, people, ages) for code, name in names.items())


def _summed(
    county: Unit,
    municipalities: Iterable[str],
    people: Mapping[str, int | None],
    ages: Mapping[str, tuple[AgeBand, ...]],
) -> Unit:
    """Return the county with the population of its municipalities, unknown where one of them is."""
    within = [code for code in municipalities if code[:2] == county.code]
    known = list(_known(people[code] for code in within))
    counts: Counter[Span] = Counter()
    for code in within:
        for each in ages.get(code, ()):
            counts[each.lowest, each.highest] += each.people
    population = sum(known) if len(known) == len(within) else None
    return Unit(county.code, county.name, population, _in_order(counts))


def _known(values: Iterable[int | None]) -> Iterator[int]:
    return (value for value in values if value is not None)
