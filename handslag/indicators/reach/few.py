"""Small counts of persons by place: one rule for the pages of reach and of training. Staff are persons too."""

from collections.abc import Iterable, Mapping

from handslag.indicators.reach.ground import Place, Places
from handslag.indicators.series import HIDDEN_HERE, WORDS

HIDDEN = "färre än {}, visas inte"


def few_among(counts: Mapping[tuple[str, int], float], places: Places, *, smallest: int) -> frozenset[int]:
    """Return the municipalities of the places, of any kind, that have few persons. Nothing that lies over them is shown:

    a county's number would tell that of a municipality, and the municipalities' that of the part they make.
    """
    small: set[int] = set()
    for kind in dict.fromkeys(kind for kind, _ in counts):
        for place in places.of_kind(kind):
            if 0 < counts.get(place.key, 0) < smallest:
                small |= place.members
    return frozenset(small)


def why_hidden(place: Place, count: float, *, smallest: int, few: Iterable[int]) -> str:
    """Return the word for why a count of persons at a place is not shown; "" where it is. few: of `few_among`."""
    if 0 < count < smallest:
        return HIDDEN.format(smallest)
    return "" if place.members.isdisjoint(few) else WORDS[HIDDEN_HERE]
