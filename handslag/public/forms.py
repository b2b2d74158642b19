from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Area
from handslag.public.models import DefectReport
from handslag.trust import retention
from handslag.trust.guard import findings
from handslag.trust.models import RetentionRule


class DefectReportForm(forms.ModelForm):
    """What does not work, where, and how to answer. Only the first is needed."""

    class Meta:
        model = DefectReport
        fields = ["text", "address", "reply_to"]
        labels = {
            "text": _("Vad fungerar inte?"),
            "address": _("På vilken sida?"),
            "reply_to": _("E-postadress, om du vill ha svar"),
        }
        help_texts = {
            "text": _("Skriv gärna vad du försökte göra. Du kan också be om en sida i en annan form."),
            "address": _("Sidans adress, om du har den."),
            "reply_to": _("Används bara för att svara dig."),
        }
        error_messages = {
            "text": {"required": _("Skriv vad som inte fungerar.")},
            "reply_to": {"invalid": _("Skriv adressen som namn@exempel.se, eller lämna fältet tomt.")},
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "maxlength": 5000})}

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > 5000:
            raise forms.ValidationError(_("Korta texten till högst 5 000 tecken."))
        return text


class RetentionRuleForm(forms.Form):
    """What is to be destroyed after how long, and the decision that says so. Nothing is preselected."""

    record_type = forms.ChoiceField(
        label=_("Vad ska gallras?"), error_messages={"required": _("Välj vad som ska gallras.")}
    )
    months = forms.IntegerField(
        label=_("Efter hur många månader?"),
        help_text=_("36 är tre år. 0 betyder så snart uppgiften har gjort sitt, för det som har en sådan dag."),
        min_value=0,
        max_value=1200,
        error_messages={
            "required": _("Ange antal månader."),
            "invalid": _("Skriv antalet månader med siffror."),
            "min_value": _("Ange 0 eller fler."),
            "max_value": _("Ange högst 1 200 månader."),
        },
    )
    decided_by = forms.CharField(
        label=_("Vem har beslutat?"),
        help_text=_("Nämnd, styrelse eller den som har rätt att besluta, som funktion."),
        max_length=200,
        error_messages={"required": _("Ange vem som har beslutat.")},
    )
    decided_on = forms.DateField(
        label=_("Beslutets dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Ange beslutets dag."), "invalid": _("Skriv dagen som 2026-12-31.")},
    )
    section_number = forms.CharField(label=_("Paragraf, om beslutet har någon"), max_length=40, required=False)
    registry_number = forms.CharField(
        label=_("Diarienummer"),
        max_length=100,
        error_messages={"required": _("Ange beslutets diarienummer.")},
    )

    def __init__(self, *args: Any, county: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        kinds = [(each.key, each.title) for each in retention.record_types(by_county=True)]
        self.fields["record_type"].choices = [("", _("Välj")), *kinds]
        for field in self.fields.values():
            field.error_messages |= {"null_characters_not_allowed": _("Uppgiften går inte att läsa.")}

    def clean_record_type(self) -> str:
        key = self.cleaned_data["record_type"]
        if RetentionRule.objects.in_force().filter(county_id=self.county.pk, record_type=key).exists():
            raise forms.ValidationError(_("Det finns redan en regel. Avsluta den först."))
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kinds = {each.key: each for each in retention.record_types(by_county=True)}
        kind = kinds.get(cleaned.get("record_type") or "")
        if cleaned.get("months") == 0 and kind and not kind.at_close:
            self.add_error("months", _("Ange minst 1 månad."))
        return cleaned

    def clean_decided_by(self) -> str:
        text = self.cleaned_data["decided_by"]
        if certain := [found for found in findings(text) if found.certain]:
            raise forms.ValidationError(certain[0].message)
        return text

    def clean_decided_on(self):
        if self.cleaned_data["decided_on"] > timezone.localdate():
            raise forms.ValidationError(_("Ange en dag som har varit: regeln vilar på ett fattat beslut."))
        return self.cleaned_data["decided_on"]

    def rule(self) -> RetentionRule:
        """Return the rule, not yet saved."""
        return RetentionRule(county_id=self.county.pk, **self.cleaned_data)
