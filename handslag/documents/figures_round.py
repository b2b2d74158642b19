"""A round of follow-up as a picture: one mark for each initiative, the silent ones in print."""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.drawing import (
    BROAD,
    FALL,
    LINE,
    NARROW,
    RISE,
    Drawing,
    Picture,
    circle,
    colour,
    draw,
    escape,
    label,
    num,
    path,
    text,
)
from handslag.documents.lettering import measure, wrap
from handslag.documents.marks import MARK_TOKENS, STATUS_MARKS

_STEP = 18.0  # px from mark to mark
_SILENT = "silent"
_BETWEEN = 10.0  # px above and below a row
_WORDS_FROM = 300.0  # px, where the marks begin in the broad picture
NO_REPORT = "ingen rapport"


@dataclass(frozen=True)
class RoundRow:
    """A goal: the status of each initiative that has reported (codes of STATUS_MARKS), and how many have not.

    href: where its initiatives are listed.
    """

    title: str
    reported: tuple[str, ...]
    silent: int
    href: str | None = None

    @property
    def n(self) -> int:
        return len(self.reported) + self.silent


def round_picture(rows: Sequence[RoundRow], *, key: str, title: str, finding: str, note: str = "") -> Drawing:
    """Return a drawing with a mark for each initiative. Raises KeyError on an unknown mark, ValueError on silent < 0."""
    for row in rows:
        if row.silent < 0:
            raise ValueError(f"{row.title!r} has a negative number: {row.silent}")
    told = [f"{row.title}: {len(row.reported)} av {row.n}" for row in rows]
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=f"{title}. " + ". ".join(told),
        broad=_picture(rows, key=f"{key}-b", width=BROAD, left=_WORDS_FROM),
        narrow=_picture(rows, key=f"{key}-n", width=NARROW, left=0.0),
        columns=("Mål", "Har rapporterat", NO_REPORT.capitalize()),
        rows=tuple((row.title, f"{len(row.reported)} av {row.n}", str(row.silent)) for row in rows),
        note=note,
        links=any(row.href for row in rows),
    )


def _picture(rows: Sequence[RoundRow], *, key: str, width: float, left: float) -> Picture:
    """Return the rows, each with its words to the left of `left` px; above the marks where that is 0."""
    figures = max((measure(_figure(row), bold=True) for row in rows), default=0)
    used = {mark for row in rows for mark in row.reported} | ({_SILENT} if any(row.silent for row in rows) else set())
    body, y = [_definitions(key, sorted(used))], 0.0
    for row in rows:
        if row is not rows[0]:
            body.append(path(f"M0 {num(y)}H{num(width)}", name="k-grid", stroke="line"))
        drawn, height = _row(row, key=key, y=y, width=width, left=left, figures=figures)
        body.append(drawn)
        y += height
    return Picture("".join(body), max(y, LINE))


def _figure(row: RoundRow) -> str:
    return f"{len(row.reported)} av {row.n}"


def _row(row: RoundRow, *, key: str, y: float, width: float, left: float, figures: float) -> tuple[str, float]:
    room = (left or width - figures) - 20
    words = wrap(row.title, within=room, lines=2)
    top = y + _BETWEEN
    first = top + RISE
    marks_at = top if left else top + len(words) * LINE + 4
    marks, marks_height = _marks(row, key=key, x=left, y=marks_at, room=width - left - (figures + 16 if left else 0))
    height = max(top + len(words) * LINE, marks_at + marks_height) - y + _BETWEEN
    figure = text(width, first, _figure(row), bold=True, anchor="end")
    return label(0, first, words, href=row.href) + marks + figure, height


def _marks(row: RoundRow, *, key: str, x: float, y: float, room: float) -> tuple[str, float]:
    """Return the marks from x, in as many lines as they need, with "2 ingen rapport" after the silent ones."""
    in_line = max(int(room // _STEP), 1)
    codes = [*row.reported, *[_SILENT] * row.silent]
    body = [
        f'<use href="#{key}-{_id(code)}" x="{num(x + i % in_line * _STEP)}" y="{num(y + i // in_line * LINE + 2)}"/>'
        for i, code in enumerate(codes)
    ]
    lines = max(-(-len(codes) // in_line), 1)
    if row.silent:
        words = f"{row.silent} {NO_REPORT}"
        after = x + (len(codes) - 1) % in_line * _STEP + _STEP + 4
        if after + measure(words) > x + room:
            lines, after = lines + 1, x
        body.append(text(after, y + (lines - 1) * LINE + RISE, words, tone="muted"))
    return "".join(body), (lines - 1) * LINE + RISE + FALL


def _definitions(key: str, codes: Sequence[str]) -> str:
    """Return each mark once, in print colours; a report has no sprite to point into."""
    return f"<defs>{''.join(_definition(key, code) for code in codes)}</defs>" if codes else ""


def _definition(key: str, code: str) -> str:
    ident = escape(f"{key}-{_id(code)}")
    if code == _SILENT:
        ring = circle(6, 6, 5.2, name="k-hush", stroke="edge", width=1.4, dash="1.4 2.2")
        return f'<g id="{ident}">{ring}{path("M4 6h4", name="k-hush", stroke="edge", width=1.4)}</g>'
    name, inner = STATUS_MARKS[code]
    ink = colour(MARK_TOKENS[name])
    inner = inner.replace("currentColor", ink)
    return f'<g id="{ident}" class="m {name}" fill="none" stroke="{ink}" stroke-width="1.6">{inner}</g>'


def _id(code: str) -> str:
    return code.replace("_", "-")
