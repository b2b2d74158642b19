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
    CIVIL_SOCIETY = "civil_society_member"
    INITIATIVE_OWNER = "initiative_owner"
    MUNICIPAL_COORDINATOR = "municipal_coordinator"
    SUB_COUNTY_COORDINATOR = "sub_county_coordinator"
    COUNTY_LEAD = "county_lead"
    ANALYST = "analyst"
    CONTROLLER = "controller"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.READER: "läsare",
    Role.CIVIL_SOCIETY: "medlem i förening",
    Role.INITIATIVE_OWNER: "insatsägare",
    Role.MUNICIPAL_COORDINATOR: "kommunens samordnare",
    Role.SUB_COUNTY_COORDINATOR: "länsdelssamordnare",
    Role.COUNTY_LEAD: "utvecklingsledare för länet",
    Role.ANALYST: "analytiker",
    Role.CONTROLLER: "controller",
    Role.ADMINISTRATOR: "administratör",
}


class Permission(StrEnum):
    READ_INTERNAL = "read_internal"
    READ_DRAFTS = "read_drafts"
    READ_SHARED_IN_COUNTY = "read_shared_in_county"
    EDIT_OWN = "edit_own"
    EDIT_PLAN = "edit_plan"
    TAKE_IN_FIGURES = "take_in_figures"
    KEEP_MONEY = "keep_money"
    PUBLISH = "publish"
    ADOPT = "adopt"
    MANAGE_ACCESS = "manage_access"
    READ_AUDIT = "read_audit"
    SET_RETENTION = "set_retention"
    READ_DEFECT_REPORTS = "read_defect_reports"


_MEMBER = frozenset({Permission.READ_INTERNAL})
_OWNER = _MEMBER | {Permission.READ_DRAFTS, Permission.EDIT_OWN, Permission.PUBLISH}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: _MEMBER,
    Role.CIVIL_SOCIETY: _OWNER,
    Role.INITIATIVE_OWNER: _OWNER,
    Role.MUNICIPAL_COORDINATOR: _OWNER | {Permission.ADOPT},
    Role.SUB_COUNTY_COORDINATOR: _OWNER,
    Role.COUNTY_LEAD: _OWNER
    | {
        Permission.READ_SHARED_IN_COUNTY,
        Permission.EDIT_PLAN,
        Permission.TAKE_IN_FIGURES,
        Permission.KEEP_MONEY,
        Permission.ADOPT,
        Permission.SET_RETENTION,
    },
    Role.ANALYST: _MEMBER | {Permission.READ_SHARED_IN_COUNTY, Permission.TAKE_IN_FIGURES},
    Role.CONTROLLER: _MEMBER | {Permission.READ_SHARED_IN_COUNTY, Permission.KEEP_MONEY},
    Role.ADMINISTRATOR: _MEMBER
    | {
        Permission.MANAGE_ACCESS,
        Permission.READ_AUDIT,
        Permission.SET_RETENTION,
        Permission.READ_DEFECT_REPORTS,
    },
}
"""The table. A role that is not here may do nothing."""

COUNTY_WIDE = frozenset(
    {
        Permission.READ_SHARED_IN_COUNTY,
        Permission.TAKE_IN_FIGURES,
        Permission.MANAGE_ACCESS,
        Permission.READ_AUDIT,
        Permission.SET_RETENTION,
    }
)
"""Permissions that hold in the whole county of the organisation, not only in the organisation itself."""


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
        return self.counties(Permission.READ_SHARED_IN_COUNTY)

    def counties(self, permission: Permission) -> frozenset[int]:
        """Return the ids of counties in which a county-wide `permission` is held."""
        return frozenset(
            grant.county_id
            for grant in self.held
            if grant.county_id and permission in ROLE_PERMISSIONS.get(grant.role, ())
        )


@dataclass(frozen=True)
class Holder:
    """Whoever holds these grants: for questions that are kept for all who hold the same."""

    held: Grants
    is_authenticated: bool = True

    def grants(self) -> Grants:
        return self.held


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
    if permission in COUNTY_WIDE:
        return on.county_id in grants.counties(permission)
    return on.owner_id in grants.where(permission)


def require(user: Any, permission: Permission, *, on: Any = None) -> None:
    """Raise PermissionDenied unless `can(user, permission, on=on)`."""
    if not can(user, permission, on=on):
        raise PermissionDenied(permission)
