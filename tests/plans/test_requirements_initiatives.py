"""Requirements on initiatives and what is stated about them (R26-R41, R47, R107, R117), on the example."""

import html
import re
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from handslag.plans.models import (
    Figure,
    FundingStatement,
    Initiative,
    Obstacle,
    PilotDecision,
    Plan,
    Post,
    Recommendation,
    Result,
    StatusEntry,
    SuccessFactor,
)
from handslag.plans.queries import statements
from handslag.plans.queries.citations import citation_book
from handslag.plans.queries.goals import Tree
from handslag.plans.queries.initiative import InitiativePage, alike, figure_sums, initiative_page, similar
from handslag.plans.queries.overview import endings, events, status_counts
from handslag.plans.queries.register import filters, search_register
from handslag.plans.queries.rows import InitiativeRow, initiative_rows
from handslag.swedish.periods import parse_period
from handslag.trust.models import Citation
from tests import factories as make
from tests.example_fixtures import DAY

pytestmark = pytest.mark.django_db

Rows = list[InitiativeRow]


def initiative(key: str) -> Initiative:
    return Initiative.objects.get(plan__key="orebro-2020-2023", key=key)


def page(key: str, tree: Tree) -> InitiativePage:
    """The page of an initiative as a visitor sees it on the example's day."""
    return initiative_page(initiative(key), tree=tree, user=AnonymousUser(), day=DAY)


def flagged(rows: Rows, kind: str) -> list[int | None]:
    return [row.number for row in rows if any(flag.kind == kind for flag in row.flags)]


# R26-R29: the register, status, time and place


def test_r26_the_example_shows_24_with_their_kinds(rows: Rows) -> None:
    assert [row.number for row in rows] == list(range(1, 25))
    assert Counter(row.kind for row in rows) == {
        "project": 3,
        "activity": 19,
        "pilot_project": 1,
        "pilot_study": 1,
    }


def test_r26_those_only_mentioned_are_apart(plan: Plan, visitor: AnonymousUser, rows: Rows) -> None:
    everything = initiative_rows(plan, user=visitor, day=DAY, mentioned=True)

    mentioned = [row for row in everything if row.listing == "mentioned"]
    assert len(everything) == len(rows) + len(mentioned)
    assert len(mentioned) == 13
    assert {row.number for row in mentioned} == {None}


def test_r27_statuses_are_counted_and_unknown_is_one_of_them(rows: Rows) -> None:
    assert [(count.status, count.n) for count in status_counts(rows)] == [
        ("ongoing", 13),
        ("finished", 7),
        ("ending", 1),
        ("to_be_discussed", 1),
        ("unknown", 2),
    ]


def test_r27_before_the_follow_up_nothing_was_stated(plan: Plan, visitor: AnonymousUser) -> None:
    rows = initiative_rows(plan, user=visitor, day=DAY.replace(year=2022))

    assert {row.status.status for row in rows} == {"unknown"}


def test_r27_a_status_grows_old_after_the_plans_months(plan: Plan, visitor: AnonymousUser) -> None:
    rows = initiative_rows(plan, user=visitor, day=DAY.replace(year=2025))

    assert len(flagged(rows, "stale")) == 14  # 13 under way and one ending; what is over does not grow old


def test_r27_a_stated_end_that_has_passed_and_statements_that_disagree_are_flagged(rows: Rows) -> None:
    assert flagged(rows, "past_end") == [3, 5, 12, 16]
    assert flagged(rows, "contradiction") == [3, 5, 6, 12, 23]


def test_r28_autumn_2020_prints_as_written(rows: Rows) -> None:
    dance = next(row for row in rows if row.number == 3)

    assert dance.period.text == "hösten 2020 – december 2023"
    assert dance.period.start_precision == "season"


def test_r28_autumn_sorts_between_summer_and_winter() -> None:
    words = ["vintern 2020", "hösten 2020", "2021", "sommaren 2020", "1 januari 2020"]
    periods = [parse_period(text) for text in words]

    in_order = sorted((period for period in periods if period), key=lambda period: period.sort_key)

    assert [period.text for period in in_order] == [
        "1 januari 2020", "sommaren 2020", "hösten 2020", "vintern 2020", "2021",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["tabb", "tabb-foljeforskning"])
