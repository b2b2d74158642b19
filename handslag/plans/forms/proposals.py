"""The form that makes recommendations drafts of goals in the next plan."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.plans.forms.initiative import goal_choices
from handslag.plans.models import Plan
from handslag.plans.queries.proposals import Proposal


class ProposalsForm(forms.Form):
    """Which proposals become drafts, and under which goal of the next plan."""

    rad = forms.TypedMultipleChoiceField(
        label=_("Förslag"), coerce=int,
        error_messages={
            "required": _("Välj minst ett förslag."),
            "invalid_choice": _("Ett av förslagen finns inte i listan, eller är redan ett utkast. Välj igen."),
        },
    )  # fmt: skip
    under = forms.ChoiceField(
        label=_("Var i den nya planen?"), required=False,
        error_messages={"invalid_choice": _("Målet finns inte i den nya planen längre. Välj ett annat.")},
    )  # fmt: skip

    def __init__(self, *args: Any, successor: Plan, among: Iterable[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rad"].choices = [(each.recommendation.pk, each.recommendation.text) for each in among]
        self.fields["under"].choices = [("", _("Överst")), *goal_choices(successor, questions=False)]

    @property
    def chosen(self) -> set[str]:
        """What is ticked, as it was sent."""
        return set(self.data.getlist("rad")) if self.is_bound else set()
