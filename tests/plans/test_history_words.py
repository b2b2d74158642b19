"""The history speaks plain Swedish: no field's or choice's program name, no number of a row, no decimal point."""

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handslag.exchange.history import net_changes
from handslag.exchange.knowing import known_to
from handslag.funding.models import (
    Agreement,
    Award,
    FeeTotal,
    GrantDate,
    GrantLine,
    LongView,
    OwnGrant,
    Pot,
    PotDecision,
    Proposal,
    ProposalLine,
)
from handslag.indicators.models import (
    CitedFigure,
    GoalIndicator,
    Indicator,
    InstructorCount,
    MeaningChange,
    MethodStart,
    OwnMeasure,
    Target,
    TrainingSession,
)
from handslag.places.models import Area
from handslag.plans.field_words import TITLES, field_title
from handslag.plans.models import (
    Adoption,
    Contradiction,
    FundingStatement,
    GoalCarry,
    GoalContribution,
    GoalLink,
    Handover,
    InitiativeNodeLink,
    InitiativeRelation,
    Participation,
    PilotDecision,
    Plan,
    PlanRelation,
    PostRelation,
    PostTask,
    QuestionAnswer,
    Result,
    StatedSurveyResult,
    SuccessFactor,
    SurveyQuote,
    Term,
)
from handslag.plans.models.parts import PlanPart
from handslag.plans.queries.history import HIDDEN, NAMED_BY, ChangeLine, told
from handslag.plans.words import DIMENSIONS, GOAL_KINDS, LEVELS, TIERS
from handslag.reports.making import KINDS as REPORTS
from handslag.reports.models import EditedText, Report
from handslag.trust.changes import fields_of, stated
from handslag.trust.models import Change, Versioned
from handslag.trust.permissions import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
MODELS = [model for model in apps.get_models() if issubclass(model, Versioned)]
MONEY = {each.KIND for each in (Agreement, GrantLine, GrantDate, Pot, Proposal, ProposalLine, PotDecision, Award)}
APART = {*REPORTS, *MONEY, OwnMeasure.KIND, MeaningChange.KIND}
"""Kinds whose history is their own page's, not the plan's."""
NUMBER = 7_000_000
"""From here on the rows are numbered, so that a number that is shown is known for what it is."""


