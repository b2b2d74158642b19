"""`handslag import` shows what it would do and asks; `handslag export` finds a plan; both leave a trace."""

import io
import json
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from django.core.management import CommandError, call_command
from pydantic_core.core_schema import ErrorType

from handslag.exchange import reader
from handslag.exchange.json_lines import line_of
from handslag.exchange.loader import load
from handslag.exchange.reader import read
from handslag.places.models import Organisation
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.trust.models import AuditEvent
from tests.exchange.database import dump
from tests.exchange.test_import_of_export import exported
from tests.exchange.test_loading import GOOD

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
SEARCH = {"trust_searchentry", "trust_searchword"}


class Terminal(io.StringIO):
    """A terminal at which a person answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(plan: Plan, tmp_path: Path) -> Path:
    """The example's export, as a file."""
    path = tmp_path / "plan.json"
    path.write_text(exported(plan.key), encoding="utf-8")
    return path


@pytest.fixture
def small(db: None, tmp_path: Path) -> Path:
    """The export of a plan with one goal and one initiative, as a file."""
    written = tmp_path / "plan.yaml"
    written.write_text(GOOD, encoding="utf-8")
    load(read(written))
    path = tmp_path / "plan.json"
    path.write_text(exported("provplan"), encoding="utf-8")
    return path


def run(file: Path, **options: object) -> str:
    told = StringIO()
    call_command("import", file, stdout=told, **options)
    return told.getvalue()


def refused(file: Path) -> str:
    """Return what `handslag import --yes` says of a file that it refuses, having written nothing."""
    before = dump()
    with pytest.raises(CommandError) as caught:
        run(file, yes=True)
    assert dump() == before
    return str(caught.value)


# Preview


def test_the_preview_names_what_differs_and_leaves_it(file: Path, plan: Plan) -> None:
    Initiative.objects.filter(key="mhfa").update(title="MHFA i länet", level="own")
    GoalNode.objects.filter(plan=plan, key="stigma").update(plain="Vår formulering.")
    Organisation.objects.filter(county=plan.county, key="valfard-och-folkhalsa").update(note="Ny anteckning")
    before = dump()

    told = run(file, yes=True)

    assert "Läggs till: inget nytt." in told
    assert "Av det som redan finns skiljer sig 3 saker från filen:" in told
    assert "Insats Mental Health First Aid (MHFA): Titel, Nivå" in told
    assert "Förenklad text" in told and "Anteckning" in told
    assert dump() == before


def test_a_file_that_is_here_already_differs_in_nothing(file: Path) -> None:
    told = run(file, yes=True)

    assert told.splitlines()[0] == "Läggs till: inget nytt."
    assert "24 insatser" not in told and "37 insatser" in told.splitlines()[1]
    assert "skiljer sig" not in told


@pytest.mark.parametrize("name", ["orebro", "exempellan", "kraftsamling-2020"])
def test_an_example_that_is_loaded_differs_in_nothing(name: str, settings) -> None:
    told = run(settings.EXAMPLES_DIR / name, yes=True)

    assert "Läggs till: inget nytt." in told
    assert "skiljer sig" not in told


def test_without_a_terminal_nothing_is_written_and_it_says_how(small: Path, monkeypatch) -> None:
    Initiative.objects.get(key="insats").delete()
    monkeypatch.setattr("sys.stdin", StringIO("j\n"))
    before = dump()

    with pytest.raises(CommandError, match=f"handslag import {small} --yes"):
        run(small)

    assert dump() == before


@pytest.mark.parametrize(
    ("answer", "is_done"), [("j\n", True), ("Ja\n", True), ("n\n", False), ("", False), ("\n", False)]
)
def test_a_person_is_asked(small: Path, monkeypatch, answer: str, is_done: bool) -> None:
    Initiative.objects.get(key="insats").delete()
    monkeypatch.setattr("sys.stdin", Terminal(answer))

    if is_done:
        assert run(small).endswith("Klart: 1 insats.\n")
    else:
        with pytest.raises(CommandError, match="Inget lästes in"):
            run(small)

    assert Initiative.objects.filter(key="insats").exists() == is_done


# The audit trail


def test_a_carried_out_import_and_an_export_are_told_of(file: Path, plan: Plan) -> None:
    run(file, yes=True)
    assert not AuditEvent.objects.filter(kind="import").exists()
    Initiative.objects.get(key="mhfa").delete()

    run(file, yes=True)
    call_command("export", plan.key, stdout=StringIO())

    told = AuditEvent.objects.filter(kind__in=("import", "export")).order_by("id")
    assert [(each.kind, each.user_id, each.role, each.target) for each in told] == [
        ("import", None, "driften, kommandoraden", plan.title),
        ("export", None, "driften, kommandoraden", plan.title),
    ]


