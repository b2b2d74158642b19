"""What is hidden beside small counts, so that nobody can work them out by subtraction (R60)."""

import sys
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handslag.indicators import hiding, kept, protection, queries
from handslag.indicators.models import Fetch, HiddenFigures, Indicator, Observation
from handslag.indicators.protection import Place, Whole, also_hidden
from handslag.indicators.reach.outputs import OF_PERSONS
from handslag.indicators.reading import definitions
from handslag.indicators.series import HIDDEN_HERE, Key
from handslag.indicators.writing import Row, take_in
from handslag.places.models import Area
from tests import factories as make

SHARE = "behoriga-till-yrkesprogram"


def hidden(counts: dict[tuple, int], *, smallest: int = 5, above=(), below=()) -> set[tuple]:
    """The hidden places as (area, sex) or (area, sex, age)."""
    found = also_hidden({Place(*place): n for place, n in counts.items()}, smallest=smallest, above=above, below=below)
    return {tuple(place) if place.age else tuple(place[:2]) for place in found}


# The rule


def test_r60_a_table_of_two_by_two_with_a_cell_of_three_hides_a_second_cell_in_each_sum():
    counts = {
        ("a", "K"): 3, ("a", "M"): 20, ("a", "T"): 23,
        ("b", "K"): 30, ("b", "M"): 40, ("b", "T"): 70,
        ("l", "K"): 33, ("l", "M"): 60, ("l", "T"): 93,
    }  # fmt: skip

    found = hidden(counts, below=[Whole("l", ("a", "b"))])

    assert ("a", "K") in found
    for line in ([("a", each) for each in "KMT"], [(each, "K") for each in "abl"]):
        assert len(found.intersection(line)) >= 2, line


def test_one_sex_hidden_hides_the_other_or_the_sum():
    found = hidden({("a", "K"): 3, ("a", "M"): 37, ("a", "T"): 40}, above=[Whole("a", ())])

    assert ("a", "K") in found
    assert len(found) == 2


def test_a_county_without_small_counts_hides_nothing():
    assert hidden({("a", "K"): 30, ("a", "M"): 37, ("a", "T"): 67}, above=[Whole("a", ())]) == set()


def test_a_whole_of_which_a_part_is_not_known_is_no_sum():
    counts = {("a", "T"): 3, ("b", "T"): 40, ("l", "T"): 143}

    assert hidden(counts, below=[Whole("l", ("a", "b", "c"))]) == {("a", "T")}


def ages(**counts: int) -> dict[tuple, int]:
    """Counts of one area by age: a15_24 is 15-24, a65 is 65+, every is all ages."""
    names = {name: name[1:].replace("_", "-") + ("" if "_" in name else "+") for name in counts}
    return {("a", "T") if name == "every" else ("a", "T", names[name]): n for name, n in counts.items()}


def test_ages_that_part_their_sum_are_hidden_with_each_other():
    assert len(hidden(ages(a15_24=3, a25_64=30, a65=20, every=53), above=[Whole("a", ())])) == 2


def test_an_age_more_that_overlaps_does_not_take_the_protection_away():
    parting = {"a15_24": 3, "a25_44": 20, "a45_64": 20, "a65": 7}

    found = hidden(ages(**parting, a45_54=10, every=50), above=[Whole("a", ())])

    assert ("a", "T", "15-24") in found
    assert found & {("a", "T"), ("a", "T", "25-44"), ("a", "T", "45-64"), ("a", "T", "65+")}


def test_ages_that_part_a_wider_age_are_hidden_with_each_other():
    found = hidden(ages(a15_24=3, a25_44=20, a15_44=23, a65=40, every=90), above=[Whole("a", ())])

    assert ("a", "T", "15-24") in found
    assert found & {("a", "T", "25-44"), ("a", "T", "15-44")}


def test_an_age_beside_a_wider_one_does_not_tell_the_few_between_them():
    found = hidden(ages(a15_24=3, a15_64=50, every=53), above=[Whole("a", ())])

    assert found == {("a", "T", "15-24"), ("a", "T", "15-64")}


