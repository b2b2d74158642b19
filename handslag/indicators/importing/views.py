"""Reading figures in from a file: choose it, say what its columns hold, look at what it changes, take it in."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from handslag.accounts.actors import actor_for
from handslag.accounts.kept import signed_in
from handslag.indicators.importing import agreement, reading, taking
from handslag.indicators.importing.columns import Choices, is_all_said, suggested
from handslag.indicators.importing.comparing import Compared
from handslag.indicators.importing.figures import Ground
from handslag.indicators.importing.forms import TOO_LARGE, ColumnsForm, ImportForm
from handslag.indicators.importing.ground import ground_for
from handslag.indicators.importing.periods import next_part
from handslag.indicators.importing.reading import Reading
from handslag.indicators.models import Fetch, Indicator, Upload
from handslag.indicators.own.grounds import may_take_in
from handslag.indicators.queries import definitions_for
from handslag.indicators.reading import Definition
from handslag.indicators.rules import PARTS_OF_YEAR
from handslag.opendata.tables import Table
from handslag.plans.models import Plan
from handslag.plans.pages import Page, open_page
from handslag.trust.changes import Actor

FORM_BYTES = reading.MAX_BYTES + 500_000
"""What a whole form may weigh: a file at most as large as is read, and the fields around it."""
FAULTS_SHOWN = 200


@dataclass(frozen=True)
class Place:
    """Where an import stands: the page, what the indicator means, and the row that its figures hang on."""

    page: Page
    definition: Definition
    indicator: Indicator

    def address(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.page.county.slug, self.definition.key, *more])

    def context(self, **more: Any) -> dict[str, Any]:
        return self.page.context(
            "indicators", definition=self.definition, about_suicide=self.definition.needs_help, **more
        )


def place_of(request: HttpRequest, county: str, key: str) -> Place:
    """Return where an import stands. Answers 404 for what the reader may not know of, 403 to those who may not take figures in."""
    page = open_page(request, county)
    definition = definitions_for(page.county, request.user).get(key)
    if definition is None:
        raise Http404
    if not may_take_in(request.user, page.county):
        raise PermissionDenied
    indicator, _made = Indicator.objects.get_or_create(key=key)
    return Place(page, definition, indicator)


def for_importers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those through who may take figures in for the county; the view gets the place."""

    @signed_in
    @wraps(view)
    def checked(request: HttpRequest, county: str, key: str, **more: Any) -> HttpResponse:
        return view(request, place_of(request, county, key), **more)

    return checked


