"""What is hidden so that no sum less its parts tells a few, over ages, sexes, intents and years (R60)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from handslag.indicators.deciding import Table, decided
from handslag.indicators.nesting import family_of
from handslag.indicators.protection import Place, Whole
from handslag.indicators.reading import definitions
from handslag.indicators.together import Cell, hidden_together

COUNTY, SMALLEST = "l", 10
ALL, FROM_15, BOTH_ALL, BOTH_15 = (
    "suicid-sakra-alla-aldrar", "suicid-sakra-15-ar", "suicid-sakra-och-osakra-alla-aldrar", "suicid-sakra-och-osakra-15-ar",
)  # fmt: skip
WINDOWS = "suicid-sakra-och-osakra-fem-ar"
BOTH = "certain_and_undetermined"
AGES = {"0-14": 0, "15-24": 1, "25+": 2}
Told = dict[tuple, int]
"""Counts by indicator, first and last year, sex and age."""


def hide(told: Told) -> set[tuple]:
    """The hidden ones of a county's figures."""
    tables: dict[tuple, dict[Place, int]] = {}
    for (key, first, last, sex, age), n in told.items():
        tables.setdefault((key, (date(first, 1, 1), date(last, 12, 31))), {})[Place(COUNTY, sex, age)] = n
    family = {each.key: each for each in family_of(definitions()[ALL])}
    few = {name for name, table in tables.items() if min(table.values()) < SMALLEST}
    found = decided(
        family,
        {name: Table(table, is_public=True) for name, table in tables.items()},
        few,
        set(family),
        Whole(COUNTY, ()),
        [],
    )
    return {(key.indicator, first.year, last.year, key.sex, key.age) for key, first, last in found}


def pieces(figure: tuple) -> frozenset[tuple]:
    """What a figure is the sum of: year, sex, age and intent."""
    key, first, last, sex, age = figure
    ages = [AGES[age]] if age in AGES else [1, 2] if definitions()[key].ages == "15+" else [0, 1, 2]
    intents = "cu" if definitions()[key].intent == BOTH else "c"
    return frozenset(product(range(first, last + 1), "KM" if sex == "T" else sex, ages, intents))


class Attacker:
    """Knows some sums and solves for others, exactly."""

    def __init__(self, sums: Iterable[frozenset]) -> None:
        self.rows: list[tuple[object, dict]] = []
        for each in sums:
            left = self.left(each)
            if left:
                pivot = next(iter(left))
                self.rows.append((pivot, {piece: n / left[pivot] for piece, n in left.items()}))

    def left(self, wanted: Iterable) -> dict:
        left = dict.fromkeys(wanted, Fraction(1))
        for pivot, row in self.rows:
            times = left.get(pivot, Fraction(0))
            for piece, n in row.items() if times else ():
                left[piece] = left.get(piece, Fraction(0)) - times * n
                if not left[piece]:
                    del left[piece]
        return left

    def knows(self, wanted: Iterable) -> bool:
        return not self.left(wanted)


def leaks(told: Told, hidden: set[tuple]) -> list:
    """Figures and differences of figures that are of a few, and that what is shown tells."""
    attacker = Attacker(pieces(each) for each in told if each not in hidden)
    few = [each for each, n in told.items() if 0 < n < SMALLEST]
    less = [
        (outer, inner)
        for outer, inner in product(told, repeat=2)
        if 0 < told[outer] - told[inner] < SMALLEST and pieces(inner) < pieces(outer)
    ]
    return [each for each in few if each not in hidden or attacker.knows(pieces(each))] + [
        pair for pair in less if attacker.knows(pieces(pair[0]) - pieces(pair[1]))
    ]


def figures(*, windows: bool) -> list[tuple]:
    """The figures of an area that could be told."""
    years = range(2015, 2022) if windows else [2020]
    own = [(key, year, year, sex, "") for key in (ALL, FROM_15, BOTH_ALL, BOTH_15) for year in years for sex in "TKM"]
    ages = [(ALL, year, year, sex, age) for year in years for sex in "TKM" for age in AGES]
    return own + ages + [(WINDOWS, year, year + 4, sex, "") for year in (2015, 2016, 2017) if windows for sex in "TKM"]


