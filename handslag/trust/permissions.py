"""One enum of permissions, one table from role to permissions, `can` and its raising twin `require`.

A user object answers `grants()`; an object that is asked about answers `owner_id` and `county_id`.
Roles hold for one organisation (and, for the county's lead, its county). Closed is the default.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied


class Role(StrEnum):
    READER = "reader"
    INITIATIVE_OWNER = "initiative_owner"
    COUNTY_LEAD = "county_lead"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.READER: "läsare",
    Role.INITIATIVE_OWNER: "insatsägare",
    Role.COUNTY_LEAD: "utvecklingsledare för länet",
    Role.ADMINISTRATOR: "administratör",
}


class Permission(StrEnum):
    READ_INTERNAL = "read_internal"
    READ_DRAFTS = "read_drafts"
    READ_SHARED_IN_COUNTY = "read_shared_in_county"
    READ_DEFECT_REPORTS = "read_defect_reports"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset({Permission.READ_INTERNAL}),
    Role.INITIATIVE_OWNER: frozenset({Permission.READ_INTERNAL, Permission.READ_DRAFTS}),
    Role.COUNTY_LEAD: frozenset({Permission.READ_INTERNAL, Permission.READ_DRAFTS, Permission.READ_SHARED_IN_COUNTY}),
    Role.ADMINISTRATOR: frozenset({Permission.READ_INTERNAL, Permission.READ_DEFECT_REPORTS}),
}
"""The table. A role that is not here may do nothing."""


@dataclass(frozen=True)
class Grant:
    """One role in one organisation of one county (ids)."""

    role: Role
    organisation_id: int
    county_id: int | None


@dataclass(frozen=True)
class Grants:
    """All that a user may do, as held now. Empty for a visitor."""

    held: tuple[Grant, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.held)

    def where(self, permission: Permission) -> frozenset[int]:
        """Return the ids of organisations in which `permission` is held."""
        return frozenset(
            grant.organisation_id for grant in self.held if permission in ROLE_PERMISSIONS.get(grant.role, ())
        )

    @property
    def organisations(self) -> frozenset[int]:
        return self.where(Permission.READ_INTERNAL)

    @property
    def editing_organisations(self) -> frozenset[int]:
        return self.where(Permission.READ_DRAFTS)

    @property
    def led_counties(self) -> frozenset[int]:
        """Ids of the counties whose shared things the user may read."""
        return frozenset(
            grant.county_id
            for grant in self.held
            if grant.county_id and Permission.READ_SHARED_IN_COUNTY in ROLE_PERMISSIONS.get(grant.role, ())
        )


def grants_of(user: Any) -> Grants:
    """Return what `user` holds; a visitor holds nothing."""
    return user.grants() if getattr(user, "is_authenticated", False) else Grants()


def can(user: Any, permission: Permission, *, on: Any = None) -> bool:
    """Return whether `user` holds `permission`, for the organisation or county that `on` belongs to.

    With on=None: whether the user holds it anywhere.
    """
    grants = grants_of(user)
    if on is None:
        return bool(grants.where(permission))
    if permission is Permission.READ_SHARED_IN_COUNTY:
        return on.county_id in grants.led_counties
    return on.owner_id in grants.where(permission)


def require(user: Any, permission: Permission, *, on: Any = None) -> None:
    """Raise PermissionDenied unless `can(user, permission, on=on)`."""
    if not can(user, permission, on=on):
        raise PermissionDenied(permission)
