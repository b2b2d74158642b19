"""Turns the sources of things in a document into Citation rows."""

import uuid
from dataclasses import dataclass, field

from handslag.exchange import schema
from handslag.exchange.keys import CITED_PARTS, COLUMNS, places_cited
from handslag.exchange.schema import Thing
from handslag.trust.models import Citation, SourceDocument


@dataclass
class Citing:
    """Collects citations for one load and writes them together."""

    documents: dict[str, SourceDocument]
    rows: list[Citation] = field(default_factory=list)
    listed: dict[int, list[schema.Citation]] = field(default_factory=dict)  # see targets.citations_by_thing

    def cite(self, thing: Thing, *, root: uuid.UUID, kind: str, row_id: int, part: str = "") -> None:
        """Note where `thing`, stored as row `row_id` of `kind`, is stated. part: the field it fills, if one."""
        if source := getattr(thing, "source", None):
            self._add(root, kind, row_id, part, source=source)
        for name, source in getattr(thing, "sources", {}).items():
            self._add(root, kind, row_id, COLUMNS.get((kind, name), name), source=source)
        if ours := getattr(thing, "ours", None):
            self.rows.append(Citation(root=root, target_kind=kind, target_id=row_id, field=part, ours=ours))
        for stated in self.listed.get(id(thing), ()):
            name = stated.field or part
            row = Citation(root=root, target_kind=kind, target_id=row_id, field=COLUMNS.get((kind, name), name))
            row.document = self.documents[stated.document] if stated.document else None
            row.lines, row.ours = stated.lines or "", stated.ours or ""
            row.stated_by, row.date = stated.stated_by or "", stated.date
            self.rows.append(row)
        for name in () if part else CITED_PARTS:
            if isinstance(stated_part := getattr(thing, name, None), Thing):
                self.cite(stated_part, root=root, kind=kind, row_id=row_id, part=name)

    def _add(self, root: uuid.UUID, kind: str, row_id: int, part: str, *, source: str) -> None:
        for key, lines in places_cited(source):
            self.rows.append(
                Citation(
                    root=root,
                    target_kind=kind,
                    target_id=row_id,
                    field=part,
                    document=self.documents[key],
                    lines=lines,
                )
            )

    def write(self) -> None:
        """Write all collected citations."""
        Citation.objects.bulk_create(self.rows, batch_size=500)
        self.rows = []
