from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from handslag.plans.models import Plan
from handslag.reports.actions import start
from handslag.reports.making import first_title
from handslag.reports.models import Report
from handslag.trust.changes import OPERATOR

EXAMPLES = ("orebro", "kraftsamling-2020", "exempellan")
REPORTED = "orebro-2020-2023"
"""The plan of which a draft report is offered at the first start."""


class Command(BaseCommand):
    help = "Gör i ordning databasen, läser in exemplen och startar servern. Bara i demoläge (HANDSLAG_DEMO=1)."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Demon startas bara i demoläge: sätt HANDSLAG_DEMO=1.")
        call_command("migrate", verbosity=0)
        call_command("load", example=list(EXAMPLES), stdout=self.stdout)
        offer_a_report()
        self.stdout.flush()
        call_command("serve")


def offer_a_report() -> None:
    """Begin the full report of the example's plan, where nobody has begun one."""
    plan = Plan.objects.filter(key=REPORTED).first()
    if plan and not Report.everything.filter(plan=plan).exists():
        report = Report(plan=plan, template="full")
        report.title = first_title(report)
        start(report, by=OPERATOR)
