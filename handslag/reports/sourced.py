"""The sources of what a report says: from the citations of fields to the document's numbered list."""

from collections import defaultdict

from handslag.documents.blocks import Citation
from handslag.plans.queries.citations import CitationBook
from handslag.swedish.dates import day
from handslag.trust.models import Citation as Stored


class Sources:
    """Collects what is cited while sections are written. `found`: key -> citation, for the document.

    A sentence that rests on several places of one document gets one number for all of them: a report with a
    number after every word is not read.
    """

    def __init__(self, book: CitationBook) -> None:
        self.book = book
        self.found: dict[str, Citation] = {}

    def cites(self, *fields: tuple[str, int, str]) -> tuple[str, ...]:
        """Return the keys of the sources of (kind, row id, field); field "" is the row itself."""
        places: dict[str, list[str]] = defaultdict(list)
        documents: dict[str, Stored] = {}
        said: list[Stored] = []
        for kind, row, part in fields:
            for citation in self.book.by_target.get((kind, row), ()):
                if citation.field != part or citation.ours:
                    continue
                if citation.document_id:
                    documents[citation.document.key] = citation
                    places[citation.document.key] += [line.strip() for line in citation.lines.split(",")]
                elif citation.stated_by:
                    said.append(citation)
        keys = [self._document(documents[key], places[key]) for key in documents]
        return (*keys, *dict.fromkeys(self._said(citation) for citation in said))

    def ours(self, kind: str, row: int, part: str = "") -> str:
        """Return why a value is our own reading, or ""."""
        return self.book.ours(kind, row, part)

    def _document(self, citation: Stored, lines: list[str]) -> str:
        parts = sorted({line for line in lines if line}, key=_first_number)
        place = f"rad {', '.join(parts)}".replace("-", "–") if parts else ""
        key = f"{citation.document.key}:{','.join(parts)}"[:118]
        year = f" ({citation.document.year})" if citation.document.year else ""
        self.found[key] = Citation(f"{citation.document.title}{year}", place)
        return key

    def _said(self, citation: Stored) -> str:
        words = f"{citation.stated_by}, {day(citation.date)}" if citation.date else citation.stated_by
        key = f"sagt:{words.replace(' ', '_').replace(']', ')')}"[:118]
        self.found[key] = Citation(words)
        return key


def _first_number(lines: str) -> tuple[int, str]:
    digits = lines.split("-")[0]
    return (int(digits) if digits.isdigit() else 0, lines)
