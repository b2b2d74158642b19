"""Forms of awards, their ledger, organisations' own money, and sums of fees."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.funding.fields import KronorField
from handslag.funding.ledger.rights import organisations_of
from handslag.funding.models import Award, FeeTotal, GrantLine, OwnGrant, Pot
from handslag.funding.words import ENTRY_KINDS, FEE_WORK, SHARING
from handslag.places.models import Organisation
from handslag.plans.forms.base import MESSAGES, EditForm, guard
from handslag.plans.forms.fields import DayField, Text, choices

FIRST_YEAR, LAST_YEAR = 1990, 2100
FIRST_DAY = datetime.date(FIRST_YEAR, 1, 1)


def _year() -> forms.IntegerField:
    return forms.IntegerField(label=_("År"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class AwardForm(EditForm):
    """Money for an initiative, or a post of a budget. A sum that nobody has stated is left empty."""

    title = forms.CharField(
        label=_("Vad pengarna gäller"), max_length=300, required=False,
        help_text=_("Om de inte gäller en insats, till exempel utbildare i länsdelen."),
    )  # fmt: skip
    year = _year()
    kronor = KronorField(
        label=_("Beviljat, kronor"), help_text=_("Tomt om beloppet inte är angivet. Tomt betyder inte noll.")
    )
    source_text = forms.CharField(
        label=_("Varifrån, i ord"),
        max_length=300,
        required=False,
        help_text=_("Om det inte är en pott eller en post här."),
    )
    post_percent = forms.DecimalField(
        label=_("Procent av en tjänst"), required=False, min_value=0, max_value=1000, max_digits=6, decimal_places=2,
        localize=True,
    )  # fmt: skip
    account_code = forms.CharField(
        label=_("Kod i bokföringen"), max_length=60, required=False, help_text=_("Projekt eller aktivitet, så att bokförda poster hittar hit.")
    )  # fmt: skip
    use_by = DayField(label=_("Ska vara använt senast"), required=False)
    repay_rule = Text(label=_("Vad som gäller för det som inte används"), required=False)
    note = Text(label=_("Anmärkning"), required=False)
    unguarded = frozenset({"account_code"})

    class Meta:
        model = Award
        fields = [
            "initiative", "title", "year", "kronor", "pot", "line", "source_text", "organisation", "post_percent",
            "account_code", "use_by", "repay_rule", "note",
        ]  # fmt: skip
        labels = {
            "initiative": _("Insats"),
            "pot": _("Ur vilken pott?"),
            "line": _("Ur vilken post i statsbidraget?"),
            "organisation": _("Vem får pengarna?"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.page.of_plan
        self.fields["initiative"].queryset = plan.initiatives.visible_to(self.user).order_by("sort_key")
        self.fields["pot"].queryset = Pot.objects.filter(plan__county=plan.county_id)
        known = Q(agreement__plan=None) | Q(agreement__plan__county=plan.county_id)
        lines = GrantLine.objects.filter(known, agreement__withdrawn_on=None).exclude(receiver="national")
        self.fields["line"].queryset = lines.select_related("agreement").order_by("-agreement__year", "position", "id")
        self.fields["line"].label_from_instance = lambda line: f"{line.agreement.year}: {line.title}"
        parties = Organisation.objects.filter(county=plan.county_id)
        self.fields["organisation"].queryset = parties.order_by("sort_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("initiative") and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", _("Välj en insats, eller skriv vad pengarna gäller."))
        if not any(cleaned.get(name) for name in ("pot", "line", "source_text")) and "source_text" not in self.errors:
            self.add_error("source_text", _("Säg varifrån pengarna kommer: en pott, en post eller i ord."))
        return cleaned


class EntryForm(forms.Form):
    """A line to add to a ledger."""

    kind = forms.ChoiceField(label=_("Vad har hänt?"), choices=choices(ENTRY_KINDS, empty=_("Välj")))
    kronor = KronorField(label=_("Kronor"), required=True, min_value=1)
    on = DayField(label=_("Dag"))
    text = forms.CharField(label=_("Vad det gäller"), max_length=300, required=False)
    reference = forms.CharField(label=_("Verifikation"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= MESSAGES
        self.fields["kronor"].error_messages |= {
            "invalid": _("Skriv ett tal."),
            "min_value": _("Beloppet ska vara över noll."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # A voucher is looked through as if it were all a name: nothing that is entered can be taken out again.
        guard(self, {"text": cleaned.get("text", ""), "reference": f"”{cleaned.get('reference', '')}”"})
        on = cleaned.get("on")
        if on and not FIRST_DAY <= on <= timezone.localdate():
            self.add_error("on", _("Dagen har inte varit än.") if on >= FIRST_DAY else _("Dagen är för länge sedan."))
        return cleaned

    @property
    def entry(self) -> dict[str, Any]:
        """What is to be entered, as `actions.enter` takes it."""
        return {name: self.cleaned_data[name] for name in ("kind", "kronor", "on", "text", "reference")}


class TakeBackForm(forms.Form):
    """Why an entry is taken back."""

    text = forms.CharField(label=_("Varför?"), max_length=300, error_messages=dict(MESSAGES))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {"text": cleaned.get("text", "")})
        return cleaned


class OwnGrantForm(EditForm):
    """What an organisation has of its own for the plan's work, as far as it wants to say."""

    year = _year()
    kronor = KronorField(label=_("Kronor"), help_text=_("Tomt om summan inte är bestämd eller inte ska sägas."))
    shared = forms.ChoiceField(
        label=_("Vad får andra se?"), choices=[(key, words[:1].upper() + words[1:]) for key, words in SHARING.items()]
    )

    class Meta:
        model = OwnGrant
        fields = ["organisation", "year", "kronor", "shared"]
        labels = {"organisation": _("Organisation")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(self.user, self.page)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taken = OwnGrant.objects.filter(
            plan=self.page, organisation=cleaned.get("organisation"), year=cleaned.get("year")
        )
        if cleaned.get("organisation") and taken.exclude(pk=self.instance.pk).exists():
            self.add_error("year", _("Organisationen har redan en uppgift för året. Ändra den i stället."))
        return cleaned


class FeeTotalForm(EditForm):
    """Sums of a year. No field takes words: who was paid is nobody's business here."""

    year = _year()
    work = forms.ChoiceField(label=_("För vad?"), choices=choices(FEE_WORK, empty=_("Välj")))
    people = forms.IntegerField(label=_("Antal personer"), min_value=0, max_value=100_000, required=False)
    occasions = forms.IntegerField(label=_("Antal tillfällen"), min_value=0, max_value=100_000, required=False)
    kronor = KronorField(label=_("Summa, kronor"))

    class Meta:
        model = FeeTotal
        fields = ["year", "work", "people", "occasions", "kronor", "pot"]
        labels = {"pot": _("Ur vilken pott?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pot"].queryset = Pot.objects.filter(plan__county=self.page.county_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and all(cleaned.get(name) is None for name in ("people", "occasions", "kronor")):
            self.add_error("kronor", _("Skriv minst ett tal."))
        return cleaned
