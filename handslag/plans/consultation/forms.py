"""Forms of a consultation: its settings, its recipients, a comment, and the answer to one."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Area, Organisation
from handslag.plans.consultation.actions import Recipient
from handslag.plans.followup.recipient_forms import LOOKS_LIKE_A_NAME, names_a_person
from handslag.plans.forms.base import MESSAGES, NOT_A_NAME, EditForm, ask_about_names
from handslag.plans.forms.fields import LONGEST_TEXT, DayField, Text
from handslag.plans.models import Comment, Consultation
from handslag.plans.words import COMMENT_ANSWERS
from handslag.trust.guard import EMAIL, findings

MOST_RECIPIENTS = 500


class SettingsForm(EditForm):
    """What is asked, and until when."""

    unguarded = frozenset({"reply_to"})

    title = forms.CharField(label=_("Vad heter remissen?"), max_length=200)
    due_on = DayField(label=_("Sista dag att svara"))
    intro = Text(
        label=_("Några ord till dem som svarar"),
        required=False,
        max_length=5000,
        help_text=_("Står i brevet och överst på sidan. Till exempel vad ni särskilt vill ha synpunkter på."),
    )
    reply_to = forms.EmailField(
        label=_("Adress för frågor"),
        required=False,
        help_text=_(
            "Svar på brevet går dit. Helst en funktionsbrevlåda. Den tas bort samtidigt som mottagarnas adresser."
        ),
        error_messages={"invalid": _("Skriv en e-postadress, till exempel remiss@example.se.")},
    )

    class Meta:
        model = Consultation
        fields = ["title", "due_on", "intro", "reply_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._was_due = self.instance.due_on
        self.fields["reply_to"].error_messages["invalid"] = _("Skriv en e-postadress, till exempel remiss@example.se.")

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day != self._was_due and day < timezone.localdate():
            raise ValidationError(_("Dagen har redan varit. Välj en dag framåt."))
        return day


class NewForm(SettingsForm):
    """What is asked, of a consultation that is not made yet. nyckel: its own key, so that it is made once."""

    apart = frozenset({"nyckel"})

    nyckel = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class RecipientsForm(forms.Form):
    """Many recipients, one to a line: organisation; function; address. Cells pasted from a sheet will do."""

    rows = forms.CharField(
        label=_("Mottagare, en på varje rad"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Organisation; funktion; e-postadress. Funktionen kan utelämnas. Går att klistra in från Excel. En organisation "
            "som finns i länets register känns igen på namnet; andra skrivs som de heter. Skriv funktioner, inte personer."
        ),
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], areas: Iterable[Area] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str, Organisation] = {}
        self._no_persons = [each.name for each in areas]
        self._asks_about_names = False
        for each in organisations:
            for name in (each.name, *each.aliases):
                self._known.setdefault(_folded(name), each)
                self._no_persons.append(name)
        self.fields["rows"].error_messages |= MESSAGES
        self.fields["rows"].widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, without a word

    def clean_rows(self) -> list[Recipient]:
        """Return the recipients, each once. Every line that cannot be read is told of by its number."""
        found, faults = [], []
        for n, line in enumerate(self.cleaned_data["rows"].splitlines(), start=1):
            if line.strip():
                try:
                    found.append(self._recipient(line))
                except ValidationError as fault:
                    faults.append(_("Rad %(n)s: %(why)s") % {"n": n, "why": fault.message})
        if faults:
            raise ValidationError(faults)
        if len(found) > MOST_RECIPIENTS:
            raise ValidationError(_("Högst 500 mottagare åt gången."))
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        if self._asks_about_names or self.data.get(NOT_A_NAME):
            ask_about_names(self)
        return super().clean() or self.cleaned_data

    def _recipient(self, line: str) -> Recipient:
        cells = [each.strip() for each in re.split(r"[;\t]" if re.search(r"[;\t]", line) else ",", line)]
        cells = [each for each in cells if each]
        addresses = [each for each in cells if "@" in each]
        if len(addresses) != 1:
            raise ValidationError(_("skriv en e-postadress."))
        email = addresses[0].strip("<>")
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(_("adressen går inte att skicka till.")) from None
        return self._named([each for each in cells if "@" not in each], email)

    def _named(self, words: list[str], email: str) -> Recipient:
        if not words:
            raise ValidationError(_("skriv vilken organisation eller funktion det är."))
        organisation = self._known.get(_folded(words[0]))
        function = ", ".join(words[1:] if organisation else words)
        if len(function) > 200:
            raise ValidationError(_("korta namnet, högst 200 tecken får plats."))
        if certain := [each for each in findings(function) if each.certain and each.kind != EMAIL]:
            raise ValidationError(certain[0].message)
        if not self.data.get(NOT_A_NAME) and (name := names_a_person(function, known=self._no_persons)):
            self._asks_about_names = True
            raise ValidationError(str(LOOKS_LIKE_A_NAME).format(found=name))
        return Recipient(organisation, function, email)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


class AddressForm(forms.Form):
    """The address that a new link goes to."""

    email = forms.EmailField(
        label=_("E-postadress"),
        error_messages={
            "required": _("Skriv en e-postadress."),
            "invalid": _("Adressen går inte att skicka till. Kontrollera hur den är skriven."),
        },
    )


class CommentForm(EditForm):
    """A comment on one paragraph. seen: the mark of the wording that was read; nyckel: the comment's own key."""

    apart = frozenset({"seen", "nyckel"})

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    nyckel = forms.UUIDField(widget=forms.HiddenInput)
    text = Text(
        label=_("Er synpunkt"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Skriv er synpunkt.")},
    )
    proposal = Text(label=_("Förslag till ny lydelse, om ni har ett"), required=False)

    class Meta:
        model = Comment
        fields = ["text", "proposal"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, page=None, user=None, **kwargs)
        self.fields["text"].error_messages["required"] = _("Skriv er synpunkt.")
        for name in ("text", "proposal"):  # a browser would cut what is pasted, without a word
            self.fields[name].widget.attrs.pop("maxlength", None)


class AnswerForm(EditForm):
    """The lead's answer to a comment. What is not done, or not wholly, is explained."""

    answer = forms.ChoiceField(
        label=_("Synpunkten"),
        choices=[(key, word.capitalize()) for key, word in COMMENT_ANSWERS.items()],
        widget=forms.RadioSelect,
    )
    reason = Text(
        label=_("Skäl"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Behövs när synpunkten inte tillgodoses, eller bara delvis. Den som skrev den läser det här."),
    )
    changed_what = Text(
        label=_("Vad har ändrats?"),
        required=False,
        help_text=_("Till exempel: Syftet nämner nu närstående. Står i redogörelsen, med vem det var som ville det."),
    )

    class Meta:
        model = Comment
        fields = ["answer", "reason", "changed_what"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, page=None, user=None, **kwargs)
        self.fields["answer"].error_messages["required"] = _("Välj om synpunkten tillgodoses.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") in ("partly", "no") and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Skriv varför synpunkten inte tillgodoses helt."))
        if cleaned.get("answer") == "no" and cleaned.get("changed_what"):
            self.add_error("changed_what", _("Har något ändrats tillgodoses synpunkten åtminstone delvis."))
        return cleaned


def read_anew(form: EditForm, **values: Any) -> EditForm:
    """Return a form as it was typed, with hidden fields that fit what stands now."""
    form.data = form.data.copy()
    for name, value in values.items():
        form.data[name] = str(value)
    return form
