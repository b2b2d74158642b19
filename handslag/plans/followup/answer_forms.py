"""The form of one answer. It is saved as it goes without asking for anything, and sent when what is needed is there."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handslag.plans.followup.answer_sheet import DueFigure, Sheet
from handslag.plans.followup.recipient_forms import check_function
from handslag.plans.forms.base import MESSAGES, NOT_A_NAME
from handslag.plans.forms.fields import Text, choices
from handslag.plans.models import FollowUp
from handslag.plans.rules import NEED_A_REASON
from handslag.plans.words import ENDED_AND, SAID_ATTRIBUTIONS, STATUSES, USER_INFLUENCES
from handslag.swedish.numbers import number
from handslag.trust.guard import findings

SAVE, SEND, SAME = "spara", "skicka", "samma"
"""What a button asks for: keep the draft, send it, or send that nothing else has changed."""

ASKED_STATUSES = ("not_started", "ongoing", "struggling", "paused", "ending", "finished", "stopped")
SAID = (
    "reason", "continuation", "continues", "happened", "outcome", "attribution", "obstacle", "money_note", "influence",
)  # fmt: skip
"""Fields that say something new where they are not empty."""

TEXTS = ("reason", "continues", "happened", "outcome", "obstacle", "money_note")

_ADDRESS = re.compile(r"https?:|www\.|[<>@/\\]", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(ca|cirka|ungefär|omkring)\.?\s+)?(\d{1,12}(?:[.,]\d{1,6})?)", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0](?=\d{3}(?!\d))")


def read_number(text: str) -> tuple[Decimal, bool] | None:
    """Return the number that somebody wrote and whether it is approximate: "ca 1 200" -> (1200, True); None if it is none.

    "1.200" is none: it may mean twelve hundred or one and a fifth.
    """
    match = _NUMBER.fullmatch(_THOUSANDS.sub("", text.strip()))
    if match and re.fullmatch(r"\d+\.\d{3}", match[2]):
        return None
    return (Decimal(match[2].replace(",", ".")), bool(match[1])) if match else None


class KronorField(forms.CharField):
    """Whole kronor as people write them: 200 000, 200000 kr. Empty is not stated."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        digits = _THOUSANDS.sub("", re.sub(r"\s*(kr|kronor)\.?$", "", text.strip(), flags=re.IGNORECASE))
        if not re.fullmatch(r"\d{1,13}", digits):
            raise forms.ValidationError(_("Skriv hela kronor med siffror, till exempel 200 000."))
        return int(digits)


