"""What to measure instead, where a wish cannot be seen: each way as an address to try."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from handslag.indicators.goals.verdicts import Answer, Wish
from handslag.indicators.reading import Definition, definitions
from handslag.places.models import Area
from handslag.swedish.numbers import number

OTHERS, OUTPUTS = 3, 3
"""So many other indicators, and so many of the county's own counts, are proposed."""


@dataclass(frozen=True)
class Way:
    """A way to measure instead. query: of the same page, to try it; "" where there is nothing to try."""

    text: str
    query: str = ""


def ways(
    definition: Definition, wish: Wish, found: Answer, *, county: Area, kind: str, typed: Mapping[str, str]
) -> list[Way]:
    """Return what could be measured instead, the nearest first; () where the wish can be measured.

    kind: of the area. typed: the fields of the form, to be tried with something changed.
    """
    if found.is_measurable:
        return []
    tried = {name: value for name, value in typed.items() if value and name != "csrfmiddlewaretoken"}
    made = [_later(wish, found, tried), _larger(wish, found, tried)]
    if kind == Area.MUNICIPALITY and definition.levels and "county" in definition.levels:
        made.append(Way(f"Hela {county.name} i stället för {wish.area}", _query(tried, area=county.code)))
    made += [_longer(found)]
    made += [Way(each.title, _query(tried, indicator=each.key)) for each in others(definition, kind)]
    made += [Way(f"Vad arbetet ger: {each.title.lower()}", _query(tried, indicator=each.key)) for each in outputs(kind)]
    return [each for each in made if each.text]


def others(definition: Definition, kind: str) -> list[Definition]:
    """Return other indicators that serve the same parts of the strategy, and are there for such an area."""
    served = set(definition.serves)
    found = [
        each
        for each in definitions().values()
        if each.key != definition.key and served & set(each.serves) and kind in each.levels and each.kind != "output"
        and each.measure in ("rate", "proportion") and each.standard == "crude"
    ]  # fmt: skip
    return found[:OTHERS]


def outputs(kind: str) -> list[Definition]:
    """Return what the county counts of its own work."""
    return [each for each in definitions().values() if each.kind == "output" and kind in each.levels][:OUTPUTS]


def _later(wish: Wish, found: Answer, tried: dict[str, str]) -> Way:
    if found.code != "only_after_year" or found.earliest is None or found.earliest <= wish.by:
        return Way("")
    return Way(f"Samma mål till år {found.earliest}", _query(tried, by=str(found.earliest)))


def _larger(wish: Wish, found: Answer, tried: dict[str, str]) -> Way:
    """Propose the smallest change that would be seen in time, where it is larger than the one wished."""
    if found.size is None or found.size > 1 or wish.change is None or abs(wish.change) >= found.size:
        return Way("")
    percent = ceil(found.size * 100)
    return Way(f"En ändring på {number(percent)} procent till år {wish.by}", _query(tried, percent=str(percent)))


def _longer(found: Answer) -> Way:
    if found.years is None or found.years < 2:
        return Way("")
    return Way(f"En längre period: {found.years} år före och {found.years} år efter räcker för en så stor ändring")


def _query(tried: dict[str, str], **changed: str) -> str:
    return "?" + urlencode(tried | changed)
