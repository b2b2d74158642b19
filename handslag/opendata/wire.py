"""One question over one connection: an answer that is whole, in time and not too large, or a reason why not."""

import socket
import threading
import weakref
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, make_headers, parse_url

CHUNK = 65_536
GZIP = zlib.MAX_WBITS | 16


class Failed(Exception):
    """No answer. reason: one of errors.REASONS; told: more about it, in Swedish."""

    def __init__(self, reason: str, told: str = "") -> None:
        self.reason = reason
        self.told = told
        super().__init__(reason)


@dataclass(frozen=True)
class Reply:
    """A whole answer, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """A connection to one host, opened when it is needed and kept between questions."""

    def __init__(self, place: Url, *, timeout: float, max_bytes: int) -> None:
        """place: scheme, host and port. timeout: seconds for a whole answer. max_bytes: of it, packed and unpacked."""
        self._connection = _connection(place, timeout)
        weakref.finalize(self, self._connection.close)  # who asks once need not remember to hang up
        self._timeout = timeout
        self._max_bytes = max_bytes

    def close(self) -> None:
        """Hang up. The next question opens the connection again."""
        self._connection.close()

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
        """Return the answer to one question. Raises Failed; nothing is then left half-read on the connection."""
        started = monotonic()
        try:
            self._open()
            # The sockets of http.client start their time-out anew with every byte, so a slow drip would never end.
            with _cut_off(self._connection.sock, self._timeout - (monotonic() - started)) as is_late:
                reply = self._exchange(method, target, headers, body, is_late)
        except Failed:
            self.close()
            raise
        return reply

    def _open(self) -> None:
        if self._connection.sock is not None:
            return
        try:
            self._connection.connect()
        except (HTTPError, OSError) as error:
            # A refused connection is a kind of time-out to urllib3.
            is_late = isinstance(error, (ConnectTimeoutError, TimeoutError)) and not isinstance(
                error, NewConnectionError
            )
            why = str(error.__cause__ or error)[:200]  # a certificate that is not believed, a name that is not known
            raise Failed(*(("timeout",) if is_late else ("unreachable", f"({why})"))) from error

    def _exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None, is_late: threading.Event
    ) -> Reply:
        try:
            self._connection.request(method, target, body, headers, preload_content=False, decode_content=False)
            with closing(self._connection.getresponse()) as response:
                content = self._content(response)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            late = is_late.is_set() or isinstance(error, TimeoutError)
            raise Failed("timeout" if late else "dropped") from error
        if is_late.is_set():  # an answer without a length ends where it is cut off, and looks whole
            raise Failed("timeout")
        return Reply(response.status, response.headers, content)

    def _content(self, response: BaseHTTPResponse) -> bytes:
        length = response.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length) > self._max_bytes:
            raise _too_large(self._max_bytes)
        unpack = _Unpacking(response.headers.get("Content-Encoding", ""), self._max_bytes)
        while chunk := response.read1(CHUNK):
            unpack.add(chunk)
        return unpack.whole()


def _connection(place: Url, timeout: float) -> HTTPConnection:
    """Return a connection that is not yet open; by way of the environment's HTTPS_PROXY where there is one."""
    host = (place.host or "").strip("[]")
    if place.scheme != "https":
        return HTTPConnection(host, place.port, timeout=timeout)
    told = None if proxy_bypass(host) else getproxies().get("https")
    if not told:
        return HTTPSConnection(host, place.port, timeout=timeout)
    proxy = parse_url(told)
    scheme = proxy.scheme or "http"
    port = proxy.port or {"http": 80, "https": 443}.get(scheme)
    by_way = HTTPSConnection((proxy.host or "").strip("[]"), port, timeout=timeout, proxy=proxy)
    known_as = make_headers(proxy_basic_auth=unquote(proxy.auth)) if proxy.auth else None
    by_way.set_tunnel(host, place.port or 443, known_as, scheme=scheme)
    return by_way


class _Unpacking:
    """Takes what comes, packed or not, and stops when it is more than is wanted."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        if encoding.lower() not in ("", "identity", "gzip", "x-gzip"):
            raise Failed("not_json", f"Det är packat som {encoding[:40]!r}, vilket ingen bad om.")
        self._gzip = zlib.decompressobj(GZIP) if "gzip" in encoding.lower() else None
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._packed = self._unpacked = 0

    def add(self, chunk: bytes) -> None:
        self._packed += len(chunk)
        self._grow(b"" if self._gzip else chunk)
        while self._gzip and chunk:
            try:
                self._grow(self._gzip.decompress(chunk, self._max_bytes - self._unpacked + 1))
            except zlib.error:
                raise Failed("not_json", "Det går inte att packa upp.") from None
            chunk = self._gzip.unconsumed_tail

    def _grow(self, part: bytes) -> None:
        self._unpacked += len(part)
        if max(self._packed, self._unpacked) > self._max_bytes:
            raise _too_large(self._max_bytes)
        self._parts.append(part)

    def whole(self) -> bytes:
        if self._gzip and self._packed and not self._gzip.eof:
            raise Failed("dropped")
        return b"".join(self._parts)


def _too_large(max_bytes: int) -> Failed:
    return Failed("too_large", f"Gränsen är {max_bytes} byte.")


@contextmanager
def _cut_off(sock: socket.socket | None, seconds: float) -> Iterator[threading.Event]:
    """Shut the connection when the time has passed. Yields what tells whether it has."""
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(seconds, 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
