"""The made-up roll-outs of Exempellän are loaded with it, once, and never into a real county."""

from pathlib import Path

import pytest
from django.conf import settings

from handslag.indicators.loading.shipping import CannotTakeIn, load_example
from handslag.indicators.models import MethodStart
from handslag.indicators.rollout.answers import answer_of
from handslag.indicators.rollout.examples import load_starts
from handslag.indicators.rollout.panel import grid_of
from handslag.indicators.rollout.queries import figures_of, outcomes, starts_in
from handslag.plans.models import Initiative, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
FOLDER = Path(settings.EXAMPLES_DIR) / "exempellan"


def answer(title: str, key: str):
    initiative = Initiative.objects.select_related("plan").get(title=title)
    definition = next(each for each in outcomes() if each.key == key)
    starts = starts_in(initiative)
    return answer_of(definition, grid_of(definition, starts, figures_of(definition, [each.area for each in starts])))


@pytest.fixture
def no_starts() -> None:
    """The tests' database holds the examples: here their starts are yet to come."""
    MethodStart.everything.all().delete()


@pytest.mark.usefixtures("no_starts")
def test_they_are_loaded_once_and_marked_as_examples():
    first, again = load_starts(FOLDER), load_starts(FOLDER)

    assert (first["starts"], again["starts"]) == (36, 0)
    assert all(row.source.startswith("exempel") for row in MethodStart.objects.all())
    assert {row.initiative.plan.key for row in MethodStart.objects.select_related("initiative__plan")} == {
        "exempellan-2026"
    }


def test_an_initiative_of_a_draft_plan_is_a_draft_too():
    load_starts(FOLDER)

    plan = Plan.objects.get(key="exempellan-2026")
    assert Initiative.objects.get(title="Samtal i tid").visibility == plan.visibility


def test_the_three_give_an_estimate_and_two_refusals():
    load_example(FOLDER)
    load_starts(FOLDER)

    found = answer("Samtal i tid", "varken-arbetar-eller-studerar")

    assert found.usable
    assert "minskning" in found.text
    assert "few_comparison_units" in answer("Läsår med stöd", "behoriga-till-yrkesprogram").reasons
    assert "never_certain" in answer("Försök i en kommun", "varken-arbetar-eller-studerar").reasons


@pytest.mark.usefixtures("no_starts")
def test_a_real_municipality_is_refused_and_nothing_is_written(tmp_path: Path):
    text = (FOLDER / "rollouts.toml").read_text(encoding="utf-8")
    (tmp_path / "rollouts.toml").write_text(text.replace("exempellan-hasselmo = 2019", "1880 = 2019"), encoding="utf-8")

    with pytest.raises(CannotTakeIn, match="1880"):
        load_starts(tmp_path)

    assert not MethodStart.objects.exists()


def test_an_example_without_roll_outs_adds_nothing(tmp_path: Path):
    assert not load_starts(tmp_path)
