"""Whether the live sources still answer in the recorded shape: all at once, each within its time."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from handslag.opendata.errors import SourceError

SECONDS = 50.0
"""For all sources together: the operator is to know within a minute."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. asked: what. came: what came. differs: in what it is another, "" where it is not.

    news: what there is beside what was recorded; that breaks nothing.
    """

    asked: str
    came: str
    differs: str = ""
    news: str = ""


UNREACHED = ("fel: unreachable", "fel: timeout")
"""What came from a source that could not be reached."""


@dataclass(frozen=True)
class Verdict:
    """What became of one source. skipped: why it was not asked, "" where it was."""

    source: str
    base_url: str
    seconds: float
    findings: tuple[Finding, ...]
    skipped: str = ""

    @property
    def is_good(self) -> bool:
        return not any(finding.differs for finding in self.findings)

    @property
    def is_reached(self) -> bool:
        """Whether anything came: without a network the first thing that is looked at fails, and no other is tried."""
        return [finding.came for finding in self.findings] not in [[each] for each in UNREACHED]


@dataclass
class Last:
    """Remembers the raw answers of a client, to look at the fields that its records leave out. Give `keep` to it."""

    documents: list[Any] = field(default_factory=list)

    def keep(self, address: str, time: datetime, raw: bytes) -> None:
        """Take an answer."""
        self.documents.append(json.loads(raw.decode("utf-8-sig")))


def compared(found: Iterable[str], recorded: Iterable[str]) -> tuple[str, str]:
    """Return what is wrong with the fields of an object (those that are gone), and what is new."""
    has, had = set(found), set(recorded)
    gone, new = sorted(had - has), sorted(has - had)
    return (f"fälten {', '.join(gone)} saknas" if gone else ""), (f"nya fält: {', '.join(new)}" if new else "")


Check = Callable[[], Iterator[Finding]]


def run(checks: Mapping[str, tuple[str, Check]], *, seconds: float = SECONDS) -> Iterator[Verdict]:
    """Yield a verdict of each source as it comes. checks: source -> base address and what to do.

    A source that is not done in time is told so; what it had answered until then is told too.
    """
    done: SimpleQueue[str] = SimpleQueue()
    started = monotonic()
    kept: dict[str, list[Finding]] = {name: [] for name in checks}
    for name, (_, check) in checks.items():
        # A thread that hangs must not keep the command from ending.
        threading.Thread(target=_one, args=(name, check, kept[name], done), daemon=True).start()
    waiting = dict(checks)
    while waiting:
        try:
            name = done.get(timeout=max(0.0, started + seconds - monotonic()))
        except Empty:
            break
        yield Verdict(name, waiting.pop(name)[0], monotonic() - started, tuple(kept[name]))
    for name, (address, _) in waiting.items():
        late = Finding("resten av kontrollen", "inget svar i tid", f"inte klar på {seconds:.0f} sekunder")
        yield Verdict(name, address, monotonic() - started, (*kept[name], late))


def _one(name: str, check: Check, kept: list[Finding], done: SimpleQueue[str]) -> None:
    try:
        for finding in check():
            kept.append(finding)
    except SourceError as error:
        kept.append(Finding(error.address, f"fel: {error.reason}", error.message_sv))
    except Exception as error:  # our own fault, and the operator must see it rather than a source that looks well
        kept.append(Finding("kontrollen själv", type(error).__name__, str(error) or type(error).__name__))
    finally:
        done.put(name)
