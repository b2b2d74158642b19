"""500 people answer a follow-up within five minutes, on the real server with two workers.

`python -m bench.answers --minutes 5` runs it on SQLite and on PostgreSQL. Each opens the link, reads the form, saves
twice as the page does by itself, sends, and is thanked: six requests at moments of their own.
"""

import argparse
import json
import random
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from bench.alone import end_when_told, on_both_databases
from tests import server

PEOPLE, WORKERS = 500, 2
LONGEST = 500
"""Milliseconds that 95 of 100 requests may take at most."""
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Respondent:
    """Somebody with a link. milliseconds: what each request took. errors: what was not answered as it should."""

    port: int
    link: str
    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def answer(self, start: float, sitting: float) -> None:
        """Begin at `start` (a moment of time.monotonic) and take `sitting` seconds in all."""
        _sleep_until(start)
        at, _ = self._ask("GET", self.link, expect=302)
        at, _ = self._ask("GET", at, expect=302)
        form, page = self._ask("GET", at, expect=200)
        text = {"happened": "Arbetet har gått vidare som planerat, med två nya grupper.", "status": "ongoing"}
        for _ in range(2):
            time.sleep(sitting / 3)
            _, page = self._ask("POST", form, {**text, "version": _version(page)}, expect=200, by_itself=True)
        time.sleep(sitting / 3)
        thanks, _ = self._ask("POST", form, {**text, "version": _version(page), "skicka": "1"}, expect=302)
        self._ask("GET", thanks, expect=200)

    def _ask(
        self, method: str, path: str, values: dict[str, str] | None = None, *, expect: int, by_itself: bool = False
    ) -> tuple[str, str]:
        """Return where the answer leads, else where it was asked, and the page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if by_itself:
            headers["HX-Request"] = "true"
        body = None
        if values is not None:
            body = urlencode(values | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection, start = HTTPConnection("127.0.0.1", self.port, timeout=60), time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            found = connection.getresponse()
            page = found.read().decode()
        except (OSError, HTTPException) as error:
            self.errors.append(repr(error))
            return path, ""
        finally:
            connection.close()
        self.milliseconds.append(1000 * (time.perf_counter() - start))
        for cookie in found.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if found.status != expect or (by_itself and "Inte sparat" in page):
            self.errors.append(f"{found.status} {path}")
        return found.headers.get("Location") or path, page


def _version(page: str) -> str:
    found = _VERSION.search(page)
    return found[1] if found else "0"


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


@dataclass(frozen=True)
class Outcome:
    """What the respondents met. answers: how many the database holds, of PEOPLE."""

    seconds: float
    requests: int
    median: float
    p95: float
    longest: float
    errors: tuple[str, ...]
    answers: int

    @property
    def is_sound(self) -> bool:
        return not self.errors and self.answers == PEOPLE and self.p95 <= LONGEST

    def __str__(self) -> str:
        return (
            f"{PEOPLE} people answered in {self.seconds:.0f} s: {self.requests} requests, median {self.median:.0f} ms, "
            f"p95 {self.p95:.0f} ms (at most {LONGEST}), longest {self.longest:.0f} ms, {len(self.errors)} errors, "
            f"{PEOPLE - self.answers} lost"
        )


def answer(settings: dict[str, str], seconds: float) -> Outcome:
    """Let all answer within so many seconds, in an installation whose database has its tables; then count."""
    links = json.loads(server.in_process("tests.respondents", settings, "make", str(PEOPLE)))
    chance = random.Random(1)
    with server.serving(settings, workers=WORKERS) as running:
        people = [Respondent(running.port, urlsplit(link).path) for link in links]
        start = time.monotonic()
        sitting = seconds * 0.3
        threads = [
            threading.Thread(target=each.answer, args=(start + chance.random() * (seconds - sitting), sitting))
            for each in people
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - start
    times = sorted(each for person in people for each in person.milliseconds) or [0.0]
    return Outcome(
        seconds=took,
        requests=len(times),
        median=times[len(times) // 2],
        p95=times[int(0.95 * (len(times) - 1))],
        longest=times[-1],
        errors=tuple(error for person in people for error in person.errors),
        answers=int(server.in_process("tests.respondents", settings, "count")),
    )


def main() -> int:
    """Run on both databases, each new; return 1 where anything failed, was lost or took too long."""
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    seconds = parser.parse_args().minutes * 60
    return on_both_databases(lambda settings: answer(settings, seconds))


if __name__ == "__main__":
    end_when_told()
    sys.exit(main())