class World:
    """A plan with one row of every kind, and what they point at; every row has a number that stands out."""

    def __init__(self) -> None:
        self.n = NUMBER
        area = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name="Provlän", slug="provlan", code="x")
        self.county = area
        self.towns = [
            make.municipality(parent=area, name=name, code=name, pk=self.next()) for name in ("Berga", "Dala")
        ]
        division = make.division(county=area, pk=self.next(), title="Provindelning")
        self.parts = [make.lansdel(division, name=name, key=name, pk=self.next()) for name in ("Norra", "Södra")]
        self.bodies = [make.organisation(county=area, name=name, pk=self.next()) for name in ("Regionen", "Staden")]
        self.plan = make.plan(
            county=area, lead=self.bodies[0], division=division, title="Provplanen", key="provplanen", pk=self.next()
        )
        self.other_plan = make.plan(county=area, title="Förra planen", key="forra-planen", pk=self.next())
        self.divisions = [division, make.division(county=area, pk=self.next(), title="Andra indelningen")]
        self.goals = [make.goal(self.plan, title=title, pk=self.next()) for title in ("Målet", "Övermålet")]
        framework = make.framework(title="Ramverket")
        self.nodes = [make.node(framework, title=title, pk=self.next()) for title in ("Noden", "Delen")]
        self.initiatives = [
            make.initiative(self.plan, title=title, owner=self.bodies[0], pk=self.next())
            for title in ("Insatsen", "Följden")
        ]
        self.groups = [make.target_group(self.plan, title=title, pk=self.next()) for title in ("Unga", "Äldre")]
        self.methods = [make.method(self.plan, title=title, pk=self.next()) for title in ("Samtal", "Kurs")]
        self.posts = [make.post(self.initiatives[0], role=role, pk=self.next()) for role in ("Samordnaren", "Ledaren")]
        self.figures = [make.figure(self.initiatives[0], label=label, pk=self.next()) for label in ("träffar", "besök")]
        self.terms = [self.term(word) for word in ("Samverkan", "Samråd")]
        self.surveys = [
            make.survey(self.initiatives[0], title=title, pk=self.next()) for title in ("Frågan", "Följdfrågan")
        ]
        self.reports = [
            Report.objects.create(pk=self.next(), plan=self.plan, template="full", title=title)
            for title in ("Rapporten", "Kortversionen")
        ]
        self.advice = [
            make.recommendation(self.initiatives[0], text=text, pk=self.next()) for text in ("Rådet", "Andra rådet")
        ]
        self.indicators = [
            Indicator.objects.get_or_create(key=key, defaults={"pk": self.next()})[0]
            for key in ("behoriga-till-yrkesprogram", "brist-pa-tillit")
        ]
        self.measures = [
            self.measure(title, key) for title, key in (("Måttet", "egen-ett"), ("Andra måttet", "egen-ny"))
        ]
        self.agreements = [
            make.agreement(self.plan, title=title, pk=self.next()) for title in ("Avtalet", "Andra avtalet")
        ]
        self.lines = [
            make.grant_line(self.agreements[0], title=title, slug=title.lower(), pk=self.next())
            for title in ("Posten", "Andra posten")
        ]
        self.pots = [make.pot(self.plan, title=title, pk=self.next()) for title in ("Potten", "Förra potten")]
        self.proposals = [make.pot_proposal(self.pots[0], title=title, pk=self.next()) for title in ("Första", "Andra")]
        self.decisions = [
            make.pot_decision(proposal, pk=self.next(), **more)
            for proposal, more in zip(
                self.proposals, ({"reopened_on": "2026-04-01", "reopened_reason": "Räknefel"}, {}), strict=True
            )
        ]
        self.rows = {row.KIND: row for row in self.made()}

    def next(self) -> int:
        self.n += 1
        return self.n

    def term(self, word: str) -> Term:
        fields = {"plan": self.plan, "key": word, "term": word, "kind": "concept", "wording": "own"}
        return Term.objects.create(pk=self.next(), definition="Betydelsen", **fields)

    def measure(self, title: str, key: str) -> OwnMeasure:
        indicator = Indicator.objects.create(key=key, county=self.county, pk=self.next())
        fields = dict.fromkeys(
            ("numerator", "unit", "reported_by", "plain", "why", "owner", "source", "shows", "does_not_show"), "Ord"
        )
        days = dict.fromkeys(("review_by", "made_on"), datetime.date(2024, 3, 1))
        own = {"plan": self.plan, "indicator": indicator, "title": title, "polarity": "high", "visibility": "public"}
        return OwnMeasure.objects.create(pk=self.next(), **own, **fields, **days)

    def made(self) -> Iterator[PlanPart]:
        first, second = self.initiatives
        yield from (self.plan, self.goals[0], first, self.groups[0], self.methods[0], self.terms[0], self.posts[0])
        yield from (self.figures[0], make.status(first, pk=self.next()), make.obstacle(first, pk=self.next()))
        yield self.advice[0]
        yield make.goal_proposal(self.goals[0], self.advice[0], pk=self.next())
        yield make.appendix(self.plan, pk=self.next())
        yield make.cited_figure(self.plan, pk=self.next())
        yield make.quote(self.surveys[0], pk=self.next())
        yield make.coverage_note(self.goals[0], pk=self.next(), dimension="lansdel", value="Norra")
        for model, fields in (
            (PlanRelation, {"from_plan": self.plan, "kind": "replaces", "to_plan": self.other_plan, "text": "Förra"}),
            (Adoption, {"plan": self.plan, "organisation": self.bodies[1], "extent": "own"}),
            (GoalLink, {"goal": self.goals[0], "node": self.nodes[0], "origin": "proposed"}),
            (QuestionAnswer, {"goal": self.goals[0], "answered_on": "2024-03-01", "state": "partly", "text": "Svaret"}),
            (GoalCarry, {"plan": self.plan, "old_goal": self.goals[1], "outcome": "carried"}),
            (GoalContribution, {"initiative": first, "goal": self.goals[0], "plan": self.plan, "origin": "reported"}),
            (InitiativeNodeLink, {"initiative": first, "node": self.nodes[0], "origin": "proposed"}),
            (Participation, {"initiative": first, "organisation": self.bodies[1], "role": "joint_lead"}),
            (Contradiction, {"initiative": first, "text": "Motsägelsen"}),
            (PostTask, {"post": self.posts[0], "theme": "natverk", "text": "Uppgiften"}),
            (PostRelation, {"from_post": self.posts[0], "kind": "becomes", "text": "Berättelsen"}),
            (StatedSurveyResult, {"initiative": first, "key": "e", "title": "Enkäten", "asked": "Alla"}),
            (Result, {"initiative": first, "kind": "done", "text": "Resultatet"}),
            (PilotDecision, {"initiative": first, "subject": "Försöket", "decision": "none_taken"}),
            (Handover, {"initiative": first, "area": self.towns[0], "state": "handed_over"}),
            (SuccessFactor, {"initiative": first, "text": "Hjälpen"}),
            (InitiativeRelation, {"from_initiative": first, "to_initiative": second, "kind": "continues_as"}),
            (FundingStatement, {"initiative": first, "source_text": "Bidraget"}),
            (Award, {"plan": self.plan, "title": "Utbildare", "year": 2024, "source_text": "egna medel"}),
            (OwnGrant, {"plan": self.plan, "organisation": self.bodies[0], "year": 2024}),
            (FeeTotal, {"plan": self.plan, "work": "council", "year": 2024, "people": 3}),
            (
                LongView,
                {"initiative": first, "cost_carrier": self.bodies[0], "answers": {"results": "no"}, "on": "2024-03-01"},
            ),
            (Report, {"plan": self.plan, "template": "full", "title": "Rapporten"}),
            (GoalIndicator, {"goal": self.goals[0], "indicator": self.indicators[0]}),
            (
                Target,
                {
                    "goal": self.goals[0],
                    "indicator": self.indicators[0],
                    "area": self.towns[0],
                    "wished": 90.0,
                    "baseline_from": 2018,
                    "baseline_to": 2020,
                    "by": 2028,
                },
            ),
            (TrainingSession, {"initiative": first, "state": "planned"}),
            (InstructorCount, {"initiative": first, "active": 3, "as_of": datetime.date(2024, 3, 1)}),
            (MethodStart, {"initiative": first, "area": self.towns[0], "state": "not_started"}),
            (
                MeaningChange,
                {
                    "measure": self.measures[0],
                    "on": datetime.date(2024, 3, 1),
                    "goes_on": True,
                    "reason": "Skälet",
                    "meaning": {},
                },
            ),
            (EditedText, {"report": self.reports[0], "key": "metod", "title": "Metoden", "markdown": "Texten"}),
        ):
            yield model.objects.create(pk=self.next(), **fields)
        yield self.measures[0]
        yield from (self.agreements[0], self.lines[0], make.grant_date(self.agreements[0], pk=self.next()))
        yield make.published_share(self.plan, self.lines[0], pk=self.next())
        yield make.payee(self.plan, self.lines[0], pk=self.next())
        yield from (self.pots[0], self.proposals[0], make.proposal_line(self.proposals[0], pk=self.next()))
        yield self.decisions[1]

    def pointed(self, model: type[models.Model]) -> list[int]:
        known = [self.towns, self.parts, self.bodies, self.divisions, [self.plan, self.other_plan], self.goals]
        known += [
            self.nodes,
            self.initiatives,
            self.groups,
            self.methods,
            self.posts,
            self.figures,
            self.terms,
            self.surveys,
            self.reports,
            self.advice,
            self.indicators,
            self.measures,
            self.agreements,
            self.lines,
            self.pots,
            self.proposals,
            self.decisions,
        ]
        return [each.pk for each in next(rows for rows in known if isinstance(rows[0], model))]

    def values(self, model: type[PlanPart], name: str) -> list[Any]:
        """Return values that the field may hold, as a change tells them: every choice, every kind of thing."""
        if name == "places":
            whole = {"areas": [each.pk for each in self.towns], "lansdelar": [each.pk for each in self.parts]}
            return [{"areas": [], "lansdelar": []}, whole]
        if (model.KIND, name) in BY_HAND:
            return BY_HAND[model.KIND, name]
        field = model._meta.get_field(name)
        if field.many_to_many:
            return [[], self.pointed(field.related_model)]
        if field.is_relation:
            return self.pointed(field.related_model)
        if field.choices:
            return [key for key, _ in field.flatchoices]
        match field:
            case models.BooleanField():
                return [False, True]
            case models.DateField():
                return ["2024-03-01", "2025-11-30"]
            case models.FloatField():
                return [12.0, 12.5, 3993.25]
            case models.DecimalField():
                return ["12.00", "12.5", "3993.250000"]
            case models.IntegerField():
                return [3, 12]
            case models.JSONField():
                return [[], ["Ord", "Fler ord"]]
        return ["Förra ordet", "Nya ordet"]


