from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from handslag.accounts.actions import AlreadyHeld, put_role
from handslag.accounts.models import User
from handslag.places.models import Organisation
from handslag.trust.changes import OPERATOR
from handslag.trust.permissions import Role


class Command(BaseCommand):
    help = "Skapar ett konto, eller ger ett konto som finns ännu en roll. Lösenordet frågas efter och skrivs aldrig ut."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-POST")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--organisation", required=True, metavar="NYCKEL", help="till exempel region-orebro-lan")
        parser.add_argument(
            "--county", required=True, metavar="LÄN", help="som det står i adressen, till exempel orebro"
        )

    def handle(self, *args, **options):
        email = options["email"].strip()
        organisation = Organisation.objects.filter(key=options["organisation"], county__slug=options["county"]).first()
        if organisation is None:
            raise CommandError(f"Organisationen {options['organisation']} finns inte i {options['county']}.")
        user = User.objects.filter(email=email.lower()).first() or self._new(email)
        role, already = Role(options["role"]), ""
        try:
            put_role(user, role, organisation, by=OPERATOR)
        except AlreadyHeld:
            already = " (redan)"
        self.stdout.write(f"{email}: {role.label} i {organisation.name}{already}.")

    def _new(self, email: str) -> User:
        try:
            validate_email(email)
            password = getpass("Lösenord (minst 12 tecken): ")
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return User.objects.create_user(email, password)
