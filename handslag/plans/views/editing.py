"""Changing, adding, taking away, taking back: one set of views for every part of every page.

Each works as a page of its own, without JavaScript; htmx puts the same form where the reader stands.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handslag.accounts.actors import act_of, acting
from handslag.accounts.kept import signed_in
from handslag.plans import actions
from handslag.plans.collisions import Clash, settle, with_theirs
from handslag.plans.editors import EDITORS, Editor
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.facts import NOT_YET, NOTHING, StatusForm
from handslag.plans.models import Adoption, GoalNode, Handover, Initiative, InitiativeRelation, Plan
from handslag.plans.models.parts import PlanPart
from handslag.plans.pages import page_of, row_number
from handslag.plans.queries.history import LINES, told
from handslag.plans.rights import may_edit, may_edit_row, may_follow, may_give, may_publish, may_state_for
from handslag.trust.changes import CannotUndo, Collision, once, row_of
from handslag.trust.changes import act_of as changes_of_act
from handslag.trust.guard import findings
from handslag.trust.models import Change
from handslag.trust.permissions import Permission, can

Thing = Plan | GoalNode | Initiative
Finder = Callable[[Any, HttpRequest, str], Any]
_finders: dict[str, Finder] = {}


def add_page_kind(kind: str, find: Finder) -> None:
    """Say how a page of an area above this one is found (uuid, request, county): its changes are taken back here too."""
    _finders[kind] = find


def find_page(kind: str, uuid: Any, request: HttpRequest, county: str) -> Thing:
    """Return the plan, goal or initiative, or answer 404 to those who may not know of it."""
    if kind in _finders:
        return _finders[kind](uuid, request, county)
    if kind == "initiative":
        seen = Initiative.objects.visible_to(request.user).filter(plan__county__slug=county)
        return get_object_or_404(seen.select_related("plan__county", "owner"), uuid=uuid)
    plans = Plan.objects.visible_to(request.user).filter(county__slug=county).select_related("county")
    if kind == "plan":
        return get_object_or_404(plans, uuid=uuid)
    goals = GoalNode.objects.filter(plan__in=plans).select_related("plan__county", "parent")
    return get_object_or_404(goals, uuid=uuid)


def allowed(request: HttpRequest, editor: Editor, page: Thing, row: PlanPart | None) -> bool:
    """Whether the reader may change this part of the page. Answers 404 where he may not know what it leads to."""
    user = request.user
    if isinstance(row, InitiativeRelation) and row.to_initiative_id:
        get_object_or_404(Initiative.objects.visible_to(user), pk=row.to_initiative_id)
    if editor.slug == "synlighet":
        return may_publish(user, page)
    if editor.slug == "agare":
        return may_give(user, page)
    if may_edit_row(user, editor.model.KIND, page, row):
        return True
    if editor.model is Adoption:
        return _may_state(user, row and row.organisation)
    if editor.model is Handover:
        return row is not None and may_state_for(user, row.owner)
    return False


def _may_state(user: Any, organisation: Any) -> bool:
    return can(user, Permission.ADOPT) if organisation is None else may_state_for(user, organisation)


def _editor(part: str) -> Editor:
    if part not in EDITORS:
        raise Http404
    return EDITORS[part]


def _row(editor: Editor, page: Thing, row_id: int | None, *, standing: bool = True) -> PlanPart | None:
    """Return the row that hangs on the page, or answer 404; the page itself where the part is its own.

    standing: only one that nobody has taken away.
    """
    if row_id is None:
        return page if editor.is_page else None
    if editor.is_page:
        raise Http404
    rows = editor.model.objects if standing else editor.model.everything
    return get_object_or_404(rows.filter(**{editor.parent: page}), pk=row_id)


@signed_in
def edit(request: HttpRequest, county: str, part: str, page, row: int | None = None) -> HttpResponse:
    """Change the page's own fields (no row), or a row on it."""
    editor = _editor(part)
    thing = find_page(editor.on, page, request, county)
    found = _row(editor, thing, row, standing=request.method != "POST")
    if found is None or (editor.appended and row is not None):
        raise Http404
    if not allowed(request, editor, thing, None if editor.is_page else found):
        raise PermissionDenied
    return _form(request, editor, thing, found)


@signed_in
def add(request: HttpRequest, county: str, part: str, page) -> HttpResponse:
    """Add a row to the page."""
    editor = _editor(part)
    thing = find_page(editor.on, page, request, county)
    if editor.is_page or not editor.add:
        raise Http404
    if not allowed(request, editor, thing, None):
        raise PermissionDenied
    return _form(request, editor, thing, editor.new(thing))


