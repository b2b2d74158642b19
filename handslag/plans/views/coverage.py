"""Luckor: the coverage view, and the same as a file."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.queries.coverage import CONFIRMED, COUNTED, Coverage, coverage, parts_for
from handslag.plans.queries.frameworks import frameworks
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.rows import initiative_rows
from handslag.plans.rights import may_edit_plan, may_start
from handslag.plans.words import DIMENSIONS
from handslag.swedish.numbers import word
from handslag.trust.cells import harmless

ROW_CHOICES = {"goals": "Utmaningar", "groups": "Målgrupper"}


def _asked(request: HttpRequest, page: Page) -> tuple[Coverage, dict[str, object]]:
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
    context = page.context(
        "coverage", coverage=found, finding=_finding(found, choices, followed_up=page.plan.is_followed_up), **choices
    )
    context |= {"may_edit": may_edit_plan(request.user, page.plan), "may_start": may_start(request.user, page.plan)}
    chosen = request.GET.get("rad")
    if chosen:
        opened = found.cell(chosen, request.GET.get("kolumn", ""))
        if opened is None:
            raise Http404
        context |= {"opened_row": opened[0], "opened_cell": opened[1]}
    return render(request, "plans/coverage.html", context)


def _finding(found: Coverage, choices: dict[str, object], *, followed_up: bool) -> str:
    total, silent = len(found.rows), len(found.silent)
    unit = {"goals": "utmaningar", "groups": "målgrupper"}.get(str(choices["rows_by"]), "områden")
    if not total:
        return "Planen har inga mål än."
    if not silent:
        return f"Alla {word(total)} {unit} är redovisade eller bekräftade."
    if not followed_up:
        return f"Till {word(silent, gender='en')} av {word(total)} punkter är ingen insats kopplad än."
    text = f"{word(silent, gender='en').capitalize()} av {word(total)} {unit} är {'ej redovisade' if silent > 1 else 'ej redovisad'} i uppföljningen."
    near = sum(bool(row.near) for row in found.silent)
    if near:
        text += f" Det betyder inte att inget görs: till {word(near, gender='en')} av dem finns arbete som kan kopplas."
    return text


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
