"""`handslag report`: the same as the button, with clear words where it cannot be done, and never half a file."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from handslag.documents import html
from handslag.plans.models import GoalNode
from handslag.reports import making
from handslag.reports.catalogue import FORMATS, TEMPLATES, comes_in, table
from handslag.reports.management.commands import report as command
from handslag.reports.models import EditedText
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]


def run(plan: str, out: Path, **options: object) -> str:
    told = io.StringIO()
    named = {"template": "short", "format": "html", "site": "https://testserver/", **options}
    call_command("report", plan, out=out, stdout=told, **named)
    return told.getvalue()


def test_a_report_is_written_as_the_button_writes_it(world, tmp_path) -> None:
    out = tmp_path / "rapport.html"

    told = run(world.plan.key, out, template=None, report=str(world.report.uuid))

    day = world.report.plan.state_as_of or command.timezone.localdate()
    same = making.draft(world.report, user=None, today=day, site="https://testserver/").document
    assert out.read_text(encoding="utf-8") == html.page(same)
    assert told.startswith(f"Klart: {out}")


def test_the_texts_of_a_draft_are_used_and_are_not_stale_for_another_site(world, tmp_path) -> None:
    passages = making.passages(making.draft(world.report, user=None, today=command.timezone.localdate()).document)
    key, passage = next(iter(passages.items()))
    written = {"markdown": "Vår egen text", "automatic": passage.automatic, "audience": "public"}
    EditedText.objects.create(report=world.report, key=key, **written)

    for site in ("", "https://annan.example/"):
        run(world.plan.key, tmp_path / "x.html", template="full", report=str(world.report.uuid), site=site)
        assert "Vår egen text" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_an_edition_is_written_as_it_was_frozen(world, tmp_path) -> None:
    edition = world.frozen(world.lead)

    run(world.plan.key, tmp_path / "x.html", template=None, edition=str(edition.uuid))

    assert (tmp_path / "x.html").read_text(encoding="utf-8") == html.page(making.document_of(edition))


@pytest.mark.parametrize("named", ["code", "key", "organisation", "area"])
def test_a_report_is_narrowed(world, tmp_path, named: str) -> None:
    make.municipality(parent=world.plan.county, code="9901", name="Provstad")
    make.participation(world.initiative, world.plan.lead)
    GoalNode.objects.filter(pk=world.goal.pk).update(code="1b")
    options = {
        "code": {"template": "goal", "goal": "1b"},
        "key": {"template": "goal", "goal": world.goal.key},
        "organisation": {"template": "extract", "organisation": world.plan.lead.key},
        "area": {"template": "area", "area": "9901"},
    }[named]

    run(world.plan.key, tmp_path / "x.html", **options)

    assert "Kvällsöppet" in (tmp_path / "x.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"template": "slides", "format": "pdf"}, "finns inte som pdf"),
        ({"template": None}, "Ange en mall"),
        ({"template": "goal", "goal": "99"}, "Planen har inget mål 99. Mål: – ("),
        ({"template": "goal"}, "behöver ett mål"),
        ({"template": "area", "area": "0000"}, "0000"),
        ({"template": "extract", "organisation": "hittepå"}, "Länet har ingen organisation hittepå"),
        ({"report": "inget-uuid"}, "Planen har ingen rapport"),
        ({"edition": "00000000-0000-0000-0000-000000000000"}, "Planen har ingen utgåva"),
        ({"out": "."}, "är en mapp"),
        ({"out": "finns/inte/rapport.html"}, "finns inte"),
    ],
)
def test_what_cannot_be_done_is_said_in_words_and_nothing_is_written(world, tmp_path, options, words: str) -> None:
    out = tmp_path / options.get("out", "x.html")

    with pytest.raises(CommandError) as told:
        run(world.plan.key, **{"out": out, **{name: each for name, each in options.items() if name != "out"}})

    assert words in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_plan_is_told_of_with_those_there_are(world, tmp_path) -> None:
    with pytest.raises(CommandError, match=world.plan.key):
        run("hittepå", tmp_path / "x.html")


def test_a_full_disk_leaves_the_former_file_as_it_was(tmp_path, monkeypatch) -> None:
    out = tmp_path / "x.html"
    out.write_text("förra")
    monkeypatch.setattr(command.os, "fsync", _full)

    with pytest.raises(CommandError, match="Inget är skrivet"):
        command._put(b"ny", out)

    assert out.read_text() == "förra" and list(tmp_path.iterdir()) == [out]


def _full(number: int) -> None:
    raise OSError(28, "No space left on device")


def test_the_help_shows_which_template_comes_in_which_format() -> None:
    parser = command.Command().create_parser("handslag", "report")

    assert table() in parser.format_help()
    lines = {line.split()[0]: line.split()[1:] for line in table().splitlines()[1:]}
    assert lines == {key: ["x" if comes_in(key, name) else "-" for name in FORMATS] for key in TEMPLATES}


def test_the_command_is_named_in_the_short_help() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handslag.command"], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )

    assert "handslag report PLAN" in done.stdout
