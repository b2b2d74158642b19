"""Forms of a round's settings and recipients."""

import datetime
import re
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.followup.queries_rounds import Choice
from handslag.plans.followup.recipients import About
from handslag.plans.forms.base import MESSAGES, NOT_A_NAME, ask_about_names, guard
from handslag.plans.forms.fields import DayField, PeriodField, Text
from handslag.plans.models import FollowUpRound, Plan, RequestItem
from handslag.plans.models.followup import first_questions, first_reminders
from handslag.plans.words import ROUND_QUESTIONS, THEMES
from handslag.trust.guard import findings

LATEST_REMINDER = 60
_CAPITALS = re.compile(r"[A-ZÅÄÖÉ][\wéü]+(?:-[A-ZÅÄÖÉ][\wéü]+)?(?: [A-ZÅÄÖÉ][\wéü]+(?:-[A-ZÅÄÖÉ][\wéü]+)?){1,2}")
NOT_NAMES = frozenset(
    "region regionen kommun kommunen län länet landsting föreningen nätverket ordförande chef enhetschef samordnare "
    "verksamhetschef rektor utvecklingsledare folkhälsostrateg folkhälsoplanerare förvaltningschef socialchef".split()
)
LOOKS_LIKE_A_NAME = _(
    "Är det ett personnamn ({found})? Skriv funktionen i stället, eller kryssa i att det inte är ett namn."
)


class Guarded(forms.Form):
    """A form whose free texts (`guarded`) are read for persons."""

    guarded: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            each.error_messages |= MESSAGES

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {name: cleaned.get(name) or "" for name in self.guarded})
        return cleaned


