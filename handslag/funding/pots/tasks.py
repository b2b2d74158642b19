"""Extracts as Word and PDF, which the worker builds: no web process holds what writes them."""

import logging
from datetime import timedelta
from importlib import import_module

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from handslag.funding.models import ExtractFile, PotDecision
from handslag.funding.pots.extract import extract

log = logging.getLogger("handslag.funding")

LEASE = timedelta(minutes=5)
"""A file that has been built for longer than this has lost its worker, and may be asked for again."""
OUR_FAULT = "Något gick fel hos oss när filen skrevs. Bygg igen; hjälper det inte, säg till den som sköter Handslag."


@transaction.atomic
def ask_for(decision: PotDecision, file_format: str) -> None:
    """Let the worker build an extract; one that it builds already is left alone."""
    now = timezone.now()
    file, is_new = ExtractFile.objects.select_for_update().get_or_create(decision=decision, file_format=file_format)
    if not is_new and file.state in ("waiting", "running") and file.asked_at > now - LEASE:
        return
    ExtractFile.objects.filter(pk=file.pk).update(state="waiting", error="", asked_at=now)
    number = file.pk
    transaction.on_commit(lambda: build_extract.enqueue(number))


@task()
def build_extract(file_id: int) -> None:
    """Build one extract. What its keepers read is written: all that was decided. One that is gone or taken is left alone."""
    mine = ExtractFile.objects.filter(pk=file_id, state="waiting")
    if not mine.update(state="running"):
        return
    related = ("decision__body", "decision__proposal", "decision__pot__plan__county")
    file = ExtractFile.objects.select_related(*related).get(pk=file_id)
    try:
        content = written(file.decision, file.file_format)
    except Exception as error:
        # Only its kind is told: its words may hold what is written in the decision.
        log.error("An extract (%s) could not be built: %s", file.file_format, type(error).__name__)
        ExtractFile.objects.filter(pk=file_id).update(state="failed", error=OUR_FAULT)
    else:
        ExtractFile.objects.filter(pk=file_id).update(state="done", error="", content=content)


def written(decision: PotDecision, file_format: str) -> bytes:
    """Return the extract as a file of a format in `words.FILE_FORMATS`."""
    known = {line["initiative"] for line in decision.lines}
    data: bytes = import_module(f"handslag.documents.{file_format}").write(extract(decision, known=known))
    return data
