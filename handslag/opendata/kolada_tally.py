"""Whether the pages of a question hold what they say, and come to an end."""

import math
from collections.abc import Mapping, Sized

from handslag.opendata.answers import Answer

MOST_ROWS = 2_000_000
"""Of one question, where it does not say how many there can be."""
MOST_UNASKED = {"kpi": 20_000, "municipality": 20_000, "ou": 200_000, "year": 200}
"""More of these there are not: so many may come of a part that is left out."""
MOST_ANSWERS = 20
"""All pages of a question together are at most as large as so many of the largest answers."""


def most_rows(asked: Mapping[str, Sized], parts: tuple[str, ...]) -> int:
    """Return how many rows a question for values can have. asked: part -> its ids, where it is not left out."""
    if all(name in asked for name in parts):  # each row is then held against the question, and may come but once
        return MOST_ROWS
    return min(MOST_ROWS, math.prod(len(asked[name]) if name in asked else MOST_UNASKED[name] for name in parts))


class Tally:
    """Counts the pages of one question as they come.

    most_bytes: of all pages. is_whole: whether the first page is the question's first, and not one where an earlier
    reading broke off.
    """

    def __init__(self, *, most_rows: int, most_bytes: int, is_whole: bool) -> None:
        self._most_rows, self._most_bytes, self._is_whole = most_rows, most_bytes, is_whole
        self._rows = self._bytes = 0
        self._told: list[int] = []

    def add(self, answer: Answer, *, is_last: bool) -> None:
        """Take a page. Raises SourceError where there are too many, or where they are not as many as they say.

        `count` may be the rows of the page or of the whole: sources have done both.
        """
        document = answer.as_a(dict)
        here = len(answer.part(document, "values", list))
        self._rows += here
        self._bytes += answer.size
        if self._rows > self._most_rows or self._bytes > self._most_bytes:
            told = f"Hittills {self._rows} rader och {self._bytes} byte, mot högst {self._most_rows} och {self._most_bytes}."
            raise answer.refused(told, "too_large")
        count = answer.maybe(document, "count", int)
        if count is not None and count != here:
            self._told.append(count)
        for each in self._told:
            if each < self._rows or (is_last and self._is_whole and each != self._rows):
                raise answer.refused(f"Fältet 'count' är {each}, men raderna är {self._rows}.")
