"""Who a round asks: the list, one respondent, many at once; asking no more, and a new link."""

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handslag.accounts.actors import acting
from handslag.accounts.models import OutgoingMail
from handslag.plans.followup import reading, recipients
from handslag.plans.followup import rounds as steps
from handslag.plans.followup.grounds import led, not_now, way
from handslag.plans.followup.pasted import PasteForm
from handslag.plans.followup.queries_rounds import missing, respondents_of
from handslag.plans.followup.recipient_forms import AgainForm, Places, RecipientForm
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound
from handslag.plans.pages import Page

ALREADY = "Samma funktion tillfrågas redan på den adressen. Lägg till insatsen där."


@led("draft", "open")
def round_recipients(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Everybody who is asked, what is missing, and one more."""
    form = RecipientForm(request.POST or None, asked=asked, places=Places(asked.plan))
    if request.method == "POST" and form.is_valid():
        try:
            key, by = form.cleaned_data["key"], acting(request, on=asked.plan)
            recipients.add(asked, form.values(), form.about(), by=by, key=key)
        except (recipients.AlreadyAsked, IntegrityError):
            form.add_error("function", _(ALREADY))
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        else:
            messages.success(request, _("Tillagd."))
            return way(page, asked, "round_recipients")
    asked_ones = respondents_of(asked).exclude(state="handed_on")
    context = page.context("plan", round=asked, form=form, respondents=asked_ones, missing=missing(asked))
    return render(request, "followup/recipients.html", context, status=422 if form.errors else 200)


@led("draft", "open")
def suggest_recipients(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Begin with who is responsible in the register, for what nobody is asked about."""
    if request.method == "POST":
        try:
            count = recipients.suggest(asked, missing(asked)["nobody"], by=acting(request, on=asked.plan))
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        if count:
            told = ngettext("En funktion är tillagd.", "%(n)s funktioner är tillagda.", count) % {"n": count}
            messages.success(
                request, told + " " + _("Fyll i adresserna, och skriv funktionen så som den heter hos er.")
            )
        else:
            messages.info(request, _("Registret anger ingen ansvarig för dem som saknas."))
    return way(page, asked, "round_recipients")


@led("draft", "open")
def paste_recipients(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Many at once: show what was understood, then add them."""
    form = PasteForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid() and "lagg-till" in request.POST:
        try:
            added, left = recipients.add_many(asked, form.wanted(), by=acting(request, on=asked.plan))
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        told = ngettext("En tillfrågad är tillagd.", "%(n)s tillfrågade är tillagda.", added) % {"n": added}
        if left:
            told += " " + _("%(n)s fanns redan och är inte ändrade.") % {"n": left}
        messages.success(request, told)
        return way(page, asked, "round_recipients")
    is_read = request.method == "POST" and form.is_valid()
    context = page.context("plan", round=asked, form=form, is_read=is_read, wanted=form.wanted() if is_read else [])
    return render(request, "followup/paste.html", context, status=422 if form.errors else 200)


def _respondent(asked: FollowUpRound, uuid: UUID) -> FollowUpRequest:
    found = get_object_or_404(respondents_of(asked), uuid=uuid)
    found.round = asked
    return found


@led("draft", "open", "closed")
def recipient(request: HttpRequest, page: Page, asked: FollowUpRound, *, respondent: UUID) -> HttpResponse:
    """One respondent: letters, answers, and what it is asked about, which can be changed as long as it waits."""
    who = _respondent(asked, respondent)
    form = _change_form(request, asked, who) if asked.state != "closed" and who.state in ("new", "sent") else None
    if request.method == "POST":
        if form is None:
            return not_now(request, asked)
        if form.is_valid() and _changed(request, form, who):
            messages.success(request, _("Sparat."))
            return way(page, asked, "recipient", who.uuid)
    answers = FollowUp.objects.filter(item__request=who).exclude(state="draft").select_related("initiative")
    mails = OutgoingMail.objects.filter(purpose=steps.PURPOSE, target_id=who.pk).order_by("-pk")
    context = page.context("plan", round=asked, respondent=who, form=form, answers=answers, mails=mails[:20])
    context["kinds"] = {
        "ask": _("Brevet"),
        "remind": _("Påminnelse"),
        "returned": _("Fråga"),
        "handed": _("Överlämnat"),
    }
    return render(request, "followup/recipient.html", context, status=422 if form and form.errors else 200)


def _change_form(request: HttpRequest, asked: FollowUpRound, who: FollowUpRequest) -> RecipientForm:
    return RecipientForm(
        request.POST or None,
        asked=asked,
        places=Places(asked.plan),
        items=list(who.items.all()),
        has_address=who.state == "new",
        initial={
            "function": who.function,
            "organisation": who.organisation_id,
            "email": who.email,
            "mark": recipients.seen(who),
        },
    )


def _changed(request: HttpRequest, form: RecipientForm, who: FollowUpRequest) -> bool:
    """Save a respondent; False, with a message in the form, where that cannot be done."""
    try:
        recipients.change(
            who,
            form.values(),
            keep=form.cleaned_data["items"],
            more=form.about(),
            by=acting(request, on=who.round.plan),
            mark=form.cleaned_data["mark"],
        )
    except (recipients.AlreadyAsked, IntegrityError):
        form.add_error("function", _(ALREADY))
    except steps.Stale:
        who.refresh_from_db()
        form.data = form.data.copy()
        form.data["mark"] = recipients.seen(who)
        form.add_error(
            None, _("Någon annan har ändrat den tillfrågade sedan du öppnade sidan. Spara igen om ditt ska gälla.")
        )
    except steps.NotNow:
        form.add_error(None, _("Den tillfrågade är borttagen eller svarar inte längre. Inget är ändrat."))
    else:
        return True
    return False


@led("draft", "open")
def remove_recipient(request: HttpRequest, page: Page, asked: FollowUpRound, *, respondent: UUID) -> HttpResponse:
    """Take away somebody who was never sent anything."""
    who = asked.requests.filter(uuid=respondent).first()
    if request.method != "POST":
        who = _respondent(asked, respondent)
        return render(request, "followup/remove.html", page.context("plan", round=asked, respondent=who))
    if who is None:  # the first of two clicks has done it
        return way(page, asked, "round_recipients")
    try:
        recipients.remove(who, by=acting(request, on=asked.plan))
    except steps.NotNow:
        messages.info(request, _("Frågan är redan skickad. Dra tillbaka den i stället."))
        return way(page, asked, "recipient", respondent)
    messages.success(request, _("Borttagen."))
    return way(page, asked, "round_recipients")


@led("open")
def request_revoke(request: HttpRequest, page: Page, asked: FollowUpRound, *, respondent: UUID) -> HttpResponse:
    """Ask somebody no more."""
    who = _respondent(asked, respondent)
    if request.method != "POST":
        return render(request, "followup/revoke.html", page.context("plan", round=asked, respondent=who))
    try:
        reading.revoke(who, by=acting(request, on=asked.plan))
    except steps.NotNow:
        messages.info(request, _("Länken gäller inte längre, så det finns inget att dra tillbaka."))
    else:
        messages.success(request, _("Frågan är tillbakadragen, och länken gäller inte längre."))
    return way(page, asked, "recipient", who.uuid)


@led("open")
def request_again(request: HttpRequest, page: Page, asked: FollowUpRound, *, respondent: UUID) -> HttpResponse:
    """Send a new link, to a right address."""
    who = _respondent(asked, respondent)
    form = AgainForm(request.POST or None, initial={"email": who.email})
    if request.method == "POST" and form.is_valid():
        try:
            reading.send_again(who, email=form.cleaned_data["email"], by=acting(request, on=asked.plan))
        except steps.NotNow:
            messages.info(request, _("Den här funktionen svarar inte längre. Lägg till den på nytt om den ska frågas."))
        except IntegrityError:
            form.add_error("email", _(ALREADY))
        else:
            messages.success(request, _("En ny länk är på väg. Den förra gäller inte längre."))
        if not form.errors:
            return way(page, asked, "recipient", who.uuid)
    context = page.context("plan", round=asked, respondent=who, form=form)
    return render(request, "followup/again.html", context, status=422 if form.errors else 200)