PRECISIONS = ["day", "month/season", "season", "year/open", "duration", "unknown"]
BY_HAND: dict[tuple[str, str], list[Any]] = {
    **{(model.KIND, "period_precision"): PRECISIONS for model in MODELS if hasattr(model, "period_precision")},
    ("plan", "level_names"): [{}, {kind: "Steg" for kind in GOAL_KINDS}],
    ("initiative", "tiers"): [[], list(TIERS)],
    ("post", "shares"): [{}, {"möten": "12.50", "resor": "45.00"}],
    ("survey", "answers"): [[], [{"label": "Ja", "percent": "12.5", "count": None}, {"label": "Nej", "count": 3}]],
    ("report", "sections"): [[{"key": "goals", "shown": True}], [{"key": "goals", "shown": False}]],
    ("coverage_note", "value"): ["Norra", "Berga", *LEVELS, *TIERS],
    ("post_task", "theme"): ["natverk", "stod_till_chefer"],
    ("figure", "series"): ["", "prov-serie_ett"],
    ("target", "sex"): ["T", "K"],
    (CitedFigure.KIND, "indicator"): ["", "antidepressiva", "brist-pa-tillit"],
    ("pot", "criteria"): [[], [{"words": "Når flest", "weight": 2}]],
    ("proposal_line", "points"): [{}, {"Når flest": 3}],
    ("pot_decision", "lines"): [[], [{"title": "Raden", "kronor": 3, "who": "", "goal": "", "initiative": ""}]],
    ("own_measure", "ages"): ["", "16-84"],
    ("long_view", "answers"): [{}, {"results": "no"}, {"results": "yes", "measurable": "unknown"}],
    ("agreement", "stated_sums"): [{}, {"region": 820, "region+county": 900}],
    ("grant_line", "allocation_key"): [
        {"kind": "population"},
        {"kind": "base_and_population", "base": 5},
        {"kind": "fixed", "amount": 5},
        {"kind": "ages", "lowest": 0, "highest": 25},
        {"kind": "weights", "weights": {}, "what": "vikter"},
    ],
    ("meaning_change", "meaning"): [{}, {"measure": "count", "per": 1, "window": 1}],
}


