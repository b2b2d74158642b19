"""The register of help lines: a data file with source and date, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "data" / "help_lines.toml"
CLOSED = frozenset({"0771220060"})
"""Numbers that are known to be closed and still stand on old pages. They must never be shown."""


@dataclass(frozen=True)
class HelpLine:
    """key; name; number as shown; hours; for whom; source; checked (ISO day of the source)."""

    key: str
    name: str
    number: str
    hours: str
    audience: str
    source: str
    checked: str

    @property
    def tel(self) -> str:
        return "".join(digit for digit in self.number if digit.isdigit())


@cache
def help_lines(file: Path = FILE) -> dict[str, HelpLine]:
    """Return the help lines by key. Raises ValueError on a number that is known to be closed."""
    with file.open("rb") as content:
        lines = [HelpLine(**line) for line in tomllib.load(content)["line"]]
    for line in lines:
        if line.tel in CLOSED:
            raise ValueError(f"{line.name}: the number {line.number} is closed")
    return {line.key: line for line in lines}
