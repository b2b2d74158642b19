"""One piece of work of handslag.stats, timed in this process: `python -m bench.statistics_steps refresh`.

Prints one line of JSON: seconds of the first run (tables are built), the median of those after it, and the peak of memory.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from handslag import stats

AREAS, YEARS, SEXES, INDICATORS = 290, 25, 3, 60
WINDOW = 5
RUNS = 5
BOTH = (0.95, 0.998)
Work = Callable[[], object]
Arrays = tuple[np.ndarray, np.ndarray]


def national(times: int = 1) -> Arrays:
    """Return made-up events and person-years of every indicator, sex, area and year, 1.3 million cells, years last.

    Sizes as in Sweden: a few thousand to a million inhabitants, indicators from rare to common; 4 % of the counts are 0
    and a fifth below 10, the largest about 10 000. times: how often the whole is repeated, along the first axis.
    """
    random = np.random.default_rng(20260101)
    people = np.sort(np.exp(random.normal(9.6, 0.95, AREAS)))
    rates = np.exp(random.uniform(np.log(3e-4), np.log(0.03), INDICATORS))
    exposure = np.empty((INDICATORS, SEXES, AREAS, YEARS))
    exposure[...] = people[:, None]
    exposure[:, 1:] /= 2
    count = random.poisson(exposure * rates[:, None, None, None]).astype(np.float64)
    return np.tile(count, (times, 1, 1, 1)), np.tile(exposure, (times, 1, 1, 1))


def _limits(confidence: float | tuple[float, ...], times: int) -> Work:
    count, exposure = national(times)
    return lambda: stats.rate(count, exposure, confidence=confidence)


def _proportions() -> Work:
    count, exposure = national()
    return lambda: stats.proportion(count, exposure)


def _refresh() -> Work:
    count, exposure = national()
    return lambda: refresh(count, exposure)


def refresh(count: np.ndarray, exposure: np.ndarray) -> tuple[object, ...]:
    """Do what a new year of data asks for: five-year rates with limits against the country, trend and control chart."""
    events, years = stats.rolling(count, exposure, window=WINDOW)
    rates = stats.rate(events, years, confidence=BOTH)
    country = 100_000 * events.sum(axis=-2, keepdims=True) / years.sum(axis=-2, keepdims=True)
    codes = stats.compare(rates.value, rates.lower, rates.upper, country, polarity="low", rule="two_levels")
    trend = stats.trend(count, exposure=exposure, polarity="low")
    chart = stats.control_chart(np.divide(count, exposure), kind="xmr")
    return rates, codes, trend, chart


def _page() -> Work:
    count, exposure = (array[0, 0] for array in national())

    def page() -> tuple[object, ...]:
        done = refresh(count, exposure)
        return done, stats.funnel_limits(count[:, -1], count[:, -1].sum() / exposure[:, -1].sum(), kind="rate")

    return page


STEPS: dict[str, Callable[[], Work]] = {
    "limits": lambda: _limits(0.95, 1),
    "limits_both": lambda: _limits(BOTH, 1),
    "limits_13": lambda: _limits(0.95, 10),
    "limits_13_both": lambda: _limits(BOTH, 10),
    "proportions": _proportions,
    "page": _page,
    "refresh": _refresh,
}


def main(step: str) -> None:
    """Time the step and print what it took."""
    work = STEPS[step]()
    took = []
    for _ in range(1 + RUNS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    print(json.dumps({"first": took[0], "seconds": statistics.median(took[1:]), "megabytes": peak()}))


def peak() -> float:
    """Return megabytes (of 1000 kB) that this process has held at most, its data and imports counted."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1_000_000 if sys.platform == "darwin" else most * 1024 / 1_000_000


if __name__ == "__main__":
    main(sys.argv[1])
