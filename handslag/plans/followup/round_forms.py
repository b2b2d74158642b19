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

from handslag.plans.followup.queries_rounds import Choice
from handslag.plans.followup.themes import suggestions
from handslag.plans.forms.base import MESSAGES, guard
from handslag.plans.forms.fields import DayField, PeriodField, Text
from handslag.plans.models import FollowUpRound
from handslag.plans.models.followup import first_questions, first_reminders
from handslag.plans.words import ROUND_QUESTIONS, THEMES

LATEST_REMINDER = 60


class Guarded(forms.Form):
    """A form whose free texts (`guarded`) are read for persons."""

    guarded: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            each.error_messages |= MESSAGES
            if isinstance(each, forms.EmailField):
                each.error_messages["invalid"] = _("Skriv en e-postadress, till exempel uppfoljning@kommunen.se.")

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

    def __init__(self, *args: Any, obstacle: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not obstacle:
            del self.fields["theme"]
            return
        self.fields["theme"].choices = [("", _("Välj")), *THEMES.items()]
        pointers = [f"{THEMES[theme]} (”{word}”)" for theme, word in suggestions(obstacle)]
        if pointers:
            self.fields["theme"].help_text = format_html(
                "{} {}. {}", _("Orden i svaret pekar mot:"), ", ".join(pointers), _("Ni avgör.")
            )


class AskBackForm(Guarded):
    """A question about an answer."""

    note = Text(label=_("Er fråga"), max_length=2000, help_text=_("Står i ett brev till dem som svarade."))
    guarded = ("note",)
