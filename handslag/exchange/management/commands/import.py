from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from handslag.exchange.loader import load
from handslag.exchange.management.commands.load import told
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.run import CannotLoad


class Command(BaseCommand):
    help = (
        "Lägger till en plan ur en fil eller en mapp (YAML eller JSON i formatet handslag-plan). "
        "Allt eller inget; det som redan finns ändras inte."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FIL")

    def handle(self, *args, **options):
        try:
            added = load(read(options["file"]))
        except (BrokenFile, CannotLoad) as error:
            raise CommandError(f"Inget lästes in.\n{error}") from None
        self.stdout.write(f"Klart: {told(added)}.")
