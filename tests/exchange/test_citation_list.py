"""Citations that stand in a list find their way back to what they are about, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handslag.exchange.references import faults
from handslag.exchange.schema import Exchange, Funding
from handslag.exchange.targets import attached, citations_by_thing, steps

DOCUMENTS = [{"id": "d", "title": "Källa", "kind": "report"}, {"id": "e", "title": "Annan", "kind": "report"}]
PLAN = {"id": "p", "title": "Plan", "county": "18", "kind": "county_plan", "status": "draft"}


def document(*citations: dict[str, object], **initiative: object) -> Exchange:
    item = {"id": "tabb", "title": "TABB"} | initiative
    return Exchange.model_validate(
        {"plan": PLAN, "documents": DOCUMENTS, "initiatives": [item], "citations": list(citations)}
    )


def cited(target: str, **more: object) -> dict[str, object]:
    return {"target": target, "document": "d", "lines": "3-5"} | more


def test_a_citation_of_a_fact_becomes_its_source() -> None:
    obstacles = [{"text": "Ett", "theme": "time"}, {"text": "Två", "theme": "time"}]

    read = attached(document(cited("initiatives/tabb/obstacles/1"), obstacles=obstacles))

    assert [obstacle.source for obstacle in read.initiatives[0].obstacles] == [None, "d:3-5"]
    assert read.citations == []


def test_a_citation_of_a_field_stands_under_its_name() -> None:
    read = attached(document(cited("initiatives/tabb", field="title"), cited("plan", field="vision")))

    assert read.initiatives[0].sources == {"title": "d:3-5"}
    assert read.plan is not None and read.plan.sources == {"vision": "d:3-5"}


def test_several_places_are_joined_after_what_stands_there() -> None:
    figures = [{"id": "f", "kind": "other", "label": "möten", "source": "d:1"}]
    target = "initiatives/tabb/figures/f"

    read = attached(document(cited(target), cited(target, document="e", lines="7, 9"), figures=figures))

    assert read.initiatives[0].figures[0].source == "d:1; d:3-5; e:7, 9"


def test_a_payer_called_source_is_not_a_citation() -> None:
    funding = [{"source": "Regionen", "kronor": None}]

    read = attached(document(cited("initiatives/tabb/funding/0"), funding=funding))

    assert [(fund.source_text, fund.source) for fund in read.initiatives[0].funding] == [("Regionen", "d:3-5")]


def test_a_citation_without_a_payer_is_still_a_fault() -> None:
    with pytest.raises(ValidationError, match="source_text"):
        Funding.model_validate({"source": "002:3-5"})


@pytest.mark.parametrize(
    "more", [{"stated_by": "Samordnare"}, {"date": "2024-02-01"}, {"lines": "s. 5"}, {"lines": None}]
)
def test_what_a_source_text_cannot_carry_stays_in_the_list(more: dict[str, object]) -> None:
    read = attached(document(cited("initiatives/tabb", field="title", **more)))

    assert read.initiatives[0].sources == {}
    assert [len(found) for found in citations_by_thing(read).values()] == [1]


def test_a_document_without_such_a_list_is_left_alone() -> None:
    plain = document()

    assert attached(plain) is plain


def test_what_a_citation_does_not_touch_is_left_alone() -> None:
    before = document(cited("plan", field="title"))

    assert attached(before).initiatives[0] is before.initiatives[0]


def test_an_unknown_owner_is_a_fault() -> None:
    assert [place for place, _ in faults(document(owner="ingen"))] == [("initiatives", 0, "owner")]


def test_ids_with_slashes_are_escaped_and_doubles_numbered() -> None:
    assert steps(["a/b", "a~b", "a~1b", "x", "x", None]) == ["a~1b", "a~0b", "a~01b", "3", "4", "5"]


@given(
    st.lists(st.text(min_size=1) | st.none(), max_size=6).filter(lambda ids: not any(i and i.isdigit() for i in ids))
)
def test_no_two_items_of_a_list_are_called_the_same(ids: list[str | None]) -> None:
    names = steps(ids)

    assert len(set(names)) == len(names)
    assert not any("/" in name for name in names)
