"""A load adds what is missing, changes nothing, and is all or nothing."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from handslag.exchange import reader
from handslag.exchange.loader import load
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.run import CannotLoad
from handslag.indicators.models import Observation
from handslag.places.models import Area, Organisation
from handslag.plans.models import Figure, GoalNode, Initiative, Plan, StatusEntry
from handslag.trust.models import Citation
from tests.example_fixtures import EXAMPLES
from tests.exchange.database import counts, dump

pytestmark = [pytest.mark.django_db, pytest.mark.pure]

GOOD = """\
documents:
  - {id: provrapport, title: Rapport, kind: report}
organisations:
  - {id: region, name: Regionen, sector: region, source: "provrapport:1"}
plan:
  id: provplan
  title: Provplan
  county: "18"
  kind: county_plan
  status: adopted
  visibility: public
  lead: region
goals:
  - {id: mal, kind: challenge, title: Ett mål, sources: {title: "provrapport:2"}}
initiatives:
  - id: insats
    title: Provinsats
    kind: project
    visibility: public
    period: {text: hösten 2020, source: "provrapport:3"}
    goals:
      - {id: mal, primary: true, source: "provrapport:3"}
    figures:
      - {id: tal, kind: sessions, label: tillfällen, value: 4, source: "provrapport:4"}
    statuses:
      - {status: ongoing, as_of: 2023-11-30, source: "provrapport:5"}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes GOOD, with one text put for another, and returns the file."""

    def write_one(old: str = "", new: str = "", *, name: str = "plan.yaml") -> Path:
        assert old in GOOD
        path = tmp_path / name
        path.write_text(GOOD.replace(old, new, 1) if old else GOOD, encoding="utf-8")
        return path

    return write_one


def imported(path: Path) -> str:
    """Run `handslag import` and return what it prints."""
    told = StringIO()
    call_command("import", path, yes=True, stdout=told)
    return told.getvalue()


def refused(path: Path) -> str:
    """Run `handslag import` on a broken file; return what it says, having left the database as it was."""
    before = dump()
    with pytest.raises(CommandError) as caught:
        imported(path)
    assert dump() == before
    return str(caught.value)


# Twice


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_loaded_again_changes_nothing(name: str, settings) -> None:
    before, counted = dump(), counts()

    added = load(read(settings.EXAMPLES_DIR / name))

    assert sum(added.values()) == 0
    assert counts() == counted
    assert dump() == before


def test_a_second_load_adds_what_has_gone(settings) -> None:
    before = counts()
    Initiative.objects.get(key="mhfa").delete()

    added = load(read(settings.EXAMPLES_DIR / "orebro"))

    assert added["initiatives"] == 1
    # Old citations of what was deleted stay; nothing else differs.
    after = counts()
    assert {name for name in before if before[name] != after[name]} <= {"trust_citation", "plans_initiativerelation"}


def test_a_second_load_does_not_overwrite_what_a_person_has_changed(settings) -> None:
    Initiative.objects.filter(key="mhfa").update(title="MHFA i länet", summary="")
    GoalNode.objects.filter(plan__key="orebro-2020-2023", key="stigma").update(plain="Vår formulering.")
    Plan.objects.filter(key="orebro-2020-2023").update(stale_after_months=6)
    StatusEntry.objects.create(initiative=Initiative.objects.get(key="yam"), status="paused", as_of="2024-01-15")
    changed = dump()

    load(read(settings.EXAMPLES_DIR / "orebro"))

    after = dump()
    assert {name for name in after if after[name] != changed[name]} <= {"trust_searchentry", "trust_searchword"}
    assert Initiative.objects.get(key="mhfa").title == "MHFA i länet"


def test_the_same_key_gets_the_same_uuid_everywhere(write: Callable[..., Path]) -> None:
    imported(write())
    first = Initiative.objects.get(key="insats").uuid
    Plan.objects.get(key="provplan").delete()

    imported(write())

    assert Initiative.objects.get(key="insats").uuid == first


# What the commands say


def test_load_tells_what_was_added() -> None:
    Observation.objects.filter(area__code="2584").delete()
    Area.objects.filter(code="2584").delete()
    Initiative.objects.get(key="mhfa").delete()
    told = StringIO()

    call_command("load", example=["orebro"], stdout=told)

    assert told.getvalue().splitlines() == [
        "Sverige: 1 område, 11 folkmängdstal, 3 tal till indikatorerna.",
        "Exemplet orebro: 1 insats.",
    ]


def test_load_tells_that_nothing_is_new() -> None:
    told = StringIO()

    call_command("load", example=list(EXAMPLES), stdout=told)

    assert told.getvalue().count("inget nytt") == 1 + len(EXAMPLES)


@pytest.mark.parametrize("name", ["finns-inte", "..", "orebro/frameworks", ""])
def test_load_of_an_unknown_example_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match=f"Exemplet {name} finns inte"):
        call_command("load", example=[name], stdout=StringIO())


def test_load_tells_where_an_example_is_broken(tmp_path: Path, settings) -> None:
    settings.EXAMPLES_DIR = tmp_path
    (tmp_path / "prov").mkdir()
    (tmp_path / "prov" / "plan.yaml").write_text(GOOD.replace("kind: project", "kind: projekt"))

    with pytest.raises(CommandError) as caught:
        call_command("load", example=["prov"], stdout=StringIO())

    assert str(caught.value).startswith("Inget lästes in.\n")
    assert "plan.yaml, rad 18, fältet initiatives.0.kind: Ordet är okänt. Tillåtna: 'project'" in str(caught.value)


def test_import_tells_what_was_added(write: Callable[..., Path]) -> None:
    assert imported(write()).splitlines() == [
        "Läggs till: 1 källa, 1 organisation, 1 plan, 1 mål, 1 insats.",
        "Finns redan och lämnas som det är: inget.",
        "Klart: 1 källa, 1 organisation, 1 plan, 1 mål, 1 insats.",
    ]


# Broken files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Provinsats", "title: [Provinsats", "rad 18: Filen är inte giltig YAML"),
        ("title: Provinsats", "title: Prov\ttab: x: y", "rad 17: Filen är inte giltig YAML"),
        ("kind: project", "kind: projekt", "rad 18, fältet initiatives.0.kind: Ordet är okänt. Tillåtna: 'project'"),
        ("    title: Provinsats\n", "", "rad 16, fältet initiatives.0.title: Fältet saknas."),
        ("title: Provinsats", "title:", "rad 17, fältet initiatives.0.title: Här ska stå en text."),
        ("title: Provinsats", 'title: " "', "rad 17, fältet initiatives.0.title: Texten är tom."),
        ("kind: project", "sort: project", "rad 18, fältet initiatives.0.sort: Fältet är okänt."),
        ("{id: mal, primary", "{id: maal, primary", "rad 22, fältet initiatives.0.goals.0.id: Nyckeln maal finns inte"),
        ("lead: region", "lead: regionen", "rad 12, fältet plan.lead: Organisationen regionen finns inte."),
        ("    kind: project", "    title: Igen", "rad 18, fältet title: Fältet står två gånger."),
        ("- id: insats", "- {id: insats, title: A}\n  - id: insats", "rad 17, fältet initiatives.1.id: Nyckeln insats"),
        ("status: ongoing", "status: på gång", "rad 26, fältet initiatives.0.statuses.0.status: Ordet är okänt"),
        ("2023-11-30", "2023-11-31", "rad 26, fältet initiatives.0.statuses.0.as_of: Här ska stå ett datum"),
        ("value: 4", "value: fyra", "rad 24, fältet initiatives.0.figures.0.value: Här ska stå ett tal"),
        ("primary: true", "primary: kanske", "rad 22, fältet initiatives.0.goals.0.primary: Här ska stå true"),
        ("figures:", "figures: 4\n    results:", "rad 23, fältet initiatives.0.figures: Här ska stå en lista."),
        ("{text: hösten 2020, source", "{text: x, precision: sekel, source", "rad 20, fältet initiatives.0.period"),
        (
            "{text: hösten 2020,",
            "{text: 2020–2019, from: 2020-01-01, to: 2019-12-31, precision: year,",
            "rad 20, fältet initiatives.0.period: Perioden går inte att läsa",
        ),
        (
            'source: "provrapport:3"}',
            'source: "sidan 3"}',
            "rad 20, fältet initiatives.0.period.source: Källan skrivs som",
        ),
        (
            'value: 4, source: "provrapport:4"',
            'value: 4, source: "annan:4"',
            "rad 24, fältet initiatives.0.figures.0.source",
        ),
        ("title: Provinsats", "title: " + "x" * 501, "rad 17, fältet initiatives.0.title: Texten är för lång."),
        ('county: "18"', 'county: "99"', "Länet 99 finns inte i installationen"),
    ],
)
def test_a_broken_file_is_refused_with_file_line_and_field(
    write: Callable[..., Path], old: str, new: str, said: str
) -> None:
    path = write(old, new)

    told = refused(path)

    assert told.startswith("Inget lästes in.\n")
    assert said in told
    assert "Länet" in said or f"{path}, rad" in told


def test_every_fault_of_a_file_is_told_at_once(write: Callable[..., Path]) -> None:
    path = write("kind: project", "kind: projekt\n    level: kommun\n    okänt: ja")

    told = refused(path)

    assert len(told.splitlines()) == 1 + 3


def test_a_value_that_no_column_holds_is_refused_with_its_line(write: Callable[..., Path]) -> None:
    told = refused(write("value: 4", "value: 1e30"))

    assert "rad 24, fältet initiatives.0.figures.0.value" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.replace("Provplan", "Prov\x00plan").encode(), "plan.yaml, rad 7: Filen innehåller ett nolltecken (NUL)."),
        (GOOD.encode("latin-1"), "plan.yaml, rad 14: Filen är inte text i UTF-8."),
        (GOOD.encode("utf-16"), "plan.yaml, rad 1: Filen är inte text i UTF-8."),
        (GOOD.replace("Provplan", "Prov\x07plan").encode(), "plan.yaml"),
        (b"- en\n- lista\n", "plan.yaml, rad 1: Filen ska best"),
        (b"hej", "plan.yaml, rad 1: Filen ska best"),
        (b"a: &a [*a]\n", "plan.yaml"),
        (b"[" * 100_000, "plan.yaml"),
        (b"!!python/object/apply:os.system [ls]", "plan.yaml, rad 1"),
    ],
    ids=["NUL", "latin-1", "utf-16", "control", "list", "text", "ring", "deep", "tag"],
)
def test_a_file_in_the_wrong_form_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)

    assert said in refused(path)


def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    folds = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    path.write_text("\n".join(["a0: &a0 [x]", *folds]))

    assert "plan.yaml" in refused(path)


def test_a_file_over_20_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    with path.open("wb") as file:
        file.truncate(reader.MAX_BYTES + 1)

    assert f"{path}: Filen är större än 20 MB." in refused(path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert f"{tmp_path}: Här finns ingen fil att läsa." in refused(tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "finns-inte.yaml: Filen går inte att läsa" in refused(tmp_path / "finns-inte.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "plan.json, rad 1: Filen ska bestå av namngivna fält."),
        ('{"plan": {\n"id": }', "plan.json, rad 2: Filen är inte giltig JSON."),
        ('{"plan": {}, "plan": {}}', "plan.json, fältet plan: Fältet står två gånger."),
        ('{"figures": ' + "1" * 5000 + "}", "plan.json: Filen är inte giltig JSON."),
        ("[" * 100_000, "plan.json"),
        ('{"plan": {"id": "p"}}', "plan.json, rad 1, fältet plan.title: Fältet saknas."),
    ],
)
def test_a_broken_json_file_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content)

    assert said in refused(path)


def test_one_broken_file_refuses_the_whole_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text("methods:\n- {id: m, title: M, namn: x}\n")

    told = refused(tmp_path)

    assert "b.yaml, rad 2, fältet methods.0.namn: Fältet är okänt." in told


def test_a_plan_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text("plan: {id: annan}\n")

    assert "b.yaml, rad 1, fältet plan: Fältet står redan i en annan fil." in refused(tmp_path)


def test_the_reader_gives_each_problem_by_itself(write: Callable[..., Path]) -> None:
    with pytest.raises(BrokenFile) as caught:
        read(write("kind: project", "kind: projekt"))

    [problem] = caught.value.problems
    assert (problem.line, problem.field) == (18, "initiatives.0.kind")


# Odd but allowed


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script> & Co",
        "Hälso\u00adsamtal med soft\u00adhyphen",
        "x" * 500,
        "Å" * 500,
        "Tal\u2028radslut \U0001f600",
        "'; DROP TABLE plan; --",
    ],
    ids=["tags", "soft hyphen", "500", "500 of two bytes", "line separator", "quotes"],
)
def test_an_odd_title_is_kept_as_it_is(write: Callable[..., Path], title: str) -> None:
    imported(write("title: Provinsats", f"title: {json.dumps(title, ensure_ascii=False)}"))

    assert Initiative.objects.get(key="insats").title == title


def test_an_odd_name_is_kept_as_it_is(write: Callable[..., Path]) -> None:
    imported(write("name: Regionen", 'name: "<b>Regionen</b>"'))

    assert Organisation.objects.get(key="region").name == "<b>Regionen</b>"


def test_a_json_file_is_read_as_a_yaml_file_is(write: Callable[..., Path], tmp_path: Path) -> None:
    document = read(write())
    path = tmp_path / "plan.json"
    path.write_text(document.model_dump_json(by_alias=True), encoding="utf-8")

    assert read(path) == document


def test_a_figure_keeps_its_decimals(write: Callable[..., Path]) -> None:
    imported(write("value: 4", 'value: "4.50"'))

    figure = Figure.objects.get(key="tal")
    assert (figure.value, figure.value_decimals) == (figure.value.quantize(figure.value), 2)
    assert str(figure.value.normalize()) == "4.5"


# Parts that point at nothing, stand twice or cannot stand alone


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    figures:",
            "    obstacles:\n      - {text: Tid, theme: tiden, ours: x}\n    figures:",
            "obstacles.0.theme",
        ),
        (
            "    figures:",
            "    funding:\n      - {source_text: x, organisation: y, ours: x}\n    figures:",
            "funding.0.org",
        ),
        ("    figures:", "    posts:\n      - {id: a, role: R, lansdel: x, ours: x}\n    figures:", "posts.0.lansdel"),
        (
            "    figures:",
            "    posts:\n      - {id: a, role: R, ours: x}\n      - {id: a, role: S, ours: x}\n    figures:",
            "posts.1.id: Nyckeln a finns redan.",
        ),
        ("value: 4,", "value: 4, place: x,", "initiatives.0.figures.0.place: Nyckeln x finns inte."),
        ("value: 4,", "value: 4, contradicts: x,", "initiatives.0.figures.0.contradicts: Nyckeln x finns inte."),
        ("value: 4,", "value: 4, denominator: 0,", "figures.0.denominator: Basen ska vara större än noll."),
        ("value: 4,", "value: 4, n_asked: -1,", "figures.0.n_asked: Talet är för litet."),
        (
            "    figures:",
            "    relations:\n      - {kind: part_of, to: insats, ours: x}\n    figures:",
            "relations.0.to",
        ),
        (
            '      - {id: mal, primary: true, source: "provrapport:3"}',
            '      - {id: mal, primary: true, source: "provrapport:3"}\n      - {id: mal, ours: x}',
            "initiatives.0.goals.1.id: Nyckeln mal finns redan.",
        ),
        (
            "  lead: region",
            "  terms:\n  - &t {id: t, term: T, kind: concept, definition: D, wording: own}\n  - *t",
            "terms.1.id",
        ),
        (
            "  lead: region",
            "  adoptions:\n  - {organisation: x, extent: all, ours: x}",
            "plan.adoptions.0.organisation: Nyckeln x finns inte.",
        ),
        (
            "  lead: region",
            "  recommendations:\n  - {id: r, text: T, by: B, answer: Ja, ours: x}",
            "plan.recommendations.0.answered_on: Ett svar ska ha ett datum.",
        ),
        (
            "goals:\n",
            "goals:\n  - {id: g, kind: challenge, title: G, coverage: [{dimension: tier, role: r, date: 2024-01-01}]}\n",
            "goals.0.coverage.0.value: Ange value för en del",
        ),
        ("id: provplan", "id: prov plan", "plan.id: Här får bara stå a-z, 0-9, bindestreck och understreck."),
    ],
)
def test_a_part_that_cannot_stand_is_refused_with_line_and_field(
    write: Callable[..., Path], old: str, new: str, said: str
) -> None:
    told = refused(write(old, new))

    assert said in told
    assert "plan.yaml, rad " in told


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ("{id: b, title: B, parent: x}", "frameworks.0.nodes.1.parent"),
        ("{id: b, title: B, links: [{node: x, ours: y}]}", "frameworks.0.nodes.1.links.0.node"),
        ("{id: a, title: B}", "frameworks.0.nodes.1.id"),
    ],
)
def test_a_node_that_cannot_stand_is_refused_with_line_and_field(
    write: Callable[..., Path], node: str, said: str
) -> None:
    nodes = f"[{{id: a, title: A}}, {node}]"

    told = refused(write("goals:\n", f"frameworks: [{{id: ram, title: Ram, kind: lenses, nodes: {nodes}}}]\ngoals:\n"))

    assert f"rad 13, fältet {said}" in told


def test_a_document_with_a_taken_key_keeps_its_own_citations(write: Callable[..., Path], plan: Plan) -> None:
    before = set(Citation.objects.filter(document__key="002").values_list("id", flat=True))

    load(read(write("provrapport:1", "provrapport:1")))
    path = write()
    path.write_text(path.read_text().replace("provrapport", "002").replace("provplan", "provplan2"))
    load(read(path))

    cited = Citation.objects.filter(root=Initiative.objects.get(plan__key="provplan2").uuid)
    assert {citation.document.key for citation in cited} == {"provplan2-002"}
    assert set(Citation.objects.filter(document__key="002").values_list("id", flat=True)) == before


def test_a_plan_key_of_another_county_is_refused_and_nothing_is_written(write: Callable[..., Path]) -> None:
    load(read(write()))
    before = counts()

    with pytest.raises(CannotLoad, match="provplan finns redan"):
        load(read(write('county: "18"', 'county: "19"')))

    assert counts() == before


def test_an_organisation_adopts_a_plan_once_and_may_again_when_it_has_been_withdrawn(write) -> None:
    one = "{organisation: region, extent: parts"
    gone = one + ", withdrawn: {date: 2024-01-01}}"
    with pytest.raises(BrokenFile, match=r"adoptions\.1\.organisation: Nyckeln region finns redan"):
        read(write("  lead: region", f"  lead: region\n  adoptions: [{one}}}, {one}}}]"))
    load(read(write("  lead: region", f"  lead: region\n  adoptions: [{gone}, {gone}, {one}}}]")))
    assert Plan.objects.get(key="provplan").adoptions.count() == 1
