"""Lines in the audit trail about logins, roles and invitations, and reading them for one county."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from handslag.accounts.models import User
from handslag.places.models import Organisation
from handslag.trust.cells import harmless
from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import ROLE_LABELS, Role

PAGE = 50


def tell(kind: str, what: str, *, by: Actor, organisation: Organisation, target: str = "") -> None:
    """Write a line that belongs to an organisation of a county."""
    AuditEvent.objects.create(
        kind=kind,
        what=what,
        role=by.role[:300],
        user_id=by.user_id,
        county_id=organisation.county_id,
        organisation_id=organisation.pk,
        target=(target or organisation.name)[:500],
    )


def tell_of_login(kind: str, what: str, *, user: User | None) -> None:
    """Write what a login did: a line in each county where it holds a role, so that each trail is whole.

    One line without county where it holds none, or where nobody knows who it was (user None).
    """
    held = user.memberships.current().select_related("organisation").order_by("id") if user else ()
    by_county = {each.organisation.county_id: each for each in reversed(held)}
    AuditEvent.objects.bulk_create(
        AuditEvent(
            kind=kind,
            what=what,
            user_id=user and user.pk,
            role=f"{ROLE_LABELS[Role(each.role)]}, {each.organisation.name}"[:300] if each else "",
            county_id=county_id,
            organisation_id=each and each.organisation_id,
        )
        for county_id, each in (by_county or {None: None}).items()
    )


@dataclass(frozen=True)
class Filters:
    """What the reader asks for. Days are inclusive, in Swedish time; empty means all."""

    kind: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    role: str = ""


def events(county_id: int, filters: Filters, *, before: int | None = None) -> QuerySet[AuditEvent]:
    """Return a county's lines, newest first; with `before` only those older than that id."""
    found = AuditEvent.objects.filter(county_id=county_id).order_by("-id")
    if filters.kind:
        found = found.filter(kind=filters.kind)
    # The first and last years of the calendar leave nothing out, and have no UTC of their own.
    if filters.first and filters.first.year > datetime.MINYEAR:
        found = found.filter(at__gte=_start_of(filters.first))
    if filters.last and filters.last.year < datetime.MAXYEAR:
        found = found.filter(at__lt=_start_of(filters.last + datetime.timedelta(days=1)))
    if filters.role:
        # SQLite compares å, ä and ö as they are written: both ways of beginning a word are tried.
        words = (filters.role, filters.role.lower(), filters.role.capitalize())
        found = found.filter(Q(role__icontains=words[0]) | Q(role__icontains=words[1]) | Q(role__icontains=words[2]))
    return found.filter(id__lt=before) if before is not None else found


def _start_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


HEADINGS = ("nummer", "tid", "händelse", "vad", "gäller", "roll", "konto")


def cells(event: AuditEvent) -> list[str]:
    """Return a line as text for a spreadsheet, which must take none of it for a formula."""
    row = (
        str(event.pk),
        timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S"),
        event.get_kind_display(),
        event.what,
        event.target,
        event.role,
        str(event.user_id or ""),
    )
    return [harmless(text) for text in row]
