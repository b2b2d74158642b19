"""R35: six months before an initiative ends its page tells who takes over, what is missing, and where to say it."""

import datetime
import re

import pytest
from django.urls import reverse

from handslag.places.models import Area
from handslag.plans.models import Initiative, Plan
from handslag.plans.queries.ending import mark
from handslag.plans.rules import is_time_to_hand_over
from handslag.swedish.periods import parse_period
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)
HEADING = 'id="infor-slutet"'


@pytest.fixture
def areas(ground: Ground) -> list[Area]:
    """Three municipalities of the county, in which the association's initiative is; it ends in June 2026."""
    Plan.objects.filter(pk=ground.plan.pk).update(state_as_of=DAY)
    county = ground.plan.county
    found = [make.municipality(parent=county, name=name) for name in ("Alby", "Berga", "Ceby")]
    ends(ground, "mars 2024 – juni 2026")
    Initiative.objects.filter(pk=ground.mine.pk).update(places_precision="named", visibility="public")
    for area in found:
        make.place(ground.mine, area)
    return found


def ends(ground: Ground, words: str) -> None:
    period = parse_period(words)
    Initiative.objects.filter(pk=ground.mine.pk).update(
        period_text=words, period_from=period.first, period_to=period.last, period_precision=period.precision
    )


def page(ground: Ground, client=None) -> str:
    return (client or ground.owner).get(ground.mine.get_absolute_url()).content.decode()


def checklist(ground: Ground) -> str:
    """The list in words, without its marks."""
    text = page(ground).split(HEADING, 1)[1].split("</section>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# When


@pytest.mark.parametrize(
    ("status", "words", "day", "expected"),
    [
        ("ongoing", "2024 – juni 2026", "2025-11-30", False),
        ("ongoing", "2024 – juni 2026", "2025-12-01", True),
        ("ongoing", "2024 – juni 2026", "2026-06-30", True),
        ("ending", "2024 – juni 2026", "2027-01-01", True),
        ("unknown", "2024 – juni 2026", "2026-01-01", True),
        ("finished", "2024 – juni 2026", "2026-01-01", False),
        ("stopped", "2024 – juni 2026", "2026-01-01", False),
        ("ongoing", "från 2024", "2026-01-01", None),
        ("ongoing", "två år", "2026-01-01", None),
    ],
)
def test_it_is_time_from_six_months_before_the_end(status: str, words: str, day: str, expected: bool | None) -> None:
    assert is_time_to_hand_over(status, parse_period(words), day=datetime.date.fromisoformat(day)) is expected


def test_no_period_is_no_known_end() -> None:
    assert is_time_to_hand_over("ongoing", None, day=DAY) is None
    assert is_time_to_hand_over("finished", None, day=DAY) is False


def test_the_list_stands_on_the_page_when_it_is_time(ground: Ground, areas) -> None:
    assert "Inför slutet" in page(ground)
    assert "Angivet slut: juni 2026." in checklist(ground)
    ends(ground, "2024 – juni 2027")
    assert HEADING not in page(ground)
    assert "inget känt slut" not in page(ground)


def test_an_end_that_has_passed_keeps_the_list_until_the_initiative_is_over(ground: Ground, areas) -> None:
    ends(ground, "2024 – juni 2025")
    assert "Slutet har passerat" in page(ground)
    make.status(ground.mine, "finished", as_of="2026-02-01")
    assert HEADING not in page(ground)


def test_without_a_known_end_there_is_a_quiet_word_and_no_list(ground: Ground, areas) -> None:
    ends(ground, "från 2024")
    text = page(ground)
    assert HEADING not in text
    assert "Insatsen har inget känt slut." in text
    assert f"{ground.url('edit', 'insats', ground.mine)}#id_period" in text
    assert "inget känt slut" not in page(ground, ground.client(None))


@pytest.mark.parametrize("role", [None, Role.READER, Role.ADMINISTRATOR, Role.COUNTY_LEAD])
def test_only_those_who_may_edit_see_the_list(ground: Ground, areas, role: Role | None) -> None:
    elsewhere = make.organisation()
    client = ground.client(role, elsewhere if role == Role.COUNTY_LEAD else ground.mine.owner)
    assert HEADING not in page(ground, client)
    assert HEADING in page(ground, ground.lead)


# What


def test_r35_a_row_for_each_municipality_with_what_is_decided_and_missing(ground: Ground, areas) -> None:
    taker = make.organisation(county=ground.plan.county, name="Alby kommun")
    make.handover(
        ground.mine, areas[0], state="handed_over", owner=taker, agreed_on="2026-02-03", recheck_on="2027-02-01",
        contact_role="folkhälsostrateg",
    )  # fmt: skip
    make.handover(ground.mine, areas[1], state="refused")
    text = checklist(ground)
    assert "3 kommuner: 1 överlämnad, 1 avböjd, 1 utan uppgift." in text
    for words in ("Alby kommun", "3 februari 2026", "1 februari 2027", "folkhälsostrateg", "Ceby ingen uppgift"):
        assert words in text, words
    assert "3 saker är inte angivna." in text  # money in Alby, Ceby as a whole, and what it leads on to


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("planned", ["owner", "agreed_on", "owner", "contact_role", "recheck_on"]),
        ("handed_over", ["owner", "agreed_on", "owner", "contact_role", "recheck_on"]),
        ("silent", ["recheck_on"]),
        ("refused", []),
    ],
)
def test_each_missing_thing_leads_to_its_field(ground: Ground, areas, state: str, asked: list[str]) -> None:
    row = make.handover(ground.mine, areas[0], state=state)
    form = ground.url("edit_row", "overlamning", ground.mine, row.pk)
    found = re.findall(rf'href="{form}#id_(\w+)"', page(ground))
    assert found == asked
    fields = ground.owner.get(form).content.decode()
    for name in asked:
        assert f'id="id_{name}"' in fields


