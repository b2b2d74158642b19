"""A published share that is not ours: only what was tried and gives the very figure is told."""

from handslag.allocation import ByPopulation, Vintage, allocate, likely_reason
from tests.allocation.ground import AT_THE_END_OF_2019, people, units

OURS = allocate(1000, units(2, 4, 1), ByPopulation(), vintage=AT_THE_END_OF_2019)  # 285.7, 571.4, 142.9
A_YEAR_BEFORE = (Vintage("2018-12-31", "SCB"), units(3, 4, 1))


def test_the_same_figure_needs_no_reason():
    assert likely_reason(286, OURS, "a").words == "Det publicerade beloppet är samma som vårt."


def test_a_figure_that_was_rounded_down_is_recognised():
    found = likely_reason(285, OURS, "a")

    assert found.difference == -1
    assert [each.rounding for each in found.matches] == ["avrundning nedåt till krona"]
    assert found.words.startswith(
        "Det publicerade beloppet är 1\u00a0kr mindre än vårt. Antagande: det stämmer på kronan"
    )


def test_a_figure_from_another_population_is_recognised():
    found = likely_reason(375, OURS, "a", others=[A_YEAR_BEFORE])

    assert {each.vintage for each in found.matches} == {"2018-12-31"}
    assert "folkmängd 2018-12-31 och största restens metod" in found.words


def test_nothing_is_claimed_that_does_not_give_the_very_figure():
    found = likely_reason(290, OURS, "a", others=[A_YEAR_BEFORE])

    assert found.matches == ()
    assert "Det går inte att förklara med de folkmängder och avrundningar som prövats" in found.words
    assert "2019-12-31 och 2018-12-31" in found.words


def test_a_figure_in_thousands_is_recognised():
    ours = allocate(200_000_000, people("county"), ByPopulation(), vintage=AT_THE_END_OF_2019)

    found = likely_reason(5_903_000, ours, "18")

    assert [each.rounding for each in found.matches] == ["avrundning till närmaste tusental kronor"]
