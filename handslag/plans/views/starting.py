"""Beginning something: an initiative with five fields, a plan, a successor of a plan."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans import actions, succession
from handslag.plans.forms.initiative import NewInitiativeForm, goal_choices
from handslag.plans.forms.start import CarryForm, NewPlanForm
from handslag.plans.models import GoalCarry, Initiative, Plan, SuccessFactor, TargetGroup
from handslag.plans.pages import Page, need_plan, open_page, row_number
from handslag.plans.queries.initiative import alike
from handslag.plans.queries.proposals import without_goal
from handslag.plans.rights import may_edit_plan, own_organisations
from handslag.plans.words import LEVELS, TIERS
from handslag.trust.changes import Collision
from handslag.trust.models import Change
from handslag.trust.permissions import Permission, grants_of

FEW_LETTERS = 4


@signed_in
def new_initiative(request: HttpRequest, county: str) -> HttpResponse:
    """Begin an initiative: five fields, and the likes of it shown while the title is written.

    From a cell of the coverage view its goal, level, place, group or tier come with it (mal, kolumn, varde).
    """
    page = open_page(request, county)
    plan = need_plan(page)
    if not own_organisations(request.user, plan).exists():
        raise PermissionDenied
    start = _from_cell(plan, request.POST.get("kolumn") or request.GET.get("kolumner", ""), _value(request))
    form = _start_form(request, plan, start)
    if form.is_bound and form.is_valid():
        made = _make(form, plan, start, request)
        messages.success(request, _("Insatsen är skapad som utkast. Bara ni ser den tills ni väljer något annat."))
        return redirect(made.get_absolute_url())
    title = request.POST.get("title", request.GET.get("titel", ""))
    context = page.context("register", form=form, start=start, column=start.get("column"), value=start.get("value"))
    context |= _likes(title, page, request)
    return render(request, "plans/new_initiative.html", context, status=422 if form.errors else 200)


def _start_form(request: HttpRequest, plan: Plan, start: dict[str, Any]) -> NewInitiativeForm:
    """Return the form as sent; or, unbound, with what is known: what was typed before the likes were asked for."""
    given: dict[str, Any] = {"page": plan, "user": request.user, "instance": Initiative()}
    if request.method == "POST" and "liknande" not in request.POST:
        return NewInitiativeForm(request.POST, **given)
    if request.method == "POST":
        return NewInitiativeForm(initial=request.POST.dict(), **given)
    goal = plan.goals.filter(uuid=request.GET["mal"]).first() if _is_uuid(request.GET.get("mal", "")) else None
    first = {"goal": goal and goal.pk, "level": start.get("level", ""), "title": request.GET.get("titel", "")}
    return NewInitiativeForm(initial=first, **given)


def _value(request: HttpRequest) -> str:
    return request.POST.get("varde") or request.GET.get("kolumn", "")


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _make(form: NewInitiativeForm, plan: Plan, start: dict[str, Any], request: HttpRequest) -> Initiative:
    owner = form.cleaned_data["organisation"]
    values = {**form.values(), **start.get("columns", {})}
    by = acting(request, on=Owned(owner, plan))
    return actions.start_initiative(plan, values, owner=owner, by=by, goal=form.goal_node(), places=start.get("apart"))


class Owned:
    """Something not yet made, for the question in which role it is made."""

    def __init__(self, owner: Organisation, plan: Plan) -> None:
        self.owner_id, self.county_id = owner.id, plan.county_id


def _from_cell(plan: Plan, dimension: str, value: str) -> dict[str, Any]:
    """Return what a cell of the coverage view gives a new initiative, and the words for it."""
    found: dict[str, Any] = {"column": dimension, "value": value}
    if dimension == "level" and value in LEVELS:
        return {**found, "level": value, "words": LEVELS[value]}
    if dimension == "tier" and value in TIERS:
        return {**found, "columns": {"tiers": [value]}, "words": TIERS[value]}
    if dimension == "lansdel" and (part := Lansdel.objects.filter(division_id=plan.division_id, key=value).first()):
        return {**found, **_named(lansdelar=[part.pk]), "words": part.name}
    if dimension == "municipality" and (area := Area.objects.filter(parent_id=plan.county_id, code=value).first()):
        return {**found, **_named(areas=[area.pk]), "words": area.name}
    if dimension == "target_group" and (group := TargetGroup.objects.filter(plan=plan, key=value).first()):
        return {**found, "apart": {"target_groups": [group.pk]}, "words": group.title}
    return {}


def _named(*, areas: list[int] | None = None, lansdelar: list[int] | None = None) -> dict[str, Any]:
    return {
        "columns": {"places_precision": "named"},
        "apart": {"places": {"areas": areas or [], "lansdelar": lansdelar or []}},
    }


@signed_in
def similar(request: HttpRequest, county: str) -> HttpResponse:
    """The initiatives like a title that is being written."""
    page = open_page(request, county)
    need_plan(page)
    return render(
        request, "plans/_likes.html", page.context("register", **_likes(request.GET.get("title", ""), page, request))
    )


def _likes(title: str, page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return initiatives like the title, finished ones with their obstacles, and what has helped them."""
    if len(title.strip()) < FEW_LETTERS:
        return {"likes": [], "helps": []}
    likes = alike(title, plan=page.plan, user=request.user, limit=6)
    helps = SuccessFactor.objects.filter(initiative__in=likes).select_related("initiative__plan__county")
    return {"likes": likes, "helps": list(helps[:5]), "looked": True}


