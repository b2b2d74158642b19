"""The sources of what a report says: from the citations of fields to the document's numbered list."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from handslag.documents.blocks import Citation
from handslag.plans.queries.citations import CitationBook
from handslag.swedish.dates import day
from handslag.trust.models import Citation as Stored

NEAR = 2
"""Lines: two places of a source with no more between them than a blank line are one stretch."""


class Sources:
    """Collects what is cited while sections are written.

    A document has one number for all that is said of one thing (an initiative, a goal), with every stretch of lines
    that it rests on: a report with a new number after every word is not read. Pages cite line by line.
    """

    def __init__(self, book: CitationBook) -> None:
        self.book = book
        self._scope = ""
        self._quiet = False
        self._titles: dict[str, str] = {}
        self._lines: dict[str, set[str]] = {}

    @contextmanager
    def about(self, scope: str) -> Iterator[None]:
        """Gather what is cited inside under one number for each document. scope: without blanks."""
        before, self._scope = self._scope, scope
        try:
            yield
        finally:
            self._scope = before

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Give no numbers inside: where all rests on the same sources they stand once, under it."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def cites(self, *fields: tuple[str, int, str]) -> tuple[str, ...]:
        """Return the keys of the sources of (kind, row id, field); field "" is the row itself."""
        if self._quiet:
            return ()
        keys: dict[str, None] = {}
        for kind, row, part in fields:
            for citation in self.book.by_target.get((kind, row), ()):
                if citation.field == part and not citation.ours:
                    keys[self._key(citation)] = None
        return tuple(keys)

    def said(self, title: str) -> tuple[str, ...]:
        """Return the key of a source that stands in words beside what it says, where nothing more is kept of it."""
        if self._quiet or not title:
            return ()
        key = f"angivet:{sha256(title.encode()).hexdigest()[:16]}"
        self._titles[key] = title
        self._lines.setdefault(key, set())
        return (key,)

    def ours(self, kind: str, row: int, part: str = "") -> str:
        """Return why a value is our own reading, or ""."""
        return self.book.ours(kind, row, part)

    def known(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the keys that have been given: in an edited text any may stand."""
        return tuple(key for key in keys if key in self._titles)

    def title(self, key: str) -> str:
        """Return what the document of a key is called."""
        return self._titles[key]

    def citations(self) -> dict[str, Citation]:
        """Return all that has been cited, by key."""
        return {key: Citation(title, _place(self._lines[key])) for key, title in self._titles.items()}

    def _key(self, citation: Stored) -> str:
        if citation.document_id:
            document = citation.document
            key = f"{document.key}@{self._scope}"[:118]
            title = f"{document.title} ({document.year})" if document.year else document.title
            lines = {part.strip() for part in citation.lines.split(",") if part.strip()}
        else:
            title = f"{citation.stated_by}, {day(citation.date)}" if citation.date else citation.stated_by
            key, lines = f"sagt:{title.replace(' ', '_').replace(']', ')')}"[:118], set()
        self._titles[key] = title
        self._lines.setdefault(key, set()).update(lines)
        return key


def _place(lines: Iterable[str]) -> str:
    """Return the places as stretches in order: "rad 121–164, 166". Places that are no numbers stand as they are."""
    numbered, others = [], []
    for text in lines:
        first, _, last = text.partition("-")
        if first.isdigit() and (last or first).isdigit():
            numbered.append((int(first), int(last or first)))
        else:
            others.append(text)
    stretches: list[tuple[int, int]] = []
    for first, last in sorted(numbered):
        if stretches and first <= stretches[-1][1] + NEAR:
            stretches[-1] = (stretches[-1][0], max(last, stretches[-1][1]))
        else:
            stretches.append((first, last))
    told = [f"{first}–{last}" if last > first else str(first) for first, last in stretches]
    return "; ".join(part for part in (f"rad {', '.join(told)}" if told else "", *sorted(others)) if part)
