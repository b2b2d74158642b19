"""A share's steps, and the rule, in Swedish."""

from fractions import Fraction

import pytest

from handslag.allocation import (
    AllocationInputError,
    BaseAndPopulation,
    Bounds,
    ByAges,
    ByPopulation,
    ByWeights,
    FixedAmounts,
    Unit,
    agreements,
    allocate,
    explain,
    rule_in_words,
)
from handslag.allocation.words import decimals, exact_kronor, percent, plain
from tests.allocation.ground import AT_THE_END_OF_2019, people, units


def told(run, code: str) -> list[str]:
    return [str(step).replace("\u00a0", " ") for step in explain(run, code)]


def test_the_steps_of_a_fixed_part_and_the_rest_by_population():
    line = agreements()[2020].line("lan-sammanhallen-vard")
    run = allocate(line.kronor, people("county"), line.key, level="county", vintage=AT_THE_END_OF_2019)

    assert told(run, "18") == [
        "Fast del till varje län: 5 000 000 (21 län får lika mycket, tillsammans 105 000 000 kr.)",
        "Kvar att dela efter folkmängd: 95 000 000 (200 000 000 − 105 000 000)",
        "Länets andel av folkmängden: 2,951 % (304 805 av 10 327 589 invånare)",
        "Länets rörliga del: 2 803 798,16 (95 000 000 × 0,0295137)",
        "Avrundning: nedåt (7 803 798,16 kr avrundas nedåt till 7 803 798. 13 kr blev över när alla hade avrundats nedåt, "
        "och gick till 13 som stod före i tur efter rest.)",
        "Örebro län: 7 803 798 kr (25,60 kr per invånare)",
    ]


def test_numbers_have_no_break_spaces():
    run = allocate(2000, units(1000), ByPopulation())

    assert explain(run, "a")[-1].value == "2\u00a0000\u00a0kr"


def test_fixed_amounts_are_told_without_population():
    run = allocate(25, units(1, 1), FixedAmounts(amount=10, exceptions={"b": 15}), level="region")

    assert told(run, "b") == [
        "Regionens fasta del: 15 (2 regioner får fasta belopp, tillsammans 25 kr.)",
        "Enhet 2: 15 kr (15,00 kr per invånare)",
    ]
    assert "avrundas" not in rule_in_words(run)


def test_a_floor_is_told_with_what_the_key_alone_would_give():
    run = allocate(100, units(1, 3, 6), ByPopulation(bounds=Bounds(floor=20)), level="municipality")

    assert told(run, "a") == [
        "Kvar att dela mellan de andra: 80 kr (1 av 3 ligger vid golv eller tak)",
        "Golv: 20 (8,89 kr efter nyckeln ligger under golvet)",
        "Enhet 1: 20 kr (20,00 kr per invånare)",
    ]


def test_who_is_not_at_a_bound_is_told_what_is_left_and_who_shares_it():
    run = allocate(100, units(1, 3, 6), ByPopulation(bounds=Bounds(floor=20)), level="municipality")

    assert told(run, "b") == [
        "Kvar att dela mellan dem som inte ligger vid golv eller tak: 80 kr (1 av 3 ligger vid golv eller tak)",
        "Kommunens andel av folkmängden bland dem: 33,333 % (3 av 9 invånare)",
        "Kommunens del, exakt: 26,67 (80 × 0,3333333)",
        "Avrundning: uppåt (26,67 kr avrundas nedåt till 26. 1 kr blev över när alla hade avrundats nedåt: kommunen är "
        "nummer 1 av 1 i tur efter rest och får 1 kr.)",
        "Enhet 2: 27 kr (9,00 kr per invånare)",
    ]


def test_a_ceiling_is_told():
    run = allocate(100, units(1, 3, 6), ByPopulation(bounds=Bounds(ceilings={"c": 40})))

    assert told(run, "c")[1] == "Tak: 40 (90 kr efter nyckeln ligger över taket)"


def test_our_reading_is_told_with_the_share_and_with_the_rule():
    line = agreements()[2020].line("lan-ungdomsmottagningar")
    with pytest.raises(AllocationInputError):  # the product's own population has no ages
        allocate(line.kronor, people("county"), line.key)
    key = ByWeights(weights={"a": Fraction(1)}, what="platser", reading="Så läser vi det.")
    run = allocate(10, units(1), key)

    assert told(run, "a")[0].startswith("Enhetens andel av vikterna (platser) (vår läsning): 100,000 %")
    assert "Vår läsning: Så läser vi det." in rule_in_words(run)
    assert "(vår läsning)" in line.key.in_words(run.level)


def test_the_rule_tells_method_tie_rule_rounding_and_what_it_rests_on():
    key = BaseAndPopulation(base=1000, bounds=Bounds(floor=2000, ceilings={"c": 4000}), rounding=1000)
    run = allocate(9_300, units(1, 3, 6), key, level="county", vintage=AT_THE_END_OF_2019)

    rule = rule_in_words(run).replace("\u00a0", " ")

    for part in (
        "Nyckel: 1 000 kr per län, resten efter folkmängd.",
        "Minst 2 000 kr till varje län. Högst 4 000 kr till Enhet 3.",
        "avrundas nedåt till jämna 1 000-tal kronor",
        "1 000 kr var (största restens metod). Vid lika rest går den större vikten före, sedan den lägre koden.",
        "Summan går inte jämnt upp i 1 000 kr: de sista 300 kr ges till den som står näst i tur.",
        "Delarna blir tillsammans summan på kronan.",
        "Underlag: 2019-12-31, SCB.",
    ):
        assert part in rule


def test_whoever_has_no_known_population_has_no_amount_per_inhabitant():
    key = ByWeights(weights={"a": Fraction(1)}, what="platser")

    assert explain(allocate(5, [Unit("a", "A")], key), "a")[-1].how == ""


def test_ages_are_named():
    assert ByAges(lowest=0, highest=25).measure() == "invånarna 0–25 år"


def test_exact_numbers_are_rounded_half_up_from_the_exact_value():
    assert decimals(Fraction(1, 8), 2) == "0,13"
    assert decimals(Fraction(-1, 8), 2) == "−0,13"
    assert decimals(Fraction(2, 3), 0) == "1"
    assert plain(Fraction(5, 2)) == "2,5"
    assert percent(Fraction(1, 3), 1) == "33,3\u00a0%"
    assert exact_kronor(Fraction(7)) == "7\u00a0kr"
    assert exact_kronor(Fraction(7, 2)) == "3,50\u00a0kr"
