"""Stated sums against lines: right, wrong with the difference, or not possible to check."""

import pytest

from handslag.allocation import StatedSum, check_sums

LINES = [("region", 60), ("municipality", 30), ("county", 8), ("national", 2)]


def states(checks) -> list[tuple[str, int | None]]:
    return [(each.state, each.difference) for each in checks]


def test_sums_that_agree_are_right():
    parts = [StatedSum(("region",), 60), StatedSum(("region", "municipality"), 90)]

    assert states(check_sums(100, LINES, parts)) == [("right", 0)] * 3


def test_a_line_that_is_one_krona_wrong_shows_in_the_total_and_in_its_part():
    lines = [("region", 61), *LINES[1:]]

    checks = check_sums(100, lines, [StatedSum(("region",), 60), StatedSum(("county",), 8)])

    assert states(checks) == [("wrong", 1), ("wrong", 1), ("right", 0)]
    assert str(checks[0]).replace("\u00a0", " ") == "Posterna mot hela summan: 101 kr, 1 kr mer än angivna 100 kr."


def test_a_line_that_is_unknown_makes_its_sums_impossible_to_check_and_no_others():
    lines = [("region", None), *LINES[1:]]

    checks = check_sums(100, lines, [StatedSum(("region",), 60), StatedSum(("county",), 8)])

    assert states(checks) == [("unknown", None), ("unknown", None), ("right", 0)]
    assert str(checks[0]).endswith("går inte att kontrollera, alla belopp är inte kända.")


def test_a_sum_that_is_not_stated_cannot_be_checked():
    checks = check_sums(None, LINES, [StatedSum(("region",), None)])

    assert states(checks) == [("unknown", None)] * 2
    assert checks[0].why == "summan är inte angiven"


def test_lines_that_are_not_all_there_cannot_be_checked():
    checks = check_sums(100, LINES[:2], is_complete=False)

    assert states(checks) == [("unknown", None)]
    assert checks[0].why == "alla poster är inte kända"


@pytest.mark.parametrize("more", [("region", None), ("region", 20)])
def test_what_is_already_more_than_stated_is_wrong_whatever_is_unknown(more):
    assert states(check_sums(100, [*LINES, ("region", 1), more], is_complete=False))[0][0] == "wrong"


def test_stated_parts_are_held_against_the_total_where_they_cover_all():
    parts = [StatedSum((receiver,), kronor) for receiver, kronor in LINES]

    assert states(check_sums(101, [], parts, is_complete=False))[-1] == ("wrong", -1)
    assert states(check_sums(100, [], parts, is_complete=False))[-1] == ("right", 0)
    assert len(check_sums(100, [], parts[:3], is_complete=False)) == 4
