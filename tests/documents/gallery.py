"""One drawing of each kind with every mark that it can have: made up, "exempel"."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handslag.documents.figures import (
    STATUS_MARKS,
    Bar,
    BarRow,
    ChainLink,
    ChainNode,
    Column,
    CoverageCell,
    CoverageRow,
    Drawing,
    FunnelPoint,
    Line,
    Link,
    Node,
    Point,
    RoundRow,
    Row,
    Span,
    Spent,
    Step,
    Tile,
    ValueTile,
    WhiskerRow,
    bars,
    chain,
    control_figure,
    coverage_matrix,
    funnel_chart,
    red_thread,
    round_picture,
    small_multiples,
    spent_bars,
    tally,
    tile_map,
    timeline,
    trend_chart,
    value_tiles,
    waterfall,
    whisker_chart,
)
from handslag.swedish.periods import Period

SHADES = (1, 2, 4, 8)
STATUSES = [status for status in STATUS_MARKS if status != "flag"]


def every_drawing() -> dict[str, Drawing]:
    """Return the drawings by the name of their kind."""
    words = {"title": "Exempel", "finding": "Ett exempel."}
    made = [
        tally([Row(status, status, 2) for status in STATUS_MARKS], key="tally", **words),
        round_picture([RoundRow("Mål", tuple(STATUSES), 2, "/mal/")], key="round", **words),
        timeline(_spans(), key="timeline", today=date(2024, 3, 1), **words),
        red_thread(*_thread(), key="thread", **words),
        chain(*_chain(), key="chain", **words),
        coverage_matrix(_rows(), ["Norr", *"abcdef"], key="coverage", **words),
        tile_map(_tiles(), {str(at): (at % 3, at // 3) for at in range(6)}, key="tiles", **words),
        tile_map(_tiles(), {}, key="grid", **words),
        bars(_bars(), series=("2020", "2023"), whole=30, key="bars", **words),
        waterfall(_steps(), key="waterfall", **words),
        spent_bars(_spent(), key="spent", head="Insats", columns=("Beviljat", "Kvar"), **words),
        *_indicators(words | {"unit": "per 1 000 invånare"}),
    ]
    return {drawing.key: drawing for drawing in made}


def cells() -> list[CoverageCell]:
    """Return a cell of each look."""
    return [*(CoverageCell("filled", n, n == 2) for n in SHADES), CoverageCell("quiet"), CoverageCell("zero")]


def course() -> tuple[Point, ...]:
    """Return points with every mark: an interval, one that is cut, a value without, and a gap."""
    return (
        Point("2018", 20.2, 14.9, 26.5, at=2018),
        Point("2019", 17.6, 12.7, math.inf, at=2019),
        Point("2020", None, word="dolt av källan", at=2020),
        Point("2021", 17.8, at=2021),
        Point("2022", 16.6, 11.9, 22.4, at=2022),
    )


def _indicators(words: dict[str, str]) -> list[Drawing]:
    own = Line("Exempellän", course())
    other = Line("Riket", tuple(Point(str(year), 18.0, at=year) for year in range(2018, 2023)))
    windows = Line("Exempellän", tuple(Point(f"{y}–{y + 4}", 17, 15, 19, at=y + 2) for y in range(2014, 2018)))
    signals = ["", "utanför gränserna", "", "sju i rad", "två av tre"]
    limits = [(size, 17 - 90 / size, 17 + 90 / size, 17 - 150 / size, 17 + 150 / size) for size in range(10, 100, 10)]
    rows = [WhiskerRow(point.label, point, "Norr" if at < 3 else "Söder") for at, point in enumerate(course())]
    funnel = (FunnelPoint("A", 20, 25, "över gränsen"), FunnelPoint("B", 50, 17, own=True), FunnelPoint("C", 80, 16))
    tiles = [
        ValueTile(str(at), f"Kommun {at}", "17,0" if at else "uppgift saknas", state, "Norr" if at < 3 else "Söder")
        for at, state in enumerate(("not_known", "higher", "lower", "alike", "not_comparable", "none"))
    ]
    shown: dict[str, Any] = {
        "target": ("Mål", 15.0, 2026.0),
        "band": ("hela", 14.8, 19.5),
        "breaks": ((2021, "ny fråga"),),
    }
    return [
        trend_chart(own, other=other, key="trend", **shown, **words),
        trend_chart(windows, key="windows", **words),
        control_figure(own, centre=[17] * 5, lower=[9] * 5, upper=[25] * 5, signals=signals, key="control", **words),
        whisker_chart(
            [*rows[:4], replace(rows[4], stands_out="lägre")], reference=("Riket", 18), key="whisker", **words
        ),
        funnel_chart(funnel, limits=limits, centre=17, key="funnel", **words),
        small_multiples([("Flickor", own, other, "Högre."), ("Pojkar", own, None, "")], key="multiples", **words),
        value_tiles(tiles, {str(at): (at % 3, at // 3) for at in range(6)}, key="values", **words),
    ]


def _spans() -> Sequence[Span]:
    known = Period("2021–2022", date(2021, 3, 1), date(2022, 5, 31), "month")
    vague = Period("hösten 2022", date(2022, 9, 1), date(2022, 11, 30), "season")
    onward = Period("från 2023", date(2023, 1, 1), None, "year/open")
    return [
        Span("Månad", known, "/a/", "Avslutad", "Länet"),
        Span("Årstid", vague, None, "Pågår", "Länet"),
        Span("Öppen", onward, "/b/", "Pågår"),
        Span("Utan", None),
    ]


def _thread() -> tuple[Sequence[Column], Sequence[Link]]:
    goals = (
        Node("g1", "Fylld", "/g/", "filled", "2 insatser"),
        Node("g2", "Tyst", None, "quiet"),
        Node("g3", "Noll", None, "zero"),
    )
    nodes = (Node("n1", "Ett", "#n"), Node("n2", "Två", None, "quiet"))
    links = (Link("n1", "g1"), Link("n1", "g2"), Link("n1", "g3"), Link("n2", "g1", proposed=True))
    return (Column("Ramverk", nodes), Column("Mål", goals)), links


def _chain() -> tuple[Sequence[ChainNode], Sequence[ChainLink]]:
    nodes = [
        ChainNode("a", "Först", "/a/", "2020"),
        ChainNode("b", "Sedan", None, "2021", True),
        ChainNode("c", "Mer", "/c/"),
    ]
    return nodes, [
        ChainLink("a", "b", "fortsätter som"),
        ChainLink("b", "c", "bygger på"),
        ChainLink("a", "c", "är del av"),
    ]


def _rows() -> Sequence[CoverageRow]:
    return [
        CoverageRow("Med tal", "Grupp", (*cells(), CoverageCell("filled", 12, True)), n=29, href="/m/"),
        CoverageRow("Tyst", "Grupp", state="quiet"),
        CoverageRow("Noll", "Annan", state="zero", words="0, bekräftat av samordnare, 1 mars 2024"),
    ]


def _tiles() -> Sequence[Tile]:
    return [Tile(str(at), f"Kommun {at}", cell, "Norr" if at < 3 else "Söder") for at, cell in enumerate(cells())]


def _steps() -> Sequence[Step]:
    return [
        Step("Beslutat", 900, "900 kr"),
        Step("Inte tilldelat", 300, "−300 kr", "fall"),
        Step("Därav rekvirerat", 200, "200 kr", "part"),
        Step("Kvar", 600, "600 kr"),
    ]


def _spent() -> Sequence[Spent]:
    return [
        Spent("Utbildare", 900, 300, "600 kr kvar", ("900 kr", "600 kr")),
        Spent("Kvällsöppet", 200, 500, "300 kr för mycket", ("200 kr", "−300 kr")),
        Spent("Brukarråd", None, 0, "belopp inte angivet", ("belopp inte angivet", "går inte att räkna")),
    ]


def _bars() -> Sequence[BarRow]:
    return [
        BarRow("Ja", (Bar(12, "12 av 30"), Bar(30, "30 av 30"))),
        BarRow("Nej", (Bar(0, "0 av 30"), Bar(None, "färre än 5, visas inte"))),
    ]