def test_r29_tabb_shows_4_of_12_not_named(key: str) -> None:
    tabb = initiative(key)

    assert (tabb.places_precision, tabb.places_count, tabb.places_of) == ("count", 4, 12)
    assert not tabb.places.exists()


# R30-R34: posts, obstacles, what helps, what follows


def test_r30_the_suicide_coordinator_has_two_posts_in_turn() -> None:
    first, second = Post.objects.filter(initiative=initiative("samordnare-suicidprevention"))

    assert (first.percent, first.period.text) == (50, "hösten 2021 – årsskiftet 2022–2023")
    assert (second.percent, second.period.text) == (100, "från årsskiftet 2022–2023")
    assert second.placed_at == "Välfärd och folkhälsa"
    assert {relation.kind for relation in first.relations.filter(to_post=second)} == {"moved", "extended", "merged"}


def test_r30_what_is_stated_in_two_ways_is_kept_in_both() -> None:
    posts = Post.objects.filter(initiative=initiative("lansdelssamordnare"))

    assert len(posts) == 4
    assert all("70" in post.stated_differently for post in posts)


def test_r32_the_theme_attendance_gathers_the_obstacles_of_knowledge_steering_and_bpsd(plan: Plan, visitor) -> None:
    groups, total = statements.obstacles(plan.county, user=visitor)

    attendance = next(group for group in groups if group.key == "attendance")
    assert sorted(item.initiative.key for item in attendance.items) == ["bpsd", "processhandledare"]
    assert total == sum(len(group.items) for group in groups) == Obstacle.objects.count()


def test_r32_obstacles_are_grouped_by_who_can_solve_them_too(plan: Plan, visitor) -> None:
    groups, total = statements.obstacles(plan.county, user=visitor, by="level")

    assert sum(len(group.items) for group in groups) == total
    assert groups[-1].title == "Inte angivet vem som kan lösa det"


def test_r33_what_helps_is_ranked_where_the_source_ranks_it() -> None:
    factors = SuccessFactor.objects.filter(initiative=initiative("dans-for-halsa"))

    assert [factor.rank for factor in factors] == [1, 2, 3, 4]
    assert factors[0].text.startswith("Fortsätt att utbilda instruktörer")


@pytest.mark.parametrize("key", ["barn-sammansatt-stod", "nu-borjar-vi-med-barnen"])
def test_r34_the_chain_to_the_platform_is_seen_from_both_ends(key: str, tree: Tree) -> None:
    onward = relatives(page(key, tree))
    back = relatives(page("plattform-kraftsamlingar", tree))

    assert ("plattform-kraftsamlingar", "blir underlag till") in onward
    assert (key, "har som underlag") in back


def test_r34_finished_is_not_the_end(tree: Tree) -> None:
    assert ("tabb-2", "fortsätter som") in relatives(page("tabb", tree))


def relatives(shown: InitiativePage) -> list[tuple[str, str]]:
    """Keys of what hangs together with the page's initiative, and how, in words."""
    keys = dict(Initiative.objects.values_list("id", "key"))
    return [(keys[each.initiative.id], each.words) for each in shown.related]


# R36-R38, R41: decisions, readiness, advice, relatives


def test_r36_yam_goes_on_and_of_fnoffs_models_one_is_kept_and_one_dropped() -> None:
    def decided(key: str) -> list[tuple[str, str]]:
        return list(PilotDecision.objects.filter(initiative__key=key).values_list("subject", "decision"))

    assert decided("yam") == [("YAM", "continue")]
    assert decided("fnoff") == [("Närvaromodellen", "spread"), ("Samverkansmodellen", "stop")]


