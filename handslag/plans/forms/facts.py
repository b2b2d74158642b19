"""Forms of what is stated about an initiative."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from handslag.places.models import Area, Organisation
from handslag.plans.forms.base import EditForm
from handslag.plans.forms.fields import (
    AnswersField,
    DayField,
    LinesField,
    PeriodField,
    Text,
    choices,
    ways_to_frameworks,
)
from handslag.plans.forms.initiative import goal_choices
from handslag.plans.models import (
    Contradiction,
    Figure,
    FrameworkNode,
    FundingStatement,
    GoalContribution,
    Handover,
    InitiativeNodeLink,
    InitiativeRelation,
    Obstacle,
    Participation,
    PilotDecision,
    Post,
    PostRelation,
    PostTask,
    Recommendation,
    Result,
    StatedSurveyResult,
    StatusEntry,
    SuccessFactor,
)
from handslag.plans.models.initiatives import Initiative
from handslag.plans.rules import PILOTS, lacking
from handslag.plans.words import (
    ATTRIBUTIONS,
    FIGURE_KINDS,
    FORMS,
    HANDOVER_STATES,
    OBSTACLE_STATES,
    PARTY_ROLES,
    PILOT_DECISIONS,
    PROBLEMS,
    RELATIONS,
    RESULT_KINDS,
    SOLVERS,
    STATUSES,
    THEMES,
)

MOST_KRONOR = 9_000_000_000_000
"""The most that an exchange document holds."""
NOTHING, NOT_YET = "nothing", "not_yet"
ENDINGS = frozenset({"ending", "finished", "stopped"})

LACKING = {
    "reason": _("Skriv vad som hindrar, eller varför den pausas eller stoppas."),
    "continues": _("Välj vad insatsen fortsätter som, att den upphör, eller att ni inte vet än."),
    "decision": _("Ett försök avslutas med ett beslut. Välj ”Inget beslut fattat” om det är så."),
}
"""What is said where a new status lacks something that belongs to it: see `rules.lacking`."""


class StatusForm(EditForm):
    """A new status, with its day and reason. The former one stays in the history."""

    status = forms.ChoiceField(label=_("Status"), choices=choices(STATUSES, empty=_("Välj")))
    as_of = DayField(label=_("Gäller från"), required=False, help_text=_("Tomt betyder i dag."))
    reason = Text(
        label=_("Varför, kort"), required=False, help_text=_("Behövs när det finns hinder, eller vid paus och stopp.")
    )
    continues = forms.ChoiceField(
        label=_("Fortsätter som"),
        required=False,
        help_text=_("Behövs när insatsen är avslutad: slutet är sällan slutet."),
    )
    decision = forms.ChoiceField(
        label=_("Vad beslutades efter försöket?"), choices=choices(PILOT_DECISIONS, empty=_("Välj")), required=False,
        help_text=_("Behövs när ett pilotprojekt eller en pilotstudie är avslutad."),
    )  # fmt: skip
    decided_by = forms.CharField(label=_("Vem beslutade?"), max_length=300, required=False)
    apart = frozenset({"continues", "decision", "decided_by"})

    class Meta:
        model = StatusEntry
        fields = ["status", "as_of", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Initiative.objects.visible_to(self.user).filter(plan=self.page.plan_id).exclude(pk=self.page.pk)
        others = [(str(pk), title) for pk, title in seen.values_list("pk", "title")]
        ways = [("", _("Välj")), (NOTHING, _("Inget: den upphör")), (NOT_YET, _("Vet inte än")), *others]
        self.fields["continues"].choices = ways
        self.undecided_pilot = self.page.kind in PILOTS and not self.page.decisions.exists()
        if not self.undecided_pilot:
            del self.fields["decision"], self.fields["decided_by"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = {name: cleaned.get(name) or "" for name in LACKING}
        for name in lacking(cleaned.get("status") or "", is_undecided_pilot=self.undecided_pilot, **given):
            self.add_error(name, LACKING[name])
        if cleaned.get("status") and cleaned["status"] not in ENDINGS:
            for name in ("continues", "decision"):
                if cleaned.get(name):
                    self.add_error(name, _("Gäller bara när insatsen avslutas eller är avslutad."))
        if cleaned.get("as_of") is None and "as_of" not in self.errors:
            cleaned["as_of"] = timezone.localdate()
        return cleaned

    def values(self) -> dict[str, Any]:
        """With what was answered where the initiative continues as no other: an ending, or not known yet."""
        said = self.cleaned_data.get("continues")
        return {**super().values(), "continuation": said if said in (NOTHING, NOT_YET) else ""}


class ContributionForm(EditForm):
    """A goal or challenge that the initiative serves. One of them is the main goal."""

    goal = forms.ChoiceField(label=_("Mål eller utmaning"))
    primary = forms.BooleanField(
        label=_("Det här är huvudmålet"), required=False, help_text=_("Insatsen räknas en gång, under huvudmålet.")
    )

    class Meta:
        model = GoalContribution
        fields = ["primary"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = set(self.page.contributions.exclude(pk=self.instance.pk).values_list("goal_id", flat=True))
        free = [pair for pair in goal_choices(self.page.plan) if int(pair[0]) not in taken]
        self.fields["goal"].choices = [("", _("Välj")), *free]
        self.initial["goal"] = self.instance.goal_id

    def values(self) -> dict[str, Any]:
        goal = int(self.cleaned_data["goal"])
        return {"goal": goal, "primary": self.cleaned_data["primary"], "origin": "confirmed"}


class NodeLinkForm(EditForm):
    """A node of a framework that the initiative serves."""

    class Meta:
        model = InitiativeNodeLink
        fields = ["node"]
        labels = {"node": _("Ramverk och del")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.page.node_links.exclude(pk=self.instance.pk).values("node_id")
        nodes = FrameworkNode.objects.exclude(id__in=taken).select_related("framework")
        self.fields["node"].queryset = nodes.order_by("framework__title", "framework_id", "position")
        self.fields["node"].label_from_instance = lambda node: f"{node.framework.label}: {node.code} {node.title}"[:140]
        self.fields["node"].help_text = ways_to_frameworks(self.user, self.page.of_plan)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "origin": "confirmed"}


class ParticipationForm(EditForm):
    """A party, its role, and which of the three forms of collaboration it is.

    The column is `form`; in a page a field of that name would hide the form itself from scripts.
    """

    role = forms.ChoiceField(label=_("Roll"), choices=choices(PARTY_ROLES, empty=_("Välj")))
    way = forms.ChoiceField(label=_("Form"), choices=choices(FORMS), required=False)
    text = Text(label=_("Mer om partens del"), required=False)
    apart = frozenset({"way"})

    class Meta:
        model = Participation
        fields = ["organisation", "role", "text"]
        labels = {"organisation": _("Organisation")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county = self.page.plan.county_id
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county).order_by("sort_key")
        terms = self.page.plan.terms.filter(kind="collaboration").values_list("term", "definition")
        self.fields["way"].help_text = " ".join(f"{term.capitalize()}: {text}" for term, text in terms)
        self.initial["way"] = self.instance.form

    def values(self) -> dict[str, Any]:
        return {**super().values(), "form": self.cleaned_data["way"]}

    def columns(self) -> list[str]:
        return [*super().columns(), "form"]

    @classmethod
    def initial_of(cls, values):
        return {**super().initial_of(values), "way": values.get("form", "")}


class PostForm(EditForm):
    """A post by function, never by person."""

    role = forms.CharField(label=_("Funktion"), max_length=300, help_text=_("Aldrig ett namn."))
    count = forms.IntegerField(label=_("Antal tjänster"), min_value=1, max_value=1000, required=False)
    percent = forms.DecimalField(
        label=_("Procent av heltid"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
    )
    period = PeriodField(required=False)
    placed_at = forms.CharField(label=_("Placerad vid"), max_length=500, required=False)
    financed_by = forms.CharField(label=_("Finansieras av"), max_length=500, required=False)

    class Meta:
        model = Post
        fields = ["role", "count", "percent", "placed_at", "financed_by"]


class PostTaskForm(EditForm):
    """A task of one of the initiative's posts."""

    theme = forms.CharField(label=_("Tema, ett ord"), max_length=60)
    text = Text(label=_("Uppgift"))

    class Meta:
        model = PostTask
        fields = ["post", "theme", "text"]
        labels = {"post": _("Tjänst")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = self.page.posts.all()

    def clean_theme(self) -> str:
        theme = slugify(self.cleaned_data["theme"])
        if not theme:
            raise forms.ValidationError(_("Skriv ett ord med bokstäver."))
        return theme


class PostRelationForm(EditForm):
    """How a post moved, was extended, merged with or became another."""

    kind = forms.ChoiceField(label=_("Vad hände?"), choices=choices(PostRelation.KINDS, empty=_("Välj")))
    text = Text(label=_("Berätta"))

    class Meta:
        model = PostRelation
        fields = ["from_post", "kind", "to_post", "text"]
        labels = {"from_post": _("Tjänst"), "to_post": _("Vilken tjänst blev det?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_post", "to_post"):
            self.fields[name].queryset = self.page.posts.all()


class ContradictionForm(EditForm):
    """Statements that disagree."""

    text = Text(label=_("Vad säger emot vad?"))
    since = DayField(label=_("Sedan"), required=False)

    class Meta:
        model = Contradiction
        fields = ["text", "since"]


class FigureForm(EditForm):
    """A figure with what it counts, its period and its base."""

    kind = forms.ChoiceField(label=_("Vad räknas?"), choices=choices(FIGURE_KINDS, empty=_("Välj")))
    label = forms.CharField(
        label=_("Vad talet betyder"), max_length=300, help_text=_("Till exempel: personer som gått hela utbildningen.")
    )
    value = forms.DecimalField(
        label=_("Tal"),
        max_digits=18,
        decimal_places=6,
        required=False,
        localize=True,
        help_text=_("Lämna tomt om det inte är känt. Noll är ett tal."),
    )
    approximate = forms.BooleanField(label=_("Ungefär"), required=False)
    at_least = forms.BooleanField(label=_("Minst"), required=False)
    unit = forms.CharField(label=_("Enhet"), max_length=100, required=False)
    period = PeriodField(label=_("För vilken period?"), required=False)
    denominator = forms.DecimalField(
        label=_("Av hur många (bas)"), max_digits=18, decimal_places=6, required=False, localize=True
    )
    place_text = forms.CharField(label=_("Plats"), max_length=300, required=False)

    class Meta:
        model = Figure
        fields = ["kind", "label", "value", "approximate", "at_least", "unit", "denominator", "place_text"]

    def clean_denominator(self) -> Decimal | None:
        base = self.cleaned_data["denominator"]
        if base is not None and base <= 0:
            raise forms.ValidationError(_("Basen ska vara större än noll."))
        return base

    def values(self) -> dict[str, Any]:
        value = self.cleaned_data.get("value")
        decimals = max(0, -value.normalize().as_tuple().exponent) if value is not None else 0
        return {**super().values(), "value_decimals": decimals}


class SurveyForm(EditForm):
    """What people answered to a question. No share without how many answered."""

    title = forms.CharField(label=_("Rubrik"), max_length=500)
    number = forms.IntegerField(label=_("Frågans nummer i enkäten"), min_value=1, max_value=10_000, required=False)
    question = Text(label=_("Frågan, som den ställdes"), required=False)
    asked = forms.CharField(
        label=_("Vilka tillfrågades?"), max_length=500, help_text=_("Som grupp, till exempel: deltagare i kursen.")
    )
    n_asked = forms.IntegerField(
        label=_("Antal tillfrågade"), min_value=1, max_value=100_000_000, required=False,
        help_text=_("Lämna tomt om det inte är känt."),
    )  # fmt: skip
    n_answering = forms.IntegerField(
        label=_("Antal svarande på frågan"), min_value=0, max_value=100_000_000, required=False,
        help_text=_("Behövs när andelar anges."),
    )  # fmt: skip
    answers = AnswersField(
        label=_("Svaren"), required=False,
        help_text=_("Ett på varje rad: svaret; procent; antal. Till exempel: Ofta; 45,5; 12. Det som inte är angivet utelämnas."),
    )  # fmt: skip
    themes = LinesField(
        label=_("Vad fritextsvaren sa"), required=False,
        help_text=_("En sak på varje rad, i egna ord. Aldrig ett citat som pekar ut någon."),
    )  # fmt: skip
    finding = Text(label=_("Vad svaren visar"), required=False)
    period = PeriodField(label=_("När ställdes frågan?"), required=False)

    class Meta:
        model = StatedSurveyResult
        fields = ["title", "number", "question", "asked", "n_asked", "n_answering", "answers", "themes", "finding"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_silent = bool(self.instance.pk) and self.instance.n_answering is None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        asked, answering = cleaned.get("n_asked"), cleaned.get("n_answering")
        answers = cleaned.get("answers") or []
        if asked is not None and answering is not None and answering > asked:
            self.add_error("n_answering", _("Fler kan inte ha svarat än som tillfrågades."))
        elif answering is not None and any((each["count"] or 0) > answering for each in answers):
            self.add_error("n_answering", _("Fler har valt ett av svaren än som har svarat."))
        shares = any(each["percent"] is not None for each in answers)
        if shares and not answering and "n_answering" not in self.errors and not self.was_silent:
            self.add_error("n_answering", _("Ange hur många som svarade. En andel säger inget utan sitt antal."))
        return cleaned


class ResultForm(EditForm):
    """What came of it, and how far it can be tied to the work."""

    kind = forms.ChoiceField(label=_("Slag"), choices=choices(RESULT_KINDS, empty=_("Välj")))
    text = Text(label=_("Vad blev det?"))
    attribution = forms.ChoiceField(label=_("Beror det på insatsen?"), choices=choices(ATTRIBUTIONS), required=False)

    class Meta:
        model = Result
        fields = ["kind", "text", "attribution"]


class DecisionForm(EditForm):
    """A decision after a trial, as it can be cited."""

    subject = forms.CharField(label=_("Vad gällde det?"), max_length=300)
    decision = forms.ChoiceField(label=_("Beslut"), choices=choices(PILOT_DECISIONS, empty=_("Välj")))
    body = forms.CharField(label=_("Vem beslutade?"), max_length=300, required=False)
    date = DayField(label=_("Dag"), required=False)
    section_number = forms.CharField(label=_("Paragraf"), max_length=60, required=False)
    registry_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    text = Text(label=_("Mer"), required=False)
    unguarded = frozenset({"registry_number"})

    class Meta:
        model = PilotDecision
        fields = ["subject", "decision", "body", "date", "section_number", "registry_number", "text"]

    def values(self) -> dict[str, Any]:
        day = self.cleaned_data.get("date")
        kept = self.instance.date_text if day == self.instance.date else day.isoformat() if day else ""
        return {**super().values(), "date_text": kept}


class ObstacleForm(EditForm):
    """What is in the way, and who can solve it."""

    text = Text(label=_("Vad är i vägen?"))
    theme = forms.ChoiceField(label=_("Tema"), choices=choices(THEMES, empty=_("Välj")))
    level = forms.ChoiceField(label=_("Kan lösas av"), choices=choices(SOLVERS), required=False)
    problem = forms.ChoiceField(label=_("Det gäller"), choices=choices(PROBLEMS), required=False)
    state = forms.ChoiceField(label=_("Läge"), choices=choices(OBSTACLE_STATES, empty=_("Välj")))

    class Meta:
        model = Obstacle
        fields = ["text", "theme", "level", "problem", "state"]


class SuccessFactorForm(EditForm):
    """What helps."""

    text = Text(label=_("Vad hjälper?"))
    rank = forms.IntegerField(
        label=_("Ordning"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("1 hjälper mest. Tomt om ni inte har rangordnat."),
    )
    basis = Text(label=_("Hur vet ni det?"), required=False)

    class Meta:
        model = SuccessFactor
        fields = ["text", "rank", "basis"]


class RecommendationForm(EditForm):
    """Advice to somebody, and its answer."""

    text = Text(label=_("Rekommendation"))
    by = forms.CharField(label=_("Från"), max_length=300)
    to = forms.CharField(label=_("Till"), max_length=300, required=False)
    theme = forms.ChoiceField(label=_("Tema"), choices=choices(THEMES), required=False)
    basis = Text(
        label=_("Vad den bygger på"), required=False,
        help_text=_("Till exempel ett hinder, ett tema i enkäten eller ett tal."),
    )  # fmt: skip

    class Meta:
        model = Recommendation
        fields = ["text", "by", "to", "theme", "basis"]


class AnswerAdviceForm(EditForm):
    """The answer to a recommendation."""

    answer = Text(label=_("Svar"))
    answered_on = DayField(label=_("Dag"), required=False, help_text=_("Tomt betyder i dag."))

    class Meta:
        model = Recommendation
        fields = ["answer", "answered_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answered_on") is None and "answered_on" not in self.errors:
            cleaned["answered_on"] = timezone.localdate()
        return cleaned


class RelationForm(EditForm):
    """How the initiative leads to another."""

    kind = forms.ChoiceField(label=_("Den här insatsen"), choices=choices(RELATIONS, empty=_("Välj")))
    text = Text(label=_("Mer om kopplingen"), required=False)

    class Meta:
        model = InitiativeRelation
        fields = ["kind", "to_initiative", "text"]
        labels = {"to_initiative": _("Vilken insats?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Initiative.objects.visible_to(self.user).filter(plan__county=self.page.plan.county_id)
        self.fields["to_initiative"].queryset = seen.exclude(pk=self.page.pk).order_by("sort_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        same = self.page.relations.filter(to_initiative=cleaned.get("to_initiative"), kind=cleaned.get("kind"))
        if cleaned.get("to_initiative") and same.exclude(pk=self.instance.pk).exists():
            self.add_error("to_initiative", _("Den kopplingen finns redan."))
        return cleaned


class FundingForm(EditForm):
    """Who pays, and how much where it is known."""

    source_text = forms.CharField(label=_("Varifrån kommer medlen?"), max_length=500)
    kronor = forms.IntegerField(
        label=_("Kronor"),
        min_value=0,
        max_value=MOST_KRONOR,
        required=False,
        localize=True,
        help_text=_("Lämna tomt om beloppet inte är angivet."),
    )
    period = PeriodField(required=False)
    text = Text(label=_("Mer"), required=False)

    class Meta:
        model = FundingStatement
        fields = ["source_text", "organisation", "kronor", "text"]
        labels = {"organisation": _("Vilken organisation betalar?")}
        help_texts = {"organisation": _("Behövs för att det ska synas vad den som tar över insatsen betalar.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = Organisation.objects.filter(Q(county=self.page.plan.county_id) | Q(pk=self.instance.organisation_id))
        self.fields["organisation"].queryset = payers.order_by("sort_key")


class HandoverForm(EditForm):
    """Who takes the initiative over in a municipality."""

    state = forms.ChoiceField(label=_("Läge"), choices=choices(HANDOVER_STATES, empty=_("Välj")))
    agreed_on = DayField(label=_("Överenskommet den"), required=False)
    recheck_on = DayField(label=_("Stäm av igen den"), required=False)
    contact_role = forms.CharField(label=_("Vem att tala med, som funktion"), max_length=200, required=False)
    text = Text(label=_("Vad som är sagt"), required=False)

    class Meta:
        model = Handover
        fields = ["area", "state", "owner", "agreed_on", "recheck_on", "contact_role", "text"]
        labels = {"area": _("Kommun"), "owner": _("Vem tar över?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county = self.page.plan.county_id
        taken = self.page.handovers.exclude(pk=self.instance.pk).values("area_id")
        self.fields["area"].queryset = Area.objects.filter(parent_id=county).exclude(id__in=taken).order_by("name")
        owners = Organisation.objects.filter(Q(county=county)).order_by("sort_key")
        self.fields["owner"].queryset = owners
