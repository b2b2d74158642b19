"""From figures of one or several sources to the rows of an indicator: counts over bases, years together. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handslag.indicators.loading import periods
from handslag.indicators.loading.figures import CannotRead, Cell, Figure, added, figures
from handslag.indicators.reading import Definition, Source
from handslag.indicators.writing import Row
from handslag.opendata.records import Observation

NO_BASE = "Källan har ingen folkmängd för perioden."
AT_YEAR_END = ("scb",)
"""Sources whose base is told for the last day of the year: the mean of two is the year's."""

By = dict[Cell, Figure]


@dataclass(frozen=True)
class Told:
    """What a source answered to one of the definition's questions."""

    source: Source
    records: Iterable[Observation]


@dataclass(frozen=True)
class Made:
    """Rows to take in. unknown: codes of counties and municipalities that we do not have, whose figures are left out."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...] = ()


def made(definition: Definition, told: Sequence[Told], kinds: Mapping[str, str]) -> Made:
    """Return the rows that the sources' answers make. kinds: what each of our areas is, by its code.

    Nothing is worked out backwards: without a base a count is kept and its rate is missing. Raises CannotRead.
    """
    by_use: dict[str, By] = {"value": {}, "numerator": {}, "denominator": {}}
    unknown: set[str] = set()
    for each in told:
        found = figures(definition, each.source, each.records, kinds)
        unknown |= found.unknown
        kept = by_use[each.source.gives]
        if clash := next((cell for cell in found.by_cell if cell in kept), None):
            raise CannotRead(f"Två av källorna har tal för {clash.area} {clash.first} till {clash.last}.")
        kept |= (
            _of_the_year(found.by_cell) if each.source.gives != "value" and _is_year_end(each.source) else found.by_cell
        )
    rows = [_of_value(cell, figure) for cell, figure in by_use["value"].items()]
    rows += _of_counts(definition, by_use["numerator"], by_use["denominator"])
    wanted = [row for row in rows if row.sex == "T" or "sex" in definition.breakdowns]
    return Made(tuple(sorted(wanted, key=_order)), tuple(sorted(unknown)))


def _order(row: Row) -> tuple[object, ...]:
    return row.area, row.sex, row.period_from, row.period_to


def _is_year_end(source: Source) -> bool:
    return source.name in AT_YEAR_END


def _of_value(cell: Cell, figure: Figure) -> Row:
    return Row(
        cell.area, cell.first, cell.last, figure.value, cell.sex, lower=figure.lower, upper=figure.upper,
        denominator=figure.answers, state=figure.state, note=figure.note,
    )  # fmt: skip


def _of_the_year(at_year_end: By) -> By:
    """Return the mean of each year's beginning and end. The first year that is told has no beginning, and is left out."""
    found: By = {}
    for cell, end in at_year_end.items():
        if not periods.is_a_year((cell.first, cell.last)):
            raise CannotRead(f"Folkmängden gäller {cell.first} till {cell.last}, inte ett år.")
        begin = at_year_end.get(_earlier(cell, 1))
        if begin is not None:
            both = added([begin, end])
            found[cell] = replace(both, value=None if both.value is None else both.value / 2)
    return found


def _earlier(cell: Cell, years: int) -> Cell:
    """Return the cell so many years before, of one that is a year."""
    return cell._replace(
        first=cell.first.replace(year=cell.first.year - years), last=cell.last.replace(year=cell.last.year - years)
    )


def _of_counts(definition: Definition, counted: By, base: By) -> list[Row]:
    counted, base = _with_totals(counted), _with_totals(base)
    if definition.window > 1:
        counted, base = _together(counted, definition.window), _together(base, definition.window)
    return [_of_count(definition, cell, figure, base.get(cell)) for cell, figure in counted.items()]


def _with_totals(found: By) -> By:
    """Return the figures with both sexes together where the source tells of each and not of both."""
    totals: By = {}
    for cell, women in found.items():
        both = cell._replace(sex="T")
        men = found.get(cell._replace(sex="M"))
        if cell.sex == "K" and both not in found and men is not None:
            totals[both] = added([women, men])
    return found | totals


def _together(found: By, window: int) -> By:
    """Return the sums of so many years on end, for each year that has all of them."""
    sums: By = {}
    for cell in found:
        years = (
            [found.get(_earlier(cell, back)) for back in reversed(range(window))] if _is_year(cell) else [found[cell]]
        )
        if all(each is not None for each in years):
            first = _earlier(cell, window - 1).first if _is_year(cell) else cell.first
            sums[cell._replace(first=first)] = added([each for each in years if each is not None])
    return sums


def _is_year(cell: Cell) -> bool:
    return periods.is_a_year((cell.first, cell.last))


def _of_count(definition: Definition, cell: Cell, counted: Figure, base: Figure | None) -> Row:
    row = Row(cell.area, cell.first, cell.last, None, cell.sex, numerator=counted.value, state=counted.state)
    under = base.value if base is not None and base.value else None
    notes = (*counted.notes, *(base.notes if base else ()))
    if definition.measure == "count":
        return row._replace(value=counted.value, note=replace(counted, notes=notes).note)
    row = row._replace(denominator=under, note=replace(counted, notes=notes).note)
    if counted.value is None:
        return row
    if under is None:
        state = (base.state if base is not None else "") or "missing"
        return row._replace(state=state, note=replace(counted, notes=(*notes, NO_BASE)).note)
    return row._replace(value=counted.value / under * definition.per, state="")
