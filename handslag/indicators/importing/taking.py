"""What people do with files: keep one for a while, remember how it is read, take its figures in; whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from handslag.indicators import writing
from handslag.indicators.importing import agreement, reading
from handslag.indicators.importing.columns import Choices, fingerprint
from handslag.indicators.importing.comparing import Compared, compare, rows_of
from handslag.indicators.importing.figures import Figure, Ground
from handslag.indicators.importing.reading import Reading
from handslag.indicators.models import ColumnMapping, Fetch, Indicator, Upload
from handslag.indicators.models.importing import KEPT
from handslag.indicators.reading import Definition, definitions
from handslag.opendata.tables import Table
from handslag.places.models import Area
from handslag.trust import audit
from handslag.trust.changes import Actor

DIRECTLY = 5_000
"""Figures that are taken in while the page waits; more are left to the worker."""
LINES_TOLD = 20


class CannotTakeIn(Exception):
    """The figures cannot stand beside those that are here by now: nothing is taken in. The message says why, in Swedish."""


def keep(
    county: Area,
    indicator: Indicator,
    content: bytes,
    *,
    name: str,
    source: str,
    source_date: date | None,
    user_id: int,
) -> Upload:
    """Keep a file until it is taken in, a week at most; older ones are deleted at the same time."""
    tidy()
    return Upload.objects.create(
        county=county,
        indicator=indicator,
        user_id=user_id,
        name=name[-200:],
        source=source,
        source_date=source_date,
        content=content,
        sha256=sha256(content).hexdigest(),
    )


def tidy() -> None:
    """Delete files that nobody has taken in for a week."""
    Upload.objects.filter(made_at__lt=timezone.now() - KEPT).delete()


def remembered(upload: Upload, headings: Sequence[str]) -> Choices | None:
    """Return how the county last read a file with such headings; None where it has not.

    Only the roles hold of another file. What "-" meant, whether values were shares and which area they were of is told
    beside the questions, and asked again.
    """
    kept = ColumnMapping.objects.filter(**_mapping(upload, headings)).first()
    return Choices.from_json(kept.choices) if kept else None


def read_so(upload: Upload, choices: Choices) -> None:
    """Read the file so."""
    upload.choices = choices.as_json()
    upload.save(update_fields=["choices"])


def choose(upload: Upload, choices: Choices, headings: Sequence[str]) -> None:
    """Read the file so, and remember it for others with such headings."""
    before = remembered(upload, headings) or choices
    read_so(upload, choices)
    kept = replace(
        choices, marks={**before.marks, **choices.marks}, shares=choices.shares or before.shares,
        area=choices.area or before.area,
    )  # fmt: skip
    ColumnMapping.objects.update_or_create(**_mapping(upload, headings), defaults={"choices": kept.as_json()})


def _mapping(upload: Upload, headings: Sequence[str]) -> dict[str, Any]:
    return {
        "county_id": upload.county_id, "indicator_id": upload.indicator_id, "fingerprint": fingerprint(headings)
    }  # fmt: skip


def looked_at(table: Table, choices: Choices, ground: Ground, indicator: Indicator) -> tuple[Reading, Compared]:
    """Return what a file holds and what it would change; clashes with what is here are among the faults. One query."""
    found = reading.read(table, choices, ground)
    compared = compare(indicator, found.figures, ground.definition)
    if not found.faults and not compared.faults:
        return found, compared
    faults = sorted([*found.faults, *compared.faults], key=lambda each: each.line)
    found = replace(found, faults=tuple(faults))
    return found, compare(indicator, found.sound, ground.definition)


def left_out(found: Reading) -> str:
    """Return in words which lines are not taken in; "" where all are."""
    lines = found.faulty_lines
    if not lines:
        return ""
    named = ", ".join(map(str, lines[:LINES_TOLD]))
    more = f" och {len(lines) - LINES_TOLD} till" if len(lines) > LINES_TOLD else ""
    word = "rad" if len(lines) == 1 else "rader"
    return f"{len(lines)} {word} med fel lämnades utanför: rad {named}{more}."


def confirm(upload: Upload, *, by: Actor) -> None:
    """Keep who said that the file's figures follow the indicator's four choices, and when."""
    upload.confirmed_by, upload.confirmed_at = by.role[:300], timezone.now()
    upload.save(update_fields=["confirmed_by", "confirmed_at"])


def _confirmed(upload: Upload) -> str:
    definition = definitions().get(upload.indicator.key)
    if definition is None or upload.confirmed_at is None:
        return ""
    return agreement.noted(definition, upload.confirmed_by, timezone.localdate(upload.confirmed_at))


def begin(upload: Upload, *, by: Actor, note: str) -> Fetch:
    """Note that an upload's figures are to be taken in, and by whom."""
    note = " ".join(filter(None, [_confirmed(upload), note]))
    return begun(
        upload.indicator, uuid=upload.uuid, source=upload.source, address=f"fil: {upload.name}", sha256=upload.sha256,
        source_date=upload.source_date, county=upload.county, by=by, note=note,
    )  # fmt: skip


