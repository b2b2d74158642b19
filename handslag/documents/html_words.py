"""Texts of a report as HTML. What stands in them is text: nothing in it can become markup."""

import re
from html import escape as _escape
from urllib.parse import urlsplit

from handslag.documents import marks
from handslag.documents.blocks import Document, Run, Words
from handslag.documents.lettering import clean, printable

# Allowed in XML but not in HTML: control characters of the second kind, and what is no character at all.
_NOT_IN_HTML = re.compile("[\x7f-\x9f\ufdd0-\ufdef]")
_TELEPHONE = re.compile(r"tel:\+?[0-9]{2,15}")
_KNOTS = {"silent": "quiet", "confirmed": "zero"}


def escape(text: str) -> str:
    """Return the text ready for HTML, as content or inside a quoted attribute."""
    return _escape(_NOT_IN_HTML.sub("", printable(text)))


def class_names(*names: str) -> str:
    """Return the class attribute with these names, "" for none."""
    held = " ".join(name for name in names if name)
    return f' class="{held}"' if held else ""


class WordWriter:
    """Writes the runs of one document, with their links and the numbers of their sources.

    local: whether addresses within the site lead somewhere from where the document will stand.
    """

    def __init__(self, document: Document, *, local: bool) -> None:
        self.numbers = document.numbers()
        self.local = local
        self.ids = {section.key for section in document.walk()}

    def words(self, runs: Words) -> str:
        """Return runs of text with their links and source numbers."""
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        """Return one run."""
        # The link is innermost: of an element inside a link a PDF would make a second link.
        text = self.link(escape(run.text), run.href) if run.text.strip() else escape(run.text)
        if run.emphasis:
            text = f"<em>{text}</em>"
        if run.strong:
            text = f"<strong>{text}</strong>"
        return text + "".join(
            self.cite(number) for number in sorted(self.numbers[key] for key in run.cites if key in self.numbers)
        )

    def cite(self, number: int) -> str:
        """Return the number of a source, leading to it."""
        return f'<a class="cite" href="#kalla-{number}"><span class="vh">källa </span>{number}</a>'

    def link(self, content: str, href: str) -> str:
        """Return the content as a link, or as it is where the address leads nowhere that a reader may be led."""
        address = self.address(href)
        return f'<a href="{escape(address)}">{content}</a>' if address else content

    def address(self, href: str) -> str:
        """Return the address if it is one of the web, the site, the document or a telephone; else ""."""
        href = clean(href)
        try:
            parts = urlsplit(href)
        except ValueError:
            return ""
        if parts.scheme in ("http", "https"):
            return href if parts.netloc else ""
        if href.startswith("#"):
            return href if href[1:] in self.ids else ""
        if _TELEPHONE.fullmatch(href):
            return href
        within = href.startswith(("/", "?")) and not href.startswith(("//", "/\\"))
        return href if self.local and within else ""

    def mark(self, status: str) -> str:
        """Return the mark of a status, "" for none; its word stands beside it."""
        return marks.mark(status) + " " if status else ""

    def knot(self, state: str) -> str:
        """Return the knot of a cell that has no figure: quiet where the source is, lit where it is confirmed."""
        return f'<span class="knot in {_KNOTS[state]}"></span>' if state else ""
