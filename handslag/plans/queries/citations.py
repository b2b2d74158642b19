"""The sources of one page: read in one query, numbered in the order in which they are first asked for."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from handslag.swedish.dates import day
from handslag.trust.models import Citation


@dataclass(frozen=True)
class Note:
    """A numbered source: a document and the lines in it; or, without a document, the role that said it and when."""

    number: int
    document_key: str
    document_title: str
    lines: str


@dataclass
class CitationBook:
    """Citations by row and field. A page asks while it is drawn and prints `notes` at its end."""

    by_target: dict[tuple[str, int], list[Citation]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    _numbers: dict[tuple[str, str], Note] = field(default_factory=dict)

    def cited(self, kind: str, row_id: int, part: str = "") -> list[Note]:
        """Return the numbered sources of a row's field (or of the row itself)."""
        found = [
            citation
            for citation in self.by_target.get((kind, row_id), ())
            if (citation.document_id or citation.stated_by) and citation.field == part
        ]
        return [self._note(citation) for citation in found]

    def ours(self, kind: str, row_id: int, part: str = "") -> str:
        """Return why a value is our own, or "" where it is somebody's statement."""
        for citation in self.by_target.get((kind, row_id), ()):
            if citation.ours and citation.field == part:
                return citation.ours
        return ""

    @property
    def by_document(self) -> list[tuple[str, str, list[Note]]]:
        """The notes so far as (document key, its title, its notes), in the order of first use."""
        groups: dict[str, tuple[str, str, list[Note]]] = {}
        for note in self.notes:
            groups.setdefault(note.document_key, (note.document_key, note.document_title, []))[2].append(note)
        return list(groups.values())

    def _note(self, citation: Citation) -> Note:
        if citation.document:
            key, title = (citation.document.key, citation.lines), citation.document.title
        else:
            said = f"{citation.stated_by}, {day(citation.date)}" if citation.date else citation.stated_by
            key, title = ("", said), ""
        if key not in self._numbers:
            note = Note(len(self.notes) + 1, key[0], title, key[1])
            self._numbers[key] = note
            self.notes.append(note)
        return self._numbers[key]


def citation_book(roots: Iterable[uuid.UUID], *, kind: str = "") -> CitationBook:
    """Return the citations of these roots (plan, goal, initiative ...) in one query; of one kind, if given."""
    by_target: dict[tuple[str, int], list[Citation]] = defaultdict(list)
    found = Citation.objects.filter(root__in=list(roots)).select_related("document")
    for citation in found.filter(target_kind=kind) if kind else found:
        by_target[citation.target_kind, citation.target_id].append(citation)
    return CitationBook(by_target)
