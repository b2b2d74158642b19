"""What one worker of the real server holds in memory after all pages have been read a few times."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROUNDS, AT_ONCE, START_SECONDS = 3, 4, 30


@dataclass(frozen=True)
class Memory:
    """Megabytes (of 1000 kB). rss: all that is resident; pss: with shared pages split, None where not known."""

    rss: float
    pss: float | None


def worker_memory(addresses: Iterable[str]) -> Memory:
    """Start `handslag serve` with one worker, read every address as four readers at once would, and look.

    Raises OSError if the server does not start, or a page does not answer 200.
    """
    with _server() as (site, server), ThreadPoolExecutor(AT_ONCE) as readers:
        list(readers.map(_read, [site + address for address in addresses] * ROUNDS))
        return _memory_of(_only_child(_only_child(server)))  # serve starts gunicorn, which starts its worker


@contextmanager
def _server() -> Iterator[tuple[str, int]]:
    """Yield the address and the process id of a running server."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [Path(sys.executable).with_name("handslag"), "serve", "--workers", "1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            site = f"http://127.0.0.1:{port}"
            _wait_for(f"{site}/halsa/")
            yield site, server.pid
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return _read(address)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _read(address: str) -> None:
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()


def _processes() -> list[tuple[int, int, int]]:
    """Return process id, parent's id and resident kibibytes of everything that runs."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    return [tuple(int(part) for part in line.split()) for line in listed.stdout.splitlines()]


def _only_child(server: int) -> int:
    return next(process for process, parent, _ in _processes() if parent == server)


def _memory_of(process: int) -> Memory:
    """Read Linux's own account where there is one, else ask ps."""
    account = Path(f"/proc/{process}/smaps_rollup")
    if not account.exists():
        rss = next(size for found, _, size in _processes() if found == process)
        return Memory(_megabytes(rss), None)
    sizes = dict(re.findall(r"^(\w+): +(\d+) kB$", account.read_text(), re.MULTILINE))
    return Memory(_megabytes(int(sizes["Rss"])), _megabytes(int(sizes["Pss"])))


def _megabytes(kibibytes: int) -> float:
    return kibibytes * 1024 / 1_000_000
