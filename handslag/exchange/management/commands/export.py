from django.core.management.base import BaseCommand, CommandError

from handslag.exchange.actions import export_document
from handslag.exchange.exporter import to_json
from handslag.plans.queries.named import find_plan, plans_there_are


class Command(BaseCommand):
    help = "Skriver ut en plan som JSON. PLAN är planens nyckel, till exempel orebro-2020-2023, eller dess id."

    def add_arguments(self, parser):
        parser.add_argument("plan", metavar="PLAN")

    def handle(self, *args, **options):
        plan = find_plan(options["plan"])
        if plan is None:
            raise CommandError(f"Planen {options['plan']} finns inte. Planer: {plans_there_are()}.")
        self.stdout.write(to_json(export_document(plan)))
