"""The marks of a status: a shape first, a colour second. Drawn on 12 x 12 px."""

import re

_RING = '<circle cx="6" cy="6" r="5"/>'
_SQUARE = '<path d="M1.8 1.8h8.4v8.4H1.8z"/>'


def _filled(d: str) -> str:
    return f'<path class="f" fill="currentColor" stroke="none" d="{d}"/>'


# Status code -> (CSS class that gives the colour, SVG inside the mark).
STATUS_MARKS: dict[str, tuple[str, str]] = {
    "not_started": ("on-ring", _RING),
    "ongoing": ("on", _RING + _filled("M6 1a5 5 0 0 1 0 10z")),
    "struggling": ("late", _filled("M6 .8 11.6 11H.4z")),
    "paused": ("pause", _filled("M2 1.2h2.8v9.6H2zM7.2 1.2H10v9.6H7.2z")),
    "ending": ("ends", _SQUARE + _filled("M1.8 6h8.4v4.2H1.8z")),
    "finished": ("done", _filled("M1.2 1.2h9.6v9.6H1.2z")),
    "stopped": ("stop", _SQUARE + '<path d="M1.8 10.2 10.2 1.8"/>'),
    "to_be_discussed": ("talk", '<path d="M6 .9 11.1 6 6 11.1.9 6z"/>'),
    "unknown": ("none", '<circle cx="6" cy="6" r="5" stroke-dasharray="2.6 2.6"/>'),
    # Not a status: added to one, never in its place.
    "flag": ("flag", '<path d="M2.4.8v11"/>' + _filled("M2.4.8 11.2 4 2.4 7.2z")),
}

# CSS class -> token of the palette: the print colour of a mark.
MARK_TOKENS = {
    "on": "spruce",
    **dict.fromkeys(("on-ring", "pause", "ends", "done", "stop"), "muted"),
    **dict.fromkeys(("late", "talk", "none", "flag"), "ochre"),
}

_PEN = 'fill="none" stroke="currentColor" stroke-width="1.6"'


def sprite() -> str:
    """Return one hidden <svg> with a <symbol> for each mark; it stands once on a page, before the marks.

    Hidden by size, not by display: none, which some readers let swallow what <use> points at.
    """
    symbols = "".join(
        f'<symbol id="{symbol_id(status)}" viewBox="0 0 12 12" {_PEN}>{inner}</symbol>'
        for status, (_, inner) in STATUS_MARKS.items()
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="vh" width="0" height="0"'
        f' aria-hidden="true" focusable="false">{symbols}</svg>'
    )


def mark(status: str) -> str:
    """Return a mark that points into the sprite. Its word stands beside it, so it is not read out.

    Raises KeyError on a status that has no mark.
    """
    name, _ = STATUS_MARKS[status]
    return f'<svg class="m {name}" width="12" height="12" aria-hidden="true"><use href="#{symbol_id(status)}"/></svg>'


def symbol_id(status: str) -> str:
    """Return the id of a mark in the sprite: "m-ongoing", "m-not-started"."""
    return "m-" + re.sub(r"[^a-z]", "-", status)
