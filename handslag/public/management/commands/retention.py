from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from handslag.places.models import Area
from handslag.swedish.dates import parse_day
from handslag.trust import retention
from handslag.trust.changes import OPERATOR
from handslag.trust.models import RetentionRule
from handslag.trust.retention import Due


class Command(BaseCommand):
    help = (
        "Visar vad gällande gallringsregler skulle gallra i dag. Med --yes gallras det. Utan regel gallras inget. "
        "Länens regler sätts på sidan Gallring; installationens egna (inloggningar, anmälningar utan län) sätts "
        "här med --set och avslutas med --end."
    )

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="gallra det som visas")
        of_installation = [each.key for each in retention.record_types(by_county=False)]
        parser.add_argument("--set", choices=of_installation, metavar="TYP", help=", ".join(of_installation))
        parser.add_argument("--end", choices=of_installation, metavar="TYP")
        parser.add_argument("--months", type=int, metavar="N")
        parser.add_argument("--body", default="", metavar="ORGAN", help="vem som har beslutat")
        parser.add_argument("--date", default="", metavar="DAG", help="beslutets dag, 2026-12-31")
        parser.add_argument("--section", default="", metavar="PARAGRAF")
        parser.add_argument("--registry-number", default="", metavar="DIARIENUMMER")

    def handle(self, *args, **options):
        if options["set"]:
            self._set(options)
        elif options["end"]:
            self._end(options["end"])
        else:
            self._carry_out(yes=options["yes"])

    def _carry_out(self, *, yes: bool) -> None:
        today = timezone.localdate()
        found = retention.carry_out(by=OPERATOR, today=today) if yes else retention.preview(today=today)
        counties = dict(Area.objects.filter(kind=Area.COUNTY).values_list("pk", "name"))
        for due in found:
            self.stdout.write(_line(due, counties))
        if not found:
            self.stdout.write("Ingen gallringsregel gäller. Allt sparas.")
        elif yes:
            self.stdout.write("Gallrat. Det står i loggen. Säkerhetskopior har kvar det tills de skrivs över.")
        else:
            self.stdout.write("Inget är gallrat. Gallra med: handslag retention --yes")

    def _set(self, options) -> None:
        rule = RetentionRule(
            record_type=options["set"],
            months=options["months"],
            decided_by=options["body"].strip(),
            section_number=options["section"].strip(),
            registry_number=options["registry_number"].strip(),
            made_by_role=OPERATOR.role,
        )
        try:
            rule.decided_on = parse_day(options["date"])
            rule.full_clean(exclude=["county_id", "made_by"])
            with transaction.atomic():
                retention.set_rule(rule, by=OPERATOR)
        except (ValueError, ValidationError):
            raise CommandError(
                "En regel vilar på ett beslut. Ange --months (minst 1), --body, --date (2026-12-31) och "
                "--registry-number. Finns redan en regel, avsluta den först med --end."
            ) from None
        except IntegrityError:
            raise CommandError("Det finns redan en regel. Avsluta den först med --end.") from None
        self.stdout.write(f"Regeln gäller: {rule.record_type} gallras efter {rule.months} månader.")

    def _end(self, record_type: str) -> None:
        for rule in RetentionRule.objects.in_force().filter(record_type=record_type, county_id=None):
            retention.end_rule(rule, by=OPERATOR)
        self.stdout.write("Ingen regel gäller längre. Det sparas.")


def _line(due: Due, counties: dict[int, str]) -> str:
    rule = due.rule
    where = counties.get(rule.county_id, "okänt län") if rule.county_id else "Installationen"
    day = timezone.localtime(due.before).date()
    return f"{where}: {due.record_type.title}, före {day}: {due.count}. Beslut: {rule.decision}."
