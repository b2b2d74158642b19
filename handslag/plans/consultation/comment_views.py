"""Pages for those who are asked: the draft as reading text, a comment beside each paragraph, all sent together.

Nobody signs in. The link's cookie opens the pages of one request; to everybody else they are not there.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from handslag.accounts import kept, links
from handslag.plans.consultation import commenting
from handslag.plans.consultation.actions import PURPOSE
from handslag.plans.consultation.commenting import Closed, HasDrafts, Said, Stale
from handslag.plans.consultation.forms import CommentForm, read_anew
from handslag.plans.consultation.queries import Paragraph, paragraphs
from handslag.plans.models import Comment, ConsultationRequest
from handslag.plans.views.editing import back
from handslag.swedish.dates import day as swedish_day


@dataclass(frozen=True)
class Spot:
    """A paragraph and what the reader's organisation has said of it."""

    paragraph: Paragraph
    comments: tuple[Comment, ...]


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only the holder of the request's own link through, while the consultation is open.

    What was typed when the link has ended meanwhile is shown, to be copied.
    """

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, county: str, asked: uuid.UUID) -> HttpResponse:
        found = ConsultationRequest.objects.select_related("consultation__plan__county", "organisation").filter(
            uuid=asked, consultation__plan__county__slug=county
        )
        holder = found.first()
        link = links.carried(request, PURPOSE, holder.pk) if holder else None
        if holder is None or link is None:
            return links.refuse(request, None)
        if holder.consultation.plan.withdrawn_on:  # its links are open: the plan may be taken back
            return too_late(request, holder)
        if not link.is_open or holder.state != "sent":
            return too_late(request, holder) if request.method == "POST" else links.refuse(request, link)
        if request.method == "POST" and (stopped := consume_or_429(request, action="answer", key=str(link.pk))):
            return stopped
        try:
            return view(request, holder)
        except Closed:
            return too_late(request, holder)

    return checked


def too_late(request: HttpRequest, holder: ConsultationRequest) -> HttpResponse:
    """Tell why nothing can be said any more, and show what was typed."""
    labels = {name: str(field.label) for name, field in CommentForm.base_fields.items() if field.label}
    context = _context(
        holder,
        title=_("Det går inte att lämna synpunkter längre"),
        why=_why_closed(holder),
        kept=kept.typed(request, labels=labels),
    )
    return kept.as_whole_page(render(request, "consultation/too_late.html", context, status=410))


def _why_closed(holder: ConsultationRequest) -> str:
    """Return in words why nothing can be said any more, as it stands now: it may have ended since the page was read."""
    now = ConsultationRequest.objects.select_related("consultation__plan").get(pk=holder.pk)
    asked = now.consultation
    if asked.plan.withdrawn_on:
        return _("Planen är borttagen sedan %(day)s.") % {"day": swedish_day(asked.plan.withdrawn_on)}
    if now.state != "sent":
        return _("Frågan har dragits tillbaka.")
    if asked.closed_on:
        return _("Remissen stängdes %(day)s.") % {"day": swedish_day(asked.closed_on)}
    if asked.due_on < timezone.localdate():
        return _("Svarstiden gick till och med %(day)s.") % {"day": swedish_day(asked.due_on)}
    return _("Länken gäller inte längre.")


def _context(holder: ConsultationRequest, **more: Any) -> dict[str, Any]:
    """Return what every page has. No `plan`: the menu would lead to pages that the reader may not see."""
    asked = holder.consultation
    return {"county": asked.plan.county, "draft": asked.plan, "consultation": asked, "holder": holder, **more}


@by_link
def read(request: HttpRequest, holder: ConsultationRequest) -> HttpResponse:
    """The draft with what has been written beside it; with ?pa= the form for one paragraph."""
    text = paragraphs(holder.consultation.plan)
    if "pa" in request.GET:
        return _comment(request, holder, text)
    said = list(holder.comments.all())
    by_target: dict[tuple, list[Comment]] = {}
    for comment in said:
        by_target.setdefault(comment.target, []).append(comment)
    spots = [Spot(each, tuple(by_target.pop(each.target, ()))) for each in text]
    context = _context(
        holder,
        whole=spots[0],
        spots=spots[1:],
        gone=[comment for those in by_target.values() for comment in those],
        drafts=[each for each in said if each.state == "draft"],
        sent=[each for each in said if each.state == "sent"],
    )
    return render(request, "consultation/read.html", context)


def _comment(request: HttpRequest, holder: ConsultationRequest, text: list[Paragraph]) -> HttpResponse:
    """Write a comment on one paragraph, change it while it is not sent, or throw it away."""
    paragraph = next((each for each in text if each.key == request.GET["pa"]), None)
    if paragraph is None:
        raise Http404
    draft = _draft(request, holder)
    if request.method != "POST":
        start = {"seen": paragraph.seen, "nyckel": draft.uuid, "version": draft.version}
        return _form(request, holder, paragraph, CommentForm(instance=draft, initial=start, auto_id=_ids(paragraph)))
    if "ta_bort" in request.POST:
        if draft.pk and commenting.throw_away(holder, draft.uuid):
            messages.info(request, _("Synpunkten är borttagen."))
        return back(request, f"{holder.get_absolute_url()}#{paragraph.key}")
    form = CommentForm(request.POST, instance=draft, auto_id=_ids(paragraph))
    if not form.is_valid():
        return _form(request, holder, paragraph, form)
    if form.cleaned_data["seen"] != paragraph.seen:
        form.add_error("text", _("Stycket har ändrats sedan ni öppnade sidan. Läs det igen och spara sedan på nytt."))
        return _form(request, holder, paragraph, read_anew(form, seen=paragraph.seen))
    said = Said(form.cleaned_data["nyckel"], form.cleaned_data["text"], form.cleaned_data["proposal"])
    try:
        commenting.save(holder, paragraph, said, version=form.cleaned_data["version"] or 0)
    except Stale as stale:
        return _form(request, holder, paragraph, _told(form, stale.now), theirs=stale.now)
    messages.success(request, _("Sparat. Synpunkten är inte skickad än."))
    return back(request, f"{holder.get_absolute_url()}#{paragraph.key}")


def _ids(paragraph: Paragraph) -> str:
    """Return what the form's ids are made of: two forms may be open on one page."""
    return f"id_{paragraph.key}_%s"


