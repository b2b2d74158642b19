"""docs/methods: every function has its page, every page its parts, and every example comes out as it says."""

import doctest
import re
from pathlib import Path

import pytest

from handslag import allocation, stats

FOLDER = Path(__file__).parents[2] / "docs" / "methods"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")
HEADINGS = ["## Formula", "## Source", "## When not to use it", "## Example"]
FUNCTIONS = sorted(name for name in [*stats.__all__, *allocation.__all__] if name[0].islower())


@pytest.fixture(params=PAGES, ids=lambda page: page.stem)
def page(request) -> str:
    return request.param.read_text(encoding="utf-8")


def test_a_page_has_its_parts_in_their_order(page):
    headings = re.findall(r"^#+ .*$", page, re.MULTILINE)

    assert headings[0].startswith("# ")
    assert [heading for heading in headings[1:] if heading in HEADINGS] == HEADINGS


def test_a_page_begins_by_what_it_answers_and_names_its_functions(page):
    opening = page.split("\n## ", 1)[0].partition("\n")[2]

    assert set(re.findall(r"`(\w+)`", opening)) & set(FUNCTIONS)


def test_the_example_comes_out_as_it_says(page):
    blocks = re.findall(r"```python\n(.*?)```", page.split("## Example", 1)[1], re.DOTALL)
    assert re.search(r">>> from handslag import (stats|allocation)\n", "".join(blocks))

    told: list[str] = []
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "example", "docs/methods", 0)
    outcome = doctest.DocTestRunner(verbose=False).run(example, out=told.append)

    assert outcome.attempted > 1
    assert not outcome.failed, "".join(told)


def test_every_function_stands_on_a_page():
    told = " ".join(page.read_text(encoding="utf-8").split("\n## ", 1)[0] for page in PAGES)

    assert [name for name in FUNCTIONS if f"`{name}`" not in told] == []


def test_the_index_links_every_page():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert {page.name for page in PAGES} <= set(re.findall(r"\(([\w-]+\.md)\)", index))