def program_words() -> set[str]:
    """Return every key of every list of choices that is not also said in Swedish."""
    lists = [dict(field.flatchoices) for model in MODELS for field in model._meta.fields if field.choices]
    lists += [TIERS, GOAL_KINDS, DIMENSIONS, dict.fromkeys(" ".join(PRECISIONS).replace("/", " ").split(), "")]
    keys = {str(key) for each in lists for key in each}
    said = set(re.findall(r"\w+", " ".join(str(word) for each in lists for word in each.values()).lower()))
    return keys - said


def faults(text: str) -> list[str]:
    """Return what in a text only a program understands."""
    patterns = (r"\w*_\w*", rf"{str(NUMBER)[:4]}\d+", r"\d+\.\d+", r"\d{4}-\d\d-\d\d", r"None|True|False|[{}\[\]]")
    found = [each for pattern in patterns for each in re.findall(pattern, text)]
    return found + sorted(set(re.findall(r"\w+", text)) & program_words())


def change(world: World, row: PlanPart, before: dict[str, Any] | None, after: dict[str, Any], version: int) -> Change:
    return Change.objects.create(
        scope=world.plan.uuid,
        root=row.page.uuid,
        target_kind=row.KIND,
        target_id=row.pk,
        version=version,
        title=f"{row.pk} some_title",  # as they were called once
        before=before,
        after=after,
        role="utvecklingsledare",
    )


def in_words(line: ChangeLine) -> str:
    cells = [cell for field in line.fields for cell in (field.name, field.before or "", field.after)]
    return " | ".join([line.what, line.title, *cells])


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.KIND)
def test_every_field_of_every_row_is_told_in_swedish(world: World, model: type[PlanPart]) -> None:
    row, version = world.rows[model.KIND], 1
    for name in fields_of(model):
        values = world.values(model, name)
        for old, new in pairwise(values):
            version += 1
            changed = change(world, row, {name: old}, {name: new}, version)
            if model.KIND not in NAMED_BY:
                Change.objects.filter(pk=changed.pk).update(title=str(row))

            line = told(row.page, user=AnonymousUser())[0]

            assert faults(in_words(line)) == [], (name, in_words(line))
            assert line.title, name
            if name not in HIDDEN:
                assert [each.name for each in line.fields] == [field_title(model, name)]
                assert line.fields[0].before != line.fields[0].after, (name, in_words(line))


