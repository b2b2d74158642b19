"""JSON-stat 2: what is read, what is refused and where, and that a written table is the one that was read."""

import copy
import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.opendata import jsonstat
from handslag.opendata.jsonstat import Cube, JsonStatError, read, write
from tests.opendata.recorded import recorded


def a_table(**changes):
    """Two regions by three years."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Antal",
        "id": ["Region", "Tid"],
        "size": [2, 3],
        "role": {"time": ["Tid"], "geo": ["Region"]},
        "dimension": {
            "Region": {
                "label": "region",
                "category": {"index": ["00", "18"], "label": {"00": "Riket", "18": "Örebro"}},
            },
            "Tid": {"category": {"index": {"2021": 0, "2023": 2, "2022": 1}}},
        },
        "value": [1, 2.5, None, 4, 5, 6],
        **changes,
    }


def test_a_table_is_read_in_the_order_of_its_dimensions() -> None:
    cube = read(a_table())

    assert (cube.ids, cube.sizes) == (["Region", "Tid"], [2, 3])
    assert cube.codes == {"Region": ["00", "18"], "Tid": ["2021", "2022", "2023"]}
    assert cube.labels["Region"]["18"] == "Örebro"
    assert cube.labels["Tid"]["2022"] == "2022"
    assert cube.names == {"Region": "region"}
    assert cube.role("time") == ["Tid"]
    assert cube.about == {"label": "Antal"}


def test_rows_vary_the_last_dimension_fastest() -> None:
    rows = list(read(a_table()).rows())

    assert rows[1] == {"Region": "00", "Tid": "2022", "value": 2.5, "status": None}
    assert rows[3] == {"Region": "18", "Tid": "2021", "value": 4, "status": None}


def test_a_null_stays_a_null() -> None:
    assert read(a_table()).values[2] is None


def test_the_text_of_a_document_is_read_too() -> None:
    assert read(json.dumps(a_table())) == read(a_table())


def test_values_may_be_a_sparse_object() -> None:
    cube = read(a_table(value={"0": 7, "5": 0}))

    assert cube.values == [7, None, None, None, None, 0]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, [None] * 6),
        ("p", ["p"] * 6),
        (["p"], ["p"] * 6),
        (["", "..", None, "p", "p", "p"], ["", "..", None, "p", "p", "p"]),
        ({"2": ".."}, [None, None, "..", None, None, None]),
    ],
)
def test_status_may_be_a_list_an_object_or_a_text(status, expected) -> None:
    assert read(a_table(status=status)).status == expected


def test_a_single_category_needs_no_index() -> None:
    table = a_table(id=["land"], size=[1], role={}, value=[3])
    table["dimension"] = {"land": {"category": {"label": {"SE": "Sverige"}}}}

    assert read(table).codes == {"land": ["SE"]}


def test_units_notes_and_child_relations_are_kept() -> None:
    table = a_table(note=["Avrundat"], extension={"px": {"tableid": "T1"}})
    region = table["dimension"]["Region"]
    region["note"] = ["Gränser från 2023"]
    region["category"] |= {"child": {"00": ["18"]}, "unit": {"18": {"base": "antal"}}, "note": {"18": ["Ny"]}}

    cube = read(table)

    assert cube.children == {"Region": {"00": ["18"]}}
    assert cube.units == {"Region": {"18": {"base": "antal"}}}
    assert cube.notes() == ["Avrundat", "Gränser från 2023"]
    written = write(cube)
    assert written["dimension"]["Region"] == region
    assert written["note"] == ["Avrundat"]
    assert written["extension"] == {"px": {"tableid": "T1"}}


def test_reading_leaves_the_document_as_it_was() -> None:
    table = a_table(status=["p"])
    before = copy.deepcopy(table)

    read(table)

    assert table == before


def test_a_description_without_values_is_read_when_asked_for() -> None:
    cube = read(a_table(value=[]), values=False)

    assert cube.codes["Region"] == ["00", "18"]
    assert read(write(cube), values=False) == cube


def changed(path: str, value: object):
    """The table with one member changed; a value of ... takes the member away."""
    table = a_table()
    *way, last = path.split(".")
    place = table
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return table


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("version", "1.3", "version"),
        ("version", 2.0, "version"),
        ("class", "collection", "class"),
        ("class", ..., "class"),
        ("id", ..., "id"),
        ("id", ["Region", "Region"], "id"),
        ("id", ["Region", 5], "id"),
        ("size", ..., "size"),
        ("size", [2], "size"),
        ("size", [2, True], "size"),
        ("size", [2, -3], "size"),
        ("size", [2, 4], "dimension.Tid.category.index"),
        ("dimension", ..., "dimension"),
        ("dimension", [], "dimension"),
        ("dimension.Tid", ..., "dimension.Tid"),
        ("dimension.Tid.category", ..., "dimension.Tid.category"),
        ("dimension.Tid.label", 5, "dimension.Tid.label"),
        ("dimension.Tid.note", "en text", "dimension.Tid.note"),
        ("dimension.Tid.category.index", ..., "dimension.Tid.category.index"),
        ("dimension.Tid.category.index", ["a", "b", "a"], "dimension.Tid.category.index"),
        ("dimension.Tid.category.index", {"a": 0, "b": 1, "c": 1}, "dimension.Tid.category.index"),
        ("dimension.Tid.category.index", {"a": 0, "b": 1, "c": "2"}, "dimension.Tid.category.index"),
        ("dimension.Region.category.label", {"00": 5}, "dimension.Region.category.label.00"),
        ("dimension.Region.category.unit", {"00": "kr"}, "dimension.Region.category.unit.00"),
        ("dimension.Region.category.child", {"00": "18"}, "dimension.Region.category.child.00"),
        ("role", {"time": ["År"]}, "role.time"),
        ("role", ["Tid"], "role"),
        ("value", ..., "value"),
        ("value", [1, 2, 3, 4, 5], "value"),
        ("value", "1 2 3 4 5 6", "value"),
        ("value", [1, 2, 3, 4, [5], 6], "value.4"),
        ("value", [1, 2, 3, True, 5, 6], "value.3"),
        ("value", [1, 2, float("nan"), 4, 5, 6], "value.2"),
        ("value", {"6": 1}, "value.'6'"),
        ("value", {"-1": 1}, "value.'-1'"),
        ("value", {"²": 1}, "value.'²'"),
        ("value", {"0": {}}, "value.0"),
        ("status", ["a", "b"], "status"),
        ("status", 5, "status"),
        ("status", {"6": "a"}, "status.'6'"),
        ("status", ["", "", "", "", 7, ""], "status.4"),
    ],
)
def test_a_fault_is_refused_by_the_path_of_its_member(path, value, at) -> None:
    with pytest.raises(JsonStatError) as refused:
        read(changed(path, value))

    assert refused.value.path == at
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("text", ["[]", "null", '{"version": "2.0"', b"\xff", "[" * 100_000])
def test_what_is_no_document_is_refused(text) -> None:
    with pytest.raises(JsonStatError):
        read(text)


def test_a_short_text_cannot_ask_for_endless_memory() -> None:
    names = [f"d{n}" for n in range(9)]
    dimension = {each: {"category": {"index": [str(n) for n in range(20)]}} for each in names}

    with pytest.raises(JsonStatError, match="size"):
        read(a_table(id=names, size=[20] * 9, role={}, dimension=dimension, value={"0": 1}))


def test_a_dimension_called_value_is_read_but_makes_no_rows() -> None:
    table = a_table(id=["value"], size=[1], role={}, value=[3])
    table["dimension"] = {"value": {"category": {"index": ["a"]}}}

    with pytest.raises(ValueError, match="value"):
        read(table).rows()


def test_a_cube_that_does_not_hold_together_is_not_written() -> None:
    with pytest.raises(JsonStatError, match="value"):
        write(Cube(ids=["a"], sizes=[2], codes={"a": ["x", "y"]}, values=[1]))


def test_many_cells_are_read_quickly() -> None:
    codes = [str(n) for n in range(387)]
    dimension = {name: {"category": {"index": codes}} for name in ("a", "b")}
    table = a_table(id=["a", "b"], size=[387, 387], role={}, dimension=dimension, value=[0.5] * 387**2)

    started = perf_counter()
    read(table)

    assert perf_counter() - started < 1  # 0,03 s here; a loaded machine may take longer


codes = st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=4, unique=True)


@st.composite
def cubes(draw):
    by_name = draw(st.dictionaries(st.text(min_size=1, max_size=5), codes, min_size=1, max_size=4))
    count = 1
    for each in by_name.values():
        count *= len(each)
    number = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3)
    some = draw(st.sampled_from(sorted(by_name)))
    return Cube(
        ids=list(by_name),
        sizes=[len(each) for each in by_name.values()],
        codes=by_name,
        labels={name: {code: draw(st.text(max_size=5)) for code in each} for name, each in by_name.items()},
        values=draw(st.lists(number, min_size=count, max_size=count)),
        status=draw(st.lists(st.none() | st.sampled_from(["", "..", "p"]), min_size=count, max_size=count)),
        units={some: {by_name[some][0]: {"base": draw(st.text(max_size=5))}}},
        roles=draw(st.sampled_from([{}, {"time": [some]}])),
        names=draw(st.sampled_from([{}, {some: "namn"}])),
        children=draw(st.sampled_from([{}, {some: {by_name[some][0]: by_name[some][1:]}}])),
        more=draw(st.sampled_from([{}, {some: {"note": ["n"], "category": {"note": {"a": ["b"]}}}}])),
        about=draw(st.sampled_from([{}, {"label": "Tabell", "note": ["x"]}])),
    )


@given(cubes())
def test_a_written_table_is_read_as_it_was_also_through_text(cube) -> None:
    assert read(write(cube)) == cube
    assert read(json.dumps(write(cube))) == cube


@pytest.mark.parametrize(
    ("file", "cells"),
    [
        ("jsonstat2/canada.json", 120),
        ("jsonstat2/hierarchy.json", 132),
        ("jsonstat2/order.json", 24),
        ("jsonstat2/us-gsp.json", 204),
        ("scb/v2_TAB6471_data.json", 2772),
        ("folkhalsodata/v1_MobbningReg_data_jsonstat2_cut.json", 2),
    ],
)
def test_recorded_tables_are_read_and_written(file, cells) -> None:
    document = recorded(file)

    cube = jsonstat.read(document)

    assert len(list(cube.rows())) == cells
    written = jsonstat.write(cube)
    assert jsonstat.read(written) == cube
    assert {name: written.get(name) for name in ("note", "extension", "role", "source")} == {
        name: document.get(name) for name in ("note", "extension", "role", "source")
    }


def test_the_recorded_hierarchy_keeps_its_children() -> None:
    document = recorded("jsonstat2/hierarchy.json")

    written = jsonstat.write(jsonstat.read(document))

    child = document["dimension"]["commodity"]["category"]["child"]
    assert written["dimension"]["commodity"]["category"]["child"] == child


def test_the_recorded_description_of_a_table_is_read() -> None:
    document = recorded("scb/v2_TAB6471_metadata.json")

    cube = jsonstat.read(document, values=False)

    assert cube.sizes == [312, 134, 3, 1, 16]
    assert cube.labels["Kon"]["TotSa"] == "totalt, samtliga män och kvinnor"


@pytest.mark.parametrize("member", ["value", "status"])
@pytest.mark.parametrize("sparse", [{0: "1"}, {None: "1"}, {"00": "1", "0": "1"}, {"²": "1"}])
def test_a_place_that_is_no_text_or_comes_twice_is_refused(member: str, sparse: dict) -> None:
    with pytest.raises(JsonStatError) as caught:
        read(a_table(**{member: sparse}))

    assert caught.value.path.startswith(f"{member}.")