class AnswerForm(forms.Form):
    """All that a round can ask of one initiative; fields that it does not ask are left out.

    task: SAVE, SEND or SAME. The status stands as it is in the register until somebody changes it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    no_new_figures = forms.BooleanField(
        required=False, label=_("Inga nya tal"), help_text=_("Gäller de tal som ni lämnar tomma.")
    )
    status = forms.ChoiceField(
        label=_("Hur går det nu?"), widget=forms.RadioSelect, required=False,
        choices=[(key, STATUSES[key]) for key in ASKED_STATUSES],
    )  # fmt: skip
    reason = Text(
        label=_("Varför, kort"), required=False, help_text=_("Behövs när det finns hinder, eller vid paus och stopp."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    continuation = forms.ChoiceField(
        label=_("Om den är avslutad: hur fortsätter det?"), required=False, choices=choices(ENDED_AND, empty=_("Välj"))
    )
    continues = forms.CharField(label=_("Fortsätter som"), required=False, max_length=500)
    happened = Text(label=_("Vad har hänt sedan sist?"), required=False)
    outcome = Text(
        label=_("Vad har det lett till?"), required=False, help_text=_("Bara om ni vet. Hoppa annars över frågan.")
    )
    attribution = forms.ChoiceField(
        label=_("Hur säkert är det att det kommer av insatsen?"), required=False,
        choices=[("", _("Välj")), *SAID_ATTRIBUTIONS.items()],
    )  # fmt: skip
    obstacle = Text(
        label=_("Vad har varit svårt, och vad har ni lärt er?"), required=False,
        help_text=_("Hoppa över om inget särskilt."),
    )  # fmt: skip
    granted = KronorField(label=_("Beviljat, kronor"))
    used = KronorField(label=_("Använt, kronor"))
    left = KronorField(label=_("Kvar, kronor"))
    money_note = forms.CharField(
        label=_("Något att säga om medlen"), required=False, max_length=500, help_text=_("Lämna tomt det ni inte vet.")
    )
    influence = forms.ChoiceField(
        label=_("Hur har de som insatsen är till för varit med?"), required=False, widget=forms.RadioSelect,
        choices=[(key, word[:1].upper() + word[1:]) for key, word in USER_INFLUENCES.items()],
    )  # fmt: skip

    OF = {
        "figures": ("no_new_figures",),
        "status": ("status", "reason", "continuation", "continues"),
        "happened": ("happened",),
        "outcome": ("outcome", "attribution"),
        "obstacle": ("obstacle",),
        "money": ("granted", "used", "left", "money_note"),
        "influence": ("influence",),
    }

    def __init__(self, *args: Any, sheet: Sheet, task: str = SAVE, has_files: bool = False, **kwargs: Any) -> None:
        self.sheet, self.task, self.has_files = sheet, task, has_files
        super().__init__(*args, **kwargs)
        for question, names in self.OF.items():
            if question not in sheet.questions or (question == "figures" and not sheet.figures):
                for name in names:
                    del self.fields[name]
        for figure in sheet.figures:
            self.fields[f"tal_{figure.id}"] = _figure_field(figure.words)
            if figure.asks_base:
                self.fields[f"av_{figure.id}"] = _figure_field(_("av hur många"))
        for field in self.fields.values():
            field.error_messages |= MESSAGES
            field.widget.attrs.pop("maxlength", None)  # a text that is too long is told of, and not cut without a word

    @classmethod
    def first(cls, sheet: Sheet, answer: FollowUp) -> "AnswerForm":
        """Return the form as it opens: with the draft, else with the status that is known."""
        initial = {name: getattr(answer, name) for name in cls.base_fields if name != "version"}
        initial["version"] = answer.version
        initial["status"] = answer.status or sheet.status_now
        for said in answer.figures:
            initial[f"tal_{said['figure']}"] = said.get("text") or said.get("value")
            initial[f"av_{said['figure']}"] = (said.get("denominator") or "").replace(".", ",")
        for name in ("granted", "used", "left"):
            if initial[name] is not None:
                initial[name] = number(initial[name])
        return cls(sheet=sheet, initial=initial)

    @property
    def figure_fields(self) -> list[tuple[DueFigure, Any, Any]]:
        """Each figure that is due with its field, and the field of its base or None."""
        return [
            (each, self[f"tal_{each.id}"], self[f"av_{each.id}"] if each.asks_base else None)
            for each in self.sheet.figures
        ]

    @property
    def wrote_more(self) -> bool:
        """Whether something else than figures differs from what is known."""
        told = any(self.cleaned_data.get(name) for name in SAID)
        money = any(self.cleaned_data.get(name) is not None for name in ("granted", "used", "left"))
        status = self.cleaned_data.get("status") or ""
        return told or money or status not in ("", self.sheet.status_now)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.has_files:
            self.add_error(
                None, _("Bilagor tas inte emot: de kan hålla uppgifter om enskilda. Skriv det viktiga i svaret.")
            )
        self._guard()
        self.figures = self._figures()
        if self.task == SEND:
            self._need_status()
        if self.task == SAME and self.wrote_more:
            self.add_error(None, _("Ni har skrivit eller ändrat mer än tal. Välj Skicka svaret, så kommer allt med."))
        return cleaned

    def _guard(self) -> None:
        """Stop what points at a person; ask about what may be a name."""
        asked = False
        for name in TEXTS:
            for found in findings(self.cleaned_data.get(name) or ""):
                if found.certain:
                    self.add_error(name, found.message)
                elif not self.data.get(NOT_A_NAME):
                    self.add_error(name, found.message)
                    asked = True
        if asked or self.data.get(NOT_A_NAME):
            self.fields[NOT_A_NAME] = forms.BooleanField(required=False, label=_("Nej, det är inte ett personnamn"))

    def _figures(self) -> list[dict[str, Any]]:
        said = [found for each in self.sheet.figures if (found := self._figure(each))]
        none_new = self.cleaned_data.get("no_new_figures")
        if self.task == SAVE or not self.sheet.figures:
            return said
        empty = [each for each in self.sheet.figures if not (self.data.get(f"tal_{each.id}") or "").strip()]
        if none_new or not empty:
            return said
        if len(empty) == len(self.sheet.figures):
            self.add_error("no_new_figures", _("Fyll i talen, eller kryssa i Inga nya tal."))
        else:
            for each in empty:
                self.add_error(f"tal_{each.id}", _("Fyll i talet, eller kryssa i Inga nya tal för dem som är tomma."))
        return said

    def _figure(self, figure: DueFigure) -> dict[str, Any] | None:
        """Return what was said of one figure; None where nothing was, or nothing that can be read."""
        text = (self.cleaned_data.get(f"tal_{figure.id}") or "").strip()
        base = (self.cleaned_data.get(f"av_{figure.id}") or "").strip()
        value, whole = read_number(text), read_number(base)
        if text and value is None:
            self.add_error(f"tal_{figure.id}", _not_a_number(text))
        if base and (whole is None or whole[0] <= 0):
            self.add_error(f"av_{figure.id}", _("Skriv hur många det är räknat på, till exempel 27."))
        if value is None or f"av_{figure.id}" in self.errors:
            return None
        is_share = figure.unit in ("%", "procent")
        if whole and not is_share and value[0] > whole[0]:
            self.add_error(f"tal_{figure.id}", _("Talet är större än det hela som det är en del av."))
        return {
            "figure": figure.id,
            "kind": figure.kind,
            "label": figure.label,
            "unit": figure.unit,
            "value": str(value[0]),
            "approximate": value[1],
            "text": text,
            "numerator": str(value[0]) if whole and not is_share else None,
            "denominator": str(whole[0]) if whole else None,
            "n_answering": None,
        }

    def _need_status(self) -> None:
        """Ask for what a new status must be told with."""
        status = self.cleaned_data.get("status") or ""
        if "status" not in self.fields:
            return
        if not status and self.wrote_more and not self.sheet.status_now:
            self.add_error("status", _("Välj hur det går."))
        if status in ("", self.sheet.status_now):
            return
        if status in NEED_A_REASON and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Skriv varför, kort: {status}.").format(status=STATUSES[status].lower()))
        if status == "finished" and not self.cleaned_data.get("continuation"):
            self.add_error("continuation", _("Välj hur det fortsätter: slutet är sällan slutet."))
        if self.cleaned_data.get("continuation") == "other" and not self.cleaned_data.get("continues"):
            self.add_error("continues", _("Skriv vad den fortsätter som."))

    def goes_on_from(self, saved: FollowUp) -> bool:
        """Whether a draft holds nothing that is not in the form too: it was saved from the same page, some words ago."""
        if saved.pk is None or saved.state != "draft":
            return False
        now = self.values()
        texts = all(str(now.get(name) or "").startswith(getattr(saved, name)) for name in TEXTS if getattr(saved, name))
        said = {each["figure"]: each["text"] for each in now["figures"]}
        figures = all(said.get(each["figure"], "").startswith(each["text"]) for each in saved.figures)
        others = ("granted", "used", "left", "influence", "continuation", "attribution", "status")
        return (
            texts
            and figures
            and all(
                getattr(saved, name) in ("", None, now.get(name), self.sheet.status_now if name == "status" else "")
                for name in others
            )
        )

    def values(self) -> dict[str, Any]:
        """Return what is saved: field of the answer -> value. Only what could be read."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in self.base_fields if name in cleaned and name != "version"}
        values["figures"] = self.figures
        values["nothing_changed"] = self.task in (SEND, SAME) and not self.wrote_more
        if values["nothing_changed"]:
            values["status"] = ""
        return values


