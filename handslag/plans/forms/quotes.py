"""The form of a quote from a survey."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Lansdel, Organisation
from handslag.plans.forms.base import NOT_A_NAME, EditForm, ask_about_names
from handslag.plans.forms.fields import Text, choices
from handslag.plans.models import SurveyQuote
from handslag.plans.rules import FEWEST_BEHIND_A_QUOTE, is_group_small
from handslag.plans.words import PERMISSIONS_TO_QUOTE
from handslag.trust.guard import findings

NO_PERMISSION = _("Citatet får inte visas: den som har sagt det har inte gett lov. Ta bort krysset, eller fråga först.")
UNKNOWN = _("Ingen vet hur många som svarade i gruppen. Den som har sagt det kan gå att känna igen.")
FEW = _("Bara %(n)s svarade i gruppen. Den som har sagt det kan gå att känna igen.")
SAY_WHY = _("Skriv varför citatet kan visas ändå, eller ta bort krysset.")


class QuoteForm(EditForm):
    """Words from a free-text answer. To show them takes permission, and enough who answered to be one among many."""

    text = Text(label=_("Citatet, ordagrant"), help_text=_("Aldrig namn, och inget som pekar ut någon."))
    permission = forms.ChoiceField(
        label=_("Har den som skrev det gett lov att visa det?"), choices=choices(PERMISSIONS_TO_QUOTE, empty=_("Välj"))
    )
    sector = forms.ChoiceField(label=_("Sektor"), choices=choices(Organisation.SECTORS), required=False)
    place_text = forms.CharField(
        label=_("Plats i egna ord"), max_length=300, required=False,
        help_text=_("Platsen visas inte. Den behövs för att veta hur stor gruppen är."),
    )  # fmt: skip
    respondents_in_group = forms.IntegerField(
        label=_("Hur många svarade i den sektorn på den platsen?"), min_value=0, max_value=100_000_000, required=False,
        help_text=_("Färre än %(n)s, eller tomt: citatet visas bara om ni skriver varför.") % {"n": FEWEST_BEHIND_A_QUOTE},
    )  # fmt: skip
    shown = forms.BooleanField(
        label=_("Visa citatet för alla som läser enkäten"), required=False, help_text=_("Bara sektorn står bredvid.")
    )
    shown_anyway_reason = Text(
        label=_("Varför kan det visas trots få svarande?"), required=False,
        help_text=_("Skälet sparas i historiken, och att citatet visas loggas."),
    )  # fmt: skip

    class Meta:
        model = SurveyQuote
        fields = [
            "survey", "text", "permission", "sector", "lansdel", "place_text", "respondents_in_group", "shown",
            "shown_anyway_reason",
        ]  # fmt: skip
        labels = {"survey": _("Fråga i enkäten"), "lansdel": _("Länsdel")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["survey"].queryset = self.page.surveys.all()
        of_plan = Q(division=self.page.of_plan.division_id) | Q(pk=self.instance.lansdel_id)
        self.fields["lansdel"].queryset = Lansdel.objects.filter(of_plan).order_by("position")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._ask_about_names(cleaned.get("text") or "")
        if not cleaned.get("shown") or "permission" in self.errors or "respondents_in_group" in self.errors:
            return cleaned
        if cleaned["permission"] != "given":
            self.add_error("permission", NO_PERMISSION)
        n = cleaned.get("respondents_in_group")
        if is_group_small(n) and not cleaned.get("shown_anyway_reason") and "shown_anyway_reason" not in self.errors:
            self.add_error("respondents_in_group", UNKNOWN if n is None else FEW % {"n": n})
            self.add_error("shown_anyway_reason", SAY_WHY)
        return cleaned

    def _ask_about_names(self, text: str) -> None:
        """Ask once whether what looks like a name is one: all of the text is a quote, with or without its marks."""
        quoted = " ".join(f"”{sentence}”" for sentence in re.split(r"(?<=[.!?])\s+", text))
        names = [found for found in findings(quoted) if not found.certain]
        if names and "text" not in self.errors and not self.data.get(NOT_A_NAME):
            self.add_error("text", names[0].message)
            ask_about_names(self)
