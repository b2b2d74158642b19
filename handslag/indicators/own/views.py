"""A county's own measures: listed, made, read, changed, taken away, and filled in by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handslag.accounts.actors import act_of, acting
from handslag.accounts.kept import signed_in
from handslag.indicators import queries
from handslag.indicators.importing import taking
from handslag.indicators.importing.comparing import compare
from handslag.indicators.importing.ground import ground_for
from handslag.indicators.models import MeaningChange, OwnMeasure
from handslag.indicators.own import actions
from handslag.indicators.own.definition import as_definition
from handslag.indicators.own.forms import GOES_ON, OwnMeasureForm, ReasonForm
from handslag.indicators.own.grounds import find_measure, for_makers, may_take_in, of_measure
from handslag.indicators.own.lines import line_of, reports_of
from handslag.indicators.own.typing import FiguresForm, next_period, typed_before
from handslag.places.models import Area
from handslag.plans.collisions import Clash, settle, with_theirs
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.trust.changes import Collision, once


@require_safe
def own_measures(request: HttpRequest, county: str) -> HttpResponse:
    """The county's own measures as a meeting reads them: the last report, those before it, and its comment."""
    page = open_page(request, county)
    seen = OwnMeasure.objects.visible_to(request.user).filter(plan__county=page.county)
    measures = list(seen.select_related("plan__county", "indicator"))
    read = queries.recent_series([as_definition(each) for each in measures], page.county) if measures else {}
    values = {key.indicator: found.values for key, found in read.items()}
    lines = [(each, reports_of(values.get(each.indicator.key, ()))) for each in measures]
    context = page.context(
        "indicators",
        lines=lines,
        reported=sum(bool(reports) for _, reports in lines),
        may_make=page.plan is not None and may_edit_plan(request.user, page.plan),
    )
    return render(request, "indicators/own_list.html", context)


@require_safe
def own_measure(request: HttpRequest, county: str, measure: Any) -> HttpResponse:
    """What a measure means, its latest figures with their comments, and how its meaning has changed."""
    page = open_page(request, county)
    found = find_measure(measure, request, county)
    if found.withdrawn_on:
        raise Http404
    changes = list(MeaningChange.objects.filter(measure=found).select_related("measure__indicator", "earlier"))
    definition = as_definition(found, changes)
    areas = areas_of(page.county)
    series = [each for each in queries.series_of(definition, areas).values() if each.values]
    names = {each.code: each.name for each in areas}
    context = page.context(
        "indicators",
        measure=found,
        definition=definition,
        series=[(names[each.key.area], [line_of(value) for value in reversed(each.values)]) for each in series],
        earlier=[each for each in changes if each.earlier_id],
        may_edit=may_edit_plan(request.user, found.plan),
        may_take_in=may_take_in(request.user, page.county),
        about_suicide=as_definition(found, changes).needs_help,
    )
    return render(request, "indicators/own_measure.html", context)


def areas_of(county: Area) -> list[Area]:
    """Return the county and its municipalities, in the order of their names. One query."""
    return [county, *Area.objects.filter(parent=county, kind=Area.MUNICIPALITY).order_by("name")]


@for_makers
def new_measure(request: HttpRequest, page: Page) -> HttpResponse:
    """Make a measure; then its figures are typed."""
    plan = need_plan(page)
    given = {"instance": OwnMeasure(plan=plan), "page": plan, "user": request.user}
    form = OwnMeasureForm(request.POST if request.method == "POST" else None, **given)
    if request.method == "POST" and form.is_valid():
        made = OwnMeasure(plan=plan, **form.values())
        told = actions.make(made, form.cleaned_data["goals"], by=acting(request, on=plan))
        messages.success(
            request, _("Måttet finns. Skriv in de första talen, eller gör det senare."), extra_tags=str(told.pk)
        )
        return redirect("type_figures", page.county.slug, made.indicator.key)
    if request.method == "POST":
        once(act_of(request))
    return _show_form(request, page, form)


