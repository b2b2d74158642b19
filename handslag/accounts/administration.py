"""A county's administration: who has which role, invitations, and the audit trail."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from handslag.accounts import actions, audit, kept
from handslag.accounts.forms import AuditForm, GiveRoleForm, InviteForm
from handslag.accounts.models import Invitation, Membership
from handslag.places.models import Area
from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import ROLE_LABELS, Permission, Role, grants_of


def in_county(permission: Permission) -> Callable[..., Callable[..., HttpResponse]]:
    """Let those through who hold a county-wide permission in the county; the view gets it as an Area.

    404 where the county is not there, or is an example or none of the reader's business; sign-in for a
    stranger; 403 for another role in the county.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, county: str, **kwargs: Any) -> HttpResponse:
            area = get_object_or_404(Area, slug=county, kind=Area.COUNTY, parent__isnull=False)
            grants = grants_of(request.user)
            has_role_here = any(grant.county_id == area.pk for grant in grants.held)
            if not request.user.is_authenticated and not area.is_example:
                return kept.stop(request)
            if not has_role_here:
                raise Http404
            if area.pk not in grants.counties(permission):
                raise PermissionDenied(permission)
            return view(request, area, **kwargs)

        return checked

    return decorate


def acting_in(request: HttpRequest, county: Area, permission: Permission = Permission.MANAGE_ACCESS) -> Actor:
    """Return who acts, in the role that carries the permission in the county. One query. Raises PermissionDenied."""
    held = actions.holders(county, permission).filter(user=request.user).select_related("organisation")
    first = held.order_by("id").first()
    if first is None:
        raise PermissionDenied(permission)
    return Actor(request.user.pk, f"{ROLE_LABELS[Role(first.role)]}, {first.organisation.name}")


def _who(request: HttpRequest, county: Area) -> dict[str, Any]:
    """Return the arguments that an administrator's action asks for."""
    return {"county": county, "by": request.user, "acting": acting_in(request, county)}


def _page(request: HttpRequest, county: Area, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"county": county, **context}, status=status)


def _form(request: HttpRequest, county: Area, template: str, form: Form) -> HttpResponse:
    return _page(request, county, template, status=422 if form.is_bound else 200, form=form)


@in_county(Permission.MANAGE_ACCESS)
def administration(request: HttpRequest, county: Area) -> HttpResponse:
    """Roles held in the county, and open invitations. Three queries beside those of every page."""
    held = Membership.objects.not_ended().filter(organisation__county=county)
    invitations = Invitation.objects.open().filter(organisation__county=county)
    return _page(
        request,
        county,
        "accounts/administration.html",
        held=held.select_related("user", "organisation").order_by("organisation__sort_key", "role", "user__email"),
        invitations=invitations.select_related("organisation"),
    )


@in_county(Permission.MANAGE_ACCESS)
def give_role(request: HttpRequest, county: Area) -> HttpResponse:
    """Give a role to somebody who is known in the county."""
    form = GiveRoleForm(request.POST or None, county=county)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_role(**form.cleaned_data, **_who(request, county))
        except actions.AlreadyHeld:
            form.add_error("role", _("Kontot har redan den rollen i organisationen."))
        else:
            return redirect("administration", county.slug)
    return _form(request, county, "accounts/give_role.html", form)


@in_county(Permission.MANAGE_ACCESS)
def end_role(request: HttpRequest, county: Area, membership: int) -> HttpResponse:
    """Ask whether a role should end, and end it."""
    held = Membership.objects.not_ended().filter(organisation__county=county).select_related("user", "organisation")
    ending = get_object_or_404(held, pk=membership)
    if request.method != "POST":
        return _page(request, county, "accounts/end_role.html", ending=ending)
    try:
        actions.end_role(ending, **_who(request, county))
    except actions.LastAdministrator:
        return _page(request, county, "accounts/end_role.html", status=409, ending=ending, is_last=True)
    if not actions.holders(county).filter(user=request.user).exists():
        return redirect("account")
    return redirect("administration", county.slug)


