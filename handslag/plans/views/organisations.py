"""Organisations of a county with what they do, who does what together, and lists of participants."""

from collections import defaultdict

from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from handslag.places.duplicates import likely_doubles
from handslag.places.models import Organisation, OrganisationList
from handslag.plans.models import Initiative, Participation, Term
from handslag.plans.pages import open_page
from handslag.plans.queries.citations import citation_book
from handslag.plans.words import FORMS, PARTY_ROLES
from handslag.swedish.search import fold as folded
from handslag.swedish.search import matches, query_stems


def organisation_list(request: HttpRequest, county: str) -> HttpResponse:
    """The county's organisations with how many initiatives each takes part in."""
    page = open_page(request, county)
    seen = Initiative.objects.visible_to(request.user).values("id")
    taking_part = Count("participations__initiative", filter=Q(participations__initiative__in=seen), distinct=True)
    found = list(
        Organisation.objects.filter(county=page.county)
        .select_related("parent")
        .annotate(initiatives=taking_part)
        .order_by("sort_key", "id")  # counting drops the model's own order
    )
    total, query, sector = len(found), request.GET.get("q", "").strip()[:200], request.GET.get("sektor", "")
    if query:
        stems = query_stems(query)
        found = [item for item in found if matches(stems, folded(" ".join([item.name, *item.aliases])))]
    if sector in Organisation.SECTORS:
        found = [item for item in found if item.sector == sector]
    if request.GET.get("sortera") == "antal":
        found.sort(key=lambda item: (-item.initiatives, item.sort_key))
    context = page.context(
        "organisations",
        organisations=found,
        total=total,
        query=query,
        sector=sector,
        sort=request.GET.get("sortera", ""),
        sectors=Organisation.SECTORS,
    )
    return render(request, "plans/organisations.html", context)


def organisation_view(request: HttpRequest, county: str, organisation) -> HttpResponse:
    """One organisation: its parts and what it does in each initiative that the reader may know of."""
    page = open_page(request, county)
    found = get_object_or_404(
        Organisation.objects.select_related("parent", "area").prefetch_related("parts"),
        uuid=organisation,
        county=page.county,
    )
    seen = Initiative.objects.visible_to(request.user).values("id")
    parts = Participation.objects.filter(organisation=found, initiative__in=seen).select_related(
        "initiative__plan__county"
    )
    roles = [(title, [part for part in parts if part.role == role]) for role, title in PARTY_ROLES.items()]
    context = page.context(
        "organisations",
        organisation=found,
        roles=[(title, members) for title, members in roles if members],
        total=len({part.initiative_id for part in parts}),
        citations=citation_book([found.uuid]),
    )
    return render(request, "plans/organisation.html", context)


def together(request: HttpRequest, county: str) -> HttpResponse:
    """Who does what together, grouped by the three forms; most sources do not say which."""
    page = open_page(request, county)
    seen = Initiative.objects.visible_to(request.user).filter(plan__county=page.county).values("id")
    parts = Participation.objects.filter(initiative__in=seen).select_related("initiative__plan__county", "organisation")
    groups: dict[str, dict[int, list[Participation]]] = defaultdict(lambda: defaultdict(list))
    for part in parts.order_by(F("initiative__number").asc(nulls_last=True), "id"):
        groups[part.form][part.initiative_id].append(part)
    terms = {term.key: term for term in Term.objects.filter(plan=page.plan, kind="collaboration")}
    named = [(title, terms.get(form), list(groups[form].values())) for form, title in FORMS.items()]
    context = page.context("organisations", groups=named, unstated=list(groups[""].values()))
    return render(request, "plans/together.html", context)


def participant_list(request: HttpRequest, key: str) -> HttpResponse:
    """A list of participants as printed, with likely doubles marked. It is no county's register."""
    found = get_object_or_404(OrganisationList, key=key)
    members = list(found.organisations.order_by("id"))
    if not members:
        raise Http404
    doubles = likely_doubles([(item.id, item.name) for item in members])
    by_id = {item.id: item for item in members}
    headings = list(dict.fromkeys(item.list_heading for item in members))
    context = {
        "list": found,
        "members": members,
        "headings": [(heading, [item for item in members if item.list_heading == heading]) for heading in headings],
        "doubles": [(by_id[a], by_id[b], why) for a, b, why in doubles],
        "doubled": {key for a, b, _ in doubles for key in (a, b)},
        "citations": citation_book([item.uuid for item in members]),
    }
    return render(request, "plans/participant_list.html", context)