def _form(request: HttpRequest, editor: Editor, page: Thing, row: PlanPart) -> HttpResponse:
    """Show the form; or save it, tell what changed, and go back to where the reader stood."""
    is_new = row.pk is None
    given = {"page": page, "user": request.user}
    if request.method != "POST":
        start = {name: value for name, value in request.GET.items() if is_new}
        return _show(request, editor, page, editor.form(instance=row, initial=start or None, **given), is_new)
    typed = request.POST if is_new else with_theirs(editor.form, request.POST, row, given=given)
    form = editor.form(typed, instance=row, **given)
    if not form.is_valid():
        return _show(request, editor, page, form, is_new)
    by = acting(request, on=page)
    seen = form.cleaned_data["version"] or 0
    try:
        if is_new:
            made = _add(editor, page, form, by)
        else:
            fresh = row_of(row.KIND, row.pk)
            if fresh.withdrawn_on:
                raise Collision(fresh)
            made = actions.save(fresh, form.values(), by=by, version=seen, reason=getattr(form, "reason", ""))
    except Collision as collision:
        form, clash = settle(editor.form, typed, collision.row, seen, given=given)
        return _show(request, editor, page, form, is_new, clash)
    except actions.InTheWay as why:  # said since the form asked
        form.add_error(None, str(why))
        return _show(request, editor, page, form, is_new)
    except IntegrityError:  # the database holds what may stand once; the form asked before another wrote
        form.add_error(None, _("Samma sak finns redan: någon har lagt till den nyss."))
        return _show(request, editor, page, form, is_new)
    return _done(request, editor, page, made)


@transaction.atomic  # an ending and what it asks for: all of it or nothing
def _add(editor: Editor, page: Thing, form: EditForm, by) -> Change:
    values = form.values()
    many = {name: values.pop(name) for name in list(values) if editor.model._meta.get_field(name).many_to_many}
    columns = {_column(editor, name): _key(value) for name, value in values.items()}
    row = editor.new(page)
    for name, value in columns.items():
        setattr(row, name, value)
    if editor.slug == "nytt-mal":
        row.position = page.goals.filter(parent=None).count()
    made = actions.add(row, by=by, apart=many)
    if isinstance(form, StatusForm):
        after_status(form, page, by)
    return made


def _column(editor: Editor, name: str) -> str:
    return editor.model._meta.get_field(name).attname


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)


def after_status(form: StatusForm, page: Initiative, by) -> None:
    """Write what an ending asks for: what it continues as, and the decision on a trial."""
    further = form.cleaned_data.get("continues")
    if further and further not in (NOTHING, NOT_YET):
        other = Initiative.objects.visible_to(form.user).filter(pk=further).first()
        if other:
            actions.follow_on(page, other, by=by)
    if decision := form.cleaned_data.get("decision"):
        actions.decide_pilot(page, decision, body=form.cleaned_data.get("decided_by", ""), by=by)


def _show(
    request: HttpRequest, editor: Editor, page: Thing, form: EditForm, is_new: bool, clash: Clash | None = None
) -> HttpResponse:
    if request.method == "POST":
        once(act_of(request))  # a second click is no fault
    context = page_of(request, page.of_plan).context(
        "",
        form=form,
        editor=editor,
        thing=page,
        is_new=is_new,
        clash=clash,
        back_to=editor.address_of(page),
        heading=editor.add if is_new else editor.title,
    )
    status = 422 if form.errors or clash else 200
    template = "plans/edit.html" + ("#form" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context, status=200 if request.htmx else status)


def _done(request: HttpRequest, editor: Editor, page: Thing, made: Change | None) -> HttpResponse:
    if made is None:
        messages.info(request, _("Inget var ändrat."))
    else:
        messages.success(request, _("Sparat."), extra_tags=str(made.pk))
    page.refresh_from_db()
    address = editor.address_of(page)
    latest = made.after.get("as_of") if made and made.target_kind == "status" else None
    if latest and page.of_plan.state_as_of and latest > page.of_plan.state_as_of.isoformat():
        address += f"?per={latest}"  # else the page would show the day before the change
    return back(request, f"{address}#{editor.anchor}" if editor.anchor else address)


