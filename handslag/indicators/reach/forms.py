"""Forms of training sessions, instructors and a method's starts. Counts only: there is no field for a person."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.indicators.models import InstructorCount, MethodStart, TrainingSession
from handslag.indicators.models.reach import SESSION_STATES, START_STATES
from handslag.places.models import Area, Lansdel
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import DayField, PeriodField, choices

MOST = 1_000_000
FIRST_YEAR, LAST_YEAR = 1950, 2100


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, **{"min_value": 0, "max_value": MOST, "required": False, **more})


class AtPlace(EditForm):
    """A row at a municipality or a länsdel; at neither where it is about the whole county."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.page.plan
        self.fields["area"].queryset = Area.objects.filter(parent=plan.county_id).order_by("name")
        parts = Lansdel.objects.filter(division=plan.division_id) if plan.division_id else Lansdel.objects.none()
        self.fields["lansdel"].queryset = parts.order_by("position")
        self.fields["lansdel"].label_from_instance = lambda part: part.name
        for name in ("area", "lansdel"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("area") and cleaned.get("lansdel"):
            self.add_error("lansdel", _("Välj en kommun eller en del av länet, inte båda."))
        return cleaned


class SessionForm(AtPlace):
    """Training that is planned, was held or was cancelled."""

    state = forms.ChoiceField(label=_("Läge"), choices=choices(SESSION_STATES, empty=_("Välj")))
    period = PeriodField(required=False)
    number = _count(
        _("Antal tillfällen"), min_value=1, initial=1, required=True,
        help_text=_("Flera lika tillfällen på samma plats kan stå på en rad."),
    )  # fmt: skip
    seats = _count(_("Platser"), help_text=_("Alla tillfällen på raden tillsammans. Tomt om det inte är känt."))
    signed_up = _count(_("Anmälda"), help_text=_("Bara antalet. Skriv inga namn."))
    attended = _count(_("Deltog"), help_text=_("Bara antalet, när tillfället har hållits."))
    audience = forms.CharField(label=_("För vilka"), max_length=300, required=False)

    class Meta:
        model = TrainingSession
        fields = ["state", "area", "lansdel", "number", "seats", "signed_up", "attended", "audience"]
        labels = {"area": _("Kommun"), "lansdel": _("Del av länet")}

    field_order = ["state", "period", "area", "lansdel", "number", "seats", "signed_up", "attended", "audience"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("attended") is not None and cleaned.get("state") in ("planned", "cancelled"):
            self.add_error("attended", _("Fyll i hur många som deltog när tillfället har hållits."))
        return cleaned


class InstructorForm(AtPlace):
    """How many instructors there are, and how much each can do."""

    active = _count(_("Aktiva instruktörer"), required=True, help_text=_("0 om det inte finns någon."))
    as_of = DayField(label=_("Antalet gäller den"))
    load = _count(
        _("Tillfällen som var och en kan hålla om året"), min_value=1,
        help_text=_("Det ni har kommit överens om. Utan det går det inte att se om planen ryms."),
    )  # fmt: skip

    class Meta:
        model = InstructorCount
        fields = ["active", "as_of", "load", "area", "lansdel"]
        labels = {"area": _("Kommun"), "lansdel": _("Del av länet")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place = {name: cleaned.get(name) for name in ("area", "lansdel", "as_of")}
        same = self.page.instructor_counts.filter(**place).exclude(pk=self.instance.pk)
        if place["as_of"] and not self.errors and same.exists():
            self.add_error("as_of", _("Det finns redan ett antal för platsen och dagen. Ändra det i stället."))
        return cleaned


class StartForm(EditForm):
    """Whether, and when, a municipality began."""

    state = forms.ChoiceField(label=_("Läge"), choices=choices(START_STATES, empty=_("Välj")))
    year = forms.IntegerField(
        label=_("Första året"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False,
        help_text=_("Det första år då kommunen arbetade så. Tomt om året inte är känt."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Var det står"), max_length=500, required=False,
        help_text=_("Till exempel ett beslut, en rapport eller en funktion som har sagt det."),
    )  # fmt: skip

    class Meta:
        model = MethodStart
        fields = ["area", "state", "year", "source"]
        labels = {"area": _("Kommun")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.page.method_starts.exclude(pk=self.instance.pk).values("area_id")
        free = Area.objects.filter(parent=self.page.plan.county_id, kind=Area.MUNICIPALITY).exclude(id__in=taken)
        self.fields["area"].queryset = free.order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        year = cleaned.get("year")
        if year is not None and cleaned.get("state") == "not_started":
            self.add_error("year", _("Kommunen har inte börjat. Ta bort året, eller ändra läget."))
        elif year is not None and year > timezone.localdate().year:
            self.add_error("year", _("Året har inte kommit än. Välj ”Har inte börjat” tills arbetet är igång."))
        return cleaned
