"""The form of an initiative's long view."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.funding.models import LongView
from handslag.funding.words import LONG_VIEW, LONG_VIEW_ANSWERS
from handslag.places.models import Organisation
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import DayField, choices


class LongViewForm(EditForm):
    """Five questions with answers from a list, and organisations: nothing that could be about a person."""

    on = DayField(label=_("Bedömningen gjordes den"))
    apart = frozenset(LONG_VIEW)

    class Meta:
        model = LongView
        fields = ["cost_carrier", "benefit_carriers", "on"]
        labels = {
            "cost_carrier": _("Vem bär kostnaden?"),
            "benefit_carriers": _("Var hamnar nyttan?"),
        }
        help_texts = {
            "benefit_carriers": _("De organisationer som får mindre att göra eller sparar, om insatsen lyckas.")
        }
        widgets = {"benefit_carriers": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, words in LONG_VIEW.items():
            self.fields[key] = forms.ChoiceField(
                label=words, choices=choices(LONG_VIEW_ANSWERS, empty=_("Välj")), initial=self.instance.answers.get(key)
            )
        self.order_fields([*LONG_VIEW, "cost_carrier", "benefit_carriers", "on"])
        parties = Organisation.objects.filter(county=self.page.plan.county_id).exclude(sector="body")
        for name in ("cost_carrier", "benefit_carriers"):
            self.fields[name].queryset = parties.order_by("sort_key")

    def values(self) -> dict[str, Any]:
        answers = {key: self.cleaned_data[key] for key in LONG_VIEW}
        return super().values() | {"answers": answers}

    def columns(self) -> list[str]:
        return [*super().columns(), "answers"]

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().initial_of(values), **(values.get("answers") or {})}
