from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from handslag.accounts.personas import make_personas
from handslag.exchange.actions import import_document
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.run import CannotLoad
from handslag.funding.agreements.shipped import register
from handslag.indicators.loading.shipping import CannotTakeIn, load_example, load_shipped
from handslag.places.national import load_national
from handslag.swedish.numbers import count

WORDS = {
    "areas": ("område", "områden"),
    "population": ("folkmängdstal", "folkmängdstal"),
    "counties": ("exempellän", "exempellän"),
    "documents": ("källa", "källor"),
    "divisions": ("länsdelsindelning", "länsdelsindelningar"),
    "organisations": ("organisation", "organisationer"),
    "frameworks": ("ramverk", "ramverk"),
    "plans": ("plan", "planer"),
    "goals": ("mål", "mål"),
    "target_groups": ("målgrupp", "målgrupper"),
    "methods": ("metod", "metoder"),
    "initiatives": ("insats", "insatser"),
    "follow_ups": ("uppföljning", "uppföljningar"),
    "indicators": ("eget mått", "egna mått"),
    "goal_indicators": ("mål som följs av en indikator", "kopplingar mellan mål och indikatorer"),
    "targets": ("målnivå", "målnivåer"),
    "trainings": ("uppgift om utbildningstillfällen", "uppgifter om utbildningstillfällen"),
    "instructor_counts": ("uppgift om instruktörer", "uppgifter om instruktörer"),
    "cited_figures": ("anfört tal", "anförda tal"),
    "pots": ("pott", "potter"),
    "awards": ("tilldelning av medel", "tilldelningar av medel"),
    "starts": ("start i en kommun", "starter i kommuner"),
    "agreements": ("överenskommelse om statsbidrag", "överenskommelser om statsbidrag"),
    "grant_lines": ("bidragspost", "bidragsposter"),
    "figures": ("tal till indikatorerna", "tal till indikatorerna"),
}


def told(added, *, none: str = "inget nytt") -> str:
    """Return how many of each kind, in words; `none` where there are none."""
    parts = [count(n, *WORDS[name]) for name, n in added.items() if n]
    return ", ".join(parts) if parts else none


class Command(BaseCommand):
    help = (
        "Lägger till Sveriges län, kommuner, folkmängd, och de indikatortal och överenskommelser som följer med. Med --example "
        "NAMN också ett exempel (orebro, exempellan, kraftsamling-2020; flera går bra). Kan köras igen: det som finns ändras inte."
    )

    def add_arguments(self, parser):
        parser.add_argument("--example", action="append", default=[], metavar="NAMN")

    def handle(self, *args, **options):
        self.stdout.write(f"Sverige: {told(load_national() + load_shipped() + register())}.")
        for name in options["example"]:
            path = Path(settings.EXAMPLES_DIR) / name
            if path not in Path(settings.EXAMPLES_DIR).iterdir():
                raise CommandError(f"Exemplet {name} finns inte.")
            try:
                with transaction.atomic():
                    added = import_document(read(path, trusted=True)) + load_example(path)
            except BrokenFile as broken:
                raise CommandError(f"Inget lästes in.\n{broken}") from None
            except (CannotLoad, CannotTakeIn) as error:
                raise CommandError(f"Inget lästes in. {error}") from None
            self.stdout.write(f"Exemplet {name}: {told(added)}.")
        if settings.DEMO:
            made = make_personas()
            self.stdout.write(f"Roller att prova: {made} nya." if made else "Roller att prova: inget nytt.")
