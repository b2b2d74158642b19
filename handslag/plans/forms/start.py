"""Forms that begin something: a plan, and its successor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Organisation
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import PeriodField, Text, choices
from handslag.plans.models import Plan
from handslag.plans.words import CARRY_OUTCOMES, PLAN_KINDS
from handslag.trust.guard import findings


class NewPlanForm(EditForm):
    """A plan needs a title and a lead; all else can come later."""

    title = forms.CharField(label=_("Vad heter planen?"), max_length=300)
    kind = forms.ChoiceField(label=_("Slags plan"), choices=choices(PLAN_KINDS, empty=_("Välj")))
    period = PeriodField(label=_("Vilken period gäller den?"), required=False)
    lead = forms.ModelChoiceField(Organisation.objects.none(), label=_("Vilken organisation leder den?"))

    class Meta:
        model = Plan
        fields = ["title", "kind", "lead"]

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = leads
        if len(leads) == 1:
            self.fields["lead"].widget = forms.HiddenInput()
            self.initial["lead"] = leads[0]  # before the new plan's own, which has none


class CarryForm(forms.Form):
    """What becomes of one goal in the next plan."""

    outcome = forms.ChoiceField(
        label=_("Vad händer med målet?"), choices=choices(CARRY_OUTCOMES, empty=_("Inte bestämt")), required=False
    )
    reason = Text(label=_("Varför?"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") in ("changed", "dropped") and not cleaned.get("reason"):
            self.add_error("reason", _("Skriv kort varför målet ändras eller tas bort."))
        for found in findings(cleaned.get("reason", "")):
            if found.certain:
                self.add_error("reason", found.message)
        return cleaned
