"""The lead's pages of a consultation, and the account that all may read once it is published."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.places.models import Area, Organisation
from handslag.plans.consultation import actions
from handslag.plans.consultation.forms import AddressForm, AnswerForm, NewForm, RecipientsForm, SettingsForm, read_anew
from handslag.plans.consultation.queries import Group, grouped, paragraphs, requests_of, tally, troubles
from handslag.plans.followup.rounds import NotNow, Stale
from handslag.plans.models import Comment, Consultation
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan
from handslag.plans.views.editing import back

UNANSWERED = "obesvarade"


@dataclass(frozen=True)
class Opened:
    """A page about one consultation, opened by the plan's lead."""

    page: Page
    consultation: Consultation

    def context(self, **more: object) -> dict[str, object]:
        return self.page.context("plan", consultation=self.consultation, **more)


def lead_page(request: HttpRequest, county: str, plan: str) -> Page:
    """Return the ground of a page for the plan's lead; 404 to those who may not know of the plan, 403 to others."""
    page = open_page(request, county, plan)
    if not may_edit_plan(request.user, need_plan(page)):
        raise PermissionDenied
    return page


def open_consultation(request: HttpRequest, county: str, plan: str, number: int) -> Opened:
    """Return one consultation of a plan, for its lead."""
    page = lead_page(request, county, plan)
    return Opened(page, _found(page, number))


def _found(page: Page, number: int) -> Consultation:
    found = get_object_or_404(Consultation, plan=page.plan, number=number)
    found.plan = need_plan(page)  # with its county, which is read already
    return found