@in_county(Permission.MANAGE_ACCESS)
def invite(request: HttpRequest, county: Area) -> HttpResponse:
    """Offer a role to an address, and send the link there. In demo mode, where no mail leaves, the link is shown."""
    form = InviteForm(request.POST or None, county=county)
    if request.method == "POST" and form.is_valid():
        if stopped := consume_or_429(request, action="invite"):
            return stopped
        try:
            invitation, link = _send_invitation(request, county, form)
        except actions.AlreadyHeld:
            form.add_error("email", _("Adressen har redan rollen, eller en öppen inbjudan till den."))
        except OSError:
            form.add_error("email", _("Brevet gick inte att skicka. Kontrollera adressen, eller försök igen senare."))
        else:
            shown = link if settings.DEMO else ""
            return _page(request, county, "accounts/invited.html", invitation=invitation, link=shown)
    return _form(request, county, "accounts/invite.html", form)


def _send_invitation(request: HttpRequest, county: Area, form: InviteForm) -> tuple[Invitation, str]:
    """Return the invitation and its link. Raises AlreadyHeld; OSError where the letter did not leave."""
    who = _who(request, county)
    invitation, key = actions.invite(**form.cleaned_data, **who)
    link = request.build_absolute_uri(reverse("invitation", args=[key]))
    context = {"invitation": invitation, "county": county, "link": link, "site": request.build_absolute_uri("/")}
    try:
        send_mail(
            "Inbjudan till Handslag",
            render_to_string("accounts/mail/invitation.txt", context),
            None,
            [invitation.email],
        )
    except OSError:
        actions.revoke(invitation, **who, why="Inbjudan gick inte att skicka")
        raise
    return invitation, link


@in_county(Permission.MANAGE_ACCESS)
def revoke_invitation(request: HttpRequest, county: Area, invitation: int) -> HttpResponse:
    """Ask whether an invitation should be revoked, and revoke it."""
    open_here = Invitation.objects.open().filter(organisation__county=county).select_related("organisation")
    revoking = get_object_or_404(open_here, pk=invitation)
    if request.method != "POST":
        return _page(request, county, "accounts/revoke_invitation.html", invitation=revoking)
    try:
        actions.revoke(revoking, **_who(request, county))
    except actions.NotOpen:
        raise Http404 from None
    return redirect("administration", county.slug)


@in_county(Permission.READ_AUDIT)
def audit_trail(request: HttpRequest, county: Area) -> HttpResponse:
    """The county's audit trail, newest first, fifty at a time: the address tells which."""
    form = AuditForm(request.GET)
    found = list(audit.events(county.pk, form.filters, before=form.before)[: audit.PAGE + 1])
    shown = found[: audit.PAGE]
    query = urlencode(form.asked)
    older = urlencode({**form.asked, "fore": shown[-1].pk}) if len(found) > audit.PAGE else ""
    return _page(
        request,
        county,
        "accounts/audit_trail.html",
        form=form,
        events=shown,
        query=query,
        older=older,
        is_older=form.before is not None,
    )


@in_county(Permission.READ_AUDIT)
def audit_trail_csv(request: HttpRequest, county: Area) -> StreamingHttpResponse:
    """All lines that the filters leave, for a spreadsheet: semicolons and a byte order mark. Itself told of."""
    filters = AuditForm(request.GET).filters
    AuditEvent.objects.create(
        kind="export", what="Hämtade loggen", county_id=county.pk, user_id=request.user.pk,
        role=acting_in(request, county, Permission.READ_AUDIT).role[:300], target=county.name,
    )  # fmt: skip
    response = StreamingHttpResponse(_lines(county.pk, filters), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="logg-{county.slug}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(county_id: int, filters: audit.Filters) -> Iterator[str]:
    def line(cells: Any) -> str:
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=";").writerow(cells)
        return buffer.getvalue()

    yield "\ufeff" + line(audit.HEADINGS)
    for event in audit.events(county_id, filters).iterator(chunk_size=500):
        yield line(audit.cells(event))