@pytest.mark.parametrize("every", [24, 22])
def test_a_sum_that_is_all_but_exact_is_a_sum(every: int):
    found = hidden({("a", "K"): 3, ("a", "M"): 20, ("a", "T"): every}, above=[Whole("a", ())])

    assert ("a", "K") in found and len(found) == 2


def test_what_is_decided_above_stays_decided_below():
    counts = {
        ("s", "T"): 200, ("l", "T"): 53, ("m", "T"): 147,
        ("a", "T"): 3, ("b", "T"): 20, ("c", "T"): 30,
    }  # fmt: skip
    above, below = [Whole("s", ("l", "m"))], [Whole("l", ("a", "b", "c"))]

    found = hidden(counts, above=above, below=below)

    assert ("a", "T") in found
    assert len(found & {("b", "T"), ("c", "T")}) == 1
    assert ("l", "T") not in found


def test_a_county_that_is_hidden_is_not_told_by_its_municipalities():
    counts = {
        ("s", "T"): 61, ("g", "T"): 4, ("l", "T"): 12, ("m", "T"): 45,
        ("a", "T"): 6, ("b", "T"): 6,
    }  # fmt: skip

    found = hidden(counts, above=[Whole("s", ("g", "l", "m"))], below=[Whole("l", ("a", "b"))])

    assert {("g", "T"), ("l", "T")} <= found
    assert found & {("a", "T"), ("b", "T")}


# From the database


@pytest.fixture
def region(db) -> tuple[Area, Area]:
    """A county with two municipalities; the first has few women one year."""
    county = make.county()
    first, second = (make.municipality(parent=county) for _ in range(2))
    for area, women, men in ((first, 3, 20), (second, 30, 40), (county, 33, 60)):
        for sex, n in (("K", women), ("M", men), ("T", women + men)):
            make.observations(SHARE, area, {2020: (n, 100)}, per=100, sex=sex)
    return county, first


def states(areas: list[Area], sexes: tuple[str, ...]) -> dict[tuple[str, str], str]:
    read = queries.series_of(definitions()[SHARE], areas, sexes=sexes)
    return {(key.area, key.sex): each.values[0].state for key, each in read.items() if each.values}


def test_the_same_is_hidden_whichever_figures_are_asked_for(region):
    county, first = region
    together = states([county, *Area.objects.filter(parent=county)], ("T", "K", "M"))

    alone = {key: state for sex in "TKM" for key, state in states([first], (sex,)).items()}

    assert alone == {key: state for key, state in together.items() if key[0] == first.code}
    assert sum(state == HIDDEN_HERE for state in alone.values()) >= 2


def test_a_new_taking_in_is_worked_out_anew(region):
    county, first = region
    assert states([county], ("T",)) == {(county.code, "T"): ""}

    make.observations(SHARE, first, {2021: (2, 100)}, per=100, sex="K")
    make.observations(SHARE, first, {2021: (50, 100)}, per=100, sex="M")
    make.observations(SHARE, first, {2021: (52, 100)}, per=100, sex="T")
    read = queries.series_of(definitions()[SHARE], [first], sexes=("T", "K", "M"))

    assert sum(each.values[-1].state == HIDDEN_HERE for each in read.values()) == 2


def test_a_hidden_figure_keeps_neither_value_limits_base_nor_note(region):
    _, first = region
    Observation.objects.update(note="tre elever på samma skola")

    read = queries.series_of(definitions()[SHARE], [first], sexes=("K",))[Key(SHARE, first.code, "K")]

    (value,) = read.values
    assert (value.value, value.lower, value.upper, value.numerator, value.denominator) == (None,) * 5
    assert value.note == ""


@pytest.mark.parametrize(("way", "also"), [("file", 1), ("source", 0)])
@pytest.mark.django_db
def test_counties_hide_each_other_unless_their_source_shows_them_all(way: str, also: int):
    country = Area.objects.get(kind=Area.COUNTRY)
    small, *others = Area.objects.filter(parent=country, kind=Area.COUNTY, is_example=False)
    make.observations(SHARE, small, {2020: (3, 1000)}, per=100)
    for area in others:
        make.observations(SHARE, area, {2020: (40, 1000)}, per=100)
    make.observations(SHARE, country, {2020: (3 + 40 * len(others), 10_000)}, per=100)
    Fetch.objects.update(way=way)

    found = states([small, *others], ("T",))

    assert found[small.code, "T"] == HIDDEN_HERE
    assert sum(found[area.code, "T"] == HIDDEN_HERE for area in others) == also


