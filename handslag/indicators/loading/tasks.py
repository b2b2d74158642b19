"""Figures that the worker fetches. A queued task names a taking in by number: nothing else waits in the queue."""

import logging
import os
import socket
from datetime import datetime
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from handslag.indicators.loading.asking import Answers, NoAddress, ask
from handslag.indicators.loading.figures import CannotRead
from handslag.indicators.loading.rows import Made, made
from handslag.indicators.loading.standing import of_county
from handslag.indicators.models import Fetch
from handslag.indicators.models.figures import LEASE
from handslag.indicators.queries import definition_of
from handslag.indicators.reading import Definition
from handslag.indicators.writing import BadRow, Taken, take_in
from handslag.opendata.errors import REASONS, SourceError
from handslag.places.models import Area
from handslag.swedish import dates
from handslag.swedish.numbers import count, number
from handslag.trust.storage import trouble
from handslag.trust.workers import is_gone

log = logging.getLogger("handslag.indicators")

MOST_ATTEMPTS = 2
"""A taking in that took its worker with it is tried once more: a stop of the machine is no fault of the source."""
TELL_SECONDS = 1.0
ASKING, READING, WRITING = 5, 80, 90
"""Percent at which each step begins."""

OUR_FAULT = "Något gick fel hos oss. Försök igen; hjälper det inte, säg till den som sköter Handslag."
STOPPED = "Hämtningen avbröts innan den var klar. Hämta igen."
NO_ROOM = "Talen gick inte att spara: servern har slut på utrymme. Säg till den som sköter Handslag."
GONE = "Indikatorn finns inte längre."
EMPTY = "Källan svarade, men utan ett enda tal om det här."
TECHNICAL = ("unreachable", "dropped")
"""Reasons whose details are the system's own words, and say nothing to whoever reads."""
REVIEW = "Talen tas inte in förrän indikatorns beskrivning har setts över."


class _Overtaken(Exception):
    """Another worker has taken what this one thought was its own."""


def enqueue(fetch: Fetch) -> None:
    """Let figures be fetched as soon as what we write now stands."""
    number_of_it = fetch.pk
    transaction.on_commit(lambda: fetch_figures.enqueue(number_of_it))


@task()
def fetch_figures(fetch_id: int) -> None:
    """Fetch one indicator's figures, and note what became of it in words. One that another worker has is left alone."""
    fetch = _take(fetch_id)
    if fetch is None:
        return
    definition = definition_of(fetch.indicator.key)
    if definition is None:
        _fail(fetch, GONE)
        return
    try:
        _fetch(fetch, definition)
    except SourceError as error:
        _fail(fetch, _said(error))
    except (CannotRead, NoAddress) as error:
        _fail(fetch, str(error))
    except BadRow as error:
        _fail(fetch, f"Källans svar går inte att ta in. {error}")
    except _Overtaken:
        log.warning("A taking in was overtaken by another worker")
    except Exception as error:
        log.error("An indicator (%s) could not be fetched: %s", definition.key, type(error).__name__)
        _fail(fetch, NO_ROOM if trouble(error) else OUR_FAULT)


def take_up_lost() -> None:
    """Fetch again what a worker left when it was killed, once; what has been tried enough is told as failed."""
    late = timezone.now() - LEASE
    running = Fetch.objects.filter(way="source", state="running")
    lost = [each.pk for each in running if each.seen_at is None or each.seen_at < late or is_gone(each.worker)]
    for each in Fetch.objects.filter(pk__in=lost, attempts__gte=MOST_ATTEMPTS):
        give_up(each)
    Fetch.objects.filter(pk__in=lost, state="running").update(state="waiting", step="", percent=0, worker="")
    for each in Fetch.objects.filter(way="source", state="waiting"):
        enqueue(each)


def give_up(fetch: Fetch) -> None:
    """Tell of a taking in whose worker has gone that it came to nothing."""
    _fail(fetch, STOPPED)


def _take(fetch_id: int) -> Fetch | None:
    """Return the taking in, held for this worker; None where it waits no more."""
    fetch = Fetch.objects.filter(pk=fetch_id).first()
    if fetch is None:
        return None
    mine = {"state": "running", "worker": f"{socket.gethostname()}:{os.getpid()}", "seen_at": timezone.now()}
    mine |= {"attempts": fetch.attempts + 1, "step": "Frågar källan", "percent": ASKING, "rows": 0}
    taken = Fetch.objects.filter(pk=fetch_id, state="waiting", attempts=fetch.attempts).update(**mine)
    return Fetch.objects.select_related("indicator").get(pk=fetch_id) if taken else None


