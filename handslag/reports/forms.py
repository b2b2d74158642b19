"""Forms of reports: drafts, texts, editions and a county's own Office files."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from handslag.documents.markdown import MAX_CHARACTERS
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.forms.base import MESSAGES, EditForm, guard
from handslag.plans.forms.fields import DayField
from handslag.plans.models import GoalNode, Plan
from handslag.reports.models import AUDIENCES, OfficeTemplate, Report

MAX_TEMPLATE_BYTES = 10_000_000
LONGEST_AUTOMATIC = 200_000
AREA, LANSDEL = "kommun", "lansdel"


class ReportForm(EditForm):
    """What a draft is called, whom it is for, and for which day the state is told."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    audience = forms.ChoiceField(
        label=_("Vem rapporten är till för"),
        choices=[(key, words[:1].upper() + words[1:]) for key, words in AUDIENCES.items()],
        help_text=_("Bara en rapport för alla kan publiceras."),
    )
    day = DayField(
        label=_("Läget den dagen"),
        required=False,
        help_text=_("Lämna tomt för planens egen dag. Till exempel 2024-03-01 eller 1 mars 2024."),
    )

    class Meta:
        model = Report
        fields = ["title", "audience", "day"]


class NewReportForm(ReportForm):
    """A new draft of a template: with the place, goal, organisation or year that it is narrowed to."""

    place = forms.ChoiceField(label=_("Länsdel eller kommun"), required=False)
    year = forms.IntegerField(label=_("Statsbidragets år"), min_value=2000, max_value=2100)
    goal = forms.ModelChoiceField(GoalNode.objects.none(), label=_("Mål"), required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), required=False)
    field_order = ["year", "place", "goal", "organisation", "title", "audience", "day"]
    apart = frozenset({"place"})

    class Meta(ReportForm.Meta):
        fields = [*ReportForm.Meta.fields, "goal", "organisation", "year"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan, template = self.instance.plan, self.instance.made_from
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Lämna tomt, så skrivs titeln av mallen och det som rapporten gäller.")
        scope = template.scope.split(" or ") if template.scope else []
        offered = {"place": "area" in scope, "goal": "goal" in scope, "organisation": "organisation" in scope}
        offered["year"] = "year" in scope
        for name, wanted in offered.items():
            if not wanted:
                del self.fields[name]
            else:
                self.fields[name].required = bool(template.needs)
        if "place" in self.fields:
            self.fields["place"].choices = place_choices(plan)
        if "goal" in self.fields:
            self.fields["goal"].queryset = plan.goals.exclude(kind="question").order_by("position", "id")
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = organisations(plan)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("place") and cleaned.get("organisation"):
            self.add_error("organisation", _("Välj en plats eller en organisation, inte båda."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the columns of the draft, its place as the one of two that it is."""
        kind, _sep, number = self.cleaned_data.get("place", "").partition(":")
        place = {"area_id": int(number)} if kind == AREA else {"lansdel_id": int(number)} if kind == LANSDEL else {}
        return {**super().values(), **place}


def place_choices(plan: Plan) -> list[tuple[str, Any]]:
    """Return the plan's länsdelar and the county's municipalities, nothing chosen. Two queries."""
    parts = Lansdel.objects.filter(division=plan.division_id).order_by("position", "id")
    areas = Area.objects.filter(parent=plan.county_id, kind=Area.MUNICIPALITY).order_by("code")
    return [
        ("", _("Inte angivet")),
        (_("Länsdelar"), [(f"{LANSDEL}:{each.pk}", each.name) for each in parts]),
        (_("Kommuner"), [(f"{AREA}:{each.pk}", each.name) for each in areas]),
    ]


def organisations(plan: Plan) -> QuerySet[Organisation]:
    """Return the organisations of the plan's county."""
    return Organisation.objects.filter(county=plan.county_id).order_by("sort_key")


class _Guarded(forms.Form):
    """A form whose texts are read for persons."""

    read = frozenset[str]()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= MESSAGES

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {name: cleaned[name] for name in self.read if cleaned.get(name)})
        return cleaned


class TextForm(_Guarded):
    """A text in the place of an automatic one. seen: the stamp of the text that was read; automatic: what stood there."""

    read = frozenset({"markdown"})

    markdown = forms.CharField(
        label=_("Text"),
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Tomma rader delar stycken. **fet**, *kursiv*, - punkt, [länk](https://…)."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    automatic = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=LONGEST_AUTOMATIC)

    def clean_markdown(self) -> str:
        return _lines(self.cleaned_data["markdown"])

    def clean_automatic(self) -> str:
        return _lines(self.cleaned_data["automatic"])


def _lines(text: str) -> str:
    """Return a text with the line breaks that it had before a browser sent it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class FreezeForm(_Guarded):
    """What an edition is called. seen: the latest change (`making.last_change`) of what was read."""

    read = frozenset({"title"})

    title = forms.CharField(
        label=_("Vad utgåvan heter"), max_length=200, help_text=_("Till exempel: Till regionstyrelsen 3 maj 2024.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class SentForm(_Guarded):
    """When an account was sent, and to whom."""

    read = frozenset({"receiver", "registry_number"})

    on = DayField(label=_("Dag då den skickades"))
    receiver = forms.CharField(
        label=_("Vem som fick den"),
        max_length=300,
        help_text=_("Myndigheten eller organisationen, ingen persons namn."),
    )
    registry_number = forms.CharField(label=_("Diarienummer"), max_length=100, required=False)

    def __init__(self, *args: Any, frozen_on: datetime.date, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frozen_on, self.today = frozen_on, today

    def clean_on(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("Dagen har inte varit än."))
        if on < self.frozen_on:
            raise forms.ValidationError(_("Utgåvan frystes senare än så: den kan inte ha skickats då."))
        return on


class ReasonForm(_Guarded):
    """Why something is taken away. version: of what was read, where that has one."""

    read = frozenset({"reason"})

    reason = forms.CharField(label=_("Varför"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class OfficeTemplateForm(forms.Form):
    """The county's own Word or PowerPoint file."""

    file = forms.FileField(
        label=_("Word- eller PowerPointfil"),
        help_text=_("En .docx eller .pptx med länets egna format, högst 10 MB. Innehållet i den används inte."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pptx,.dotx,.potx"}),
        error_messages=dict.fromkeys(("required", "invalid", "missing"), _("Välj en fil.")),
    )

    def clean_file(self) -> Any:
        """Refuse what is of another kind, or too large, before it is read."""
        file = self.cleaned_data["file"]
        if self.kind_of(file.name) not in OfficeTemplate.KINDS:
            raise forms.ValidationError(_("Filen ska vara en .docx eller .pptx."))
        if file.size > MAX_TEMPLATE_BYTES:
            raise forms.ValidationError(_("Filen är större än 10 MB. Ta bort stora bilder ur mallen."))
        return file

    @staticmethod
    def kind_of(name: str) -> str:
        """Return "docx" or "pptx" of a file's name; templates (.dotx, .potx) count as what they are made for."""
        suffix = name.rpartition(".")[2].lower()
        return {"dotx": "docx", "potx": "pptx"}.get(suffix, suffix)