@pytest.mark.django_db
def test_of_a_family_that_comes_in_together_the_last_is_worked_out_for_all():
    county = Area.objects.get(code="18")
    one, other = (definitions()[key] for key in ("suicid-sakra-alla-aldrar", "suicid-sakra-och-osakra-alla-aldrar"))
    for each in (one, other):
        make.observations(each.key, county, {1990: (38, 300_000), 1991: (43, 300_000)}, per=100_000)
    now = timezone.now()
    waiting = Fetch.objects.create(
        indicator=Indicator.objects.get(key=other.key), way="file", source="Provkällan", asked_at=now, state="waiting"
    )
    names = kept.names_of({one.key: one}, frozenset())

    hiding.work_out.call(one.key, None)
    assert not kept.answers(list(names.values()))

    Fetch.objects.filter(pk=waiting.pk).update(state="done")
    hiding.work_out.call(other.key, None)
    assert kept.answers(list(names.values()))


def test_a_taking_in_that_finds_nothing_new_leaves_what_was_worked_out(region):
    _, first = region
    definition = {SHARE: definitions()[SHARE]}
    before = kept.names_of(definition, frozenset())

    now = timezone.now()
    Fetch.objects.create(
        indicator=Indicator.objects.get(key=SHARE),
        way="file",
        source="Provkällan",
        asked_at=now,
        done_at=now,
        state="done",
    )

    assert kept.names_of(definition, frozenset()) == before
    make.observations(SHARE, first, {2019: (30, 100)}, per=100)
    assert kept.names_of(definition, frozenset()) != before


def test_figures_that_come_with_a_fetch_that_was_there_already_are_worked_out_anew(region):
    _, first = region
    before = states([first], ("T", "K", "M"))
    now = timezone.now()
    fetch = Fetch.objects.create(
        indicator=Indicator.objects.get(key=SHARE), way="file", source="Provkällan", asked_at=now, state="running"
    )
    assert states([first], ("T", "K", "M")) == before
    year = (date(2021, 1, 1), date(2021, 12, 31))

    take_in(
        fetch,
        [Row(first.code, *year, n, sex, numerator=n, denominator=100) for sex, n in (("K", 2), ("M", 50), ("T", 52))],
    )
    read = queries.series_of(definitions()[SHARE], [first], sexes=("T", "K", "M"))

    assert sum(each.values[-1].state == HIDDEN_HERE for each in read.values()) == 2


# Counts that are not told as counts


@pytest.mark.django_db
def test_a_share_with_its_base_hides_as_if_its_count_were_told_and_so_does_what_would_tell_it():
    area = make.municipality(parent=make.county())
    make.observations(SHARE, area, {2020: 2.0}, sex="K", denominator=100)
    make.observations(SHARE, area, {2020: 20.0}, sex="M", denominator=100)
    make.observations(SHARE, area, {2020: 11.0}, sex="T", denominator=200)

    found = states([area], ("T", "K", "M"))

    assert found[area.code, "K"] == HIDDEN_HERE
    assert list(found.values()).count(HIDDEN_HERE) == 2


@pytest.mark.parametrize(("key", "state"), [("deltagare", HIDDEN_HERE), ("utbildade", HIDDEN_HERE), ("enheter", "")])
@pytest.mark.django_db
def test_an_output_hides_few_persons_but_not_few_places(key: str, state: str):
    area = make.municipality(parent=make.county())
    make.observations(key, area, {2020: 2})

    (series,) = queries.series_of(definitions()[key], [area]).values()

    assert series.values[0].state == state


def test_outputs_that_count_no_persons_have_no_threshold():
    outputs = {key: each.smallest for key, each in definitions().items() if each.kind == "output"}

    assert {key for key, smallest in outputs.items() if smallest} == OF_PERSONS


