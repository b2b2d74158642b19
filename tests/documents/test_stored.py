"""What an edition keeps is the document, whole; and what is not a document is refused whatever it is."""

import datetime
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents import blocks
from handslag.documents.blocks import Cell, Column, Document, Paragraph, Passage, Run, Section, Table
from handslag.documents.stored import Unreadable, from_json, to_json
from tests.documents.sample import sample

some_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
runs = st.lists(
    st.builds(
        Run,
        some_text,
        strong=st.booleans(),
        emphasis=st.booleans(),
        href=some_text,
        cites=st.lists(some_text, max_size=2).map(tuple),
    ),
    max_size=3,
).map(tuple)
values = st.one_of(
    st.none(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.dates(), st.booleans().map(int)
)
cells = st.builds(Cell, runs, values, mark=some_text, state=st.sampled_from(["", "silent", "confirmed"]))
tables = st.builds(
    Table,
    some_text,
    some_text,
    st.just((Column("a"), Column("b", "number", 0.5))),
    st.lists(st.tuples(cells, cells), max_size=2).map(tuple),
)
passages = st.builds(
    Passage, some_text, some_text, st.builds(Paragraph, runs).map(lambda block: (block,)), before=some_text
)
documents = st.builds(
    lambda made, notes, text, sources: replace(
        sample(),
        title=text,
        sections=(Section("a", text, made, (Section("b", text, notes=notes),), number="1"),),
        sources={key: blocks.Citation(text) for key in sources},
    ),
    st.lists(st.one_of(tables, passages, st.builds(Paragraph, runs)), max_size=3).map(tuple),
    st.lists(tables, max_size=1).map(tuple),
    some_text,
    st.lists(some_text.filter(lambda key: key != "is"), max_size=2),
)


def changed(**values: Any) -> str:
    """Return the sample as it is stored, with other values in its document."""
    held = json.loads(to_json(sample()))
    held["document"] |= values
    return json.dumps(held)


def test_the_sample_is_kept_whole() -> None:
    assert from_json(to_json(sample(sections=2))) == sample(sections=2)


@given(documents)
def test_any_document_is_kept_whole_and_always_in_the_same_way(document: Document) -> None:
    stored = to_json(document)

    assert from_json(stored) == document
    assert to_json(from_json(stored)) == stored


def test_numbers_keep_their_kind_and_their_decimals() -> None:
    row = (
        Cell(value=1),
        Cell(value=Decimal("1.50")),
        Cell(value=datetime.date(2024, 2, 29)),
        Cell(value=Decimal("1E+2")),
    )
    table = Table("t", "T", tuple(Column(str(n)) for n in range(4)), (row,))
    document = replace(sample(), lists=(table,))

    (read,) = from_json(to_json(document)).lists[0].rows

    assert [type(each.value) for each in read] == [int, Decimal, datetime.date, Decimal]
    assert [str(each.value) for each in read] == ["1", "1.50", "2024-02-29", "1E+2"]


def test_every_block_can_be_kept() -> None:
    """The sample holds every kind of block, so that none is forgotten here."""
    found = {
        type(block).__name__
        for section in sample().walk()
        for block in blocks.every_block((*section.blocks, *section.notes))
    }

    assert found == {kind.__name__ for kind in blocks.Block.__args__}


DEEP = '{"format":"handslag-report","version":1,"document":' + "[" * 100_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"text"',
        "{}",
        "{",
        DEEP,
        DEEP + "]" * 100_000 + "}",
        '{"format":"handslag-report","version":2,"document":{}}',
        '{"format":"handslag-plan","version":1,"document":{}}',
        '{"format":"handslag-report","version":1}',
        '{"format":"handslag-report","version":1,"document":{"is":"Run","text":"x"}}',
        '{"format":"handslag-report","version":1,"document":{"is":"Document"}}',
        '{"format":"handslag-report","version":1,"document":null}',
        changed(title=None),
        changed(title=["x"]),
        changed(title={"is": "decimal", "decimal": "1"}),
        changed(sections={"is": "Section"}),
        changed(sections=[{"is": "Paragraph", "words": []}]),
        changed(sections=[{"is": "Hittepå"}]),
        changed(sections=[{"is": ["Section"]}]),
        changed(sections=[{"is": "Section", "key": "a", "title": "b", "hittepå": 1}]),
        changed(sections=[{"is": "Section", "key": "a", "title": "b", "blocks": ["text"]}]),
        changed(sections=[{"is": "Section", "key": "a", "title": "b", "blocks": [{"is": "Paragraph", "words": "text"}]}]),
        changed(sources=[]),
        changed(sources={"a": "text"}),
        changed(max_pages="1"),
        changed(max_pages=True),
        changed(max_pages=1.5),
        changed(compact=1),
        changed(made_on="2024-03-01"),
        changed(made_on={"is": "date", "date": "2024-02-30"}),
        changed(made_on={"is": "date", "date": 7}),
        changed(made_on={"is": "date"}),
        changed(max_pages={"is": "decimal", "decimal": "ett"}),
        changed(mark={"is": "Document"}),
        changed().replace('"compact"', '"compakt"').replace('"mark": "Utkast"', '"max_pages": ' + "9" * 5000),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        from_json(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | some_text,
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["is", "format", "version", "document", "date"]), inner)
        ),
        max_leaves=8,
    )
)
def test_no_json_breaks_the_reader(held: Any) -> None:
    for whole in (held, {"format": "handslag-report", "version": 1, "document": held}):
        with pytest.raises(Unreadable):
            from_json(json.dumps(whole))
