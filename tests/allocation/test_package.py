"""The package as a whole: what it imports, and that every public name says what it is."""

import subprocess
import sys

import pytest

from handslag import allocation

IMPORTED = """
import sys
import handslag.allocation
print(*{name for name, module in sys.modules.items() if "site-packages" in (getattr(module, "__file__", "") or "")})
print(*{name for name in sys.modules if name.startswith("handslag.")})
"""


def test_it_imports_nothing_but_our_swedish():
    done = subprocess.run([sys.executable, "-W", "error", "-c", IMPORTED], capture_output=True, text=True, check=True)
    installed, own = (set(line.split()) for line in done.stdout.splitlines())

    # With an underscore: helpers of the environment itself.
    assert {name for name in installed if not name.startswith("_")} == set()
    assert {name for name in own if not name.startswith(("handslag.allocation", "handslag.swedish"))} == set()


@pytest.mark.parametrize("name", [name for name in allocation.__all__ if name[0].islower()])
def test_every_public_function_says_what_it_is(name: str):
    assert getattr(allocation, name).__doc__