def test_r37_ten_of_twelve_municipalities_have_a_plan_and_problems_are_told_apart() -> None:
    plans = Figure.objects.get(initiative__key="dans-for-halsa", key="dans-implementeringsplan")
    problems = set(Obstacle.objects.filter(initiative__isnull=False).values_list("problem", flat=True))

    assert (plans.numerator, plans.denominator) == (10, 12)
    assert {"process", "method", "readiness"} <= problems


def test_r38_24_recommendations_and_all_unanswered(plan: Plan, visitor: AnonymousUser) -> None:
    groups, total, unanswered = statements.recommendations(plan.county, user=visitor)

    assert (total, unanswered) == (24, 24)
    assert sum(len(group.items) for group in groups) == 24
    assert Counter(item.initiative.key if item.initiative else "" for group in groups for item in group.items) == {
        "tabb-foljeforskning": 8,
        "fnoff": 4,
        "dans-for-halsa": 3,
        "": 9,
    }


def test_r38_an_answer_is_counted(plan: Plan, visitor: AnonymousUser) -> None:
    Recommendation.objects.filter(plan=plan).update(answer="Ja.", answered_on=DAY)

    _, total, unanswered = statements.recommendations(plan.county, user=visitor)

    assert (total, unanswered) == (24, 15)


@pytest.mark.parametrize("by", ["theme", "to", "by"])
def test_r38_every_grouping_holds_every_recommendation(plan: Plan, visitor: AnonymousUser, by: str) -> None:
    groups, total, _ = statements.recommendations(plan.county, user=visitor, by=by)

    assert sum(len(group.items) for group in groups) == total


def test_r41_likely_relatives_are_brought_up_finished_ones_too(plan: Plan, visitor: AnonymousUser) -> None:
    found = [each.key for each in alike("elevhälsa samverkan barn", plan=plan, user=visitor)]

    assert found[0] == "norr-starkt-psykisk-halsa-barn-unga"
    assert {"tabb-foljeforskning", "barn-sammansatt-stod"} <= set(found)


def test_r41_words_that_say_nothing_bring_nothing_up(plan: Plan, visitor: AnonymousUser) -> None:
    assert alike("och att det som är", plan=plan, user=visitor) == []
    assert alike("", plan=plan, user=visitor) == []


def test_similar_initiatives_leave_out_the_one_itself_and_hold_finished_ones(visitor: AnonymousUser) -> None:
    found, _ = similar(initiative("tabb-foljeforskning"), user=visitor)

    urls = {each.url for each in found}
    assert {initiative("tabb").get_absolute_url(), initiative("tabb-2").get_absolute_url()} <= urls
    assert initiative("tabb-foljeforskning").get_absolute_url() not in urls


# R47, R107, R117: ends, figures, sources


def test_r47_what_ends_within_twelve_months_comes_in_order_and_an_unknown_end_is_shown(plan: Plan, rows: Rows) -> None:
    soon, unknown = endings(plan, rows, day=DAY)

    assert [(each.title, each.end_words) for each in soon] == [
        ("Länsdelssamordnare psykisk hälsa, Väster", "augusti 2024"),
        ("Länsdelssamordnare psykisk hälsa, Söder", "februari 2025"),
        ("Länsdelssamordnare psykisk hälsa, Norr", "mars 2025"),
    ]
    assert [each.row.title for each in unknown] == ["Maria ungdom"]
    assert unknown[0].period.text == "två år"


def test_r47_what_is_over_does_not_end_again(plan: Plan, rows: Rows) -> None:
    for row in rows:
        StatusEntry.objects.create(initiative_id=row.id, status="finished", as_of=DAY)

    again = initiative_rows(plan, user=AnonymousUser(), day=DAY)

    assert endings(plan, again, day=DAY) == ([], [])


def test_what_changed_lately_comes_latest_first_and_lies_within_the_months(rows: Rows) -> None:
    found = events(rows, day=DAY, months=12)

    days = [event.day for event in found]
    assert days == sorted(days, reverse=True)
    assert days and min(days) >= DAY.replace(year=2023) and max(days) <= DAY


