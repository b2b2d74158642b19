"""The real server (`handslag serve`: gunicorn with its workers) on a data folder of its own, and people who write to it.

For tests of faults and for the bench. Nothing here knows pytest.
"""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
START_SECONDS = 30
# As an installation would run, whatever stands in the caller's environment.
PLAIN = {
    "HANDSLAG_DEMO": "0",
    "HANDSLAG_HTTPS": "0",
    "HANDSLAG_HOSTS": "localhost,127.0.0.1",
    "HANDSLAG_SECRET_KEY": "only-for-tests-of-the-server",
    "DJANGO_SETTINGS_MODULE": "handslag.settings",
}
TOKEN = "a" * 32
_VERSION = re.compile(r'name="version" value="(\d+)"')


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """Return the environment of an installation in a data folder; url: its database where it is not SQLite there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANDSLAG_")}
    kept.pop("DATABASE_URL", None)
    return kept | PLAIN | {"HANDSLAG_DATA_DIR": str(folder)} | ({"DATABASE_URL": url} if url else {})


def command(*words: str) -> list[str]:
    """Return the command line of `handslag`, of the code beside these tests."""
    return [sys.executable, "-c", "from handslag.command import main; main()", *words]


def run(words: list[str], settings: dict[str, str], **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, from the repository."""
    return subprocess.run(words, cwd=ROOT, env=settings, text=True, capture_output=True, timeout=120, **more)


def in_process(module: str, settings: dict[str, str], *words: str) -> str:
    """Run a module with Django's settings and return what it prints. Raises RuntimeError with its errors."""
    done = run([sys.executable, "-m", module, *words], settings)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


@dataclass
class Server:
    """A running server. Its processes are a group of their own, so that all of them can be killed at once."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End every process of the server at once, with no time to tidy up (SIGKILL)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(settings: dict[str, str], *, workers: int = 1, file_size: int | None = None) -> Iterator[Server]:
    """Yield a server that answers. file_size: the largest file, in bytes, that the system lets it write.

    Raises OSError if it does not start.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))) if file_size else None
    process = subprocess.Popen(
        command("serve", "--workers", str(workers), "--port", str(port)),
        cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, preexec_fn=limit,
    )  # fmt: skip
    server = Server(port, process)
    try:
        _wait_for(f"{server.site}/halsa/")
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@dataclass(frozen=True)
class Ground:
    """A county in an empty database, with somebody signed in who leads its plan, and initiatives to write on."""

    county: str
    session: str
    initiatives: list[str]

    def page(self, initiative: str) -> str:
        return f"/{self.county}/andra/syfte/{initiative}/"


def prepare(settings: dict[str, str], initiatives: int) -> Ground:
    """Make the ground in a database that has its tables."""
    return Ground(**json.loads(in_process("tests.ground", settings, "make", str(initiatives))))


def found(settings: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return what the database holds of each initiative of the ground: see `tests.ground`."""
    return json.loads(in_process("tests.ground", settings, "tell"))


@dataclass
class Writer:
    """Somebody who saves again and again, each time another text.

    acknowledged: the texts that the server said it had saved, by initiative. collisions: how often it said that
    somebody had been there first. errors: everything else that it answered, and where it did not answer.
    """

    server: Server
    ground: Ground
    name: str
    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    collisions: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    _count: int = 0

    def save(self, initiative: str) -> bool:
        """Save a new text; after a collision, at the version that the server told of. Returns whether it was saved."""
        self._count += 1
        text = f"Text {self._count} av {self.name}."
        for _ in range(100):
            version = self.versions.get(initiative, 1)
            start = time.perf_counter()
            status, page = self.post(self.ground.page(initiative), {"summary": text, "version": str(version)})
            if status == 302:
                self.seconds.append(time.perf_counter() - start)
                self.acknowledged.setdefault(initiative, []).append(text)
                self.versions[initiative] = version + 1
                return True
            now = _VERSION.search(page)
            if status != 422 or not now or int(now[1]) == version:
                self.errors.append(f"{status} {page[:200]}")
                return False
            self.collisions += 1
            self.versions[initiative] = int(now[1])
        self.errors.append("one hundred collisions in a row")
        return False

    def post(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        """Return the status and the page; status 0 where the server did not answer."""
        return self._ask("POST", path, urlencode(values | {"csrfmiddlewaretoken": TOKEN}))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {
            "Cookie": f"sessionid={self.ground.session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException) as error:
            return 0, repr(error)
        finally:
            connection.close()
