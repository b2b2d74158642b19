from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

EXAMPLES = ("orebro", "kraftsamling-2020", "exempellan")


class Command(BaseCommand):
    help = "Gör i ordning databasen, läser in exemplen och startar servern. Bara i demoläge (HANDSLAG_DEMO=1)."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Demon startas bara i demoläge: sätt HANDSLAG_DEMO=1.")
        call_command("migrate", verbosity=0)
        call_command("load", example=list(EXAMPLES), stdout=self.stdout)
        self.stdout.flush()
        call_command("serve")
