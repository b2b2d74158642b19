"""The package as a whole: what it imports, and that it keeps quiet."""

import subprocess
import sys

import pytest

from handslag import stats

FOREIGN = """
import sys
before = set(sys.modules)
import handslag.stats
own = {"numpy", "scipy", "handslag"} | set(sys.stdlib_module_names)
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(new - own), sorted(
    name for name in sys.modules
    if name.startswith(("scipy.", "handslag.")) and not name.startswith(("scipy._", "scipy.special", "handslag.stats",
    "handslag.swedish"))
))
"""
ALLOWED_OF_SCIPY = {"scipy.version"}


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_it_imports_numpy_and_special_functions_and_nothing_else():
    foreign, other = run(FOREIGN).strip().split("] [")

    assert foreign.strip("[]' ") == ""
    assert {name.strip(" '[]") for name in other.split(",")} - {""} <= ALLOWED_OF_SCIPY


def test_importing_it_prints_nothing_and_warns_of_nothing():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import handslag.stats"], capture_output=True, text=True
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", stats.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(stats, name).__doc__


@pytest.mark.parametrize("name", [name for name in stats.__all__ if name[0].islower()])
def test_every_function_names_its_source_or_why_it_has_none(name):
    said = getattr(stats, name).__doc__

    assert "Raises StatsInputError" in said or "Raises:" in said
