"""Large files, whose figures the worker takes in. A queued task names a file by number: nothing of it waits in the queue."""

import logging
import os
import socket

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from handslag.indicators.importing import reading, taking
from handslag.indicators.importing.columns import Choices
from handslag.indicators.importing.ground import ground_for
from handslag.indicators.loading.tasks import MOST_ATTEMPTS
from handslag.indicators.models import Fetch, Upload
from handslag.indicators.queries import definition_of
from handslag.trust.storage import trouble
from handslag.trust.workers import is_gone

log = logging.getLogger("handslag.indicators")

CHANGED = "Talen eller indikatorn har ändrats sedan förhandsvisningen. Läs in filen igen."
OUR_FAULT = "Något gick fel hos oss när talen togs in. Inget är inläst. Läs in filen igen."
STOPPED = (
    "Inläsningen avbröts innan den var klar, flera gånger. Inget är inläst. Läs in filen igen, gärna i flera delar."
)
NO_ROOM = "Det gick inte att spara: servern har slut på utrymme. Inget är inläst. Säg till den som sköter Handslag."


@task()
def take_in_file(upload_id: int) -> None:
    """Take one file's figures in, and note what became of it. What another worker has taken is left alone."""
    upload = Upload.objects.select_related("indicator", "county", "fetch").filter(pk=upload_id).first()
    if upload is None or upload.fetch is None or not _take(upload.fetch):
        return
    try:
        with transaction.atomic():
            _take_in(upload)
    except (reading.Unreadable, taking.CannotTakeIn) as why:
        _fail(upload.fetch, str(why))
    except Exception as error:
        # Only its kind is told: its words may hold what stands in the file.
        log.error("A file of figures could not be taken in: %s", type(error).__name__)
        _fail(upload.fetch, NO_ROOM if trouble(error) else OUR_FAULT)


def take_up_lost() -> None:
    """Take in again what a worker left when it was killed, once; what has been tried enough is told as failed.

    The file is kept until its figures are in.
    """
    for upload in Upload.objects.filter(fetch__state="running").select_related("fetch").defer("content"):
        fetch = upload.fetch
        if not (fetch.is_lost or is_gone(fetch.worker)):
            continue
        if fetch.attempts >= MOST_ATTEMPTS:
            _fail(fetch, STOPPED)
        else:
            Fetch.objects.filter(pk=fetch.pk, state="running").update(state="waiting", step="", percent=0, worker="")
    for number in Upload.objects.filter(fetch__state="waiting").values_list("pk", flat=True):
        take_in_file.enqueue(number)


def _take(fetch: Fetch) -> bool:
    """Hold the taking in for this worker; return False where it waits no more."""
    mine = {"state": "running", "step": "Läser filen", "percent": 10, "seen_at": timezone.now()}
    mine |= {"worker": f"{socket.gethostname()}:{os.getpid()}"}
    return bool(Fetch.objects.filter(pk=fetch.pk, state="waiting").update(**mine, attempts=fetch.attempts + 1))


def _take_in(upload: Upload) -> None:
    """Read the file again, and take in what was looked at. Raises Unreadable where that is another by now."""
    definition = definition_of(upload.indicator.key)
    if definition is None or upload.fetch is None:
        raise reading.Unreadable(CHANGED)
    ground = ground_for(definition, upload.county, today=timezone.localdate())
    table = reading.table_of(bytes(upload.content))
    found, _compared = taking.looked_at(table, Choices.from_json(upload.choices), ground, upload.indicator)
    if found.questions or found.mixed or (found.faults and not upload.leave_out):
        raise reading.Unreadable(CHANGED)
    taking.take_in(upload.fetch, found.sound, definition)
    Upload.objects.filter(pk=upload.pk).delete()


def _fail(fetch: Fetch, error: str) -> None:
    Fetch.objects.filter(pk=fetch.pk, state="running").update(state="failed", step="", percent=0, error=error[:1000])
