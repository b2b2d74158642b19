"""Logins and what they may do, links that let somebody in without a login, and letters that wait to be sent."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from handslag.places.models import Organisation
from handslag.trust.permissions import ROLE_LABELS, Grant, Grants, Role


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None) -> "User":
        """Return a new login. Without password nobody can sign in with one. The address is kept in lower case."""
        user = self.model(email=email.strip().lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login. `persona` marks the demo's own logins, which no password opens."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    persona = models.CharField(max_length=40, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["persona"], condition=~Q(persona=""), name="persona_once")]

    def __str__(self):
        return self.email

    @cached_property
    def _grants(self) -> Grants:
        held = self.memberships.current().values_list("role", "organisation_id", "organisation__county_id")
        return Grants(tuple(Grant(Role(role), organisation, county) for role, organisation, county in held))

    def grants(self) -> Grants:
        """Return what the user holds today; read once per request."""
        return self._grants


class MembershipQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.not_ended().filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today))

    def not_ended(self):
        """Those that hold today, and those that begin later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate()))


class Membership(models.Model):
    """A role in an organisation for a time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(
                name="membership_dates_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.role} {self.organisation_id}"


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those whose link still holds."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, valid_to__gte=timezone.localdate())


class Invitation(models.Model):
    """A role offered to an e-mail address by a link. The link's key is not kept, only its hash.

    The address is emptied when the invitation is used or revoked, and some time after it has expired.
    made_by is a number and no foreign key, so that the record outlives the login.
    """

    DAYS = 14

    email = models.EmailField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=30, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.BigIntegerField(null=True)
    made_by_role = models.CharField(max_length=300)
    valid_to = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="invitation_without_address_once_closed",
                condition=Q(email="") | Q(used_at__isnull=True, revoked_at__isnull=True),
            )
        ]

    def __str__(self):
        return f"{self.role} {self.organisation_id}"

    @property
    def state(self) -> str:
        """ "open", "used", "revoked" or "expired"."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if self.valid_to >= timezone.localdate() else "expired"


class TaskLinkQuerySet(models.QuerySet):
    def open(self):
        """Those that still hold."""
        return self.filter(revoked_at__isnull=True, valid_to__gte=timezone.localdate())


class TaskLink(models.Model):
    """A key in a letter that lets whoever holds it do one thing. Only its hash is kept.

    purpose: which area answers for it (`handslag.accounts.links.register`); target_id: the row there. How often it
    was opened is not counted: mail scanners open links too.
    """

    purpose = models.CharField(max_length=30)
    target_id = models.BigIntegerField()
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    valid_to = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TaskLinkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["purpose", "target_id"], name="tasklink_target")]

    def __str__(self):
        return f"{self.purpose} {self.target_id}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.valid_to >= timezone.localdate()


class OutgoingMail(models.Model):
    """A letter that waits to be sent, or was. It holds no address, no text and no key.

    All that is made when it leaves, by the area that answers for its purpose, from what is true then. site: the
    installation's address. unique_id: its Message-ID, the same at every attempt. trouble: why it has not left, in
    words for whoever sent it. day: the day it was asked for, so that a reminder is not queued twice.
    """

    STATES = {"waiting": "väntar", "sent": "skickat", "failed": "gick inte fram", "dropped": "behövdes inte"}

    unique_id = models.UUIDField(default=uuid.uuid4, unique=True)
    purpose = models.CharField(max_length=30)
    kind = models.CharField(max_length=30)
    target_id = models.BigIntegerField()
    site = models.CharField(max_length=300)
    day = models.DateField(default=timezone.localdate)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "next_at"], name="outgoing_due"),
            models.Index(fields=["purpose", "target_id"], name="outgoing_target"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.kind} {self.target_id}"
