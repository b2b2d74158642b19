"""A file taken in by the operator: `handslag indicators import FILE --indicator KEY`. Any area may stand in it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from handslag.indicators.importing import agreement, columns, reading, taking
from handslag.indicators.importing.columns import MEANINGS, ROLES, Choices
from handslag.indicators.importing.comparing import Compared
from handslag.indicators.importing.figures import Ground
from handslag.indicators.importing.ground import ground_for
from handslag.indicators.importing.reading import Reading
from handslag.indicators.models import Fetch, Indicator
from handslag.indicators.queries import definition_of
from handslag.opendata.tables import MAX_BYTES, MAX_ROWS, Table
from handslag.trust.changes import OPERATOR


class CannotImport(Exception):
    """The file is not taken in; nothing is. messages: why, in Swedish, one for each fault."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


@dataclass(frozen=True)
class Imported:
    """What a file held. fetch: the taking in, None where the file was only looked at. note: what was left out."""

    compared: Compared
    fetch: Fetch | None
    note: str


@transaction.atomic
def import_file(
    path: Path, key: str, *, today: datetime.date, roles: Mapping[str, str] | None = None,
    marks: Mapping[str, str] | None = None, shares: str = "", area: str = "", source: str = "", leave_out: bool = False,
    agreed: bool = False, only_look: bool = False,
) -> Imported:  # fmt: skip
    """Take in a file of figures of an indicator, all or nothing.

    roles: what columns hold, heading -> a key of `columns.ROLES`; those not named are understood from heading and
    contents. marks: what "-" and other marks mean (a key of `columns.MEANINGS`). shares: "percent" or "fraction", asked
    for where all values lie from 0 to 1. area: code of the area that all rows are about. leave_out: take in the lines
    that nothing is wrong with. agreed: that the figures follow the four choices of an indicator of suicide or self-harm.
    Raises CannotImport.
    """
    ground, indicator = _ground(key, today)
    raw = _content(path)
    try:
        table = reading.table_of(raw, max_rows=MAX_ROWS)
    except reading.Unreadable as why:
        raise CannotImport(str(why)) from None
    choices = _choices(table, ground, roles or {}, marks or {}, shares, area)
    found, compared = taking.looked_at(table, choices, ground, indicator)
    _refuse(found, leave_out=leave_out)
    note = taking.left_out(found)
    if only_look:
        return Imported(compared, None, note)
    if choices_to_follow := agreement.in_words(ground.definition):
        if not agreed:
            raise CannotImport(
                f"Säg med --same-definition att filens tal följer indikatorns fyra val: {choices_to_follow}."
            )
        note = f"{agreement.noted(ground.definition, OPERATOR.role, today)} {note}".strip()
    fetch = taking.begun(
        indicator, source=source or path.name, address=f"fil: {path.name}", sha256=sha256(raw).hexdigest(), county=None,
        by=OPERATOR, note=note,
    )  # fmt: skip
    try:
        return Imported(compared, taking.take_in(fetch, found.sound, ground.definition), note)
    except taking.CannotTakeIn as why:
        raise CannotImport(str(why)) from None


def _ground(key: str, today: datetime.date) -> tuple[Ground, Indicator]:
    definition = definition_of(key)
    if definition is None:
        raise CannotImport(f"Indikatorn {key} finns inte.")
    indicator, _made = Indicator.objects.get_or_create(key=key)
    return ground_for(definition, None, today=today), indicator


def _content(path: Path) -> bytes:
    """Return a file's bytes. Its size is asked for before it is read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CannotImport(f"Filen är större än {MAX_BYTES // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise CannotImport(f"Filen {path.name} går inte att läsa: {error.strerror}.") from None


def _choices(
    table: Table, ground: Ground, roles: Mapping[str, str], marks: Mapping[str, str], shares: str, area: str
) -> Choices:
    if unknown := [each for each in roles.values() if each not in ROLES]:
        raise CannotImport(
            f"{unknown[0]} är inget som en kolumn kan vara. Välj bland {', '.join(filter(None, ROLES))}."
        )
    if unknown := [each for each in marks.values() if each not in MEANINGS]:
        raise CannotImport(f"{unknown[0]} är inget som ett tecken kan betyda. Välj bland {', '.join(MEANINGS)}.")
    if missing := [each for each in roles if each not in table.headings]:
        raise CannotImport(f"Filen har ingen kolumn med rubriken ”{missing[0]}”.")
    if area and area not in ground.places.by_code:
        raise CannotImport(f"Inget område har koden {area}.")
    guessed = columns.suggested(table, ground.places)
    named = tuple(
        roles.get(heading, "" if role in roles.values() else role)
        for heading, role in zip(table.headings, guessed.roles, strict=True)
    )
    choices = replace(guessed, roles=named, marks=dict(marks), shares=shares, area=area)
    if faults := columns.faults_of(choices, table.headings):
        raise CannotImport(*faults)
    return choices


def _refuse(found: Reading, *, leave_out: bool) -> None:
    if found.mixed:
        raise CannotImport(found.mixed)
    if found.questions:
        raise CannotImport(*(_asked(each) for each in found.questions))
    if found.faults and not leave_out:
        raise CannotImport(*(each.message for each in found.faults))


def _asked(question: str) -> str:
    if question == "shares":
        return "Alla värden ligger mellan 0 och 1. Säg om de är procent (percent) eller andelar (fraction)."
    return f"Säg vad ”{question}” betyder: {', '.join(MEANINGS)}."
