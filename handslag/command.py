"""The console command `handslag`: Django's management commands under one name."""

import os
import sys
from pathlib import Path

HELP = """\
handslag: lets a county keep its word on mental health

  handslag load [--example NAME]   areas, population and figures; or an example county too
  handslag import FILE             add a plan from a file (folder, YAML or JSON): shows what, then asks (--yes: does not)
  handslag export PLAN             print a plan as JSON (PLAN is its key, "orebro-2020-2023", or its id)
  handslag report PLAN ...         write a report to a file: --template full --format pdf --out FILE (help report: all there are)
  handslag account E-MAIL ...      add a login or give it one more role
  handslag retention [--yes]       show what the rules for destroying records ask for; do it
  handslag remind                  send the reminders of follow-ups that are due today (run it once a day)
  handslag sources check           do the sources of open data answer as before? (sources fetch: get figures from one)
  handslag indicators load [KEY]   get the indicators' figures from their sources (indicators status: how old they are)
  handslag allocate ...            share out a line of a state grant: --year 2020 --line lan-suicidprevention
  handslag serve [--port N]        the web server
  handslag worker                  work off the queue (mail, files of reports, figures)
  handslag migrate                 prepare or update the database
  handslag check --deploy          look for unsafe settings
  handslag help COMMAND            all about one command

Settings are read from the environment: docs/operator-guide.md.
"""


def main() -> None:
    """Run one command; without any, say what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handslag.settings")
    if sys.argv[1:] in ([], ["--help"], ["-h"], ["help"]):
        print(HELP)
        return
    _as_the_demo_here()
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import Error

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"handslag: {error}")
    except Error as error:
        from handslag.trust.storage import trouble

        if not trouble(error):
            raise
        sys.exit(f"handslag: Det gick inte att skriva till databasen, och inget är sparat: {error}.")


def _as_the_demo_here() -> None:
    """Speak to the demo that was started in this folder, when nothing else is said. Serving asks to be told."""
    told = os.environ.get("HANDSLAG_DEMO") or os.environ.get("HANDSLAG_SECRET_KEY")
    demo = Path(__file__).resolve().parent.parent / "var" / "demo-secret-key"
    if not told and demo.exists() and sys.argv[1] not in ("serve", "demo", "worker"):
        os.environ["HANDSLAG_DEMO"] = "1"


if __name__ == "__main__":
    main()
