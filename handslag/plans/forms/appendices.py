"""The form of an appendix."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import Text, choices
from handslag.plans.models import Appendix, Initiative
from handslag.plans.words import APPENDIX_STATES

LONGEST_ADDRESS = 1000


class AppendixForm(EditForm):
    """An appendix that the plan or its follow-up names: what it holds, and where it can be read."""

    number = forms.IntegerField(label=_("Nummer"), min_value=1, max_value=1000)
    title = forms.CharField(label=_("Rubrik"), max_length=500)
    holds = Text(label=_("Vad den innehåller"), required=False)
    state = forms.ChoiceField(label=_("Går den att läsa?"), choices=choices(APPENDIX_STATES, empty=_("Välj")))
    url = forms.URLField(
        label=_("Adress"), required=False, max_length=LONGEST_ADDRESS, assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Börjar med https://. Lämna tomt om bilagan inte är bifogad."),
    )  # fmt: skip

    class Meta:
        model = Appendix
        fields = ["number", "title", "holds", "about", "state", "url"]
        labels = {"about": _("Hör till insatsen")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].error_messages["invalid"] = _(
            "Skriv hela adressen, till exempel https://www.exempel.se/bilaga.pdf."
        )
        seen = Initiative.objects.visible_to(self.user).filter(plan=self.page)
        self.fields["about"].queryset = seen.order_by("number", "sort_key")
        self.fields["about"].empty_label = _("Ingen viss insats")
        if self.instance.about_id and not seen.filter(pk=self.instance.about_id).exists():
            del self.fields["about"]  # the editor may not know of it: it stays, without being named

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if self.page.appendices.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Det finns redan en bilaga med det numret."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        state, url = cleaned.get("state"), cleaned.get("url")
        if "url" in self.errors or not state:
            return cleaned
        if state == "not_attached" and url:
            self.add_error("state", _("Bilagan har en adress. Välj om den går att öppna, eller ta bort adressen."))
        if state != "not_attached" and not url:
            self.add_error("url", _("Skriv adressen, eller välj att bilagan inte är bifogad."))
        return cleaned