def _not_a_number(text: str) -> str:
    if re.fullmatch(r"\D*\d+\.\d{3}\D*", text):
        return _("Skriv talet utan punkt: 1 200 eller 1,2.")
    return _("Skriv ett tal, till exempel 35 eller ca 20.")


def _figure_field(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=40, widget=widget)


class HandOnForm(forms.Form):
    """Who answers instead, and for what. own: the address that the link was sent to; known: words that name no person."""

    function = forms.CharField(
        label=_("Vilken funktion svarar i stället?"), max_length=200,
        help_text=_("Skriv funktionen, inte namnet: verksamhetsutvecklare, socialförvaltningen."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-postadress dit länken ska skickas"),
        error_messages={"invalid": _("Skriv adressen som namn@exempel.se.")},
        help_text=_("Adressen används bara för den här uppföljningen."),
    )
    items = forms.MultipleChoiceField(label=_("Vad gäller det?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], own: str, known: list[str], **kwargs: Any) -> None:
        self.own, self.known = own, known
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = lines
        self.fields["items"].initial = [value for value, label in lines]
        if len(lines) == 1:
            self.fields["items"].widget = forms.MultipleHiddenInput()
        for field in self.fields.values():
            field.error_messages |= {"required": _("Fyll i fältet."), "max_length": MESSAGES["max_length"]}

    def clean_email(self) -> str:
        if self.cleaned_data["email"].casefold() == self.own.casefold():
            raise forms.ValidationError(_("Det är er egen adress. Svara själva, eller ange någon annans."))
        return self.cleaned_data["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if _ADDRESS.search(cleaned.get("function") or ""):
            self.add_error("function", _("Skriv bara vad funktionen heter, utan adresser och tecken som < och >."))
        elif "function" in cleaned:
            check_function(self, "function", known=self.known)
        return cleaned


class DeclineForm(forms.Form):
    """Why the question is not this function's to answer."""

    reason = Text(
        label=_("Varför, och vem kan svara?"),
        help_text=_("Skriv funktionen eller organisationen, inte namnet på någon."),
        max_length=1000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages |= MESSAGES

    def clean_reason(self) -> str:
        return _no_person(self.cleaned_data["reason"])


def _no_person(text: str) -> str:
    for found in findings(text):
        raise forms.ValidationError(found.message)
    return text
