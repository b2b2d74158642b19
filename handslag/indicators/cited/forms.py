"""The form of a cited figure."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.indicators.cited.rows import ONLY_WIDE, SAYS
from handslag.indicators.models import CitedFigure
from handslag.indicators.reading import definitions
from handslag.places.models import Area
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import DayField, PeriodField, Text, choices
from handslag.swedish.sorting import sort_key
from handslag.swedish.suicide import counts_suicide, has_word_to_avoid

FIRST_YEAR = 1900
LARGEST = 999_999_999_999


class CitedFigureForm(EditForm):
    """A figure as its source states it. What the source does not say is left empty, and shown as not stated."""

    base = forms.CharField(
        label=_("Rubrik"), max_length=100,
        help_text=_("Den grupp som talet hör till, till exempel Barn och unga. Tal med samma rubrik står ihop."),
    )  # fmt: skip
    population = forms.CharField(
        label=_("Vilka talet gäller"), max_length=300,
        help_text=_("De som det är en andel eller ett antal av, till exempel flickor 13 år."),
    )  # fmt: skip
    label = forms.CharField(
        label=_("Vad det säger om dem"), max_length=300, help_text=_("Till exempel: har två eller fler besvär.")
    )
    value = forms.DecimalField(
        label=_("Tal"), required=False, min_value=0, max_value=LARGEST, max_digits=18, decimal_places=6, localize=True,
        help_text=_("Tomt om källan bara säger det i ord."),
    )  # fmt: skip
    unit = forms.CharField(
        label=_("Enhet"), max_length=100, required=False, help_text=_("Till exempel procent eller personer.")
    )
    approximate = forms.BooleanField(label=_("Talet är ungefärligt"), required=False)
    value_text = forms.CharField(
        label=_("Som det står i källan"), max_length=200, required=False,
        help_text=_("Om det står på ett annat sätt än i siffror, till exempel en tredjedel."),
    )  # fmt: skip
    period = PeriodField(
        label=_("Årtal"), required=False,
        help_text=_("2017, 2016–2018 eller sedan 2014. Tomt om källan inte anger något: då står det ”årtal anges inte”."),
    )  # fmt: skip
    place_text = forms.CharField(
        label=_("Område i ord"), max_length=300, required=False, help_text=_("Om det inte finns i listan.")
    )
    source = forms.CharField(
        label=_("Källa"), max_length=500, help_text=_("Vem som säger det, och i vad. En organisation, inget namn.")
    )
    published = forms.IntegerField(
        label=_("Källans årtal"), required=False, min_value=FIRST_YEAR, help_text=_("Året då källan gavs ut, om det är känt.")
    )  # fmt: skip
    read_on = DayField(label=_("Hämtat den"), required=False)
    indicator = forms.ChoiceField(
        label=_("Indikator som säger samma sak om länet"), required=False,
        help_text=_("Då leder sidan dit. Talen läggs aldrig ihop."),
    )  # fmt: skip
    note = Text(label=_("Anmärkning"), max_length=500, required=False)

    class Meta:
        model = CitedFigure
        fields = [
            "base", "population", "label", "value", "unit", "approximate", "value_text", "area", "place_text", "source",
            "published", "read_on", "indicator", "note",
        ]  # fmt: skip
        labels = {"area": _("Område som talet gäller")}

    field_order = [
        "base", "population", "label", "value", "unit", "value_text", "approximate", "period", "area", "place_text", "source",
        "published", "read_on", "indicator", "note",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county = self.page.county_id
        ours = Q(kind=Area.COUNTRY) | Q(kind=Area.COUNTY, is_example=False) | Q(pk=county) | Q(parent=county)
        self.fields["area"].queryset = Area.objects.filter(ours).order_by("code")
        self.fields["area"].required = False
        known = sorted(((key, each.title) for key, each in definitions().items()), key=lambda pair: sort_key(pair[1]))
        self.fields["indicator"].choices = choices(dict(known), empty=_("Ingen"))

    def clean_published(self) -> int | None:
        year: int | None = self.cleaned_data["published"]
        if year and year > timezone.localdate().year:
            raise forms.ValidationError(_("Året har inte kommit än."))
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("value") is None and not cleaned.get("value_text") and "value" not in self.errors:
            self.add_error("value", _("Skriv talet här, eller i ord under ”Som det står i källan”."))
        if cleaned.get("value") is not None and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Skriv vad talet räknas i, till exempel procent."))
        if cleaned.get("area") and cleaned.get("place_text"):
            self.add_error("place_text", _("Välj ett område i listan eller skriv det i ord, inte båda."))
        period = cleaned.get("period")
        if period and period.first and period.first.year > timezone.localdate().year:
            self.add_error("period", _("Året har inte kommit än."))
        elif period and not period.first and period.text.isdigit():
            self.add_error("period", _("Kontrollera årtalet."))
        self._protect(cleaned)
        return cleaned

    def _protect(self, cleaned: Mapping[str, Any]) -> None:
        """Mind the words; and leave deaths below a county to the indicators, where small numbers are protected."""
        for name in [name for name, said in cleaned.items() if isinstance(said, str) and has_word_to_avoid(said)]:
            self.add_error(name, _("Skriv suicid. Om människor: ta sitt liv, eller dö i suicid."))
        area = cleaned.get("area")
        is_wide = area is not None and area.kind != Area.MUNICIPALITY
        if (
            not is_wide
            and counts_suicide(*(str(cleaned.get(name) or "") for name in SAYS))
            and "area" not in self.errors
        ):
            self.add_error("area", _(ONLY_WIDE))

    def values(self) -> dict[str, Any]:
        found = super().values()
        if not self.instance.pk:
            found["position"] = CitedFigure.everything.filter(plan=self.page).count() + 1
        return found
