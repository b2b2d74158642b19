"""Raw answers in files, with address and time: what was fetched can be shown, and a broken-off fetch goes on."""

import csv
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from handslag.opendata.records import Observation

QUESTION, FINISHED, ROWS = "question.json", "finished.json", "rows.csv"
GOES_ON_FOR = timedelta(hours=6)
"""A broken-off fetch older than this is begun anew: the source may have changed what came before, and pages shift."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class CannotKeep(Exception):
    """Something could not be written, and there is no half of it. The message says why, in Swedish."""


class Folder:
    """One fetch's folder: the question, each raw answer in two files (as it came; address, time and sum), and the rows.

    resumed: how many answers were there already.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = {told["address"]: told for told in _told(path)}
        self.resumed = len(self._known)

    @property
    def count(self) -> int:
        """How many answers there are, those of an earlier attempt too."""
        return len(self._known)

    @property
    def size(self) -> int:
        """How many bytes they are together."""
        return sum(told["bytes"] for told in self._known.values())

    @classmethod
    def begin(cls, out: Path, *, source: str, question: Any, now: datetime, again: bool = False) -> "Folder":
        """Return the folder of a fetch in `out`: of one with the same question that broke off, or else a new one.

        again: never go on with an old one. Raises CannotKeep.
        """
        asked = {"source": source, "question": question}
        path = None if again else _broken_off(out, asked, now)
        if path is None:
            path = out / f"{source}-{now.astimezone(UTC):%Y%m%dT%H%M%S}Z"
            with _words(path):
                path.mkdir(parents=True)
            _write(path / QUESTION, _as_json(asked | {"begun": now.isoformat()}))
        return cls(path)

    def keep(self, address: str, time: datetime, raw: bytes) -> None:
        """Keep an answer; it counts when both its files are whole. Raises CannotKeep."""
        name = hashlib.sha256(address.encode()).hexdigest()[:20]
        told = {"address": address, "time": time.isoformat(), "file": f"{name}.json", "bytes": len(raw)}
        told["sha256"] = hashlib.sha256(raw).hexdigest()
        _write(self.path / f"{name}.json", raw)
        _write(self.path / f"{name}.meta.json", _as_json(told))
        self._known[address] = told

    def recall(self, address: str) -> tuple[datetime, bytes] | None:
        """Return the time and the bytes of an answer that is here, None where it is not, or is not as it was."""
        told = self._known.get(address)
        if told is None:
            return None
        try:
            raw = (self.path / told["file"]).read_bytes()
        except OSError:
            return None
        is_same = hashlib.sha256(raw).hexdigest() == told["sha256"]
        return (datetime.fromisoformat(told["time"]), raw) if is_same else None

    def discard(self) -> None:
        """Take away a folder that was begun for nothing. One that went on with an earlier attempt stays."""
        if not self.resumed:
            shutil.rmtree(self.path, ignore_errors=True)

    def finish(self, observations: Iterable[Observation], *, now: datetime, terms: str) -> int:
        """Write the rows, and then that the fetch is finished; return how many rows. Raises CannotKeep."""
        count = 0
        with _words(self.path), _whole(self.path / ROWS) as file:
            text = csv.writer(_Encoded(file))
            text.writerow(each.name for each in fields(Observation))
            for each in observations:
                text.writerow(_cells(each))
                count += 1
        told = {"finished": now.isoformat(), "rows": count, "terms": terms, "answers": list(self._known.values())}
        _write(self.path / FINISHED, _as_json(told))
        return count


def _told(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(each.read_bytes()) for each in sorted(path.glob("*.meta.json")))


def _broken_off(out: Path, asked: dict[str, Any], now: datetime) -> Path | None:
    with _words(out):  # a file on the way there, or a folder that nobody may look into
        there = sorted(out.glob(f"{asked['source']}-*"), reverse=True)
    for path in there:
        if (path / FINISHED).exists() or not (path / QUESTION).exists():
            continue
        told = json.loads((path / QUESTION).read_bytes())
        begun = datetime.fromisoformat(told.pop("begun"))
        if told == asked and now - begun < GOES_ON_FOR:
            return path
    return None


def _cells(each: Observation) -> Iterator[str]:
    for value in astuple(each):
        if isinstance(value, tuple):
            yield json.dumps(value, ensure_ascii=False) if value else ""
        else:
            yield "" if value is None else str(value)


class _Encoded:
    """Lets text be written to a file of bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def _write(path: Path, content: bytes) -> None:
    with _words(path), _whole(path) as file:
        file.write(content)


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Write aside and move into place: there is never half a file, nor the remains of one."""
    aside = path.with_name(f".{path.name}.part")  # what a killed fetch leaves is written over by the next
    try:
        with aside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


@contextmanager
def _words(path: Path) -> Iterator[None]:
    """Tell in words what the system says of a file that it does not write."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            why, then = "Disken är full", "Inget halvt är kvar; kör samma kommando igen så fortsätter hämtningen."
        else:
            why, then = f"Det går inte att skriva ({error.strerror or error})", "Välj en mapp som går att skriva i."
        raise CannotKeep(f"{why}: {path}. {then}") from error


def _as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
