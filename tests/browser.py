"""The system's Chromium, driven by Playwright, and what the tests ask of a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from scripts.browser import ADVICE, find

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # a process is kept for the next page: to start one costs more than most pages
)
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@contextmanager
def launch() -> Iterator[Browser]:
    """Yield a running browser. Raises RuntimeError with advice if the machine has none."""
    path = find()
    if path is None:
        raise RuntimeError(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def axe(page: Page) -> list[str]:
    """Accessibility faults of the page as it stands, one line each; empty when there are none.

    WCAG 2.2 A and AA and axe's best practice. The page must have been opened with JavaScript on.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [_fault(violation, node) for violation in result["violations"] for node in violation["nodes"]]


def _fault(violation: dict, node: dict) -> str:
    where = " ".join(str(part) for part in node["target"])
    why = " ".join(node["failureSummary"].split())
    return f"{violation['id']} ({violation['impact']}) at {where}: {why} | {node['html'][:160]}"


def overflows(page: Page) -> int:
    """How many pixels the page is wider than its window: 0 when it does not scroll sideways."""
    return page.evaluate(
        "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    )


class Watch:
    """Collects, from now on, what goes wrong on a page, as lines in `problems`.

    Console errors (Chromium reports breaches of the Content-Security-Policy there), uncaught exceptions
    and requests to another host than that of the first page opened. That the page itself answers 404 or
    403 is no problem: its status is the test's business.
    """

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self._opened: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("request", self._on_request)

    def unexpected(self, *, expected: tuple[str, ...] = ()) -> list[str]:
        """The problems that contain none of the expected texts."""
        return [line for line in self.problems if not any(part in line for part in expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        is_status = message.text.startswith("Failed to load resource") and url in self._opened
        if message.type == "error" and not is_status:
            self.problems.append(f"console: {message.text} ({url})")

    def _on_request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in ("http", "https", "ws", "wss"):
            return
        if request.is_navigation_request():
            self._opened.append(request.url)
        home = urlsplit(self._opened[0]).netloc if self._opened else ""
        if target.netloc != home:
            self.problems.append(f"request to another host: {request.url}")
