"""Forms of who is asked: a function, its address, and what it answers for."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.followup.recipients import About
from handslag.plans.followup.round_forms import Guarded
from handslag.plans.forms.base import NOT_A_NAME, ask_about_names
from handslag.plans.models import FollowUpRound, Plan, RequestItem
from handslag.trust.guard import findings

_CAPITALS = re.compile(r"[A-ZÅÄÖÉ][\wéü]+(?:-[A-ZÅÄÖÉ][\wéü]+)?(?: [A-ZÅÄÖÉ][\wéü]+(?:-[A-ZÅÄÖÉ][\wéü]+)?){1,2}")
NOT_NAMES = frozenset(
    "region regionen kommun kommunen län länet landsting föreningen nätverket ordförande chef enhetschef samordnare "
    "verksamhetschef rektor utvecklingsledare folkhälsostrateg folkhälsoplanerare förvaltningschef socialchef".split()
)
LOOKS_LIKE_A_NAME = _(
    "Är det ett personnamn ({found})? Skriv funktionen i stället, eller kryssa i att det inte är ett namn."
)


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
