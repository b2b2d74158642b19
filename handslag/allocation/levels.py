"""What the receivers of money are called in Swedish."""

from dataclasses import dataclass

from handslag.allocation.errors import AllocationInputError


@dataclass(frozen=True)
class Level:
    """A kind of receivers in words: "kommun", "kommuner", "kommunens", "kommunen", "varje kommun"."""

    key: str
    one: str
    many: str
    whose: str
    the: str

    @property
    def each(self) -> str:
        return f"varje {self.one}"


LEVELS = {
    level.key: level
    for level in (
        Level("county", "län", "län", "länets", "länet"),
        Level("region", "region", "regioner", "regionens", "regionen"),
        Level("municipality", "kommun", "kommuner", "kommunens", "kommunen"),
        Level("unit", "enhet", "enheter", "enhetens", "enheten"),
    )
}


def level_of(key: object) -> Level:
    """Return the level. Raises AllocationInputError on one that is unknown."""
    if not isinstance(key, str) or key not in LEVELS:
        raise AllocationInputError("level", f"Nivån ”{key}” finns inte. Nivåer: {', '.join(LEVELS)}.")
    return LEVELS[key]
