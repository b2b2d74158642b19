"""Giving and ending roles, and inviting to them. Each step is told of in the audit trail.

An administrator's steps (those with `county`) lock the county first and ask again whether the administrator
still is one: of two who end each other's role at the same moment the second finds that it may not.
"""

import datetime
import hashlib
import secrets

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from handslag.accounts import audit
from handslag.accounts.models import Invitation, Membership, User
from handslag.places.models import Area, Organisation
from handslag.trust.changes import Actor
from handslag.trust.permissions import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role

FORGET_AFTER = datetime.timedelta(days=30)
"""How long the address of an expired invitation is kept, so that it can be seen who never answered."""


class LastAdministrator(Exception):
    """The county would be left without anybody who can give roles."""


class AlreadyHeld(Exception):
    """The login holds the role, or has an open invitation to it."""


class NotOpen(Exception):
    """The invitation is used, revoked or expired."""


class OtherAccount(Exception):
    """The invitation's address has an account, and it is not the one that is signed in."""


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that carry a permission."""
    return [role for role, held in ROLE_PERMISSIONS.items() if permission in held]


def holders(county: Area, permission: Permission = Permission.MANAGE_ACCESS) -> QuerySet[Membership]:
    """Return the memberships that give somebody a county-wide permission in the county today."""
    held = Membership.objects.current().filter(organisation__county=county, role__in=roles_with(permission))
    return held.filter(user__is_active=True)


def _lock(county: Area, by: User) -> None:
    """Let nobody else change roles in the county until the transaction ends. Raises PermissionDenied."""
    Area.objects.select_for_update(no_key=True).get(pk=county.pk)
    if not holders(county).filter(user=by).exists():
        raise PermissionDenied("no longer an administrator of the county")


def _within(county: Area, organisation: Organisation) -> None:
    if organisation.county_id != county.pk:
        raise PermissionDenied("an organisation of another county")


def put_role(
    user: User, role: Role, organisation: Organisation, *, by: Actor, valid_to: datetime.date | None = None
) -> Membership:
    """Let a login hold a role from today. Raises AlreadyHeld; a role that has ended begins anew."""
    today = timezone.localdate()
    where = {"user": user, "organisation": organisation, "role": role}
    held = Membership.objects.filter(**where).first() or Membership(**where)
    if held.pk and (held.valid_to is None or held.valid_to >= today):
        raise AlreadyHeld
    held.valid_from, held.valid_to = today, valid_to
    held.save()
    until = f" till och med {valid_to}" if valid_to else ""
    what = f"Gav rollen {ROLE_LABELS[Role(role)]} till konto {user.pk}{until}"
    audit.tell("membership", what, by=by, organisation=organisation)
    return held


@transaction.atomic
def give_role(
    user: User,
    role: Role,
    organisation: Organisation,
    *,
    county: Area,
    by: User,
    acting: Actor,
    valid_to: datetime.date | None = None,
) -> Membership:
    """Give a role to a login, as an administrator of the county. Raises AlreadyHeld, PermissionDenied."""
    _lock(county, by)
    _within(county, organisation)
    return put_role(user, role, organisation, by=acting, valid_to=valid_to)


@transaction.atomic
def end_role(membership: Membership, *, county: Area, by: User, acting: Actor) -> None:
    """End a role at once: it held until yesterday. One that began today is taken away as if never given.

    Raises LastAdministrator, PermissionDenied.
    """
    _lock(county, by)
    _within(county, membership.organisation)
    others = holders(county).exclude(pk=membership.pk)
    if membership.role in roles_with(Permission.MANAGE_ACCESS) and not others.exists():
        raise LastAdministrator
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    if membership.valid_from and membership.valid_from > yesterday:
        Membership.objects.filter(pk=membership.pk).delete()
    else:
        Membership.objects.filter(pk=membership.pk).update(valid_to=yesterday)
    what = f"Avslutade rollen {ROLE_LABELS[Role(membership.role)]} för konto {membership.user_id}"
    audit.tell("membership", what, by=acting, organisation=membership.organisation)


def hash_of(key: str) -> str:
    """Return what is kept of a link's key. It is long and random, so a plain hash tells nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def invite(
    email: str, role: Role, organisation: Organisation, *, county: Area, by: User, acting: Actor
) -> tuple[Invitation, str]:
    """Offer a role to an address; return the invitation and the key of its link, which is kept nowhere.

    Raises AlreadyHeld (only for what stands in this county), PermissionDenied.
    """
    _lock(county, by)
    _within(county, organisation)
    forget_expired()
    email = email.strip().lower()
    same = {"organisation": organisation, "role": role}
    if (
        Invitation.objects.open().filter(email=email, **same).exists()
        or Membership.objects.not_ended().filter(user__email=email, **same).exists()
    ):
        raise AlreadyHeld
    key = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        email=email,
        key_hash=hash_of(key),
        made_by=acting.user_id,
        made_by_role=acting.role[:300],
        valid_to=timezone.localdate() + datetime.timedelta(days=Invitation.DAYS),
        **same,
    )
    audit.tell("invitation", f"Bjöd in: {made.get_role_display()}", by=acting, organisation=organisation)
    return made, key


@transaction.atomic
def revoke(invitation: Invitation, *, county: Area, by: User, acting: Actor, why: str = "Återkallade inbjudan") -> None:
    """Close an open invitation and forget its address. Raises NotOpen, PermissionDenied."""
    _lock(county, by)
    _within(county, invitation.organisation)
    closed = Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now(), email="")
    if not closed:
        raise NotOpen
    what = f"{why}: {invitation.get_role_display()}"
    audit.tell("invitation", what, by=acting, organisation=invitation.organisation)


def find(key: str) -> Invitation | None:
    """Return the invitation that a link's key belongs to, whatever its state."""
    found = Invitation.objects.select_related("organisation__county")
    return found.filter(key_hash=hash_of(key)).first()


@transaction.atomic
def accept(invitation: Invitation, *, user: User | None, password: str = "") -> User:
    """Use an invitation: give its role to the login that has its address, made with `password` where there is none.

    user: who is signed in, or None. Raises NotOpen; OtherAccount where somebody else is signed in, or where the
    address has an account and nobody is.
    """
    now = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if now.state != "open":
        raise NotOpen
    known = User.objects.filter(email=now.email, is_active=True).first()
    if known != user:
        raise OtherAccount
    holder = known or _make_account(now, password)
    acting = Actor(holder.pk, f"inbjuden {ROLE_LABELS[Role(now.role)]}, {now.organisation.name}")
    audit.tell("invitation", f"Tog emot inbjudan: {now.get_role_display()}", by=acting, organisation=now.organisation)
    if known is None:
        audit.tell("account", f"Konto {holder.pk} skapat genom inbjudan", by=acting, organisation=now.organisation)
    if not holder.memberships.not_ended().filter(organisation=now.organisation, role=now.role).exists():
        put_role(holder, Role(now.role), now.organisation, by=acting)
    Invitation.objects.filter(pk=now.pk).update(used_at=timezone.now(), email="")
    return holder


def _make_account(invitation: Invitation, password: str) -> User:
    """Raises OtherAccount where the address has a closed account, or got one a moment ago."""
    try:
        with transaction.atomic():
            return User.objects.create_user(invitation.email, password)
    except IntegrityError:
        raise OtherAccount from None


def forget_expired() -> int:
    """Empty the addresses of invitations that expired long ago; return how many."""
    long_ago = timezone.localdate() - FORGET_AFTER
    return Invitation.objects.filter(valid_to__lt=long_ago).exclude(email="").update(email="")
