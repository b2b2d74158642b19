from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from handslag.exchange.actions import export_document
from handslag.exchange.exporter import to_json
from handslag.plans.models import Plan


class Command(BaseCommand):
    help = "Skriver ut en plan som JSON. PLAN är planens nyckel, till exempel orebro-2020-2023, eller dess id."

    def add_arguments(self, parser):
        parser.add_argument("plan", metavar="PLAN")

    def handle(self, *args, **options):
        plan = find_plan(options["plan"])
        if plan is None:
            known = ", ".join(Plan.everything.order_by("key").values_list("key", flat=True)) or "inga"
            raise CommandError(f"Planen {options['plan']} finns inte. Planer: {known}.")
        self.stdout.write(to_json(export_document(plan)))


def find_plan(named: str) -> Plan | None:
    """Return the plan with this key, uuid or number, withdrawn or not; the key goes first."""
    found = Plan.everything.filter(key=named).first()
    if found is None and named.isascii() and named.isdigit() and len(named) < 19:
        return Plan.everything.filter(pk=int(named)).first()
    try:
        return found or Plan.everything.filter(uuid=UUID(named)).first()
    except ValueError:
        return None
