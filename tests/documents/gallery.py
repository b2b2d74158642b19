"""One drawing of each kind with every mark that it can have: made up, "exempel"."""

from collections.abc import Sequence
from datetime import date

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
    Link,
    Node,
    RoundRow,
    Row,
    Span,
    Tile,
    bars,
    chain,
    coverage_matrix,
    red_thread,
    round_picture,
    tally,
    tile_map,
    timeline,
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
    ]
    return {drawing.key: drawing for drawing in made}


def cells() -> list[CoverageCell]:
    """Return a cell of each look."""
    return [*(CoverageCell("filled", n, n == 2) for n in SHADES), CoverageCell("quiet"), CoverageCell("zero")]


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


def _bars() -> Sequence[BarRow]:
    return [
        BarRow("Ja", (Bar(12, "12 av 30"), Bar(30, "30 av 30"))),
        BarRow("Nej", (Bar(0, "0 av 30"), Bar(None, "färre än 5, visas inte"))),
    ]
