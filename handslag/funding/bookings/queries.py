"""What bookings read of what is here: awards with a code, their open entries, rows that stand already, files."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from handslag.funding.bookings.planning import Account, Open
from handslag.funding.models import Award, BookedRow, BookingFile, LedgerEntry
from handslag.plans.models import Plan


@dataclass(frozen=True)
class Ground:
    """What a file is matched against. awards: by pk."""

    awards: dict[int, Award]
    accounts: list[Account]
    booked: Counter[str]
    open_entries: dict[int, list[Open]]


def ground_of(plan: Plan, *, kind: str) -> Ground:
    """Return what a file with entries of the kind is matched against. Three queries, however much there is."""
    found = Award.objects.filter(plan=plan).exclude(account_code="").select_related("initiative", "plan__county")
    awards = {each.pk: each for each in found}
    accounts = [Account(each.pk, each.account_code, each.year) for each in awards.values()]
    standing = BookedRow.objects.filter(file__plan=plan, file__taken_back_at=None)
    marks = Counter(standing.order_by().values_list("mark", flat=True))
    open_entries: dict[int, list[Open]] = defaultdict(list)
    entries = LedgerEntry.objects.filter(award__plan=plan, kind=kind, corrects=None, corrected_by=None)
    for pk, award, kronor, reference in entries.order_by("on", "id").values_list(
        "pk", "award_id", "kronor", "reference"
    ):
        open_entries[award].append(Open(kronor, reference, pk=pk))
    return Ground(awards, accounts, marks, open_entries)


def files_of(plan: Plan) -> QuerySet[BookingFile]:
    """Return the files that have been booked, the latest first, without their content."""
    return BookingFile.objects.filter(plan=plan, booked_at__isnull=False).defer("content")


def same_file(file: BookingFile) -> BookingFile | None:
    """Return the file with the same content that is booked already; None where none is."""
    return files_of(file.plan).filter(sha256=file.sha256, taken_back_at=None).exclude(pk=file.pk).first()
