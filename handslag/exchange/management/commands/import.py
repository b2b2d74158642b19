import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from handslag.exchange.actions import import_document
from handslag.exchange.management.commands.load import told
from handslag.exchange.preview import Preview, preview
from handslag.exchange.reader import BrokenFile, printable, read
from handslag.exchange.run import CannotLoad
from handslag.swedish.numbers import count

MAX_NAMED = 50


class Command(BaseCommand):
    help = (
        "Lägger till en plan ur en fil eller en mapp (YAML eller JSON i formatet handslag-plan). Visar först vad som "
        "skulle läggas till och frågar. Allt eller inget; det som redan finns ändras inte."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FIL")
        parser.add_argument("--yes", action="store_true", help="Genomför utan att fråga.")

    def handle(self, *args, **options):
        try:
            document = read(options["file"])
            self.stdout.write(preview_text(preview(document)))
            if not options["yes"]:
                self._ask(options["file"])
            added = import_document(document)
        except (BrokenFile, CannotLoad) as error:
            raise CommandError(f"Inget lästes in.\n{error}") from None
        except DatabaseError as error:
            raise CommandError(
                f"Inget lästes in. Databasen tog inte emot innehållet ({type(error).__name__})."
            ) from None
        self.stdout.write(f"Klart: {told(added)}.")

    def _ask(self, file: Path) -> None:
        """Raise CommandError unless a person at the terminal says yes."""
        if not sys.stdin.isatty():
            raise CommandError(f"Inget lästes in. Genomför så här: handslag import {file} --yes")
        try:
            answer = input("Genomföra? (j/n) ")
        except (EOFError, KeyboardInterrupt):
            answer = ""
        if answer.strip().lower() not in ("j", "ja"):
            raise CommandError("Inget lästes in.")


def preview_text(found: Preview) -> str:
    """Return what an import would do, in words: what is new, what is here, and what of that differs from the file."""
    lines = [
        f"Läggs till: {told(found.added)}.",
        f"Finns redan och lämnas som det är: {told(found.there, none='inget')}.",
    ]
    fields: dict[tuple[str, str], list[str]] = {}
    for each in found.differing:
        fields.setdefault((each.kind, each.title), []).append(each.field or each.what)
    if fields:
        lines.append(f"Av det som redan finns skiljer sig {count(len(fields), 'sak', 'saker')} från filen:")
    for (kind, title), names in list(fields.items())[:MAX_NAMED]:
        lines.append(printable(f"  {kind} {title}: {', '.join(dict.fromkeys(names))}"))
    if rest := len(fields) - MAX_NAMED:
        lines += [f"  och {rest} till"] if rest > 0 else []
    return "\n".join(lines)
