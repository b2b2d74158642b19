"""What every page of a round starts with: the plan, the round, and who may see it."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from handslag.accounts.kept import signed_in
from handslag.plans.followup.queries import round_of
from handslag.plans.models import FollowUpRound
from handslag.plans.pages import Page, need_plan, open_page
from handslag.plans.rights import may_edit_plan

Step = Callable[..., HttpResponse]


def led(*states: str) -> Callable[[Step], Step]:
    """Let the plan's lead through to a step of a round in one of these states; the step gets the page and the round.

    In another state the lead is shown the round and told. A stranger is asked to sign in; others get 404 where the
    round is not closed, else 403.
    """

    def decorate(step: Step) -> Step:
        @wraps(step)
        def checked(request: HttpRequest, county: str, plan: str, round: uuid.UUID, **more: Any) -> HttpResponse:
            page = open_page(request, county, plan)
            is_lead = may_edit_plan(request.user, need_plan(page))
            asked = round_of(need_plan(page), round, is_lead=is_lead)
            if not is_lead:
                raise PermissionDenied
            if asked.state not in states:
                return not_now(request, asked)
            return step(request, page, asked, **more)

        return signed_in(checked)

    return decorate


def not_now(request: HttpRequest, asked: FollowUpRound) -> HttpResponse:
    """Show the round, and say in what state it is: the step asked for belongs to another."""
    told = {
        "draft": _("Uppföljningen är inte skickad än."),
        "open": _("Uppföljningen är redan skickad."),
        "closed": _("Uppföljningen är stängd. Det som kom in står kvar."),
    }
    messages.info(request, told[asked.state])
    return redirect(asked.get_absolute_url())


def way(page: Page, asked: FollowUpRound, name: str, *more: Any) -> HttpResponse:
    """Lead to one of the round's pages."""
    return redirect(name, page.county.slug, asked.plan.key, asked.uuid, *more)
