"""What was accepted in follow-ups travels with the plan and comes back the same; addresses and drafts never do."""

import copy
import datetime
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handslag.exchange.differences import differences
from handslag.exchange.exporter import export_plan
from handslag.exchange.knowing import Known, as_known
from handslag.exchange.loader import load
from handslag.exchange.preview import preview
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.run import KeyTaken
from handslag.plans.followup import answering, reading
from handslag.plans.models import FollowUp, FollowUpRequest, FollowUpRound, Plan, RequestItem
from handslag.swedish.periods import parse_period
from handslag.trust.changes import Actor
from tests import factories as make
from tests.exchange.test_import_of_export import cut, empty_the_installation, exported

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
LEAD = Actor(7, "länsledning, Regionen")
FIGURE = {
    "kind": "sessions", "label": "genomförda kurser", "unit": "kurser", "value": "17.0", "approximate": True,
    "numerator": "3", "denominator": "12", "n_answering": 12, "text": "ca 17,0",
}  # fmt: skip


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """The example's plan with a few initiatives: what the tests add to it is what they move."""
    return cut(plan, "mhfa", "dans-for-halsa", "yam")


def answered(item: RequestItem, **values: Any) -> FollowUp:
    """An answer that was sent and accepted."""
    sent = answering.send(item, values, version=answering.writable(item).version)
    return reading.accept(sent, by=LEAD, remark="Tack", theme="ownership" if sent.obstacle else "")


@pytest.fixture
def asked(plan: Plan) -> FollowUpRound:
    """A closed round about three initiatives: one answered twice, one by two länsdelar, and one not at all."""
    mhfa, dans, silent = (plan.initiatives.get(key=key) for key in ("mhfa", "dans-for-halsa", "yam"))
    asked = make.follow_up_round(plan, mhfa, dans, silent, title="Hösten 2024", reply_to="fragor@example.invalid")
    asked.set_period(parse_period("hösten 2024"))
    asked.save()
    figure = mhfa.figures.first()
    trainer = make.follow_up_request(asked, mhfa, function="Samordnare", organisation=plan.lead)
    told = {"figures": [{**FIGURE, "figure": figure.pk}], "granted": 120_000, "used": 0, "left": None}
    answered(trainer.items.get(), status="struggling", reason="Få instruktörer", happened="Kurser", **told)
    answered(trainer.items.get(), status="ongoing", outcome="Fler vågar fråga", attribution="plausible")
    for part in list(plan.division.lansdelar.all())[:2]:
        item = make.request_item(make.follow_up_request(asked, function="Länsdelssamordnare"), dans, part)
        answered(item, obstacle="Lokal saknas", nothing_changed=True, influence="consulted")
    for _ in range(2):  # two respondents of one name, each asked about the whole
        answered(make.follow_up_request(asked, dans, function="Ledare").items.get(), no_new_figures=True)
    answering.save(make.follow_up_request(asked, silent).items.get(), {"happened": "Bara ett utkast"}, version=0)
    FollowUpRound.objects.filter(pk=asked.pk).update(state="closed", closed_on=timezone.localdate())
    asked.refresh_from_db()
    return asked


def told(plan: Plan) -> list[dict[str, Any]]:
    return json.loads(exported(plan.key))["follow_ups"]


def moved(plan: Plan, folder: Path) -> tuple[str, str]:
    """Return a plan's export here, and its export from an empty installation that has imported it."""
    before = exported(plan.key)
    file = folder / "plan.json"
    file.write_text(before, encoding="utf-8")
    forget_everything()
    load(read(file))
    return before, exported(plan.key)


def forget_everything() -> None:
    for model in (FollowUp, FollowUpRound):
        model.objects.all().delete()
    empty_the_installation()


@pytest.fixture(scope="module")
def told_once() -> list[str]:
    return []


@pytest.fixture
def whole_file(request: pytest.FixtureRequest, told_once: list[str]) -> str:
    """The export of the plan with what was asked, made once: reading a file asks nothing of the database."""
    if not told_once:
        told_once.append(exported(request.getfixturevalue("asked").plan.key))
    return told_once[0]


def test_a_plan_without_rounds_has_an_empty_list(plan: Plan) -> None:
    make.follow_up_round(plan, state="draft", opened_on=None)
    assert told(plan) == []


def test_a_round_is_told_with_its_days_and_all_that_it_asked_about(plan: Plan, asked: FollowUpRound) -> None:
    (found,) = told(plan)
    today = timezone.localdate()

    assert {name: found[name] for name in ("id", "title", "opened_on", "due_on", "closed_on", "initiatives")} == {
        "id": str(asked.uuid),
        "title": "Hösten 2024",
        "opened_on": str(today),
        "due_on": str(today + datetime.timedelta(days=30)),
        "closed_on": str(today),
        "initiatives": ["dans-for-halsa", "mhfa", "yam"],
    }
    assert found["period"]["text"] == "hösten 2024"
    assert found["questions"] == ["figures", "status", "happened", "obstacle"]
    assert len(found["answers"]) == 6


def test_an_answer_is_told_as_it_was_said(plan: Plan, asked: FollowUpRound) -> None:
    first = next(each for each in told(plan)[0]["answers"] if each["status"] == "struggling")
    today = str(timezone.localdate())

    figure = plan.initiatives.get(key="mhfa").figures.first()
    assert first["figures"] == [{**FIGURE, "figure": figure.key}]
    assert (first["granted"], first["used"], first["left"]) == (120_000, 0, None)
    assert (first["initiative"], first["by_function"], first["number"]) == ("mhfa", "Samordnare", 1)
    assert (first["sent_on"], first["accepted_on"], first["accepted_by"]) == (today, today, LEAD.role)
    assert (first["reason"], first["outcome"], first["place"]) == ("Få instruktörer", None, None)
    assert first["organisation"] == plan.lead.key


