"""Files of reports that the worker builds. A queued task names a file by number: nothing of the report waits in the queue."""

import logging
import os
import socket
import time
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from handslag.documents.blocks import Document
from handslag.reports import making
from handslag.reports.building import CannotBuild
from handslag.reports.models import LEASE, BuiltFile
from handslag.trust.storage import trouble
from handslag.trust.workers import is_gone

log = logging.getLogger("handslag.reports")

ANEW: dict[str, Any] = {
    "state": "waiting",
    "step": "",
    "percent": 0,
    "attempts": 0,
    "worker": "",
    "started_at": None,
    "error": "",
}
"""What a file is when it is to be built again."""
MOST_ATTEMPTS = 2
"""A build that took its worker with it is tried once more: a stop of the machine is no fault of the report."""
DRAFTS_KEPT = timedelta(days=30)

OUR_FAULT = "Något gick fel hos oss när filen skrevs. Bygg igen; hjälper det inte, säg till den som sköter Handslag."
STOPPED = "Bygget avbröts innan det var klart. Bygg igen."
NO_ROOM = "Det gick inte att spara filen: servern har slut på utrymme. Säg till den som sköter Handslag."
ALTERED = "Det som är sparat är inte det som frystes. Filen byggs därför inte."


def enqueue(file: BuiltFile) -> None:
    """Let a file be built as soon as what we write now stands."""
    number = file.pk
    transaction.on_commit(lambda: build_file.enqueue(number))


@task()
def build_file(file_id: int) -> None:
    """Build one file, and note what became of it in words. A file that another worker has taken is left alone."""
    _tidy()
    file = _take(file_id)
    if file is None:
        return
    start = time.perf_counter()
    try:
        document = _document(file)
        _step(file, "Skriver filen", 50)
        content = making.written(document, file.file_format, county=_plan(file).county)
    except (CannotBuild, making.CannotWrite) as error:
        _fail(file, str(error))
    except making.Altered:
        _fail(file, ALTERED)
    except Exception as error:
        # Only its kind is told: its words may hold what is written in the report.
        log.error("A report file (%s) could not be built: %s", file.file_format, type(error).__name__)
        _fail(file, NO_ROOM if trouble(error) else OUR_FAULT)
    else:
        _keep(file, content, seconds=time.perf_counter() - start)


def take_up_lost() -> None:
    """Build again what a worker left when it was killed, once; what has been tried enough is told as failed."""
    late = timezone.now() - LEASE
    running = BuiltFile.objects.filter(state="running")
    lost = [file.pk for file in running.defer("content") if file.started_at < late or is_gone(file.worker)]
    tried = Q(pk__in=lost, attempts__gte=MOST_ATTEMPTS)
    BuiltFile.objects.filter(tried).update(state="failed", error=STOPPED)
    BuiltFile.objects.filter(pk__in=lost, state="running").update(state="waiting", step="", percent=0, worker="")
    for file in BuiltFile.objects.filter(state="waiting").defer("content"):
        enqueue(file)


def _take(file_id: int) -> BuiltFile | None:
    """Return the file, held for this worker; None where it waits no more."""
    file = BuiltFile.objects.filter(pk=file_id).defer("content").first()
    if file is None:
        return None
    mine = {"state": "running", "worker": f"{socket.gethostname()}:{os.getpid()}", "started_at": timezone.now()}
    mine |= {"attempts": file.attempts + 1, "step": "Samlar uppgifterna", "percent": 10}
    taken = BuiltFile.objects.filter(pk=file_id, state="waiting", attempts=file.attempts).update(**mine)
    if not taken:
        return None
    return BuiltFile.objects.select_related("report__plan__county", "edition__report__plan__county").get(pk=file_id)


def _plan(file: BuiltFile) -> Any:
    return file.report.plan if file.report else file.edition.plan


def _document(file: BuiltFile) -> Document:
    """Return the document as it is now, or as it was frozen. Raises CannotBuild, Altered."""
    if file.edition:
        return making.document_of(file.edition)
    if file.report.withdrawn_on:
        raise CannotBuild("Rapporten är borttagen.")
    _mine(file).update(last_change=making.last_change(file.report))
    built = making.draft(file.report, user=_reader(file), today=timezone.localdate(), site=file.site)
    return built.document


def _reader(file: BuiltFile) -> Any:
    """Return whose eyes see the report. Raises CannotBuild where the login has ended since."""
    if not file.reader:
        return AnonymousUser()
    user = get_user_model().objects.filter(pk=file.reader, is_active=True).first()
    if user is None:
        raise CannotBuild("Kontot som bad om filen finns inte längre.")
    return user


def _mine(file: BuiltFile) -> Any:
    """Return the file's row as long as it is this attempt's."""
    return BuiltFile.objects.filter(pk=file.pk, state="running", attempts=file.attempts, worker=file.worker)


def _step(file: BuiltFile, words: str, percent: int) -> None:
    _mine(file).update(step=words, percent=percent)


def _keep(file: BuiltFile, content: bytes, *, seconds: float) -> None:
    """Put the whole file in its place, in one write: there is never half of it."""
    told = {"sha256": sha256(content).hexdigest(), "seconds": round(seconds, 2), "done_at": timezone.now()}
    try:
        with transaction.atomic():
            _mine(file).update(state="done", step="", percent=100, error="", content=content, size=len(content), **told)
    except Exception as error:
        if not trouble(error):
            raise
        log.critical("A report file could not be saved: %s", trouble(error))
        _fail(file, NO_ROOM)


def _fail(file: BuiltFile, error: str) -> None:
    _mine(file).update(state="failed", step="", percent=0, error=error[:500])


def _tidy() -> None:
    """Take away drafts' files that nobody has built anew for a month. Editions' files are kept."""
    BuiltFile.objects.filter(edition__isnull=True, done_at__lt=timezone.now() - DRAFTS_KEPT).exclude(
        state__in=("waiting", "running")
    ).delete()
