"""One address of every page type, in the database that tests/example_fixtures.py fills.

`PAGES` names each address; `addresses()` asks the database for the keys in them. A test walks the URL
patterns and fails when a page type has no address here.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from handslag.funding.models import GrantLine
from handslag.places.models import Organisation
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.reports.models import Edition

PLAN = "orebro-2020-2023"
DRAFT_PLAN = "exempellan-2026"
INSTALLATION = {
    "front": "/",
    "counties": "/lan/",
    "about": "/om/",
    "how_we_count": "/om/sa-raknar-vi/",
    "open_data": "/om/oppna-data/",
    "personal_data": "/om/personuppgifter/",
    "accessibility": "/om/tillganglighet/",
    "report_defect": "/om/tillganglighet/rapportera/",
    "sources": "/kallor/",
    "source": "/kallor/002/",
    "participant_list": "/deltagare/kraftsamling-2020-deltagare/",
    "sign_in": "/logga-in/",
    "forgot_password": "/logga-in/glomt/",
    "password_link_sent": "/logga-in/glomt/skickat/",
}
COUNTY = {
    "lage": "/orebro/",
    "lage_proposed": "/orebro/?forslag=1",
    "lage_another_day": "/orebro/?per=2026-03-01",
    "no_plan": "/stockholm/",
    "register_no_plan": "/stockholm/insatser/",
    "search": "/orebro/sok/",
    "search_hits": "/orebro/sok/?q=suicid",
    "search_mended": "/orebro/sok/?q=suicied",
    "search_nothing": "/orebro/sok/?q=xyzzy",
    "plans": "/orebro/planer/",
    "plan": f"/orebro/planer/{PLAN}/",
    "plan_proposed": f"/orebro/planer/{PLAN}/?forslag=1",
    "questions": f"/orebro/planer/{PLAN}/fragor/",
    "terms": f"/orebro/planer/{PLAN}/begrepp/",
    "appendices": f"/orebro/planer/{PLAN}/bilagor/",
    "survey": f"/orebro/planer/{PLAN}/enkat/",
    "rounds": f"/orebro/planer/{PLAN}/uppfoljning/",
    "versions": f"/orebro/planer/{PLAN}/versioner/",
    "version": f"/orebro/planer/{PLAN}/versioner/1/",
    "compare": f"/orebro/planer/{PLAN}/jamfor/",
    "compared": f"/orebro/planer/{PLAN}/jamfor/?fran=1&till=nu",
    "reports": f"/orebro/planer/{PLAN}/rapporter/",
    "compare_editions": f"/orebro/planer/{PLAN}/rapporter/jamfor/",
    "reach": f"/orebro/planer/{PLAN}/rackvidd/",
    "training": f"/orebro/planer/{PLAN}/utbildningar/",
    "coverage": f"/orebro/planer/{PLAN}/luckor/",
    "coverage_proposed": f"/orebro/planer/{PLAN}/luckor/?forslag=1&kolumner=level",
    "coverage_wide": f"/orebro/planer/{PLAN}/luckor/?kolumner=municipality&rader=groups",
    "coverage_drawn": f"/orebro/planer/{PLAN}/luckor/?visa=bild&kolumner=municipality",
    "thread": f"/orebro/planer/{PLAN}/trad/",
    "register": "/orebro/insatser/",
    "register_filtered": "/orebro/insatser/?status=ongoing&sortera=titel",
    "register_nothing": "/orebro/insatser/?q=xyzzy",
    "timeline": "/orebro/insatser/tidslinje/",
    "obstacles": "/orebro/hinder/",
    "recommendations": "/orebro/rekommendationer/",
    "organisations": "/orebro/organisationer/",
    "together": "/orebro/organisationer/samverkan/",
    "frameworks": "/orebro/ramverk/",
    "framework": "/orebro/ramverk/delarenor/",
    "own_measures": "/orebro/indikatorer/egna/",
    "cited_figures": "/orebro/indikatorer/anforda-tal/",
    "awards": "/orebro/medel/insatser/",
    "awards_filtered": "/orebro/medel/insatser/?visa=kalla",
    "money_ends": "/orebro/medel/slutar/?per=2024-03-01",
    "lansdel_budgets": "/orebro/medel/lansdelar/",
    "trail": "/orebro/medel/spar/",
    "trail_whole": "/orebro/medel/spar/?ar=2020&visa=oplacerat",
    "long_views": "/orebro/medel/lang-sikt/",
    "cited_figures_none": "/stockholm/indikatorer/anforda-tal/",
    "indicators": "/orebro/indikatorer/",
    "indicators_filtered": "/orebro/indikatorer/?gruppera=typ&q=suicid&sortera=senast",
    "indicators_nothing": "/orebro/indikatorer/?q=xyzzy",
    "indicator": "/orebro/indikatorer/suicid-sakra-15-ar/",
    "indicator_controlled": "/orebro/indikatorer/behoriga-till-yrkesprogram/?vy=styrdiagram&omraden=lanskarta",
    "areas": "/orebro/omraden/",
    "area": "/orebro/omraden/lanet/",
    "area_municipality": "/orebro/omraden/orebro/",
    "area_worse": "/orebro/omraden/lanet/?urval=samre",
    "pots": "/orebro/medel/potter/",
    "pots_none": "/stockholm/medel/potter/",
    "measurable_goals": f"/orebro/planer/{PLAN}/matbara-mal/",
    "measurable_goals_without": f"/orebro/planer/{PLAN}/matbara-mal/?visa=none",
    "money": "/orebro/medel/?ar=2020",
    "money_towns": "/orebro/medel/?ar=2020&post=kommun-handlingsplaner",
    "money_unknown": "/orebro/medel/?ar=2025",
    "money_no_plan": "/gotland/medel/",
    "agreements": "/orebro/medel/overenskommelser/",
    "not_found": "/orebro/finns-inte/",
}
KEYED = (
    "measurable",
    "goal",
    "goal_without",
    "initiative",
    "initiative_suicide",
    "rollout",
    "coverage_cell",
    "organisation",
    "edition",
    "agreement",
    "allocation",
    "allocation_towns",
)
PAGES = (*INSTALLATION, *COUNTY, *KEYED)
"""Every name that `addresses` answers to."""
FILES = {
    "awards_csv": "/orebro/medel/insatser.csv",
    "awards_xlsx": "/orebro/medel/insatser.xlsx",
    "money_calendar": "/orebro/medel/kalender.ics",
    "trail_csv": "/orebro/medel/spar.csv",
    "trail_xlsx": "/orebro/medel/spar.xlsx",
    "health": "/halsa/",
    "coverage_csv": f"/orebro/planer/{PLAN}/luckor.csv",
    "register_file": "/orebro/insatser/register.csv",
    "indicator_csv": "/orebro/indikatorer/suicid-sakra-15-ar.csv",
    "indicator_json": "/orebro/indikatorer/suicid-sakra-15-ar.json",
    "indicator_package": "/orebro/indikatorer/suicid-sakra-15-ar.zip",
}
"""What is fetched and is no page."""


def addresses() -> dict[str, str]:
    """The address of each page in PAGES. Asks the database."""
    plan = Plan.objects.select_related("county").get(key=PLAN)
    seen = Initiative.objects.select_related("plan__county").filter(plan=plan, listing="reported")
    initiative = seen.get(number=1)
    goals = GoalNode.objects.select_related("plan__county").filter(plan=plan, kind="challenge")
    served = goals.filter(contributions__primary=True).order_by("position", "id").first()
    organisation = Organisation.objects.get(county=plan.county, key="region-orebro-lan")
    shipped = GrantLine.objects.filter(agreement__plan=None, agreement__year=2020).select_related("agreement")
    lines = {line.slug: line for line in shipped}
    keyed = {
        "goal": served.get_absolute_url(),
        "measurable": reverse("measurable", args=["orebro", PLAN, served.uuid]),
        "goal_without": goals.exclude(contributions__primary=True).order_by("id").first().get_absolute_url(),
        "initiative": initiative.get_absolute_url(),
        "initiative_suicide": seen.filter(about_suicide=True).first().get_absolute_url(),
        "rollout": reverse("rollout", args=["orebro", initiative.uuid]),
        "coverage_cell": f"{COUNTY['coverage']}?rad={served.uuid}&kolumn=*",
        "edition": Edition.objects.get(report__plan=plan).get_absolute_url(),
        "organisation": reverse("organisation", args=["orebro", organisation.uuid]),
        "agreement": reverse("agreement", args=["orebro", lines["lan-sammanhallen-vard"].agreement.uuid]),
        "allocation": reverse("allocation", args=["orebro", lines["lan-sammanhallen-vard"].pk]),
        "allocation_towns": reverse("allocation", args=["orebro", lines["kommun-handlingsplaner"].pk]) + "?sortera=per",
    }
    return {**INSTALLATION, **COUNTY, **keyed}


@dataclass(frozen=True)
class Route:
    """One URL pattern: its name and the parameters of its path, in order."""

    name: str
    parameters: tuple[str, ...]

    def address(self, values: dict[str, Any]) -> str:
        """The path with these values, of which it takes what it has. Raises KeyError on a missing one."""
        return reverse(self.name, kwargs={key: values[key] for key in self.parameters})


def routes() -> list[Route]:
    """Every URL pattern of the project. Raises NoReverseMatch on a pattern without a name."""
    return list(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, above: tuple[str, ...]):
    for entry in resolver.url_patterns:
        parameters = (*above, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, parameters)
        else:
            yield _route(entry, parameters)


def _route(pattern: URLPattern, parameters: tuple[str, ...]) -> Route:
    if not pattern.name:
        raise NoReverseMatch(f"{pattern.pattern} has no name")
    return Route(pattern.name, parameters)
