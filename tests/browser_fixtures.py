"""Pytest plugin: a browser for the session and pages that answer for what goes wrong on them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Watch, launch

OpenPage = Callable[..., Page]

expect.set_options(timeout=30_000)
"""As long as Playwright waits otherwise: how soon a page comes is nothing that a journey may fail on."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    with pytest.MonkeyPatch.context() as environment, launch() as running:
        # Playwright keeps an event loop in this thread; Django would refuse its database calls there.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A function that opens an empty page in a fresh context (no cookies).

    open_page(width=1280, height=800, dark=False, javascript=True, expected=()): `expected` holds parts of
    problem texts (see Watch) that this test provokes; any other problem fails the test at its end.
    """
    opened: list[tuple[Page, Watch, tuple[str, ...]]] = []

    def open_one(
        *, width: int = 1280, height: int = 800, dark: bool = False, javascript: bool = True,
        expected: tuple[str, ...] = (),
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # a colour in mid-change has no fixed contrast
            java_script_enabled=javascript,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        page = context.new_page()
        opened.append((page, Watch(page), expected))
        return page

    yield open_one
    unexpected = [line for _, watch, expected in opened for line in watch.unexpected(expected=expected)]
    for page, _, _ in opened:
        page.context.close()
    assert not unexpected, "\n".join(unexpected)
