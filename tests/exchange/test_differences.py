"""What differs between two documents, told so that a manager can read it."""

import copy
from collections.abc import Callable
from typing import get_args

import pytest

from handslag.exchange import schema, schema_funding
from handslag.exchange.differences import Difference, differences, summary
from handslag.exchange.exporter import export_plan
from handslag.exchange.wording import FACTS, FIELDS, KINDS, NOT_COMPARED, NOUNS, SECTIONS
from handslag.plans.models import Plan

MODELS = {
    "plan": schema.Plan,
    "goals": schema.Goal,
    "initiatives": schema.Initiative,
    "agreements": schema_funding.Agreement,
    "pots": schema_funding.Pot,
    "awards": schema_funding.Award,
    "indicators": schema.OwnMeasure,
    "target_groups": schema.TargetGroup,
    "methods": schema.Method,
    "organisations": schema.Organisation,
    "divisions": schema.Division,
    "frameworks": schema.Framework,
    "documents": schema.Document,
    "counties": schema.County,
}
TOLD_AS_MOVES = {("goals", "parent"), ("goals", "position")}


@pytest.fixture(scope="module")
def exported(django_db_setup: None, django_db_blocker) -> dict:
    with django_db_blocker.unblock():
        return export_plan(Plan.objects.get(key="orebro-2020-2023"))


@pytest.fixture
def change(exported: dict) -> Callable[..., list[Difference]]:
    """A function that takes a function that changes a document, and returns what differs then."""

    def changed(alter: Callable[[dict], None]) -> list[Difference]:
        after = copy.deepcopy(exported)
        alter(after)
        return differences(exported, after)

    return changed


def thing(document: dict, section: str, key: str) -> dict:
    return next(each for each in document[section] if each["id"] == key)


def told(found: list[Difference]) -> list[tuple[str, ...]]:
    return [(each.kind, each.title, each.what, each.field, each.before, each.after) for each in found]


MHFA = "Mental Health First Aid (MHFA)"


def test_a_document_does_not_differ_from_itself(change) -> None:
    assert change(lambda document: None) == []


def test_a_new_initiative_is_one_line(change) -> None:
    def add(document: dict) -> None:
        document["initiatives"].append({**thing(document, "initiatives", "mhfa"), "id": "ny", "title": "Ny insats"})

    assert told(change(add)) == [("Insats", "Ny insats", "tillkom", "", "", "")]


def test_a_withdrawn_initiative_is_gone_with_its_reason(change) -> None:
    def withdraw(document: dict) -> None:
        thing(document, "initiatives", "mhfa")["withdrawn"] = {"date": "2026-01-01", "reason": "Dubblett"}

    (found,) = change(withdraw)

    assert (found.what, found.reason) == ("togs bort", "Dubblett")


def test_a_new_status_is_told_in_words_before_and_after(change) -> None:
    def pause(document: dict) -> None:
        entry = {"status": "paused", "as_of": "2024-02-01", "as_of_text": None, "words": None, "role": None}
        thing(document, "initiatives", "mhfa")["statuses"].append(entry | {"reason": "för få instruktörer"})

    (found,) = change(pause)

    assert (found.field, found.what) == ("Status", "ändrades")
    assert found.before.startswith(("Pågår", "Status saknas", "Avslutad"))
    assert found.after == "Pausad, 1 februari 2024 (för få instruktörer)"
    assert summary([found]) == ["1 insats fick ny status"]


def test_plain_fields_and_references_are_told_in_swedish(change, exported: dict) -> None:
    party = exported["organisations"][0]

    def alter(document: dict) -> None:
        row = thing(document, "initiatives", "yam")
        row["level"], row["owner"], row["period"] = "own", party["id"], None
        document["plan"]["status"] = "expired" if document["plan"]["status"] != "expired" else "adopted"

    fields = {each.field: each for each in change(alter)}

    assert set(fields) >= {"Läge", "Nivå", "Period"}
    assert fields["Nivå"].after == "egen"
    assert fields["Period"].after == "" and fields["Period"].before
    assert fields["Läge"].after in ("antagen", "perioden har gått ut")
    assert fields["Ansvarig organisation"].after == party["name"]


def test_a_goal_under_another_goal_has_moved(change, exported: dict) -> None:
    goals = {goal["id"]: goal for goal in exported["goals"]}
    moved = next(goal for goal in exported["goals"] if goal["parent"])
    other = next(key for key in goals if key not in (moved["id"], moved["parent"]) and goals[key]["parent"] is None)

    found = change(lambda document: thing(document, "goals", moved["id"]).update(parent=other))

    assert [(each.what, each.field, each.after) for each in found] == [("flyttades", "Hör till", goals[other]["title"])]


