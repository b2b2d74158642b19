"""Texts of results: plain, careful, and with the result's own figures."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag import stats
from handslag.stats.results import Columns

LEVELS = ("lay", "expert")
HIDDEN = stats.suppress([3, 10, 20, 33, -1], additive_sets=[(3, [0, 1, 2])])


def a_rollout(change: float) -> stats.Effect:
    y = np.random.default_rng(0).normal(10, 1, (12, 12))
    y[:3, 8:] += change
    return stats.rollout_effect(y, [8, 8, 8] + [None] * 9)


def a_verdict(years: Iterable[int], year: int) -> stats.Verdict:
    periods = tuple(years)
    goal = stats.Goal("självmordstal", "rate", (2019, 2023), year, change=-0.25)
    return stats.check_goal(goal, stats.Series(periods, (47,) * len(periods), (306_000,) * len(periods)))


RESULTS = {
    "rate": stats.rate(47, 306_000),
    "rate of few": stats.rate(3, 30_600, confidence=(0.95, 0.998)),
    "rate of none": stats.rate(0, 30_600),
    "rates": stats.rate([47, 3], [306_000, 30_600]),
    "missing rate": stats.rate(None, 30_600),
    "rate of nobody": stats.rate(3, 0, errors="flag"),
    "suppressed rate": stats.masked_estimate(stats.rate([3, 10], 30_600), stats.suppress([3, 10], additive_sets=[])),
    "proportion": stats.proportion(69, 300),
    "share": stats.proportion(690, 3_000, per=1),
    "standardised rate": stats.directly_standardised_rate([8, 20], [30_000, 60_000], [500, 500]),
    "standardised rate of few": stats.directly_standardised_rate([1, 2], [30_000, 60_000], [500, 500]),
    "ratio": stats.standardised_ratio(56, [1e5, 2e5], [10, 20], [1e5, 1e5]),
    "mean": stats.mean([3, 4, 5, 6.5]),
    "mean of one": stats.mean([3]),
    "life expectancy": stats.life_expectancy(
        [0, 1, 5, 10, *range(15, 95, 5)], np.geomspace(3, 900, 20), np.linspace(20_000, 3_000, 20)
    ),
    "funnel": stats.funnel_limits(300, 0.2, kind="proportion"),
    "funnel of rates": stats.funnel_limits([30, 0], 15.0, kind="rate"),
    "code": stats.compare(12.0, 10.0, 14.0, 20, polarity="low"),
    "missing code": stats.compare(np.nan, 10.0, 14.0, 20, polarity="low"),
    "codes": stats.compare([12, 30.0, np.nan], [10, 25, 1], [14, 35, 2], 20, polarity="low"),
    "rising": stats.trend([30, 35, 40, 60, 90], polarity="low"),
    "steady": stats.trend([30, 35, 31, 30, 32]),
    "short": stats.trend([30, 35]),
    "chart": stats.control_chart([30, 35, 31, 30, 32, 60.0]),
    "chart of shares": stats.control_chart([30, 35, 31, 30, 32, 33], [300] * 6, kind="p"),
    "chart of rates": stats.control_chart([30, 35, 31, 30, 32, 33], [300_000] * 6, kind="u"),
    "chart of one": stats.control_chart([30.0]),
    "charts": stats.control_chart(np.arange(24.0).reshape(2, 12)),
    "runs": stats.runs_test(np.arange(12)),
    "mixed runs": stats.runs_test([1, 2] * 6),
    "few runs": stats.runs_test([1, 2]),
    "assurance": stats.assurance(stats.control_chart([30, 35, 31, 30, 32, 33.0]), 31),
    "slope": stats.slope_index([10, 12, 13, 15, 20], [1] * 5, [9, 11, 12, 14, 19], [11, 13, 14, 16, 21]),
    "slope without limits": stats.slope_index([20, 12, 13, 15, 10], [1] * 5),
    "concentration": stats.concentration_index([10, 12, 13, 15, 20]),
    "bounded concentration": stats.concentration_index([0.5, 0.3, 0.1], bounds=(0, 1)),
    "range": stats.range_measures(count=[30, 10], exposure=[1_000, 1_000]),
    "range against nothing": stats.range_measures(count=[10, 0], exposure=[1_000, 1_000]),
    "reach": stats.reach_equity([30, 0, 10], [1_000, 200, 900]),
    "reach of nobody": stats.reach_equity([0, 0], [1_000, 200]),
    "detectable": stats.minimum_detectable_change(15e-5, 306_000, years_before=5, years_after=5),
    "never detectable": stats.minimum_detectable_change(15e-5, 1_000),
    "detectable points": stats.minimum_detectable_change(0.2, 400, kind="proportion"),
    "years": stats.years_until_visible(15e-5, 306_000, -0.25),
    "too many years": stats.years_until_visible(15e-5, 1_000, -0.25),
    "years of points": stats.years_until_visible(0.2, 400, -0.04, kind="proportion"),
    "weak roll-out": a_rollout(0.1),
    "strong roll-out": a_rollout(-5),
    "refused roll-out": stats.rollout_effect(np.ones((3, 4)), [2, None, None]),
    "profile": a_rollout(1).by_event_time,
    "synthetic": stats.synthetic_control(np.random.default_rng(0).normal(10, 1, (15, 14)), 0, 11),
    "shrunk": stats.expected_without_action([5, 9, 30, 12, 8, 7, 11, 9], [3e4] * 8, selected=2),
    "several shrunk": stats.expected_without_action([5, 9, 30, 12, 8], [3e4] * 5, selected=[2, 0]),
    "late goal": a_verdict(range(2014, 2024), 2027),
    "followed goal": a_verdict(range(2014, 2028), 2027),
    "goal without baseline": a_verdict([2012], 2027),
    "masked": HIDDEN,
    "nothing masked": stats.suppress([10, 0], additive_sets=[]),
}

FORBIDDEN = {
    "test words": r"signifikan|p-värde|konfidens|nollhypotes",
    "proof": r"bevisa",
    "effekt": r"\beffekt",
    "ranking": r"\b(sämst|bäst|värst|topp|botten|ranking|rankas|placering|jumbo)",
    "code words": r"\bnan\b|None|\binf\b|_|\{|array",
}
METHODS_AND_PLACES = r"häng|förgift|hopp|dränk|skjut|tåg|\bbro|spår|vapen|läkemedel|tablett|stup|höjd"


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=RESULTS, ids=str)
def result(request: pytest.FixtureRequest) -> object:
    return RESULTS[request.param]


def test_every_type_of_result_is_among_those_explained_here() -> None:
    types = {
        each for each in vars(stats).values() if isinstance(each, type) and issubclass(each, Columns | stats.Verdict)
    }

    assert types <= {type(each) for each in RESULTS.values()}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_text_claims_more_than_it_may(result: object, level: str, kind: str) -> None:
    text = stats.explain(result, level=level)

    assert not re.search(FORBIDDEN[kind], text, re.IGNORECASE), text


def test_a_text_is_whole_sentences(result: object, level: str) -> None:
    text = stats.explain(result, level=level, place="länet", period="2019–2023", subject="händelser", unit="poäng")

    assert text[0] in "0123456789" or text[0].isupper() or text.startswith("−")
    assert text.endswith(".")
    assert not re.search(r"  |\.\.|,,| \.| ,|\. [a-zåäö]", text), text


def test_a_text_about_suicide_tells_no_method_or_place_and_where_to_turn(result: object, level: str) -> None:
    text = stats.explain(result, level=level, subject="personer dog i suicid", place="länet")

    assert not re.search(METHODS_AND_PLACES, text, re.IGNORECASE), text
    assert "90101" in text


def test_the_expert_is_told_no_less_than_anybody(result: object) -> None:
    lay, expert = (stats.explain(result, level=level) for level in LEVELS)

    assert all(sentence in expert for sentence in lay.split(". ")[:1])
    assert len(expert) >= len(lay)


@pytest.mark.parametrize(
    "words",
    [
        {"subject": "elever som har försökt ta sitt liv"},
        {"subject": "personer som har tagit sitt liv"},
        {"subject": "unga med självdestruktivt beteende"},
        {"subject": "personer som tog livet av sig"},
        {"subject": "unga som har skadat sig själva"},
        {"benchmark": "suicidtalet i riket"},
        {"unit": "självmord"},
    ],
)
def test_where_to_turn_is_said_once_whatever_word_tells_of_suicide(words: dict[str, str]) -> None:
    for each in (RESULTS["rate"], RESULTS["slope"], RESULTS["range"]):
        assert stats.explain(each, **words).count("90101") == 1


def test_a_good_life_is_not_taken_for_suicide() -> None:
    assert "90101" not in stats.explain(stats.proportion(69, 300), subject="vuxna som är nöjda med sitt liv")


@pytest.mark.parametrize(
    "result",
    [
        stats.rate(1, 5_000),
        stats.rate(9, 5_000, confidence=(0.95, 0.998)),
        stats.proportion(3, 300),
        stats.standardised_ratio(4, [1e4, 2e4], [10, 20], [1e5, 1e5]),
        stats.funnel_limits(4, 15.0, kind="rate"),
        stats.control_chart([3, 1, 2, 4.0, 2, 3], kind="c"),
        stats.control_chart([3, 1, 2, 4.0, 2, 3]),
        stats.suppress(7, additive_sets=[]),
    ],
    ids=lambda each: type(each).__name__,
)
def test_few_suicides_at_a_place_are_not_told(result: object, level: str) -> None:
    text = stats.explain(
        result, level=level, subject="personer dog i suicid", place="Laxå", period="2023", benchmark=12, help_line=""
    )

    assert text == (
        "I Laxå inträffar så få fall att talet varierar kraftigt mellan år. Vi visar därför inte enskilda år, "
        "och ett lågt värde betyder inte att problemet är löst."
    )


def test_few_other_events_and_many_suicides_at_a_place_are_told() -> None:
    assert "3 barn" in stats.explain(stats.rate(3, 5_000), subject="barn", place="Laxå")
    assert "10 personer" in stats.explain(stats.rate(10, 5_000), subject="personer dog i suicid", place="länet")


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("personer vårdades", "1 person vårdades i länet"),
        ("studenter slutade", "1 fall (studenter slutade) i länet"),
        ("barn", "1 barn i länet"),
        ("", "1 fall i länet"),
    ],
)
def test_one_is_told_in_the_singular(subject: str, told: str) -> None:
    assert stats.explain(stats.rate(1, 5_000), subject=subject, place="länet").startswith(told)


# The wording of each


def test_a_rate_says_count_place_period_frequency_and_what_chance_can_give() -> None:
    text = stats.explain(
        stats.rate(47, 306_000), subject="personer dog i suicid", place="i länet", period="2023", help_line=""
    )

    assert text == (
        "47 personer dog i suicid i länet under 2023, 15,4 per 100\u00a0000 invånare, ungefär 1 av 6\u00a0500. "
        "Slumpen ensam kan ge mellan 11,3 och 20,4."
    )


def test_an_expert_is_told_method_level_and_base() -> None:
    text = stats.explain(stats.rate(47, 306_000, confidence=(0.95, 0.998)), level="expert")

    for part in ("Garwood 1936", "95 procent", "99,8 procent", "Bas: 100\u00a0000", "306\u00a0000 personår"):
        assert part in text


@pytest.mark.parametrize("name", ["rising", "detectable", "late goal"])
def test_a_tests_level_is_told_as_the_risk_that_it_is(name: str) -> None:
    text = stats.explain(RESULTS[name], level="expert")

    assert re.search(r"\d procents risk för falskt utslag", text)
    assert not re.search(r"nivån? (95|99)", text)


def test_an_experts_limits_have_no_more_digits_than_half_the_interval_supports_and_one() -> None:
    # Half the interval is 4.6: whole numbers, and one decimal more.
    text = stats.explain(stats.rate(47, 306_000), level="expert")

    assert "Intervall på nivån 95 procent: mellan 11,3 och 20,4." in text


def test_few_events_are_said_to_vary() -> None:
    assert "varierar talet kraftigt" in stats.explain(stats.rate(3, 30_600))
    assert "varierar talet kraftigt" not in stats.explain(stats.rate(47, 306_000))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing rate", "Uppgift saknas."),
        ("suppressed rate", "Uppgiften visas inte, för att skydda enskilda personer."),
        ("standardised rate of few", "Det är för få fall för ett tal att lita på."),
        ("rate of nobody", "Talet går inte att räkna ut"),
        ("short", "Det finns för få perioder"),
        ("never detectable", "Ingen förändring är stor nog"),
        ("refused roll-out", "Det går inte att säga om något har förändrats."),
        ("missing code", "uppgift saknas"),
    ],
)
def test_what_cannot_be_told_says_why(name: str, told: str) -> None:
    assert told in stats.explain(RESULTS[name])


def test_a_hidden_count_is_in_no_text(level: str) -> None:
    counts = stats.suppress([3, 17], additive_sets=[])
    hidden = stats.masked_estimate(stats.rate([3, 17], [30_600, 30_600]), counts)

    assert not re.search(r"\d", stats.explain(hidden, cell=0, level=level))
    assert not re.search(r"\d", stats.explain(counts, cell=0, level=level))


def test_a_share_of_fewer_than_a_thousand_has_no_decimals() -> None:
    assert "är 23 procent, ungefär 23 av 100, räknat på 69 av 300" in stats.explain(stats.proportion(69, 300))
    assert "är 23,0 procent" in stats.explain(stats.proportion(690, 3_000, per=1))


@pytest.mark.parametrize(
    ("benchmark", "told"),
    [
        (("riket", 15.0), "Skillnaden mot riket (15,0) är inte större än vad slumpen kan ge"),
        (("riket", 21.0), "Värdet är lägre än riket (21,0): en möjlig avvikelse"),
        (5, "Värdet är högre än jämförelsevärdet (5,0), mer än slumpen rimligen ger"),
    ],
)
def test_a_rate_is_set_beside_its_benchmark(benchmark: object, told: str) -> None:
    one = stats.rate(47, 306_000, confidence=(0.95, 0.998))

    assert told in stats.explain(one, benchmark=benchmark)


def test_a_comparison_says_better_or_higher_as_the_polarity_tells() -> None:
    assert "bättre än riket: en möjlig avvikelse" in stats.explain(
        1, of="comparison", benchmark="riket", polarity="low"
    )
    assert "sämre än riket, mer än slumpen rimligen ger" in stats.explain(
        -2, of="comparison", benchmark="riket", polarity="low"
    )
    assert "högre än riket" in stats.explain(1, of="comparison", benchmark="riket")
    assert "inte större än vad slumpen kan ge" in stats.explain(0.0, of="comparison", benchmark="riket")


def test_many_comparisons_say_how_many_chance_alone_would_mark() -> None:
    text = stats.explain(np.array([0.0] * 700 + [1.0] * 18 + [-2.0] * 2), of="comparison")

    assert "visar 2 en avvikelse större än slumpen rimligen ger och 18 en möjlig avvikelse" in text
    assert "väntas ungefär 36 möjliga avvikelser av en slump" in text


def test_the_first_of_several_is_told_or_the_one_chosen() -> None:
    rates = stats.rate([[47, 3], [12, 60]], 306_000)

    assert stats.explain(rates).startswith("Det här är det första av 4 värden. 47 fall")
    assert stats.explain(rates, cell=(1, 0)).startswith("12 fall")
    assert stats.explain(rates, cell=3).startswith("60 fall")


def test_a_chosen_series_is_told_from_its_own_points() -> None:
    charts = stats.control_chart(np.array([[10.0, 12, 11, 13], [90.0, 91, 90, 92]]))

    assert "Värdet är 92,0" in stats.explain(charts, cell=1)


def test_a_rare_difference_suggests_and_a_common_one_does_not() -> None:
    weak, strong = stats.explain(RESULTS["weak roll-out"]), stats.explain(RESULTS["strong roll-out"])

    assert "tyder på" not in weak and "Vi kan inte dra en säker slutsats" in weak
    assert "Resultatet tyder på en minskning" in strong and "av en slump" in strong


def test_years_until_visible_are_said_in_words() -> None:
    text = stats.explain(RESULTS["years"])

    assert "(25 procent färre) kan synas i statistiken tidigast när fem år med data finns efter start" in text


def test_power_is_told_on_request() -> None:
    text = stats.explain(stats.power(15e-5, 306_000, -0.25), of="power")

    assert "ungefär 21 av 100" in text


def test_inequality_is_told_absolutely_and_relatively() -> None:
    text = stats.explain(RESULTS["range"], unit="per 100 000")

    assert "2\u00a0000 per 100 000 högre" in text
    assert "3,0 gånger" in text


def test_a_table_says_how_much_is_hidden() -> None:
    assert stats.explain(HIDDEN).startswith("2 av 5 uppgifter visas inte, för att skydda enskilda personer.")
    assert "För 1 saknas uppgift" in stats.explain(HIDDEN)


# Figures


@given(st.integers(0, 30_000), st.integers(31_000, 2_000_000))
def test_figures_of_a_rate_are_the_results_own_and_no_finer_than_chance_allows(count: int, exposure: int) -> None:
    one = stats.rate(count, exposure)
    half = (one.upper - one.lower) / 2
    decimals = 0 if half >= 10 else 1

    text = stats.explain(one).replace("\u00a0", "")

    figures = re.fullmatch(
        r"\d+ fall, ([\d,]+) per 100000 .*Slumpen ensam kan ge mellan ([\d,]+) och ([\d,]+)\..*", text
    )
    assert figures
    assert list(figures.groups()) == [rounded(each, decimals) for each in (one.value, one.lower, one.upper)]


def rounded(value: float, decimals: int) -> str:
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return format(exact, "f").replace(".", ",")


@given(st.integers(1, 5_000), st.integers(5_000, 1_000_000))
def test_the_frequency_is_near_the_rate(count: int, exposure: int) -> None:
    text = stats.explain(stats.rate(count, exposure)).replace("\u00a0", "")

    found = re.search(r"ungefär (\d+) av (\d+)", text)
    assert found
    shown = int(found[1]) / int(found[2])
    half_a_unit = 0.5 / int(found[2]) if found[1] != "1" else 0.05 * shown
    assert shown == pytest.approx(count / exposure, abs=1.01 * half_a_unit)


def test_what_has_not_varied_is_told_as_it_is_and_without_an_interval(level: str) -> None:
    flat, jumped = stats.control_chart([5.0] * 12), stats.control_chart([0.3] * 12 + [9.0], baseline=12)
    alike = stats.mean([0.1 + 0.2] * 4)

    assert stats.explain(flat, level=level, place="länet").startswith("Värdet är 5 i länet och har inte varierat.")
    assert "Värdet är 9,0, mot 0,3 i de värden som gränserna vilar på" in stats.explain(jumped, level=level)
    assert stats.explain(alike, level=level).startswith(
        "Medelvärdet är 0,3, räknat på fyra värden. Värdena har inte varierat."
    )
    assert all("mellan 5" not in stats.explain(each, level=level) for each in (flat, stats.mean([5, 5, 5])))


# Errors


@pytest.mark.parametrize(
    ("result", "arguments", "field", "code"),
    [
        (1, {"lang": "en"}, "lang", "unknown_choice"),
        (1, {"level": "child"}, "level", "unknown_choice"),
        (1, {"polarity": "up"}, "polarity", "unknown_choice"),
        (1, {}, "result", "unknown_choice"),
        (np.array([1.0, 2.0]), {}, "result", "unknown_choice"),
        (np.array([7, 9, 30]), {}, "result", "unknown_choice"),
        (np.array([7, 9, 30]), {"of": "comparison"}, "result", "unknown_choice"),
        (stats.quantiles(range(10), 5), {}, "result", "unknown_choice"),
        (stats.round_to([1, 7]), {}, "result", "unknown_choice"),
        (stats.compare([12, 30.0], [10, 25], [14, 35], 20, polarity="low") * 3, {}, "result", "unknown_choice"),
        ({"a": 1}, {}, "result", "unknown_choice"),
        ("pass", {}, "result", "unknown_choice"),
        (stats.rate([1, 2], 1_000), {"cell": 2}, "cell", "shape_mismatch"),
        (stats.rate([1, 2], 1_000), {"cell": (0, 0)}, "cell", "shape_mismatch"),
    ],
)
def test_what_cannot_be_explained_is_refused(result: object, arguments: dict, field: str, code: str) -> None:
    with pytest.raises(stats.StatsInputError) as raised:
        stats.explain(result, **arguments)

    assert (raised.value.field, raised.value.code) == (field, code)
