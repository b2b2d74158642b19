"""The page of reach: per 1 000 with exact limits, no ranking, silence is no zero, few are hidden (R58, R60)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handslag.plans.models import Plan
from tests import factories as make
from tests.indicators.reach_ground import ReachGround

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files"), pytest.mark.pure]


def rows(page: str) -> list[list[str]]:
    """The cells of the tables outside the drawings."""
    body = re.sub(r"<figure.*?</figure>", "", page, flags=re.S)
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", body, flags=re.S)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</t[hd]>", each)][:-1] for each in found]


def test_r58_mhfa_shows_35_sessions_by_four_lansdelar_per_inhabitant_beside_raw(client: Client):
    plan = Plan.objects.get(key="orebro-2020-2023")
    mhfa = plan.initiatives.get(key="mhfa")

    page = client.get(reverse("reach", args=["orebro", plan.key]) + f"?insats={mhfa.uuid}").content.decode()

    table = rows(page)
    assert [row[:2] for row in table] == [
        ["Norra länsdelen", "4"], ["Västra länsdelen", "14"], ["Södra länsdelen", "9"], ["Örebro", "8"], ["Summa", "35"],
    ]  # fmt: skip
    # 14 sessions for 45 115 inhabitants on 31 December 2023; exact Poisson limits of 14 are 7.65 and 23.49.
    assert table[1][2:] == ["45\N{NO-BREAK SPACE}115", "0,31", "0,17–0,52"]
    assert "per alla invånare" in page


def test_r58_without_population_the_column_says_why_it_is_empty():
    ground = ReachGround(people=())
    ground.figure(8, ground.parts[0])

    page = ground.page("reach")

    assert ["Norra", "8", "saknas", "–", "–"] in rows(page)
    assert "Folkmängden är inte inläst för länets kommuner." in page


def test_a_silent_place_has_no_number_and_a_confirmed_zero_is_zero():
    ground = ReachGround()
    ground.figure(30, ground.municipalities[0])
    ground.figure(0, ground.municipalities[1])

    page = ground.page("reach")

    by_name = {row[0]: row for row in rows(page)}
    assert by_name["Berg"][1:4] == ["0", "3\N{NO-BREAK SPACE}000", "0,00"]
    assert by_name["Cedra"][1:] == ["ingen uppgift", "6\N{NO-BREAK SPACE}000", "–", "–"]
    assert "Ingen uppgift, ingen slutsats dras:</span> Cedra" in page or "ingen slutsats dras: Cedra" in page
    assert "0, bekräftat: Berg" in page


def test_places_stand_in_their_order_whatever_they_have():
    ground = ReachGround()
    for value, area in zip((10, 300, 20), ground.municipalities, strict=True):
        ground.figure(value, area)

    assert [row[0] for row in rows(ground.page("reach"))][:3] == ["Alby", "Berg", "Cedra"]
    assert not re.search(r"\b(bäst|sämst|topp|flest|rankning)", ground.page("reach"))


def test_few_persons_are_hidden_with_the_sum_that_would_give_them_back():
    ground = ReachGround()
    for value, area in zip((3, 30, 40), ground.municipalities, strict=True):
        ground.figure(value, area)

    page = ground.page("reach")

    assert ["Alby", "färre än 5, visas inte", "1\N{NO-BREAK SPACE}000", "–", "–"] in rows(page)
    assert "Summa" not in page
    assert "73" not in re.sub(r"<svg.*?</svg>|<[^>]+>", "", page.split("<main")[1], flags=re.S)


def test_few_sessions_point_at_nobody_and_are_shown():
    ground = ReachGround()
    ground.figure(3, ground.parts[0], kind="sessions", unit="tillfällen")

    assert rows(ground.page("reach"))[0][1] == "3"


def test_few_persons_without_a_place_stand_as_the_plan_states_them():
    ground = ReachGround()
    ground.figure(4)

    assert "4 deltagare" in ground.page("reach")


def test_a_larger_place_does_not_tell_the_few_of_one_in_it():
    ground = ReachGround()
    county = ground.plan.county
    for value, at in ((45, county), (33, ground.parts[0]), (12, ground.parts[1]), (3, ground.municipalities[0])):
        ground.figure(value, at)
    ground.figure(30, ground.municipalities[1])

    shown = {row[0]: row[1] for row in rows(ground.page("reach"))}

    assert shown["Alby"] == "färre än 5, visas inte"
    assert shown["Norra"] == shown[county.name] == "visas inte: skyddar enskilda"
    assert (shown["Södra"], shown["Berg"]) == ("12", "30")


def test_the_municipalities_do_not_tell_the_few_of_the_part_they_make():
    ground = ReachGround()
    for value, at in ((4, ground.parts[0]), (4, ground.municipalities[0]), (0, ground.municipalities[1])):
        ground.figure(value, at)

    shown = {row[0]: row[1] for row in rows(ground.page("reach"))}

    assert shown["Norra"] == "färre än 5, visas inte"
    assert shown["Berg"] == "visas inte: skyddar enskilda"


def test_a_target_group_of_known_size_is_the_base():
    ground = ReachGround()
    ground.mine.age_from, ground.mine.age_to = 13, 17
    ground.mine.save()
    for area in ground.municipalities:
        ground.populate(area, 100, first=13, last=17)
    for area in ground.municipalities:
        ground.figure(10, area)

    page = ground.page("reach")

    assert "Invånare 13–17 år 2023" in page
    assert rows(page)[0][2:4] == ["100", "100,00"]


def test_how_even_it_is_stands_in_words():
    ground = ReachGround()
    for value, area in zip((60, 30, 10), ground.municipalities, strict=True):
        ground.figure(value, area)

    page = ground.page("reach")

    assert "100 deltagare, fördelade på tre områden." in page
    assert "I ett av områdena är de färre och i ett fler än slumpen oftast ger vid jämn fördelning." in page


@pytest.mark.parametrize("query", ["?matt=utbildade", "?metod=finns-inte&matt=finns-inte", "?insats=x"])
def test_an_address_chooses_and_what_is_unknown_chooses_nothing(query: str):
    ground = ReachGround()
    ground.figure(30, ground.parts[0])
    ground.figure(9, ground.parts[0], kind="trained", unit="utbildade", series="u")

    headings = re.findall(r'<h2 id="r-\d">(.*?)</h2>', ground.page("reach", query=query))

    assert len(headings) == (1 if query == "?matt=utbildade" else 2)


def test_a_method_is_chosen_in_the_address():
    ground = ReachGround()
    ground.mine.methods.add(make.method(ground.plan, key="kurs"))
    ground.figure(30, ground.parts[0])
    other = make.initiative(ground.plan, title="Utan metod")
    ground.figure(30, ground.parts[0], of=other)

    page = ground.page("reach", query="?metod=kurs")

    assert re.findall(r'<h2 id="r-\d">(.*?):', page) == ["Första hjälpen"]


def test_help_stands_first_where_an_initiative_is_about_suicide():
    ground = ReachGround()
    ground.mine.about_suicide = True
    ground.mine.save()
    ground.figure(30, ground.parts[0])

    page = ground.page("reach")

    assert page.index("90101") < page.index('class="crumb"') < page.index("<h1>")


@pytest.mark.parametrize(("who", "sees"), [("", False), ("other", False), ("lead", False), ("owner", True)])
def test_a_drafts_figures_are_shown_to_its_owner_alone(who: str, sees: bool):
    ground = ReachGround()
    ground.mine.visibility = "draft"
    ground.mine.save()
    ground.figure(77, ground.parts[0])
    ground.session(at=ground.parts[0], number=66)

    page = ground.page("reach", getattr(ground, who) if who else None)

    assert [("77" in cells or "66" in cells) for cells in rows(page)].count(True) == (2 if sees else 0)


def test_a_draft_plan_is_not_there_for_others():
    ground = ReachGround()
    Plan.objects.filter(pk=ground.plan.pk).update(visibility="draft")

    assert Client().get(ground.address("reach")).status_code == 404
    assert ground.lead.get(ground.address("reach")).status_code == 200


@pytest.mark.parametrize("name", ["reach", "training"])
def test_a_page_asks_as_much_however_much_there_is(name: str):
    ground = ReachGround()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            ground.page(name)
        return len(found)

    def add(n: int) -> None:
        for _ in range(n):
            made = make.initiative(ground.plan)
            made.methods.add(make.method(ground.plan))
            made.target_groups.add(make.target_group(ground.plan))
            ground.figure(30, ground.parts[0], of=made, kind="sessions")
            ground.session(at=ground.municipalities[0], initiative=made)
            ground.instructors(3, ground.parts[0], initiative=made)

    add(2)
    asked()
    few = asked()
    add(8)

    assert asked() <= few <= 15  # of many there is a list, without inhabitants


def test_of_many_initiatives_the_page_lists_what_each_says_and_leads_to_its_table():
    ground = ReachGround()
    for n in range(13):
        ground.figure(30 + n, ground.parts[0], of=make.initiative(ground.plan, title=f"Insats {n}"))
    ground.figure(7, of=ground.mine)

    page = ground.page("reach", query="?matt=deltagare")

    assert rows(page) == []
    assert "Deltagare i kursen, 2023: 1 av 2 delar av länet har uppgift." in page
    assert "1 tal utan plats." in page
    chosen = re.search(r'<a href="(\?matt=deltagare&amp;insats=[^"]+)">Insats 12</a>', page)[1]
    assert rows(ground.page("reach", query=chosen.replace("&amp;", "&")))[0][:2] == ["Norra", "42"]
