from django.core.management.base import BaseCommand, CommandError

from handslag.exchange.exporter import export_plan, to_json
from handslag.plans.models import Plan


class Command(BaseCommand):
    help = "Skriver ut en plan som JSON. PLAN är planens nyckel, till exempel orebro-2020-2023."

    def add_arguments(self, parser):
        parser.add_argument("plan", metavar="PLAN")

    def handle(self, *args, **options):
        plan = Plan.objects.filter(key=options["plan"]).first()
        if plan is None:
            known = ", ".join(Plan.objects.order_by("key").values_list("key", flat=True)) or "inga"
            raise CommandError(f"Planen {options['plan']} finns inte. Planer: {known}.")
        self.stdout.write(to_json(export_plan(plan)))
