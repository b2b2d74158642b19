"""The letters of a follow-up: made when they leave, each with a new link. A request that needs none gets none."""

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from handslag.accounts import letters, links
from handslag.accounts.letters import Letter
from handslag.accounts.models import OutgoingMail
from handslag.plans.followup.rounds import PURPOSE, links_until, unanswered
from handslag.plans.models import FollowUp, FollowUpRequest
from handslag.swedish.dates import day as swedish_day

SUBJECTS = {
    "ask": "{title}: {what}",
    "remind": "Påminnelse: {title}, svara senast {due}",
    "returned": "En fråga om ert svar: {title}",
    "handed": "{title}: {what}",
}
LATE_SUBJECTS = {"remind": "Påminnelse: {title}"}
"""Where the last day has passed: nobody is asked to answer by a day that was."""


def compose(mail: OutgoingMail) -> Letter | None:
    """Return the letter that a row of the queue stands for; None where nobody needs it any more."""
    request = FollowUpRequest.objects.select_related("round__plan__county").filter(pk=mail.target_id).first()
    if request is None or request.state != "sent" or request.round.state != "open" or not request.email:
        return None
    if request.round.plan.withdrawn_on:
        return None
    if mail.kind == "remind" and not unanswered(request.round).filter(pk=request.pk).exists():
        return None
    if mail.kind == "returned" and not _returned(request):
        return None
    link = mail.site.rstrip("/") + links.make(PURPOSE, request.pk, valid_to=links_until(request.round))
    return letter(request, mail.kind, link=link)


def letter(request: FollowUpRequest, kind: str, *, link: str) -> Letter:
    """Return a letter with a link in it; for a preview the link is words."""
    prefetch_related_objects([request], "items__initiative", "items__area", "items__lansdel")
    items = list(request.items.all())
    asked = request.round
    what = f"{len(items)} insatser" if len(items) > 1 else items[0].initiative.title if items else ""
    is_late = asked.due_on < timezone.localdate()
    subject = (
        (LATE_SUBJECTS if is_late else SUBJECTS)
        .get(kind, SUBJECTS[kind])
        .format(title=asked.title, what=what, due=swedish_day(asked.due_on))
    )
    context = {
        "request": request,
        "round": asked,
        "county": asked.plan.county,
        "items": items,
        "kind": kind,
        "link": link,
        "valid_to": links_until(asked),
        "is_late": is_late,
        "returned": _returned(request) if kind == "returned" else [],
        "from_function": request.handed_from.function if request.handed_from else _("En annan funktion"),
        "today": timezone.localdate(),
    }
    return Letter(
        to=request.email,
        subject=subject[:200],
        template="plans/mail/follow_up",
        context=context,
        reply_to=asked.reply_to,
        about=str(asked.uuid),
    )


def _returned(request: FollowUpRequest) -> list[FollowUp]:
    """Return the answers that were asked back and that nobody has sent anew."""
    newer = FollowUp.objects.filter(item=OuterRef("item"), number__gt=OuterRef("number")).exclude(state="draft")
    asked = FollowUp.objects.filter(~Exists(newer), item__request=request, state="returned")
    return list(asked.select_related("initiative", "item__area", "item__lansdel").order_by("returned_at"))


def destination(request_id: int) -> str | None:
    """Return where a link leads; None where what it asks about is gone."""
    request = FollowUpRequest.objects.select_related("round__plan__county").filter(pk=request_id).first()
    return request.get_absolute_url() if request else None


def register() -> None:
    """Answer for the letters and links of follow-up."""
    letters.register(PURPOSE, compose)
    links.register(PURPOSE, destination)