@pytest.mark.django_db
def test_an_own_output_hides_by_its_own_threshold():
    county = make.county()
    measure = make.own_measure(make.plan(county=county), kind="output", measure="count", smallest=5)
    make.observations(measure.indicator.key, county, {2020: 3, 2021: 7})

    (series,) = queries.series_of(queries.definition_of(measure.indicator.key), [county]).values()

    assert [each.value for each in series.values] == [None, 7]


# Indicators that nest


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("suicid-sakra-15-ar", "suicid-sakra-alla-aldrar"),
        ("suicid-sakra-15-ar", "suicid-sakra-och-osakra-15-ar"),
        ("suicid-sakra-15-ar", "suicid-sakra-och-osakra-alla-aldrar"),
    ],
)
@pytest.mark.django_db
def test_of_indicators_that_nest_the_inner_is_hidden_where_the_difference_would_be_few(inner, outer, together: bool):
    county = make.county()
    make.observations(inner, county, {2020: (30, 255_000), 2021: (30, 255_000), 2022: (30, 255_000)}, per=100_000)
    make.observations(outer, county, {2020: (31, 306_000), 2021: (42, 306_000), 2022: (30, 306_000)}, per=100_000)
    wanted = [definitions()[key] for key in ((inner, outer) if together else (inner,))]

    read = queries.all_series(wanted, [county])

    assert [each.state for each in read[Key(inner, county.code)].values] == [HIDDEN_HERE, "", ""]
    assert not together or not any(each.state for each in read[Key(outer, county.code)].values)


@pytest.mark.django_db
def test_where_one_sex_tells_the_few_between_two_indicators_another_sex_is_hidden_too():
    county = make.county()
    for sex, inner, outer in (("K", 20, 23), ("M", 30, 40), ("T", 50, 63)):
        make.observations("suicid-sakra-15-ar", county, {2020: (inner, 255_000)}, per=100_000, sex=sex)
        make.observations("suicid-sakra-alla-aldrar", county, {2020: (outer, 306_000)}, per=100_000, sex=sex)

    read = queries.series_of(definitions()["suicid-sakra-15-ar"], [county], sexes=("T", "K", "M"))

    states = {key.sex: each.values[0].state for key, each in read.items()}
    assert states["K"] == HIDDEN_HERE
    assert list(states.values()).count(HIDDEN_HERE) >= 2


@pytest.mark.django_db
def test_figures_of_another_indicator_that_come_later_are_laid_beside_those_that_were_there():
    county = make.county()
    inner, outer = "suicid-sakra-15-ar", "suicid-sakra-alla-aldrar"
    make.observations(inner, county, {2020: (30, 255_000)}, per=100_000)
    read = [definitions()[inner], [county]]
    assert queries.series_of(*read)[Key(inner, county.code)].values[0].state == ""

    make.observations(outer, county, {2020: (31, 306_000)}, per=100_000)

    assert queries.series_of(*read)[Key(inner, county.code)].values[0].state == HIDDEN_HERE


@pytest.mark.django_db
def test_five_years_of_one_indicator_do_not_tell_a_year_of_another():
    county = make.county()
    yearly, windows = "suicid-sakra-och-osakra-alla-aldrar", "suicid-sakra-och-osakra-fem-ar"
    counts = {2015: 12, 2016: 13, 2017: 11, 2018: 12, 2019: 5}
    make.observations(yearly, county, {year: (n, 300_000) for year, n in counts.items()}, per=100_000)
    make.observations(windows, county, {2015: (53, 1_500_000)}, per=100_000, period_to=date(2019, 12, 31))

    read = queries.all_series([definitions()[yearly], definitions()[windows]], [county])

    assert [each.numerator for each in read[Key(yearly, county.code)].values].count(None) == 2
    assert read[Key(yearly, county.code)].values[-1].state == HIDDEN_HERE
    assert read[Key(windows, county.code)].values[0].numerator == 53


