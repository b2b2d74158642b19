"""What a plan is measured by leaves with it, comes back the same, and a broken file of it is refused whole."""

import datetime
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import timezone

from handslag.exchange.differences import differences
from handslag.exchange.exporter import export_plan
from handslag.exchange.knowing import as_known, known_to
from handslag.exchange.loader import load
from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.schema import Exchange
from handslag.indicators.models import (
    Fetch,
    GoalIndicator,
    Indicator,
    InstructorCount,
    MeaningChange,
    MethodStart,
    Observation,
    OwnMeasure,
    Target,
    TrainingSession,
)
from handslag.indicators.own import actions
from handslag.indicators.queries import definition_of
from handslag.indicators.writing import Row, take_in
from handslag.places.models import Area
from handslag.plans.models import Plan
from handslag.trust.changes import OPERATOR, withdraw
from handslag.trust.models import Citation
from handslag.trust.permissions import Role
from tests import factories as make
from tests.exchange.test_import_of_export import cut, exported, moved

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 1)
NATIONAL = "varken-arbetar-eller-studerar"
OWN = "egen-orebro-samtal"


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """The example's plan with a few initiatives: what the tests add to it is what they move."""
    return cut(plan, "mhfa")


def take(indicator: Indicator, values: dict[int, float | None], *, source: str) -> None:
    now = timezone.now()
    fetch = Fetch.objects.create(
        indicator=indicator, way="file", source=source, asked_at=now, done_at=now, state="done", by="analytiker"
    )
    rows = [
        Row("18", datetime.date(year, 1, 1), datetime.date(year, 12, 31), value, state="" if value is not None else "missing")
        for year, value in values.items()
    ]  # fmt: skip
    take_in(fetch, rows, definition=definition_of(indicator.key))


@pytest.fixture
def measured(plan: Plan) -> Plan:
    """The example's plan with one of everything: an own measure that began anew, revised figures, targets, training."""
    goal = plan.goals.get(key="nara-vard")
    own = OwnMeasure(
        plan=plan, title="Samtal", numerator="samtal", unit="samtal", polarity="high", reported_by="regionen",
        plain="Hur många samtal.", why="För att se.", owner="analytiker", source="Egen räkning", shows="Samtal.",
        does_not_show="Verkan.", review_by=datetime.date(2030, 1, 1),
    )  # fmt: skip
    actions.make(own, [goal], by=OPERATOR)
    take(own.indicator, {2020: 0.1 + 0.2, 2021: None}, source="Första filen")
    take(own.indicator, {2020: 1 / 3, 2022: 0.0}, source="Andra filen")
    actions.change(
        own, {"numerator": "bokade samtal"}, by=OPERATOR, version=own.version, goes_on=False, reason="Nytt system"
    )
    take(own.indicator, {2023: 12.5}, source="Nya systemet")
    take(own.indicator, {2023: 13.0}, source="Nya systemet, rättat")
    area = Area.objects.get(code="1880")
    national = Indicator.objects.get(key=NATIONAL)
    GoalIndicator.objects.create(goal=goal, indicator=national, note="säger något")
    years = {"baseline_from": 2019, "baseline_to": 2021, "by": 2030}
    first = Target.objects.create(goal=goal, indicator=national, area=area, change=-0.2, **years)
    Target.objects.create(goal=goal, indicator=national, area=area, change=-0.1, note="lägre", **years)
    Target.objects.create(goal=goal, indicator=own.indicator, area=area.parent, sex="K", wished=20.5, **years)
    withdraw(first, by=OPERATOR, version=first.version, reason="För högt")
    Citation.objects.create(root=goal.uuid, target_kind="target", target_id=first.pk, ours="Vårt förslag.")
    Citation.objects.create(root=own.uuid, target_kind="own_measure", target_id=own.pk, field="plain", ours="Vårt.")
    row = plan.initiatives.get(key="mhfa")
    TrainingSession.objects.create(
        initiative=row, state="held", number=2, area=area, seats=40, attended=0, period_text="hösten 2023",
        period_from=datetime.date(2023, 8, 1), period_to=datetime.date(2023, 12, 31), period_precision="season",
    )  # fmt: skip
    TrainingSession.objects.create(initiative=row, state="planned")
    InstructorCount.objects.create(initiative=row, active=7, as_of=DAY, load=4, lansdel=plan.division.lansdelar.first())
    MethodStart.objects.create(initiative=row, area=area, state="started", year=2021, source="Protokoll")
    MethodStart.objects.create(initiative=row, area=Area.objects.get(code="1881"), state="not_started")
    return plan


