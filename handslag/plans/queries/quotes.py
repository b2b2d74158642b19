"""The quotes of surveys: those that readers may see, and all of them for those who edit."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from handslag.plans.models import StatedSurveyResult, SurveyQuote
from handslag.plans.rules import quote_may_be_shown

Quotes = dict[int, list[SurveyQuote]]
"""By the survey's id; without those surveys that have none."""


def shown_quotes(surveys: Iterable[StatedSurveyResult]) -> Quotes:
    """Return the quotes that every reader of the surveys may see. One query; none where there are no surveys."""
    return _by_survey(each for each in _standing(surveys).filter(shown=True) if _may_be_shown(each))


def every_quote(surveys: Iterable[StatedSurveyResult]) -> Quotes:
    """Return all quotes, for those who edit the surveys. One query; none where there are no surveys."""
    return _by_survey(_standing(surveys))


def _standing(surveys: Iterable[StatedSurveyResult]) -> QuerySet[SurveyQuote]:
    ids = [survey.pk for survey in surveys]
    return SurveyQuote.objects.filter(survey__in=ids).order_by("id") if ids else SurveyQuote.objects.none()


def _may_be_shown(quote: SurveyQuote) -> bool:
    """Whether the rule lets it through: the database holds it too, but for what is written past it."""
    return quote_may_be_shown(
        permission=quote.permission, respondents=quote.respondents_in_group, reason=quote.shown_anyway_reason
    )


def _by_survey(quotes: Iterable[SurveyQuote]) -> Quotes:
    found: Quotes = defaultdict(list)
    for each in quotes:
        found[each.survey_id].append(each)
    return dict(found)
