"""The form that all others are: it carries the version it was read at, and guards free text."""

import copy
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from handslag.plans.forms.fields import PeriodField
from handslag.swedish.periods import Period
from handslag.trust.guard import findings

NOT_A_NAME = "not_a_name"
PERIOD = ("period_text", "period_from", "period_to", "period_precision")


class EditForm(forms.ModelForm):
    """A form of one row of a plan, or of some of its fields.

    `page` is the plan, goal or initiative that the row stands on; `user` is who writes. Fields named in
    `unguarded` are not read for persons: their kind says what they hold.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unguarded: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    """Fields that are no columns of the row: see `values` of the forms that have such."""

    def __init__(self, *args: Any, page: Any, user: Any, **kwargs: Any) -> None:
        self.page, self.user = page, user
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = getattr(self.instance, "version", None)
        for name in [name for name, field in self.fields.items() if isinstance(field, PeriodField)]:
            self.fields[name].initial = self.instance.period_text
        for name, value in list(self.initial.items()):
            if isinstance(value, Decimal):  # the database gives all its decimals
                self.initial[name] = Decimal(format(value.normalize(), "f"))
        if not self.is_bound:
            first = next((field for name, field in self.fields.items() if not field.widget.is_hidden), None)
            if first is not None and not isinstance(first.widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
                first.widget.attrs["autofocus"] = True  # a form that opens where the reader stands takes the focus
        for field in self.fields.values():
            field.error_messages |= MESSAGES
            if isinstance(field, forms.IntegerField | forms.DecimalField):
                field.error_messages["invalid"] = _("Skriv ett tal.")
            if isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField):
                field.empty_label = _("Inte angivet")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {name: _text_of(value) for name, value in cleaned.items() if name not in self.unguarded})
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what is to be saved: field of the row -> value. A period becomes its four columns."""
        found: dict[str, Any] = {}
        for name in self.fields:
            if name in ("version", NOT_A_NAME) or name in self.apart or name not in self.cleaned_data:
                continue
            value = self.cleaned_data[name]
            if isinstance(self.fields[name], PeriodField):
                found |= period_columns(value)
            else:
                found[name] = value
        return found

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form's fields show for a row's values, given as the JSON of a change."""
        return {**values, "period": values.get("period_text", "")}

    def columns(self) -> list[str]:
        """Return the row's fields that the form sets, virtual ones included."""
        own = [name for name in self.fields if name not in ("version", NOT_A_NAME) and name not in self.apart]
        if "period" in own:
            own.remove("period")
            own += PERIOD
        return own


def guard(form: forms.Form, texts: Mapping[str, str]) -> None:
    """Add an error at each field whose text may point at a person; field -> text.

    What only looks like a name is asked about once: the form then has a box to say that it is none.
    """
    asked = False
    for name, text in texts.items():
        for found in findings(text):
            if found.certain:
                form.add_error(name, found.message)
            elif not form.data.get(NOT_A_NAME):
                form.add_error(name, found.message)
                asked = True
    if asked:
        ask_about_names(form)


def ask_about_names(form: forms.Form) -> None:
    """Give a form the box that says that what looks like a name is none."""
    form.fields[NOT_A_NAME] = forms.BooleanField(required=False, label=_("Nej, det är inte ett personnamn"))


MESSAGES = {
    "required": _("Fyll i fältet."),
    "invalid_choice": _("Välj ett av alternativen."),
    "invalid": _("Uppgiften går inte att läsa."),
    "max_length": _("Korta texten: den har %(show_value)d tecken, högst %(limit_value)d får plats."),
}


def read_field(form: type[EditForm], name: str, text: str) -> Any:
    """Return what a form's field makes of a text that stands somewhere else. Raises ValidationError in the form's words."""
    field = copy.deepcopy(form.base_fields[name])
    field.error_messages |= MESSAGES
    return field.clean(text)


def period_columns(period: Period | None) -> dict[str, Any]:
    """Return a period as the four columns that hold it."""
    if period is None:
        return dict(zip(PERIOD, ("", None, None, ""), strict=True))
    return dict(zip(PERIOD, (period.text, period.first, period.last, period.precision), strict=True))


def _text_of(value: Any) -> str:
    if isinstance(value, Period):
        return value.text
    if isinstance(value, list):
        labels = [each.get("label", "") if isinstance(each, dict) else each for each in value]
        return "\n".join(label for label in labels if isinstance(label, str))
    return value if isinstance(value, str) and not isinstance(value, Model) else ""