def test_r107_mhfa_totals_35_sessions_in_four_lansdelar() -> None:
    figures = list(initiative("mhfa").figures.all())

    [total] = figure_sums(figures)

    assert total.total == 35
    assert {part.lansdel.short: int(part.value) for part in total.parts} == {
        "Norr": 4,
        "Väster": 14,
        "Söder": 9,
        "Örebro": 8,
    }


@pytest.mark.parametrize(("key", "instructors"), [("yam", 19), ("dans-for-halsa", 31)])
def test_r107_instructors_are_counted(key: str, instructors: int) -> None:
    trained = Figure.objects.filter(initiative__key=key, kind="trained", context=False)

    assert instructors in [int(figure.value) for figure in trained]


@pytest.mark.parametrize(
    "different",
    [
        {"series": ""},
        {"kind": "lectures"},
        {"unit": "timmar"},
        {"period_text": "2021"},
        {"context": True},
        {"value": None},
    ],
)
def test_figures_of_different_things_are_never_summed(different: dict[str, object]) -> None:
    owner = make.initiative(make.plan())
    same = {"series": "s", "unit": "tillfällen", "period_text": "2020", "value": 2}
    figures = [make.figure(owner, **same), make.figure(owner, **{**same, **different})]

    assert figure_sums(figures) == []


def test_figures_of_one_series_are_summed_without_losing_decimals() -> None:
    owner = make.initiative(make.plan())
    figures = [make.figure(owner, series="s", value=value) for value in ("1.5", "2.25")]
    for figure in figures:
        figure.refresh_from_db()

    [total] = figure_sums(figures)

    assert str(total.total) == "3.75"


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        (Figure, "figure"),
        (FundingStatement, "funding"),
        (Initiative, "initiative"),
        (Obstacle, "obstacle"),
        (PilotDecision, "decision"),
        (Post, "post"),
        (Recommendation, "recommendation"),
        (Result, "result"),
        (StatusEntry, "status"),
        (SuccessFactor, "success_factor"),
    ],
)
def test_r117_everything_stated_has_a_source_or_says_why_it_is_ours(model, kind: str) -> None:
    cited = set(Citation.objects.filter(target_kind=kind).values_list("target_id", flat=True))

    assert model.objects.exists()
    assert not model.objects.exclude(id__in=cited).exists()


def test_r117_a_figure_leads_to_document_and_lines() -> None:
    mhfa = initiative("mhfa")
    figure = mhfa.figures.get(key="mhfa-tillfallen-vastra")

    notes = citation_book([mhfa.uuid]).cited("figure", figure.id)

    assert [(note.document_key, note.lines) for note in notes] == [("002", "776-777, 781")]


def test_r117_notes_are_numbered_as_they_are_asked_for_and_the_same_source_keeps_its_number() -> None:
    mhfa = initiative("mhfa")
    book = citation_book([mhfa.uuid])
    first, second = mhfa.figures.order_by("id")[:2]

    asked = [book.cited("figure", figure.id)[0].number for figure in (second, first, second)]

    assert asked == [1, 2, 1]
    assert [note.number for note in book.notes] == [1, 2]


def test_r117_what_is_our_proposal_says_why() -> None:
    mhfa = initiative("mhfa")
    proposed = mhfa.contributions.get(goal__key="stigma")
    book = citation_book([mhfa.uuid])

    assert book.ours("contribution", proposed.id).startswith("Utbildningen sprider kunskap")
    assert book.cited("contribution", proposed.id) == []


# The page of an initiative, and the register's filters


def test_an_initiatives_page_holds_all_that_is_stated(tree: Tree) -> None:
    dance = page("dans-for-halsa", tree)

    assert dance.status.status == "ending"
    assert dance.status_entry.words
    assert {flag.kind for flag in dance.flags} == {"past_end", "contradiction"}
    assert [figure.key for figure in dance.context_figures] == ["dans-kommuner-sverige", "dans-instruktorer-sverige"]
    assert dance.served[0].contribution.primary
    assert dance.served[0].path[0].kind == "goal_area"


