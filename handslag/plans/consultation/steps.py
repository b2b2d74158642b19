"""Steps that cannot be taken back, or that many notice: each is shown before it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handslag.accounts.actors import acting
from handslag.accounts.kept import signed_in
from handslag.plans.consultation import actions
from handslag.plans.consultation.mail import letter
from handslag.plans.consultation.queries import tally
from handslag.plans.consultation.views import open_consultation
from handslag.plans.followup.rounds import NotNow
from handslag.plans.models import Consultation
from handslag.trust.changes import Actor
from handslag.trust.retention import is_destroyed_at_close


@dataclass(frozen=True)
class Step:
    """heading and button: its words. do: what carries it out and returns what is told. is_possible: whether it is now."""

    heading: str
    button: str
    do: Callable[[Consultation, Actor, HttpRequest], str]
    is_possible: Callable[[Consultation], bool]
    ends_at: str = "consultation"


def _send(consultation: Consultation, by: Actor, request: HttpRequest) -> str:
    n = actions.send(consultation, site=request.build_absolute_uri("/"), by=by)
    return ngettext("Ett brev är på väg.", "%(n)s brev är på väg.", n) % {"n": n}


def _remind(consultation: Consultation, by: Actor, request: HttpRequest) -> str:
    n = actions.remind(consultation, by=by)
    return ngettext("En påminnelse är på väg.", "%(n)s påminnelser är på väg.", n) % {"n": n}


def _close(consultation: Consultation, by: Actor, request: HttpRequest) -> str:
    actions.close(consultation, by=by)
    return _("Remissen är stängd.")


def _publish(consultation: Consultation, by: Actor, request: HttpRequest) -> str:
    actions.publish(consultation, by=by)
    return _("Redogörelsen är publicerad.")


def _unpublish(consultation: Consultation, by: Actor, request: HttpRequest) -> str:
    actions.unpublish(consultation, by=by)
    return _("Bara ni som leder planen ser redogörelsen nu.")


def _discard(consultation: Consultation, by: Actor, request: HttpRequest) -> str:
    actions.discard(consultation, by=by)
    return _("Remissen är kastad.")


def _can_send(consultation: Consultation) -> bool:
    return _is_before_the_day(consultation) and actions.new_recipients(consultation).exists()


def _is_before_the_day(consultation: Consultation) -> bool:
    return consultation.state != "closed" and consultation.due_on >= timezone.localdate()


STEPS = {
    "skicka": Step(gettext_lazy("Skicka remissen"), gettext_lazy("Skicka"), _send, _can_send),
    "paminn": Step(
        gettext_lazy("Påminn"),
        gettext_lazy("Skicka påminnelsen"),
        _remind,
        lambda each: each.state == "open" and _is_before_the_day(each),
    ),
    "stang": Step(
        gettext_lazy("Stäng remissen"), gettext_lazy("Stäng remissen"), _close, lambda each: each.state == "open"
    ),
    "publicera": Step(
        gettext_lazy("Publicera redogörelsen"),
        gettext_lazy("Publicera"),
        _publish,
        lambda each: each.state == "closed" and not each.published_on,
    ),
    "ta-tillbaka": Step(
        gettext_lazy("Ta tillbaka redogörelsen"),
        gettext_lazy("Ta tillbaka"),
        _unpublish,
        lambda each: bool(each.published_on),
    ),
    "kasta": Step(
        gettext_lazy("Kasta remissen"),
        gettext_lazy("Kasta"),
        _discard,
        lambda each: each.state == "draft",
        ends_at="consultations",
    ),
}


@signed_in
def step(request: HttpRequest, county: str, plan: str, number: int, step: str) -> HttpResponse:
    """Show what a step does, and do it."""
    opened = open_consultation(request, county, plan, number)
    if step not in STEPS:
        raise Http404
    asked, chosen = opened.consultation, STEPS[step]
    if not chosen.is_possible(asked):
        messages.info(request, _("Det går inte nu. Se hur remissen står till."))
        return redirect(asked)
    if request.method == "POST":
        where = [county, plan] if chosen.ends_at == "consultations" else [county, plan, number]
        try:
            messages.success(request, chosen.do(asked, acting(request, on=asked.plan), request))
        except NotNow:  # somebody else was first
            messages.info(request, _("Det går inte nu. Se hur remissen står till."))
        return redirect(chosen.ends_at, *where)
    context = opened.context(step=step, chosen=chosen, **_numbers(asked, step))
    return render(request, "consultation/step.html", context)


def _numbers(asked: Consultation, step: str) -> dict[str, object]:
    """Return what the page tells of before the step is taken."""
    if step == "skicka":
        new = list(actions.new_recipients(asked).select_related("organisation"))
        new[0].consultation = asked
        preview = letter(new[0], "ask", link=_("(länken)"))
        text = render_to_string(f"{preview.template}.txt", preview.context).strip()
        return {"recipients": new, "subject": preview.subject, "text": text}
    if step == "paminn":
        return {"late": actions.late(asked).count(), "silent": actions.silent(asked).count()}
    count = tally(asked)
    gone = is_destroyed_at_close(actions.RECORD, asked.plan.county_id)
    return {"tally": count, "drafts": sum(each.has_drafts for each in count.requests), "addresses_go": gone}
