"""Small counts are hidden, and stay so for someone who subtracts."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handslag.stats import (
    Estimate,
    Masked,
    Now,
    Published,
    StatsInputError,
    disclosure_minimum,
    masked_estimate,
    suppress,
)
from tests.stats.attacker import intervals, of_pairs, with_totals

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 40))


def tables(*, dimensions: int, side: int) -> st.SearchStrategy[np.ndarray]:
    shapes = st.tuples(*[st.integers(2, side)] * dimensions)
    return shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=COUNTS))


# What is hidden to begin with


def test_counts_from_one_to_below_the_minimum_are_hidden_and_zero_is_shown() -> None:
    masked = suppress([0, 1, 4, 5], additive_sets=[])

    assert masked.values.tolist() == [0, -2, -2, 5]
    assert masked.reason.tolist() == ["", "small", "small", ""]


def test_a_missing_count_is_not_a_hidden_one() -> None:
    masked = suppress([-1, None, np.nan, 3], additive_sets=[])

    assert masked.values.tolist() == [-1, -1, -1, -2]
    assert masked.reason.tolist() == ["missing", "missing", "missing", "small"]


def test_each_cell_can_have_its_own_minimum() -> None:
    masked = suppress([7, 7], minimum=[5, 10], additive_sets=[])

    assert masked.values.tolist() == [7, -2]


def test_a_zero_that_tells_where_all_are_is_hidden() -> None:
    masked = suppress([0, 12, 12], additive_sets=[(2, [0, 1])])

    assert masked.reason[0] == "all"
    assert (masked.values == -2).sum() == 2  # the zero alone would be the difference


def test_zeros_are_shown_where_several_parts_have_some_and_where_none_has_any() -> None:
    masked = suppress([0, 12, 8, 20, 0, 0, 0], additive_sets=[(3, [0, 1, 2]), (6, [4, 5])])

    assert masked.values.tolist() == [0, 12, 8, 20, 0, 0, 0]


def test_a_cell_on_few_persons_is_hidden_for_its_rate() -> None:
    masked = suppress([8, 8, 0], additive_sets=[], denominators=[49, 50, 30])

    assert masked.reason.tolist() == ["dominance", "", "dominance"]


# What is hidden for the others' sake


def test_the_only_hidden_part_takes_the_smallest_of_the_others_with_it() -> None:
    masked = suppress([3, 10, 20, 33], additive_sets=[(3, [0, 1, 2])])

    assert masked.values.tolist() == [-2, -2, 20, 33]
    assert masked.reason.tolist() == ["small", "secondary", "", ""]


def test_a_part_that_leaves_too_little_room_is_passed_over() -> None:
    # 1 + 5 = 6: both would lie between 1 and 5.
    masked = suppress([1, 5, 30, 36], additive_sets=[(3, [0, 1, 2])])

    assert masked.values.tolist() == [-2, 5, -2, 36]


def test_two_small_counts_that_their_sum_gives_away_get_a_third() -> None:
    # Both are at most 4 and they come to 8: whoever knows the rule knows both.
    masked = suppress([4, 4, 20, 28], additive_sets=[(3, [0, 1, 2])])

    assert masked.values.tolist() == [-2, -2, -2, 28]


def test_rows_and_columns_are_protected_together() -> None:
    table, sets = with_totals(np.array([[3, 20, 30], [15, 16, 40], [50, 60, 70]]))

    masked = suppress(table, additive_sets=sets)

    hidden = masked.values == -2
    assert masked.values[0, 0] == -2
    assert hidden.sum() == 4
    assert set(hidden.sum(axis=0)) <= {0, 2} and set(hidden.sum(axis=1)) <= {0, 2}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table, sets = with_totals(np.array([[10, 0, 5], [20, 30, 0], [7, 8, 9]]))

    masked = suppress(table, additive_sets=sets)

    assert masked.values.tolist() == table.tolist()
    assert not masked.unprotected.any()


def test_parts_of_a_known_sum_that_is_itself_small_are_marked_as_unprotected() -> None:
    masked = suppress([3, 2], additive_sets=[[0, 1]])

    assert masked.values.tolist() == [-2, -2]
    assert masked.unprotected.tolist() == [True, True]


@pytest.mark.parametrize(
    "sets",
    [
        [(3, [0, 1, 2])],
        [[3, [0, 1, 2]]],
        [(3, (0, 1, 2))],
        [(3, np.arange(3))],
        [((3,), [(0,), (1,), (2,)])],
        [[0, 1, 2, 3]],
        [(0, 1, 2, 3)],
        [np.arange(4)],
        [[3, 0, 1, 2]],
        [[-1, 0, 1, 2]],
    ],
)
def test_a_set_can_be_written_in_many_ways(sets: list[object]) -> None:
    masked = suppress([3, 10, 20, 33], additive_sets=sets)

    assert masked.values.tolist() == [-2, -2, 20, 33]


@pytest.mark.parametrize(
    "sets",
    [
        [((0, 2), [(0, 0), (0, 1)]), ((1, 2), [(1, 0), (1, 1)])],
        [[(0, 0), (0, 1), (0, 2)], [(1, 0), (1, 1), (1, 2)]],
        [[[0, 0], [0, 1], [0, 2]], [[1, 0], [1, 1], [1, 2]]],
        [[0, 1, 2], [3, 4, 5]],
        [(2, [0, 1]), (5, [3, 4])],
    ],
)
def test_cells_of_a_matrix_have_tuples_or_numbers(sets: list[object]) -> None:
    masked = suppress([[3, 10, 13], [20, 30, 50]], additive_sets=sets)

    assert masked.values.tolist() == [[-2, -2, 13], [20, 30, 50]]


def test_parts_of_a_total_that_all_know_are_protected_as_if_it_were_shown() -> None:
    masked = suppress([[3, 10], [20, 30]], additive_sets=[[(0, 0), (0, 1)], [(1, 0), (1, 1)]])

    assert masked.values.tolist() == [[-2, -2], [20, 30]]


# The attacker


def attacked(masked: Masked, sets: list, true: np.ndarray, *, upper: float = np.inf) -> dict[int, tuple[float, float]]:
    shown = masked.values.ravel()
    hidden = np.flatnonzero(shown == -2)
    least = np.where(true.ravel() == 0, 0, 1)
    return intervals(shown, of_pairs(sets, true.shape), hidden.tolist(), least=least, most=np.full(shown.size, upper))


def assert_wide(masked: Masked, found: dict[int, tuple[float, float]], minimum: int) -> None:
    for cell, (low, high) in found.items():
        # A zero whose row or column total is shown as zero cannot be hidden by anything.
        is_beyond_help = masked.unprotected.ravel()[cell] and masked.reason.ravel()[cell] == "all"
        assert high - low > minimum or is_beyond_help, (cell, low, high)


@given(tables(dimensions=1, side=6), st.sampled_from([3, 5, 10]))
@settings(max_examples=30)
def test_subtraction_from_a_total_tells_no_hidden_count(inner: np.ndarray, minimum: int) -> None:
    table, sets = with_totals(inner)

    masked = suppress(table, minimum=minimum, additive_sets=sets)

    assert_wide(masked, attacked(masked, sets, table), minimum)


@given(tables(dimensions=2, side=4), st.sampled_from([3, 5]))
@settings(max_examples=30)
def test_subtraction_over_rows_and_columns_tells_no_hidden_count(inner: np.ndarray, minimum: int) -> None:
    table, sets = with_totals(inner)

    masked = suppress(table, minimum=minimum, additive_sets=sets)

    assert_wide(masked, attacked(masked, sets, table), minimum)


@given(tables(dimensions=3, side=3))
@settings(max_examples=6)
def test_subtraction_over_area_sex_and_age_tells_no_hidden_count(inner: np.ndarray) -> None:
    table, sets = with_totals(inner)

    masked = suppress(table, additive_sets=sets)

    assert_wide(masked, attacked(masked, sets, table), 5)


@given(tables(dimensions=2, side=4))
@settings(max_examples=20)
def test_even_the_rule_and_the_reasons_tell_no_small_count_exactly(inner: np.ndarray) -> None:
    table, sets = with_totals(inner)
    masked = suppress(table, additive_sets=sets)
    shown, reason = masked.values.ravel(), masked.reason.ravel()
    least = np.select([reason == "small", reason == "secondary"], [1, 5], 0)
    most = np.where(reason == "small", 4, np.inf)
    small = np.flatnonzero((reason == "small") & ~masked.unprotected.ravel())

    found = intervals(shown, of_pairs(sets, table.shape), small.tolist(), least=least, most=most)

    assert all(high > low for low, high in found.values())


@given(tables(dimensions=2, side=4))
@settings(max_examples=25)
def test_what_is_shown_is_true_and_every_small_count_is_hidden(inner: np.ndarray) -> None:
    table, sets = with_totals(inner)
    before = table.copy()

    masked = suppress(table, additive_sets=sets)

    shown = masked.values >= 0
    assert (masked.values[shown] == table[shown]).all()
    assert not shown[(table > 0) & (table < 5)].any()
    assert ((masked.reason == "") == shown).all()
    assert (table == before).all()


def test_a_large_table_is_protected_as_a_small_one() -> None:
    table, sets = with_totals(np.random.default_rng(3).poisson(12, size=(70, 7)))

    masked = suppress(table, additive_sets=sets)

    small = np.flatnonzero((masked.reason == "small").ravel())
    assert table.size > 500 and small.size
    found = intervals(
        masked.values.ravel(),
        of_pairs(sets, table.shape),
        small.tolist(),
        least=np.ones(table.size),
        most=np.full(table.size, np.inf),
    )
    assert_wide(masked, found, 5)
    assert not masked.unprotected.any()
    assert (masked.reason == "secondary").sum() <= 4 * small.size


def test_sums_that_cross_tell_more_than_each_set_alone() -> None:
    # a + b, b + c and a + c are shown. Set by set each lies between 1 and its sum; together they are exact.
    table = np.array([4, 16, 17, 20, 33, 21])
    sets = [((3,), [(0,), (1,)]), ((4,), [(1,), (2,)]), ((5,), [(0,), (2,)])]

    masked = suppress(table, additive_sets=sets)

    assert (masked.values[3:] == -2).any()
    assert_wide(masked, attacked(masked, sets, table), 5)


# Over time


def test_a_small_difference_from_an_earlier_table_is_hidden() -> None:
    masked = suppress([12, 20, 9], additive_sets=[], history=[np.array([10, 20, 30])])

    assert masked.values.tolist() == [-2, 20, 9]
    assert masked.reason.tolist() == ["history", "", ""]


def test_a_cell_shown_before_cannot_protect_another() -> None:
    earlier = np.array([-2, 10, 20, -2])

    masked = suppress([3, 10, 20, 33], additive_sets=[(3, [0, 1, 2])], history=[earlier])

    assert masked.values.tolist() == [-2, 10, 20, -2]  # the total is all that is left to hide


def test_a_small_count_shown_before_is_hidden_but_marked() -> None:
    masked = suppress([3, 10], additive_sets=[], history=[[3, 10]])

    assert masked.values.tolist() == [-2, 10]
    assert masked.unprotected.tolist() == [True, False]


def test_the_same_table_again_hides_the_same() -> None:
    table, sets = with_totals(np.array([[3, 20, 30], [15, 16, 40], [50, 60, 70]]))
    first = suppress(table, additive_sets=sets)

    second = suppress(table, additive_sets=sets, history=[first])

    assert (second.values == first.values).all()


def test_an_earlier_total_of_this_tables_cells_is_subtracted_from() -> None:
    # 3 and 10 are all that the earlier 13 was made of.
    earlier = Published([13], [(0, [Now(0), Now(1)])])

    masked = suppress([3, 10, 20], additive_sets=[], history=[earlier])

    assert masked.values.tolist() == [-2, -2, 20]


def test_rolling_sums_that_together_tell_a_single_year_are_not_all_shown() -> None:
    # 2018 is known to be 7, so 2018-22 = 20 and 2019-23 = 15 make 2023 exactly 2.
    years = {year: f"{year}" for year in range(2018, 2024)}
    earlier = Published([20, 7], [(0, [years[y] for y in range(2018, 2023)]), (1, [years[2018], "ingen annan"])])
    nobody = Published([0], [(0, ["ingen annan", "heller ingen"])])
    now = [(0, [years[y] for y in range(2019, 2024)])]

    alone = suppress([15], additive_sets=now)
    masked = suppress([15], additive_sets=now, history=[earlier, nobody])

    assert alone.values.tolist() == [15]
    assert masked.values.tolist() == [-2]
    assert masked.reason.tolist() == ["secondary"]


def test_the_increase_of_a_growing_table_is_protected_as_a_count() -> None:
    # Two cells grew by 3 together: the total less the third cell tells so, and neither increase may be told that near.
    sets = [(Now(cell), [cell, f"new in {cell}"]) for cell in range(4)]
    earlier = Published([10, 20, 30, 60], [*sets, ("new in 3", [f"new in {cell}" for cell in range(3)])])

    masked = suppress([12, 21, 40, 73], additive_sets=[(3, [0, 1, 2])], history=[earlier])

    assert masked.values[:2].tolist() == [-2, -2]
    assert (masked.values[2:] == -2).any()


def test_an_earlier_table_needs_no_list_around_it() -> None:
    assert suppress([12, 20], additive_sets=[], history=np.array([10, 20])).values.tolist() == [-2, 20]
    assert suppress([12, 20], additive_sets=[], history=suppress([10, 20], additive_sets=[])).values.tolist() == [
        -2,
        20,
    ]


@given(tables(dimensions=2, side=4))
@settings(max_examples=15)
def test_rows_and_columns_whose_sums_all_know_are_protected_as_far_as_they_can_be(table: np.ndarray) -> None:
    rows = [[(row, column) for column in range(table.shape[1])] for row in range(table.shape[0])]
    columns = [[(row, column) for row in range(table.shape[0])] for column in range(table.shape[1])]

    masked = suppress(table, additive_sets=rows + columns)

    number = np.arange(table.size).reshape(table.shape)
    equations = [({int(cell): 1 for cell in line}, int(table.ravel()[line].sum())) for line in [*number, *number.T]]
    hidden = np.flatnonzero(masked.values.ravel() == -2).tolist()
    least = np.where(table.ravel() == 0, 0, 1)
    found = intervals(masked.values.ravel(), equations, hidden, least=least, most=np.full(table.size, np.inf))
    for cell, (low, high) in found.items():
        assert high - low > 5 or masked.unprotected.ravel()[cell]


def test_two_rolling_sums_alone_leave_each_year_wide_enough() -> None:
    earlier = Published([20], [(0, ["2018", "2019-22"])])

    masked = suppress([23], additive_sets=[(0, ["2019-22", "2023"])], history=[earlier])

    assert masked.values.tolist() == [23]


@given(tables(dimensions=1, side=5), st.data())
@settings(max_examples=30)
def test_subtraction_over_an_earlier_total_and_this_one_tells_no_hidden_count(
    inner: np.ndarray, data: st.DataObject
) -> None:
    table, sets = with_totals(inner)
    chosen = data.draw(st.sets(st.integers(0, inner.size - 1), min_size=2))
    assume(inner[list(chosen)].sum() >= 20)  # a total of few is known to be few, whatever is hidden now
    earlier = Published([int(inner[list(chosen)].sum())], [(0, [Now(cell) for cell in chosen])])

    masked = suppress(table, additive_sets=sets, history=[earlier])

    shown = masked.values
    equations = [*of_pairs(sets, table.shape), ({cell: 1 for cell in chosen}, earlier.values[0])]
    least = np.where(table == 0, 0, 1)
    hidden = np.flatnonzero(shown == -2).tolist()
    found = intervals(shown, equations, hidden, least=least, most=np.full(shown.size, np.inf))
    small = {cell: found[cell] for cell in hidden if masked.reason[cell] == "small"}
    assert_wide(masked, small, 5)


# Errors, estimates and thresholds


@pytest.mark.parametrize(
    ("table", "arguments", "code", "field"),
    [
        ([-3, 2], {}, "negative_count", "table"),
        ([2.5, 2], {}, "not_a_number", "table"),
        (["två"], {}, "not_a_number", "table"),
        ([1, 2], {"minimum": 1}, "not_a_number", "minimum"),
        ([1, 2], {"minimum": [5, 5, 5]}, "shape_mismatch", "minimum"),
        ([1, 2], {"additive_sets": [(2, [0, 1])]}, "shape_mismatch", "additive_sets"),
        ([1, 2], {"additive_sets": [[0]]}, "shape_mismatch", "additive_sets"),
        ([1, 2], {"history": [[1, 2, 3]]}, "shape_mismatch", "history"),
        (
            [6, 3],
            {"history": [Published([20, 30], [(0, ["a", "b"]), (1, ["a", "b"])])]},
            "mixed_definitions",
            "history",
        ),
    ],
)
def test_input_that_cannot_be_meant_is_refused(table: list, arguments: dict, code: str, field: str) -> None:
    with pytest.raises(StatsInputError) as raised:
        suppress(table, **{"additive_sets": [], **arguments})

    assert (raised.value.code, raised.value.field) == (code, field)


def test_an_empty_table_stays_empty() -> None:
    assert suppress([], additive_sets=[]).values.tolist() == []


def test_rate_and_interval_of_a_hidden_count_are_hidden_too() -> None:
    masked = suppress([3, 12], additive_sets=[])
    estimate = Estimate(
        np.array([30.0, 120.0]), np.array([6.2, 62.0]), np.array([87.7, 209.6]), "exact", np.array(["", ""]),
        count=np.array([3.0, 12.0]), exposure=np.array([10_000.0, 10_000.0]),
    )  # fmt: skip

    hidden = masked_estimate(estimate, masked)

    assert np.isnan([hidden.value[0], hidden.lower[0], hidden.upper[0], hidden.count[0]]).all()
    assert hidden.flag.tolist() == ["suppressed", ""]
    assert hidden.value[1] == 120.0


def test_limits_at_two_levels_are_hidden_together() -> None:
    masked = suppress([3, 12], additive_sets=[])
    limits = np.ones((2, 2))

    hidden = masked_estimate(Estimate(np.ones(2), limits, limits, "exact", np.array(["", ""])), masked)

    assert np.isnan(hidden.lower[0]).all() and (hidden.lower[1] == 1).all()


def test_an_estimate_of_another_shape_is_refused() -> None:
    masked = suppress([3, 12], additive_sets=[])

    with pytest.raises(StatsInputError, match="shape_mismatch"):
        masked_estimate(Estimate(1.0, 1.0, 1.0, "exact", ""), masked)


def test_delicate_counts_have_the_higher_minimum_in_small_groups() -> None:
    assert disclosure_minimum([19_999, 20_000], topic="suicide").tolist() == [10, 5]
    assert disclosure_minimum(300_000, topic="self_harm", broken_down=True) == 10
    assert disclosure_minimum(5_000) == 5


@pytest.mark.parametrize(
    ("sets", "where"),
    [(None, ()), (3, ()), ("rows", ()), ([[0, 0, 2]], (0,)), ([(2, [0, 1]), (2, [0, 2])], (1,)), ([(2, [0, 0])], (0,))],
)
def test_sets_that_cannot_be_meant_are_refused(sets, where):
    with pytest.raises(StatsInputError) as raised:
        suppress([3, 10, 13], additive_sets=sets)

    assert (raised.value.code, raised.value.field, raised.value.where) == ("shape_mismatch", "additive_sets", where)
