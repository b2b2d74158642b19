"""Where a county's municipalities stand in a tile map: columns and rows, about as they lie, from `data/tiles.csv`.

The positions are our own drawing. A county that is not in the file is drawn as a list in order.
"""

import csv
from functools import cache

from handslag.places.national import DATA


@cache
def positions() -> dict[str, tuple[int, int]]:
    """Return column and row, from 0 at the upper left, by a municipality's code. The same object each time."""
    with (DATA / "tiles.csv").open(encoding="utf-8") as file:
        return {row["municipality_code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}
