from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from handslag.exchange.keys import FRAMEWORK_BYTES, FRAMEWORK_SUFFIXES, suffix_of
from handslag.exchange.workbook import MAX_BYTES
from handslag.trust.guard import findings


class FreezeForm(forms.Form):
    """What a version is called, and the decision on it. Only the title is needed."""

    title = forms.CharField(
        label=_("Vad är det för version?"),
        help_text=_("Till exempel: Som antagen, Remissversion, Efter revidering."),
        max_length=200,
        error_messages={
            "required": _("Skriv vad det är för version."),
            "max_length": _("Korta texten till högst 200 tecken."),
        },
    )
    body = forms.CharField(
        label=_("Beslutat av"),
        help_text=_("Nämnd eller styrelse, om versionen hör till ett beslut."),
        max_length=300,
        required=False,
        error_messages={"max_length": _("Korta texten till högst 300 tecken.")},
    )
    decided_on = forms.DateField(
        label=_("Beslutsdag"),
        help_text=_("ÅÅÅÅ-MM-DD"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Skriv dagen som ÅÅÅÅ-MM-DD.")},
    )
    section_number = forms.CharField(
        label=_("Paragraf"),
        max_length=60,
        required=False,
        error_messages={"max_length": _("Korta texten till högst 60 tecken.")},
    )
    registry_number = forms.CharField(
        label=_("Diarienummer"),
        max_length=60,
        required=False,
        error_messages={"max_length": _("Korta texten till högst 60 tecken.")},
    )

    def clean(self) -> dict[str, Any]:
        """Keep persons out of every text."""
        cleaned: dict[str, Any] = super().clean()
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                for finding in findings(value):
                    if finding.certain:
                        self.add_error(name, ValidationError(finding.message))
        return cleaned


class RegisterFileForm(forms.Form):
    """The edited register."""

    file = forms.FileField(
        label=_("Excelfilen med dina ändringar"),
        help_text=_("Registret som du hämtade som Excel (.xlsx), högst 5 MB."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Välj filen med dina ändringar."),
            "invalid": _("Välj filen med dina ändringar."),
            "missing": _("Välj filen med dina ändringar."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("Filen är större än 5 MB."))
        return file


class FrameworkFileForm(forms.Form):
    """A framework in a file."""

    file = forms.FileField(
        label=_("Filen med ramverket"),
        help_text=_("YAML eller JSON (.yaml, .yml eller .json), högst 500 kB."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(FRAMEWORK_SUFFIXES)}),
        error_messages=dict.fromkeys(("required", "invalid", "missing"), _("Välj filen med ramverket.")),
    )

    def clean_file(self) -> Any:
        """Refuse what is of another kind, or too large, before it is read."""
        file = self.cleaned_data["file"]
        if suffix_of(file.name) not in FRAMEWORK_SUFFIXES:
            raise ValidationError(_("Filen ska sluta på .yaml, .yml eller .json."))
        if file.size > FRAMEWORK_BYTES:
            raise ValidationError(_("Filen är större än 500 kB."))
        return file
