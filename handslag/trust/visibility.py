"""Who may know of a thing. Closed is the default.

Draft: members of the lead organisation with an editing role. Internal: all its members. Shared: also
members of organisations that take part, and the county's lead. Public: anyone.
"""

from django.db import models
from django.db.models import Q

from handslag.trust.permissions import Grants


class Visibility(models.TextChoices):
    DRAFT = "draft", "utkast"
    INTERNAL = "internal", "inom organisationen"
    SHARED = "shared", "delas med parterna"
    PUBLIC = "public", "offentlig"


def visible(grants: Grants, *, lead: str, county: str, partner: Q | None = None, prefix: str = "") -> Q:
    """Return the condition under which rows may be known by the holder of `grants`.

    lead, county: lookup paths to the lead organisation's id and the county's id. partner: the condition
    under which one of the holder's organisations takes part. prefix: path to the row with `visibility`.
    """
    field = f"{prefix}visibility"
    rule = Q(**{field: Visibility.PUBLIC})
    if not grants:
        return rule
    editing = {f"{lead}__in": grants.editing_organisations}
    member = {f"{lead}__in": grants.organisations}
    rule |= Q(**{field: Visibility.DRAFT}, **editing)
    rule |= Q(**{field: Visibility.INTERNAL}, **member)
    shared = Q(**member) | Q(**{f"{county}__in": grants.led_counties})
    if partner is not None:
        shared |= partner
    return rule | (Q(**{field: Visibility.SHARED}) & shared)
