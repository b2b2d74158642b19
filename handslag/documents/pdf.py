"""A report as PDF/UA-1. Only the worker imports this: the engine takes a second and 60 MB."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handslag.documents.blocks import Document
from handslag.documents.html import token_rules
from handslag.documents.html_print import link_targets, mark_rules, printed
from handslag.documents.pdf_tags import mend

if TYPE_CHECKING:
    from weasyprint import Document as Rendered

__all__ = ["NEEDED", "TooLong", "Unavailable", "write"]

NEEDED = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""The packages of Debian and Ubuntu that hold what the engine takes from the system."""

BASE = 9.75  # pt, the size of the text
SIZES = (10.25, 9.5, 9.0)  # pt, tried in turn for a report that may have only so many pages; smaller is hard to read

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_FACES = (
    ("Handslag Sans", 400, "normal", "handslag-sans-400.ttf"),
    ("Handslag Sans", 600, "normal", "handslag-sans-600.ttf"),
    ("Handslag Sans", 400, "italic", "handslag-sans-400-italic.woff2"),
    ("Handslag Serif", 400, "normal", "handslag-serif-400.woff2"),
    ("Handslag Serif", 600, "normal", "handslag-serif-600.woff2"),
)


class Unavailable(RuntimeError):
    """The system lacks what PDF is made with; the message says what to install, in Swedish."""


class TooLong(ValueError):
    """The report does not fit even in the smallest size; the message says so, in Swedish. pages: how many it takes."""

    def __init__(self, *, pages: int, most: int) -> None:
        super().__init__(
            f"Rapporten tar {pages} sidor och får ta högst {most}, också med den minsta texten. "
            "Korta de texter som är ändrade, eller välj färre delar."
        )
        self.pages = pages
        self.most = most


def write(document: Document) -> bytes:
    """Return the report as PDF/UA-1; the same document gives the same bytes on one machine.

    Raises Unavailable where the system lacks Pango or HarfBuzz, TooLong where it cannot fit on `max_pages`.
    """
    _engine()
    with _without_collecting():
        return bytes(_fitted(document).write_pdf(finisher=partial(_finish, document), pdf_variant="pdf/ua-1"))


def _finish(document: Document, rendered: "Rendered", pdf: Any) -> None:
    """Mend what the engine is about to write."""
    mend(pdf, targets=link_targets(document))


def _fitted(document: Document) -> "Rendered":
    """Return the pages, in the largest size in which there are not too many."""
    if document.max_pages is None:
        return _render(document, size=BASE)
    for size in SIZES:
        rendered = _render(document, size=size)
        if len(rendered.pages) <= document.max_pages:
            return rendered
    raise TooLong(pages=len(rendered.pages), most=document.max_pages)


def _render(document: Document, *, size: float) -> "Rendered":
    read = _reader()(printed(document))
    return read.render(stylesheets=[_style(size, document.mark)], font_config=_fonts())


@cache
def _engine() -> Any:
    """Return the engine. Raises Unavailable where what it takes from the system cannot be loaded."""
    try:
        import weasyprint
        import weasyprint.urls
        from pydyf import PDF
    except OSError as error:
        packages = " ".join(NEEDED)
        raise Unavailable(
            f"PDF kan inte skrivas: systemet saknar Pango eller HarfBuzz. Installera {packages}"
            " (macOS: brew install pango). Rapporten finns som webbsida och i Word."
        ) from error
    # As it comes, it lists every page anew for each tag: the time for a report grew with the square of its length.
    PDF.page_references = property(_page_references)
    return weasyprint


def _page_references(self: Any) -> tuple[bytes, ...]:
    """Return how the pages of a PDF that is being made are referred to."""
    kids = self.pages["Kids"]
    known: tuple[bytes, ...] = self.__dict__.get("known_references", ())
    if 3 * len(known) != len(kids):
        known = tuple(f"{number} 0 R".encode() for number in kids[::3])
        self.known_references = known
    return known


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python not look for garbage among a million boxes that are all in use, but once at the end: a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _fetcher() -> Any:
    """Return what fetches for the engine: our own fonts and what stands in the document itself, nothing else."""
    own = {(_FONTS / file).as_uri() for *_, file in _FACES}

    class OwnOnly(_engine().urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in own and not url.startswith("data:image/svg+xml;base64,"):
                raise ValueError(f"not ours: {url[:80]}")
            return super().fetch(url, headers)

    return OwnOnly()


@cache
def _reader() -> Any:
    """Return what reads HTML for the engine, with lxml: its own parser, all in Python, takes three times as long."""
    from cssselect2 import ElementWrapper
    from lxml.html import document_fromstring

    class Read(_engine().HTML):  # type: ignore[misc]
        def __init__(self, text: str) -> None:
            self.base_url = None
            self.url_fetcher = _fetcher()
            self.media_type = "print"
            self.wrapper_element = ElementWrapper.from_html_root(document_fromstring(text), content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    return Read


@cache
def _fonts() -> Any:
    """Return the machine's fonts and, once a style sheet is read, ours: unpacked once a process, in a folder of its own."""
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_fonts.cache_clear)  # it removes its folder when it goes, and cannot at the very end
    return FontConfiguration()


@lru_cache(maxsize=16)
def _style(size: float, mark: str) -> Any:
    """Return the style sheet as the engine reads it. size: of the text, pt. mark: what stands on each page of a draft."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slope};'
        f'src:url("{(_FONTS / file).as_uri()}")}}'
        for family, weight, slope, file in _FACES
    )
    rules = (
        (_HERE / "print.css").read_text(encoding="utf-8").replace("BASE", f"{size}pt").replace("MARK", _quoted(mark))
    )
    text = faces + token_rules(dark=False) + rules + mark_rules()
    return _engine().CSS(string=text, url_fetcher=_fetcher(), font_config=_fonts())


def _quoted(text: str) -> str:
    """Return a text that can stand inside quotes in a style sheet."""
    return "".join(letter if letter.isalnum() or letter in " .,-" else f"\\{ord(letter):x} " for letter in text)
