"""A report as HTML: the inside of a page of the application, or a whole file that stands alone."""

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handslag.documents import marks
from handslag.documents.blocks import Document, Section
from handslag.documents.html_blocks import Edit, Writer, passage_id
from handslag.documents.html_words import escape
from handslag.documents.palette import PALETTE
from handslag.documents.sourcing import with_sources
from handslag.swedish import dates

__all__ = ["Entry", "contents", "fragment", "help_first", "page", "passage_id", "token_rules"]

HERE = Path(__file__).parent
_DRAWING_RULE = re.compile(r"(?<![\w.-])\.[ck]-[^{}]*\{[^{}]*\}")
# Drawings are measured with the first; the others are what people say, and titles.
_FONTS = (
    ("Source Sans 3", "200 900", HERE.parent / "static" / "fonts" / "source-sans-3-latin-wght-normal.woff2"),
    ("Source Serif 4", "400", HERE / "fonts" / "handslag-serif-400.woff2"),
    ("Source Serif 4", "600", HERE / "fonts" / "handslag-serif-600.woff2"),
)


@dataclass(frozen=True)
class Entry:
    """A line of the contents. number: "2.1" or "". id: of the section. below: the sections one level down."""

    number: str
    title: str
    id: str
    below: "tuple[Entry, ...]" = ()


def contents(document: Document) -> tuple[Entry, ...]:
    """Return the top sections and those one level below, as they stand in the text."""
    return tuple(_entry(section, depth=2) for section in with_sources(document).sections)


def fragment(document: Document, *, level: int = 2, edit: Edit | None = None) -> str:
    """Return the report's inside for a page that has its own h1, title band and contents.

    level: of the headings of the top sections. edit: from the key of a passage to the address of its editor, None
    where the report is only read. The fragment brings the sprite of marks: the page must not hold another.
    Help (`Document.help`) stands before the h1 and is not in it: see `help_first`.
    """
    return f'<div class="report">{marks.sprite()}{Writer(document, level=level, edit=edit).sections()}</div>'


def help_first(document: Document, *, level: int = 2) -> str:
    """Return the help that stands before all else, "" where the report has none. level: of its heading."""
    return Writer(document).callout(document.help, level) if document.help else ""


def page(document: Document) -> str:
    """Return a whole HTML file that needs no network: style sheet and fonts are inside it."""
    writer = Writer(document, local=False)
    title = escape(document.title)
    mark = f'<p class="draft">{escape(document.mark)}</p>' if document.mark else ""
    return f"""<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{f"{escape(document.mark)}: " if document.mark else ""}{title}</title>
<style>{_style()}</style>
</head>
<body>
<a class="skip" href="#rapporten">Till innehållet</a>
{marks.sprite()}
<header class="band"><div class="wrap">
{mark}
<h1>{title}</h1>
{_line("subtitle", document.subtitle)}
{_line("lead", document.finding)}
{help_first(document)}
{writer.facts(document.facts)}
</div></header>
<div class="wrap cols">
{_contents(document)}
<main id="rapporten">
<div class="report">
{writer.sections()}
</div>
</main>
</div>
<footer><div class="wrap"><p>{escape(made(document))}</p></div></footer>
</body>
</html>
"""


def made(document: Document) -> str:
    """Return who answers for the report, and its day."""
    day = dates.day(document.made_on) if document.made_on else ""
    return ", ".join(part for part in (document.maker, day) if part)


def token_rules(*, dark: bool) -> str:
    """Return the colours of the palette as a style sheet: --ink, --lime-deep; for both modes or for print."""
    names = {token: token.replace("_", "-") for token in PALETTE}
    light = "".join(f"--{names[token]}:{pair[0]};" for token, pair in PALETTE.items())
    if not dark:
        return f":root{{{light}}}"
    both = "".join(f"--{names[token]}:light-dark({pair[0]},{pair[1]});" for token, pair in PALETTE.items())
    return f":root{{{light}}}@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}"


def _entry(section: Section, *, depth: int) -> Entry:
    below = tuple(_entry(each, depth=depth - 1) for each in section.sections) if depth > 1 else ()
    return Entry(section.number, section.title, section.key, below)


def _contents(document: Document) -> str:
    if not document.with_contents:
        return ""
    lines = "".join(_contents_line(entry) for entry in contents(document))
    return f'<nav class="toc" aria-label="Innehåll"><ol>{lines}</ol></nav>'


def _contents_line(entry: Entry) -> str:
    number = f'<span class="nr">{escape(entry.number)}</span> ' if entry.number else ""
    return f'<li><a href="#{entry.id}">{number}{escape(entry.title)}</a></li>'


def _line(name: str, text: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if text else ""


@cache
def _style() -> str:
    """Return the style sheet with its tokens and fonts."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(file.read_bytes()).decode()})}}"
        for family, weight, file in _FONTS
    )
    return faces + token_rules(dark=True) + (HERE / "report.css").read_text(encoding="utf-8") + _drawing_rules()


def _drawing_rules() -> str:
    """Return the application's rules for what stands in drawings: a drawing looks the same on a page and in a file."""
    rules = (HERE.parent / "static" / "handslag.css").read_text(encoding="utf-8")
    return "\n".join(_DRAWING_RULE.findall(rules))
