"""The server is killed while people write: nothing that it said was saved is lost, and it starts again."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

from tests.faults.conftest import Installation
from tests.server import Writer, found, serving

WRITERS, SAVES = 4, 5
HALF_SAVED = """
    SELECT id FROM plans_initiative WHERE version - 1 <> (
        SELECT count(*) FROM trust_change WHERE target_kind = 'initiative' AND target_id = plans_initiative.id)
"""


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(installation: Installation) -> None:
    ground = installation.ground
    with serving(installation.settings) as server:
        writers = [Writer(server, ground, f"skrivare {n}") for n in range(WRITERS)]
        pairs = list(zip(writers, ground.initiatives, strict=False))
        threads = [Thread(target=_save_until_gone, args=pair) for pair in pairs]
        [thread.start() for thread in threads]
        _wait_until(lambda: all(writer.errors or len(writer.seconds) >= SAVES for writer in writers))
        assert [writer.errors for writer in writers] == [[]] * WRITERS
        backup = _back_up(installation.database)
        server.kill()
        [thread.join() for thread in threads]

    assert_whole(backup)
    assert_whole(installation.database)
    told = found(installation.settings)
    for writer, initiative in pairs:
        texts, saved = writer.acknowledged[initiative], told[initiative]
        # One more may have been saved whose answer never came.
        assert saved["texts"][: len(texts)] == texts and len(saved["texts"]) - len(texts) in (0, 1)
        assert saved["is_whole"] and saved["text"] == saved["texts"][-1]
        assert saved["events"] == len(saved["texts"])
    with serving(installation.settings) as server:
        initiative = ground.initiatives[0]
        again = Writer(server, ground, "samma skrivare", versions={initiative: told[initiative]["version"]})
        assert again.save(initiative)
        assert again.get(f"/{ground.county}/insatser/")[0] == 200


def assert_whole(path: Path) -> None:
    """Nothing is broken, and every version of every initiative has its change: no save is there by half."""
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute(HALF_SAVED).fetchall() == []


def _back_up(path: Path) -> Path:
    """Take a copy as the operator guide says, while people write."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(path.with_name("backup"))) as copy:
        source.backup(copy)
    return path.with_name("backup")


def _save_until_gone(writer: Writer, initiative: str) -> None:
    while writer.save(initiative):
        pass


def _wait_until(is_so: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "too slow"
        time.sleep(0.01)
