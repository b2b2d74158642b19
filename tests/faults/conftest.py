"""An installation in a folder of its own: database, static files, and people who write."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import server
from tests.server import Ground


class Installation:
    """A data folder with its settings, and what stands in its database."""

    def __init__(self, folder: Path, ground: Ground) -> None:
        self.folder, self.ground = folder, ground
        self.settings = server.environment(folder)

    @property
    def database(self) -> Path:
        return self.folder / "handslag.sqlite3"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Made once: it takes some seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    settings = server.environment(folder)
    for words in (("migrate", "--verbosity", "0"), ("collectstatic", "--noinput", "--verbosity", "0")):
        done = server.run(server.command(*words), settings)
        assert done.returncode == 0, done.stderr
    return Installation(folder, server.prepare(settings, 5))


@pytest.fixture
def installation(prepared: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy for one test."""
    copy = tmp_path / "data"
    shutil.copytree(prepared.folder, copy)
    yield Installation(copy, prepared.ground)
