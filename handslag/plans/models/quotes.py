"""Quotes from free-text answers of a survey."""

from django.db import models
from django.db.models import Q

from handslag.places.models import Lansdel, Organisation
from handslag.plans.models.facts import StatedSurveyResult
from handslag.plans.models.parts import PlanPart
from handslag.plans.rules import FEWEST_BEHIND_A_QUOTE, is_quote_overridden
from handslag.plans.words import PERMISSIONS_TO_QUOTE


class SurveyQuote(PlanPart):
    """Words that somebody wrote in a survey, and what decides whether others may read them.

    place: in words or a länsdel; with the sector it says who could have said it, and it is never shown.
    respondents_in_group: how many answered in that sector and place; None: not known. shown: that readers of the plan
    may see it; see `rules.quote_may_be_shown`. shown_anyway_reason: why, where the group is small or not known.
    """

    KIND = "quote"

    survey = models.ForeignKey(StatedSurveyResult, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField()
    permission = models.CharField(max_length=20, choices=list(PERMISSIONS_TO_QUOTE.items()))
    sector = models.CharField(max_length=30, blank=True, choices=list(Organisation.SECTORS.items()))
    lansdel = models.ForeignKey(Lansdel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_text = models.CharField(max_length=300, blank=True)
    respondents_in_group = models.PositiveIntegerField(null=True, blank=True)
    shown = models.BooleanField(default=False)
    shown_anyway_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(  # of a withdrawn one the reason may have been destroyed
                name="quote_shown_only_as_it_may",
                condition=Q(shown=False)
                | Q(withdrawn_on__isnull=False)
                | (
                    Q(permission="given")
                    & (
                        Q(respondents_in_group__isnull=False, respondents_in_group__gte=FEWEST_BEHIND_A_QUOTE)
                        | ~Q(shown_anyway_reason="")
                    )
                ),
            )
        ]

    def __str__(self):
        return self.text

    @property
    def is_overridden(self) -> bool:
        """Whether it is shown only because somebody has said why it may be in spite of few respondents."""
        return self.shown and is_quote_overridden(
            respondents=self.respondents_in_group, reason=self.shown_anyway_reason
        )
