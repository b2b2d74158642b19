"""Where areas stand in a tile map: columns and rows, about as they lie: a county's municipalities, and the country's counties.

The positions are our own drawings, from `data/tiles.csv` and `data/county_tiles.csv`. A county whose municipalities are not
in the file is drawn as a list in order. The counties stand in four columns and eight rows: as narrow as the country is,
so that a tile has room for a county's name, while each keeps its neighbours to the north and the south as far as it can.
"""

import csv
from functools import cache

from handslag.places.national import DATA


@cache
def positions() -> dict[str, tuple[int, int]]:
    """Return column and row, from 0 at the upper left, by a municipality's code. The same object each time."""
    return _read("tiles.csv", "municipality_code")


@cache
def county_positions() -> dict[str, tuple[int, int]]:
    """Return column and row, from 0 at the upper left, by a county's code ("01"). The same object each time."""
    return _read("county_tiles.csv", "county_code")


def _read(name: str, code: str) -> dict[str, tuple[int, int]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return {row[code]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}