@pytest.mark.parametrize("model", [each for each in MODELS if each.KIND not in APART], ids=lambda model: model.KIND)
def test_every_field_of_every_row_is_told_in_swedish_between_two_days(world: World, model: type[PlanPart]) -> None:
    row = world.rows[model.KIND]
    told_of = {name: world.values(model, name) for name in fields_of(model)}
    most = max(len(values) for values in told_of.values())
    # What a quote once said is told of to those who may read a draft alone.
    user = make.member(Role.COUNTY_LEAD, world.bodies[0]) if model is SurveyQuote else AnonymousUser()
    for n in range(1, most):
        after = {name: values[n % len(values)] for name, values in told_of.items()}
        before = {name: values[(n - 1) % len(values)] for name, values in told_of.items()}
        Change.objects.all().delete()
        made = change(world, row, before, after, version=2)
        Change.objects.filter(pk=made.pk).update(title=str(row))
        now = timezone.now()
        moments = {"since": now - datetime.timedelta(days=1), "until": now}

        lines = net_changes(world.plan, known=known_to(user, world.plan), **moments)

        for line in lines:
            text = " | ".join([line.kind, line.title, line.what, line.field, line.before, line.after])
            assert faults(text) == [], text
            assert line.before != line.after or not line.field, text
        assert lines, model.KIND


def test_every_kind_of_row_has_a_name_of_its_own() -> None:
    assert {model.KIND for model in MODELS} <= TITLES.keys()


def test_every_field_has_a_name_of_its_own() -> None:
    unnamed = [
        f"{model.KIND}.{name}" for model in MODELS for name in fields_of(model) if field_title(model, name) == name
    ]

    assert unnamed == []


def test_a_new_row_is_told_in_swedish(world: World) -> None:
    for row in world.rows.values():
        values = {name: world.values(type(row), name)[-1] for name in fields_of(type(row))}
        change(world, row, None, values, version=1)
    lines = [*told(world.plan, user=AnonymousUser()), *told(world.initiatives[0], user=AnonymousUser())]

    assert all(faults(in_words(line)) == [] for line in lines if "some_title" not in line.title)


def test_a_relation_is_told_as_a_sentence_and_keeps_what_one_may_not_know(world: World) -> None:
    row = world.rows["relation"]
    change(world, row, {"text": ""}, {"text": "Tar vid"}, version=2)

    open_line = told(world.initiatives[0], user=AnonymousUser())[0]
    world.initiatives[1].visibility = "draft"
    world.initiatives[1].save()
    closed_line = told(world.initiatives[0], user=AnonymousUser())[0]

    assert open_line.title == "fortsätter som Följden"
    assert closed_line.title == "fortsätter som"


def test_numbers_are_told_as_swedes_write_them(world: World) -> None:
    change(world, world.rows["post"], {"percent": "12.00"}, {"percent": "12.50"}, version=2)

    line = told(world.initiatives[0], user=AnonymousUser())[0].fields[0]

    assert (line.before, line.after) == ("12\u00a0%", "12,5\u00a0%")


def test_more_rows_cost_no_more_queries(world: World) -> None:
    first = world.initiatives[0]

    def tell_of(n: int) -> None:
        for _ in range(n):
            goal, node = make.goal(world.plan), make.node(world.nodes[0].framework)
            area, body = make.municipality(parent=world.county), make.organisation(county=world.county)
            for row in (
                make.contribution(first, goal),
                make.participation(first, body),
                make.relation(first, "part_of", make.initiative(world.plan)),
                InitiativeNodeLink.objects.create(initiative=first, node=node, origin="proposed"),
                Handover.objects.create(initiative=first, area=area, state="planned"),
                make.status(first),
            ):
                change(world, row, None, stated(row, fields_of(type(row))), version=1)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert told(first, user=AnonymousUser())
        return len(queries)

    tell_of(1)
    few = asked()
    tell_of(4)

    assert asked() == few


def test_a_plan_that_one_may_not_know_of_is_not_named(world: World) -> None:
    Plan.objects.filter(pk=world.other_plan.pk).update(visibility="draft")
    change(world, world.rows["plan_relation"], {"to_plan": None}, {"to_plan": world.other_plan.pk}, version=2)

    assert "Förra planen" not in in_words(told(world.plan, user=AnonymousUser())[0])
