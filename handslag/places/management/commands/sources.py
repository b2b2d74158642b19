import json
import re
from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from handslag.opendata import checks
from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.kept import CannotKeep, Folder
from handslag.opendata.sources import SOURCES, LiveSource
from handslag.places.live import address_of, options_of

PROGRESS_SECONDS = 1.0
AGAIN = "Kör samma kommando igen för att fortsätta."
PASSING = ("unreachable", "timeout", "dropped", "rate_limited", "status", "not_json")
"""Reasons that may be gone the next time. What is wrong, too large or already kept remains so."""
COMMA = re.compile(r",(?![^()]*\))")
"""Between codes, but not within TOP(3,1)."""


class Command(BaseCommand):
    help = (
        "Öppna data: kontrollerar att källorna svarar som de brukar (check), eller hämtar från en (fetch).\n\n"
        "  handslag sources check [--only kolada] [--json]\n"
        "  handslag sources fetch kolada N01452 --select kommun=1880,0018 --select år=2015-2024 --out MAPP\n\n"
        + "\n".join(f"  {source.key:18} {source.name}: {source.what}" for source in SOURCES.values())
    )

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True, metavar="check|fetch")
        check = actions.add_parser("check", help="Svarar källorna som de brukar? Klart inom en minut.")
        check.add_argument("--only", action="append", choices=list(SOURCES), metavar="KÄLLA", default=[])
        check.add_argument("--json", action="store_true", help="Skriv svaret som JSON.")
        fetch = actions.add_parser("fetch", help="Hämta till en mapp. Avbruten hämtning fortsätter.")
        fetch.add_argument("source", choices=list(SOURCES), metavar="KÄLLA")
        fetch.add_argument("what", metavar="VAD", help="Nyckeltal, tabell eller ämne.")
        fetch.add_argument("--select", action="append", default=[], metavar="DEL=KODER", help="Med komma mellan koder.")
        fetch.add_argument("--out", type=Path, required=True, metavar="MAPP")
        fetch.add_argument("--again", action="store_true", help="Börja om, i stället för att fortsätta en avbruten.")

    def handle(self, *args, **options):
        if options["action"] == "check":
            self._check(options["only"] or list(SOURCES), as_json=options["json"])
        else:
            self._fetch(SOURCES[options["source"]], options)

    def _check(self, keys: list[str], *, as_json: bool) -> None:
        verdicts = []
        for verdict in _verdicts(keys):
            verdicts.append(verdict)
            if not as_json:
                self.stdout.write(_told(verdict))
        if as_json:
            told = [asdict(each) | {"is_good": each.is_good} for each in verdicts]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        changed = sorted(each.source for each in verdicts if not each.is_good and each.is_reached)
        unreached = sorted(each.source for each in verdicts if not each.is_reached)
        told = [f"Svarar inte som förut: {', '.join(changed)}."] if changed else []
        told += [f"Gick inte att nå: {', '.join(unreached)}."] if unreached else []
        if told:
            raise CommandError(" ".join(told))

    def _fetch(self, source: LiveSource, options: dict) -> None:
        selection = _selection(options["select"])
        address = address_of(source)
        if not address:
            raise CommandError(f"{source.name} har ingen adress: sätt {source.setting}.")
        question = {"base_url": address, "what": options["what"], "selection": selection}
        now = timezone.now()
        keeping = _Keeping(
            partial(
                Folder.begin, options["out"], source=source.key, question=question, now=now, again=options["again"]
            ),
            self.stdout.write,
        )
        try:
            asking = options_of(source) | {"keep": keeping.keep, "recall": keeping.recall}
            rows = source.fetch(address, options["what"], selection, **asking)
            count = keeping.folder.finish(rows, now=now, terms=source.terms)
        except QuestionError as error:
            keeping.discard()  # PxWeb tells what a table has first when it is asked
            raise CommandError(error.message_sv) from None
        except SourceError as error:
            again = f" {AGAIN}" if error.reason in PASSING else ""
            raise CommandError(f"{error.message_sv} ({error.address}){again}") from None
        except CannotKeep as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError(f"Avbrutet. {AGAIN}") from None
        folder = keeping.folder
        self.stdout.write(f"Klart: {count} rader i {folder.path / 'rows.csv'}. {source.terms}.")


def _verdicts(keys: list[str]) -> Iterator[checks.Verdict]:
    there = {}
    for key in keys:
        source = SOURCES[key]
        address = address_of(source)
        if not address:
            yield checks.Verdict(source.key, "", 0, (), skipped=f"ingen adress: sätt {source.setting}")
            continue
        asking = options_of(source) | {"attempts": 2, "longest_wait": 10}
        there[key] = (address, partial(source.check, address, **asking))
    yield from checks.run(there)


def _told(verdict: checks.Verdict) -> str:
    name = SOURCES[verdict.source].name
    if verdict.skipped:
        return f"– {name}: frågades inte ({verdict.skipped})."
    state = "svarar som förut" if verdict.is_good else "SVARAR INTE SOM FÖRUT"
    state = state if verdict.is_reached else "GICK INTE ATT NÅ"
    lines = [f"{name}: {state} ({verdict.base_url}, {verdict.seconds:.1f} s)"]
    for each in verdict.findings:
        told = f"; {each.differs}" if each.differs else ""
        lines.append(f"  {'fel' if each.differs else 'ok '} {each.asked}: {each.came}{told}")
        if each.news:
            lines.append(f"      {each.news}")
    return "\n".join(lines)


def _selection(told: list[str]) -> dict[str, list[str]]:
    selection: dict[str, list[str]] = {}
    for each in told:
        name, mark, codes = each.partition("=")
        if not mark or not name.strip() or not codes.strip():
            raise CommandError(f"--select skrivs DEL=KODER, inte {each!r}.")
        selection.setdefault(name.strip(), []).extend(code.strip() for code in COMMA.split(codes))
    return selection


class _Keeping:
    """Begins the folder at the first question that is sent: one that cannot be asked leaves none behind.

    Tells now and then how many answers there are.
    """

    def __init__(self, begin: Callable[[], Folder], write: Callable[[str], object]) -> None:
        self._begin = begin
        self._write = write
        self._told = -PROGRESS_SECONDS

    @cached_property
    def folder(self) -> Folder:
        folder = self._begin()
        if folder.resumed:
            self._write(f"Fortsätter en avbruten hämtning: {folder.resumed} svar finns redan.")
        return folder

    def discard(self) -> None:
        if "folder" in vars(self):
            self.folder.discard()

    def recall(self, address: str) -> tuple[datetime, bytes] | None:
        return self.folder.recall(address)

    def keep(self, address: str, time: datetime, raw: bytes) -> None:
        self.folder.keep(address, time, raw)
        if monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = monotonic()
            self._write(f"{self.folder.count} svar, {self.folder.size / 1_000_000:.1f} MB ...".replace(".", ",", 1))