def test_a_plan_is_exported_by_key_number_and_uuid(plan: Plan) -> None:
    texts = set()
    for named in (plan.key, str(plan.pk), str(plan.uuid)):
        out = StringIO()
        call_command("export", named, stdout=out)
        texts.add(out.getvalue())

    assert len(texts) == 1


# Hostile files


def changed(file: Path, change: dict) -> Path:
    document = json.loads(file.read_text(encoding="utf-8"))
    document["initiatives"][0] |= change
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"summary": "Ring 070-123 45 67."},
            "initiatives.0.summary: Texten innehåller ett telefonnummer (070-123 45 67)",
        ),
        ({"aliases": ["x", "namn@exempel.se"]}, "initiatives.0.aliases.1: Texten innehåller en e-postadress"),
        ({"missing": ["19811218-9876"]}, "initiatives.0.missing.0: Texten innehåller ett personnummer (19811218-····)"),
        ({"posts": [{"id": "p", "role": "R", "shares": {"a@b.se": 1}}]}, "posts.0.shares.a@b.se: Texten innehåller"),
    ],
)
def test_a_text_that_points_at_a_person_stops_the_import(small: Path, change: dict, said: str) -> None:
    told = refused(changed(small, change))

    assert said in told
    assert "plan.json, rad " in told


def test_a_truncated_file_says_where_it_ends(small: Path) -> None:
    text = small.read_text(encoding="utf-8")
    small.write_text(text[: len(text) // 2], encoding="utf-8")

    assert "Filen är inte giltig JSON." in refused(small)


def test_a_file_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"a": 1,')

    assert "Den tar slut för tidigt." in refused(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[" * 100_000, "Filen har för många nivåer."),
        ('{"a":' * 100_000, "Filen har för många nivåer."),
        ('{"plan": {"title": "a\\u0000b"}}', "Filen innehåller ett nolltecken (NUL)."),
        ('{"plan": {"id": "\\ud800"}}', "plan.id"),
        ('{"\\u001b[31mrött": 1}', r"\x1b[31mrött: Fältet är okänt."),
        ('{"goals": [' + "{}," * 600_000 + "{}]}", "Filen innehåller för mycket."),
        ('{"goals": [' + "{}," * 5_000 + "{}]}", "fel till."),
        ('{"initiatives": [{"id": "a", "title": "A", "number": NaN}]}', "initiatives.0.number"),
        ('{"version": 2}', "fältet version"),
        ('{"format": "annat"}', "fältet format"),
        (
            '{"organisations": [{"id": "a", "name": "A", "sector": "body"}]}',
            "Planen saknas, men det finns organisationer.",
        ),
    ],
    ids=["lists", "objects", "NUL", "surrogate", "escape", "much", "faults", "NaN", "version", "format", "no plan"],
)
def test_hostile_json_changes_nothing_and_is_told_in_swedish(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content, encoding="utf-8")

    told = refused(path)

    assert said in told
    assert told.startswith("Inget lästes in.\n")
    assert len(told) < 50_000
    assert "\x1b" not in told


def test_no_more_is_read_than_a_file_may_hold(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 1000)

    assert "Filen är större än" in refused(Path("/dev/zero"))


def test_one_double_key_is_one_fault(small: Path) -> None:
    document = json.loads(small.read_text(encoding="utf-8"))
    document["goals"].append(document["goals"][0])
    small.write_text(json.dumps(document), encoding="utf-8")

    told = refused(small)

    assert len(told.splitlines()) == 2
    assert "finns redan" in told


def test_a_double_figure_is_one_fault(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    row = next(each for each in document["initiatives"] if each["id"] == "forsta-linjen")
    row["figures"].append(row["figures"][0])
    file.write_text(json.dumps(document), encoding="utf-8")

    assert len(refused(file).splitlines()) == 2


def test_no_message_is_in_english() -> None:
    english = {"The", "Input", "should", "must", "be", "valid"}
    for kind in get_args(ErrorType):
        message = reader._message({"type": kind, "ctx": {"expected": "'a' or 'b'", "pattern": ":"}})
        assert not english & set(message.split()), message


@pytest.mark.parametrize(
    ("place", "line"),
    [(("a",), 2), (("b", 1, "c"), 5), (("b", 1), 5), (("b", 7), 3), (("z",), 1), ((), 1), (("d", "e"), 7)],
)
def test_a_value_of_json_is_found_by_its_line(place: tuple, line: int) -> None:
    text = '{\n"a": 1,\n"b": [\n"å}",\n {"c": null}\n],\n "d": {"e\\"": 0, "e": ""}}'

    assert line_of(text, place) == line
