"""What an export holds and how it is written: other programs rely on it."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.exporter_entries import decimal_text
from handslag.exchange.schema import Exchange
from handslag.exchange.targets import things_by_target
from handslag.plans.models import Figure, FundingStatement, Initiative, Plan, StatusEntry
from handslag.trust.models import Citation, SourceDocument

TOP_KEYS = """format version plan counties divisions documents frameworks goals target_groups methods initiatives
    organisations indicators funding follow_ups citations""".split()
INITIATIVE_KEYS = """id title aliases listing kind level goals places period statuses participations posts figures
    results obstacles recommendations relations funding""".split()
KEYS_WITHIN = {
    "goals": "id primary origin",
    "statuses": "status as_of as_of_text reason words role",
    "figures": "id kind label value text unit approximate numerator denominator period place",
    "results": "kind text attribution",
    "obstacles": "text theme",
    "funding": "source kronor",
}
# In these the order says something: see the exporter.
KEEP_THEIR_ORDER = {"answers", "questions", "lansdelar", "statuses"}


@pytest.fixture(scope="module")
def document(django_db_setup: None, django_db_blocker) -> dict:
    """The example as exported: read once, for most tests only look at it."""
    with django_db_blocker.unblock():
        return json.loads(to_json(export_plan(Plan.objects.get(key="orebro-2020-2023"))))


def found(document: dict, key: str) -> dict:
    return next(item for item in document["initiatives"] if item["id"] == key)


def walk(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value with the name of the field that it stands in."""
    yield name, value
    parts = (
        value.items()
        if isinstance(value, dict)
        else [(name, item) for item in value]
        if isinstance(value, list)
        else []
    )
    for key, part in parts:
        yield from walk(part, key)


def test_every_top_level_key_is_there(document: dict) -> None:
    assert set(document) == set(TOP_KEYS)
    assert (document["format"], document["version"]) == ("handslag-plan", 1)
    assert (document["indicators"], document["funding"], document["follow_ups"]) == ([], {}, [])


def test_every_initiative_has_every_key_also_when_empty(document: dict) -> None:
    shapes = {frozenset(item) - {"ours"} for item in document["initiatives"]}

    assert len(shapes) == 1
    assert shapes.pop() >= set(INITIATIVE_KEYS)


@pytest.mark.parametrize(("part", "keys"), KEYS_WITHIN.items())
def test_what_an_initiative_lists_has_its_keys(document: dict, part: str, keys: str) -> None:
    listed = [thing for item in document["initiatives"] for thing in item[part]]

    assert listed
    assert all(set(keys.split()) <= set(thing) for thing in listed)


def test_places_and_periods_have_their_keys(document: dict) -> None:
    for item in document["initiatives"]:
        assert {"precision", "named", "count"} <= set(item["places"])
    periods = [value for name, value in walk(document) if name == "period" and value]
    assert periods
    assert all(set(period) - {"ours"} == {"text", "from", "to", "precision"} for period in periods)


def test_the_initiatives_of_the_follow_up_are_counted(document: dict) -> None:
    reported = [item for item in document["initiatives"] if item["listing"] == "reported"]
    kinds = [item["kind"] for item in reported]

    assert len(reported) == 24
    assert sorted((kinds.count(kind) for kind in set(kinds)), reverse=True) == [19, 3, 1, 1]


def test_amounts_that_nobody_states_are_null(document: dict) -> None:
    amounts = [fund["kronor"] for item in document["initiatives"] for fund in item["funding"]]

    assert amounts
    assert set(amounts) == {None}


def test_stated_kronor_are_an_integer(plan: Plan) -> None:
    initiative = plan.initiatives.get(key="mhfa")
    FundingStatement.objects.create(initiative=initiative, source_text="Regionen", kronor=1_200_000)

    funding = found(json.loads(to_json(export_plan(plan))), "mhfa")["funding"]

    assert ("Regionen", 1_200_000) in [(fund["source"], fund["kronor"]) for fund in funding]


def test_values_are_decimal_text(document: dict) -> None:
    figures = {figure["id"]: figure for figure in found(document, "forsta-linjen")["figures"]}

    assert figures["forsta-linjen-kontakter"]["value"] == "3993"
    assert figures["forsta-linjen-kontakter"]["numerator"] is None


def test_a_value_keeps_the_decimals_that_it_was_written_with(plan: Plan) -> None:
    initiative = plan.initiatives.get(key="mhfa")
    Figure.objects.create(
        initiative=initiative, key="ny", kind="rating", label="medel", value=Decimal("17.0"), value_decimals=1
    )

    figures = found(export_plan(plan), "mhfa")["figures"]

    assert next(figure["value"] for figure in figures if figure["id"] == "ny") == "17.0"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Decimal("17.000000"), 1, "17.0"),
        (Decimal("3993.000000"), 0, "3993"),
        (Decimal("0.500000"), 0, "0.5"),
        (Decimal("0.000000"), 0, "0"),
        (Decimal("1E+3"), 0, "1000"),
        (None, 2, None),
    ],
)
def test_a_number_is_written_as_text(value: Decimal | None, decimals: int, expected: str | None) -> None:
    assert decimal_text(value, decimals=decimals) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**11), max_value=10**11))
def test_a_number_written_as_text_is_the_same_number(value: Decimal) -> None:
    written = decimal_text(value)

    assert written is not None and Decimal(written) == value
    assert "E" not in written


def test_unknown_is_never_an_empty_text(document: dict) -> None:
    assert "" not in [value for _, value in walk(document) if isinstance(value, str)]


