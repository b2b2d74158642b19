"""What can be destroyed of invitations and sessions."""

import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from handslag.accounts.models import Invitation
from handslag.trust.retention import RecordType, register


def invitations_due(county_id: int | None, before: datetime.datetime) -> QuerySet[Invitation]:
    """Return a county's invitations that were used, revoked or expired before a moment."""
    expired = Q(used_at__isnull=True, revoked_at__isnull=True, valid_to__lt=timezone.localtime(before).date())
    closed = Q(used_at__lt=before) | Q(revoked_at__lt=before) | expired
    return Invitation.objects.filter(closed, organisation__county_id=county_id)


def sessions_due(county_id: int | None, before: datetime.datetime) -> QuerySet[Session]:
    """Return the sessions that ended before a moment. They belong to no county: `county_id` is None."""
    return Session.objects.filter(expire_date__lt=before)


def delete(found: QuerySet) -> int:
    """Delete rows that nothing hangs on; return how many."""
    return found.delete()[0]


register(
    RecordType(
        key="invitation",
        title="Avslutade inbjudningar",
        what="Inbjudningar tas bort när de har varit använda, återkallade eller utgångna så länge. Rollen som gavs står kvar.",
        due=invitations_due,
        destroy=delete,
    )
)
register(
    RecordType(
        key="session",
        title="Utgångna inloggningar",
        what="Spåret av en inloggning tas bort när den har varit utgången så länge.",
        due=sessions_due,
        destroy=delete,
        by_county=False,
        by_installation=True,
    )
)
