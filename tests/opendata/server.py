"""A local server that behaves like a source of open data: it answers, limits, errs, drips, lies and hangs up.

Write a function that takes a Request and returns a Response, and have it served:

    with serving(lambda asked: as_json({"path": asked.path})) as source:
        source.url        # the base address
        source.requests   # what was asked, with times
"""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Request:
    """What was asked: the path unquoted, the query's last value by name, and what was sent as JSON."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]
    time: float
    url: str
    client: tuple[str, int]

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Response:
    """What is answered. parts: written one by one. length: what Content-Length says, None: the connection's end tells.

    raw: written as they are instead of status line and headers.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    parts: Iterable[bytes] = ()
    length: int | None = None
    raw: Iterable[bytes] = ()


Answering = Callable[[Request], Response]


@dataclass
class Source:
    """A running server."""

    url: str
    requests: list[Request] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.requests]


@contextmanager
def serving(answering: Answering, *, base: str = "") -> Iterator[Source]:
    """Serve on a free port of this machine. base: a path that is part of the source's address."""
    source = Source("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(source, answering))
    server.daemon_threads = True
    server.block_on_close = False
    source.url = f"http://127.0.0.1:{server.server_address[1]}{base}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()


def _handler(source: Source, answering: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms for the client to acknowledge its headers

        def do_GET(self) -> None:
            self.connection.settimeout(20)
            split = urlsplit(self.path)
            asked = Request(
                self.command, unquote(split.path), dict(parse_qsl(split.query)), self._body(), dict(self.headers),
                time.monotonic(), f"http://{self.headers['Host']}{self.path}", self.client_address,
            )  # fmt: skip
            source.requests.append(asked)
            with suppress(OSError):  # who asked has had enough
                self._answer(answering(asked))

        do_POST = do_GET

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def _answer(self, response: Response) -> None:
            self.close_connection = response.length is None
            if response.raw:
                self._write(response.raw)
                return
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            if response.length is not None:
                self.send_header("Content-Length", str(response.length))
            self.end_headers()
            written = self._write(response.parts)
            self.close_connection |= written != response.length

        def _write(self, parts: Iterable[bytes]) -> int:
            written = 0
            for part in parts:
                self.wfile.write(part)
                written += len(part)
            return written

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


def body(content: bytes, *, kind: str = "application/json", status: int = 200, **headers: str) -> Response:
    return Response(status, {"Content-Type": kind, **headers}, [content], len(content))


def as_json(
    document: Any, *, status: int = 200, kind: str = "application/json; charset=utf-8", **headers: str
) -> Response:
    return body(json.dumps(document, ensure_ascii=False).encode(), kind=kind, status=status, **headers)


def packed(document: Any) -> Response:
    content = gzip.compress(json.dumps(document).encode())
    return Response(200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, [content], len(content))


def html(status: int = 404) -> Response:
    return body(b"<!DOCTYPE html><html><body>Sidan finns inte</body></html>", kind="text/html", status=status)


def problem(status: int, title: str, detail: str = "") -> Response:
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return as_json(document, status=status, kind="application/problem+json")


def busy(status: int = 429, *, retry_after: str | None = None) -> Response:
    response = problem(status, "Too Many Requests")
    if retry_after is not None:
        response.headers["Retry-After"] = retry_after
    return response


def redirect(to: str, status: int = 302) -> Response:
    return Response(status, {"Location": to}, [], 0)


def huge(megabytes: int = 100, *, says_so: bool = False) -> Response:
    """An endless list in JSON; says_so: with its true length told beforehand."""
    part = b"[" + b"1," * (MEGABYTE // 2)
    length = len(part) * megabytes
    return Response(
        200, {"Content-Type": "application/json"}, (part for _ in range(megabytes)), length if says_so else None
    )


def bomb(megabytes: int = 100) -> Response:
    """A hundred megabytes of nothing, packed to a thousandth."""
    content = gzip.compress(b" " * MEGABYTE * megabytes)
    return Response(200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, [content], len(content))


def drip(*, every: float = 0.05, seconds: float = 15) -> Response:
    """A byte now and then: never still for as long as a time-out between bytes would need."""
    return Response(200, {"Content-Type": "application/json"}, _slowly(every, seconds), None)


def drip_headers(*, every: float = 0.05, seconds: float = 15) -> Response:
    return Response(raw=_slowly(every, seconds, b"HTTP/1.1 200 OK\r\nX-Slow: "))


def silence(seconds: float = 15) -> Response:
    return Response(raw=_slowly(seconds, seconds))


def _slowly(every: float, seconds: float, first: bytes = b"[") -> Iterator[bytes]:
    yield first
    for _ in range(int(seconds / every)):
        time.sleep(every)
        yield b" "


def cut_short(document: Any, *, says_so: bool = True) -> Response:
    """Half of a JSON text; says_so: with the length of the whole, so that the loss can be seen."""
    content = json.dumps(document).encode()
    half = content[: len(content) // 2]
    return Response(200, {"Content-Type": "application/json"}, [half], len(content) if says_so else None)


def hang_up() -> Response:
    return Response(raw=[b""])


class Limited:
    """Answers 429 to more than so many questions in so many seconds, as a source does."""

    def __init__(self, answering: Answering, *, calls: int, seconds: float) -> None:
        self.answering, self.calls, self.seconds = answering, calls, seconds
        self.times: list[float] = []
        self.refused = 0

    def __call__(self, asked: Request) -> Response:
        self.times = [*(each for each in self.times if asked.time - each < self.seconds), asked.time]
        if len(self.times) <= self.calls:
            return self.answering(asked)
        self.refused += 1
        return busy(retry_after=str(max(1, round(self.seconds))))


class InTurn:
    """Answers the first question with the first response, the second with the second ..., the rest with the last."""

    def __init__(self, *responses: Response | Answering) -> None:
        self.responses = responses
        self.count = 0

    def __call__(self, asked: Request) -> Response:
        response = self.responses[min(self.count, len(self.responses) - 1)]
        self.count += 1
        return response(asked) if callable(response) else response