def test_dates_are_iso(document: dict) -> None:
    names = ("as_of", "from", "since", "state_as_of", "date", "answered_on")
    days = {value for name, value in walk(document) if name in names and value}
    days |= {value["to"] for name, value in walk(document) if name in ("period", "adopted") and value and value["to"]}

    assert {"2024-03-01", "2023-12-31"} <= days
    assert [day for day in days if not re.fullmatch(r"\d{4}-\d\d-\d\d", day)] == []


def test_keys_and_lists_are_sorted(plan: Plan) -> None:
    text = to_json(export_plan(plan))
    document = json.loads(text)

    assert text == json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    for name, value in walk(document):
        if isinstance(value, list) and name not in KEEP_THEIR_ORDER:
            assert value == sorted(value, key=_order), name


def _order(item: object) -> str:
    if isinstance(item, dict):
        return item["id"] if "id" in item else json.dumps(item, ensure_ascii=False, sort_keys=True)
    return str(item)


def test_the_text_is_utf_8_without_a_newline_at_the_end(plan: Plan) -> None:
    text = to_json(export_plan(plan))

    assert "Örebro" in text and "\\u00" not in text
    assert text == text.rstrip()


def test_the_last_status_of_a_day_stands_last(plan: Plan) -> None:
    initiative = plan.initiatives.get(key="mhfa")
    for status in ("struggling", "ending"):
        StatusEntry.objects.create(initiative=initiative, status=status, as_of="2024-02-01")

    statuses = found(export_plan(plan), "mhfa")["statuses"]

    assert [entry["status"] for entry in statuses][-2:] == ["struggling", "ending"]


def test_every_citation_finds_what_it_is_about(document: dict) -> None:
    things = things_by_target(Exchange.model_validate(document))

    assert document["citations"]
    assert [citation["target"] for citation in document["citations"] if citation["target"] not in things] == []


def test_a_figure_is_cited_by_its_id_and_a_result_by_its_place(document: dict) -> None:
    cited = {(item["target"], item["document"], item["lines"]) for item in document["citations"]}
    results = [result["text"] for result in found(document, "forsta-linjen")["results"]]
    place = next(n for n, text in enumerate(results) if text.startswith("Arbetet spreds brett"))

    assert ("initiatives/forsta-linjen/figures/forsta-linjen-kontakter", "002", "675-677") in cited
    assert (f"initiatives/forsta-linjen/results/{place}", "002", "657-659") in cited


def test_our_own_reading_stands_where_it_belongs(document: dict) -> None:
    followed = found(document, "tabb-foljeforskning")

    assert followed["period"]["ours"].startswith("Tiden gäller projektet TABB")
    assert not any("ours" in citation for citation in document["citations"])


def test_every_citation_of_the_plan_is_in_its_export(plan: Plan, document: dict) -> None:
    roots = [plan.uuid, *plan.goals.values_list("uuid", flat=True), *plan.initiatives.values_list("uuid", flat=True)]
    places = ("plan", "goals", "initiatives", "target_groups", "methods")

    cited = [item for item in document["citations"] if item["target"].split("/")[0] in places]

    assert len(cited) == Citation.objects.filter(root__in=roots, document__isnull=False).count()


def test_a_document_refers_to_nothing_outside_itself(document: dict) -> None:
    nodes = {node["id"] for framework in document["frameworks"] for node in framework["nodes"]}
    linked = [item["node"] for _, item in walk(document) if isinstance(item, dict) and "node" in item]
    cited = {citation["document"] for citation in document["citations"]}

    assert linked and set(linked) <= nodes
    assert cited == {item["id"] for item in document["documents"]}
    assert {item["county"] for item in [document["plan"]]} == {"18"}


def test_a_document_that_nothing_cites_stays_out(plan: Plan) -> None:
    SourceDocument.objects.create(key="999", title="Något annat", kind="web")

    assert "999" not in [item["id"] for item in export_plan(plan)["documents"]]


def test_an_example_county_comes_with_its_plan(db: None) -> None:
    document = export_plan(Plan.objects.get(key="exempellan-2026"))

    assert [county["id"] for county in document["counties"]] == ["exempellan"]
    assert document["counties"][0]["ours"].startswith("Ett påhittat länsnamn.")
    assert len(document["counties"][0]["municipalities"]) == 12
    assert document["counties"][0]["municipalities"][0]["id"] == "exempellan-almasa"
    assert document["counties"][0]["municipalities"][0]["population"]["2010"] == 5100


def test_more_initiatives_cost_no_more_queries(plan: Plan) -> None:
    with CaptureQueriesContext(connection) as before:
        export_plan(plan)
    for n in range(10):
        row = Initiative.objects.create(plan=plan, key=f"ny-{n}", uuid=_uuid(n), title=f"Ny {n}")
        Figure.objects.create(initiative=row, key=f"tal-{n}", kind="other", label="möten", value=n)

    with CaptureQueriesContext(connection) as after:
        export_plan(plan)

    assert len(after) == len(before)


def _uuid(n: int) -> str:
    return f"00000000-0000-0000-0000-{n:012}"


def test_the_command_prints_the_document(plan: Plan) -> None:
    out = StringIO()

    call_command("export", plan.key, stdout=out)

    assert out.getvalue() == to_json(export_plan(plan)) + "\n"


def test_the_command_names_the_plans_there_are(plan: Plan) -> None:
    with pytest.raises(CommandError, match=r"Planen finns-inte finns inte\..*orebro-2020-2023"):
        call_command("export", "finns-inte")