@signed_in
def new_plan(request: HttpRequest, county: str) -> HttpResponse:
    """Begin a plan: only a title and who leads it are asked for."""
    page = open_page(request, county)
    leads = _leads(request.user, page.county)
    form = NewPlanForm(
        request.POST or None, instance=Plan(county=page.county), page=None, user=request.user, leads=leads
    )
    if request.method == "POST" and form.is_valid():
        by = acting(request, on=Plan(county=page.county, lead=form.cleaned_data["lead"]))
        made = succession.start_plan(form.values(), by=by, county=page.county)
        return redirect(made.get_absolute_url())
    context = page.context("plan", form=form, heading=_("Ny plan"))
    return render(request, "plans/new_plan.html", context, status=422 if form.errors else 200)


def _leads(user: Any, county: Area) -> Any:
    """Return the organisations of the county for which `user` may make plans; answers 403 where there are none."""
    leads = Organisation.objects.filter(id__in=grants_of(user).where(Permission.EDIT_PLAN), county=county)
    if not leads.exists():
        raise PermissionDenied
    return leads.order_by("sort_key")


@signed_in
def successor(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Begin the plan that replaces this one."""
    page = open_page(request, county, plan)
    old = need_plan(page)
    if not may_edit_plan(request.user, old):
        raise PermissionDenied
    leads = Organisation.objects.filter(pk=old.lead_id)
    begun = Plan(county=old.county, kind=old.kind, lead=old.lead)
    form = NewPlanForm(request.POST or None, instance=begun, page=None, user=request.user, leads=leads)
    if request.method == "POST" and form.is_valid():
        made = succession.start_successor(old, form.values(), by=acting(request, on=old))
        return redirect("carry", made.county.slug, made.key)
    context = page.context("plan", form=form, heading=_("Ny plan efter den här"), old=old)
    return render(request, "plans/new_plan.html", context, status=422 if form.errors else 200)


@signed_in
def carry(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Each goal of the old plan: carried, changed or dropped, with a reason. Saved goal by goal."""
    page = open_page(request, county, plan)
    new = need_plan(page)
    if not may_edit_plan(request.user, new):
        raise PermissionDenied
    found = {each.old_goal_id: each for each in new.carries.select_related("old_goal__plan", "new_goal__plan__county")}
    if not found:
        raise Http404
    old = next(iter(found.values())).old_goal.plan
    carries = [found[int(key)] for key, _title in goal_choices(old) if int(key) in found]
    saved = request.POST.get("mal", "")
    if request.method == "POST" and saved not in ("alla", *(str(each.pk) for each in carries)):
        messages.warning(request, _("Inget sparades: målet finns inte i listan. Ladda om sidan och försök igen."))
        return redirect(request.path)
    forms, made, failed = _decided(carries, request)
    if request.method == "POST" and not failed:
        messages.success(request, _("Sparat."), extra_tags=str(made[0].pk) if len(made) == 1 else "")
        return redirect(f"{request.path}#mal-{saved}" if saved.isdigit() else request.path)
    undecided = sum(not each.outcome for each in carries)
    left = without_goal(new, user=request.user)
    context = page.context(
        "plan", forms=forms, undecided=undecided, total=len(carries), failed=failed, left=left, old=old
    )
    return render(request, "plans/carry.html", context, status=422 if failed else 200)


def _decided(
    carries: list[GoalCarry], request: HttpRequest
) -> tuple[list[tuple[GoalCarry, CarryForm]], list[Change], bool]:
    """Save what is asked for, of one goal or of all; return each goal's form, what was changed, and whether any failed."""
    asked = request.POST.get("mal", "")
    forms: list[tuple[GoalCarry, CarryForm]] = []
    made: list[Change] = []
    failed = False
    for each in carries:
        is_sent = request.method == "POST" and asked in (str(each.pk), "alla")
        start = {"outcome": each.outcome, "reason": each.reason}
        form = CarryForm(request.POST if is_sent else None, initial=start, prefix=str(each.pk))
        if is_sent:
            failed |= not (form.is_valid() and _decide(each, form, request, made))
        forms.append((each, form))
    return forms, made, failed


def _decide(each: GoalCarry, form: CarryForm, request: HttpRequest, made: list[Change]) -> bool:
    """Save one decision and add it to `made`; False, with a message at the field, where somebody else was first."""
    outcome, reason = form.cleaned_data["outcome"], form.cleaned_data["reason"]
    if (outcome, reason) == (each.outcome, each.reason):
        return True
    seen = request.POST.get(f"{each.pk}-version", "")
    try:
        by = acting(request, on=each.plan, apart=True)
        change = succession.decide(each, outcome=outcome, reason=reason, by=by, version=row_number(seen) or 0)
    except Collision as collision:
        now = collision.row
        form.add_error(
            "outcome",
            _("Någon annan har valt: %(what)s. Spara igen om ditt val ska gälla.")
            % {"what": now.get_outcome_display() or _("inte bestämt")},
        )
        each.version = now.version
        return False
    made += [change] if change else []
    return True
