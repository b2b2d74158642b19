"""Luckor: the coverage view, and the same as a file."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.documents.figures import Drawing
from handslag.plans.drawings_coverage import coverage_drawing, coverage_finding, tile_drawing
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.queries.coverage import CONFIRMED, COUNTED, Coverage, coverage, parts_for
from handslag.plans.queries.frameworks import frameworks
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.rights import may_edit_plan, may_start
from handslag.plans.words import DIMENSIONS
from handslag.trust.cells import harmless

ROW_CHOICES = {"goals": "Utmaningar", "groups": "Målgrupper"}


def _asked(request: HttpRequest, page: Page) -> tuple[Coverage, dict[str, Any]]:
    """Return the view that the address asks for, and its choices; unknown words fall back to the first."""
    known = {item.key: item.label for item in frameworks()}
    rows_by = request.GET.get("rader", "goals")
    rows_by = rows_by if rows_by in ROW_CHOICES or rows_by in known else "goals"
    dimension = request.GET.get("kolumner", "lansdel")
    dimension = dimension if dimension in DIMENSIONS else "lansdel"
    proposed = request.GET.get("forslag") == "1"
    parts = parts_for(dimension, rows_by)
    rows = initiative_rows(need_plan(page), user=request.user, day=page.day, parts=parts)
    tree = goal_tree(page.plan, notes=True)
    found = coverage(page.plan, tree, rows, dimension=dimension, proposed=proposed, by=rows_by)
    choices = {
        "rows_by": rows_by,
        "dimension": dimension,
        "proposed": proposed,
        "row_choices": ROW_CHOICES | known,
        "dimensions": DIMENSIONS,
        "initiatives": rows,
        "tree": tree,
    }
    return found, choices


def coverage_view(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Gaps first: rows not reported, confirmed empty, and counted, against places, levels or groups."""
    page = open_page(request, county, plan)
    found, choices = _asked(request, page)
    finding = coverage_finding(found, followed_up=page.plan.is_followed_up)
    context = page.context(
        "coverage", coverage=found, finding=finding, **choices, **_drawings(request, page, found, choices)
    )
    context |= {"may_edit": may_edit_plan(request.user, page.plan), "may_start": may_start(request.user, page.plan)}
    chosen = request.GET.get("rad")
    if chosen:
        opened = found.cell(chosen, request.GET.get("kolumn", ""))
        if opened is None:
            raise Http404
        context |= {"opened_row": opened[0], "opened_cell": opened[1]}
    return render(request, "plans/coverage.html", context)


def _drawings(request: HttpRequest, page: Page, found: Coverage, choices: dict[str, Any]) -> dict[str, Drawing]:
    """Return the matrix as a drawing where the address asks for it, and the map where the columns are municipalities."""
    drawn = {}
    if request.GET.get("visa") == "bild" and found.rows:
        drawn["drawing"] = coverage_drawing(found, plan=page.plan)
    if found.dimension == "municipality":
        drawn["tiles"] = tile_drawing(found, rows=choices["initiatives"])
    return drawn


def coverage_csv(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The coverage view as CSV: the three states in words, never as an empty cell."""
    page = open_page(request, county, plan)
    found, _ = _asked(request, page)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="luckor-{page.plan.key}.csv"'
    response.write("\ufeff")
    table = csv.writer(response, delimiter=";")
    table.writerow(["rad", *(harmless(column.title) for column in found.columns), "summa"])
    for row in found.rows:
        cells = [_cell_words(cell) for cell in row.cells] or [_state_words(row.state)] * len(found.columns)
        table.writerow([harmless(row.title), *cells, row.n if row.state == COUNTED else _state_words(row.state)])
    return response


def _state_words(state: str) -> str:
    return "0 (bekräftat)" if state == CONFIRMED else "ej redovisad"


def _cell_words(cell) -> str:
    if cell.state != COUNTED:
        return _state_words(cell.state)
    return f"minst {cell.n}" if cell.at_least else str(cell.n)
