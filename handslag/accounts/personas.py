"""The demo's ready logins: one for each persona that has a role. They exist only in demo mode."""

import uuid
from dataclasses import dataclass

from django.conf import settings

from handslag.accounts.models import Membership, User
from handslag.places.models import Area, Organisation
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
        "kom",
        "Kommunens samordnare",
        "Anger vad kommunen antar och tar över, och håller kommunens insatser aktuella.",
        Role.MUNICIPAL_COORDINATOR,
        "18",
        "kommun-1880",
    ),
    Persona(
        "civ",
        "Medlem i en liten förening (exempel)",
        "Lägger in föreningens egen insats och kopplar den till planen.",
        Role.CIVIL_SOCIETY,
        "18",
        "exempelforeningen",
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
        "ana",
        "Analytiker",
        "Hämtar och granskar tal om länet, och skriver in talen i länets egna mått.",
        Role.ANALYST,
        "18",
        "region-orebro-lan",
    ),
    Persona(
        "eko",
        "Controller",
        "För in överenskommelser, fördelningar, beslut och bokföring, och lämnar redovisningen till staten.",
        Role.CONTROLLER,
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


EXAMPLE_ASSOCIATION = {
    "key": "exempelforeningen",
    "name": "Exempelföreningen (exempel)",
    "sector": "civil_society",
    "uuid": uuid.uuid5(uuid.NAMESPACE_URL, "urn:handslag:demo:exempelforeningen"),
}
"""A made-up association, so that the demo speaks in no real one's name."""


def offered() -> list[Persona]:
    """Return the personas that exist. Only in demo mode may a page show them."""
    present = set(User.objects.exclude(persona="").values_list("persona", flat=True))
    return [persona for persona in PERSONAS if persona.key in present]


def make_personas() -> int:
    """Make the logins whose organisation exists and return how many were new. Only in demo mode."""
    if not settings.DEMO:
        raise RuntimeError("Personas exist in demo mode only.")
    county = Area.objects.filter(code="18").first()
    if county and not Organisation.objects.filter(uuid=EXAMPLE_ASSOCIATION["uuid"]).exists():
        Organisation.objects.create(county=county, **EXAMPLE_ASSOCIATION)
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
