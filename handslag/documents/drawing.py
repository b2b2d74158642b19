"""A drawing: its words, its data as a table, and the picture as SVG in two widths; and the SVG helpers.

No drawing holds a style attribute, a style sheet or a script, so that a strict Content-Security-Policy
lets it through. Attributes carry the print colours (PDF engines skip the page's CSS inside SVG); the
classes carry the theme on screen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from handslag.documents.lettering import SIZE, clean, measure, visible
from handslag.documents.palette import PALETTE

BROAD, NARROW = 760.0, 358.0  # px, the widths of the two pictures
LINE = 19.0  # px from one line of text to the next
RISE, FALL = 12.0, 4.0  # px from a line's baseline up to its top and down to its foot
TARGET = 24.0  # px, the least height of something to press

Edition = Literal["broad", "narrow"]
Tone = Literal["ink", "muted", "ochre", "lake", "on", "on_shade"]

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_TONES: dict[Tone, str] = {
    "ink": "",
    "muted": f' fill="{PALETTE["muted"][0]}"',
    "ochre": f' fill="{PALETTE["ochre"][0]}"',
    "lake": f' fill="{PALETTE["lake"][0]}"',
    "on": f' fill="{PALETTE["on_spruce"][0]}"',
    "on_shade": f' fill="{PALETTE["on_shade"][0]}"',
}
_TONE_CLASSES: dict[Tone, str] = {
    "ink": "",
    "muted": "k-muted",
    "ochre": "k-ochre",
    "lake": "k-lake",
    "on": "k-on",
    "on_shade": "k-on-shade",
}


@dataclass(frozen=True)
class Drawing:
    """A figure ready to be set on a page or in a report.

    key: safe as an id, unique on the page. finding: one sentence that says what the drawing shows.
    description: the same for somebody who cannot see it; it stands in <desc> too.
    broad, narrow: SVG, 760 and 358 px wide. columns, rows: the data; every row has len(columns) texts.
    note: how to read the marks, and the source.
    """

    key: str
    title: str
    finding: str
    description: str
    broad: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def colour(token: str) -> str:
    """Return a token's print colour."""
    return PALETTE[token][0]


def escape(text: str) -> str:
    """Return the text ready for XML, as content or inside a quoted attribute."""
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


@lru_cache(maxsize=4096)
def num(value: float) -> str:
    """Return a coordinate with at most one decimal: 12, 12.5."""
    rounded = f"{value:.1f}".removesuffix(".0")
    return "0" if rounded == "-0" else rounded


