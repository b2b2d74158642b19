"""What it takes to tell two versions of a plan with 120 initiatives apart."""

import copy
import statistics
import time

from handslag.exchange.differences import differences
from handslag.exchange.exporter import export_plan
from handslag.plans.models import Plan

TIMES = 7


def difference_of_two_versions(county: str) -> float:
    """Return the median time in milliseconds. In the later version every initiative has another summary and status."""
    before = export_plan(Plan.objects.get(county__slug=county))
    after = copy.deepcopy(before)
    for n, row in enumerate(after["initiatives"]):
        row["summary"] = f"Ny sammanfattning {n}"
        row["statuses"] = [*row["statuses"], {"status": "paused", "as_of": "2026-01-01", "reason": None}]
        row["obstacles"] = [{**each, "text": f"{each['text']} Så är det."} for each in row["obstacles"]]
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        differences(before, after)
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)
