"""The page of a method's spread, municipality by municipality: who began when, and the honest estimate or refusal."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from handslag.indicators import queries
from handslag.indicators.reading import Definition
from handslag.indicators.rollout.answers import MUNICIPALITY, answer_of
from handslag.indicators.rollout.drawings import figures_drawing, starts_drawing, told_starts
from handslag.indicators.rollout.panel import Start, grid_of
from handslag.indicators.rollout.queries import figures_of, outcomes, sources_of, starts_in
from handslag.plans.models import Initiative
from handslag.plans.pages import page_of
from handslag.plans.rights import may_edit


def rollout_view(request: HttpRequest, county: str, initiative: UUID) -> HttpResponse:
    """Who began when; with an indicator in the address, what its figures can tell of that."""
    seen = Initiative.objects.visible_to(request.user).filter(plan__county__slug=county)
    found = get_object_or_404(seen.select_related("plan__county", "owner"), uuid=initiative)
    page = page_of(request, found.plan)
    starts = starts_in(found)
    known = outcomes()
    asked = request.GET.get("matt", "")
    definition = next((each for each in known if each.key == asked), None)
    context = page.context(
        "register",
        initiative=found,
        starts=starts,
        finding=told_starts(starts),
        drawing=starts_drawing(starts, today=page.day, title=found.title),
        outcomes=[each for each in known if MUNICIPALITY in each.levels],
        not_here=[each for each in known if MUNICIPALITY not in each.levels],
        definition=definition,
        about_suicide=found.about_suicide or bool(definition and definition.needs_help),
        may_edit=may_edit(request.user, found),
        **(_judged(definition, starts) if definition else {}),
    )
    return render(request, "indicators/rollout.html", context)


def _judged(definition: Definition, starts: list[Start]) -> dict[str, object]:
    """Return the answer for an indicator, and what it rests on. Three queries."""
    areas = [start.area for start in starts]
    figures = figures_of(definition, areas)
    grid = grid_of(definition, starts, figures)
    shown = {key.area: each for key, each in queries.series_of(definition, areas).items()}
    return {
        "answer": answer_of(definition, grid),
        "grid": grid,
        "figures": figures_drawing(definition, starts, shown),
        "sources": sources_of(figures),
    }
