"""A county's own Word and PowerPoint files, which its reports are written with."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.plans.pages import open_page
from handslag.plans.rights import may_plan
from handslag.reports import actions
from handslag.reports.forms import OfficeTemplateForm
from handslag.reports.models import OfficeTemplate
from handslag.reports.template_check import Refused, checked


@signed_in
def office_templates(request: HttpRequest, county: str) -> HttpResponse:
    """Which files are in use; a POST adds one, or ends one."""
    page = open_page(request, county)
    if not may_plan(request.user, page.county):
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("sluta") in OfficeTemplate.KINDS:
        actions.end_template(page.county, request.POST["sluta"], by=acting(request))
        messages.success(request, _("Mallen används inte längre. Rapporterna får Handslags egen form."))
        return redirect("office_templates", page.county.slug)
    form = OfficeTemplateForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kind = form.kind_of(file.name)
        try:
            content = checked(file.read(), kind=kind)
        except Refused as why:
            form.add_error("file", str(why))
        else:
            actions.keep_template(page.county, kind, name=file.name, content=content, by=acting(request))
            messages.success(request, _("Mallen används i länets rapporter från och med nu."))
            return redirect("office_templates", page.county.slug)
    used = OfficeTemplate.objects.filter(county=page.county, ended_at__isnull=True).defer("content")
    context = page.context("plan", form=form, used=list(used))
    return render(request, "reports/office_templates.html", context, status=422 if form.errors else 200)
