"""`python -m bench.funding`: what the pages of money cost in a county with 2 500 awards and 50 000 entries, on both databases.

The money is constructed, and stands only in empty databases that are thrown away.
"""

import datetime
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from json import dumps, loads
from random import Random

from bench.cost import Ask, cost
from tests import server

COUNTY, YEARS, AWARDS, ENTRIES, POTS = "orebro", range(2018, 2023), 500, 20, 6
"""Awards a year, entries an award, pots a year."""
INITIATIVES = 120
MOST_STATEMENTS, MOST_MILLISECONDS = 15, 50
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Measured:
    """What the pages cost. told: a line for each page."""

    told: tuple[str, ...]
    errors: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.errors

    def __str__(self) -> str:
        awards = len(YEARS) * AWARDS
        return "\n  ".join([f"{awards} awards, {awards * ENTRIES} entries of {len(YEARS)} years", *self.told])


def load(settings: dict[str, str]) -> Measured:
    """Measure in a process of its own with the database of the settings. See `alone.on_both_databases`."""
    command = [sys.executable, "-m", "bench.funding", "measure"]
    done = subprocess.run(
        command, cwd=server.ROOT, env=settings, text=True, capture_output=True, timeout=PATIENCE_SECONDS
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Measured(**loads(done.stdout))


def measure() -> None:
    """Print what each page costs, in a county that is filled first."""
    from django.core.management import call_command
    from django.db import connection

    ground()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as it does by itself some minutes later
            cursor.execute("VACUUM ANALYZE")
    call_command("collectstatic", interactive=False, verbosity=0)
    __import__("handslag.wsgi")  # what a worker loads, in the state in which it serves
    told = list(pages())
    errors = [each for each in told if " answered " in each]
    print(dumps(asdict(Measured(tuple(told), tuple(errors)))))


def ground() -> None:
    """Make a county with a plan, the agreements that ship, pots, decisions, awards and their ledgers."""
    from bench.county import Size, build_county
    from bench.framework import make_framework
    from handslag.funding.agreements.shipped import register
    from handslag.funding.models import GrantLine, Pot
    from handslag.places.models import Area
    from handslag.places.national import load_national
    from handslag.plans.models import Plan

    load_national()
    register()
    county = Area.objects.get(slug=COUNTY, kind=Area.COUNTY)
    build_county(county, make_framework(), Size(initiatives=INITIATIVES, organisations=50))
    plan = Plan.objects.get(county=county)
    for year in YEARS:
        lines = list(GrantLine.objects.filter(agreement__year=year).exclude(receiver="national"))
        pots = [
            Pot.objects.create(
                plan=plan, year=year, title=f"Pott {n}", kind="joint", kronor=30_000_000, line=lines[n] if n < len(lines) else None
            )
            for n in range(POTS)
        ]  # fmt: skip
        _awards(plan, pots, year)


def _awards(plan, pots: list, year: int) -> None:
    """Make a year's decisions, awards and entries; here and there an amount that nobody has stated."""
    from django.utils import timezone

    from handslag.funding.models import Award, LedgerEntry, PotDecision, Proposal

    chance, now = Random(year), timezone.now()
    decisions = []
    for pot in pots:
        proposal = Proposal.objects.create(plan=plan, pot=pot, title="Förslag")
        decided = {"body_text": "Chefsgruppen", "decided_on": datetime.date(year, 3, 1), "kronor": 25_000_000}
        decisions.append(PotDecision.objects.create(pot=pot, proposal=proposal, **decided))
    initiatives = list(plan.initiatives.order_by("id"))
    awards = Award.objects.bulk_create(
        Award(
            uuid=uuid.uuid4(), plan=plan, year=year, initiative=chance.choice(initiatives),
            kronor=None if n % 25 == 0 else chance.randrange(10_000, 200_000),
            pot=pots[n % POTS], decision=decisions[n % POTS], organisation=plan.lead,
        )
        for n in range(AWARDS)
    )  # fmt: skip
    kinds = ("granted", "requisitioned", "used", "used", "used")
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                award=award, kind=kinds[n % len(kinds)], kronor=chance.randrange(100, 5_000), role="controller",
                on=datetime.date(year, 1 + n % 12, 1), made_at=now,
            )
            for award in awards
            for n in range(ENTRIES)
        ],
        batch_size=1000,
    )  # fmt: skip


def pages() -> Iterator[str]:
    """Yield what each page costs."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for name, address in addresses().items():
        yield _told(name, partial(client.get, address))


def addresses() -> dict[str, str]:
    """Return the address of each page by its name."""
    from django.urls import reverse

    from handslag.funding.models import Award, Pot
    from handslag.plans.models import Plan

    plan = Plan.objects.get(county__slug=COUNTY)
    goal = plan.goals.filter(kind="challenge").order_by("id")[0]
    year = max(YEARS)
    return {
        "money": reverse("money", args=[COUNTY]) + "?ar=2020",
        "awards": reverse("awards", args=[COUNTY]),
        "awards of a year": reverse("awards", args=[COUNTY]) + f"?ar={year}",
        "award": Award.objects.order_by("id")[0].get_absolute_url(),
        "trail": reverse("trail", args=[COUNTY]) + "?ar=2020",
        "trail of a year's words": reverse("trail", args=[COUNTY]) + f"?ar={year}",
        "pots": reverse("pots", args=[COUNTY]),
        "pot": Pot.objects.order_by("id")[0].get_absolute_url(),
        "ends": reverse("money_ends", args=[COUNTY]),
        "goal": goal.get_absolute_url(),
    }


def _told(name: str, ask: Ask) -> str:
    status = ask().status_code
    if status != 200:
        return f"{name} answered {status}"
    found = cost(ask)
    is_met = found.statements <= MOST_STATEMENTS and found.median <= MOST_MILLISECONDS
    numbers = f"{found.statements:3} SQL  {found.median:6.1f} ms median  {found.worked:6.1f} of processor  {found.kilobytes:5.0f} kB"
    return f"{name:28} {numbers}  {'met' if is_met else 'NOT MET'}"


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        import django

        django.setup()
        measure()
    else:
        from bench.alone import end_when_told, on_both_databases

        end_when_told()
        sys.exit(on_both_databases(load))
