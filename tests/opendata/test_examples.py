"""The examples in the documentation that need no network do what they say."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["opendata.md", "opendata-pxweb.md"])
def test_the_examples_of_the_page_are_true(page) -> None:
    found = doctest.testfile(str(DOCS / page), module_relative=False)

    assert found.attempted > 5
    assert found.failed == 0
