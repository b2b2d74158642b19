"""What each drawing of the example costs: made from what the queries have returned, in both widths, with its table."""

import datetime
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from handslag.documents.figures import (
    Drawing,
    FunnelPoint,
    Line,
    Point,
    RoundRow,
    ValueTile,
    WhiskerRow,
    control_figure,
    funnel_chart,
    round_picture,
    small_multiples,
    trend_chart,
    value_tiles,
    whisker_chart,
)
from handslag.exchange.loader import load
from handslag.exchange.reader import read
from handslag.places.tiles import county_names, county_positions
from handslag.plans.drawings import chain_drawing, status_drawing, thread_drawing, timeline_drawing
from handslag.plans.drawings_coverage import coverage_drawing, tile_drawing
from handslag.plans.drawings_survey import survey_drawing
from handslag.plans.models import Framework, Plan, StatedSurveyResult
from handslag.plans.queries.coverage import coverage
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.relations import relations_around
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.queries.thread import thread

EXAMPLE, PLAN = "orebro", "orebro-2020-2023"
TIMES = 15
Draw = Callable[[], Drawing | None]


def charts() -> dict[str, float]:
    """Return the median time in milliseconds by the name of the drawing. Leaves the database as it was."""
    with example() as plan:
        drawn = drawings(plan) | indicator_drawings()
        return {name: _median(draw) for name, draw in drawn.items()}


def drawings(plan: Plan) -> dict[str, Draw]:
    """Return what makes each drawing of a plan, all its data already read."""
    day, visitor = plan.state_as_of or datetime.date.today(), AnonymousUser()
    tree = goal_tree(plan, notes=True)
    parts = frozenset({"goals", "places", "groups", "nodes", "parties"})
    rows = initiative_rows(plan, user=visitor, day=day, parts=parts)
    parted, towns = (
        coverage(plan, tree, rows, dimension=dimension, proposed=False) for dimension in ("lansdel", "municipality")
    )
    framework = Framework.objects.earliest("id")
    down, _ = thread(plan, framework, tree, rows, proposed=True)
    around = [(each, relations_around(each, user=visitor)) for each in plan.initiatives.all()]
    initiative, relations = max(around, key=lambda pair: len(pair[1]))
    survey = StatedSurveyResult.objects.get(initiative__plan=plan, key="yam-elevenkat")
    statuses = [row.status.status for row in rows]
    answered = [RoundRow(root.title, tuple(statuses), len(rows), root.url) for root in tree.roots]
    return {
        "status": lambda: status_drawing(rows),
        "timeline": lambda: timeline_drawing(rows, today=day),
        "red thread": lambda: thread_drawing(down, plan=plan, framework=framework, tree=tree, rows=rows, proposed=True),
        "chain": lambda: chain_drawing(initiative, relations=relations),
        "coverage by länsdel": lambda: coverage_drawing(parted, plan=plan),
        "coverage by municipality": lambda: coverage_drawing(towns, plan=plan),
        "municipalities": lambda: tile_drawing(towns, rows=rows),
        "survey": lambda: survey_drawing(survey),
        "round": lambda: round_picture(answered, key="rundan", title="Rundan", finding="Hälften."),
    }


def indicator_drawings() -> dict[str, Draw]:
    """Return what makes each drawing of an indicator, of made-up values: as many as a county has."""
    words: dict[str, Any] = {"key": "a", "title": "Exempel", "finding": "Ett exempel.", "unit": "per 100 000 invånare"}
    years = range(2006, 2026)
    own = Line("Exempellän", tuple(Point(f"{y}", 17 + y % 4, 12 + y % 4, 23 + y % 4, at=y + 0.5) for y in years))
    country = Line("Riket", tuple(Point(f"{y}", 18.2, at=y + 0.5) for y in years))
    n = len(years)
    rows = [WhiskerRow(f"Län {at}", Point("2024", 16 + at / 4, 12, 23), f"Del {at // 6}") for at in range(21)]
    sizes = range(400, 12_001, 400)
    limits = [
        (size, 17 - 90 / size**0.5, 17 + 90 / size**0.5, 17 - 140 / size**0.5, 17 + 140 / size**0.5) for size in sizes
    ]
    units = [FunnelPoint(f"Kommun {at}", 500 + 300 * at, 15 + at % 5, own=at == 5) for at in range(21)]
    tiles = [ValueTile(code, name, "17,2", "alike") for code, name in county_names().items()]
    short, beside = (replace(line, points=line.points[-10:]) for line in (own, country))
    panels = [(f"Grupp {at}", short, beside, "Ingen säker skillnad mot riket.") for at in range(4)]
    return {
        "trend": lambda: trend_chart(own, other=country, band=("hela perioden", 16.0, 19.0), **words),
        "control chart": lambda: control_figure(
            own, centre=[18.5] * n, lower=[12] * n, upper=[25] * n, signals=[""] * n, **words
        ),
        "dots with whiskers": lambda: whisker_chart(rows, reference=("Riket", 18.2), **words),
        "funnel": lambda: funnel_chart(units, limits=limits, centre=17, **words),
        "small multiples": lambda: small_multiples(panels, **words),
        "counties": lambda: value_tiles(tiles, county_positions(), **words),
    }


@contextmanager
def example() -> Iterator[Plan]:
    """Yield the example's plan, read in for as long as the block lasts."""
    with transaction.atomic():
        load(read(Path(settings.EXAMPLES_DIR) / EXAMPLE))
        yield Plan.objects.select_related("county", "division", "lead").get(key=PLAN)
        transaction.set_rollback(True)


def _median(draw: Draw) -> float:
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        draw()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)