def test_a_municipality_nobody_has_spoken_of_leads_to_a_form_that_knows_it(ground: Ground, areas) -> None:
    address = f"{ground.url('add', 'overlamning', ground.mine)}?area={areas[2].pk}"
    assert address in page(ground)
    assert f'<option value="{areas[2].pk}" selected>Ceby' in ground.owner.get(address).content.decode()


def test_money_is_what_the_taker_pays_after_the_end(ground: Ground, areas) -> None:
    taker = make.organisation(county=ground.plan.county, name="Alby kommun")
    make.handover(ground.mine, areas[0], state="planned", owner=taker)
    text = page(ground).replace("&amp;", "&")
    address = f"{ground.url('add', 'medel', ground.mine)}?organisation={taker.pk}&source_text=Alby+kommun"
    assert address in text
    form = ground.owner.get(address).content.decode()
    assert f'<option value="{taker.pk}" selected>Alby kommun' in form
    paid = {"source_text": "Alby kommun", "organisation": str(taker.pk), "kronor": "40000"}
    ground.owner.post(ground.url("add", "medel", ground.mine), paid | {"period": "2025"})
    assert "40 000 kr" not in checklist(ground).replace("\xa0", " ")
    ground.owner.post(ground.url("add", "medel", ground.mine), paid | {"period": "från 2027"})
    assert "40 000 kr" in checklist(ground).replace("\xa0", " ")


def test_an_amount_that_is_not_known_is_not_zero(ground: Ground, areas) -> None:
    taker = make.organisation(county=ground.plan.county, name="Alby kommun")
    make.handover(ground.mine, areas[0], state="planned", owner=taker)
    paid = {"source_text": "Alby kommun", "organisation": str(taker.pk)}
    ground.owner.post(ground.url("add", "medel", ground.mine), paid)
    assert "belopp inte angivet" in checklist(ground)


def test_the_parts_of_the_county_stand_for_their_municipalities(ground: Ground, areas) -> None:
    ground.mine.places.all().delete()
    division = make.division(county=ground.plan.county)
    make.place(ground.mine, make.lansdel(division, *areas[:2]))
    text = checklist(ground)
    assert "2 kommuner: 2 utan uppgift." in text
    assert "Ceby" not in text


