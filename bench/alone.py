"""One load on the real server by itself, without the national data set: on SQLite and on PostgreSQL, each new."""

import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests import server
from tests.postgres import running_server


class Outcome(Protocol):
    """What a load met; as text, in one line."""

    errors: tuple[str, ...]

    @property
    def is_sound(self) -> bool: ...


def on_both_databases(load: Callable[[dict[str, str]], Outcome]) -> int:
    """Run the load with the settings of each database and tell of it; return 1 where one was not sound, else 0."""
    codes = []
    with tempfile.TemporaryDirectory(prefix="handslag-load-") as folder, running_server() as postgres:
        for name, url in {"SQLite": "", "PostgreSQL": postgres}.items():
            settings = server.environment(Path(folder), url)
            server.run(server.command("migrate", "--verbosity", "0"), settings).check_returncode()
            outcome = load(settings)
            print(f"{name}: {outcome}", *outcome.errors[:5], sep="\n", flush=True)
            codes.append(not outcome.is_sound)
    return int(any(codes))


def end_when_told() -> None:
    """Let a terminated run still stop its servers and remove its data: the exception unwinds the `with`."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
