"""What the schema lets in, the columns hold: SQLite would take any text, PostgreSQL would not."""

from decimal import Decimal

import pytest
from django.db import models as columns
from pydantic import TypeAdapter, ValidationError

from handslag.exchange import schema
from handslag.funding import models as funding
from handslag.indicators import models as indicators
from handslag.places import models as places
from handslag.plans import models as plans
from handslag.trust import models as trust

PAIRS = [
    (schema.Adoption, plans.Adoption),
    (schema.Appendix, plans.Appendix),
    (schema.CitedFigure, indicators.CitedFigure),
    (schema.Contradiction, plans.Contradiction),
    (schema.County, places.Area),
    (schema.CoverageNote, plans.CoverageNote),
    (schema.Division, places.LansdelDivision),
    (schema.Document, trust.SourceDocument),
    (schema.Figure, plans.Figure),
    (schema.FollowUpAnswer, plans.FollowUp),
    (schema.FollowUpRound, plans.FollowUpRound),
    (schema.Framework, plans.Framework),
    (schema.Funding, plans.FundingStatement),
    (schema.Goal, plans.GoalNode),
    (schema.GoalCarry, plans.GoalCarry),
    (schema.GoalProposal, plans.GoalProposal),
    (schema.GoalIndicator, indicators.GoalIndicator),
    (schema.Handover, plans.Handover),
    (schema.InstructorCount, indicators.InstructorCount),
    (schema.MeaningChange, indicators.MeaningChange),
    (schema.Meaning, indicators.OwnMeasure),
    (schema.MethodStart, indicators.MethodStart),
    (schema.Observation, indicators.Observation),
    (schema.OwnMeasure, indicators.OwnMeasure),
    (schema.TakenIn, indicators.Fetch),
    (schema.Target, indicators.Target),
    (schema.TrainingSession, indicators.TrainingSession),
    (schema.Initiative, plans.Initiative),
    (schema.Lansdel, places.Lansdel),
    (schema.Method, plans.Method),
    (schema.Node, plans.FrameworkNode),
    (schema.Obstacle, plans.Obstacle),
    (schema.Organisation, places.Organisation),
    (schema.OrganisationList, places.OrganisationList),
    (schema.PilotDecision, plans.PilotDecision),
    (schema.Plan, plans.Plan),
    (schema.PlanRelation, plans.PlanRelation),
    (schema.Post, plans.Post),
    (schema.PostTask, plans.PostTask),
    (schema.QuestionAnswer, plans.QuestionAnswer),
    (schema.Recommendation, plans.Recommendation),
    (schema.StatusEntry, plans.StatusEntry),
    (schema.SuccessFactor, plans.SuccessFactor),
    (schema.Survey, plans.StatedSurveyResult),
    (schema.SurveyQuote, plans.SurveyQuote),
    (schema.TargetGroup, plans.TargetGroup),
    (schema.Term, plans.Term),
    (schema.Agreement, funding.Agreement),
    (schema.Award, funding.Award),
    (schema.FeeTotal, funding.FeeTotal),
    (schema.GrantDate, funding.GrantDate),
    (schema.GrantLine, funding.GrantLine),
    (schema.LedgerEntry, funding.LedgerEntry),
    (schema.OwnGrant, funding.OwnGrant),
    (schema.Payee, funding.Payee),
    (schema.Pot, funding.Pot),
    (schema.PotDecision, funding.PotDecision),
    (schema.Proposal, funding.Proposal),
    (schema.ProposalLine, funding.ProposalLine),
    (schema.PublishedShare, funding.PublishedShare),
    (schema.Run, funding.AllocationRun),
]
RENAMED = {"id": "key"}
PLACES = {"count": "places_count", "of": "places_of", "unit": "places_unit"}


def fields() -> list:
    """Every field of the schema that fills a column of its own, with that column."""
    found = []
    for kind, model in PAIRS:
        known = {column.name: column for column in model._meta.concrete_fields}
        for name in kind.model_fields:
            if column := known.get(RENAMED.get(name, name)):
                found.append(pytest.param(kind, name, column, id=f"{kind.__name__}.{name}"))
    known = {column.name: column for column in plans.Initiative._meta.concrete_fields}
    found += [pytest.param(schema.Places, a, known[b], id=f"Places.{a}") for a, b in PLACES.items()]
    return found


def accepts(kind: type, name: str, value: object) -> bool:
    """Return whether the field takes the value."""
    info = kind.model_fields[name]
    try:
        TypeAdapter(info.rebuild_annotation()).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("kind", "name", "column"), fields())
def test_no_field_takes_more_than_its_column_holds(kind: type, name: str, column: columns.Field) -> None:
    if isinstance(column, columns.CharField) and not column.choices:
        assert not accepts(kind, name, "x" * (column.max_length + 1))
    if isinstance(column, columns.DecimalField):
        assert not accepts(kind, name, Decimal(10) ** (column.max_digits - column.decimal_places))
        assert not accepts(kind, name, Decimal(1).scaleb(-column.decimal_places - 1))
    if isinstance(column, columns.IntegerField):
        assert not accepts(kind, name, 2**63)
        assert isinstance(column, columns.BigIntegerField) or not accepts(kind, name, 2**31)
    if isinstance(column, columns.PositiveIntegerField):
        assert not accepts(kind, name, -1)
