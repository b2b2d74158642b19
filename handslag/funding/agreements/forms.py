"""The forms of agreements, their lines and days, of what the payer has said and of who is paid."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handslag.funding.agreements.keys import FIELDS as KEY_FIELDS
from handslag.funding.agreements.keys import KeyFields, initial_of, read_key
from handslag.funding.agreements.queries import ALL, lines_of
from handslag.funding.fields import KronorField
from handslag.funding.models import Agreement, GrantDate, GrantLine, Payee, PublishedShare
from handslag.funding.words import AGREEMENT_STATUSES, DATE_KINDS, RECEIVERS
from handslag.indicators.importing.forms import LONGEST_PASTE, TOO_LARGE
from handslag.indicators.importing.reading import MAX_BYTES
from handslag.places.models import Area, Organisation
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import DayField, Text, choices
from handslag.swedish.numbers import percent

FIRST_YEAR, LAST_YEAR = 1990, 2100
STATED = {
    "region": "sum_region",
    "municipality": "sum_municipality",
    "county": "sum_county",
    "national": "sum_national",
}
"""The field of each stated sum."""


class AgreementForm(EditForm):
    """An agreement as its source states it."""

    year = forms.IntegerField(label=_("År"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label=_("Namn"), max_length=300)
    status = forms.ChoiceField(label=_("Läge"), choices=choices(AGREEMENT_STATUSES, empty=_("Välj")))
    parties = forms.CharField(label=_("Parter"), max_length=500, required=False)
    kronor = KronorField(label=_("Hela summan, kronor"), help_text=_("Som källan anger den. Tomt om den inte är känd."))
    sum_region = KronorField(label=_("Till regionerna tillsammans, kronor"))
    sum_municipality = KronorField(label=_("Till kommunerna tillsammans, kronor"))
    sum_county = KronorField(label=_("Till länen gemensamt, kronor"))
    sum_national = KronorField(label=_("Till nationell nivå, kronor"))
    is_complete = forms.BooleanField(
        label=_("Alla poster är inlagda"), required=False, help_text=_("Då hålls posterna mot summan på kronan.")
    )
    source = forms.CharField(
        label=_("Källa"), max_length=500, help_text=_("Dokument och sida, eller webbadress och dag.")
    )
    note = Text(label=_("Anmärkning"), required=False)

    apart = frozenset(STATED.values())

    class Meta:
        model = Agreement
        fields = ["year", "title", "status", "parties", "kronor", "is_complete", "source", "note"]

    field_order = ["year", "title", "status", "parties", "kronor", *STATED.values(), "is_complete", "source", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            for name, value in _sums(self.instance.stated_sums).items():
                self.initial.setdefault(name, value)

    def values(self) -> dict[str, Any]:
        said = {key: self.cleaned_data.get(name) for key, name in STATED.items()}
        several = {key: amount for key, amount in (self.instance.stated_sums or {}).items() if "+" in key}
        return super().values() | {
            "stated_sums": {key: each for key, each in said.items() if each is not None} | several
        }

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().initial_of(values), **_sums(values.get("stated_sums"))}

    def columns(self) -> list[str]:
        return [*super().columns(), "stated_sums"]


def _sums(told: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: (told or {}).get(key) for key, name in STATED.items()}


class GrantLineForm(EditForm, KeyFields):
    """A line of an agreement: what for, to whom, how much, and how it is parted."""

    title = forms.CharField(label=_("Ändamål"), max_length=300)
    receiver = forms.ChoiceField(label=_("Vem får pengarna?"), choices=choices(RECEIVERS, empty=_("Välj")))
    kronor = KronorField(label=_("Kronor i hela riket"), help_text=_("Tomt om beloppet inte är känt."))
    conditions = Text(label=_("Villkor"), required=False)
    use_by = DayField(label=_("Ska vara använt senast"), required=False)
    repay_rule = Text(label=_("Vad som gäller för det som inte används"), required=False)
    source = forms.CharField(
        label=_("Källa"), max_length=500, required=False, help_text=_("Om den är en annan än överenskommelsens.")
    )
    note = Text(label=_("Anmärkning"), required=False)

    apart = frozenset(KEY_FIELDS)
    unguarded = frozenset({"exceptions", "weights"})  # only names of areas and numbers are kept of them

    class Meta:
        model = GrantLine
        fields = ["title", "receiver", "kronor", "conditions", "use_by", "repay_rule", "source", "note"]

    field_order = ["title", "receiver", "kronor", *KEY_FIELDS, "conditions", "use_by", "repay_rule", "source", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            for name, value in initial_of(self.instance.allocation_key).items():
                self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.key = read_key(self, cleaned.get("receiver") or "", self.instance.allocation_key)
        return cleaned

    def values(self) -> dict[str, Any]:
        found = super().values() | {"allocation_key": self.key}
        if not self.instance.pk:
            standing = GrantLine.everything.filter(agreement=self.page)
            found |= {
                "position": standing.count() + 1,
                "slug": free_slug(found["title"], standing.values_list("slug", flat=True)),
            }
        return found

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().initial_of(values), **initial_of(values.get("allocation_key"))}

    def columns(self) -> list[str]:
        return [*super().columns(), "allocation_key"]


def free_slug(title: str, taken: Any) -> str:
    """Return a name for a line that no other line of the agreement has."""
    base, held = slugify(title)[:50].strip("-") or "post", set(taken)
    return next(each for n in range(1, len(held) + 2) if (each := base if n == 1 else f"{base}-{n}") not in held)


class GrantDateForm(EditForm):
    """A day that an agreement sets."""

    kind = forms.ChoiceField(label=_("Vad som ska vara gjort"), choices=choices(DATE_KINDS, empty=_("Välj")))
    on = DayField(label=_("Dag"))
    words = forms.CharField(label=_("Mer om vad som ska göras"), max_length=300, required=False)
    source = forms.CharField(label=_("Källa"), max_length=500, required=False)

    class Meta:
        model = GrantDate
        fields = ["kind", "on", "words", "source"]


class LineChoice(forms.ModelChoiceField):
    """A line, named with its year and receiver: several years have lines of the same name."""

    def label_from_instance(self, line: GrantLine) -> str:
        return f"{line.agreement.year}, {line.get_receiver_display()}: {line.title}"


class _OfLine(EditForm):
    """What the county's plan says of a line."""

    line = LineChoice(label=_("Post"), queryset=GrantLine.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = lines_of(self.page.county, self.user).exclude(receiver="national")
        self.fields["line"].queryset = rows.order_by("-agreement__year", "position", "id")


class PublishedShareForm(_OfLine):
    """What the payer has published or decided that the county or a municipality of it gets of a line."""

    kronor = KronorField(label=_("Kronor"), required=True)
    document = forms.CharField(
        label=_("Dokument"), max_length=500, help_text=_("Beslutet eller tabellen som beloppet står i.")
    )
    place = forms.CharField(label=_("Sida eller rad"), max_length=200, required=False)
    on = DayField(label=_("Dokumentets dag"), required=False)

    class Meta:
        model = PublishedShare
        fields = ["line", "area", "kronor", "document", "place", "on"]
        labels = {"area": _("Länet eller kommunen som beloppet gäller")}

    field_order = ["line", "area", "kronor", "document", "place", "on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county = self.page.county_id
        within = Area.objects.filter(pk=county) | Area.objects.filter(parent=county, kind=Area.MUNICIPALITY)
        self.fields["area"].queryset = within.order_by("kind", "name")
        self.fields["area"].empty_label = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        line, area = cleaned.get("line"), cleaned.get("area")
        if line and area and line.receiver != "municipality" and area.kind != Area.COUNTY:
            self.add_error("area", _("Posten går inte till kommunerna. Välj länet."))
        others = PublishedShare.objects.filter(plan=self.page, line=line, area=area).exclude(pk=self.instance.pk)
        if line and area and others.exists():
            self.add_error("area", _("Det finns redan ett belopp för det. Ändra det i stället."))
        return cleaned


class PayeeForm(_OfLine):
    """Who is paid the county's share of a line, and how much of it."""

    percent = forms.DecimalField(
        label=_("Procent av länets del"), required=False, min_value=0, max_value=ALL, max_digits=7, decimal_places=4,
        localize=True, help_text=_("Procent eller kronor. Tomt i båda om det inte är angivet hur mycket."),
    )  # fmt: skip
    kronor = KronorField(label=_("Kronor"))
    agreed = forms.CharField(
        label=_("Var det är överenskommet"), max_length=500, required=False, help_text=_("Dokument och paragraf.")
    )
    since = DayField(label=_("Från och med"), required=False)

    class Meta:
        model = Payee
        fields = ["line", "organisation", "percent", "kronor", "agreed", "since"]
        labels = {"organisation": _("Mottagare")}

    field_order = ["line", "organisation", "percent", "kronor", "agreed", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = Organisation.objects.filter(county=self.page.county_id) | Organisation.objects.filter(
            pk=self.instance.organisation_id
        )
        self.fields["organisation"].queryset = ours.order_by("sort_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        line, share = cleaned.get("line"), cleaned.get("percent")
        if share is not None and cleaned.get("kronor") is not None:
            self.add_error("kronor", _("Skriv procent eller kronor, inte båda."))
        if share is not None and not share:
            self.add_error("percent", _("Skriv mer än noll, eller lämna tomt om det inte är angivet."))
        if line and share:
            self._hold(share, line)
        return cleaned

    def _hold(self, share: Decimal, line: GrantLine) -> None:
        """Refuse a percentage with which the line's payees would get more than all of it."""
        others = Payee.objects.filter(plan=self.page, line=line, percent__isnull=False).exclude(pk=self.instance.pk)
        taken = sum(others.values_list("percent", flat=True), Decimal(0))
        if taken + share > ALL:
            left = percent(Decimal(format((ALL - taken).normalize(), "f")))
            self.add_error("percent", _("Mottagarna skulle få mer än hela länets del. Det finns %s kvar.") % left)


class LinesFileForm(forms.Form):
    """A file with lines, or rows that are pasted. What it holds is `content` when it is valid."""

    file = forms.FileField(
        label=_("Fil"), required=False, allow_empty_file=True, help_text=_("CSV eller Excel (.xlsx), högst 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("Eller klistra in rader"), required=False, max_length=LONGEST_PASTE, strip=False,
        help_text=_("Med rubriker på första raden, till exempel kopierade ur Excel."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
        if file and file.size > MAX_BYTES:
            self.add_error("file", TOO_LARGE)
        if not file and not pasted and not self.errors:
            self.add_error("file", _("Välj en fil, eller klistra in rader."))
        if file and pasted:
            self.add_error("pasted", _("Välj antingen en fil eller inklistrade rader."))
        return cleaned

    @property
    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["pasted"].encode()
