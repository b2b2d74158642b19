"""Options that nobody can have meant are refused when a client is made, not in the middle of a question."""

from typing import Any

MOST_A_PAGE = 5000
"""More rows a page no source gives."""


def within(name: str, value: Any, least: float, most: float) -> None:
    """Raise ValueError unless an option is a number from least to most."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"{name} must be a number from {least:g} to {most:g}, not {value!r}")


def page_size(value: Any) -> None:
    """Raise ValueError unless a page may be so large. None: as the source likes."""
    if value is not None:
        within("page_size", value, 1, MOST_A_PAGE)
