"""The package as a whole: what it imports, and that it keeps quiet."""

import re
import subprocess
import sys

import numpy as np
import pytest

from handslag import stats

IMPORTED = """
import sys
import handslag.stats
installed = {name for name, module in sys.modules.items() if "site-packages" in (getattr(module, "__file__", "") or "")}
print(*{name for name in installed if not name.startswith(("numpy", "scipy._", "scipy.special"))})
print(*{name for name in sys.modules if name.startswith("handslag.")})
"""


def run(code: str) -> list[set[str]]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [set(line.split()) for line in done.stdout.splitlines()]


def test_it_imports_numpy_and_special_functions_and_nothing_else():
    installed, own = run(IMPORTED)

    # With an underscore: helpers of the environment itself.
    assert {name for name in installed if not name.startswith("_")} <= {"scipy", "scipy.version"}
    assert {name for name in own if not name.startswith(("handslag.stats", "handslag.swedish"))} == set()


def test_importing_it_prints_nothing_and_warns_of_nothing():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import handslag.stats"], capture_output=True, text=True
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", stats.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(stats, name).__doc__


@pytest.mark.parametrize("name", [name for name in stats.__all__ if name[0].islower()])
def test_every_function_says_what_it_refuses(name):
    # Functions of one family may point at the first of them.
    assert re.search(r"Raises StatsInputError|errors\s+as", getattr(stats, name).__doc__)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("call", "field", "where"),
    [
        (lambda: stats.rate([1, 1e300], 1e-300), "count", (1,)),
        (lambda: stats.rate([1, 100], [1, 1e-304]), "exposure", (1,)),
        (lambda: stats.mean([1e300, -1e300, 1e300]), "values", (0,)),
        (lambda: stats.control_chart([1, -1e308, 1e308]), "y", (1,)),
        (lambda: stats.directly_standardised_rate([1e300] * 3, [1e-300] * 3, [1] * 3), "count", (0,)),
        (lambda: stats.directly_standardised_rate([100] * 3, [1e-300] * 3, [1] * 3), "population", ()),
        (lambda: stats.rate([np.nan, 1e200], 1), "count", (1,)),
    ],
)
def test_what_no_float_can_hold_is_refused_and_says_where(call, field, where):
    with pytest.raises(stats.StatsInputError) as raised:
        call()

    assert (raised.value.code, raised.value.field, raised.value.where) == ("out_of_range", field, where)


def test_infinity_is_seen_beside_what_is_missing():
    with pytest.raises(stats.StatsInputError) as raised:
        stats.rate([np.nan, np.inf], 1)

    assert (raised.value.code, raised.value.where) == ("not_a_number", (1,))
