"""What PHStatsMethods and statsmodels take for the same work: run by an interpreter that has them, as a file.

Prints one line of JSON for each: what, version, rows, seconds, and for imports megabytes. Knows nothing of Handslag.
"""

import importlib
import importlib.metadata
import json
import resource
import sys
import time
from collections.abc import Callable

SLOW, FAST = 5_000, 1_305_000


def main(name: str) -> None:
    """Time one package; its import first, in this new process."""
    start = time.perf_counter()
    package = importlib.import_module("statsmodels.api" if name == "statsmodels" else name)
    took = time.perf_counter() - start
    version = importlib.metadata.version(name)
    told = {"package": name, "version": version}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1_000_000
    print(json.dumps({**told, "what": "import", "rows": 0, "seconds": took, "megabytes": most}))
    for what, rows, work in (_ph if name == "PHStatsMethods" else _statsmodels)(package):
        start = time.perf_counter()
        work()
        print(json.dumps({**told, "what": what, "rows": rows, "seconds": time.perf_counter() - start}))


def _ph(package: object) -> list[tuple[str, int, Callable[[], object]]]:
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(1)
    # It takes no count of 0.
    frame = pd.DataFrame({"count": random.integers(1, 5_000, SLOW), "total": random.integers(10_000, 900_000, SLOW)})
    return [
        ("rate, 95 % (exact below 10, Byar above)", SLOW, lambda: package.ph_rate(frame, "count", "total")),
        ("proportion, 95 %", SLOW, lambda: package.ph_proportion(frame, "count", "total", multiplier=100)),
    ]


def _statsmodels(_: object) -> list[tuple[str, int, Callable[[], object]]]:
    import numpy as np
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.rates import confint_poisson

    random = np.random.default_rng(1)
    count, total = random.integers(0, 5_000, FAST), random.integers(10_000, 900_000, FAST)
    return [
        ("rate, exact 95 % limits", FAST, lambda: confint_poisson(count, total, method="exact-c")),
        ("proportion, Wilson 95 %", FAST, lambda: proportion_confint(count, total, method="wilson")),
    ]


if __name__ == "__main__":
    main(sys.argv[1])
