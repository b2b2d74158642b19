"""The examples in the documentation that need no network do what they say."""

import doctest
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs").glob("opendata*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_are_true(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False).failed == 0


def test_there_are_pages_with_examples() -> None:
    assert sum(page.read_text(encoding="utf-8").count(">>> ") for page in PAGES) > 10
