"""The form of an own measure: five fields that are needed, the others with defaults that can be changed."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handslag.indicators.importing.cells import span_of
from handslag.indicators.models import OwnMeasure
from handslag.indicators.models.own import FREQUENCIES, KINDS, POLARITIES
from handslag.indicators.own import actions
from handslag.indicators.own.definition import SMALLEST, WORDS
from handslag.plans.forms.base import MESSAGES, EditForm, guard
from handslag.plans.forms.fields import DayField, Text, choices
from handslag.plans.models import GoalNode
from handslag.swedish.lists import join
from handslag.swedish.suicide import counts_suicide, has_word_to_avoid
from handslag.trust.visibility import Visibility

STATED = {
    "count": ("antal", "count", 1, "antal"),
    "percent": ("procent", "proportion", 100, "procent"),
    "per_1000": ("per 1 000", "rate", 1_000, "per 1 000"),
    "per_10000": ("per 10 000", "rate", 10_000, "per 10 000"),
    "per_100000": ("per 100 000", "rate", 100_000, "per 100 000"),
    "mean": ("medelvärde", "mean", 1, "medelvärde"),
    "index": ("poäng eller index", "index", 1, "poäng"),
}
"""How a value is stated: in words, its measure, what it is per, and its unit where nothing else is said."""
NEEDED = ("title", "numerator", "stated", "polarity", "reported_by")
BASES = {"proportion": "alla som är med i räkningen", "rate": "invånarna i området"}
ABOUT = ("title", "numerator", "denominator", "unit", "plain")
"""Fields that say what is counted."""
GOES_ON, ANEW = "vidare", "om"


class OwnMeasureForm(EditForm):
    """A measure. The first five fields are needed; `values` fills in what the others are left empty of."""

    apart = frozenset({"stated", "goals", "follows", "follow_reason"})

    stated = forms.ChoiceField(
        label=gettext_lazy("Enhet: hur talet anges"), choices=[(key, told[0]) for key, told in STATED.items()]
    )
    unit = forms.CharField(
        label=gettext_lazy("Enheten i ord"), max_length=60, required=False,
        help_text=gettext_lazy("Till exempel personer eller tillfällen. Tomt: samma som ovan."),
    )  # fmt: skip
    denominator = forms.CharField(label=gettext_lazy("Av hur många"), max_length=500, required=False)
    ages = forms.CharField(
        label=gettext_lazy("Ålder"), max_length=20, required=False, help_text=gettext_lazy("16–84 eller 15+. Tomt: alla åldrar.")
    )  # fmt: skip
    plain = Text(label=gettext_lazy("Vad det är, för vem som helst"), required=False)
    why = Text(label=gettext_lazy("Varför det följs"), required=False)
    shows = Text(label=gettext_lazy("Vad det visar"), required=False)
    does_not_show = Text(label=gettext_lazy("Vad det inte visar"), required=False)
    owner = forms.CharField(
        label=gettext_lazy("Funktion som svarar för måttet"), max_length=200, required=False,
        help_text=gettext_lazy("En funktion, inget namn. Tomt: den som redovisar."),
    )  # fmt: skip
    source = forms.CharField(label=gettext_lazy("Var talen kommer från"), max_length=500, required=False)
    review_by = DayField(label=gettext_lazy("Ses över senast"), required=False)
    goals = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Mål som det följer"), queryset=GoalNode.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    class Meta:
        model = OwnMeasure
        fields = (
            "title", "numerator", "polarity", "reported_by", "unit", "denominator", "frequency", "kind", "plain", "why", "ages", "window",
            "by_sex", "owner", "source", "shows", "does_not_show", "smallest", "needs_help", "review_by", "visibility",
        )  # fmt: skip
        labels = {
            "title": gettext_lazy("Namn"),
            "numerator": gettext_lazy("Vad räknas?"),
            "polarity": gettext_lazy("Vilket håll är bra?"),
            "reported_by": gettext_lazy("Vem redovisar talen?"),
            "kind": gettext_lazy("Slag av mått"),
            "frequency": gettext_lazy("Hur ofta kommer ett tal?"),
            "window": gettext_lazy("Antal år som ett tal gäller"),
            "by_sex": gettext_lazy("Redovisas också för kvinnor och män"),
            "smallest": gettext_lazy("Antal under detta visas inte"),
            "needs_help": gettext_lazy("Handlar om suicid eller självskada: hjälplinjer visas först"),
            "visibility": gettext_lazy("Vem som ser måttet"),
        }
        help_texts = {
            "title": gettext_lazy("Till exempel: Deltagare i föräldrakurser."),
            "numerator": gettext_lazy(
                "Till exempel: personer som har gått minst hälften av träffarna, var och en en gång."
            ),
            "reported_by": gettext_lazy("En funktion eller enhet, inget namn."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*NEEDED, "unit", "denominator", "frequency"])
        self.fields["polarity"].choices = choices(POLARITIES)
        self.fields["kind"].choices = choices(KINDS)[1:]
        self.fields["frequency"].choices = choices(FREQUENCIES)[1:]
        self.fields["frequency"].required = False
        self.fields["window"].min_value = 1
        self.fields["visibility"].choices = Visibility.choices
        if self.instance.pk:
            self.fields["stated"].initial = stated_of(self.instance.measure, self.instance.per)
            del self.fields["goals"]
            if self.data.get("follows") or self.data.get("follow_reason"):
                self._ask()
        else:
            plan = self.page
            self.fields["goals"].queryset = GoalNode.objects.filter(plan=plan).order_by("position", "id")

    @property
    def needed(self) -> list[forms.BoundField]:
        """The fields that stand first; with the question of the series, where it is asked."""
        asked = [name for name in ("follows", "follow_reason") if name in self.fields]
        return [self[name] for name in (*asked, *NEEDED)]

    @property
    def folded(self) -> list[forms.BoundField]:
        shown = {each.name for each in self.needed}
        return [each for each in self.visible_fields() if each.name not in shown]

    @property
    def folded_is_open(self) -> bool:
        return any(each.errors for each in self.folded)

    def clean_frequency(self) -> str:
        return self.cleaned_data["frequency"] or "year"

    def clean_window(self) -> int:
        found = self.cleaned_data["window"]
        if not 1 <= found <= 20:
            raise forms.ValidationError(_("Skriv ett helt antal år, 1 till 20."))
        return found

    def clean_ages(self) -> str:
        text = self.cleaned_data["ages"].strip()
        found = span_of(re.sub(r"\s*år$", "", text))
        if found is None:
            raise forms.ValidationError(_("Skriv åldern som 16–84 eller 15+."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._protect(cleaned)
        if cleaned.get("frequency") != "year" and cleaned.get("window", 1) != 1:
            self.add_error("window", _("Ett tal per månad eller kvartal gäller inte flera år. Skriv 1."))
        if not self.errors and self.instance.pk and not self._follows_said(cleaned):
            self._ask()
            self.add_error("follows", self._question())
        elif cleaned.get("follows") == GOES_ON and "frequency" in actions.meaning_differs(self.instance, self.values()):
            self.add_error("follows", _("Tal för olika lång tid kan inte stå i samma serie. Låt den börja om."))
        return cleaned

    def _protect(self, cleaned: Mapping[str, Any]) -> None:
        """Hold what is about suicide or self-harm to its rules, whether its tick is set or not; and mind the words."""
        for name in [name for name, said in cleaned.items() if isinstance(said, str) and has_word_to_avoid(said)]:
            self.add_error(name, _("Skriv suicid. Om människor: ta sitt liv, eller dö i suicid."))
        says_so = counts_suicide(*(str(cleaned.get(name) or "") for name in ABOUT))
        if not (says_so or cleaned.get("needs_help")):
            return
        if not cleaned.get("needs_help"):
            self.add_error("needs_help", _("Måttet handlar om suicid eller självskada. Kryssa i rutan."))
        if cleaned.get("smallest", SMALLEST) < SMALLEST:
            told = _("När måttet handlar om suicid eller självskada är gränsen minst %(least)s.")
            self.add_error("smallest", told % {"least": SMALLEST})
        if cleaned.get("frequency", "year") != "year":
            self.add_error("frequency", _("Tal om suicid eller självskada redovisas per år, aldrig för kortare tid."))
        if cleaned.get("kind") == "output":
            self.add_error("kind", _("Suicid och självskada är inget som länet gör. Välj ett annat slag av mått."))

    def _follows_said(self, cleaned: Mapping[str, Any]) -> bool:
        """Whether it is said what becomes of the series, or need not be."""
        if not actions.meaning_differs(self.instance, self.values()) or not actions.has_figures(self.instance):
            return True
        return bool(cleaned.get("follows") and cleaned.get("follow_reason"))

    def _question(self) -> str:
        differs = actions.meaning_differs(self.instance, self.values())
        words = join([WORDS[name] for name in differs])
        return _(
            "De tal som finns är räknade på ett annat sätt: %(words)s ändras. Säg vad som händer med serien, och varför."
        ) % {"words": words}

    def _ask(self) -> None:
        self.fields["follows"] = forms.ChoiceField(
            label=_("Vad händer med serien?"),
            choices=[
                (GOES_ON, _("Den går vidare: talen före och efter går att jämföra")),
                (ANEW, _("Den börjar om: de tidigare talen står kvar för sig, som de räknades då")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Välj vad som händer med serien.")},
        )
        self.fields["follow_reason"] = forms.CharField(
            label=_("Varför?"), max_length=500, error_messages={"required": _("Skriv varför.")}
        )

    def values(self) -> dict[str, Any]:
        found = super().values()
        _label, measure, per, unit = STATED[self.cleaned_data["stated"]]
        found |= {"measure": measure, "per": per}
        counted = found.get("numerator", "")
        found["unit"] = found["unit"] or unit
        found["denominator"] = (found["denominator"] or BASES[measure]) if measure in BASES else ""
        found["plain"] = found["plain"] or f"{counted[:1].upper()}{counted[1:]}."
        found["why"] = found["why"] or "Länet har valt att följa det."
        found["shows"] = found["shows"] or "Vad länet har räknat, period för period."
        found["does_not_show"] = found["does_not_show"] or "Vad en förändring beror på."
        found["owner"] = found["owner"] or found.get("reported_by", "")
        found["source"] = found["source"] or "Länets egen redovisning"
        found["review_by"] = found["review_by"] or _next_year()
        return found

    def columns(self) -> list[str]:
        return [*super().columns(), "measure", "per"]

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().initial_of(values), "stated": stated_of(values.get("measure"), values.get("per"))}


class ReasonForm(forms.Form):
    """Why a measure is taken away. version: of what was read."""

    reason = forms.CharField(label=gettext_lazy("Varför"), max_length=500, error_messages=dict(MESSAGES))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {"reason": cleaned.get("reason", "")})
        return cleaned


def _next_year() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=365)


def stated_of(measure: str | None, per: int | None) -> str:
    """Return how a value is stated: the key of STATED."""
    return next((key for key, told in STATED.items() if told[1] == measure and told[2] == per), "count")
