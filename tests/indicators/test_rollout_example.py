"""What Exempellän has beside its plan: made-up roll-outs, training and a later edition of its figures."""

from pathlib import Path

import pytest
from django.conf import settings

from handslag.indicators.loading.shipping import load_example
from handslag.indicators.models import MethodStart, Observation
from handslag.indicators.rollout.answers import answer_of
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


def test_they_are_loaded_and_marked_as_examples():
    rows = MethodStart.objects.select_related("initiative__plan")

    assert len(rows) == 36
    assert all(row.source.startswith("exempel") for row in rows)
    assert {row.initiative.plan.key for row in rows} == {"exempellan-2026"}


def test_an_initiative_of_a_draft_plan_is_a_draft_too():
    plan = Plan.objects.get(key="exempellan-2026")

    assert {each.visibility for each in Initiative.objects.filter(plan=plan)} == {plan.visibility}


def test_the_three_give_an_estimate_and_two_refusals():
    found = answer("Samtal i tid", "varken-arbetar-eller-studerar")

    assert found.usable
    assert "minskning" in found.text
    assert "few_comparison_units" in answer("Läsår med stöd", "behoriga-till-yrkesprogram").reasons
    assert "never_certain" in answer("Försök i en kommun", "varken-arbetar-eller-studerar").reasons


def test_its_later_edition_is_a_second_vintage_and_loading_again_changes_nothing():
    key = {
        "indicator__key": "behoriga-till-yrkesprogram",
        "area__code": "exempellan",
        "period_to__year": 2025,
        "sex": "T",
    }
    before = list(Observation.objects.filter(**key).order_by("vintage").values_list("vintage", "latest", "value"))

    assert [(vintage, latest) for vintage, latest, _ in before] == [(1, False), (2, True)]
    assert before[1][2] == 90.0 != before[0][2]
    assert load_example(FOLDER)["figures"] == 0
    assert (
        list(Observation.objects.filter(**key).order_by("vintage").values_list("vintage", "latest", "value")) == before
    )


def test_reach_and_training_have_something_to_show_and_say_that_it_is_made_up(step_in):
    county_lead, plan = step_in("led-exempel"), "/exempellan/planer/exempellan-2026/"
    training = county_lead.get(f"{plan}utbildningar/").content.decode()
    reach = county_lead.get(f"{plan}rackvidd/").content.decode()

    assert "Kurs i att möta psykisk ohälsa" in training and "Kurs i att möta psykisk ohälsa" in reach
    assert "fler än instruktörerna hinner" in training
    assert "Ekliden" in reach


def test_each_part_of_the_county_is_named_once_beside_its_municipalities(step_in):
    page = step_in("led-exempel").get("/exempellan/planer/exempellan-2026/rackvidd/").content.decode()
    drawn = next(each for each in page.split("</svg>") if "Granvåla" in each).rpartition("<svg")[2]

    assert [drawn.count(f">{part} delregionen<") for part in ("Norra", "Södra")] == [1, 1]
    assert drawn.index(">Granvåla<") < drawn.index(">Exempelstad<")
