"""The rows of an area's page: each indicator with what it says, grouped by what it serves. No row is ever ranked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from handslag.indicators.findings import AGAINST, Asked, Finding, findings
from handslag.indicators.reading import Definition
from handslag.indicators.series import NO_GROUND, Key, Series
from handslag.swedish.numbers import capitalised

SIDES = {"higher": "▲", "lower": "▼", "alike": "=", "not_comparable": "≠", "not_known": "–"}
"""A shape beside the words of the difference to the country. It tells up from down, not good from bad."""
DIRECTIONS = {1: "↗", -1: "↘", 0: "→"}
CHANGES = {
    "better": "åt rätt håll",
    "worse": "åt fel håll",
    "changed": "",
    "unchanged": "",
    "not_known": "",
}
OTHER = "Inte kopplat till ett delmål"


@dataclass(frozen=True)
class Part:
    """A part of the strategy that indicators serve. order: its place."""

    key: str
    title: str
    order: int


@dataclass(frozen=True)
class AreaRow:
    """An indicator in the area."""

    definition: Definition
    own: Series
    finding: Finding
    part: Part | None
    has_country: bool = True

    @property
    def has_value(self) -> bool:
        return self.own.latest is not None

    @property
    def is_awaited(self) -> bool:
        """Whether figures are expected here: what the county does itself stands with its initiatives."""
        return self.definition.kind != "output"

    @property
    def side(self) -> str:
        """The shape of the difference to the country; "" where there is none to show."""
        return SIDES[self.finding.against_country] if self.finding.against_words else ""

    @property
    def against_words(self) -> str:
        """The difference to the country in words, or why none can be told; "" where there is nothing to lay beside."""
        latest = self.own.latest
        if self.finding.against_words or latest is None or latest.limits == "whole":
            return capitalised(self.finding.against_words)
        if not latest.limits:
            return capitalised(NO_GROUND)
        return "Riket saknar uppgift för samma period" if self.has_country else ""

    @property
    def arrow(self) -> str:
        """The shape of the change; "" where nothing is known of it."""
        known = self.finding.change in ("better", "worse", "changed", "unchanged")
        return DIRECTIONS[self.finding.direction] if known else ""

    @property
    def change_words(self) -> str:
        """The change in words, with whether it is the direction that is wished."""
        way = CHANGES[self.finding.change]
        return capitalised(f"{self.finding.change_words}{', ' if way else ''}{way}")

    @property
    def is_worse(self) -> bool | None:
        """Whether the area is surely worse than the country; None where it cannot be told."""
        side, polarity = self.finding.against_country, self.definition.polarity
        if polarity == "none" or side in ("not_known", "not_comparable"):
            return None
        return side == ("higher" if polarity == "low" else "lower")

    @property
    def is_turning_worse(self) -> bool | None:
        """Whether it surely changes for the worse; None where it cannot be told."""
        if self.finding.change in ("not_known", "changed"):
            return None
        return self.finding.change == "worse"

    @property
    def is_trouble(self) -> bool | None:
        """Whether it is worse than the country and getting worse; None where that cannot be told."""
        both = (self.is_worse, self.is_turning_worse)
        return False if False in both else None if None in both else True

    @property
    def why_not_known(self) -> str:
        """Why it cannot be told whether it is worse and getting worse."""
        if not self.has_value:
            return self.finding.sentence
        if self.definition.polarity == "none":
            return "Varken högt eller lågt är bättre i sig."
        if self.finding.against_country == "not_comparable":
            return f"{capitalised(AGAINST['not_comparable'])}."
        return self.finding.sentence


def rows(
    wanted: Sequence[Definition], series: Mapping[Key, Series], *, area: str, country: str | None, parts: Sequence[Part]
) -> list[AreaRow]:
    """Return a row for each indicator, in the order of what they serve. area, country: their codes."""
    asked = [
        Asked(each, series[Key(each.key, area)], series[Key(each.key, country)] if country else None) for each in wanted
    ]
    by_key = {part.key: part for part in parts}
    made = [
        AreaRow(each.definition, each.own, told, _serves(each.definition, by_key), each.country is not None)
        for each, told in zip(asked, findings(asked), strict=True)
    ]
    return sorted(made, key=lambda row: (row.part.order if row.part else len(parts), not row.has_value))


def _serves(definition: Definition, parts: Mapping[str, Part]) -> Part | None:
    """Return the first part that an indicator serves, a sub-goal before a goal: it is listed once."""
    served = [parts[key] for key in definition.serves if key in parts]
    return next((part for part in served if "delmal" in part.key), served[0] if served else None)


def grouped(found: Iterable[AreaRow]) -> list[tuple[str, list[AreaRow]]]:
    """Return the rows under the titles of what they serve."""
    return [
        (title, list(each)) for title, each in groupby(found, key=lambda row: row.part.title if row.part else OTHER)
    ]
