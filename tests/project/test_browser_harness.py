"""The browser harness finds what it is there to find."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser import Watch, axe, overflows
from tests.browser_fixtures import OpenPage

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="sv"><head><title>Läget</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"></head>
<body><main><h1>Läget</h1><p>Tre insatser.</p></main></body></html>"""
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
ANSWERS = {"/": (200, GOOD), "/inline": (200, GOOD.replace("<p>", '<p style="color: red">'))}


class Answer(BaseHTTPRequestHandler):
    """Serves ANSWERS under the same strict policy as the product; anything else is 404."""

    def do_GET(self) -> None:
        status, text = ANSWERS.get(self.path, (404, GOOD))
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", STRICT)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def body(html: str) -> str:
    return GOOD.replace("<p>Tre insatser.</p>", html)


def test_axe_finds_nothing_on_a_good_page(open_page: OpenPage) -> None:
    page = open_page()
    page.set_content(GOOD)

    assert axe(page) == []


@pytest.mark.parametrize(
    ("rule", "html"),
    [
        ("image-alt", body('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">')),
        ("color-contrast", body('<p style="color: #aaa; background: #fff">Tre</p>')),
        ("label", body("<input type='text'>")),
        ("target-size", body("<button style='width:9px;height:9px;padding:0'>x</button>" * 3)),
        ("heading-order", body("<h4>Insatser</h4>")),
        ("html-has-lang", GOOD.replace(' lang="sv"', "")),
        ("region", GOOD.replace("main>", "div>")),
    ],
)
def test_axe_names_a_planted_fault(open_page: OpenPage, rule: str, html: str) -> None:
    page = open_page()
    page.set_content(html)

    assert any(line.startswith(f"{rule} (") for line in axe(page)), axe(page)


def test_axe_sees_dark_mode_colours(open_page: OpenPage) -> None:
    faulty_in_dark = GOOD.replace(
        "</head>",
        "<style>@media (prefers-color-scheme: dark) {p {background: #000; color: #333}}</style></head>",
    )
    light, dark = open_page(), open_page(dark=True)
    light.set_content(faulty_in_dark)
    dark.set_content(faulty_in_dark)

    assert axe(light) == []
    assert "color-contrast" in axe(dark)[0]


def test_axe_runs_on_a_page_under_a_strict_policy(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto(address)

    assert axe(page) == []


def test_overflow_is_measured_in_pixels(open_page: OpenPage) -> None:
    page = open_page(width=320)

    page.set_content(GOOD)
    assert overflows(page) == 0

    page.set_content(body("<style>body {margin: 0}</style><div style='width: 400px'>Bred</div>"))
    assert overflows(page) == 80


@pytest.mark.parametrize("javascript", [True, False])
def test_scripts_run_only_when_the_page_may(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.set_content("<title>av</title><script>document.title = 'på'</script>")

    assert page.title() == ("på" if javascript else "av")


def test_overflow_is_measured_without_javascript_too(open_page: OpenPage) -> None:
    page = open_page(width=320, javascript=False)
    page.set_content("<body style='margin: 0'><div style='width: 330px'>Bred</div>")

    assert overflows(page) == 10


def test_a_watched_page_without_faults_has_no_problems(browser: Browser, address: str) -> None:
    page = browser.new_page()
    watch = Watch(page)

    page.goto(address)
    page.goto(f"{address}/404")

    assert watch.problems == []
    page.context.close()


@pytest.mark.parametrize(
    ("problem", "path", "script"),
    [
        ("Content Security Policy", "/inline", ""),
        ("console: Trasig", "/", "() => console.error('Trasig')"),
        ("exception: Oväntat", "/", "() => { setTimeout(() => { throw new Error('Oväntat') }) }"),
        (
            "request to another host: http://example.invalid/",
            "/",
            "() => { location = 'http://example.invalid/' }",
        ),
        (
            "404",
            "/",
            "() => { const image = new Image(); image.src = '/saknas'; document.body.append(image) }",
        ),
    ],
)
def test_a_watched_page_tells_its_problems(
    browser: Browser, address: str, problem: str, path: str, script: str
) -> None:
    page = browser.new_page()
    watch = Watch(page)

    page.goto(address + path)
    if script:
        page.evaluate(script)
    page.wait_for_timeout(300)

    assert any(problem in line for line in watch.problems), watch.problems
    page.context.close()


def test_problems_that_a_test_provokes_are_left_out(browser: Browser) -> None:
    page = browser.new_page()
    watch = Watch(page)

    page.evaluate("() => { console.error('Väntad'); console.error('Oväntad') }")

    assert [line[:16] for line in watch.unexpected(expected=("Väntad",))] == ["console: Oväntad"]
    page.context.close()