def _draft(request: HttpRequest, holder: ConsultationRequest) -> Comment:
    """Return the draft that is asked for; a new one, not saved, where none is."""
    try:
        key = uuid.UUID(request.POST.get("nyckel") or request.GET.get("synpunkt", ""))
    except ValueError:
        key = uuid.uuid4()
    return holder.comments.filter(uuid=key, state="draft").first() or Comment(uuid=uuid.uuid4(), version=0)


def _told(form: CommentForm, now: Comment) -> CommentForm:
    """Return the form with word of what somebody else saved; a second save is then the reader's choice."""
    if now.state == "sent":
        form.add_error("text", _("Synpunkten är redan skickad. Spara igen så blir det här en ny synpunkt."))
        return read_anew(form, nyckel=uuid.uuid4(), version=0)
    form.add_error("text", _("Någon annan med samma länk har ändrat synpunkten. Spara igen om er text ska gälla."))
    return read_anew(form, version=now.version)


def _form(
    request: HttpRequest,
    holder: ConsultationRequest,
    paragraph: Paragraph,
    form: CommentForm,
    theirs: Comment | None = None,
) -> HttpResponse:
    in_place = request.htmx and not request.htmx.boosted
    context = _context(holder, paragraph=paragraph, form=form, theirs=theirs, is_new=form.instance.pk is None)
    template = "consultation/comment.html" + ("#form" if in_place else "")
    return render(request, template, context, status=422 if form.errors and not request.htmx else 200)


@by_link
def send(request: HttpRequest, holder: ConsultationRequest) -> HttpResponse:
    """Send all that is written."""
    if request.method != "POST":
        return redirect(holder)
    sent = commenting.send(holder)
    if not sent and not holder.comments.exists():
        messages.info(request, _("Ni har inte skrivit något än. Har ni inga synpunkter finns en knapp för det."))
        return redirect(holder)
    if sent:
        told = ngettext("En synpunkt är skickad.", "%(n)s synpunkter är skickade.", sent) % {"n": sent}
        messages.success(request, told)
    return redirect("comments_thanks", holder.consultation.plan.county.slug, holder.uuid)


@by_link
def nothing(request: HttpRequest, holder: ConsultationRequest) -> HttpResponse:
    """Say that there are no comments."""
    if request.method != "POST":
        return redirect(holder)
    try:
        commenting.nothing(holder)
    except HasDrafts:
        messages.warning(request, _("Ni har skrivit synpunkter som inte är skickade. Skicka eller ta bort dem först."))
        return redirect(holder)
    return redirect("comments_thanks", holder.consultation.plan.county.slug, holder.uuid)


@by_link
def thanks(request: HttpRequest, holder: ConsultationRequest) -> HttpResponse:
    """What was sent, and what becomes of it."""
    if holder.answered_on is None:
        return redirect(holder)
    said = list(holder.comments.all())
    context = _context(
        holder,
        sent=[each for each in said if each.state == "sent"],
        drafts=[each for each in said if each.state == "draft"],
    )
    return render(request, "consultation/thanks.html", context)
