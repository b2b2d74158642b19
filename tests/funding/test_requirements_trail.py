"""Every krona in a grant reaches an initiative or is shown as not placed, from the source to the goal and back."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handslag.funding.models import Award, Pot
from handslag.funding.trail.queries import trail_of
from handslag.funding.trail.tables import UNKNOWN, rows_of
from handslag.plans.models import FundingStatement, Plan, Result
from handslag.trust.permissions import Role
from tests import factories as make
from tests.funding.ledger_ground import Purse

pytestmark = pytest.mark.django_db


@pytest.fixture
def purse(static_files, db) -> Purse:
    return Purse.made()


def line_of(purse: Purse, kronor: int = 1000, **fields):
    """A line of the county's own agreement of 2024, of which the payer has published the county's share."""
    agreement = make.agreement(purse.plan, year=2024)
    line = make.grant_line(agreement, kronor=10 * kronor, **fields)
    make.published_share(purse.plan, line, kronor=kronor)
    return line


def decided(purse: Purse, line, kronor: int, **fields) -> tuple[Pot, Award]:
    """A pot of the line, decided in one line that is awarded to an initiative."""
    pot = purse.pot(line=line, kronor=kronor)
    decision = make.pot_decision(make.pot_proposal(pot, kronor), paragraph="§ 4")
    return pot, purse.award(title="", pot=pot, decision=decision, **{"kronor": kronor, **fields})


def table(purse: Purse, client: Client, **asked) -> list[dict[str, str]]:
    told = client.get(purse.url("trail_file", "csv"), asked).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told), delimiter=";"))


def test_a_krona_is_followed_from_its_line_to_the_goal(purse: Purse) -> None:
    goal = make.goal(purse.plan, title="Tidigt stöd")
    initiative = make.initiative(purse.plan, serves=goal, title="Föräldrastöd")
    line = line_of(purse, title="Barn och unga")
    decided(purse, line, 600, initiative=initiative, organisation=purse.plan.lead)

    page = Client().get(purse.url("trail"))

    told = page.content.decode()
    (source,) = page.context["sources"]
    assert (source.balance.reached.kronor, source.balance.unplaced) == (600, 400)
    for words in (
        "Barn och unga",
        "Chefsgruppen, 1 mars 2026, § 4",
        purse.plan.lead.name,
        "Föräldrastöd",
        "Tidigt stöd",
    ):
        assert words in told
    (placed, left) = table(purse, Client())
    assert (placed["mål"], placed["kronor"], placed["vad"]) == ("Tidigt stöd", "600", "når en insats")
    assert (left["kronor"], left["vad"]) == ("400", "oplacerat: i ingen pott")


def test_the_picture_says_what_the_table_says(purse: Purse) -> None:
    line = line_of(purse, title="Barn och unga")
    pot, award = decided(purse, line, 600, initiative=make.initiative(purse.plan, title="Föräldrastöd"))
    Award.objects.filter(pk=award.pk).update(kronor=None)

    drawing = Client().get(purse.url("trail")).context["drawing"]

    told = {(start, to): words for _, start, _, to, words in drawing.rows}
    assert told["Barn och unga", pot.title] == "600\xa0kr"
    assert told["Barn och unga", "Oplacerat"] == "400\xa0kr"
    assert told[pot.title, "Mottagare inte angiven"] == "belopp inte angivet"
    assert "Streckad tråd: något belopp är inte angivet." in drawing.note
    assert "stroke-dasharray" in drawing.broad


def test_an_unknown_amount_makes_what_is_left_the_most_it_can_be(purse: Purse) -> None:
    line = line_of(purse)
    purse.award(line=line, initiative=make.initiative(purse.plan), title="", kronor=300)
    purse.award(line=line, initiative=make.initiative(purse.plan), title="", kronor=None)

    told = Client().get(purse.url("trail")).content.decode()

    assert "300\xa0kr och 1 utan belopp" in told
    assert "Högst 700\xa0kr är oplacerat." in told
    assert sorted(row["kronor"] for row in table(purse, Client())) == sorted(["300", UNKNOWN, "700"])


def test_more_awarded_than_the_line_is_flagged(purse: Purse) -> None:
    purse.award(line=line_of(purse), initiative=make.initiative(purse.plan), title="", kronor=1300)

    told = Client().get(purse.url("trail")).content.decode()

    assert "300\xa0kr mer har gått ut än vad som kom in" in told
    assert [row["kronor"] for row in table(purse, Client(), visa="over")] == ["-300"]


def test_a_budget_post_is_no_initiative(purse: Purse) -> None:
    purse.award(line=line_of(purse), title="Utbildare", kronor=250)

    (source,) = Client().get(purse.url("trail")).context["sources"]

    assert (source.balance.reached.kronor, source.balance.posts.kronor, source.balance.unplaced) == (0, 250, 750)


def test_money_carried_to_a_later_year_is_in_both_years_and_lost_in_none(purse: Purse) -> None:
    pot = purse.pot(line=line_of(purse), kronor=1000)
    later = purse.pot(year=2025, kronor=500, carried=400, carried_from=pot)

    before = trail_of(purse.plan, None, year=2024).sources[0].balance
    after = next(
        each for each in trail_of(purse.plan, None, year=2025).sources if each.key == f"pott-{later.pk}"
    ).balance

    assert (before.unplaced, before.carried_on) == (600, 400)
    assert (after.whole, after.carried_in.kronor, after.unplaced) == (500, 400, 900)


def test_what_ships_is_not_counted_beside_the_countys_copy(purse: Purse) -> None:
    shipped = make.grant_line(make.agreement(year=2024), kronor=5000)
    line = line_of(purse)

    keys = [each.key for each in trail_of(purse.plan, None, year=2024).sources]
    make.award(purse.plan, line=shipped, source_text="")
    both = [each.key for each in trail_of(purse.plan, None, year=2024).sources]

    assert keys == [f"post-{line.pk}"]
    assert set(both) == {f"post-{line.pk}", f"post-{shipped.pk}"}


@given(st.data())
@settings(
    max_examples=15, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_in_any_small_world_every_source_sums_up_and_no_award_is_lost(purse: Purse, data: st.DataObject) -> None:
    Award.everything.all().delete()
    Pot.everything.all().delete()
    kronor = st.none() | st.integers(min_value=0, max_value=2000)
    years = (2024, 2025)
    lines = [line_of(purse, data.draw(st.integers(min_value=0, max_value=3000))) for _ in range(2)]
    initiatives = [None, make.initiative(purse.plan)]
    pots = [
        purse.pot(line=data.draw(st.sampled_from([None, *lines])), kronor=data.draw(kronor), year=data.draw(st.sampled_from(years)))
        for _ in range(data.draw(st.integers(min_value=0, max_value=3)))
    ]  # fmt: skip
    for _ in range(data.draw(st.integers(min_value=0, max_value=6))):
        purse.award(
            pot=data.draw(st.sampled_from([None, *pots])), line=data.draw(st.sampled_from([None, *lines])),
            initiative=data.draw(st.sampled_from(initiatives)), kronor=data.draw(kronor), year=data.draw(st.sampled_from(years)),
        )  # fmt: skip

    known = trail_of(purse.plan, None).years
    found = [trail_of(purse.plan, None, year=year) for year in known]

    pieces = sorted(piece.id for trail in found for _, piece in trail.pieces)
    assert pieces == sorted(Award.objects.values_list("id", flat=True))
    for trail in found:
        for source in trail.sources:
            if source.balance.rest is not None:
                sums = [
                    -(row.kronor or 0) if row.kind == "over" else row.kronor or 0 for row in rows_of(trail, [source])
                ]
                assert sum(sums) == source.whole.kronor + source.balance.carried_in.kronor


def test_a_krona_may_stand_at_several_goals_and_is_counted_once_among_the_sources(purse: Purse) -> None:
    first, second, none = (make.goal(purse.plan, title=title) for title in ("Ett", "Två", "Tre"))
    both = make.initiative(purse.plan, serves=first)
    make.contribution(both, second)
    make.contribution(both, none, origin="proposed")
    Result.objects.create(initiative=both, kind="done", text="Utbildade")
    purse.award(initiative=both, title="", kronor=500)

    page = Client().get(purse.url("trail"))

    told = [(each.goal.title, each.tally.kronor, each.results) for each in page.context["goals"]]
    assert told == [("Ett", 500, 1), ("Två", 500, 1), ("Tre", 0, 0)]
    assert [each.goal.title for each in page.context["without"]] == ["Tre"]
    assert sum(each.balance.reached.kronor for each in page.context["sources"]) == 500
    assert "Samma krona kan stå vid flera mål: summan av målen är inte summan av pengarna." in page.content.decode()


def test_goals_where_every_amount_is_unknown_stand_apart(purse: Purse) -> None:
    goal = make.goal(purse.plan, title="Ett")
    named = make.initiative(purse.plan, serves=goal)
    FundingStatement.objects.create(initiative=named, source_text="länsgemensamma medel")

    page = Client().get(purse.url("trail"))

    assert ([each.goal.title for each in page.context["unknown"]], page.context["without"]) == (["Ett"], [])


def test_the_example_says_that_none_of_24_has_an_amount_and_which_nine_name_a_fund(plan: Plan, static_files) -> None:
    page = Client().get("/orebro/medel/spar/")

    told = page.content.decode()
    assert "0 av 24 insatser har ett angivet belopp." in told
    assert len(page.context["naming"]) == 9
    for initiative, statements in page.context["naming"]:
        assert initiative.title in told.replace("&amp;", "&")
        assert all(said.kronor is None for said in statements)


def test_a_pot_and_a_line_lead_to_their_own_trail(purse: Purse) -> None:
    line = line_of(purse, title="Barn och unga")
    pot, award = decided(purse, line, 600, initiative=make.initiative(purse.plan))
    purse.award(line=line, title="Direkt", kronor=100)

    of_pot = table(purse, Client(), kalla=f"pott-{pot.pk}")
    of_line = table(purse, Client(), kalla=f"post-{line.pk}")

    assert [row["kronor"] for row in of_pot] == ["600"]
    assert [row["kronor"] for row in of_line] == ["600", "100", "300"]
    assert f"?kalla=pott-{pot.pk}" in Client().get(pot.get_absolute_url()).content.decode()
    way = Client().get(award.get_absolute_url()).content.decode()
    assert all(each in way for each in (pot.get_absolute_url(), "Barn och unga", award.initiative.get_absolute_url()))


def test_only_what_the_reader_may_know_of_is_on_the_trail(purse: Purse) -> None:
    line = line_of(purse)
    hidden = make.initiative(purse.plan, title="Hemlig insats", visibility="internal", owner=purse.plan.lead)
    decided(purse, line, 600, initiative=hidden)
    other = Purse.made()
    clients = {role: purse.client(role) for role in (Role.CONTROLLER, Role.COUNTY_LEAD, Role.READER)}
    outside = (Client(), other.client(Role.CONTROLLER), other.client(Role.READER))

    seen = {
        role: "Hemlig insats" in client.get(purse.url("trail")).content.decode() for role, client in clients.items()
    }

    assert all(seen.values())  # members of the organisation that leads the plan, the manager group's too
    for client in outside:
        told = client.get(purse.url("trail"))
        assert told.status_code == 200
        assert "Hemlig insats" not in told.content.decode()
        assert all(row["vad"] != "når en insats" for row in table(purse, client))


def test_the_trail_of_a_hidden_plan_is_not_found_by_a_stranger(purse: Purse) -> None:
    Plan.objects.filter(pk=purse.plan.pk).update(visibility="internal")

    assert Client().get(purse.url("trail")).status_code == 404
    assert Purse.made().keeper.get(purse.url("trail")).status_code == 404
    assert purse.keeper.get(purse.url("trail")).status_code == 200


def test_more_awards_cost_no_more_queries(purse: Purse) -> None:
    goal = make.goal(purse.plan)

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            assert Client().get(purse.url("trail")).status_code == 200
        return len(told)

    for n in (1, 10):
        for _ in range(n):
            decided(purse, line_of(purse), 600, initiative=make.initiative(purse.plan, serves=goal))
        if n == 1:
            few = asked()

    assert asked() == few <= 15


def test_a_goal_tells_of_the_money_that_reaches_it(purse: Purse) -> None:
    goal = make.goal(purse.plan)
    initiative = make.initiative(purse.plan, serves=goal)
    hidden = make.initiative(purse.plan, serves=goal, visibility="internal")
    Result.objects.create(initiative=initiative, kind="done", text="Utbildade sextio")
    purse.award(initiative=initiative, title="", kronor=500)
    purse.award(initiative=hidden, title="", kronor=77_000)

    told = Client().get(goal.get_absolute_url()).content.decode()

    assert "Minst 500\xa0kr." in told
    assert "1 av 1 insats har ett angivet belopp." in told
    assert "Utbildade sextio" in told
    assert "77\xa0" not in told.split('id="pengar"')[1].split("</section>")[0]
