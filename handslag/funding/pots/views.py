"""A county's pots: listed, read with their proposals side by side, decided, opened again, and told to the minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handslag.accounts.actors import act_of, acting
from handslag.accounts.kept import signed_in
from handslag.funding.grounds import may_keep
from handslag.funding.models import ExtractFile, Pot, PotDecision, Proposal
from handslag.funding.pots import actions, effect, queries, tasks
from handslag.funding.pots.extract import extract, facts, is_known, title_of, who_of
from handslag.funding.pots.forms import CopyForm, DecisionForm, ReopenForm
from handslag.funding.pots.rules import Refused
from handslag.funding.pots.words import refusal
from handslag.funding.words import FILE_FORMATS, POT_KINDS
from handslag.plans.pages import Page, open_page, page_of, row_number
from handslag.trust.changes import Collision, once

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_safe
def pots(request: HttpRequest, county: str) -> HttpResponse:
    """The county's pots by year: what came, what is carried over, decided and left. Seven queries at most."""
    page = open_page(request, county)
    year = row_number(request.GET.get("ar", ""))
    kind = request.GET.get("slag", "")
    kind = kind if kind in POT_KINDS else ""
    rows, years = queries.pot_rows(page.county, request.user, year=year, kind=kind)
    by_year: dict[int, list[queries.PotRow]] = {}
    for row in rows:
        by_year.setdefault(row.pot.year, []).append(row)
    context = page.context(
        "money",
        years=list(by_year.items()),
        choices={"ar": {"": _("Alla år")} | {str(each): str(each) for each in years}, "slag": {"": _("Alla slag")} | POT_KINDS},
        chosen={"ar": str(year or ""), "slag": kind},
        any_pots=bool(years),
        may_edit=may_keep(request.user, page.plan),
    )  # fmt: skip
    return render(request, "funding/pots.html", context)


def _pot(request: HttpRequest, county: str, uuid: Any) -> tuple[Page, Pot]:
    """Return a pot with the ground of its page, or answer 404 to those who may not know of it. One query."""
    found = get_object_or_404(queries.pots_of(county, request.user), uuid=uuid)
    return page_of(request, found.plan), found


@require_safe
def pot(request: HttpRequest, county: str, pot: Any) -> HttpResponse:
    """A pot: its sums and criteria, its proposals side by side and what they lead to, and its decisions. Fifteen queries."""
    page, found = _pot(request, county, pot)
    user = request.user
    proposals, decisions = queries.proposals_of(found, user), queries.decisions_of(found)
    in_force = next((each for each in decisions if each.is_in_force), None)
    purse = queries.purse_with(found, in_force)
    keeps = may_keep(user, found.plan)
    context = page.context(
        "money",
        pot=found,
        purse=purse,
        decisions=_told(decisions, user),
        in_force=in_force,
        reads_proposals=queries.may_read_proposals(user, found.plan),
        keeps=keeps,
        may_edit=keeps and in_force is None,
        **_side_by_side(found, purse, proposals, user=user),
    )
    return render(request, "funding/pot.html", context)


def _side_by_side(pot: Pot, purse: Any, proposals: list[Proposal], *, user: Any) -> dict[str, Any]:
    if not proposals:
        return {"proposals": [], "effects": []}
    ground = effect.ground_of(pot.plan, proposals)
    filled = [each for each in proposals if each.lines.all()]
    return {
        "proposals": effect.shown(pot, purse, proposals, ground, user=user),
        "filled": filled,
        "effects": effect.effects(pot, filled, ground) if filled else [],
    }


def _told(decisions: list[PotDecision], user: Any) -> list[dict[str, Any]]:
    """Return decisions with their lines as the reader may know of them. One query."""
    keys = {line["initiative"] for each in decisions for line in each.lines if line["initiative"]}
    known = queries.known_initiatives(sorted(keys), user, by="uuid")
    found = {str(key): initiative for key, initiative in known.items()}
    return [{"decision": each, "lines": _lines(each, found)} for each in decisions]


def _lines(decision: PotDecision, known: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": title_of(line, known),
            "who": who_of(line, known),
            "kronor": line["kronor"],
            "initiative": known.get(line["initiative"]) if is_known(line, known) else None,
        }
        for line in decision.lines
    ]