@dataclass(frozen=True)
class _Of:
    """What a line of the trail belongs to: the county, none where the operator acts; no single organisation."""

    county_id: int | None
    owner_id: None = None


def _target(indicator: Indicator) -> str:
    """Return what a line of the trail is about. What a county calls its own measure is never destroyed there."""
    definition = definitions().get(indicator.key)
    return definition.title if definition else f"eget mått {indicator.pk}"


@transaction.atomic
def begun(
    indicator: Indicator, *, source: str, by: Actor, county: Area | None, address: str = "", sha256: str = "",
    source_date: date | None = None, note: str = "", uuid: UUID | None = None,
) -> Fetch:  # fmt: skip
    """Return a new taking in from a file or from what somebody has typed, and tell of it in the trail.

    uuid: the file's own, so that whoever comes back to the file finds what became of it.
    """
    what = "Inläsning av tal från fil" if address else "Inskrivning av tal"
    audit.tell("import", what, by=by, of=_Of(county.pk if county else None), target=_target(indicator))
    return Fetch.objects.create(
        uuid=uuid or uuid4(),
        indicator=indicator,
        way="file",
        source=source[:300],
        address=address[:1000],
        sha256=sha256,
        source_date=source_date,
        county=county,
        by=by.role[:300],
        asked_at=timezone.now(),
        note=note[:1000],
    )


@transaction.atomic
def take_in(fetch: Fetch, figures: Sequence[Figure], definition: Definition) -> Fetch:
    """Write the figures of one taking in, all of them or none, and how many they were. Raises CannotTakeIn."""
    try:
        taken = writing.take_in(fetch, rows_of(figures), definition=definition)
    except writing.BadRow as bad:
        raise CannotTakeIn(f"Rad {figures[bad.number - 1].line}: {bad.why}") from None
    counts = {"added": taken.added, "revised": taken.revised, "same": taken.same, "rows": taken.rows}
    done = {"state": "done", "step": "", "percent": 100, "done_at": timezone.now(), "error": ""}
    for name, value in {**counts, **done}.items():
        setattr(fetch, name, value)
    fetch.save(update_fields=[*counts, *done])
    return fetch


@transaction.atomic
def take_in_now(upload: Upload, found: Reading, definition: Definition, *, by: Actor) -> Fetch:
    """Take an upload's sound figures in while the page waits; the file is deleted. Raises CannotTakeIn."""
    fetch = take_in(begin(upload, by=by, note=left_out(found)), found.sound, definition)
    upload.delete()
    return fetch


@transaction.atomic
def take_in_typed(
    indicator: Indicator, figures: Sequence[Figure], definition: Definition, *, county: Area, by: Actor
) -> Fetch:
    """Take in figures that somebody has typed. Raises CannotTakeIn."""
    return take_in(begun(indicator, source=f"inskrivet av {by.role}", by=by, county=county), figures, definition)


@transaction.atomic
def leave_to_worker(upload: Upload, found: Reading, *, by: Actor) -> Fetch:
    """Let the worker take an upload's figures in; the file is kept until it has."""
    from handslag.indicators.importing.tasks import take_in_file

    upload.fetch = begin(upload, by=by, note=left_out(found))
    upload.leave_out = bool(found.faults)
    upload.save(update_fields=["fetch", "leave_out"])
    number = upload.pk
    transaction.on_commit(lambda: take_in_file.enqueue(number))
    return upload.fetch
