"""What an export is put together from: entries with their citations, and values as the format writes them."""

import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db import models

from handslag.exchange.keys import CITED_AS, CITED_PARTS, steps
from handslag.trust.models import Citation, HasPeriod

Json = dict[str, object]


class Entry(dict[str, object]):
    """A thing of the document that remembers the row it was made of, so that its citations find it."""

    def __init__(self, kind: str, row_id: int, values: Json) -> None:
        super().__init__(values)
        self.kind = kind
        self.row_id = row_id


class Sources:
    """The citations of everything that has one of these roots, read in one query."""

    def __init__(self, roots: Iterable[uuid.UUID]) -> None:
        self._rows: dict[tuple[str, int], list[Citation]] = defaultdict(list)
        self._inline: set[int] = set()
        for row in Citation.objects.filter(root__in=list(roots)).select_related("document").order_by("id"):
            self._rows[row.target_kind, row.target_id].append(row)

    def entry(self, kind: str, row: models.Model, /, **values: object) -> Entry:
        """Return the document's thing for `row`; `ours` stands inline on it, and only where there is one."""
        entry = Entry(kind, row.pk, values)
        if since := getattr(row, "withdrawn_on", None):
            entry["withdrawn"] = {"date": day(since), "reason": text(row.withdrawn_reason)}
        for part in ("", *CITED_PARTS):
            place = entry.get(part) if part else entry
            if isinstance(place, dict) and (own := self._own_reading(entry, part)):
                place["ours"] = own.ours.strip()
                self._inline.add(own.pk)
        return entry

    def _own_reading(self, entry: Entry, part: str) -> Citation | None:
        """The first that says nothing but `ours`. Any others stay in the list of citations."""
        for row in self._rows.get((entry.kind, entry.row_id), ()):
            if row.field == part and text(row.ours) and not (row.document_id or row.stated_by or row.date):
                return row
        return None

    def listed(self, document: Json) -> list[Json]:
        """Return every citation of what stands in `document`, each with the path to it."""
        return ordered(
            _citation(target, row)
            for target, entry in _entries(document, "")
            for row in self._rows.get((entry.kind, entry.row_id), ())
            if row.pk not in self._inline
        )


def _citation(target: str, row: Citation) -> Json:
    told: Json = {
        "target": target,
        "field": text(CITED_AS.get((row.target_kind, row.field), row.field)),
        "document": row.document.key if row.document else None,
        "lines": text(row.lines),
        "stated_by": text(row.stated_by),
        "date": day(row.date),
    }
    return told | ({"ours": row.ours.strip()} if text(row.ours) else {})


def _entries(value: object, path: str) -> Iterator[tuple[str, Entry]]:
    """Yield every entry with its path, in the same terms as `targets` reads it."""
    if isinstance(value, Entry):
        yield path, value
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _entries(part, f"{path}/{name}" if path else name)
    elif isinstance(value, list):
        names = steps([item.get("id") if isinstance(item, dict) else None for item in value])
        for name, item in zip(names, value, strict=True):
            yield from _entries(item, f"{path}/{name}")


def awaited_entries(sources: Sources, kind: str, waiting: Iterable[Any]) -> list[Entry]:
    """Return what waits for an earlier plan, as the document that was read in had it."""
    return [
        sources.entry(
            kind, row, **{name: value or None for name, value in row.entry.items() if name != "withdrawn" or value}
        )
        for row in waiting
    ]


def ordered(entries: Iterable[Json]) -> list[Any]:
    """Return a list sorted by id, or by its things' JSON where they have none; equal ones keep their order.

    Sorted here and not by the database: two databases sort å, ä, ö and capitals differently.
    """
    return sorted(entries, key=lambda entry: str(entry["id"]) if "id" in entry else canonical(entry))


def canonical(value: object) -> str:
    """Return a value's JSON on one line with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def everything(model: type[models.Model], *paths: str) -> list[models.Prefetch]:
    """Return what prefetch_related takes to read these paths, withdrawn rows included at every step."""
    found: dict[str, models.Prefetch] = {}
    for path in paths:
        at, names = model, path.split("__")
        for n, name in enumerate(names, start=1):
            at = at._meta.get_field(name).related_model
            whole = "__".join(names[:n])
            found.setdefault(
                whole, models.Prefetch(whole, queryset=getattr(at, "everything", at._default_manager).all())
            )
    return list(found.values())


def rows(related: Any) -> list[Any]:
    """Return a relation's rows in the order in which they were written."""
    return sorted(related.all(), key=attrgetter("pk"))


def text(value: str) -> str | None:
    """Return a text as the import reads it: without space around it, and None instead of nothing."""
    return value.strip() or None


def texts(values: Iterable[str]) -> list[str]:
    """Return a list of texts sorted."""
    return sorted(filter(None, map(text, values)))


def day(value: datetime.date | None) -> str | None:
    """Return a date as ÅÅÅÅ-MM-DD."""
    return value.isoformat() if value else None


def decimal_text(value: Decimal | None, *, decimals: int = 0) -> str | None:
    """Return a number as text with at least `decimals` decimals: more where it has them, never an exponent."""
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    return f"{value:.{max(decimals, -int(exponent))}f}"


def key_of(row: Any) -> str | None:
    """Return the key of a row, None where there is no row."""
    return row.key if row else None


def period(row: HasPeriod) -> Json | None:
    """Return the period of a row: the words, first and last possible day and precision; None where none is stated."""
    stated = row.period
    if stated is None or not text(stated.text):
        return None
    return period_entry(stated.text, stated.first, stated.last, stated.precision)


def period_entry(words: str, first: datetime.date | None, last: datetime.date | None, precision: str) -> Json:
    """Return a period as the format writes it."""
    return {"text": words.strip(), "from": day(first), "to": day(last), "precision": precision}
