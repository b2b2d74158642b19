"""What a report takes: building it, each format with the build, and how both grow with the plan."""

import datetime
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from bench.build import small_county
from bench.charts import example
from bench.cost import counted
from bench.county import Size, build_county
from handslag.documents.blocks import Document
from handslag.plans.models import FrameworkNode, Plan
from handslag.reports.building import Order, build
from handslag.reports.gather import Ground, gather
from handslag.reports.making import written

SITE = "https://handslag.example/"
TEMPLATES = {"html": "full", "pdf": "full", "docx": "full", "xlsx": "full", "pptx": "slides"}
"""Format -> the template that is measured in it."""
TIMES = 3
FEW, MANY = 120, 240
"""Initiatives of the two plans whose reports are compared."""


@dataclass(frozen=True)
class Reports:
    """Seconds. statements: SQL of gathering. formats: each with its build.

    grown: by step, with FEW initiatives and with MANY; a format there is its writing alone.
    """

    statements: int
    gather: float
    build: float
    formats: dict[str, float]
    grown: dict[str, tuple[float, float]]


def reports() -> Reports:
    """Measure on the example, then on two made-up plans. Leaves the database as it was."""
    with example() as plan:
        _built(plan)  # a process's first build imports and reads what the next find there
        with counted() as asked:
            _gathered(plan)
        formats = {name: _format(plan, name, template) for name, template in TEMPLATES.items()}
        gathered, built = (statistics.median(_times(partial(step, plan))) for step in (_gathered, _built))
    few, many = _steps(FEW), _steps(MANY)
    return Reports(len(asked), gathered, built, formats, {step: (few[step], many[step]) for step in few})


def _day(plan: Plan) -> datetime.date:
    return plan.state_as_of or datetime.date.today()


def _gathered(plan: Plan) -> Ground:
    return gather(plan, user=AnonymousUser(), day=_day(plan))


def _built(plan: Plan, template: str = "full") -> Document:
    order = Order(plan=plan, template=template, site=SITE)
    return build(order, user=AnonymousUser(), today=_day(plan)).document


def _format(plan: Plan, file_format: str, template: str) -> float:
    """Return the median seconds of building and writing, after one run that imports what the format needs."""

    def work() -> bytes:
        return written(_built(plan, template), file_format, county=plan.county)

    work()
    return statistics.median(_times(work))


def _times(work: Callable[[], object], times: int = TIMES) -> list[float]:
    """Return the seconds of each run."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


def _steps(number: int) -> dict[str, float]:
    """Return the seconds of each step for a plan with so many initiatives: the least, since two plans are compared."""
    with _made_up(number) as plan:
        document = _built(plan)
        found = {name: min(_times(partial(step, plan))) for name, step in (("gather", _gathered), ("build", _built))}
        for name in ("html", "docx", "xlsx", "pdf"):
            work = partial(written, document, name, county=plan.county)
            found[name] = min(_times(work, 1 if name == "pdf" else TIMES))
    return found


@contextmanager
def _made_up(number: int) -> Iterator[Plan]:
    """Yield the plan of a made-up county, there for as long as the block lasts."""
    with transaction.atomic():
        county = small_county("matt", "Mätt län")
        nodes = list(FrameworkNode.objects.filter(framework__key="nationell-strategi").order_by("position"))
        build_county(county, nodes, Size(initiatives=number, organisations=number))
        yield Plan.objects.select_related("county", "lead", "division").get(county=county)
        transaction.set_rollback(True)
