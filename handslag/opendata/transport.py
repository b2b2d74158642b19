"""How a source is asked: politely, within limits, and with the answer whole or not at all."""

import json
import math
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

import handslag
from handslag.opendata import options
from handslag.opendata.answers import Answer, Unreadable, parsed
from handslag.opendata.errors import SourceError
from handslag.opendata.wire import Failed, Line, Reply

Keep = Callable[[str, datetime, bytes], None]
"""Takes care of a raw answer: address, time in UTC, bytes as they came unpacked. A question that was sent as a document
(POST) is added to the address after "#", which is never sent."""
Recall = Callable[[str], tuple[datetime, bytes] | None]
"""Gives back what was kept of an address, None where nothing was: then the source is asked."""
Query = Mapping[str, object] | Sequence[tuple[str, object]]

MAX_BYTES = 20_000_000
REDIRECTS = (301, 302, 303, 307, 308)
BUSY = (429, 503)
NOT_DATA = re.compile(r"html|xml|^image/")
MAX_REDIRECTS = 5
LEAST_PATIENCE = 1.0
"""Seconds between questions that a source may ask for, even of one who does not want to wait."""
DROPPED = 3
"""As often is a source asked that hangs up: more would not help, and whoever asks is waiting."""


class Transport:
    """Asks one source. One question at a time: threads wait for each other, for the limits are the source's.

    timeout: seconds for each whole answer. rate: questions a second at most. max_bytes: of an answer, packed and
    unpacked. keep: gets each answer that could be read. recall: knows answers that were kept before. attempts: at a question, when the source is busy (three at most when it hangs up).
    first_wait: seconds before the second attempt, doubled for each more, unless the source says how long; longest_wait:
    if it says more, the question is given up. Raises ValueError on an address or an option that cannot be meant.
    """

    def __init__(
        self, source: str, base_url: str, *, timeout: float = 30, rate: float = 5, max_bytes: int = MAX_BYTES,
        keep: Keep | None = None, recall: Recall | None = None, attempts: int = 5, first_wait: float = 1, longest_wait: float = 60,
    ) -> None:  # fmt: skip
        options.within("timeout", timeout, 0.001, 86_400)
        options.within("rate", rate, 0.001, 1e9)
        options.within("max_bytes", max_bytes, 0, 1e12)
        options.within("attempts", attempts, 1, 1000)
        options.within("first_wait", first_wait, 0, 86_400)
        options.within("longest_wait", longest_wait, 0, 86_400)
        self.source = source
        self.base_url = base_url.rstrip("/")
        self._place = _place(base_url)
        self._line = Line(self._place, timeout=timeout, max_bytes=max_bytes)
        self._keep = keep
        self._recall = recall
        self._attempts = attempts
        self._first_wait = first_wait
        self._longest_wait = longest_wait
        self._interval = 1 / rate
        self._next = 0.0
        self._lock = threading.Lock()

    def pace(self, *, calls: int, seconds: float) -> None:
        """Keep to a limit that the source has told. Never makes it faster than `rate`.

        Raises ValueError on a limit that nobody can have meant: with it each question would wait longer than
        `longest_wait`.
        """
        try:
            told = seconds / calls
        except ArithmeticError:
            told = math.nan
        if not 0 <= told <= max(self._longest_wait, LEAST_PATIENCE):
            raise ValueError(f"{calls} calls in {seconds} seconds is no limit to keep to")
        self._interval = max(self._interval, told)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def address(self, path: str, query: Query = ()) -> str:
        """Return the full address of a path below the base. The path is quoted here: give it plain."""
        told = urlencode([*query.items()] if isinstance(query, Mapping) else [*query], quote_via=quote, safe=",*")
        return f"{self.base_url}/{quote(path.lstrip('/'), safe='/,:')}{'?' if told else ''}{told}"

    def get(self, path: str, query: Query = ()) -> Answer:
        """Return the answer of a path below the base. Raises SourceError."""
        return self._answer("GET", self.address(path, query))

    def post(self, path: str, document: Any, query: Query = ()) -> Answer:
        """Return the answer to a document sent to a path. It is a question: asking it twice changes nothing."""
        return self._answer("POST", self.address(path, query), document)

    def follow(self, link: str, *, at: str) -> Answer:
        """Return the answer of an address that the source gave in its answer from `at`.

        Only the source itself is asked, by our scheme and port: some give an http address behind https. Raises
        SourceError.
        """
        there = _parsed(link, at)
        ports = {there.port, self._place.port} - {None}
        if there.host != self._place.host or there.scheme not in ("http", "https") or len(ports) > 1:
            raise SourceError(self.source, at, "other_host", f"Den angav {link[:200]!r}.")
        return self._answer("GET", f"{self._place.url}{there.request_uri}")

    def _answer(self, method: str, address: str, document: Any = None) -> Answer:
        sent = None if document is None else json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        shown = address if sent is None else f"{address}#{sent}"
        kept = self._recall(shown) if self._recall else None
        if kept:
            return self._read(address, shown, *kept)
        with self._lock:
            time, reply = self._reply(method, address, sent.encode() if sent else None)
        self._refuse(address, reply)
        answer = self._read(address, shown, time, reply.body)
        if self._keep:
            self._keep(shown, time, reply.body)
        return answer

    def _read(self, address: str, shown: str, time: datetime, body: bytes) -> Answer:
        try:
            return Answer(self.source, shown, time, parsed(body), len(body))
        except Unreadable as error:
            raise SourceError(self.source, address, "not_json", str(error)) from None

    def _refuse(self, address: str, reply: Reply) -> None:
        """Raise SourceError on an answer that is an error, or that calls itself a page or a picture.

        Sources call their JSON many things (text/plain, application/octet-stream): the parser tells what it is.
        """
        if reply.status >= 400:
            raise self._refusal(address, reply)
        kind = reply.headers.get("Content-Type", "").split(";")[0].lower()
        if reply.status not in (200, 203) or NOT_DATA.search(kind):
            told = f"Det är {kind[:60]!r} (HTTP {reply.status}) i stället för JSON."
            raise SourceError(self.source, address, "not_json", told, status=reply.status)

    def _reply(self, method: str, address: str, body: bytes | None) -> tuple[datetime, Reply]:
        """Return when and what the source answered, redirects within it followed."""
        asked = address
        for _ in range(MAX_REDIRECTS + 1):
            time, reply = self._patiently(method, address, body)
            if reply.status not in REDIRECTS:
                return time, reply
            there = _parsed(reply.headers.get("Location", ""), address)
            if Url(there.scheme, None, there.host, there.port) != self._place or method != "GET":
                told = f"Den angav {reply.headers.get('Location', '')[:200]!r}."
                raise SourceError(self.source, asked, "redirect", told, status=reply.status)
            address = f"{self._place.url}{there.request_uri}"
        raise SourceError(self.source, asked, "loop", status=reply.status)

    def _patiently(self, method: str, address: str, body: bytes | None) -> tuple[datetime, Reply]:
        """Ask until there is an answer, with longer and longer pauses while the source is busy or hangs up."""
        wait = self._first_wait
        for attempt in range(1, self._attempts + 1):
            is_last = attempt == self._attempts
            try:
                time, reply = self._once(method, address, body)
            except Failed as error:
                if error.reason != "dropped" or is_last or attempt == DROPPED:
                    raise SourceError(self.source, address, error.reason, error.told) from error
            else:
                if reply.status not in BUSY or is_last:
                    return time, reply
                wait = self._asked_to_wait(address, reply, wait)
            sleep(wait)
            wait = min(2 * wait, self._longest_wait)
        raise AssertionError("attempts must be at least 1")

    def _asked_to_wait(self, address: str, reply: Reply, wait: float) -> float:
        told = _seconds(reply.headers.get("Retry-After", ""))
        if told is not None and told > self._longest_wait:
            words = f"Den ber oss vänta {told:.0f} sekunder."
            raise SourceError(self.source, address, "rate_limited", words, status=reply.status)
        return wait if told is None else told

    def _once(self, method: str, address: str, body: bytes | None) -> tuple[datetime, Reply]:
        sleep(max(0.0, self._next - monotonic()))
        self._next = monotonic() + self._interval
        headers = {
            "User-Agent": f"Handslag/{handslag.__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        } | ({"Content-Type": "application/json"} if body is not None else {})
        return datetime.now(UTC), self._line.ask(method, _parsed(address).request_uri, headers, body)

    def _refusal(self, address: str, reply: Reply) -> SourceError:
        reason = {404: "not_found", 429: "rate_limited"}.get(reply.status, "status")
        told = " ".join(filter(None, (f"HTTP {reply.status}.", _own_words(reply.body))))
        return SourceError(self.source, address, reason, told, status=reply.status)


def _place(base_url: str) -> Url:
    found = _parsed(base_url)
    if found.scheme not in ("http", "https") or not found.host:
        raise ValueError(f"base_url must be a full http or https address, not {base_url!r}")
    return Url(found.scheme, None, found.host, found.port)


def _parsed(address: str, at: str = "") -> Url:
    """Return the parts of an address, seen from another; an empty one, which is nobody's, where it cannot be one."""
    try:
        return parse_url(urljoin(at, address))
    except (LocationParseError, ValueError):
        return Url()


def _seconds(told: str) -> float | None:
    """Return the seconds of a Retry-After, which is a number or a date; None where it is neither."""
    if told.isascii() and told.strip().isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _own_words(body: bytes) -> str:
    """Return what a source says of its refusal as JSON (problem+json, or an error), shortened; "" where it says none."""
    try:
        said = parsed(body)
    except Unreadable:
        return ""
    if not isinstance(said, dict):
        return ""
    words = [said[name] for name in ("title", "detail", "error", "message", "msg") if isinstance(said.get(name), str)]
    return f"Den svarade: {' '.join(words)[:300]}" if words else ""
