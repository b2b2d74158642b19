"""The trail of a year's money, from its sources to the goals and back; and the same as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from handslag.funding.trail import tables
from handslag.funding.trail.drawings import trail_drawing
from handslag.funding.trail.queries import Source, Trail, money_of_goals, trail_of
from handslag.funding.trail.rules import goal_state, total
from handslag.plans.pages import Page, need_plan, open_page, row_number
from handslag.plans.queries.goals import Goal

SHOWN: dict[str, Any] = {
    "": gettext_lazy("Allt"),
    "oplacerat": gettext_lazy("Bara oplacerat"),
    "utan": gettext_lazy("Bara utan belopp"),
    "over": gettext_lazy("Bara det som är för mycket"),
}
ORDERS: dict[str, Any] = {"": gettext_lazy("Källa för källa"), "belopp": gettext_lazy("Störst belopp först")}
TESTS: dict[str, Callable[[tables.Row], bool]] = {
    "oplacerat": lambda row: not row.is_placed,
    "utan": lambda row: row.kronor is None,
    "over": lambda row: row.kind == "over",
}
ON_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asked:
    """What the address asks for. source: a key of a source; goal: of the plan's tree, None where none is named."""

    trail: Trail
    source: str
    goal: Goal | None
    shown: str
    order: str

    @property
    def sources(self) -> list[Source]:
        return [each for each in self.trail.sources if self.source in ("", each.key, *_pots(each))]

    @property
    def rows(self) -> list[tables.Row]:
        rows = tables.rows_of(self.trail, self.sources)
        if self.source.startswith("pott-"):
            rows = [row for row in rows if row.pot and f"pott-{row.pot.pot.pk}" == self.source]
        if self.goal:
            rows = [row for row in rows if row.served and row.served.serves & self.goal.ids]
        if self.shown in TESTS:
            rows = [row for row in rows if TESTS[self.shown](row)]
        return sorted(rows, key=lambda row: -(row.kronor or 0)) if self.order == "belopp" else rows


def _pots(source: Source) -> list[str]:
    return [f"pott-{part.pot.pk}" for part in source.pots]


def _asked(request: HttpRequest, page: Page) -> Asked:
    """Return what is asked for; what there is not of falls back to everything of the year."""
    key = request.GET.get("kalla", "")
    found = trail_of(need_plan(page), request.user, year=row_number(request.GET.get("ar", "")), key=key)
    keys = {each for source in found.sources for each in (source.key, *_pots(source))}
    goal = next((each for each in found.tree.by_id.values() if str(each.uuid) == request.GET.get("mal", "")), None)
    shown, order = request.GET.get("visa", ""), request.GET.get("ordning", "")
    return Asked(found, key if key in keys else "", goal, shown, order)


@require_safe
def trail(request: HttpRequest, county: str) -> HttpResponse:
    """Where a year's money has gone, and which goals it reaches; what is not placed stands beside what is."""
    page = open_page(request, county)
    asked = _asked(request, page)
    found = asked.trail
    bearing = money_of_goals(found, found.tree.bearing)
    wanted = {"ar": str(found.year or ""), "kalla": asked.source}
    context = page.context(
        "money",
        trail=found,
        sources=asked.sources,
        total=total(each.balance for each in asked.sources),
        drawing=trail_drawing(found, asked.sources),
        rows=Paginator(asked.rows, ON_A_PAGE).get_page(request.GET.get("sida", "1")),
        goals=money_of_goals(found, found.tree.roots),
        without=[each for each in bearing if goal_state(sums=each.with_sum, naming=each.naming) == "none"],
        unknown=[each for each in bearing if goal_state(sums=each.with_sum, naming=each.naming) == "unknown"],
        reported=found.reported,
        with_sum=sum(each.has_sum for each in found.reported),
        naming=[(each, found.stated.get(each.id, ())) for each in found.reported if each.names_money],
        goal=asked.goal,
        is_elsewhere=any(request.GET.get(name, "") not in ("", value) for name, value in wanted.items()),
        choices=_choices(found),
        chosen={"ar": str(found.year or ""), "kalla": asked.source, "visa": asked.shown, "ordning": asked.order},
    )
    return render(request, "funding/trail.html", context)


def _choices(found: Trail) -> dict[str, dict[str, Any]]:
    sources = {source.key: source.title for source in found.sources}
    pots = {f"pott-{part.pot.pk}": part.pot.title for source in found.sources for part in source.pots}
    years = {str(each): str(each) for each in found.years}
    return {"ar": years, "kalla": {"": _("Alla källor")} | sources | pots, "visa": SHOWN, "ordning": ORDERS}


@require_safe
def trail_file(request: HttpRequest, county: str, file_format: str) -> HttpResponse:
    """The table as shown, filters and all, as CSV or XLSX."""
    page = open_page(request, county)
    asked = _asked(request, page)
    if file_format == "csv":
        response = HttpResponse(tables.as_csv(asked.trail, asked.rows), content_type="text/csv; charset=utf-8")
    elif file_format == "xlsx":
        response = HttpResponse(tables.as_xlsx(asked.trail, asked.rows), content_type=XLSX)
    else:
        raise Http404
    name = f"spar-{need_plan(page).key}-{asked.trail.year or 'inget'}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
