"""The examples in the documentation that need no network do what they say."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "opendata.md"


def test_the_examples_of_the_page_are_true() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)

    assert found.attempted > 5
    assert found.failed == 0
