"""Numbers that a source writes as text."""

import re

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")


def number(text: str) -> float | None:
    """Return the number that a text says: "1 234,5", "0,25", "-3". None where it says none ("..", "", "1,2,3")."""
    plain = _SPACES.sub("", text.strip()).replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    return float(plain) if plain.isascii() and _NUMBER.fullmatch(plain) else None
