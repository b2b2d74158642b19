"""The letters of a consultation: made when they leave, each with a new link. Who needs none gets none."""

from django.utils import timezone

from handslag.accounts import letters, links
from handslag.accounts.letters import Letter
from handslag.accounts.models import OutgoingMail
from handslag.plans.consultation.actions import PURPOSE
from handslag.plans.models import ConsultationRequest
from handslag.swedish.dates import day as swedish_day

SUBJECTS = {"ask": "Remiss: {title}, svara senast {due}", "remind": "Påminnelse: {title}, svara senast {due}"}
TEMPLATE = "plans/mail/consultation"


def compose(mail: OutgoingMail) -> Letter | None:
    """Return the letter that a row of the queue stands for; None where nobody needs it any more."""
    request = _request(mail.target_id)
    if request is None or request.state != "sent" or not request.email:
        return None
    asked = request.consultation
    if asked.state != "open" or asked.due_on < timezone.localdate() or asked.plan.withdrawn_on:
        return None
    if mail.kind == "remind" and request.answered_on:
        return None
    link = mail.site.rstrip("/") + links.make(PURPOSE, request.pk, valid_to=asked.due_on)
    return letter(request, mail.kind, link=link)


def letter(request: ConsultationRequest, kind: str, *, link: str) -> Letter:
    """Return a letter with a link in it; for a preview the link is words."""
    asked = request.consultation
    subject = SUBJECTS[kind].format(title=asked.title, due=swedish_day(asked.due_on))
    context = {
        "request": request,
        "consultation": asked,
        "plan": asked.plan,
        "county": asked.plan.county,
        "kind": kind,
        "link": link,
    }
    # A line break in a title must not become a header of its own.
    return Letter(
        to=request.email,
        subject=" ".join(subject.split())[:200],
        template=TEMPLATE,
        context=context,
        reply_to=asked.reply_to,
        about=str(asked.uuid),
    )


def destination(request_id: int) -> str | None:
    """Return where a link leads; None where what it asks about is gone."""
    request = _request(request_id)
    return request.get_absolute_url() if request else None


def _request(request_id: int) -> ConsultationRequest | None:
    found = ConsultationRequest.objects.select_related("consultation__plan__county", "organisation")
    return found.filter(pk=request_id).first()


def register() -> None:
    """Answer for the letters and links of consultation."""
    letters.register(PURPOSE, compose)
    links.register(PURPOSE, destination)