@signed_in
def consultations(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """The plan's consultations, latest first."""
    page = lead_page(request, county, plan)
    found = list(need_plan(page).consultations.all())
    return render(request, "consultation/list.html", page.context("plan", consultations=found))


@signed_in
def new(request: HttpRequest, county: str, plan: str) -> HttpResponse:
    """Begin a consultation."""
    page = lead_page(request, county, plan)
    form = NewForm(request.POST or None, instance=Consultation(plan=page.plan), page=None, user=request.user)
    if request.method == "POST" and form.is_valid():
        key, by = form.cleaned_data["nyckel"], acting(request, on=page.plan)
        try:
            made, is_new = actions.create_once(need_plan(page), form.values(), key=key, by=by)
        except NotNow:
            form.add_error(None, _("Formuläret hör till en annan remiss. Ladda om sidan och försök igen."))
        else:
            if not is_new:
                messages.info(request, _("Remissen är redan påbörjad. Ändra den under Inställningar."))
            return redirect("consultation_recipients", county, plan, made.number)
    context = page.context("plan", form=form, heading=_("Ny remiss"), button=_("Gå vidare till mottagarna"))
    return render(request, "consultation/settings.html", context, status=422 if form.errors else 200)


@signed_in
def settings(request: HttpRequest, county: str, plan: str, number: int) -> HttpResponse:
    """Change what is asked and until when, also while it goes on."""
    opened = open_consultation(request, county, plan, number)
    given = {"instance": opened.consultation, "page": None, "user": request.user}
    form = SettingsForm(request.POST or None, **given)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            by = acting(request, on=opened.page.plan)
            actions.change(opened.consultation, form.values(), version=seen, by=by)
        except NotNow:
            form.add_error(None, _("Remissen är stängd och går inte att ändra."))
        except Stale:
            opened.consultation.refresh_from_db()
            read_anew(form, version=opened.consultation.version)
            told = _("Någon annan har ändrat inställningarna sedan ni öppnade sidan. Spara igen om era ska gälla.")
            form.add_error(None, told)
        else:
            messages.success(request, _("Sparat."))
            return redirect(opened.consultation)
    context = opened.context(form=form, heading=_("Inställningar"), button=_("Spara"))
    return render(request, "consultation/settings.html", context, status=422 if form.errors else 200)


@signed_in
def consultation(request: HttpRequest, county: str, plan: str, number: int) -> HttpResponse:
    """What has been said, paragraph by paragraph, and what there is to do."""
    opened = open_consultation(request, county, plan, number)
    count = tally(opened.consultation)
    unanswered = request.GET.get("visa") == UNANSWERED
    shown = [each for each in count.comments if not (unanswered and each.answer)]
    context = opened.context(
        tally=count,
        groups=_groups(opened, shown),
        unanswered=unanswered,
        new=sum(each.state == "new" and each.email != "" for each in count.requests),
        drafts=sum(each.has_drafts for each in count.requests),
    )
    return render(request, "consultation/consultation.html", context)


def _groups(opened: Opened, comments: list[Comment]) -> list[Group]:
    return grouped(paragraphs(opened.consultation.plan), comments) if comments else []


@signed_in
def recipients(request: HttpRequest, county: str, plan: str, number: int) -> HttpResponse:
    """Who is asked: many added at once, and how far each has come."""
    opened = open_consultation(request, county, plan, number)
    there = opened.page.county
    known = Organisation.objects.filter(county=there) if request.method == "POST" else ()
    places = Area.objects.filter(parent=there) if request.method == "POST" else ()
    form = RecipientsForm(request.POST or None, organisations=known, areas=places)
    if request.method == "POST" and form.is_valid():
        try:
            by = acting(request, on=opened.page.plan)
            added = actions.add_recipients(opened.consultation, form.cleaned_data["rows"], by=by)
        except NotNow:
            form.add_error(None, _("Remissen är stängd."))
        else:
            told = ngettext("En mottagare är tillagd.", "%(n)s mottagare är tillagda.", added) % {"n": added}
            messages.success(request, told if added else _("Alla stod redan i listan."))
            return redirect(request.path)
    found = requests_of(opened.consultation)
    letters = troubles(opened.consultation)
    rows = [(each, letters.get(each.pk)) for each in found]
    new = sum(each.state == "new" and each.email != "" for each in found)
    context = opened.context(form=form, rows=rows, new=new)
    return render(request, "consultation/recipients.html", context, status=422 if form.errors else 200)


@signed_in
def recipient(request: HttpRequest, county: str, plan: str, number: int, recipient: uuid.UUID) -> HttpResponse:
    """One who is asked: a new link, to another address if need be, or the question taken back."""
    opened = open_consultation(request, county, plan, number)
    found = get_object_or_404(opened.consultation.requests.select_related("organisation"), uuid=recipient)
    found.consultation = opened.consultation
    form = AddressForm(initial={"email": found.email})
    if request.method == "POST":
        by = acting(request, on=opened.page.plan)
        away = "ta_bort" in request.POST
        form = form if away else AddressForm(request.POST)
        try:
            if away:
                actions.take_away(found, by=by)
            elif form.is_valid():
                actions.send_again(found, email=form.cleaned_data["email"], by=by)
        except NotNow:
            messages.warning(
                request, _("Det går inte nu: remissen är stängd, inte skickad än, eller sista dagen har varit.")
            )
            return redirect(request.path)
        if away or not form.errors:
            messages.success(request, _("Mottagaren tillfrågas inte längre.") if away else _("En ny länk är på väg."))
            return redirect("consultation_recipients", county, plan, number)
    context = opened.context(form=form, recipient=found)
    return render(request, "consultation/recipient.html", context, status=422 if form.errors else 200)


@signed_in
def answer(request: HttpRequest, county: str, plan: str, number: int, comment: uuid.UUID) -> HttpResponse:
    """Answer one comment; where the reader stands, with htmx."""
    opened = open_consultation(request, county, plan, number)
    said = Comment.objects.select_related("request__organisation").filter(state="sent")
    found = get_object_or_404(said, request__consultation=opened.consultation, uuid=comment)
    form = AnswerForm(request.POST or None, instance=found, auto_id=f"id_{found.uuid}_%s")
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            actions.answer(found, form.values(), version=seen, by=acting(request, on=opened.page.plan))
        except Stale:
            found.refresh_from_db()
            read_anew(form, version=found.version)
            form.add_error(None, _("Någon annan har svarat på synpunkten nyss. Spara igen om ert svar ska gälla."))
        else:
            messages.success(request, _("Sparat."))
            only = f"?visa={UNANSWERED}" if request.GET.get("visa") == UNANSWERED else ""
            return back(request, f"{opened.consultation.get_absolute_url()}{only}#s-{found.uuid}")
    in_place = request.htmx and not request.htmx.boosted
    template = "consultation/answer.html" + ("#form" if in_place else "")
    status = 422 if form.errors and not request.htmx else 200
    return render(request, template, opened.context(form=form, comment=found), status=status)


def account(request: HttpRequest, county: str, plan: str, number: int) -> HttpResponse:
    """The account: what was said, by whom, what was answered and what was changed. Before it is published for the lead."""
    page = open_page(request, county, plan)
    found = _found(page, number)
    is_lead = may_edit_plan(request.user, found.plan)
    if not found.published_on and not is_lead:
        raise Http404
    count = tally(found)
    context = page.context(
        "plan", consultation=found, tally=count, groups=grouped(paragraphs(found.plan), count.comments), is_lead=is_lead
    )
    return render(request, "consultation/account.html", context)
