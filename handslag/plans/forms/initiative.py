"""Forms of an initiative itself: five fields to begin with, the rest as it grows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import LinesField, PeriodField, Text, choices
from handslag.plans.models import GoalNode, Initiative
from handslag.plans.rights import own_organisations
from handslag.plans.rules import asks_why_level
from handslag.plans.words import GOAL_KINDS, INITIATIVE_KINDS, LEVELS, PLACE_PRECISIONS, REACHES, TIERS, USER_INFLUENCES
from handslag.trust.visibility import Visibility

LEVEL_HELP = _("Länsgemensam: hela länet tillsammans. Delregional: en länsdel. Egen: en organisation själv.")

WHY_LEVEL = _("Skriv kort varför insatsen byter nivå.")


def goal_choices(plan: Any, *, questions: bool = True) -> list[tuple[str, str]]:
    """Return the goals of a plan in the order of its tree, indented by depth. One query."""
    rows = list(plan.goals.values_list("id", "parent_id", "kind", "code", "title"))
    under: dict[int | None, list[tuple]] = {}
    for row in rows:
        under.setdefault(row[1], []).append(row)

    def walk(parent: int | None, depth: int) -> list[tuple[str, str]]:
        found = []
        for key, _parent, kind, code, title in under.get(parent, []):
            if kind == "question" and not questions:
                continue
            name = plan.level_names.get(kind) or GOAL_KINDS[kind]
            found.append((str(key), f"{'– ' * depth}{code or name}: {title}"[:140]))
            found += walk(key, depth + 1)
        return found

    return walk(None, 0)


class NewInitiativeForm(EditForm):
    """Five fields. All else is added on the initiative's own page."""

    title = forms.CharField(label=_("Vad heter insatsen?"), max_length=300)
    kind = forms.ChoiceField(label=_("Typ"), choices=choices(INITIATIVE_KINDS), required=False)
    level = forms.ChoiceField(label=_("Nivå"), choices=choices(LEVELS), required=False, help_text=LEVEL_HELP)
    goal = forms.ChoiceField(label=_("Vilket mål eller vilken utmaning hör den till?"), required=False)
    period = PeriodField(label=_("När pågår den?"), required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("I vilken organisations namn?"))
    apart = frozenset({"goal", "organisation"})

    class Meta:
        model = Initiative
        fields = ["title", "kind", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = [("", _("Inte bestämt")), *goal_choices(self.page)]
        ours = own_organisations(self.user, self.page)
        self.fields["organisation"].queryset = ours
        if len(ours) == 1:  # then there is nothing to ask
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = ours[0]

    def goal_node(self) -> GoalNode | None:
        chosen = self.cleaned_data.get("goal")
        return self.page.goals.filter(pk=chosen).first() if chosen else None


class BasicsForm(EditForm):
    """Name, kind, level and time."""

    title = forms.CharField(label=_("Namn"), max_length=300)
    aliases = LinesField(label=_("Andra namn"), required=False, help_text=_("Ett på varje rad. Sökningen hittar dem."))
    kind = forms.ChoiceField(label=_("Typ"), choices=choices(INITIATIVE_KINDS), required=False)
    level = forms.ChoiceField(label=_("Nivå"), choices=choices(LEVELS), required=False, help_text=LEVEL_HELP)
    level_reason = forms.CharField(
        label=_("Varför byter den nivå?"), max_length=500, required=False, help_text=_("Behövs bara när nivån ändras.")
    )
    period = PeriodField(required=False)
    about_suicide = forms.BooleanField(
        label=_("Insatsen handlar om suicid"), required=False, help_text=_("Då står hjälplinjer överst på sidan.")
    )
    apart = frozenset({"level_reason"})

    class Meta:
        model = Initiative
        fields = ["title", "aliases", "kind", "level", "about_suicide"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        before = type(self.instance).everything.values_list("level", flat=True).get(pk=self.instance.pk)
        asks = "level" in cleaned and asks_why_level(before, cleaned["level"])
        if asks and not cleaned.get("level_reason"):
            self.add_error("level_reason", WHY_LEVEL)
        return cleaned

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("level_reason", "")


class PurposeForm(EditForm):
    """What it is, what it is for, and why."""

    summary = Text(label=_("Kort beskrivning"), required=False, help_text=_("En eller två meningar."))
    purpose = Text(label=_("Syfte"), required=False)
    background = Text(label=_("Bakgrund"), required=False)

    class Meta:
        model = Initiative
        fields = ["summary", "purpose", "background"]


class MissingForm(EditForm):
    """What nobody has said yet."""

    missing = LinesField(label=_("Det som inte är sagt"), required=False, help_text=_("En sak på varje rad."))

    class Meta:
        model = Initiative
        fields = ["missing"]


class AudienceForm(EditForm):
    """For whom, how early, with which method."""

    tiers = forms.MultipleChoiceField(
        label=_("Inriktning"),
        choices=list(TIERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(label=_("Riktas till"), choices=choices(REACHES), required=False)
    age_from = forms.IntegerField(label=_("Från ålder"), min_value=0, max_value=120, required=False)
    age_to = forms.IntegerField(label=_("Till ålder"), min_value=0, max_value=120, required=False)
    user_influence = forms.ChoiceField(label=_("Brukare har varit"), choices=choices(USER_INFLUENCES), required=False)

    class Meta:
        model = Initiative
        fields = ["target_groups", "methods", "tiers", "reach", "age_from", "age_to", "user_influence"]
        labels = {"target_groups": _("Målgrupper"), "methods": _("Metoder")}
        widgets = {"target_groups": forms.CheckboxSelectMultiple, "methods": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_groups"].queryset = self.page.plan.target_groups.all()
        self.fields["methods"].queryset = self.page.plan.methods.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", _("Den övre åldern är lägre än den nedre."))
        return cleaned


class PlacesForm(EditForm):
    """Where: the whole county, named places, or only how many."""

    places_precision = forms.ChoiceField(label=_("Vad är känt om platsen?"), choices=choices(PLACE_PRECISIONS))
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(), label=_("Kommuner"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lansdelar = forms.ModelMultipleChoiceField(
        Lansdel.objects.none(), label=_("Länsdelar"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places_count = forms.IntegerField(
        label=_("Antal, när bara det är känt"), min_value=0, max_value=10_000, required=False
    )
    places_of = forms.IntegerField(label=_("Av hur många"), min_value=1, max_value=10_000, required=False)
    places_unit = forms.CharField(
        label=_("Antal av vad"), max_length=60, required=False, help_text=_("Till exempel kommuner eller skolor.")
    )
    places_note = forms.CharField(label=_("Mer om platsen"), max_length=1000, required=False)
    apart = frozenset({"areas", "lansdelar"})

    class Meta:
        model = Initiative
        fields = ["places_precision", "places_count", "places_of", "places_unit", "places_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.page.plan
        self.fields["areas"].queryset = Area.objects.filter(parent_id=plan.county_id).order_by("name")
        self.fields["lansdelar"].queryset = Lansdel.objects.filter(division_id=plan.division_id).order_by("position")
        self.initial |= Initiative.VIRTUAL["places"].read(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        precision = cleaned.get("places_precision")
        if precision == "named" and not (cleaned.get("areas") or cleaned.get("lansdelar")):
            self.add_error("areas", _("Kryssa i minst en kommun eller länsdel, eller välj att bara antalet är känt."))
        if precision == "count" and cleaned.get("places_count") is None:
            self.add_error("places_count", _("Ange hur många."))
        count, of = cleaned.get("places_count"), cleaned.get("places_of")
        if count is not None and of is not None and count > of:
            self.add_error("places_of", _("Antalet är större än det hela."))
        return cleaned

    def values(self) -> dict[str, Any]:
        named = {name: sorted(row.pk for row in self.cleaned_data.get(name, ())) for name in ("areas", "lansdelar")}
        if self.cleaned_data["places_precision"] in ("county", "unknown"):
            named = {"areas": [], "lansdelar": []}
        return {**super().values(), "places": named}

    def columns(self) -> list[str]:
        return [*super().columns(), "places"]

    @classmethod
    def initial_of(cls, values):
        return {**super().initial_of(values), **values.get("places", {})}


class VisibilityForm(EditForm):
    """Who may see the initiative. To publish is an act of its own, and is told of."""

    HELP = {
        Visibility.DRAFT: _("Utkast: bara ni som redigerar i den egna organisationen"),
        Visibility.INTERNAL: _("Inom organisationen: alla inloggade hos er"),
        Visibility.SHARED: _("Delas med parterna: också de som deltar, och den som leder planen"),
        Visibility.PUBLIC: _("Offentlig: alla"),
    }
    visibility = forms.ChoiceField(label=_("Vem ser insatsen?"), choices=list(HELP.items()), widget=forms.RadioSelect)

    class Meta:
        model = Initiative
        fields = ["visibility"]


class OwnerForm(EditForm):
    """Whose the initiative is: who changes it, publishes it and answers for it."""

    owner_reason = forms.CharField(
        label=_("Varför byter insatsen ägare?"), max_length=500,
        help_text=_("Till exempel vem som har kommit överens, och när. Både den nya och den gamla ägaren kan behöva läsa det."),
    )  # fmt: skip
    apart = frozenset({"owner_reason"})

    class Meta:
        model = Initiative
        fields = ["owner"]
        labels = {"owner": _("Ny ägare")}
        help_texts = {
            "owner": _("Den nya ägaren får ändra insatsen så snart du har sparat. Den gamla får det inte längre.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.filter(county=self.page.county_id).order_by("sort_key")
        self.fields["owner"].required = True

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("owner_reason", "")
