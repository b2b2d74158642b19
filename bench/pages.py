"""The pages that are measured: one address for each page type, of a county's plan."""

from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from handslag.places.models import Organisation
from handslag.plans.models import Initiative, Plan

EMPTY = "empty view"
SEARCHES = {"search, all counties": "skolprevention samverkan", "search, misspelt": "skolprevetion samverkan"}


def addresses(county: str) -> dict[str, str]:
    """Return the address of each page by its name; the empty view is the first."""
    plan = Plan.objects.get(county__slug=county)
    goal = plan.goals.filter(kind="challenge").order_by("position").first()
    initiative = Initiative.objects.filter(plan=plan, contradictions__isnull=False).order_by("number").last()
    taking_part = Organisation.objects.filter(county=plan.county).annotate(shares=Count("participations"))
    organisation = taking_part.order_by("-shares", "id").first()
    search = reverse("search", args=[county])
    register = reverse("register", args=[county])
    coverage = reverse("coverage", args=[county, plan.key])
    narrowed = {"q": "samverkan", "typ": "project", "lansdel": "del-0", "sortera": "titel"}
    return {
        EMPTY: reverse("empty"),
        "läget": reverse("lage", args=[county]),
        "plan": plan.get_absolute_url(),
        "plan with proposals": f"{plan.get_absolute_url()}?forslag=1",
        "goal": goal.get_absolute_url(),
        "questions": reverse("questions", args=[county, plan.key]),
        "coverage": coverage,
        "coverage by target group": f"{coverage}?kolumner=target_group",
        "red thread": reverse("thread", args=[county, plan.key]),
        "register": register,
        "register, search and filters": f"{register}?{urlencode(narrowed)}",
        "timeline": reverse("timeline", args=[county]),
        "initiative": initiative.get_absolute_url(),
        "obstacles": reverse("obstacles", args=[county]),
        "recommendations": reverse("recommendations", args=[county]),
        "organisations": reverse("organisations", args=[county]),
        "organisation": reverse("organisation", args=[county, organisation.uuid]),
        **{name: f"{search}?{urlencode({'q': words, 'alla': '1'})}" for name, words in SEARCHES.items()},
        "source list": reverse("sources"),
    }
