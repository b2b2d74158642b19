"""Pytest plugin: a browser for the session and pages that answer for what goes wrong on them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

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


class Contexts:
    """Contexts of one browser, lent to one test at a time: a new one costs as much as the page that is read in it.

    What a test may leave in its context is taken out when it comes back: pages, cookies, being offline. Handslag
    keeps nothing else in a browser.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[bool, list[BrowserContext]] = {True: [], False: []}

    def lend(self, *, javascript: bool) -> BrowserContext:
        """Return a context that nobody has. Its last page is still open: a new page goes on in the same process."""
        if self._free[javascript]:
            return self._free[javascript].pop()
        return self._browser.new_context(
            reduced_motion="reduce",  # a colour in mid-change has no fixed contrast
            java_script_enabled=javascript,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )

    def take_back(self, context: BrowserContext, *, javascript: bool) -> None:
        context.set_offline(False)
        for page in context.pages:
            page.goto("about:blank")  # what it would still fetch would be answered in the next test
        context.clear_cookies()
        self._free[javascript].append(context)


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    return Contexts(browser)


@pytest.fixture
def open_page(contexts: Contexts) -> Iterator[OpenPage]:
    """A function that opens an empty page in a context of its own (no cookies).

    open_page(width=1280, height=800, dark=False, javascript=True, expected=()): `expected` holds parts of
    problem texts (see Watch) that this test provokes; any other problem fails the test at its end.
    """
    opened: list[tuple[Page, Watch, tuple[str, ...], bool]] = []

    def open_one(
        *, width: int = 1280, height: int = 800, dark: bool = False, javascript: bool = True,
        expected: tuple[str, ...] = (),
    ) -> Page:  # fmt: skip
        context = contexts.lend(javascript=javascript)
        before = context.pages
        page = context.new_page()
        for each in before:
            each.close()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        opened.append((page, Watch(page), expected, javascript))
        return page

    yield open_one
    unexpected = [line for _, watch, expected, _ in opened for line in watch.unexpected(expected=expected)]
    for page, _, _, javascript in opened:
        contexts.take_back(page.context, javascript=javascript)
    assert not unexpected, "\n".join(unexpected)