@of_measure
def change_measure(request: HttpRequest, page: Page, measure: OwnMeasure) -> HttpResponse:
    """Change a measure; where its meaning changes and it has figures, what becomes of the series is asked."""
    given = {"page": measure.plan, "user": request.user}
    if request.method != "POST":
        return _show_form(request, page, OwnMeasureForm(instance=measure, **given), measure)
    typed = with_theirs(OwnMeasureForm, request.POST, measure, given=given)
    form, clash = OwnMeasureForm(typed, instance=OwnMeasure.objects.get(pk=measure.pk), **given), None
    if not form.is_valid():
        once(act_of(request))
        return _show_form(request, page, form, measure)
    follows = form.cleaned_data.get("follows")
    try:
        made = actions.change(
            measure, form.values(), by=acting(request, on=measure.plan), version=form.cleaned_data["version"] or 0,
            goes_on=follows == GOES_ON if follows else None, reason=form.cleaned_data.get("follow_reason", ""),
        )  # fmt: skip
    except Collision as collision:
        form, clash = settle(OwnMeasureForm, typed, collision.row, form.cleaned_data["version"] or 0, given=given)
        return _show_form(request, page, form, measure, clash=clash)
    if made is None:
        messages.info(request, _("Inget var ändrat."))
    else:
        messages.success(request, _("Sparat."), extra_tags=str(made.pk))
    return redirect(measure)


def _show_form(
    request: HttpRequest, page: Page, form: OwnMeasureForm, measure: OwnMeasure | None = None, *, clash: Clash | None = None
) -> HttpResponse:  # fmt: skip
    context = page.context("indicators", form=form, measure=measure, clash=clash, thing=measure)
    return render(request, "indicators/own_form.html", context, status=422 if form.errors or clash else 200)


@of_measure
def take_away_measure(request: HttpRequest, page: Page, measure: OwnMeasure) -> HttpResponse:
    """Withdraw a measure, with a reason; its figures and its history stay."""
    form = ReasonForm(request.POST if request.method == "POST" else None, initial={"version": measure.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            gone = actions.take_away(
                measure, by=acting(request, on=measure.plan), version=said["version"] or 0, reason=said["reason"]
            )
        except Collision:
            form.data = {**form.data.dict(), "version": OwnMeasure.objects.get(pk=measure.pk).version}
            form.add_error(None, _("Någon har ändrat måttet sedan du öppnade sidan. Ta bort det igen om det stämmer."))
        else:
            messages.success(request, _("Borttaget. Historiken finns kvar."), extra_tags=str(gone.pk if gone else ""))
            return redirect("own_measures", page.county.slug)
    context = page.context("indicators", form=form, measure=measure)
    return render(request, "indicators/own_take_away.html", context, status=422 if form.errors else 200)


@signed_in
def type_figures(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """Type the figures of an own measure for a period: the county's, and its municipalities'."""
    page = open_page(request, county)
    definition = queries.definitions_for(page.county, request.user).get(key)
    measure = OwnMeasure.objects.visible_to(request.user).filter(indicator__key=key, plan__county=page.county).first()
    if measure is None or definition is None:
        raise Http404
    if not may_take_in(request.user, page.county):
        raise PermissionDenied
    areas, today = areas_of(page.county), timezone.localdate()
    given = {"areas": areas, "ground": ground_for(definition, page.county, today=today), "indicator": measure.indicator}
    if request.method == "POST":
        form = FiguresForm(request.POST, **given)
        if form.is_valid() and _take_in(request, page, measure, form):
            return redirect("type_figures", page.county.slug, key)
    else:
        asked = FiguresForm({"period": request.GET.get("period", "")}, **given)
        asked.is_valid()
        days = asked.cleaned_data.get("period")
        start = typed_before(measure.indicator, areas, days) if days else {}
        written = request.GET["period"] if days else next_period(measure.indicator, definition, today=today)
        form = FiguresForm(initial={"period": written, **start}, **given)
    context = page.context(
        "indicators", form=form, measure=measure, definition=definition, about_suicide=definition.needs_help
    )
    return render(request, "indicators/type_figures.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, page: Page, measure: OwnMeasure, form: FiguresForm) -> bool:
    """Take in what is typed, and say how it went; return False where it clashes with what is here already."""
    compared = compare(measure.indicator, form.figures, form.ground.definition)
    if compared.faults:
        form.add_error("period", compared.faults[0].told)
        return False
    if not compared.changes:
        messages.info(request, _("Inget var ändrat."))
        return True
    by = acting(request, on=measure.plan)
    try:
        taking.take_in_typed(measure.indicator, form.figures, form.ground.definition, county=page.county, by=by)
    except taking.CannotTakeIn as why:
        form.add_error("period", str(why))
        return False
    told = _("Nya tal: %(new)d. Ändrade: %(revised)d.") % {"new": compared.new, "revised": compared.revised}
    messages.success(request, f"{_('Sparat.')} {told}")
    return True