def of_pot(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who keep the money of a pot's plan; the view gets the page and the pot."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, pot: Any, **more: Any) -> HttpResponse:
        page, found = _pot(request, county, pot)
        if not may_keep(request.user, found.plan):
            raise PermissionDenied
        return view(request, page, found, **more)

    return checked


@of_pot
def copy_proposal(request: HttpRequest, page: Page, pot: Pot, proposal: int) -> HttpResponse:
    """Start a proposal from another."""
    found = get_object_or_404(Proposal.objects.select_related("pot__plan__county"), pot=pot, pk=proposal)
    if queries.is_locked(pot):
        messages.error(request, _("Potten är låst: ett beslut gäller."))
        return redirect(pot.get_absolute_url())
    form = CopyForm(request.POST or None, initial={"title": _("%(title)s, kopia") % {"title": found.title}})
    if request.method == "POST" and form.is_valid():
        made = actions.copy_proposal(found, title=form.cleaned_data["title"], by=acting(request, on=pot.plan))
        messages.success(request, _("Kopierat. Ändra raderna i det nya förslaget."))
        return redirect(made.get_absolute_url())
    return _show(request, page, pot, form, heading=_("Kopiera förslaget"), lead=found.title, button=_("Kopiera"))


@of_pot
def decide(request: HttpRequest, page: Page, pot: Pot) -> HttpResponse:
    """Register a decision on one of the proposals."""
    form = DecisionForm(request.POST or None, pot=pot, today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and _decided(request, pot, form):
        messages.success(request, _("Beslutet är registrerat. Förslagen är låsta, och raderna har blivit medel."))
        return redirect(f"{pot.get_absolute_url()}#beslut")
    purse = pot.purse()
    return _show(
        request, page, pot, form, heading=_("Registrera beslut"), lead=pot.named, button=_("Registrera beslutet"),
        told=_("Att fördela: %(sum)s.") % {"sum": queries.amount(purse.free)},
    )  # fmt: skip


def _decided(request: HttpRequest, pot: Pot, form: DecisionForm) -> bool:
    try:
        actions.decide(form.cleaned_data["proposal"], form.stated, by=acting(request, on=pot.plan))
    except Refused as why:
        once(act_of(request))  # a second click is no fault
        form.add_error("proposal", refusal(why))
        return False
    return True


@of_pot
def reopen(request: HttpRequest, page: Page, pot: Pot, decision: int) -> HttpResponse:
    """Open a decision again, with a reason. What it gave is withdrawn."""
    found = get_object_or_404(pot.decisions.select_related("body", "pot__plan__county"), pk=decision)
    form = ReopenForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid() and _reopened(request, pot, found, form):
        messages.success(
            request, _("Beslutet är öppnat igen. Det står kvar i historiken, och förslagen går att ändra.")
        )
        return redirect(pot.get_absolute_url())
    return _show(
        request, page, pot, form, heading=_("Öppna beslutet igen"), lead=pot.named, button=_("Öppna igen"),
        told=_("Det som beslutet gav tas tillbaka. Är något bokfört på det går beslutet inte att öppna."),
    )  # fmt: skip


def _reopened(request: HttpRequest, pot: Pot, decision: PotDecision, form: ReopenForm) -> bool:
    given = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"] or 0}
    try:
        actions.reopen(decision, on=timezone.localdate(), by=acting(request, on=pot.plan), **given)
    except (Refused, Collision) as why:
        once(act_of(request))
        form.add_error(None if isinstance(why, Refused) else "reason", _why(why))
        return False
    return True


def _why(why: Refused | Collision) -> str:
    return refusal(why) if isinstance(why, Refused) else _("Någon har redan öppnat beslutet igen. Ladda om sidan.")


def _show(request: HttpRequest, page: Page, pot: Pot, form: Any, **more: Any) -> HttpResponse:
    if request.method == "POST":
        once(act_of(request))
    context = page.context("money", pot=pot, form=form, **more)
    return render(request, "funding/pot_form.html", context, status=422 if form.errors else 200)


def _decision(pot: Pot, number: int) -> PotDecision:
    return get_object_or_404(pot.decisions.select_related("body", "proposal", "pot__plan__county"), pk=number)


@require_safe
def extract_page(request: HttpRequest, county: str, pot: Any, decision: int) -> HttpResponse:
    """What was decided, as it goes to the minutes; its files for those who keep the money."""
    page, found = _pot(request, county, pot)
    taken = _decision(found, decision)
    keys = sorted({line["initiative"] for line in taken.lines if line["initiative"]})
    known = {str(key) for key in queries.known_initiatives(keys, request.user, by="uuid")}
    keeps = may_keep(request.user, found.plan)
    context = page.context(
        "money",
        pot=found,
        decision=taken,
        document=extract(taken, known=known),
        facts=facts(taken),
        lines=_lines(taken, {key: None for key in known}),
        keeps=keeps,
        files=_files(taken) if keeps else [],
    )
    return render(request, "funding/pot_extract.html", context)


def _files(decision: PotDecision) -> list[dict[str, Any]]:
    held = {each.file_format: each for each in decision.files.defer("content")}
    return [{"key": key, "name": name, "file": held.get(key)} for key, name in FILE_FORMATS.items()]


@of_pot
@require_POST
def build_extract(request: HttpRequest, page: Page, pot: Pot, decision: int, file_format: str) -> HttpResponse:
    """Let the worker build the extract as a file."""
    if file_format not in FILE_FORMATS:
        raise Http404
    taken = _decision(pot, decision)
    tasks.ask_for(taken, file_format)
    return redirect(f"{taken.extract_url}#filer")


@of_pot
@never_cache
@require_safe
def extract_file(request: HttpRequest, page: Page, pot: Pot, decision: int, file_format: str) -> HttpResponse:
    """The extract as a file."""
    found = ExtractFile.objects.filter(decision__pot=pot, decision=decision, content__isnull=False)
    file = get_object_or_404(found, file_format=file_format)
    response = HttpResponse(bytes(file.content), content_type=MEDIA_TYPES[file_format])
    name = f"protokollsutdrag-{slugify(pot.title)[:60]}-{pot.year}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
