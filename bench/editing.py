"""What it costs the county's lead to open a form and to save a text."""

from itertools import count

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bench.cost import Ask
from handslag.accounts.models import User
from handslag.plans.models import Initiative, Plan
from handslag.trust.permissions import Role

EDIT, SAVE = "edit page", "save"


def requests(county: str) -> dict[str, Ask]:
    """Return what the lead does, by its name. Each save has another text and the right version."""
    plan = Plan.objects.select_related("lead").get(county__slug=county)
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(lead_of(plan))
    row = Initiative.objects.filter(plan=plan, contradictions__isnull=False).order_by("number").last()
    page, text = (reverse("edit", args=[county, part, row.uuid]) for part in ("insats", "syfte"))
    versions = count(row.version)

    def save() -> HttpResponse:
        version = next(versions)
        return client.post(text, {"summary": f"En text som är den {version}:e.", "version": str(version)})

    return {EDIT: lambda: client.get(page), SAVE: save}


def lead_of(plan: Plan) -> User:
    """Return a new login that leads the plan."""
    number = User.objects.count()
    user = User.objects.create_user(f"lansledare-{number}@example.invalid")
    user.memberships.create(organisation=plan.lead, role=Role.COUNTY_LEAD)
    return user