def of_upload(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `for_importers`, for a file that the reader has chosen: the view gets it with its table.

    A form that is sent twice is answered twice alike: the second waits for the first, and is led to what became of it.
    """

    @for_importers
    @wraps(view)
    @transaction.atomic
    def checked(request: HttpRequest, place: Place, upload: Any) -> HttpResponse:
        here = {"indicator": place.indicator, "county": place.page.county, "uuid": upload}
        mine = Upload.objects.filter(user_id=request.user.pk, **here).select_related("indicator", "county")
        found = (mine.select_for_update(of=("self",)) if request.method == "POST" else mine).first()
        taken = Fetch.objects.filter(way="file", **here).first() if found is None or found.fetch_id else None
        if taken:
            return redirect(place.address("import_result", taken.uuid))
        if found is None:
            raise Http404
        return view(request, place, found, reading.table_of(bytes(found.content)))

    return checked


@csrf_exempt
def import_figures(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """Choose a file or paste rows. What is too large is refused by what it says of itself, before any of it is read.

    The token of the form is checked within: to find it the whole form would be read first.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and length.isdigit() and int(length) > FORM_BYTES:
        return _too_large(request, county=county, key=key)
    return _choose(request, county=county, key=key)


def _too_large(request: HttpRequest, *, county: str, key: str) -> HttpResponse:
    """Refuse a form without reading it."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    place = place_of(request, county, key)
    form = ImportForm({})
    form.errors.clear()
    form.add_error("file", TOO_LARGE)
    return render(request, "indicators/import.html", place.context(form=form, is_too_large=True), status=413)


@csrf_protect
@for_importers
def _choose(request: HttpRequest, place: Place) -> HttpResponse:
    if request.method != "POST":
        last = Fetch.objects.filter(indicator=place.indicator, county=place.page.county, way="file").first()
        form = ImportForm(initial={"source": last.source if last else ""})
        return render(request, "indicators/import.html", place.context(form=form))
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        name, content = form.content
        try:
            table = reading.table_of(content)
        except reading.Unreadable as why:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(why))
        else:
            return _kept(request, place, form, table, name, content)
    return render(request, "indicators/import.html", place.context(form=form), status=422)


def _kept(
    request: HttpRequest, place: Place, form: ImportForm, table: Table, name: str, content: bytes
) -> HttpResponse:
    """Keep the file, and go on: to the columns, or to the preview where an earlier file like it leaves nothing to ask."""
    said = form.cleaned_data
    upload = taking.keep(
        place.page.county, place.indicator, content, name=name, source=said["source"],
        source_date=said["source_date"], user_id=request.user.pk,
    )  # fmt: skip
    last = taking.remembered(upload, table.headings)
    if last is None or not is_all_said(table, last) or agreement.choices(place.definition):
        return redirect(place.address("import_columns", upload.uuid))
    taking.read_so(upload, Choices(last.roles))
    return redirect(place.address("import_preview", upload.uuid))


@of_upload
def import_columns(request: HttpRequest, place: Place, upload: Upload, table: Table) -> HttpResponse:
    """Say what each column holds."""
    ground = _ground(place)
    last = taking.remembered(upload, table.headings)
    start = Choices(last.roles) if last else suggested(table, ground.places)
    if upload.choices:
        start = Choices.from_json(upload.choices)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, table=table, places=ground.places, start=start, last=last,
        agreement=agreement.in_words(place.definition), initial={"follows": upload.confirmed_at is not None},
    )  # fmt: skip
    if request.GET.get("fraga") == "shares" and "shares" not in form.fields:
        form.ask_shares()
    if request.method == "POST" and form.is_valid():
        taking.choose(upload, form.choices, table.headings)
        if form.cleaned_data.get("follows"):
            taking.confirm(upload, by=actor_for(request.user, on=Plan(county=place.page.county)))
        return redirect(place.address("import_preview", upload.uuid))
    context = place.context(form=form, upload=upload, table=table, first=[row.cells for row in table.rows[:3]])
    return render(request, "indicators/import_columns.html", context, status=422 if form.errors else 200)


@of_upload
def import_preview(request: HttpRequest, place: Place, upload: Upload, table: Table) -> HttpResponse:
    """Look at what the file would change; take it in, or throw it away."""
    if request.method == "POST" and request.POST.get("gor") == "kasta":
        upload.delete()
        messages.success(request, _("Filen är kastad. Inget är inläst."))
        return redirect(place.address("import_figures"))
    if not upload.choices or (agreement.choices(place.definition) and upload.confirmed_at is None):
        return redirect(place.address("import_columns", upload.uuid))
    found, compared = taking.looked_at(table, Choices.from_json(upload.choices), _ground(place), place.indicator)
    if found.questions:
        asked = urlencode({"fraga": found.questions[0]})
        return redirect(f"{place.address('import_columns', upload.uuid)}?{asked}")
    told = _in_the_way(request, found, compared) if request.method == "POST" else ""
    if request.method == "POST" and not told:
        by = actor_for(request.user, on=Plan(county=place.page.county))
        try:
            return redirect(place.address("import_result", _take_in(place, upload, found, by=by).uuid))
        except taking.CannotTakeIn as why:
            told = str(why)
    context = place.context(
        upload=upload,
        found=found,
        compared=compared,
        told=told,
        faults=found.faults[:FAULTS_SHOWN],
        more_faults=max(0, len(found.faults) - FAULTS_SHOWN),
        sound=len(found.sound),
        faulty=len(found.faulty_lines),
        in_worker=len(found.sound) > taking.DIRECTLY,
    )
    return render(request, "indicators/import_preview.html", context, status=422 if told else 200)


def _take_in(place: Place, upload: Upload, found: Reading, *, by: Actor) -> Fetch:
    """Take the figures in, or leave them to the worker where they are many. Raises CannotTakeIn."""
    if len(found.sound) > taking.DIRECTLY:
        return taking.leave_to_worker(upload, found, by=by)
    return taking.take_in_now(upload, found, place.definition, by=by)


def _in_the_way(request: HttpRequest, found: Reading, compared: Compared) -> str:
    """Return why the figures cannot be taken in as things are; "" where they can."""
    if found.mixed:
        return found.mixed
    if found.faults and not request.POST.get("leave_out"):
        return _("Inget är inläst. Rätta filen, eller kryssa i att raderna med fel lämnas utanför.")
    if not found.sound:
        return _("Inget är inläst: ingen rad i filen går att ta in.")
    if request.POST.get("mark") != compared.mark:
        return _(
            "Inget är inläst. Talen har ändrats sedan du såg förhandsvisningen. Se vad som gäller nu, och ta in igen."
        )
    return ""


@for_importers
@require_safe
def import_result(request: HttpRequest, place: Place, fetch: Any) -> HttpResponse:
    """How the taking in went, or how far it has come."""
    mine = Fetch.objects.filter(indicator=place.indicator, county=place.page.county, way="file")
    context = place.context(fetch=get_object_or_404(mine, uuid=fetch))
    template = "indicators/import_result.html" + ("#state" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context)


@for_importers
@require_safe
def import_template(request: HttpRequest, place: Place) -> HttpResponse:
    """A file with the right headings and a line for the county, to fill in."""
    definition = place.definition
    line = {"område": place.page.county.name, "period": _period(definition), "kön": "totalt", "värde": ""}
    if "sex" not in definition.breakdowns:
        del line["kön"]
    if definition.measure in ("proportion", "rate"):
        line |= {"täljare": "", "nämnare": ""}
    line |= {"kommentar": ""}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([list(line), list(line.values())])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{definition.key}-mall.csv"'
    return response


def _period(definition: Definition) -> str:
    if part := PARTS_OF_YEAR.get(definition.frequency):
        return next_part(None, part, today=timezone.localdate())
    last = timezone.localdate().year - 1
    return str(last) if definition.window == 1 else f"{last - definition.window + 1}-{last}"


def _ground(place: Place) -> Ground:
    return ground_for(place.definition, place.page.county, today=timezone.localdate())
