"""The worker is killed while it builds a report, and meets a full disk: never half a file, and it is built after all."""

import resource
import sqlite3
import subprocess
import time
from contextlib import closing
from typing import Any

import pytest

from tests import server
from tests.faults.conftest import Installation
from tests.server import in_process

BATCH = server.command("worker", "--batch", "--no-startup-delay", "--interval", "0.1")


def row(installation: Installation) -> dict[str, Any]:
    """The file as it stands in the database, with the length of its content."""
    with closing(sqlite3.connect(installation.database)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute(
            "SELECT state, error, attempts, size, sha256, length(content) AS held FROM reports_builtfile"
        )
        return dict(found.fetchone())


def is_whole(installation: Installation) -> bool:
    with closing(sqlite3.connect(installation.database)) as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def asked(installation: Installation) -> Installation:
    """An installation in whose queue a Word file waits."""
    in_process("tests.faults.reports", installation.settings)
    return installation


def test_a_killed_build_is_taken_up_again_when_the_worker_starts(asked: Installation) -> None:
    worker = subprocess.Popen(BATCH, cwd=server.ROOT, env=asked.settings, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while row(asked)["state"] == "waiting":
        assert time.monotonic() < deadline and worker.poll() is None
        time.sleep(0.005)
    worker.kill()
    worker.wait()

    killed = row(asked)
    assert (killed["state"], killed["held"], killed["attempts"]) == ("running", None, 1)
    assert is_whole(asked)
    assert server.run(BATCH, asked.settings).returncode == 0
    done = row(asked)
    assert (done["state"], done["attempts"]) == ("done", 2)
    assert done["held"] == done["size"] > 10_000


def test_a_full_disk_leaves_no_half_file_and_the_build_is_done_when_there_is_room(asked: Installation) -> None:

    def limit() -> None:  # enough to begin, and not for the file
        resource.setrlimit(resource.RLIMIT_FSIZE, (45_000, 45_000))

    server.run(BATCH, asked.settings, preexec_fn=limit)

    full = row(asked)
    assert full["attempts"] == 1
    assert full["state"] != "done" and (full["held"], full["size"], full["sha256"]) == (None, 0, "")
    assert is_whole(asked)
    with closing(sqlite3.connect(asked.database)) as database, database:
        # As the button does: what failed is asked for again, and what was left running is taken up by itself.
        database.execute("UPDATE reports_builtfile SET state = 'waiting', attempts = 0 WHERE state = 'failed'")
    assert server.run(BATCH, asked.settings).returncode == 0
    done = row(asked)
    assert done["state"] == "done" and done["held"] == done["size"]
