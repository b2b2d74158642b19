"""A method's starts beside an indicator's yearly figures, municipality by municipality: what an estimate is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handslag.indicators.models import MethodStart
from handslag.indicators.reading import Definition
from handslag.indicators.series import Value
from handslag.places.models import Area


@dataclass(frozen=True)
class Start:
    """What is known of a municipality: whether it has begun (None: nobody has said) and the year, where it is told."""

    area: Area
    has_begun: bool | None
    year: int | None = None
    source: str = ""
    row: MethodStart | None = None

    @property
    def words(self) -> str:
        if self.has_begun is None:
            return "ingen uppgift"
        if not self.has_begun:
            return "har inte börjat"
        return f"började {self.year}" if self.year else "har börjat, år inte angivet"

    @property
    def is_known(self) -> bool:
        """Whether an estimate can use it: it has not begun, or the year is told."""
        return self.has_begun is False or self.year is not None


def starts_of(areas: Iterable[Area], rows: Iterable[MethodStart]) -> list[Start]:
    """Return a start for each municipality, in their order."""
    told = {row.area_id: row for row in rows}
    return [
        Start(area, row.state == "started", row.year, row.source, row)
        if (row := told.get(area.pk))
        else Start(area, None)
        for area in areas
    ]


@dataclass(frozen=True)
class Grid:
    """Yearly values by municipality, over years without a gap. exposure: beside counts; None where values are compared.

    starts: first year, None = not begun. left_out: name -> why it is not in the grid.
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]
    exposure: tuple[tuple[float, ...], ...] | None
    starts: tuple[int | None, ...]
    left_out: Mapping[str, str]


def grid_of(definition: Definition, starts: Sequence[Start], values: Mapping[str, Sequence[Value]]) -> Grid:
    """Return the grid of an indicator's values, by area code. A municipality that lacks a year, or whose start is not known, is left out.

    Counts with their inhabitants are used where a rate has them for every year; else the values themselves.
    """
    by_area = {
        code: {int(each.at): each for each in row if each.value is not None and each.is_single_year}
        for code, row in values.items()
    }
    years = _unbroken({year for row in by_area.values() for year in row})
    kept, left_out = [], {}
    for start in starts:
        here = by_area.get(start.area.code, {})
        if why := _why_not(start, here, years):
            left_out[start.area.name] = why
        else:
            kept.append((start, [here[year] for year in years]))
    cells = [each for _, row in kept for each in row]
    counted = definition.measure == "rate" and all(each.numerator is not None and each.denominator for each in cells)
    return Grid(
        tuple(start.area.name for start, _ in kept),
        years,
        tuple(tuple(float((each.numerator if counted else each.value) or 0) for each in row) for _, row in kept),
        tuple(tuple(float(each.denominator or 0) for each in row) for _, row in kept) if counted and kept else None,
        tuple(start.year for start, _ in kept),
        left_out,
    )


def _why_not(start: Start, here: Mapping[int, Value], years: Sequence[int]) -> str:
    if start.has_begun is None:
        return "ingen har sagt om kommunen har börjat"
    if not start.is_known:
        return "året då kommunen började är inte angivet"
    if not years or any(year not in here for year in years):
        return "siffror saknas för något år"
    if start.year is not None and start.year <= years[0]:
        return f"började {start.year}, innan det finns siffror att jämföra med"
    return ""


def _unbroken(years: set[int]) -> tuple[int, ...]:
    """Return the last stretch of years without a gap, of those at least as long as any other."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    longest = max((len(run) for run in runs), default=0)
    return tuple(next((run for run in reversed(runs) if len(run) == longest), []))
