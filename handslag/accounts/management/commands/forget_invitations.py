from django.core.management.base import BaseCommand

from handslag.accounts.actions import FORGET_AFTER, forget_expired


class Command(BaseCommand):
    help = f"Tömmer e-postadressen i inbjudningar som gick ut för mer än {FORGET_AFTER.days} dagar sedan."

    def handle(self, *args, **options):
        self.stdout.write(f"{forget_expired()} adresser tömda.")
