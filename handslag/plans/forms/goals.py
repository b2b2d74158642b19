"""Forms of goals, their answers and links, and of what a plan says about itself."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Organisation
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import DayField, LinesField, PeriodField, Text, choices, ways_to_frameworks
from handslag.plans.models import (
    Adoption,
    CoverageNote,
    FrameworkNode,
    GoalLink,
    GoalNode,
    GoalProposal,
    Plan,
    QuestionAnswer,
    Term,
)
from handslag.plans.queries.coverage import columns_for
from handslag.plans.queries.proposals import offered
from handslag.plans.rights import may_edit_plan
from handslag.plans.words import (
    ANSWER_STATES,
    CONFIDENCES,
    DIMENSIONS,
    EXTENTS,
    GOAL_KINDS,
    PLAN_KINDS,
    PLAN_STATUSES,
    PROBLEM_TYPES,
    WORDINGS,
)
from handslag.trust.permissions import Permission, grants_of
from handslag.trust.visibility import Visibility


class GoalForm(EditForm):
    """A node of the tree: a goal area, a challenge, a question ..."""

    kind = forms.ChoiceField(label=_("Nivå i planen"))
    code = forms.CharField(label=_("Nummer eller bokstav"), max_length=20, required=False)
    title = forms.CharField(
        label=_("Rubrik"), max_length=500, help_text=_("Ordagrant som den är antagen. En fråga går bra.")
    )
    text = Text(label=_("Text"), required=False)
    plain = Text(label=_("Förenklat"), required=False, help_text=_("Visas alltid märkt ”förenklat”."))
    public_line = forms.CharField(label=_("En rad för alla"), max_length=200, required=False)
    aliases = LinesField(label=_("Kallas också"), required=False, help_text=_("Ett på varje rad."))
    problem_type = forms.ChoiceField(label=_("Slags problem"), choices=choices(PROBLEM_TYPES), required=False)
    problem_reason = Text(label=_("Varför"), required=False)

    class Meta:
        model = GoalNode
        fields = ["kind", "code", "title", "text", "plain", "public_line", "aliases", "problem_type", "problem_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.page.of_plan
        names = {kind: plan.level_names.get(kind) or name for kind, name in GOAL_KINDS.items()}
        self.fields["kind"].choices = choices(names, empty=_("Välj"))
        kinds = plan.terms.filter(kind="problem_type").values_list("term", "definition")
        self.fields["problem_type"].help_text = " ".join(f"{term.capitalize()}: {text}" for term, text in kinds)


class AnswerForm(EditForm):
    """A dated answer to a question of the plan. The former ones stay."""

    state = forms.ChoiceField(label=_("Är frågan besvarad?"), choices=choices(ANSWER_STATES, empty=_("Välj")))
    text = Text(label=_("Svaret, kort"))
    confidence = forms.ChoiceField(label=_("Hur säkert är det?"), choices=choices(CONFIDENCES), required=False)
    answered_on = DayField(label=_("Dag"), required=False, help_text=_("Tomt betyder i dag."))

    class Meta:
        model = QuestionAnswer
        fields = ["state", "text", "confidence", "answered_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answered_on") is None and "answered_on" not in self.errors:
            cleaned["answered_on"] = timezone.localdate()
        return cleaned


class GoalLinkForm(EditForm):
    """A node of a framework that a goal serves."""

    class Meta:
        model = GoalLink
        fields = ["node"]
        labels = {"node": _("Ramverk och del")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.page.links.exclude(pk=self.instance.pk).values("node_id")
        nodes = FrameworkNode.objects.exclude(id__in=taken).select_related("framework")
        self.fields["node"].queryset = nodes.order_by("framework__title", "framework_id", "position")
        self.fields["node"].label_from_instance = lambda node: f"{node.framework.label}: {node.code} {node.title}"[:140]
        self.fields["node"].help_text = ways_to_frameworks(self.user, self.page.of_plan)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "origin": "confirmed"}


class GoalProposalForm(EditForm):
    """A recommendation from a plan that this one replaces, which the goal answers."""

    class Meta:
        model = GoalProposal
        fields = ["recommendation"]
        labels = {"recommendation": _("Förslag ur den förra planen")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.page.proposals.exclude(pk=self.instance.pk).values("recommendation_id")
        found = offered(self.page.of_plan, user=self.user).exclude(pk__in=taken)
        self.fields["recommendation"].queryset = found
        self.fields["recommendation"].label_from_instance = lambda each: each.text[:140]
        if not found.exists():
            self.fields["recommendation"].help_text = _("Det finns inga fler förslag ur en plan som den här ersätter.")

    def values(self) -> dict[str, Any]:
        return {**super().values(), "origin": "confirmed"}


class CoverageNoteForm(EditForm):
    """That somebody responsible says that nothing exists here. It is not the same as silence."""

    dimension = forms.ChoiceField(choices=[("all", _("Allt")), *DIMENSIONS.items()], widget=forms.HiddenInput)
    value = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    role = forms.CharField(label=_("Vem har sagt det, som funktion?"), max_length=200)
    date = DayField(label=_("När?"), required=False, help_text=_("Tomt betyder i dag."))
    text = Text(label=_("Mer om det"), required=False)

    class Meta:
        model = CoverageNote
        fields = ["dimension", "value", "role", "date", "text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("date") is None and "date" not in self.errors:
            cleaned["date"] = timezone.localdate()
        if not self._is_a_cell(cleaned.get("dimension"), cleaned.get("value")):
            self.add_error(None, _("Den rutan finns inte i Luckor. Gå tillbaka dit och välj rutan igen."))
        return cleaned

    def _is_a_cell(self, dimension: str | None, value: str | None) -> bool:
        """Whether the coverage view has such a cell, that somebody can answer for."""
        if dimension not in DIMENSIONS:
            return dimension == "all" and not value
        columns = (column for column, _test in columns_for(self.page.plan, dimension))
        return value in {column.key for column in columns if not column.is_apart}


class PlanForm(EditForm):
    """What a plan says about itself."""

    title = forms.CharField(label=_("Planens namn"), max_length=500)
    kind = forms.ChoiceField(label=_("Slags plan"), choices=choices(PLAN_KINDS, empty=_("Välj")))
    status = forms.ChoiceField(label=_("Läge"), choices=choices(PLAN_STATUSES, empty=_("Välj")))
    period = PeriodField(label=_("Gäller"), required=False)
    adopted_by = forms.CharField(label=_("Antagen av"), max_length=500, required=False)
    adopted_on = DayField(label=_("Antagen den"), required=False)
    adopted_section = forms.CharField(label=_("Paragraf"), max_length=60, required=False)
    adopted_registry_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    vision = Text(label=_("Vision"), required=False)
    purpose = Text(label=_("Syfte"), required=False)
    state_as_of = DayField(
        label=_("Översikterna visar läget den"),
        required=False,
        help_text=_("Tomt betyder i dag. En fast dag passar en avslutad plan."),
    )
    state_as_of_text = forms.CharField(
        label=_("Så sägs dagen"), max_length=200, required=False, help_text=_("Till exempel: hösten 2023.")
    )
    stale_after_months = forms.IntegerField(
        label=_("En uppgift räknas som gammal efter så många månader"), min_value=1, max_value=120
    )
    unguarded = frozenset({"adopted_registry_number"})

    class Meta:
        model = Plan
        fields = [
            "title", "kind", "status", "adopted_by", "adopted_on", "adopted_section", "adopted_registry_number", "vision",
            "purpose", "state_as_of", "state_as_of_text", "stale_after_months",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("status") == "adopted" and not (cleaned.get("adopted_by") or self.instance.adopted_by):
            self.add_error("adopted_by", _("Skriv vem som har antagit planen."))
        return cleaned


class PlanLevelsForm(EditForm):
    """The plan's own words for the levels of its tree."""

    class Meta:
        model = Plan
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, name in GOAL_KINDS.items():
            self.fields[kind] = forms.CharField(
                label=name, max_length=60, required=False, initial=self.instance.level_names.get(kind, "")
            )

    def values(self) -> dict[str, Any]:
        return {"level_names": {kind: self.cleaned_data[kind] for kind in GOAL_KINDS if self.cleaned_data.get(kind)}}

    def columns(self) -> list[str]:
        return ["level_names"]

    @classmethod
    def initial_of(cls, values):
        return dict(values.get("level_names") or {})


