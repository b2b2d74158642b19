"""The server and the process beside it that works off the queue."""

import logging
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from handslag.exchange.management.commands.serve import run_together


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def python(program: str, *args: object) -> list[str]:
    return [sys.executable, "-c", program, *map(str, args)]


UNTIL_THREE = """
import pathlib, sys, time
deadline = time.monotonic() + 60
while time.monotonic() < deadline and pathlib.Path(sys.argv[1]).stat().st_size < 3:
    time.sleep(0.05)
sys.exit(7)
"""
NOTES_AND_FAILS = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(1)"


def test_a_worker_that_ends_is_started_again_and_told_of(tmp_path: Path, caplog) -> None:
    notes = tmp_path / "notes"
    notes.touch()

    with caplog.at_level(logging.ERROR, logger="handslag.serve"):
        code = run_together(python(UNTIL_THREE, notes), python(NOTES_AND_FAILS, notes), pause=0.05)

    assert code == 7 and len(notes.read_text()) >= 3
    assert "ended with code 1; it is started again" in caplog.text


def test_what_still_runs_ends_with_the_server() -> None:
    begun = time.monotonic()

    assert run_together(python("raise SystemExit(3)"), python("import time; time.sleep(50)")) == 3
    assert time.monotonic() - begun < 25