def _fetch(fetch: Fetch, definition: Definition) -> None:
    """Ask, read and write. Raises SourceError, CannotRead, NoAddress, BadRow, _Overtaken."""
    progress = _Progress(fetch)
    asked = ask(definition, keep=progress.keep, tell=progress.tell, before=_called_before(fetch, definition))
    progress.step("Läser svaren", READING)
    found = made(definition, asked.told, dict(Area.objects.filter(is_example=False).values_list("code", "kind")))
    if not any(row.value is not None for row in found.rows):
        raise CannotRead(EMPTY)
    progress.step(f"Skriver {count(len(found.rows), 'tal', 'tal')}", WRITING, rows=len(found.rows))
    with transaction.atomic():
        taken = take_in(fetch, found.rows, definition=definition)
        done = _mine(fetch).update(
            state="done", step="", percent=100, error="", done_at=timezone.now(), seen_at=timezone.now(),
            meanings=asked.meanings, note=_note(found, taken), added=taken.added, revised=taken.revised,
            same=taken.same, gone=taken.gone, rows=taken.rows, **progress.answered,
        )  # fmt: skip
        if not done:
            raise _Overtaken


def _called_before(fetch: Fetch, definition: Definition) -> dict[str, str]:
    """Return what the source called things when its figures last came, unless the definition has been seen over since."""
    last = Fetch.objects.filter(indicator=fetch.indicator_id, way="source", state="done").first()
    if last is None or last.done_at is None or definition.changes[-1].on > timezone.localdate(last.done_at):
        return {}
    return dict(last.meanings)


def _note(found: Made, taken: Taken) -> str:
    notes = []
    if taken.gone:
        finns = "uppgift finns" if taken.gone == 1 else "uppgifter finns"
        notes.append(f"{number(taken.gone)} {finns} inte längre hos källan. De står kvar som de var.")
    if found.unknown:
        some = ", ".join(found.unknown[:10]) + (" med flera" if len(found.unknown) > 10 else "")
        notes.append(f"Områden som Handslag inte har är inte med: {some}.")
    return " ".join(notes)[:500]


class _Progress:
    """Tells how far a taking in has come, at most once a second, and that its worker lives."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._answers = Answers()
        self._said = monotonic() - TELL_SECONDS
        self._words, self._rows = "", 0

    @property
    def answered(self) -> dict[str, object]:
        told = self._answers
        return {"answers": told.noted, "sha256": told.sha256, "address": told.address}

    def keep(self, address: str, time: datetime, raw: bytes) -> None:
        self._answers.keep(address, time, raw)
        self._now_and_then()

    def tell(self, source: str, rows: int) -> None:
        self._words, self._rows = f"Hämtar från {source}", rows
        self._now_and_then()

    def step(self, words: str, percent: int, *, rows: int | None = None) -> None:
        self._rows = self._rows if rows is None else rows
        _mine(self._fetch).update(step=words, percent=percent, rows=self._rows, seen_at=timezone.now())

    def _now_and_then(self) -> None:
        if monotonic() - self._said < TELL_SECONDS:
            return
        self._said = monotonic()
        # How many answers there will be is not known: each brings it a tenth nearer.
        percent = ASKING + round((READING - ASKING) * (1 - 0.9**self._answers.count))
        self.step(f"{self._words}: {count(self._answers.count, 'svar', 'svar')}", percent)


def _mine(fetch: Fetch):
    """Return the taking in's row as long as it is this attempt's."""
    return Fetch.objects.filter(pk=fetch.pk, state="running", attempts=fetch.attempts, worker=fetch.worker)


def _said(error: SourceError) -> str:
    if error.reason == "timeout":
        return f"{error.source} svarade inte inom {count(settings.SOURCE_TIMEOUT, 'sekund', 'sekunder')}."
    if error.reason in TECHNICAL:
        return REASONS[error.reason].format(source=error.source)
    return f"{error.message_sv} {REVIEW}" if error.reason == "changed" else error.message_sv


def _fail(fetch: Fetch, error: str) -> None:
    told = f"{error[:900]} {still_there(fetch.indicator_id)}"
    _mine(fetch).update(state="failed", step="", percent=0, error=told[:1000], seen_at=timezone.now())


def still_there(indicator: int) -> str:
    """Return which figures stand, when new ones did not come: "De tidigare talen står kvar: från 3 mars 2026."."""
    good = Fetch.objects.filter(of_county(None), indicator=indicator, state="done", done_at__isnull=False)
    last = good.exclude(added=0, revised=0, same=0).order_by("-done_at").first()
    if last is None or last.done_at is None:
        return "Det finns inga tidigare tal."
    if last.way == "shipped":
        return "Talen som följer med Handslag står kvar."
    return f"De tidigare talen står kvar: från {dates.day(timezone.localdate(last.done_at))}."