# A web process leaves it to the worker


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process as one that serves pages; it could not work out anything if it tried."""
    monkeypatch.setattr(hiding, "_left_to_worker", True)
    for heavy in ("scipy.optimize", "scipy.sparse"):
        monkeypatch.setitem(sys.modules, heavy, None)
    protection._masked.cache_clear()


def test_until_the_worker_has_answered_all_that_a_small_count_may_be_tied_to_is_hidden(
    region, web, monkeypatch: pytest.MonkeyPatch
):
    county, first = region
    everywhere = [county, *Area.objects.filter(parent=county)]
    make.observations(SHARE, first, {2021: (30, 100)}, per=100)

    before = states(everywhere, ("T", "K", "M"))
    states([first], ("K",))
    later = queries.series_of(definitions()[SHARE], [first])[Key(SHARE, first.code)].values[-1]

    assert set(before.values()) == {HIDDEN_HERE}
    assert later.value is not None
    (asked,) = DBTaskResult.objects.filter(task_path__endswith="hiding.work_out")
    monkeypatch.undo()
    hiding.work_out.call(*asked.args_kwargs["args"])
    monkeypatch.setattr(hiding, "hidden_figures", None)  # it is read, not worked out
    after = states(everywhere, ("T", "K", "M"))
    assert {state for state in after.values() if state} == {HIDDEN_HERE}
    assert 4 <= sum(state == HIDDEN_HERE for state in after.values()) < len(before)


def test_until_the_worker_has_answered_all_that_can_be_laid_together_is_hidden(
    db, web, monkeypatch: pytest.MonkeyPatch
):
    county = make.county()
    inner, outer = (definitions()[key] for key in ("suicid-sakra-15-ar", "suicid-sakra-alla-aldrar"))
    make.observations(inner.key, county, {2020: (30, 255_000)}, per=100_000)
    make.observations(outer.key, county, {2020: (44, 306_000)}, per=100_000)

    before = queries.all_series([inner, outer], [county])
    asked = [each.args_kwargs["args"] for each in DBTaskResult.objects.all()]
    monkeypatch.undo()
    for each in asked:
        hiding.work_out.call(*each)
    after = queries.all_series([inner, outer], [county])

    assert {each.values[0].state for each in before.values()} == {HIDDEN_HERE}
    assert len(asked) == 2
    assert {each.values[0].state for each in after.values()} == {""}


def test_where_no_count_is_small_nothing_is_hidden_and_nobody_is_asked(db, web):
    area = make.municipality(parent=make.county())
    make.observations(SHARE, area, {2020: (30, 100)}, per=100)

    assert states([area], ("T",)) == {(area.code, "T"): ""}
    assert not DBTaskResult.objects.exists()


def test_what_comes_in_is_worked_out_for_the_counties_that_have_plans_before_anybody_asks(
    region, django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch
):
    county, first = region
    make.plan(county=county)
    indicator, now = Indicator.objects.get(key=SHARE), timezone.now()
    fetch = Fetch.objects.create(indicator=indicator, way="file", source="Provkällan", asked_at=now, state="done")

    with django_capture_on_commit_callbacks(execute=True):
        take_in(fetch, [Row(first.code, date(2021, 1, 1), date(2021, 12, 31), 2, numerator=2, denominator=100)])

    assert {"", str(county.pk)} <= set(HiddenFigures.objects.values_list("scope", flat=True))
    monkeypatch.setattr(hiding, "hidden_figures", None)
    assert states([first], ("K",)) == {(first.code, "K"): HIDDEN_HERE}


# On the page and in every file alike


def test_the_page_and_the_files_hide_the_same(region, static_files, client: Client):
    county, first = region
    Area.objects.filter(pk=county.pk).update(parent=Area.objects.get(kind=Area.COUNTRY))
    base = f"/{county.slug}/indikatorer/{SHARE}"

    page = client.get(f"{base}/?omrade={first.code}&kon=K").content.decode()
    table = client.get(f"{base}.csv").content.decode("utf-8-sig")
    cube = client.get(f"{base}.json").json()

    assert "visas inte: skyddar enskilda" in page
    of_first = [line.split(";") for line in table.splitlines() if line.split(";")[1] == first.code]
    hidden_rows = [row for row in of_first if row[14] == "visas inte: skyddar enskilda"]
    assert len(hidden_rows) >= 2
    assert all(row[8:11] == ["", "", ""] and row[12:14] == ["", ""] for row in hidden_rows)
    assert list(cube["status"].values()).count("visas inte: skyddar enskilda") >= 2 * 5
