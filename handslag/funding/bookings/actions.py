"""What people do with files from the accounts: keep one, say how it is read, book it, take the booking back. All or nothing."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from handslag.funding.bookings import planning
from handslag.funding.bookings.columns import Choices
from handslag.funding.bookings.planning import Entry
from handslag.funding.bookings.queries import Ground, ground_of
from handslag.funding.bookings.reading import Reading, may_be_kept, read
from handslag.funding.ledger.actions import Refused
from handslag.funding.models import Award, BookedRow, BookingFile, BookingMapping, LedgerEntry
from handslag.funding.models.bookings import KEPT
from handslag.indicators.importing.columns import fingerprint
from handslag.opendata.tables import Table
from handslag.plans.models import Plan
from handslag.trust.audit import tell
from handslag.trust.changes import Actor

NAMELESS = "fil från bokföringen"
"""What a file is called whose own name may point at a person."""


def keep(plan: Plan, content: bytes, *, name: str, encoding: str, by: Actor) -> BookingFile:
    """Keep a file until it is booked, a week at most; older ones that nobody booked are deleted at the same time."""
    BookingFile.objects.filter(booked_at=None, made_at__lt=timezone.now() - KEPT).delete()
    return BookingFile.objects.create(
        plan=plan, content=content, name=name[-200:] if may_be_kept(name) else NAMELESS, encoding=encoding, sha256=sha256(content).hexdigest(),
        user_id=by.user_id or 0, role=by.role[:300],
    )  # fmt: skip


def remembered(plan: Plan, headings: Sequence[str]) -> Choices | None:
    """Return how the county last read a file with such headings; None where it has not."""
    kept = BookingMapping.objects.filter(county=plan.county_id, fingerprint=fingerprint(headings)).first()
    return Choices.from_json(kept.choices) if kept else None


@transaction.atomic
def choose(file: BookingFile, choices: Choices, headings: Sequence[str], *, remember: bool = True) -> None:
    """Read the file so, and remember it for others of the county with such headings. Raises Refused."""
    _not_booked(file)
    file.choices = choices.as_json()
    file.save(update_fields=["choices"])
    if remember:
        BookingMapping.objects.update_or_create(
            county_id=file.plan.county_id, fingerprint=fingerprint(headings), defaults={"choices": file.choices}
        )


def looked_at(file: BookingFile, table: Table) -> tuple[Reading, planning.Plan, Ground]:
    """Return what the file holds, what would become of it, and what it was matched against."""
    choices = Choices.from_json(file.choices)
    found, ground = read(table, choices, latest=timezone.localdate()), ground_of(file.plan, kind=choices.kind)
    return (
        found,
        planning.plan(found.rows, ground.accounts, ground.booked, ground.open_entries, kind=choices.kind),
        ground,
    )


@transaction.atomic
def throw_away(file: BookingFile) -> None:
    """Delete a file that is not booked. Raises Refused."""
    _not_booked(file).delete()


def _not_booked(file: BookingFile) -> BookingFile:
    """Hold a file, so that it is not booked meanwhile. Raises Refused where it has been, or is gone."""
    held = BookingFile.objects.select_for_update().filter(pk=file.pk).first()
    if held is None or held.booked_at:
        raise Refused("Filen är kastad." if held is None else "Filen är redan bokförd.")
    return held


@transaction.atomic
def book(file: BookingFile, table: Table, *, mark: str, by: Actor) -> BookingFile:
    """Write the entries of a file, all of them or none. mark: of the plan that somebody has looked at. Raises Refused."""
    # Held, so that two files with the same rows are not booked at once, nor an award withdrawn while it is booked on.
    _hold(file.plan)
    file = _not_booked(file)
    reading, planned, _ground = looked_at(file, table)
    if planned.mark != mark:
        raise Refused(
            "Inget är bokfört. Något har ändrats sedan du såg granskningen. Se vad som gäller nu, och bokför igen."
        )
    if not planned.booked:
        raise Refused("Inget är bokfört: ingen rad i filen går att bokföra.")
    _write(file, planned.entries, kind=file.choices["kind"], by=by)
    BookedRow.objects.bulk_create(
        BookedRow(file=file, award_id=part.award, number=row.number, mark=row.mark, ore=row.ore)
        for part in planned.booked
        for row in part.rows
    )
    file.booked_at, file.content, file.role, file.user_id = timezone.now(), None, by.role[:300], by.user_id or 0
    file.sums = _told(planned, reading)
    file.save()
    tell(
        "import",
        f"Bokförde {len(planned.entries)} poster från en fil",
        by=by,
        of=file.plan,
        target=f"booking {file.uuid}",
    )
    return file


def _hold(plan: Plan) -> None:
    Plan.everything.select_for_update().get(pk=plan.pk)
    list(
        Award.everything.select_for_update().filter(plan=plan).exclude(account_code="").order_by("pk").values_list("pk")
    )


def _told(planned: planning.Plan, reading: Reading) -> dict[str, object]:
    """Return what is kept of what was in a file: sums and counts, no rows."""
    parts = {
        "booked": planned.booked_rows,
        "unmatched": planned.unmatched,
        "before": planned.before,
        "skipped": planned.skipped,
    }
    return {
        "ore": planned.ore, **planned.sums, "rows": {name: len(rows) for name, rows in parts.items()},
        "unreadable": len(reading.faults), "entries": sum(each.kronor for each in planned.entries),
        "awards": [[each.award, len(each.rows), each.kronor] for each in planned.booked],
    }  # fmt: skip


def _write(file: BookingFile, entries: Sequence[Entry], *, kind: str, by: Actor) -> None:
    """Write the entries in two turns: those that take back name one that is there."""
    said = {"kind": kind, "way": "file", "act": file.uuid, "role": by.role[:300], "user_id": by.user_id, "made_at": timezone.now()}  # fmt: skip
    rows = [
        LedgerEntry(award_id=each.award, kronor=each.kronor, on=each.on, reference=each.reference, text=each.text, act_place=n, **said)
        for n, each in enumerate(entries)
    ]  # fmt: skip
    LedgerEntry.objects.bulk_create([each for each in rows if each.kronor > 0])
    for row, entry in zip(rows, entries, strict=True):
        if entry.takes_back:
            place = entry.takes_back.place
            row.corrects_id = entry.takes_back.pk if place is None else rows[place].pk
    LedgerEntry.objects.bulk_create([each for each in rows if each.kronor < 0])


@transaction.atomic
def take_back(file: BookingFile, *, reason: str, by: Actor) -> BookingFile:
    """Take all that a file booked back by opposite entries; what it cancelled stands again. Raises Refused."""
    _hold(file.plan)
    file = BookingFile.objects.select_for_update().get(pk=file.pk)
    if file.booked_at is None or file.taken_back_at:
        raise Refused("Bokföringen är redan tillbakatagen.")
    if _later(file):
        raise Refused("En senare fil har tagit tillbaka poster från den här. Ta tillbaka den senare filen först.")
    entries = list(file.entries.select_related("corrects", "corrected_by").order_by("act_place"))
    said = {
        "on": timezone.localdate(),
        "role": by.role[:300],
        "user_id": by.user_id,
        "made_at": timezone.now(),
        "text": reason,
    }
    made = [
        LedgerEntry(award_id=each.award_id, kind=each.kind, kronor=-each.kronor, reference=each.reference, corrects=each, **said)
        for each in entries
        if each.kronor > 0 and not hasattr(each, "corrected_by")
    ]  # fmt: skip
    made += _restored(entries, file, said)
    LedgerEntry.objects.bulk_create(made)
    file.taken_back_at, file.taken_back_by, file.taken_back_reason = timezone.now(), by.role[:300], reason
    file.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    tell("import", f"Tog tillbaka {len(made)} poster från en fil", by=by, of=file.plan, target=f"booking {file.uuid}")
    return file


def _restored(entries: Sequence[LedgerEntry], file: BookingFile, said: Mapping[str, object]) -> list[LedgerEntry]:
    """Return what the file cancelled of earlier bookings, to stand again as entries of their own: nothing is taken back twice.

    Each is of the file that the cancelled one was of, so that it goes when that file is taken back.
    """
    cancelled = [each for each in entries if each.corrects and each.corrects.act != file.uuid]
    acts = {each.corrects.act for each in cancelled}
    last = dict(LedgerEntry.objects.filter(act__in=acts).order_by().values_list("act").annotate(n=Max("act_place")))
    made = []
    for each in cancelled:
        of_file: dict[str, object] = {}
        if each.corrects.way == "file":
            last[each.corrects.act] += 1
            of_file = {"way": "file", "act": each.corrects.act, "act_place": last[each.corrects.act]}
        about = {"award_id": each.award_id, "kind": each.kind, "kronor": -each.kronor}
        made.append(LedgerEntry(**about, reference=each.corrects.reference, **of_file, **said))
    return made


def _later(file: BookingFile) -> bool:
    """Whether a file that still holds has taken back entries of this one."""
    others = BookingFile.objects.filter(plan=file.plan, booked_at__isnull=False, taken_back_at=None).exclude(pk=file.pk)
    taken = LedgerEntry.objects.filter(corrects__act=file.uuid, act__in=others.values("uuid"))
    return taken.exists()
