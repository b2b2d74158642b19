"""Citations that stand in a list of their own, as in an export: what each is about, and its way back there.

A target is a path through the document: "plan/terms/psykisk-halsa", "initiatives/tabb/obstacles/0". An item
of a list is named by its id, or by its place from 0 where it has none of its own. In an id "~" is written "~0" and "/"
"~1" (as in RFC 6901).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from handslag.exchange.keys import steps
from handslag.exchange.schema import SOURCE_FORM, Citation, Cited, Exchange, Thing


def things_by_target(document: Exchange) -> dict[str, Thing]:
    """Return everything that a citation can be about, by its path."""
    return dict(_walk(document, ""))


def _walk(value: object, path: str) -> Iterator[tuple[str, Thing]]:
    if isinstance(value, Thing):
        if path:
            yield path, value
        for name, each in value.__dict__.items():
            if isinstance(each, Thing | list):
                yield from _walk(each, f"{path}/{name}" if path else name)
    elif isinstance(value, list):
        names = steps([str(key) if (key := getattr(item, "id", None)) else None for item in value])
        for name, item in zip(names, value, strict=True):
            yield from _walk(item, f"{path}/{name}")


def citation_faults(document: Exchange) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what is wrong in the list of citations, as (place in the document, message in Swedish)."""
    things = things_by_target(document) if document.citations else {}
    documents = {item.id for item in document.documents}
    for n, citation in enumerate(document.citations):
        thing = things.get(citation.target)
        if thing is None:
            yield ("citations", n, "target"), f"Det som källan gäller, {citation.target}, finns inte."
        elif citation.field and citation.field not in type(thing).model_fields:
            yield ("citations", n, "field"), f"Fältet {citation.field} finns inte i {citation.target}."
        if citation.document is None and not (citation.ours or citation.stated_by):
            yield (
                ("citations", n, "document"),
                "Ange ett dokument, vem som har sagt det (stated_by), eller i ours varför uppgiften är vår egen.",
            )
        elif citation.document is not None and citation.document not in documents:
            yield ("citations", n, "document"), f"Dokumentet {citation.document} finns inte."


def attached(document: Exchange) -> Exchange:
    """Return the document with its citations moved to the `source` and `sources` of what they are about.

    Those that a source text cannot carry (with a role, a day or our own reading) stay in the list.
    """
    things = things_by_target(document) if document.citations else {}
    added: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rest = []
    for citation in document.citations:
        thing = things.get(citation.target)
        if thing is not None and _fits(citation, thing):
            added[id(thing)][citation.field or ""].append(f"{citation.document}:{citation.lines}")
        else:
            rest.append(citation)
    moved: Exchange = _with_sources(document, added)
    return moved.model_copy(update={"citations": rest}) if document.citations else document


def citations_by_thing(document: Exchange) -> dict[int, list[Citation]]:
    """Return the citations that stand in the document's list, by the id() of the thing each is about."""
    things = things_by_target(document) if document.citations else {}
    found: dict[int, list[Citation]] = defaultdict(list)
    for citation in document.citations:
        if citation.target in things:
            found[id(things[citation.target])].append(citation)
    return found


def _fits(citation: Citation, thing: Thing) -> bool:
    """Whether `thing` can carry the citation in its own `source` or `sources`."""
    if citation.ours or citation.stated_by or citation.date:
        return False
    if not re.fullmatch(SOURCE_FORM, f"{citation.document}:{citation.lines}"):
        return False
    fields = type(thing).model_fields
    return isinstance(thing, Cited) and citation.field in fields if citation.field else "source" in fields


def _with_sources(value: Any, added: dict[int, dict[str, list[str]]]) -> Any:
    """Return `value` with what `added` has for each thing in it; what does not change is the same object."""
    if isinstance(value, list):
        items = [_with_sources(item, added) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if not isinstance(value, Thing):
        return value
    changes = {}
    for name in type(value).model_fields:
        old = getattr(value, name)
        if (new := _with_sources(old, added)) is not old:
            changes[name] = new
    changes |= _sources(value, added.get(id(value), {}))
    return value.model_copy(update=changes) if changes else value


def _sources(thing: Thing, places: dict[str, list[str]]) -> dict[str, object]:
    """Return the new `source` and `sources` of a thing: what it has, then `places` by field ("": the whole)."""
    changes: dict[str, object] = {}
    whole = places.get("", [])
    if whole:
        changes["source"] = "; ".join(filter(None, [getattr(thing, "source", None), *whole]))
    if len(places) > bool(whole):
        sources = dict(getattr(thing, "sources", {}))
        for name in places.keys() - {""}:
            sources[name] = "; ".join(filter(None, [sources.get(name), *places[name]]))
        changes["sources"] = sources
    return changes
