"""Logins and what they may do. The only persons in the system are those who log in."""

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
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_to__isnull=True) | Q(valid_to__gte=today)
        )


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
