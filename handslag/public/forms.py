from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.public.models import DefectReport


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