@st.composite
def counties(draw: st.DrawFn, *, windows: bool, least: int = 0) -> Told:
    """Random counts of a county; not all that could be told is."""
    random = draw(st.randoms(use_true_random=False))
    often = draw(st.sampled_from([2, 8, 30]))
    of = {
        piece: least + random.choice((0, 0, 1, 2, random.randrange(often)))
        for piece in product(range(2015, 2022), "KM", range(3), "cu")
    }
    share = draw(st.sampled_from([0.4, 0.8, 1.0]))
    return {
        each: sum(of[piece] for piece in pieces(each)) for each in figures(windows=windows) if random.random() < share
    }


QUICK = settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
"""Without shrinking: each example takes a good while."""


@QUICK
@given(counties(windows=False))
def test_nobody_can_solve_for_a_few_over_ages_sexes_and_intents(told: Told):
    assert leaks(told, hide(told)) == []


@QUICK
@given(counties(windows=True))
def test_nobody_can_solve_for_a_few_over_years_and_windows(told: Told):
    assert leaks(told, hide(told)) == []


@QUICK
@given(counties(windows=True, least=SMALLEST))
def test_where_no_count_is_small_nothing_is_hidden(told: Told):
    assert hide(told) == set()


# Windows of years


def years(key: str, counts: dict[int, int], *, over: int = 1) -> Told:
    return {(key, year, year + over - 1, "T", ""): n for year, n in counts.items()}


def test_five_years_less_four_do_not_tell_the_fifth():
    told = years(BOTH_ALL, {2015: 12, 2016: 13, 2017: 11, 2018: 12, 2019: 5}) | years(WINDOWS, {2015: 53}, over=5)

    hidden = hide(told)

    assert (BOTH_ALL, 2019, 2019, "T", "") in hidden
    assert len(hidden) == 2
    assert (WINDOWS, 2015, 2019, "T", "") not in hidden


def test_five_years_less_four_do_not_tell_a_fifth_that_has_not_come_by_itself():
    told = years(BOTH_ALL, {2015: 12, 2016: 13, 2017: 11, 2018: 12}) | years(WINDOWS, {2015: 53}, over=5)

    assert len(hide(told)) == 1


def test_windows_that_roll_over_each_other_tell_differences_and_no_year():
    assert hide(years(WINDOWS, {2015: 53, 2016: 46, 2017: 55}, over=5)) == set()


def test_with_one_year_shown_windows_that_roll_tell_another():
    windows = years(WINDOWS, {2015: 53, 2016: 46}, over=5)

    hidden = hide(windows | years(BOTH_ALL, {2015: 12}))

    assert hidden == {(BOTH_ALL, 2015, 2015, "T", "")}
    assert hide(windows | years(BOTH_ALL, {2015: 25})) == set()


# Ages and areas


@pytest.mark.parametrize(("from_15", "count"), [(48, 1), (50, 0), (40, 0)])
def test_ages_of_which_none_is_small_do_not_tell_the_few_between_them(from_15: int, count: int):
    told = {(ALL, 2020, 2020, "T", ""): 50, (ALL, 2020, 2020, "T", "15-24"): from_15}

    assert len(hide(told)) == count


def test_the_sum_less_one_sex_does_not_tell_a_few_of_the_other():
    told = {(ALL, 2020, 2020, "T", ""): 50, (ALL, 2020, 2020, "K", ""): 47}

    assert hide(told) == {(ALL, 2020, 2020, "K", "")}


@pytest.mark.parametrize(("parts", "count"), [(("l", "m"), 1), ((), 0)])
def test_what_is_hidden_of_a_county_is_not_told_by_the_country_less_the_others(parts: tuple[str, ...], count: int):
    everyone, from_15 = (0, 200), (15, 200)
    counts = {
        Cell(area, "T", "certain", span): n
        for area, each in {"s": (200, 180), "l": (33, 30), "m": (167, 150)}.items()
        for span, n in zip((everyone, from_15), each, strict=True)
    }
    hidden = {Cell("l", "T", "certain", from_15)}

    found = hidden_together(counts, smallest=SMALLEST, hidden=hidden, whole=Whole("s", parts))

    assert len(found) == count


def test_what_was_decided_above_is_not_hidden_below():
    everyone, from_15 = (0, 200), (15, 200)
    counts = {Cell("l", "T", "certain", everyone): 33, Cell("l", "T", "certain", from_15): 30}

    found = hidden_together(counts, smallest=SMALLEST, hidden=(), whole=Whole("l", ("a",)), decided=set(counts))

    assert found == set()