def test_an_answer_for_a_part_of_the_county_says_which(plan: Plan, asked: FollowUpRound) -> None:
    parts = [each["place"] for each in told(plan)[0]["answers"] if each["by_function"] == "Länsdelssamordnare"]
    assert sorted(parts) == sorted(part.key for part in list(plan.division.lansdelar.all())[:2])


def test_what_is_not_accepted_and_no_address_is_in_it(plan: Plan, asked: FollowUpRound) -> None:
    text = exported(plan.key)

    assert "example.invalid" not in text and "@" not in text
    assert "Bara ett utkast" not in text


def test_it_comes_back_byte_for_byte(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    before, after = moved(plan, tmp_path)

    assert after == before
    assert FollowUp.objects.filter(state="accepted").count() == 6
    assert set(FollowUpRequest.objects.values_list("email", flat=True)) == {""}
    assert FollowUpRequest.objects.filter(function="Ledare").count() == 2
    assert FollowUpRequest.objects.filter(function="Samordnare").count() == 1


def test_a_figure_that_was_asked_for_is_the_same_one_where_it_is_read_in(
    plan: Plan, asked: FollowUpRound, tmp_path: Path
) -> None:
    key = plan.initiatives.get(key="mhfa").figures.first().key

    moved(plan, tmp_path)

    said = FollowUp.objects.get(status="struggling").figures[0]
    there = Plan.objects.get(key=plan.key).initiatives.get(key="mhfa")
    assert said["figure"] == there.figures.get(key=key).pk
    assert said["value"] == "17.0"


def test_an_open_round_comes_back_open(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    FollowUpRound.objects.update(state="open", closed_on=None)

    before, after = moved(plan, tmp_path)

    assert after == before
    assert FollowUpRound.objects.get().state == "open"
    assert FollowUpRound.objects.get().forgotten_on is None


def test_what_came_back_cannot_be_changed_either(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    moved(plan, tmp_path)

    with pytest.raises(reading.AlreadyRead):
        reading.accept(FollowUp.objects.first(), by=LEAD)
    assert not connection.needs_rollback


def test_a_second_import_leaves_a_round_as_it_is(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    before = exported(plan.key)
    file = tmp_path / "plan.json"
    file.write_text(before, encoding="utf-8")

    seen = preview(read(file))
    added = load(read(file))

    assert not any(added.values()) and not any(seen.added.values())
    assert (seen.there["follow_ups"], seen.differing) == (1, [])
    assert exported(plan.key) == before


def test_a_round_that_is_new_is_added_to_a_plan_that_is_here(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    before = exported(plan.key)
    file = tmp_path / "plan.json"
    file.write_text(before, encoding="utf-8")
    for model in (FollowUp, FollowUpRound):
        model.objects.all().delete()

    assert preview(read(file)).added["follow_ups"] == 1
    assert +load(read(file)) == Counter(follow_ups=1)
    assert told(plan) == json.loads(before)["follow_ups"]


def test_a_round_of_another_plan_is_not_taken_over(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    document = json.loads(exported(plan.key))
    FollowUpRound.objects.update(plan=make.plan(county=plan.county))
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(KeyTaken):
        load(read(file))


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda asked: asked["answers"][0].update(initiative="yam-2"), "Uppföljningen gäller inte yam-2."),
        (lambda asked: asked["initiatives"].append("yam"), "initiatives.3: Nyckeln yam finns redan."),
        (lambda asked: asked["initiatives"].append("nej"), "initiatives: Nyckeln nej finns inte."),
        (lambda asked: asked["answers"][0].update(place="9999"), "answers.0.place: Nyckeln 9999 finns inte."),
        (lambda asked: asked["answers"][0].update(organisation="x"), "answers.0.organisation: Nyckeln x finns inte."),
        (lambda asked: asked["answers"][0].update(granted="mycket"), "answers.0.granted:"),
        (lambda asked: asked["answers"][0].update(email="a@example.invalid"), "answers.0.email:"),
        (lambda asked: asked["answers"][0].update(happened="Ring 070-123 45 67"), "telefonnummer"),
        (lambda asked: asked.update(id="runda-1"), "follow_ups.0.id:"),
        (lambda asked: asked.pop("due_on"), "follow_ups.0.due_on: Fältet saknas."),
    ],
)
def test_a_broken_round_is_refused_with_its_field(whole_file: str, tmp_path: Path, alter, said: str) -> None:
    document = json.loads(whole_file)
    alter(document["follow_ups"][0])
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(BrokenFile) as caught:
        read(file)

    assert said in str(caught.value)


def test_the_same_round_twice_is_refused(plan: Plan, asked: FollowUpRound, tmp_path: Path) -> None:
    document = json.loads(exported(plan.key))
    document["follow_ups"] *= 2
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(BrokenFile, match=f"Nyckeln {asked.uuid} finns redan."):
        read(file)


def test_ten_more_rounds_cost_no_more_queries(plan: Plan, asked: FollowUpRound) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            export_plan(plan)
        return len(found)

    before = cost()
    for _ in range(10):
        more = make.follow_up_round(plan, plan.initiatives.first())
        answered(make.follow_up_request(more, plan.initiatives.first()).items.get(), happened="Mer")
    assert cost() == before


def test_a_round_is_no_difference_of_its_own_between_two_versions(plan: Plan, asked: FollowUpRound) -> None:
    after = export_plan(plan)
    before = copy.deepcopy(dict(after)) | {"follow_ups": []}

    assert differences(before, after) == []


def test_who_compares_two_versions_is_given_no_answers(plan: Plan, asked: FollowUpRound) -> None:
    assert as_known(export_plan(plan), Known(frozenset(), {}, {}))["follow_ups"] == []
