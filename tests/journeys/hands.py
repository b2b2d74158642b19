"""A person at a page: how they go on, and what a form costs them, in clicks, keystrokes and words to read."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

TYPED_A_MINUTE = 40 * 5
"""Keystrokes: 40 words of five characters."""
READ_A_MINUTE = 200
"""Words that a person reads on a screen."""
SECONDS_A_CLICK = 3
"""To find the place, on a phone, and touch it."""


def go_by(way: Locator) -> None:
    """Click a link or a button, and come where it leads: when this returns the whole page is there.

    For what takes one to a page, or to a place on it. What changes a part of the page is waited for by what it shows.
    """
    with way.page.expect_navigation():
        way.click()


@dataclass
class Hands:
    """A person at a page."""

    page: Page
    clicks: int = 0
    keystrokes: int = 0
    words: int = 0

    def read(self) -> None:
        """Read all that the page holds, its footer left out."""
        self.words += len(self.page.inner_text("main").split())

    def press(self, name: str) -> None:
        """Touch a button and come where it leads."""
        self.clicks += 1
        go_by(self.page.get_by_role("button", name=name, exact=True))

    def touch(self, field: Locator) -> None:
        self.clicks += 1
        field.click()  # leads nowhere: it touches a field

    def write(self, field: Locator, text: str) -> None:
        """Touch a field and write in it. The keys are counted, and the text put in at once."""
        self.touch(field)
        self.keystrokes += len(text)
        field.fill(text)

    @property
    def seconds(self) -> float:
        """How long it takes: reading, finding and writing."""
        minutes = self.keystrokes / TYPED_A_MINUTE + self.words / READ_A_MINUTE
        return 60 * minutes + SECONDS_A_CLICK * self.clicks