class ReminderDays(forms.CharField):
    """Days before the last one, as "7, 1"; empty: no reminder is sent by itself."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        parts = [each for each in re.split(r"[\s,;]+", super().clean(value)) if each]
        if not all(each.isascii() and each.isdigit() and len(each) < 4 for each in parts):
            raise forms.ValidationError(_("Skriv antal dagar med komma emellan, till exempel 7, 1."))
        days = sorted({int(each) for each in parts}, reverse=True)
        if days and days[0] > LATEST_REMINDER:
            raise forms.ValidationError(_("Högst 60 dagar före sista dagen."))
        return days


class RoundForm(Guarded):
    """A round's own settings and what it asks about."""

    title = forms.CharField(
        label=_("Vad heter uppföljningen?"), max_length=200, help_text=_("Till exempel: Uppföljning hösten 2026.")
    )
    period = PeriodField(label=_("Vilken tid gäller svaren?"))
    due_on = DayField(label=_("Sista dag att svara"))
    questions = forms.MultipleChoiceField(
        label=_("Vad frågar ni om?"), choices=list(ROUND_QUESTIONS.items()), widget=forms.CheckboxSelectMultiple
    )
    intro = Text(
        label=_("Egna ord i brevet"), required=False, max_length=3000,
        help_text=_("Står först i brevet: varför ni frågar, och vad som händer med svaren."),
    )  # fmt: skip
    reply_to = forms.EmailField(
        max_length=254,
        label=_("Adress för frågor"),
        required=False,
        help_text=_("Dit går ett svar på brevet. Helst en funktions adress."),
    )
    remind_days = ReminderDays(
        label=_("Påminn så många dagar före"), required=False,
        help_text=_("Med komma emellan. Bara de som inte har svarat får påminnelsen. Tomt: ingen skickas av sig själv."),
    )  # fmt: skip
    initiatives = forms.TypedMultipleChoiceField(
        label=_("Vilka insatser?"), coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Under varje insats står det som redan är känt. Fråga inte om det ni redan vet."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    guarded = ("title", "intro")

    def __init__(
        self, *args: Any, choices: Iterable[Choice], asked: FollowUpRound | None = None, **kwargs: Any
    ) -> None:
        offered = list(choices)
        initial = _round_values(asked) if asked else _first_values(offered)
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self.asked = asked
        self.fields["initiatives"].choices = [
            (each.id, format_html("{}<small>{}</small>", each.title, each.known)) for each in offered
        ]
        self.fields["questions"].error_messages["required"] = _("Välj minst en fråga.")
        self.fields["initiatives"].error_messages["required"] = _("Välj minst en insats.")

    def clean_due_on(self) -> datetime.date:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate() and not (self.asked and self.asked.due_on == day):
            raise forms.ValidationError(_("Dagen har varit. Välj en dag framåt."))
        return day

    def values(self) -> dict[str, Any]:
        """Return the round's own fields; `period` is a Period."""
        names = ("title", "period", "due_on", "intro", "reply_to", "remind_days")
        order = [each for each in ROUND_QUESTIONS if each in self.cleaned_data["questions"]]
        return {**{name: self.cleaned_data[name] for name in names}, "questions": order}


def _first_values(offered: list[Choice]) -> dict[str, Any]:
    return {
        "key": uuid.uuid4(),
        "questions": first_questions(),
        "remind_days": first_reminders(),
        "initiatives": [each.id for each in offered if each.is_live],
    }


def _round_values(asked: FollowUpRound) -> dict[str, Any]:
    return {
        "title": asked.title,
        "period": asked.period_text,
        "due_on": asked.due_on.isoformat(),
        "questions": asked.questions,
        "intro": asked.intro,
        "reply_to": asked.reply_to,
        "remind_days": asked.remind_days,
        "initiatives": list(asked.initiatives.values_list("initiative_id", flat=True)),
        "version": asked.version,
    }


class Places:
    """The places of a plan's county that a question can be about, and how they are written."""

    def __init__(self, plan: Plan) -> None:
        self.lansdelar = list(Lansdel.objects.filter(division=plan.division_id).order_by("position", "id"))
        self.areas = list(Area.objects.filter(parent_id=plan.county_id).order_by("name"))
        self.by_key: dict[str, Area | Lansdel] = {f"l{each.pk}": each for each in self.lansdelar}
        self.by_key |= {f"a{each.pk}": each for each in self.areas}

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """Choices of a select, the whole initiative first."""
        groups: list[tuple[Any, Any]] = [("", _("Hela insatsen"))]
        for title, letter, places in ((_("Länsdelar"), "l", self.lansdelar), (_("Kommuner"), "a", self.areas)):
            if places:
                groups.append((title, [(f"{letter}{each.pk}", each.name) for each in places]))
        return groups

    def named(self, text: str) -> Area | Lansdel | None:
        """Return the place that a text names; None where it names none."""
        wanted = text.strip().casefold()
        for part in self.lansdelar:
            if wanted in (part.name.casefold(), part.short.casefold(), part.key):
                return part
        return next(
            (area for area in self.areas if wanted in (area.name.casefold(), f"{area.name} kommun".casefold())), None
        )


def names_a_person(function: str, *, known: Iterable[str] = ()) -> str:
    """Return the part of a function's name that looks like a person's; "" where none does. known: words of places and organisations."""
    words = NOT_NAMES | {word.casefold() for name in known for word in name.split()}
    for part in re.split(r"[,;()/–]|\s-\s|\bi\b|\bvid\b|\bpå\b", function):
        found = part.strip()
        if _CAPITALS.fullmatch(found) and not any(
            word.casefold().rstrip("s") in words or word.casefold() in words for word in found.split()
        ):
            return found
    return ""


def check_function(form: forms.Form, name: str, *, known: Iterable[str]) -> None:
    """Add an error at a field with a function's name where it points at a person."""
    text = form.cleaned_data.get(name) or ""
    certain = [each for each in findings(text) if each.certain]
    if certain:
        form.add_error(name, certain[0].message)
    elif (found := names_a_person(text, known=known)) and not form.data.get(NOT_A_NAME):
        form.add_error(name, str(LOOKS_LIKE_A_NAME).format(found=found))
        ask_about_names(form)


class RecipientForm(Guarded):
    """A function, its address, and what it answers for."""

    function = forms.CharField(
        label=_("Funktion"), max_length=200,
        help_text=_("Aldrig en persons namn. Till exempel: folkhälsoplanerare, Karlskoga kommun."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("Inte angiven"),
        help_text=_("Behövs för att svaren ska gå att räkna per organisation och sektor."),
    )  # fmt: skip
    email = forms.EmailField(
        max_length=254,
        label=_("E-postadress"), required=False,
        help_text=_("Helst en funktionsadress. Visas bara för er som leder planen, och sparas så länge som länets regel säger."),
    )  # fmt: skip
    items = forms.TypedMultipleChoiceField(
        label=_("Svarar för"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    initiatives = forms.TypedMultipleChoiceField(
        label=_("Insatser"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(
        label=_("För hela insatsen, eller för en plats?"), required=False,
        help_text=_("Gäller de insatser som väljs här. Fler platser går att lägga till efteråt."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    mark = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asked: FollowUpRound, places: Places, items: list[RequestItem] | None = None,
                 has_address: bool = True, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.places, self.held = places, items
        organisations = Organisation.objects.filter(county_id=asked.plan.county_id).order_by("sort_key")
        self.fields["organisation"].queryset = organisations
        offered = asked.initiatives.select_related("initiative").order_by("initiative__number", "initiative__sort_key")
        self.fields["initiatives"].choices = [(row.initiative_id, row.initiative.title) for row in offered]
        self.fields["place"].choices = places.choices
        if items is None:
            del self.fields["items"], self.fields["mark"]
            self.fields["key"].initial = uuid.uuid4()
        else:
            del self.fields["key"]
            self.fields["items"].choices = [(each.pk, item_words(each)) for each in items]
            self.fields["items"].initial = [each.pk for each in items]
            self.fields["initiatives"].label = _("Lägg till insatser")
        if not has_address:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = [
            *(each.name for each in self.fields["organisation"].queryset),
            *(each.name for each in self.places.areas),
        ]
        check_function(self, "function", known=known)
        if (
            not cleaned.get("items")
            and not cleaned.get("initiatives")
            and not {"items", "initiatives"} & set(self.errors)
        ):
            self.add_error("initiatives", _("Välj minst en insats."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the recipient's own fields."""
        names = [name for name in ("function", "organisation", "email") if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}

    def about(self) -> list[About]:
        """Return what is added to what the recipient answers for."""
        place = self.places.by_key.get(self.cleaned_data.get("place") or "")
        return [About(key, place) for key in self.cleaned_data["initiatives"]]


def item_words(item: RequestItem) -> str:
    """Return what somebody answers for: "MHFA, Karlskoga"."""
    return f"{item.initiative.title}, {item.place}" if item.place else item.initiative.title


class AgainForm(Guarded):
    """A new link, to a right address."""

    email = forms.EmailField(
        label=_("E-postadress"), max_length=254, help_text=_("Länken i det förra brevet slutar gälla.")
    )


class ExtendForm(Guarded):
    """A later last day."""

    due_on = DayField(label=_("Ny sista dag"))

    def __init__(self, *args: Any, asked: FollowUpRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean_due_on(self) -> datetime.date:
        day = self.cleaned_data["due_on"]
        if day <= max(self.asked.due_on, timezone.localdate() - datetime.timedelta(days=1)):
            raise forms.ValidationError(_("Välj en dag efter den som gäller nu, och inte en som har varit."))
        return day


class AcceptForm(Guarded):
    """An answer taken in: as it is, or with a remark; an obstacle gets its theme from a person."""

    theme = forms.ChoiceField(label=_("Vilket slags hinder är det?"))
    remark = Text(
        label=_("Anmärkning"), required=False, max_length=2000,
        help_text=_("Står bredvid svaret. Lämna tomt om ni inte har något att tillägga."),
    )  # fmt: skip
    guarded = ("remark",)

    def __init__(self, *args: Any, has_obstacle: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("Välj")), *THEMES.items()]
        if not has_obstacle:
            del self.fields["theme"]


class AskBackForm(Guarded):
    """A question about an answer."""

    note = Text(label=_("Er fråga"), max_length=2000, help_text=_("Står i ett brev till dem som svarade."))
    guarded = ("note",)
