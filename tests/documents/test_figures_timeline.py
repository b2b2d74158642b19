"""The timeline shows when, and no more exactly than is known."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handslag.documents.figures import Span, timeline
from handslag.swedish.periods import Period
from tests.documents.svg import HOSTILE, NS, check, points, root

TODAY = date(2024, 3, 1)
SEASON = Period("hösten 2021 – hösten 2023", date(2021, 9, 1), date(2023, 11, 30), "season")
MONTH = Period("augusti 2020 – december 2021", date(2020, 8, 1), date(2021, 12, 31), "month")
OPEN = Period("från och med augusti 2022", date(2022, 8, 1), None, "month/open")
BEGUN = Period("början augusti 2022", date(2022, 8, 1), None, "month/unknown")
LENGTH = Period("under två år", None, None, "duration")


def draw(*rows, **more):
    return timeline(rows, **{"key": "tid", "title": "T", "finding": "F.", "today": TODAY, **more})


def bars(svg):
    """Return the outline of each bar: its six points, and the parts that its dashes are."""
    return [
        [points(part) for part in re.findall(r"M[^M]+", path.get("d", ""))]
        for path in root(svg).iter(f"{NS}path")
        if path.get("class") == "k-span"
    ]


def ends(outline):
    """Return how far the tips stand out from the full height, at the start and at the end, in px."""
    tip, full_from, full_until, end, *_ = outline[0]
    return full_from[0] - tip[0], end[0] - full_until[0]


@pytest.mark.parametrize("edition", ["broad", "narrow"])
def test_an_end_known_to_season_is_tapered_and_one_known_to_month_is_square(edition):
    drawing = draw(Span("YAM", SEASON), Span("FNoFF", MONTH))

    season, month = bars(getattr(drawing, edition))

    assert min(ends(season)) > 5
    assert ends(month) == (0, 0)


def test_a_taper_spans_the_possible_days():
    (outline,) = bars(draw(Span("YAM", SEASON), first_year=2021, last_year=2023).broad)
    start, end = ends(outline)

    # September to November: 91 days both years, on a scale where three years are the plot.
    assert start == pytest.approx(end, abs=0.2)
    full = outline[0][3][0] - outline[0][0][0]
    assert start / full == pytest.approx(91 / 821, abs=0.005)


def test_a_single_season_is_one_mark_with_both_ends_tapered():
    (outline,) = bars(draw(Span("Kurs", Period("våren 2023", date(2023, 3, 1), date(2023, 5, 31), "season"))).broad)

    assert min(ends(outline)) > 1


def test_a_single_day_can_be_seen():
    (outline,) = bars(draw(Span("Dag", Period("1 maj 2023", date(2023, 5, 1), date(2023, 5, 1), "day"))).broad)

    assert outline[0][2][0] - outline[0][1][0] >= 4


def test_what_goes_on_is_drawn_to_today_and_then_dashed():
    (outline,) = bars(draw(Span("S", OPEN)).broad)

    assert len(outline) == 4  # the bar and three dashes
    lengths = [part[1][0] - part[0][0] for part in outline[1:]]
    assert lengths == sorted(lengths, reverse=True)


def test_what_goes_on_is_drawn_no_further_than_somebody_has_said():
    (today,) = bars(draw(Span("S", OPEN)).broad)
    (stated,) = bars(draw(Span("S", OPEN, as_of=date(2023, 1, 1))).broad)

    assert stated[0][2][0] < today[0][2][0]


def test_what_is_only_known_to_have_begun_is_not_drawn_as_going_on():
    (outline,) = bars(draw(Span("S", BEGUN)).broad)

    assert outline[0][2][0] - outline[0][1][0] == pytest.approx(4, abs=0.2)
    assert len(outline) == 4


def test_without_dates_the_words_stand_in_place_of_a_bar():
    drawing = draw(Span("A", None), Span("B", LENGTH), Span("C", Period("", None, None, "unknown")))

    assert bars(drawing.broad) == []
    for svg in (drawing.broad, drawing.narrow):
        assert svg.count(">period inte angiven<") == 2
        assert svg.count(">under två år<") == 1


def test_a_bar_cut_by_the_picture_is_notched_and_one_outside_is_words():
    drawing = draw(Span("YAM", SEASON), Span("FNoFF", MONTH), first_year=2022, last_year=2022)

    (outline,) = bars(drawing.broad)

    assert max(ends(outline)) == pytest.approx(-6, abs=0.1)
    assert ">augusti 2020 – december 2021<" in drawing.broad
    assert "Urtagen ände" in drawing.note


def test_today_is_a_dotted_line_with_its_date():
    drawing = draw(Span("YAM", SEASON))

    assert 'class="k-today"' in drawing.broad and ">1 mars 2024<" in drawing.broad
    assert "Prickad linje: 1 mars 2024." in drawing.note


def test_there_is_no_line_for_a_day_outside_the_picture():
    drawing = draw(Span("YAM", SEASON), last_year=2023)

    assert "k-today" not in drawing.broad + drawing.narrow and "Prickad" not in drawing.note


def test_a_heading_comes_where_the_group_changes():
    drawing = draw(Span("A", MONTH, group="Mål 1"), Span("B", MONTH, group="Mål 1"), Span("C", MONTH, group="Mål 2"))

    assert drawing.broad.count(">Mål 1<") == drawing.broad.count(">Mål 2<") == 1
    assert drawing.columns == ("Grupp", "Insats", "Period")


def test_the_table_holds_what_the_picture_shows():
    drawing = draw(Span("YAM", SEASON, status_word="Avslutad"), Span("B", None))

    assert drawing.columns == ("Insats", "Period", "Status")
    assert drawing.rows == (
        ("YAM", "hösten 2021 – hösten 2023", "Avslutad"),
        ("B", "period inte angiven", ""),
    )
    assert "YAM: hösten 2021 – hösten 2023, avslutad" in drawing.description


def test_a_linked_label_is_read_out_as_it_is_seen():
    drawing = draw(Span("Samordnare för suicidprevention i alla länsdelar och kommuner", SEASON, href="/i/1"))
    (link,) = root(drawing.broad).iter(f"{NS}a")

    assert link.get("aria-label") is None
    assert " ".join("".join(link.itertext()).split()).startswith("Samordnare för suicidprevention i alla")
    assert link.get("href") == "/i/1"
    check(drawing)


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_keep_the_drawing_whole(words):
    rows = [
        Span(words, SEASON, href="/a", status_word=words, group=words),
        Span("B", Period(words, None, None, "duration"), status_word="Pågår"),
        Span(words, OPEN),
    ]

    check(timeline(rows, key="tid", title=words, finding=words, today=TODAY))


@pytest.mark.parametrize("count", [0, 1, 14, 15, 150])
def test_from_none_to_a_hundred_and_fifty_rows(count):
    rows = [
        Span(f"Insats {i} med ett namn av vanlig längd", (SEASON, MONTH, OPEN, None, LENGTH)[i % 5], f"/i/{i}", "Pågår")
        for i in range(count)
    ]

    drawing = draw(*rows)

    check(drawing)
    assert len(drawing.rows) == count


def test_the_first_year_after_the_last_is_refused():
    with pytest.raises(ValueError, match="2025"):
        draw(first_year=2025, last_year=2020)


days = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2015, 1, 1), date(2030, 1, 1))
precisions = st.sampled_from(["day", "month", "season", "year", "unknown", "duration"])


@st.composite
def periods(draw):
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and last and last < first:
        first, last = last, first
    if draw(st.booleans()):
        return Period("p", first, None, f"{draw(precisions)}/open")
    return Period("p", first, last, f"{draw(precisions)}/{draw(precisions)}")


@settings(deadline=None, max_examples=60)
@given(st.lists(periods(), max_size=5), days, st.none() | st.integers(2000, 2020), st.none() | st.integers(2020, 2040))
def test_any_period_stays_inside_the_picture(some, today, first_year, last_year):
    rows = [Span(f"Insats {i}", period, status_word="Pågår") for i, period in enumerate(some)]

    check(timeline(rows, key="t", title="T", finding="F", today=today, first_year=first_year, last_year=last_year))