def test_the_history_of_every_initiative_stands_in_order(tree: Tree, plan: Plan, visitor: AnonymousUser) -> None:
    for each in Initiative.objects.filter(plan=plan):
        history = initiative_page(each, tree=tree, user=visitor, day=DAY).history

        assert history == sorted(history, key=lambda line: line.sort)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"status": "unknown"}, [23, 24]),
        ({"status": "finished", "typ": "project"}, [1, 2]),
        ({"typ": "pilot_study"}, [5]),
        ({"niva": "lansdel"}, [23]),
        ({"behover": "past_end"}, [3, 5, 12, 16]),
        ({"behover": "ja"}, [3, 5, 6, 12, 16, 23]),
        ({"ramverk": "lens-suicidprevention"}, [9, 14, 23]),
        ({"status": "finns inte"}, list(range(1, 25))),
    ],
)
def test_the_registers_filters(plan: Plan, tree: Tree, rows: Rows, asked: dict[str, str], numbers: list[int]) -> None:
    found = search_register(rows, filters(plan, tree, rows), asked, plan=plan)

    assert sorted(row.number for row in found.rows) == numbers
    assert found.total == 24


def test_a_goal_filters_by_all_under_it(plan: Plan, tree: Tree, rows: Rows) -> None:
    third = tree.roots[2]

    found = search_register(rows, filters(plan, tree, rows), {"mal": str(third.uuid)}, plan=plan)

    assert {row.number for row in found.rows} >= set(range(18, 25))


@pytest.mark.parametrize("sort", ["titel", "status", "start", "slut", "typ"])
def test_every_sorting_keeps_every_row(plan: Plan, tree: Tree, rows: Rows, sort: str) -> None:
    found = search_register(rows, filters(plan, tree, rows), {"sortera": sort}, plan=plan)

    assert found.sort == sort
    assert sorted(row.number for row in found.rows) == list(range(1, 25))


def test_titles_sort_in_swedish(plan: Plan, tree: Tree, visitor: AnonymousUser) -> None:
    for title in ("Zebra", "Ängel", "Åska", "Ö", "apa"):
        make.initiative(plan, title=title)
    rows = initiative_rows(plan, user=visitor, day=DAY)

    found = search_register(rows, [], {"sortera": "titel"}, plan=plan)

    new = [row.title for row in found.rows if row.number is None]
    assert new == ["apa", "Zebra", "Åska", "Ängel", "Ö"]


def test_what_has_no_start_comes_last(plan: Plan, rows: Rows) -> None:
    found = search_register(rows, [], {"sortera": "start"}, plan=plan)

    assert [row.number for row in found.rows][-3:] == [9, 19, 20]


# R54: a value is printed with all that belongs to it


def printed(client: Client, key: str) -> str:
    """The words of an initiative's page, its figures' numbers after what they are of."""
    text = re.sub(r"<[^>]+>", " ", client.get(initiative(key).get_absolute_url()).content.decode())
    return re.sub(r"\s+", " ", html.unescape(text).replace("\N{NO-BREAK SPACE}", " "))


def test_r54_a_value_is_printed_with_how_it_was_counted_its_place_and_its_period(client: Client) -> None:
    page = printed(client, "forsta-linjen")

    said = (
        "kontakter per telefon, vid besök eller digitalt, Kontaktcenter Första kontakten, april 2022 – september 2023"
    )
    assert said in page
    assert re.search(re.escape(said) + r".{1,300}? 3 993 ", page)


def test_r54_an_average_is_marked_as_computed_and_a_missing_period_is_said(client: Client) -> None:
    page = printed(client, "forsta-linjen")

    assert re.search(r"i månaden i genomsnitt, [^,]+, period inte angiven genomsnitt eller beräkning i källan", page)


@pytest.mark.parametrize("key", ["r-act", "mhfa", "dans-for-halsa"])
def test_r54_an_approximate_value_is_printed_as_ca(client: Client, key: str) -> None:
    figure = initiative(key).figures.filter(approximate=True).first()

    assert re.search(rf" ca {figure.value:.0f} ", printed(client, key))