def test_one_goal_put_first_is_one_move(change, exported: dict) -> None:
    roots = sorted((goal for goal in exported["goals"] if goal["parent"] is None), key=lambda goal: goal["position"])
    last = roots[-1]

    found = change(lambda document: thing(document, "goals", last["id"]).update(position=-1))

    assert [(each.title, each.what, each.after) for each in found] == [(last["title"], "flyttades", "först")]


def test_an_inserted_goal_moves_no_other(change, exported: dict) -> None:
    def insert(document: dict) -> None:
        for goal in document["goals"]:
            goal["position"] += 1
        document["goals"].append({**document["goals"][0], "id": "nytt", "title": "Nytt", "parent": None, "position": 0})

    assert [each.what for each in change(insert)] == ["tillkom"]


def test_a_reworded_obstacle_is_a_change_and_another_text_is_not(change) -> None:
    def alter(document: dict) -> None:
        for row in document["initiatives"]:
            if row["obstacles"]:
                row["obstacles"][0]["text"] += " Så är det."
                row["obstacles"].append(
                    {"text": "Zq", "theme": "time", "level": None, "problem": None, "state": "open"}
                )
                return

    found = change(alter)

    assert len(found) == 2
    assert [bool(each.before) for each in sorted(found, key=lambda each: len(each.field))] == [False, True]
    assert found[0].title == found[1].title


def test_a_changed_figure_is_known_by_its_id(change) -> None:
    def alter(document: dict) -> None:
        row = thing(document, "initiatives", "forsta-linjen")
        next(each for each in row["figures"] if each["id"] == "forsta-linjen-kontakter")["value"] = "4000"

    (found,) = change(alter)

    assert found.field.endswith(": värde")
    assert (found.before, found.after) == ("3993", "4000")


def test_a_goal_that_an_initiative_serves_is_told_by_title(change, exported: dict) -> None:
    goal = exported["goals"][0]

    def alter(document: dict) -> None:
        row = thing(document, "initiatives", "mhfa")
        row["goals"] = [{"id": goal["id"], "primary": False, "origin": "confirmed"}]

    found = [each for each in change(alter) if each.field == "Mål" and each.after]

    assert [each.after for each in found] in ([goal["title"]], [])


def test_the_days_of_a_period_are_told_where_the_words_are_the_same(change) -> None:
    def alter(document: dict) -> None:
        thing(document, "initiatives", "yam")["period"]["to"] = "2024-01-31"

    (found,) = change(alter)

    assert found.before != found.after
    assert found.after.endswith("(31 januari 2024)")


def test_no_program_word_stands_where_only_a_day_or_how_well_it_is_known_differs(change) -> None:
    def alter(document: dict) -> None:
        thing(document, "initiatives", "yam")["period"]["precision"] = "month/open"

    (found,) = change(alter)

    assert found.after.endswith("(månad – tills vidare)")
    assert "season" not in found.before


def test_shares_parts_and_levels_are_told_in_swedish(change) -> None:
    def alter(document: dict) -> None:
        thing(document, "initiatives", "maria-ungdom")["posts"][0]["shares"] = {"möten": "12.5"}
        document["plan"]["level_names"]["goal"] = "Steg"
        note = {"value": "1880", "dimension": "municipality", "date": "2024-03-01", "role": "samordnare", "text": None}
        document["goals"][0]["coverage"].append(note)

    said = " | ".join(f"{each.field}: {each.after}" for each in change(alter))

    assert "möten: 12,5 %" in said and "Mål: Steg" in said and "inget finns kommun Örebro" in said


def test_a_new_source_is_told(change) -> None:
    def alter(document: dict) -> None:
        document["citations"].append({**document["citations"][0], "target": "initiatives/mhfa", "field": "title",
                                      "lines": "9999"})  # fmt: skip

    (found,) = change(alter)

    assert found.field == "Källhänvisningar"


def test_no_field_of_the_schema_is_forgotten() -> None:
    for section, model in MODELS.items():
        known = {*FIELDS[section], *FACTS.get(section, {})}
        missing = {name for name in model.model_fields if name not in known | NOT_COMPARED}
        assert {(section, name) for name in missing} <= TOLD_AS_MOVES, section
        for name, facts in FACTS.get(section, {}).items():
            part = get_args(model.model_fields[name].annotation)[0]
            part = getattr(schema, getattr(part, "__forward_arg__", part)) if not isinstance(part, type) else part
            left = part.model_fields.keys() - facts.fields.keys() - facts.facts.keys() - NOT_COMPARED
            assert left <= {"source_text", "goal"}, (section, name)


def test_every_list_has_its_words() -> None:
    assert set(SECTIONS) == set(KINDS) | {"goals"} == set(NOUNS) == set(FIELDS) == set(MODELS)


def test_everything_of_two_quite_different_documents_can_be_told(exported: dict) -> None:
    empty = {**exported, **{name: [] for name in SECTIONS if name != "plan"}, "citations": []}

    assert summary(differences(empty, exported))
    assert all("tog" in each.what or each.section == "plan" for each in differences(exported, empty))
