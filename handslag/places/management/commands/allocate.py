import csv
import json
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handslag.allocation import (
    Allocation,
    AllocationInputError,
    ByAges,
    GrantAgreement,
    GrantLine,
    Vintage,
    agreements,
    allocate,
    read_population,
    rule_in_words,
    units_of,
)
from handslag.allocation.words import decimals, plain
from handslag.places.units import AGES_FILE, POPULATION_FILE, names
from handslag.swedish.numbers import number

HEADINGS = (
    "kod", "namn", "invånare", "fast del", "vikt", "exakt del", "golv eller tak", "nedåt", "tur", "kronor"
)  # fmt: skip
BOUNDS = {"": "", "floor": "golv", "ceiling": "tak"}
LEVELS = ("county", "region", "municipality")
OWN_SOURCE = "SCB, folkmängd 31 december, enligt Handslags egen fil"


class Command(BaseCommand):
    help = (
        "Fördelar en post i ett års överenskommelse på län, regioner eller kommuner, så att delarna blir summan på kronan.\n"
        "Ett räkneexempel ur postens nyckel och folkmängden, inget beslut.\n\n"
        "  handslag allocate --year 2020 --line lan-sammanhallen-vard\n"
        "  handslag allocate --year 2020 --line lan-ungdomsmottagningar --population folkmangd.csv --format json"
    )
    requires_system_checks: list[str] = []  # it reads files and asks no database

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True, metavar="ÅR", help="Överenskommelsens år.")
        parser.add_argument("--line", required=True, metavar="POST", help="Postens namn, som lan-suicidprevention.")
        parser.add_argument("--population", type=Path, metavar="FIL", help="CSV med folkmängd för län eller kommuner, hel eller efter ålder. Annars Handslags egen; efter ålder har den bara länen 2019.")  # fmt: skip
        parser.add_argument("--as-of", type=int, metavar="ÅR", help="Folkmängden 31 december detta år. Annars året före överenskommelsens: ett antagande.")  # fmt: skip
        parser.add_argument("--level", choices=LEVELS, help="Vilka som får del. Annars de som posten går till.")
        parser.add_argument("--total", type=int, metavar="KRONOR", help="En annan summa än postens.")
        parser.add_argument("--unit", type=int, metavar="KRONOR", help="Delarna avrundas till jämna så många kronor.")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args, **options):
        agreement = _agreement(options["year"])
        line = _line(agreement, options["line"])
        try:
            run = _run(agreement, line, options)
        except AllocationInputError as error:
            raise CommandError(error.message_sv) from None
        if options["format"] == "json":
            told = {"agreement": agreement.year, "line": line.slug, "title": line.title, "rule": rule_in_words(run)}
            self.stdout.write(json.dumps(told | {"run": run.as_json()}, ensure_ascii=False, indent=1))
            return
        self.stderr.write(f"{agreement.title}, {line.title}. {rule_in_words(run)}")
        table = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
        table.writerows([HEADINGS, *(_cells(each) for each in run.shares)])


def _agreement(year: int) -> GrantAgreement:
    found = agreements().get(year)
    if found is None:
        raise CommandError(f"Det finns ingen överenskommelse för {year}. År: {', '.join(map(str, agreements()))}.")
    return found


def _line(agreement: GrantAgreement, slug: str) -> GrantLine:
    found = agreement.line(slug)
    if found is None:
        there = ", ".join(each.slug for each in agreement.lines)
        told = f"Poster: {there}." if there else agreement.note
        raise CommandError(f"Posten {slug} finns inte i {agreement.title}. {told}")
    return found


def _run(agreement: GrantAgreement, line: GrantLine, options: dict[str, Any]) -> Allocation:
    """Return the line shared out. Raises CommandError, AllocationInputError."""
    total = line.kronor if options["total"] is None else options["total"]
    if line.key is None or total is None:
        raise CommandError(f"{line.title}: {line.note or 'beloppet är inte känt, ange --total.'}")
    level = options["level"] or line.receiver
    if line.key.is_per_unit and (level == "municipality") != (line.receiver == "municipality"):
        raise CommandError(f"{line.title}: nyckeln säger kronor per län och går inte att använda för kommuner.")
    year = agreement.year - 1 if options["as_of"] is None else options["as_of"]
    own = AGES_FILE if isinstance(line.key, ByAges) else POPULATION_FILE
    file = _population(options["population"] or own)
    people = units_of(file, year=year, level=level, names=names(level), municipalities=names("municipality"))
    source = f"enligt filen {options['population'].name}" if options["population"] else OWN_SOURCE
    noise = ", med SCB:s slumpstörning" if year in file.perturbed else ""
    assumed = " (datumet är ett antagande)" if options["as_of"] is None else ""
    vintage = Vintage(f"{year}-12-31", f"{source}{noise}{assumed}")
    return allocate(total, people, line.key, unit=options["unit"], level=level, vintage=vintage)


def _population(path: Path):
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return read_population(lines)
    except UnicodeDecodeError:
        raise CommandError(f"{path} är inte UTF-8.") from None
    except OSError as error:
        raise CommandError(f"{path} går inte att läsa: {error.strerror}.") from None


def _cells(share) -> tuple[str | int, ...]:
    """Return a share as a row: decimals with comma and thousands together, as spreadsheets read them."""
    exact = decimals(share.exact, 4).replace(number(1000)[1], "")
    weight = plain(share.weight).replace(number(1000)[1], "")
    known = "" if share.population is None else share.population
    turn = "" if share.order is None else share.order
    return (
        share.code, share.name, known, share.base, weight, exact, BOUNDS[share.bound], share.rounded_down, turn,
        share.kronor,
    )  # fmt: skip
