from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from handslag.indicators.importing.columns import MEANINGS, ROLES
from handslag.indicators.importing.run import CannotImport, import_file
from handslag.indicators.loading import actions, tasks
from handslag.indicators.loading.shipping import CannotTakeIn, load_file
from handslag.indicators.loading.standing import Standing, standings
from handslag.indicators.models import Fetch
from handslag.indicators.reading import definitions
from handslag.swedish import dates
from handslag.swedish.numbers import count, number


class Command(BaseCommand):
    help = (
        "Indikatorernas tal: hämtar dem från källorna (load) eller säger hur de står (status, utan nät).\n\n"
        "  handslag indicators load                        alla som har en källa att fråga\n"
        "  handslag indicators load suicid-sakra-15-ar     bara dem\n"
        "  handslag indicators load --from tal.csv         ur en fil i Handslags egen form\n"
        "  handslag indicators import tal.csv --indicator deltagare     en indikators tal ur en fil som den är\n"
        "  handslag indicators status"
    )

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        what = parser.add_subparsers(dest="action", required=True, metavar="load|import|status")
        load = what.add_parser("load", help="Hämta. Det som inte går att hämta lämnas som det är.")
        load.add_argument("keys", nargs="*", metavar="NYCKEL", help="Indikatorernas nycklar; alla, om ingen anges.")
        load.add_argument("--from", dest="file", type=Path, metavar="FIL", help="Läs ur en fil i stället för källan.")
        self._add_import(
            what.add_parser("import", help="Läs in en indikators tal ur en CSV- eller Excelfil: allt eller inget.")
        )
        what.add_parser("status", help="När talen kom, hur gamla de är, och när definitionen ska ses över.")

    def _add_import(self, given):
        given.add_argument("path", type=Path, metavar="FIL")
        given.add_argument("--indicator", required=True, metavar="NYCKEL")
        given.add_argument("--map", action="append", default=[], metavar="RUBRIK=SLAG", help=f"Vad en kolumn är: {', '.join(filter(None, ROLES))}. Annars förstås det av rubrik och innehåll.")  # fmt: skip
        given.add_argument("--mark", action="append", default=[], metavar="TECKEN=BETYDELSE", help=f"Vad ett tecken i ett tals ställe betyder: {', '.join(MEANINGS)}.")  # fmt: skip
        given.add_argument(
            "--shares", choices=["percent", "fraction"], default="", help="Vad värden mellan 0 och 1 är."
        )
        given.add_argument("--area", default="", metavar="KOD", help="Området som alla rader gäller.")
        given.add_argument("--source", default="", help="Var talen kommer ifrån.")
        given.add_argument("--leave-out", action="store_true", help="Lämna rader med fel utanför.")
        given.add_argument(
            "--same-definition", action="store_true",
            help="Filens tal följer indikatorns fyra val. Måste sägas för suicid och självskada.",
        )  # fmt: skip
        given.add_argument("--dry-run", action="store_true", help="Säg vad filen skulle ändra, och skriv inget.")

    def handle(self, *args, **options):
        if options["action"] == "status":
            for each in standings(timezone.localdate(), definitions()):
                self.stdout.write(_told(each))
            return
        if options["action"] == "import":
            self._import(options)
            return
        if unknown := [key for key in options["keys"] if key not in definitions()]:
            raise CommandError(f"Indikatorn {unknown[0]} finns inte. Skriv handslag indicators status för att se alla.")
        if options["file"]:
            self._read(options["file"], options["keys"])
        else:
            self._fetch(options["keys"] or actions.fetchable())

    def _read(self, file: Path, keys: list[str]) -> None:
        try:
            taken = load_file(file, only=keys)
        except CannotTakeIn as error:
            raise CommandError(f"Inget lästes in. {error}") from None
        self.stdout.write(f"{file.name}: {_counts(taken.added, taken.revised, taken.same)}.")

    def _import(self, options) -> None:
        try:
            done = import_file(
                options["path"], options["indicator"], today=timezone.localdate(), roles=_pairs(options["map"]),
                marks=_pairs(options["mark"]), shares=options["shares"], area=options["area"], source=options["source"],
                leave_out=options["leave_out"], agreed=options["same_definition"],
                only_look=options["dry_run"],
            )  # fmt: skip
        except CannotImport as error:
            raise CommandError("\n".join(["Inget lästes in.", *error.messages])) from None
        found = done.compared
        self.stdout.write(
            f"{options['path'].name}: {_counts(found.new, found.revised, found.same)}. {done.note}".rstrip()
        )

    def _fetch(self, keys: list[str]) -> None:
        failed = []
        for key in keys:
            try:
                fetch = actions.noted(key)
            except actions.CannotFetch as error:
                raise CommandError(f"{key}: {error}") from None
            tasks.fetch_figures.call(fetch.pk)
            fetch = Fetch.objects.get(pk=fetch.pk)
            if fetch.state == "done":
                note = f" {fetch.note}" if fetch.note else ""
                self.stdout.write(f"{key}: {_counts(fetch.added, fetch.revised, fetch.same)}.{note}")
            else:
                failed.append(key)
                self.stdout.write(f"{key}: {fetch.error or 'hämtas redan av någon annan.'}")
        if failed:
            raise CommandError(f"{count(len(failed), 'indikator', 'indikatorer')} gick inte att hämta.")


def _pairs(given: list[str]) -> dict[str, str]:
    """Return "Andel=value" as {"Andel": "value"}. Raises CommandError."""
    if wrong := [each for each in given if "=" not in each]:
        raise CommandError(f"Skriv {wrong[0]} som RUBRIK=SLAG eller TECKEN=BETYDELSE.")
    return dict(each.rsplit("=", 1) for each in given)


def _counts(added: int, revised: int, same: int) -> str:
    return f"{count(added, 'nytt', 'nya')}, {count(revised, 'reviderat', 'reviderade')}, {number(same)} som förut"


def _told(each: Standing) -> str:
    none = "tal som följer med Handslag" if each.good else "inga tal"
    came = f"{dates.day(each.came)} ({each.age})" if each.came else none
    state = ""
    if each.last is not None and each.is_under_way:
        state = f"; {each.last.get_state_display()}"
    elif each.last is not None and each.has_failed:
        state = f"; senaste hämtningen misslyckades: {each.last.error}"
    due = "ska ses över nu" if each.review_is_due else f"ses över {dates.day(each.definition.review_by)}"
    return f"{each.definition.key}: {came}; {each.source}; {due}{state}"