def back(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to an address after a save: by header where htmx asked."""
    if request.htmx and not request.htmx.boosted:
        here = urlsplit(request.htmx.current_url or "")
        same = f"{here.path}?{here.query}".rstrip("?") == address.partition("#")[0]
        # A browser does not load anew an address that differs in its # alone.
        return HttpResponse(headers={"HX-Refresh": "true"} if same else {"HX-Redirect": address})
    return redirect(address)


@signed_in
def take_away(request: HttpRequest, county: str, part: str, page, row: int | None = None) -> HttpResponse:
    """Withdraw a row, or the whole initiative or goal, with a reason; the history stays."""
    editor = _editor(part)
    thing = find_page(editor.on, page, request, county)
    found = _row(editor, thing, row)
    if found is None or isinstance(found, Plan):
        raise Http404
    if not allowed(request, editor, thing, None if editor.is_page else found):
        raise PermissionDenied
    reason, error = _one_text(request.POST.get("reason", "")), ""
    if request.method == "POST":
        error = _why_not(found, reason) or _withdraw(request, thing, found, reason)
        if not error:
            return redirect(thing.of_plan.get_absolute_url() if found is thing else editor.address_of(thing))
    context = page_of(request, thing.of_plan).context(
        "", editor=editor, thing=thing, row=found, version=found.version, reason=reason, error=error
    )
    context["back_to"] = editor.address_of(thing)
    return render(request, "plans/withdraw.html", context, status=422 if error else 200)


def _withdraw(request: HttpRequest, page: Thing, row: PlanPart, reason: str) -> str:
    """Take the row away; return what stands in the way, or "" where nothing does."""
    seen = row_number(request.POST.get("version", "")) or 0
    try:
        gone = actions.withdraw(row, by=acting(request, on=page), version=seen, reason=reason)
    except Collision:
        row.refresh_from_db()
        return _(
            "Någon har ändrat uppgiften sedan du öppnade sidan. Se hur den ser ut nu och ta bort den igen om det stämmer."
        )
    except actions.InTheWay as why:
        return str(why)
    messages.success(request, _("Borttaget. Historiken finns kvar."), extra_tags=str(gone.pk))
    return ""


def _one_text(text: str) -> str:
    """Return a text as it can be kept: without control characters, of the length that fits."""
    return "".join(each for each in text if each.isprintable() or each in "\n\r\t").strip()[:500]


def _why_not(row: PlanPart, reason: str) -> str:
    """Return why the row cannot be withdrawn, or "" where it can."""
    if not reason:
        return _("Skriv kort varför den tas bort.")
    if certain := [each for each in findings(reason) if each.certain]:
        return certain[0].message
    if isinstance(row, GoalNode) and row.children.filter(withdrawn_on__isnull=True).exists():
        return _("Målet har andra mål under sig. Flytta eller ta bort dem först.")
    return row.in_the_way_of(None)


@signed_in
@require_POST
def take_back(request: HttpRequest, county: str, change_id: int) -> HttpResponse:
    """Undo a change."""
    change = get_object_or_404(Change, pk=change_id)
    page = find_any(row_of(change.target_kind, change.target_id).page, request, county)
    for each in changes_of_act(change):
        row = row_of(each.target_kind, each.target_id)
        if not _may_undo(request, find_any(row.page, request, county), row, each):
            raise PermissionDenied
    try:
        done = actions.undo(change, by=acting(request, on=page))
    except CannotUndo as why:
        messages.error(request, f"{why} {_('Se historiken.')}")
    else:
        messages.success(request, _("Ångrat."), extra_tags=str(done[0].pk) if done else "")
    page.refresh_from_db(from_queryset=type(page).everything.all())
    standing = type(page).objects.filter(pk=page.pk).exists()
    return redirect((page if standing else page.of_plan).get_absolute_url())


def _may_undo(request: HttpRequest, page: Thing, row: PlanPart, change: Change) -> bool:
    """Whether the reader may take back a change of the row: whoever might have made it."""
    if isinstance(row, Initiative) and "owner" in (change.before or {}):
        return may_give(request.user, page)
    if may_edit_row(request.user, row.KIND, page, row):
        return True
    if isinstance(row, Adoption):
        return may_state_for(request.user, row.organisation)
    return isinstance(row, Handover) and may_state_for(request.user, row.owner)


def find_any(page: Thing, request: HttpRequest, county: str) -> Thing:
    """Return a page that may be withdrawn, or answer 404 to those who may not know of it."""
    if not page.withdrawn_on:
        return find_page(page.KIND, page.uuid, request, county)
    find_page("plan", page.of_plan.uuid, request, county)
    if not may_edit(request.user, page):
        raise Http404
    return page


@signed_in
def history(request: HttpRequest, county: str, kind: str, page) -> HttpResponse:
    """Every change of a page, newest first: what it was, what it became, in which role; and a way back."""
    if kind not in ("initiative", "goal", "plan", *_finders):
        raise Http404
    thing = find_page(kind, page, request, county)
    if not may_follow(request.user, thing):
        raise PermissionDenied
    before = request.GET.get("fore", "")
    lines = told(thing, before=row_number(before), user=request.user)
    context = page_of(request, thing.of_plan).context("", thing=thing, lines=lines[:LINES], more=len(lines) > LINES)
    return render(request, "plans/history.html", context)