def document(plan: Plan) -> dict:
    return json.loads(exported(plan.key))


def test_everything_comes_back_the_same_into_an_empty_installation(measured: Plan, tmp_path: Path) -> None:
    before, after = moved(measured.key, tmp_path)

    assert after == before
    said = json.loads(after)
    own = said["indicators"][0]
    assert [(row["vintage"], row["value"]) for row in own["observations"]] == [(1, "12.5"), (2, "13")]
    earlier = own["meaning_changes"][0]["observations"]
    told = [(row["from"][:4], row["vintage"], row["value"], row["state"]) for row in earlier]
    assert sorted(told) == [
        ("2020", 1, "0.30000000000000004", None),
        ("2020", 2, "0.3333333333333333", None),
        ("2021", 1, None, "missing"),
        ("2022", 1, "0", None),
    ]
    assert Observation.objects.get(value=1 / 3).latest
    assert not Observation.objects.get(value=0.1 + 0.2).latest
    assert MeaningChange.objects.get().meaning["numerator"] == "samtal"


def test_figures_of_sources_stay(measured: Plan) -> None:
    own = {row["id"] for row in document(measured)["indicators"]}

    assert Observation.objects.filter(indicator__county=None).exists()
    assert own and all(key.startswith("egen-") for key in own)


def test_the_last_target_that_was_set_is_the_last_one_again(measured: Plan, tmp_path: Path) -> None:
    moved(measured.key, tmp_path)

    targets = Target.everything.filter(indicator__key=NATIONAL, goal__key="nara-vard").order_by("id")
    assert [(row.change, row.withdrawn_on is None) for row in targets] == [(-0.2, False), (-0.1, True)]


def test_the_preview_tells_of_it_and_a_second_import_adds_nothing(measured: Plan, tmp_path: Path) -> None:
    before, _ = moved(measured.key, tmp_path)
    file = tmp_path / "plan.json"
    rows = Observation.objects.count()

    told = StringIO()
    call_command("import", file, yes=True, stdout=told)

    assert "Läggs till: inget nytt." in told.getvalue()
    assert "1 eget mått" in told.getvalue() and "3 målnivåer" in told.getvalue()
    assert "skiljer sig" not in told.getvalue()
    assert not any(load(read(file)).values())
    assert (exported(measured.key), Observation.objects.count()) == (before, rows)


