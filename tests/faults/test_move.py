"""A filled SQLite database moves to PostgreSQL by the commands of the operator guide, and no row is lost or changed."""

import datetime
import json
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from handslag.accounts import actions
from handslag.exchange.versions import freeze
from handslag.plans.models import Initiative, Obstacle
from handslag.trust import changes, retention
from handslag.trust.changes import OPERATOR, Actor
from handslag.trust.models import RetentionRule
from handslag.trust.permissions import Role
from tests import factories as make
from tests import server
from tests.faults.rows import as_json
from tests.postgres import running_server

GUIDE = Path(__file__).parents[2] / "docs" / "operator-guide.md"
ME = Actor(7, "insatsägare, Exempelkommunen")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the move begins in SQLite"),
]


def commands() -> list[list[str]]:
    """The words of each command in the guide's section, without `handslag`."""
    section = GUIDE.read_text(encoding="utf-8").split("### From SQLite to PostgreSQL")[1].split("\n## ")[0]
    block = re.search(r"```\n(.*?)```", section, flags=re.DOTALL)[1].replace("\\\n", " ")
    lines = [line.partition("#")[0] for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("handslag ")]


def people_have_worked() -> None:
    """Rows that no import makes: accounts, changes, what was taken away and taken back, rules, invitations."""
    row = Initiative.objects.filter(plan__county__slug="orebro").first()
    admin = make.member(Role.ADMINISTRATOR, row.plan.lead)
    changes.save(row, {"summary": "Ny text med å, ä, ö – och 👍"}, by=ME, version=row.version)
    change = changes.save(row, {"period_text": "hösten 2020"}, by=ME, version=row.version)
    changes.undo(change, by=ME)
    obstacle = Obstacle(initiative=row, text="Få ledare", theme="staffing", state="open")
    changes.create(obstacle, by=ME)
    changes.withdraw(obstacle, by=ME, version=1, reason="Dubbelt")
    freeze(row.plan, by=ME, title="Som den antogs")
    county = row.plan.county
    actions.invite("ny@example.invalid", Role.READER, row.plan.lead, county=county, by=admin, acting=ME)
    day = datetime.date(2025, 1, 1)
    rule = RetentionRule(
        record_type="change", county_id=county.pk, months=12, decided_by="Nämnden", decided_on=day, registry_number="1"
    )
    retention.set_rule(rule, by=OPERATOR)


def test_the_guide_names_the_commands() -> None:
    assert [words[0] for words in commands()] == ["dumpdata", "migrate", "loaddata"]


def test_every_row_is_there_after_the_move(tmp_path: Path) -> None:
    people_have_worked()
    dump, migrate, load = commands()
    file = str(tmp_path / "handslag.jsonl")
    dump, load = ([file if word.endswith(".jsonl") else word for word in words] for words in (dump, load))
    call_command(*dump)
    before = json.loads(as_json())

    with running_server() as postgres:
        settings = server.environment(tmp_path, postgres)
        for words in (migrate, load):
            done = server.run(server.command(*words), settings)
            assert done.returncode == 0, done.stderr
        after = json.loads(server.in_process("tests.faults.rows", settings))
        assert server.in_process("tests.faults.writes", settings).strip() == "written"

    assert sum(map(len, before.values())) > 5_000
    for table, rows in before.items():
        assert rows == after[table], table
    assert after.keys() == before.keys()
