"""A round's steps: look at the letters, send, remind, extend, close, throw away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handslag.accounts.actors import acting
from handslag.accounts.letters import Letter
from handslag.plans import actions
from handslag.plans.followup import mail
from handslag.plans.followup import rounds as steps
from handslag.plans.followup.grounds import led, not_now, way
from handslag.plans.followup.queries_reading import seen_in, waiting
from handslag.plans.followup.queries_rounds import missing, respondents_of
from handslag.plans.followup.round_forms import ExtendForm
from handslag.plans.models import FollowUpRequest, FollowUpRound
from handslag.plans.pages import Page
from handslag.trust.models import RetentionRule
from handslag.trust.retention import is_destroyed_at_close

LETTERS = 10
"""Letters shown in full on the page; of the others there is a list."""

LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""For a letter alone: mail programs read no style sheets, so its styles stand in it. Nothing runs and nothing is fetched."""

LINK_WORDS = "https://…/lank/…"
"""Stands for the link, which is made when the letter leaves and is never shown to anybody else."""


@led("draft", "open")
def round_preview(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """The letter as each respondent gets it, and what is missing; the button that sends."""
    new = [each for each in respondents_of(asked).filter(state="new") if each.email and each.items.all()]
    chosen = [each for each in new if str(each.uuid) == request.GET.get("till")] or new[:LETTERS]
    letters = [(each, _text(mail.letter(each, "ask", link=LINK_WORDS))) for each in chosen]
    context = page.context("plan", round=asked, letters=letters, new=new, missing=missing(asked))
    return render(request, "followup/preview.html", context)


def _text(letter: Letter) -> dict[str, Any]:
    context = {**letter.context, "site": ""}
    text = render_to_string(f"{letter.template}.txt", context).strip()
    return {"to": letter.to, "subject": letter.subject, "text": text, "reply_to": letter.reply_to}


@led("draft", "open", "closed")
def round_letter(request: HttpRequest, page: Page, asked: FollowUpRound, *, respondent: UUID) -> HttpResponse:
    """A letter as a mail program shows it."""
    who = get_object_or_404(FollowUpRequest.objects.select_related("round__plan__county"), round=asked, uuid=respondent)
    letter = mail.letter(who, "ask", link="#")
    response = HttpResponse(render_to_string(f"{letter.template}.html", {**letter.context, "site": ""}))
    response["Content-Security-Policy"] = LETTER_POLICY
    response["Cache-Control"] = "no-store"
    return response


@led("draft", "open")
def round_send(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Send to those who have not been sent to."""
    if request.method != "POST":
        return way(page, asked, "round_preview")
    try:
        count = steps.send(asked, site=request.build_absolute_uri("/"), by=acting(request, on=asked.plan))
    except steps.NotNow:
        asked.refresh_from_db()
        if asked.state == "draft":
            messages.info(request, _("Det finns ingen att skicka till än: ange funktion, adress och insats."))
            return way(page, asked, "round_recipients")
        messages.info(request, _("Alla brev är redan skickade."))
        return redirect(asked.get_absolute_url())
    told = ngettext("Ett brev är på väg.", "%(n)s brev är på väg.", count) % {"n": count}
    messages.success(request, told)
    return redirect(asked.get_absolute_url())


@led("open")
def round_remind(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Remind all who have not answered, or one of them."""
    only = _one(request.POST.get("till") or request.GET.get("till", ""), asked)
    if request.method != "POST":
        late = steps.unanswered(asked).exclude(email="")
        late = late.filter(pk=only.pk) if only else late
        context = page.context("plan", round=asked, late=late, only=only)
        return render(request, "followup/remind.html", context)
    try:
        count = steps.remind(asked, by=acting(request, on=asked.plan), only=only)
    except steps.NotNow:
        asked.refresh_from_db()
        return not_now(request, asked)
    if count:
        told = ngettext("En påminnelse är på väg.", "%(n)s påminnelser är på väg.", count) % {"n": count}
        messages.success(request, told)
    else:
        messages.info(request, _("Ingen att påminna: alla har svarat, eller har fått ett brev i dag."))
    return way(page, asked, "recipient", only.uuid) if only else redirect(asked.get_absolute_url())


def _one(text: str, asked: FollowUpRound) -> FollowUpRequest | None:
    """Return the respondent that an address or a form names; None where it names none. Answers 404 for one not there."""
    if not text:
        return None
    try:
        key = UUID(text)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(asked.requests, uuid=key)


@led("open")
def round_extend(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Give more time."""
    form = ExtendForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            steps.extend(asked, form.cleaned_data["due_on"], by=acting(request, on=asked.plan))
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        messages.success(request, _("Sista dagen är flyttad. Länkarna gäller lika mycket längre."))
        return redirect(asked.get_absolute_url())
    context = page.context("plan", round=asked, form=form)
    return render(request, "followup/extend.html", context, status=422 if form.errors else 200)


@led("open")
def round_close(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Say what closing does, with addresses too; and do it."""
    if request.method == "POST":
        try:
            steps.close(asked, by=acting(request, on=asked.plan))
        except steps.NotNow:
            asked.refresh_from_db()
            return not_now(request, asked)
        messages.success(request, _("Uppföljningen är stängd."))
        return redirect(asked.get_absolute_url())
    context = page.context(
        "plan",
        round=asked,
        rule=address_rule(asked),
        goes_now=is_destroyed_at_close("follow_up_address", asked.plan.county_id),
        addresses=asked.requests.exclude(email="").count(),
        unanswered=steps.unanswered(asked).count(),
        unread=waiting(asked).filter(initiative__in=seen_in(asked, user=request.user).values("pk")).count(),
    )
    return render(request, "followup/close.html", context)


def address_rule(asked: FollowUpRound) -> RetentionRule | None:
    """Return the county's rule for addresses of follow-up; None where it has none. One query."""
    held = RetentionRule.objects.in_force().filter(county_id=asked.plan.county_id, record_type="follow_up_address")
    return held.first()


@led("draft")
def round_discard(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Throw away a round that was never sent."""
    if request.method != "POST":
        return render(request, "followup/discard.html", page.context("plan", round=asked))
    try:
        steps.discard(asked, by=acting(request, on=asked.plan))
    except (steps.NotNow, FollowUpRound.DoesNotExist):
        messages.info(request, _("Uppföljningen är redan skickad, eller borttagen av någon annan."))
    else:
        messages.success(request, _("Utkastet är borttaget."))
    return redirect("rounds", page.county.slug, asked.plan.key)


@led("open", "closed")
def round_today(request: HttpRequest, page: Page, asked: FollowUpRound) -> HttpResponse:
    """Let the plan's overviews show today again: what has come in is of later days than the plan's own."""
    if request.method == "POST":
        plan = asked.plan
        values = {"state_as_of": None, "state_as_of_text": ""}
        change = actions.save(plan, values, by=acting(request, on=plan), version=plan.version)
        if change:
            messages.success(request, _("Planen visas nu som den är i dag."), extra_tags=str(change.pk))
    return redirect(asked.get_absolute_url())