def test_the_preview_says_in_words_what_a_new_plan_would_bring(measured: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    said = document(measured)
    said["plan"] |= {"id": "annan-plan"}
    text = json.dumps(said).replace("egen-orebro", "egen-annan")
    file.write_text(text, encoding="utf-8")

    told = StringIO()
    call_command("import", file, yes=True, stdout=told)

    for words in (
        "1 eget mått", "6 tal till indikatorerna", "3 kopplingar mellan mål och indikatorer", "3 målnivåer",
        "2 uppgifter om utbildningstillfällen", "1 uppgift om instruktörer", "2 starter i kommuner",
    ):  # fmt: skip
        assert words in told.getvalue().splitlines()[0]


def test_a_measure_of_another_plan_waits_for_it(plan: Plan, tmp_path: Path) -> None:
    other = make.plan(county=plan.county, lead=plan.lead)
    indicator = Indicator.objects.create(key="egen-orebro-annans", county=plan.county)
    own = OwnMeasure.objects.create(
        plan=other, indicator=indicator, title="Annans", unit="st", made_on=DAY, review_by=DAY, numerator="x"
    )
    GoalIndicator.objects.create(goal=plan.goals.get(key="nara-vard"), indicator=own.indicator)

    before, after = moved(plan.key, tmp_path)

    assert after == before
    assert '"of_another_plan": true' in before and "Annans" not in before


def test_a_key_that_another_plans_measure_has_is_refused_with_its_name(measured: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    said = document(measured)
    said["plan"]["id"] = "annan-plan"
    file.write_text(json.dumps(said), encoding="utf-8")

    with pytest.raises(CommandError, match="egen-orebro-samtal-2 finns redan, i en annan plan"):
        call_command("import", file, yes=True, stdout=StringIO())

    assert not Plan.everything.filter(key="annan-plan").exists()


def test_what_the_installation_cannot_take_in_is_refused_and_nothing_is_half_loaded(measured: Plan) -> None:
    said = document(measured)
    said["plan"]["id"] = "annan-plan"
    text = json.dumps(said).replace("egen-orebro", "egen-annan")
    said = json.loads(text)
    said["indicators"][0]["observations"][0]["value"] = "-1"
    before = Observation.objects.count(), OwnMeasure.everything.count(), Indicator.objects.count()

    with pytest.raises(Exception, match=r"egen-annan-samtal-2, inläsning 1: Rad 1 .*under noll"):
        load(Exchange.model_validate(said))

    assert (Observation.objects.count(), OwnMeasure.everything.count(), Indicator.objects.count()) == before


Change = Callable[[dict], object]


@pytest.fixture(scope="module")
def told_once() -> list[str]:
    return []


@pytest.fixture
def whole_file(request: pytest.FixtureRequest, told_once: list[str]) -> str:
    """The export of `measured`, made once: reading a file asks nothing of the database."""
    if not told_once:
        told_once.append(exported(request.getfixturevalue("measured").key))
    return told_once[0]


def goal_of(said: dict) -> dict:
    return next(row for row in said["goals"] if row["targets"])


def initiative_of(said: dict) -> dict:
    return next(row for row in said["initiatives"] if row["id"] == "mhfa")


def own_of(said: dict) -> dict:
    return said["indicators"][0]


@pytest.mark.parametrize(
    ("where", "change", "field"),
    [
        (lambda said: goal_of(said)["targets"][0], {"indicator": "finns-inte"}, "targets.0.indicator: Indikatorn"),
        (lambda said: goal_of(said)["indicators"][0], {"indicator": "egen-finns-inte"}, "indicators.0.indicator"),
        (lambda said: goal_of(said)["targets"][0], {"area": "9999"}, "targets.0.area: Området 9999 finns inte"),
        (lambda said: goal_of(said)["targets"][0], {"by": 2021}, "targets.0.by: Målåret"),
        (lambda said: goal_of(said)["targets"][0], {"baseline_from": 2022}, "targets.0.baseline_to"),
        (lambda said: goal_of(said)["targets"][0], {"change": None}, "targets.0.wished"),
        (lambda said: goal_of(said)["targets"][0], {"wished": "NaN"}, "targets.0.wished"),
        (lambda said: initiative_of(said)["training_sessions"][0], {"seats": -1}, "training_sessions.0.seats"),
        (lambda said: initiative_of(said)["training_sessions"][1], {"attended": 3}, "training_sessions.1.attended"),
        (lambda said: initiative_of(said)["training_sessions"][0], {"place": "9999"}, "training_sessions.0.place"),
        (lambda said: initiative_of(said)["instructor_counts"][0], {"active": -1}, "instructor_counts.0.active"),
        (lambda said: initiative_of(said)["method_starts"][1], {"area": "1880"}, "method_starts.1.area"),
        (lambda said: initiative_of(said)["method_starts"][1], {"year": 2020}, "method_starts.1.year"),
        (own_of, {"id": "samtal"}, "indicators.0.id: Ett eget måtts nyckel"),
        (own_of, {"measure": "rate"}, "indicators.0.denominator"),
        (lambda said: own_of(said)["meaning_changes"][0], {"goes_on": True}, "meaning_changes.0.earlier"),
        (lambda said: own_of(said)["observations"][0], {"area": "9999"}, "observations.0.area"),
        (lambda said: own_of(said)["observations"][0], {"value": None}, "observations.0.value"),
        (lambda said: own_of(said)["observations"][0], {"to": "2001-01-01"}, "observations.0.to"),
        (lambda said: own_of(said)["observations"][0], {"numerator": "-2"}, "observations.0.numerator"),
        (lambda said: own_of(said)["observations"][0], {"denominator": "0"}, "observations.0.denominator"),
        (lambda said: own_of(said)["observations"][0], {"taken_in": "9"}, "observations.0.taken_in"),
        (lambda said: own_of(said)["observations"][0], {"vintage": 2}, ".vintage: Årgångarna"),
        (lambda said: own_of(said)["observations"][1], {"taken_in": "1"}, ".vintage: Årgångarna"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(
    whole_file: str, tmp_path: Path, where: Callable[[dict], dict], change: dict, field: str
) -> None:
    said = json.loads(whole_file)
    where(said).update(change)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(said), encoding="utf-8")

    with pytest.raises(BrokenFile) as caught:
        read(file)

    assert field in str(caught.value) and ", rad " in str(caught.value)


def test_differences_are_told_in_words(measured: Plan, plan: Plan) -> None:
    after = document(measured)
    before = document(measured)
    goal_of(before).update(indicators=[], targets=goal_of(before)["targets"][2:])
    goal_of(before)["targets"][0]["wished"] = "18"
    own_of(before)["observations"] = own_of(before)["observations"][:1]
    initiative_of(before).update(training_sessions=[], instructor_counts=[], method_starts=[])

    told = {(each.field, each.before, each.after) for each in differences(before, after)}

    name = "Varken arbetar eller studerar"
    found = {field: after for field, before, after in told}
    assert any(field == "Indikator" and name.lower() in after.lower() for field, _, after in told)
    assert found["Målnivå"].endswith("Örebro: utgångsläget 2019–2021 ändrat med −10 % år 2030")
    assert ("Tal", "1 tal, senast till 2023", "1 tal, senast till 2023; 1 reviderat") in told
    assert any(field.startswith("Målnivå ”Samtal, Örebro län, kvinnor: 20,5 år 2030”") and (first, last) == ("18", "20,5")
               for field, first, last in told)  # fmt: skip
    assert any(
        field == "Utbildningstillfälle" and "hållet, hösten 2023, Örebro, 2 tillfällen" in after
        for field, _, after in told
    )
    assert ("Start i kommun", "", "Örebro: 2021") in told


def test_a_version_from_before_there_were_indicators_is_compared_all_the_same(measured: Plan) -> None:
    after = document(measured)
    old = {**after, "indicators": [], "goals": [dict(row) for row in after["goals"]]}
    for row in old["goals"]:
        del row["indicators"], row["targets"]

    told = differences(as_known(old, known_to(make.member(Role.COUNTY_LEAD, measured.lead), measured)), after)

    assert ("Eget mått", "Samtal", "tillkom") in {(each.kind, each.title, each.what) for each in told}


def test_the_public_never_hears_of_a_draft_measure(measured: Plan) -> None:
    whole = export_plan(measured)

    seen = json.dumps(as_known(whole, known_to(AnonymousUser(), measured)), ensure_ascii=False)

    assert OwnMeasure.objects.get().visibility == "draft"
    assert "egen-orebro-samtal" in json.dumps(whole) and "egen-orebro-samtal" not in seen
    assert NATIONAL in seen
    lead = make.member(Role.COUNTY_LEAD, measured.lead)
    assert "egen-orebro-samtal" in json.dumps(as_known(whole, known_to(lead, measured)))


def test_a_public_measure_is_heard_of_by_all_but_not_what_it_said_as_a_draft(measured: Plan) -> None:
    as_draft = export_plan(measured)
    OwnMeasure.objects.update(visibility="public")
    known = known_to(AnonymousUser(), measured)

    assert as_known(as_draft, known)["indicators"] == []
    assert [row["title"] for row in as_known(export_plan(measured), known)["indicators"]] == ["Samtal"]