@pytest.mark.parametrize(("precision", "missing"), [("county", 4), ("count", 2)])
def test_all_municipalities_stand_there_but_only_known_ones_are_missing(ground, areas, precision, missing) -> None:
    values = {"places_precision": precision, "places_count": 2, "places_unit": "kommuner"}
    Initiative.objects.filter(pk=ground.mine.pk).update(**values)
    ground.mine.places.all().delete()
    text = checklist(ground)
    assert "3 kommuner: 3 utan uppgift." in text
    assert f"{missing} saker är inte angivna." in text
    assert ("Bara antalet är angivet." in text) == (precision == "count")


def test_places_that_are_unknown_are_asked_for(ground: Ground, areas) -> None:
    ground.mine.places.all().delete()
    Initiative.objects.filter(pk=ground.mine.pk).update(places_precision="unknown")
    text = page(ground)
    assert "Vilka kommuner det gäller" in text
    assert "Vem som tar över" in text
    assert f'href="{ground.url("edit", "platser", ground.mine)}"' in text


def test_what_it_leads_on_to_and_a_pilots_decision(ground: Ground, areas) -> None:
    Initiative.objects.filter(pk=ground.mine.pk).update(kind="pilot_project")
    assert "Beslut efter försöket Inte angivet." in checklist(ground)
    decision = {"subject": "Modellen", "decision": "spread"}
    ground.owner.post(ground.url("add", "beslut", ground.mine), decision)
    make.relation(ground.mine, "continues_as", make.initiative(ground.plan, title="Natthäng"))
    text = checklist(ground)
    assert "Modellen: sprids" in text
    assert "Vad den leder vidare till Natthäng" in text


def test_all_that_is_asked_for_is_stated(ground: Ground, areas) -> None:
    for area in areas:
        make.handover(ground.mine, area, state="refused")
    make.relation(ground.mine, "continues_as", make.initiative(ground.plan, title="Natthäng"))
    assert "Allt som listan frågar efter är angivet." in checklist(ground)


# The county's front page


@pytest.mark.parametrize(
    ("states", "is_time", "words"),
    [
        ([], False, ""),
        ([], True, "Vem som tar över är inte angivet."),
        (["handed_over"], False, "Överlämning: 1 överlämnad."),
        (["silent", "handed_over", "refused", "handed_over", "silent"], True, "Överlämning: 2 överlämnade, 1 avböjd, 2 utan svar."),
    ],
)  # fmt: skip
def test_the_mark_says_how_far_it_has_come(states: list[str], is_time: bool, words: str) -> None:
    assert mark(states, is_time=is_time) == words


def test_the_front_page_marks_what_ends(ground: Ground, areas) -> None:
    front = reverse("lage", args=[ground.plan.county.slug])

    def ending() -> str:
        return ground.client(None).get(front).content.decode().split('id="slut"', 1)[1].split("</section>", 1)[0]

    assert "Vem som tar över är inte angivet." in ending()
    row = make.handover(ground.mine, areas[0], state="planned")
    assert "Överlämning: 1 planerad." in ending()
    away = ground.url("withdraw_row", "overlamning", ground.mine, row.pk)
    ground.owner.post(away, {"version": "1", "reason": "Fel kommun"})
    assert "Vem som tar över är inte angivet." in ending()
    ends(ground, "2024 – januari 2027")
    assert ground.mine.title in ending()
    assert "Vem som tar över" not in ending()


def test_the_list_costs_no_more_queries_with_more_municipalities(
    ground: Ground, areas, django_assert_max_num_queries
) -> None:
    client = ground.owner
    client.get(ground.mine.get_absolute_url())
    for n in range(9):
        area = make.municipality(parent=ground.plan.county, name=f"Deby {n}")
        make.place(ground.mine, area)
        make.handover(ground.mine, area, owner=make.organisation(county=ground.plan.county))
    with django_assert_max_num_queries(27):
        assert "12 kommuner" in page(ground, client)
