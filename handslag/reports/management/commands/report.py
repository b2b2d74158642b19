import contextlib
import os
import tempfile
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from handslag.documents.blocks import Document
from handslag.places.models import Organisation
from handslag.plans.models import Plan
from handslag.plans.queries.named import find_plan, plans_there_are
from handslag.reports import making
from handslag.reports.building import CannotBuild, Order, build
from handslag.reports.catalogue import FORMATS, TEMPLATES, comes_in, table
from handslag.reports.models import Edition, Report


class Command(BaseCommand):
    help = (
        "Skriver en rapport om en plan till en fil, på samma sätt som knappen på sidan: bara det som är offentligt, "
        "märkt som utkast. Med --report används ett sparat utkast med sina delar och ändrade texter, med --edition en "
        f"fryst utgåva.\n\nMallar och format:\n\n{table()}"
    )

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument(
            "plan", metavar="PLAN", help="Planens nyckel, till exempel orebro-2020-2023, eller dess id."
        )
        parser.add_argument(
            "--template", choices=list(TEMPLATES), help="Mallen; behövs inte med --report och --edition."
        )
        parser.add_argument("--format", choices=list(FORMATS), required=True)
        parser.add_argument("--out", type=Path, required=True, metavar="FIL")
        parser.add_argument("--area", default="", metavar="KOD", help="Kommunens kod eller länsdelens nyckel.")
        parser.add_argument("--goal", default="", metavar="KOD", help="Målets nummer eller nyckel i planen.")
        parser.add_argument("--organisation", default="", metavar="NYCKEL", help="Organisationens nyckel i länet.")
        parser.add_argument("--year", type=int, metavar="ÅR", help="Statsbidragets år, för mallen account.")
        parser.add_argument("--report", default="", metavar="UUID", help="Ett utkast, som i adressen till dess sida.")
        parser.add_argument("--edition", default="", metavar="UUID", help="En utgåva, som i adressen till dess sida.")
        parser.add_argument("--site", default=_site(), help="Adress före länkar till sidor. Tomt: inga länkar.")

    def handle(self, *args, **options):
        plan = find_plan(options["plan"])
        if plan is None:
            raise CommandError(f"Planen {options['plan']} finns inte. Planer: {plans_there_are()}.")
        template, document = _asked_for(plan, options)
        if not comes_in(template, options["format"]):
            raise CommandError(f"Mallen {template} finns inte som {options['format']}.\n\n{table()}")
        _check(options["out"])
        try:
            data = making.written(document(), options["format"], county=plan.county)
        except (CannotBuild, making.CannotWrite, making.Altered) as why:
            raise CommandError(str(why)) from None
        _put(data, options["out"])
        self.stdout.write(f"Klart: {options['out']} ({len(data)} byte).")


def _site() -> str:
    """Return the installation's address; "" in a demo, whose port is not known here."""
    host = settings.ALLOWED_HOSTS[0]
    return "" if settings.DEMO or "*" in host else f"{'https' if settings.HTTPS else 'http'}://{host}/"


def _asked_for(plan: Plan, options: dict):
    """Return the template's key, and what makes the document. Raises CommandError."""
    today, reader = timezone.localdate(), AnonymousUser()
    if options["edition"]:
        edition = _by_uuid(Edition.objects.filter(report__plan=plan), options["edition"], "utgåva")
        return edition.template, lambda: making.document_of(edition)
    if options["report"]:
        report = _by_uuid(Report.objects.filter(plan=plan), options["report"], "rapport")
        if report.audience != "public":
            raise CommandError(
                "Rapporten är gjord för dem som leder planen. Den byggs på sin sida, av den som är inloggad."
            )
        if options["template"] not in (None, report.template):
            raise CommandError(f"Rapporten är gjord med mallen {report.template}, inte {options['template']}.")
        return report.template, lambda: _drafted(report, options["site"])
    if not options["template"]:
        raise CommandError(f"Ange en mall med --template.\n\n{table()}")
    order = Order(
        plan=plan,
        template=options["template"],
        area=options["area"],
        goal=_goal(plan, options["goal"]),
        organisation=_organisation(plan, options["organisation"]),
        year=options["year"],
        mark=making.DRAFT,
        site=options["site"],
    )
    return options["template"], lambda: build(order, user=reader, today=today).document


def _drafted(report: Report, site: str) -> Document:
    return making.draft(report, user=AnonymousUser(), today=timezone.localdate(), site=site).document


def _by_uuid(found, named: str, what: str):
    try:
        return found.get(uuid=UUID(named))
    except (ValueError, found.model.DoesNotExist):
        raise CommandError(f"Planen har ingen {what} med id {named}.") from None


def _goal(plan: Plan, named: str) -> UUID | None:
    if not named:
        return None
    goals = plan.goals.exclude(kind="question")
    for field in ("code", "key"):
        found = list(goals.filter(**{field: named})[:2])
        if len(found) == 1:
            return found[0].uuid
        if found:
            raise CommandError(f"Flera mål har nummer {named}. Ange målets nyckel.")
    known = ", ".join(f"{goal.code or '–'} ({goal.key})" for goal in goals.order_by("position", "id"))
    raise CommandError(f"Planen har inget mål {named}. Mål: {known or 'inga'}.")


def _organisation(plan: Plan, named: str) -> UUID | None:
    if not named:
        return None
    county = Organisation.objects.filter(county=plan.county)
    found = county.filter(key=named).first()
    if found is None:
        known = ", ".join(county.order_by("key").values_list("key", flat=True))
        raise CommandError(f"Länet har ingen organisation {named}. Organisationer: {known or 'inga'}.")
    return found.uuid


def _check(out: Path) -> None:
    """Raise CommandError where the file cannot be written, before anything is built."""
    if out.is_dir():
        raise CommandError(f"{out} är en mapp. Ange en fil.")
    if not out.parent.is_dir():
        raise CommandError(f"Mappen {out.parent} finns inte.")
    if not os.access(out.parent, os.W_OK):
        raise CommandError(f"Det går inte att skriva i mappen {out.parent}.")


def _put(data: bytes, out: Path) -> None:
    """Write the whole file beside its place and move it there: there is never half of it. Raises CommandError."""
    beside = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            beside = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(out)
    except OSError as error:
        if beside:
            with contextlib.suppress(OSError):
                beside.unlink()
        raise CommandError(f"Det gick inte att skriva {out}: {error.strerror}. Inget är skrivet.") from None