def check_key(key: str) -> str:
    """Return the key if it can be an id. Raises ValueError that quotes it if not."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not usable as an id: {key!r}")
    return key


def text(
    x: float,
    y: float,
    words: str,
    *,
    tone: Tone = "ink",
    bold: bool = False,
    anchor: Literal["start", "middle", "end"] = "start",
    turned: bool = False,
    underlined: bool = False,
) -> str:
    """Return one line of text; y is its baseline. turned: it reads upwards from x, y, and x is its baseline."""
    names = (_TONE_CLASSES[tone], "k-strong" if bold else "", "c-link" if underlined else "")
    return (
        f"<text{_named(' '.join(name for name in names if name))}{_TONES[tone]}"
        + (' text-decoration="underline"' if underlined else "")
        + (' font-weight="600"' if bold else "")
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
        + (f' transform="rotate(-90 {num(x)} {num(y)})"' if turned else "")
        + f' x="{num(x)}" y="{num(y)}">{escape(words)}</text>'
    )


def label(x: float, y: float, lines: Sequence[str], *, href: str | None = None, bold: bool = False) -> str:
    """Return the lines of a label, the first on baseline y; a link to `href` where one is given."""
    # A line break between the lines: without it two words are read out as one.
    body = "\n".join(text(x, y + i * LINE, line, bold=bold, underlined=bool(href)) for i, line in enumerate(lines))
    if not href:
        return body
    width = max((measure(line, bold=bold) for line in lines), default=0)
    return link(_target(x, y, width, len(lines)) + body, href=href)


def link(content: str, *, href: str) -> str:
    """Return the content as a link. It is read out as it is seen, so that who speaks to it can name it.

    Raises ValueError that quotes an address with another scheme than http or https.
    """
    address = clean(href)  # checked as it is written: browsers skip line breaks inside a scheme
    if urlsplit(address).scheme not in ("", "http", "https"):
        raise ValueError(f"not an address to link to: {href!r}")
    return f'<a class="c-a" href="{escape(address)}">{content}</a>'


def path(d: str, *, name: str = "", fill: str = "none", stroke: str = "", width: float = 1, dash: str = "") -> str:
    """Return a path; fill and stroke are tokens of the palette."""
    return (
        f'<path{_named(name)} fill="{_paint(fill)}"'
        + (f' stroke="{_paint(stroke)}" stroke-width="{num(width)}"' if stroke else "")
        + (f' stroke-dasharray="{dash}"' if dash else "")
        + f' d="{d}"/>'
    )


def circle(
    x: float,
    y: float,
    radius: float,
    *,
    name: str,
    fill: str = "none",
    stroke: str = "",
    width: float = 2,
    dash: str = "",
) -> str:
    """Return a circle; fill and stroke are tokens of the palette."""
    return (
        f'<circle{_named(name)} fill="{_paint(fill)}"'
        + (f' stroke="{_paint(stroke)}" stroke-width="{num(width)}"' if stroke else "")
        + (f' stroke-dasharray="{dash}"' if dash else "")
        + f' cx="{num(x)}" cy="{num(y)}" r="{num(radius)}"/>'
    )


@dataclass(frozen=True)
class Picture:
    """What is drawn in one width: SVG without its outer element, and its height in px."""

    body: str
    height: float


def draw(
    *,
    key: str,
    title: str,
    finding: str,
    description: str,
    broad: Picture,
    narrow: Picture,
    columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    note: str = "",
    links: bool = False,
) -> Drawing:
    """Return the drawing of two pictures. Raises ValueError on a key that cannot be an id."""
    return Drawing(
        key=check_key(key),
        title=title,
        finding=finding,
        description=description,
        broad=frame(broad, key=key, edition="broad", title=title, description=description, links=links),
        narrow=frame(narrow, key=key, edition="narrow", title=title, description=description, links=links),
        columns=columns,
        rows=rows,
        note=note,
    )


def frame(picture: Picture, *, key: str, edition: Edition, title: str, description: str, links: bool) -> str:
    """Return the whole <svg>. With links it is a group, so that a screen reader can reach them.

    Without links it is one image, and its description belongs to its name.
    """
    ident = f"{key}-{edition[0]}"
    name, long = f"{ident}-t", f"{ident}-d"
    role = (
        f'role="group" aria-labelledby="{name}" aria-describedby="{long}"'
        if links
        else f'role="img" aria-labelledby="{name} {long}"'
    )
    width = BROAD if edition == "broad" else NARROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{edition}" {role}'
        f' viewBox="0 0 {num(width)} {num(picture.height)}" width="{num(width)}" height="{num(picture.height)}"'
        f' font-family="Source Sans 3, sans-serif" font-size="{num(SIZE)}" fill="{colour("ink")}">'
        f'<title id="{name}">{escape(visible(title))}</title>'
        f'<desc id="{long}">{escape(visible(description))}</desc>{picture.body}</svg>'
    )


def spread(wanted: Sequence[float], *, heights: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Return the middles of blocks in a column: in their order, `gap` apart, as near as they can be to `wanted`.

    The blocks stay between top and bottom if there is room for them, and below top in any case.
    Pooled neighbours (isotonic regression) rather than pushing downwards: nobody is favoured by the order.
    """
    offsets, at = [], top
    for height in heights:
        offsets.append(at + height / 2)
        at += height + gap
    slack = max(bottom - (at - gap), 0)
    pools: list[tuple[float, int]] = []
    for target, offset in zip(wanted, offsets, strict=True):
        pools.append((target - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    shifts = [shift for shift, count in pools for _ in range(count)]
    return [offset + min(max(shift, 0), slack) for offset, shift in zip(offsets, shifts, strict=True)]


def _target(x: float, y: float, width: float, lines: int) -> str:
    """Return an invisible area round a linked label: large enough to press, and what the focus ring follows."""
    text_height = RISE + FALL + (lines - 1) * LINE
    height = max(TARGET, text_height)
    top = y - RISE - (height - text_height) / 2
    return (
        f'<rect fill="none" pointer-events="all" x="{num(x)}" y="{num(top)}"'
        f' width="{num(max(width, TARGET))}" height="{num(height)}"/>'
    )


def _paint(token: str) -> str:
    return token if token == "none" else colour(token)


def _named(names: str) -> str:
    return f' class="{names}"' if names else ""
