"""Finds what in a document's texts points at a person: a file is no way round the guard on free text.

Typed fields for contacts would be exempt: the format has none. `contact_role` is a function.
"""

from collections.abc import Iterator

from handslag.exchange.references import Fault, things
from handslag.exchange.schema import Exchange
from handslag.trust.guard import findings


def personal_faults(document: Exchange) -> Iterator[Fault]:
    """Yield what is certain to point at a person, as (place in the document, message in Swedish)."""
    for place, thing in things(document):
        for name in type(thing).model_fields:
            for step, text in _texts(getattr(thing, name)):
                for finding in findings(text):
                    if finding.certain:
                        yield (*place, name, *step), finding.message


def _texts(value: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the texts of a field's value with their places in it; those of things below are not its own."""
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, list):
        yield from (((n,), each) for n, each in enumerate(value) if isinstance(each, str))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield (key,), str(key)
            if isinstance(each, str):
                yield (key,), each
