"""Raw answers in files: whole or not at all, and a broken-off fetch goes on where it was."""

import csv
import json
import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handslag.opendata.errors import SourceError
from handslag.opendata.kept import CannotKeep, Folder
from handslag.opendata.kolada import Kolada
from handslag.opendata.records import Observation
from tests.opendata import server
from tests.opendata.kolada_server import KoladaServer, row
from tests.opendata.server import Request, Response, serving

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE = Observation("N1", "1880", "2024", "K", 1.5, other=(("age", "16-84"),))


def begin(out: Path, question: Any = "N1", now: datetime = NOW, **more: Any) -> Folder:
    return Folder.begin(out, source="kolada", question=question, now=now, **more)


def test_an_answer_is_kept_as_it_came_with_address_and_time(tmp_path: Path) -> None:
    folder = begin(tmp_path)

    folder.keep("http://x/å", NOW, b'{"a": 1}')

    (told,) = (json.loads(path.read_text()) for path in folder.path.glob("*.meta.json"))
    assert (told["address"], told["time"], told["bytes"]) == ("http://x/å", NOW.isoformat(), 8)
    assert (folder.path / told["file"]).read_bytes() == b'{"a": 1}'
    assert folder.recall("http://x/å") == (NOW, b'{"a": 1}')
    assert folder.recall("http://x/annat") is None


def test_an_answer_that_was_changed_on_the_disk_is_asked_for_again(tmp_path: Path) -> None:
    folder = begin(tmp_path)
    folder.keep("http://x", NOW, b"{}")
    (raw,) = (path for path in folder.path.glob("*.json") if path.stem.isalnum() and len(path.stem) == 20)
    raw.write_bytes(b"[]")

    assert begin(tmp_path).recall("http://x") is None


def test_the_rows_are_written_as_a_table(tmp_path: Path) -> None:
    folder = begin(tmp_path)

    assert folder.finish([ONE, Observation("N1", "1814", "2024", "", None, "missing")], now=NOW, terms="Källa: X") == 2

    with (folder.path / "rows.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["value"], first["other"], first["status"]) == ("1.5", '[["age", "16-84"]]', "")
    assert (second["value"], second["status"]) == ("", "missing")


def test_the_same_question_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    broken = begin(tmp_path)
    broken.keep("http://x", NOW, b"{}")

    later = NOW + timedelta(hours=1)
    assert begin(tmp_path, now=later).path == broken.path
    assert begin(tmp_path, now=later).resumed == 1
    assert begin(tmp_path, "N2", now=later).path != broken.path


def test_a_finished_an_old_and_an_unwanted_fetch_are_not_gone_on_with(tmp_path: Path) -> None:
    first = begin(tmp_path)

    again = begin(tmp_path, now=NOW + timedelta(seconds=1), again=True)
    much_later = begin(tmp_path, now=NOW + timedelta(hours=7))
    much_later.finish([], now=NOW, terms="")
    last = begin(tmp_path, now=NOW + timedelta(hours=8))

    assert len({each.path for each in (first, again, much_later, last)}) == 4


def test_a_fetch_that_broke_off_asks_only_for_the_rest(tmp_path: Path) -> None:
    source = KoladaServer([row("N1", f"{n:04}", 2024) for n in range(60)])
    is_down = True

    def answering(asked: Request) -> Response:
        return server.problem(500, "Internal error") if is_down and "0030" in asked.path else source(asked)

    def fetch(url: str) -> int:
        folder = begin(tmp_path)
        client = Kolada(url, rate=1000, keep=folder.keep, recall=folder.recall)
        return folder.finish(client.data("N1", [f"{n:04}" for n in range(60)], 2024), now=NOW, terms="")

    with serving(answering) as served:
        with pytest.raises(SourceError):
            fetch(served.url)
        is_down = False
        served.requests.clear()

        assert fetch(served.url) == 60
        assert len(served.requests) == 2


def names(path: Path) -> set[str]:
    return {each.name for each in path.iterdir()}


@pytest.fixture
def full_disk():
    """Let no file grow beyond 200 bytes, which is how a full disk looks to the program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_in_words_and_leaves_no_half(tmp_path: Path, full_disk: Any) -> None:
    folder = begin(tmp_path)
    before = names(folder.path)
    full_disk()

    with pytest.raises(CannotKeep, match="Disken är full"):
        folder.keep("http://x", NOW, b"1" * 1000)
    with pytest.raises(CannotKeep, match="Disken är full"):
        folder.finish([ONE] * 100, now=NOW, terms="")

    assert names(folder.path) == before


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")

    with pytest.raises(CannotKeep, match="Det går inte att skriva"):
        begin(tmp_path / "fil")


def test_rows_that_break_off_leave_no_table(tmp_path: Path) -> None:
    folder = begin(tmp_path)

    def breaking() -> Any:
        yield ONE
        raise SourceError("Kolada", "http://x", "dropped")

    with pytest.raises(SourceError):
        folder.finish(breaking(), now=NOW, terms="")

    assert names(folder.path) == {"question.json"}
