"""A county's records: by which rules they are destroyed, and the texts that have come in."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from handslag.accounts.administration import acting_in, in_county
from handslag.places.models import Area
from handslag.public import received
from handslag.public.forms import RetentionRuleForm
from handslag.trust import retention
from handslag.trust.models import AuditEvent, RetentionRule
from handslag.trust.permissions import Permission, grants_of


def _page(request: HttpRequest, county: Area, template: str, *, status: int = 200, **context) -> HttpResponse:
    return render(request, template, {"county": county, **context}, status=status)


@in_county(Permission.SET_RETENTION)
def rules(request: HttpRequest, county: Area) -> HttpResponse:
    """What is destroyed when, by which decision; what is kept; and what the rules would destroy today."""
    due = {each.rule.record_type: each for each in retention.preview_of(county.pk, today=timezone.localdate())}
    of_county = retention.record_types(by_county=True)
    of_installation = [each for each in retention.record_types(by_county=False) if not each.by_county]
    here = {rule.record_type: rule for rule in RetentionRule.objects.in_force().filter(county_id=None)}
    return _page(
        request,
        county,
        "public/retention.html",
        kinds=[(each, due.get(each.key)) for each in of_county],
        of_installation=[(each, here.get(each.key)) for each in of_installation],
        ended=_ended(county, {each.key: each.title for each in of_county}),
        log_is_kept=retention.LOG_IS_KEPT,
    )


def _ended(county: Area, titles: dict[str, str]) -> list[tuple[str, datetime.date, RetentionRule]]:
    """Return the rules that no longer hold: what about, since when, and the rule."""
    found = RetentionRule.objects.filter(county_id=county.pk, ended_at__isnull=False).order_by("-ended_at")
    return [(titles.get(each.record_type, ""), timezone.localtime(each.ended_at).date(), each) for each in found]


@in_county(Permission.SET_RETENTION)
def add_rule(request: HttpRequest, county: Area) -> HttpResponse:
    """Put a rule in force, resting on a decision. Nothing is destroyed by this page: the operator's command does."""
    form = RetentionRuleForm(request.POST or None, county=county)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                retention.set_rule(form.rule(), by=acting_in(request, county, Permission.SET_RETENTION))
            return redirect("retention", county.slug)
        except IntegrityError:  # somebody else was first
            form.add_error("record_type", _("Det finns redan en regel. Avsluta den först."))
    return _page(request, county, "public/retention_add.html", status=422 if form.is_bound else 200, form=form)


@in_county(Permission.SET_RETENTION)
def end_rule(request: HttpRequest, county: Area, rule: int) -> HttpResponse:
    """Ask whether a rule should end, and end it: from then on everything is kept."""
    ending = get_object_or_404(RetentionRule.objects.in_force().filter(county_id=county.pk), pk=rule)
    if request.method == "POST":
        retention.end_rule(ending, by=acting_in(request, county, Permission.SET_RETENTION))
        return redirect("retention", county.slug)
    return _page(request, county, "public/retention_end.html", rule=ending, kind=retention.type_of(ending))


@in_county(Permission.SET_RETENTION)
def received_texts(request: HttpRequest, county: Area) -> StreamingHttpResponse:
    """All texts that the reader's own organisations have received, for a spreadsheet. Itself told of."""
    organisations = grants_of(request.user).where(Permission.SET_RETENTION)
    AuditEvent.objects.create(
        kind="export", what="Hämtade inkomna texter", county_id=county.pk, user_id=request.user.pk,
        role=acting_in(request, county, Permission.SET_RETENTION).role[:300], target=county.name,
    )  # fmt: skip
    lines = _lines(received.HEADINGS, received.rows(county, organisations))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="handlingar-{county.slug}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(headings: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield CSV with semicolons and a byte order mark, as spreadsheets in Sweden read it."""
    yield "\ufeff" + _line(headings)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow(cells)
    return buffer.getvalue()
