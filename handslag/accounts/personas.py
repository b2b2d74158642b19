"""The demo's ready logins: one for each persona that has a role. They exist only in demo mode."""

from dataclasses import dataclass

from django.conf import settings

from handslag.accounts.models import Membership, User
from handslag.places.models import Organisation
from handslag.trust.permissions import Role


@dataclass(frozen=True)
class Persona:
    """Somebody to try the product as: key, title shown, role, organisation (county code, key)."""

    key: str
    title: str
    about: str
    role: Role
    county: str
    organisation: str


PERSONAS = (
    Persona(
        "led",
        "Utvecklingsledare i Örebro län",
        "Äger planen och uppföljningen. Ser utkast och det som delas i länet.",
        Role.COUNTY_LEAD,
        "18",
        "region-orebro-lan",
    ),
    Persona(
        "own",
        "Insatsägare",
        "Ansvarar för en insats i en kommun.",
        Role.INITIATIVE_OWNER,
        "18",
        "kommun-1880",
    ),
    Persona(
        "mgr",
        "Ledamot i chefsgruppen",
        "Läser läget inför ett möte.",
        Role.READER,
        "18",
        "region-orebro-lan",
    ),
    Persona(
        "adm",
        "Administratör",
        "Sköter installationen och tar emot anmälda brister.",
        Role.ADMINISTRATOR,
        "18",
        "region-orebro-lan",
    ),
    Persona(
        "led-exempel",
        "Utvecklingsledare i Exempellän",
        "Ser ett utkast till plan som ingen annan känner till.",
        Role.COUNTY_LEAD,
        "exempellan",
        "exempellan-arbetsgrupp",
    ),
)


def offered() -> list[Persona]:
    """Return the personas that exist. Only in demo mode may a page show them."""
    present = set(User.objects.exclude(persona="").values_list("persona", flat=True))
    return [persona for persona in PERSONAS if persona.key in present]


def make_personas() -> int:
    """Make the logins whose organisation exists and return how many were new. Only in demo mode."""
    if not settings.DEMO:
        raise RuntimeError("Personas exist in demo mode only.")
    made = 0
    for persona in PERSONAS:
        where = {"county__code": persona.county, "key": persona.organisation}
        organisation = Organisation.objects.filter(**where).first()
        if organisation is None or User.objects.filter(persona=persona.key).exists():
            continue
        user = User(email=f"{persona.key}@demo.invalid", persona=persona.key)
        user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, organisation=organisation, role=persona.role)
        made += 1
    return made
