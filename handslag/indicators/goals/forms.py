"""What a goal is followed by, and how far it is to reach: the same form to try it and to save it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handslag.indicators import queries
from handslag.indicators.goals.verdicts import Wish
from handslag.indicators.models import GoalIndicator, Indicator, Target
from handslag.indicators.reading import Definition
from handslag.places.models import Area
from handslag.plans.forms.base import EditForm
from handslag.swedish.sorting import sort_key

FIRST_YEAR, LAST_YEAR = 1900, 2100


def offer(field: forms.ModelChoiceField, known: Mapping[str, Definition], *, taken: Any = ()) -> None:
    """Let a field choose among the indicators that are known, in Swedish order, an empty one first. One query."""
    found = Indicator.objects.filter(key__in=list(known)).exclude(pk__in=taken)
    field.queryset = found
    titles = ((row.key, known[row.key].title) for row in found)
    field.choices = [("", str(_("Välj"))), *sorted(titles, key=lambda each: sort_key(each[1]))]


class GoalIndicatorForm(EditForm):
    """An indicator that a goal is followed by."""

    indicator = forms.ModelChoiceField(queryset=Indicator.objects.none(), to_field_name="key", label=_("Indikator"))
    note = forms.CharField(
        label=_("På vilket sätt säger den något om målet?"), max_length=300, required=False,
        help_text=_("Till exempel: målet gäller unga, indikatorn alla över 15 år."),
    )  # fmt: skip

    class Meta:
        model = GoalIndicator
        fields = ["indicator", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.page.indicators.filter(withdrawn_on__isnull=True).values("indicator_id")
        known = queries.definitions_for(self.page.of_plan.county, self.user)
        offer(self.fields["indicator"], known, taken=taken)


class TargetForm(EditForm):
    """How far a goal is to reach. The change is asked for in percent, in the direction that is better."""

    indicator = forms.ModelChoiceField(queryset=Indicator.objects.none(), to_field_name="key", label=_("Indikator"))
    area = forms.ModelChoiceField(
        queryset=Area.objects.none(), to_field_name="code", label=_("Område"), empty_label=None
    )
    baseline_from = forms.IntegerField(
        label=_("Utgångsläge, från år"), min_value=FIRST_YEAR, max_value=LAST_YEAR,
        help_text=_("Flera år tillsammans ger ett säkrare läge att utgå från."),
    )  # fmt: skip
    baseline_to = forms.IntegerField(label=_("Utgångsläge, till och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    percent = forms.DecimalField(
        label=_("Hur mycket bättre, i procent av utgångsläget"), min_value=Decimal("0.1"), max_value=1000,
        max_digits=6, decimal_places=2, required=False, localize=True,
        error_messages={"min_value": _("Skriv ett tal över noll.")},
        help_text=_("20 är en femtedel bättre: färre där färre är bättre, fler där fler är bättre."),
    )  # fmt: skip
    wished = forms.DecimalField(
        label=_("Eller det värde som ska nås"), min_value=0, max_digits=14, decimal_places=4, required=False,
        localize=True, help_text=_("I indikatorns enhet."),
    )  # fmt: skip
    by = forms.IntegerField(label=_("Senast år"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    note = forms.CharField(label=_("Mer om det"), max_length=500, required=False)
    apart = frozenset({"percent"})
    field_order = ("indicator", "area", "baseline_from", "baseline_to", "percent", "wished", "by", "note")

    class Meta:
        model = Target
        fields = ["indicator", "area", "baseline_from", "baseline_to", "wished", "by", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county = self.page.of_plan.county
        self.known = queries.definitions_for(county, self.user)
        offer(self.fields["indicator"], self.known)
        self.fields["area"].queryset = Area.objects.filter(Q(pk=county.pk) | Q(parent=county)).order_by("kind", "code")

    @property
    def definition(self) -> Definition | None:
        indicator = self.cleaned_data.get("indicator")
        return self.known[indicator.key] if indicator else None

    @property
    def change(self) -> float | None:
        """The change of the baseline, with its sign; None where a value is wished instead."""
        percent = self.cleaned_data.get("percent")
        if percent is None:
            return None
        is_low = self.definition is not None and self.definition.polarity == "low"
        return float(percent) / (-100 if is_low else 100)

    @property
    def wish(self) -> Wish:
        told = self.cleaned_data
        wished = None if told.get("wished") is None else float(told["wished"])
        return Wish(told["area"].name, (told["baseline_from"], told["baseline_to"]), told["by"], wished, self.change)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last, by = (cleaned.get(name) for name in ("baseline_from", "baseline_to", "by"))
        if first and last and last < first:
            self.add_error("baseline_to", _("Utgångslägets sista år ligger före det första. Kontrollera åren."))
        elif last and by and by <= last:
            self.add_error("by", _("Ange ett år efter utgångsläget."))
        if {"percent", "wished"} & set(self.errors):
            return cleaned
        if (cleaned.get("percent") is None) == (cleaned.get("wished") is None):
            self.add_error("percent", _("Fyll i en ändring eller ett värde, inte båda."))
        elif self.definition:
            self._check_size(self.definition)
        return cleaned

    def _check_size(self, definition: Definition) -> None:
        """Refuse what no figures can become."""
        if self.change is not None and self.change < -1:
            self.add_error("percent", _("En minskning kan vara högst 100 procent."))
        wished = self.cleaned_data.get("wished")
        if definition.measure == "proportion" and wished is not None and wished > definition.per:
            self.add_error("wished", _("En andel kan vara högst 100 procent."))

    def values(self) -> dict[str, Any]:
        wished = self.cleaned_data.get("wished")
        return {**super().values(), "wished": None if wished is None else float(wished), "change": self.change}

    def columns(self) -> list[str]:
        return [*super().columns(), "change"]