class PlanVisibilityForm(EditForm):
    """Who may see the plan. To publish is an act of its own, and is told of."""

    visibility = forms.ChoiceField(
        label=_("Vem ser planen?"), choices=[(value, label.capitalize()) for value, label in Visibility.choices],
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = Plan
        fields = ["visibility"]


class TermForm(EditForm):
    """A definition, in one place. It shows wherever the term is used."""

    term = forms.CharField(label=_("Begrepp"), max_length=200)
    kind = forms.ChoiceField(label=_("Slag"), choices=choices(Term.KINDS, empty=_("Välj")))
    definition = Text(label=_("Betyder"))
    wording = forms.ChoiceField(label=_("Formuleringen är"), choices=choices(WORDINGS, empty=_("Välj")))

    class Meta:
        model = Term
        fields = ["term", "kind", "definition", "wording", "not_same_as"]
        labels = {"not_same_as": _("Inte samma sak som")}
        widgets = {"not_same_as": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["not_same_as"].queryset = self.page.terms.exclude(pk=self.instance.pk)


class AdoptionForm(EditForm):
    """What an organisation has adopted of the plan, as it can be cited."""

    extent = forms.ChoiceField(label=_("Vad har antagits?"), choices=choices(EXTENTS, empty=_("Välj")))
    body = forms.CharField(label=_("Vem beslutade?"), max_length=300, required=False)
    period = PeriodField(label=_("När?"), required=False)
    section_number = forms.CharField(label=_("Paragraf"), max_length=60, required=False)
    registry_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    unguarded = frozenset({"registry_number"})

    class Meta:
        model = Adoption
        fields = ["organisation", "extent", "body", "section_number", "registry_number"]
        labels = {"organisation": _("Organisation")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.page.adoptions.exclude(pk=self.instance.pk).values("organisation_id")
        found = Organisation.objects.filter(county=self.page.county_id).exclude(id__in=taken)
        if not may_edit_plan(self.user, self.page):  # others speak for themselves alone
            found = found.filter(id__in=grants_of(self.user).where(Permission.ADOPT))
        self.fields["organisation"].queryset = found.order_by("sort_key")
