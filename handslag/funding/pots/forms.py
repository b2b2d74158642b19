"""The forms of pots: their sums and criteria, proposals and lines, a decision, and why it is opened again."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handslag.funding.fields import KronorField
from handslag.funding.models import GrantLine, Pot, Proposal, ProposalLine
from handslag.funding.pots.queries import latest_change, pots_of
from handslag.funding.pots.rules import MOST_POINTS, MOST_WEIGHT, Refused
from handslag.funding.pots.words import refusal
from handslag.funding.words import POT_KINDS
from handslag.places.models import Area, Lansdel, Organisation
from handslag.plans.forms.base import MESSAGES, EditForm, guard
from handslag.plans.forms.fields import DayField, Text, choices
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.swedish.kronor import kronor

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_CRITERIA = 10
POINTS = "points_"
"""Prefix of the fields that hold points, one for each criterion of the pot."""


def lansdelar_for(plan: Plan, *, chosen: int | None) -> QuerySet[Lansdel]:
    """Return the parts of the county that the plan is divided by; without a division of its own, those of every one.

    chosen: the id of the one that is chosen already, which stays.
    """
    every = Lansdel.objects.filter(division__county=plan.county_id)
    return every.filter(Q(division=plan.division_id) | Q(pk=chosen)) if plan.division_id else every


class PotForm(EditForm):
    """A pot. What a later pot takes over may not be more than the earlier one has left: it would be counted twice."""

    title = forms.CharField(
        label=gettext_lazy("Namn"), max_length=300, help_text=gettext_lazy("Till exempel Länsgemensamma medel.")
    )
    year = forms.IntegerField(label=gettext_lazy("År"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=choices(POT_KINDS))
    kronor = KronorField(
        label=gettext_lazy("Kronor i år"), required=False, help_text=gettext_lazy("Lämna tomt om det inte är känt.")
    )
    carried = KronorField(
        label=gettext_lazy("Fört över från tidigare år, kronor"), required=False,
        help_text=gettext_lazy("Lämna tomt om inget är fört över, eller om beloppet inte är känt."),
    )  # fmt: skip
    conditions = Text(label=gettext_lazy("Villkor"), required=False)
    use_by = DayField(label=gettext_lazy("Ska vara använt senast"), required=False)
    repay_rule = Text(label=gettext_lazy("Vad som gäller för återbetalning"), required=False)

    class Meta:
        model = Pot
        fields = [
            "title", "year", "kind", "lansdel", "line", "kronor", "carried_from", "carried", "conditions", "use_by",
            "repay_rule",
        ]  # fmt: skip
        labels = {
            "lansdel": gettext_lazy("Länsdel"),
            "line": gettext_lazy("Post i en överenskommelse som pengarna kommer från"),
            "carried_from": gettext_lazy("Fört över från potten"),
        }
        help_texts = {"lansdel": gettext_lazy("Behövs när medlen är en länsdels egna.")}

    field_order = ["title", "year", "kind", "lansdel", "kronor", "carried_from", "carried", "line", "conditions", "use_by", "repay_rule"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.page.of_plan
        self.fields["lansdel"].queryset = lansdelar_for(plan, chosen=self.instance.lansdel_id)
        seen = Plan.objects.visible_to(self.user).filter(county=plan.county_id)
        lines = GrantLine.objects.filter(agreement__plan=None) | GrantLine.objects.filter(agreement__plan__in=seen)
        self.fields["line"].queryset = lines.select_related("agreement").order_by("-agreement__year", "position")
        self.fields["line"].label_from_instance = lambda line: f"{line.agreement.year}: {line.title}"
        earlier = pots_of(plan.county.slug, self.user).exclude(pk=self.instance.pk)
        self.fields["carried_from"].queryset = earlier
        self.fields["carried_from"].label_from_instance = lambda pot: pot.named
        for name in ("lansdel", "line", "carried_from"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == "lansdel" and not cleaned.get("lansdel"):
            self.add_error("lansdel", _("Välj vilken länsdel medlen är till."))
        earlier, year = cleaned.get("carried_from"), cleaned.get("year")
        if earlier and year and earlier.year >= year:
            self.add_error("carried_from", _("Välj en pott från ett tidigare år."))
        elif not self.errors:
            self._weigh(cleaned)
        return cleaned

    def _weigh(self, cleaned: Mapping[str, Any]) -> None:
        """Hold the sums against what the earlier pot has left, and against what later pots have taken over."""
        earlier, carried = cleaned.get("carried_from"), cleaned.get("carried")
        if earlier:
            try:
                earlier.purse(but=self.instance.pk).carrying_on(carried)
            except Refused as why:
                self.add_error("carried", refusal(why))
        if self.instance.pk:
            stated = Pot(kronor=cleaned.get("kronor"), carried=carried, carried_from=earlier)
            try:
                self.instance.purse().stating(stated.kronor, stated.carried_known)
            except Refused as why:
                self.add_error("kronor", refusal(why))


class CriteriaField(forms.CharField):
    """Criteria, one to a line: "Når flest / 2"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5_000, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{each['words']} / {each['weight']}" for each in value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return " ".join((self.prepare_value(initial) or "").split()) != " ".join((data or "").split())

    def clean(self, value: Any) -> list[dict[str, Any]]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_CRITERIA:
            raise forms.ValidationError(_("Ange högst %(n)s kriterier."), params={"n": MOST_CRITERIA})
        found = [_criterion(line, n) for n, line in enumerate(lines, start=1)]
        words = [each["words"].casefold() for each in found]
        for n, each in enumerate(words):
            if each in words[:n]:
                raise forms.ValidationError(_("Rad %(n)s: Kriteriet står redan ovanför."), params={"n": n + 1})
        return found


def _criterion(line: str, n: int) -> dict[str, Any]:
    """Return the criterion of a line. Raises ValidationError that names the line."""
    words, _slash, weight = (" ".join(part.split()) for part in line.rpartition("/"))
    is_weight = weight.isascii() and weight.isdigit() and len(weight) < 4 and 1 <= int(weight) <= MOST_WEIGHT
    if not words or len(words) > 200 or not is_weight:
        told = _("Rad %(n)s: Skriv kriteriet, ett snedstreck och en vikt från 1 till %(most)s: Når flest / 2.")
        raise forms.ValidationError(told, params={"n": n, "most": MOST_WEIGHT})
    return {"words": words, "weight": int(weight)}


class CriteriaForm(EditForm):
    """What proposals are weighed by, and how much each counts."""

    criteria = CriteriaField(
        label=gettext_lazy("Kriterier och vikter"), required=False,
        help_text=gettext_lazy("Ett på varje rad: Kriterium / vikt. Till exempel Når flest / 2."),
    )  # fmt: skip

    class Meta:
        model = Pot
        fields = ["criteria"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        guard(self, {"criteria": "\n".join(each["words"] for each in cleaned.get("criteria") or ())})
        return cleaned


class ProposalForm(EditForm):
    title = forms.CharField(
        label=gettext_lazy("Namn"), max_length=300, help_text=gettext_lazy("Till exempel Förslag A: lika per länsdel.")
    )
    text = Text(label=gettext_lazy("Motivering"), required=False)

    class Meta:
        model = Proposal
        fields = ["title", "text"]

    def values(self) -> dict[str, Any]:
        found = super().values()
        if not self.instance.pk:
            pot = self.instance.pot
            found |= {"plan": pot.plan, "position": Proposal.everything.filter(pot=pot).count()}
        return found


class LineForm(EditForm):
    """A line of a proposal, with points for each criterion of the pot. What is left empty is not judged, and is no zero."""

    title = forms.CharField(
        label=gettext_lazy("Till vad"), max_length=300, required=False,
        help_text=gettext_lazy("Lämna tomt för att ta insatsens namn. Namnet läses av alla när potten är beslutad."),
    )  # fmt: skip
    kronor = KronorField(label=gettext_lazy("Kronor"), min_value=1, required=True)
    text = Text(label=gettext_lazy("Motivering"), required=False)

    class Meta:
        model = ProposalLine
        fields = ["title", "kronor", "initiative", "goal", "lansdel", "area", "text"]
        labels = {
            "initiative": gettext_lazy("Insats"),
            "goal": gettext_lazy("Mål"),
            "lansdel": gettext_lazy("Länsdel"),
            "area": gettext_lazy("Kommun"),
        }
        help_texts = {"lansdel": gettext_lazy("Utan länsdel och kommun räknas raden till hela länet.")}

    field_order = ["title", "kronor", "initiative", "goal", "lansdel", "area"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.page.of_plan
        here = Initiative.objects.visible_to(self.user).filter(plan__county=plan.county_id)
        self.fields["initiative"].queryset = here.order_by("title")
        self.fields["goal"].queryset = GoalNode.objects.filter(plan=plan).exclude(kind="question")
        self.fields["lansdel"].queryset = lansdelar_for(plan, chosen=self.instance.lansdel_id)
        self.fields["area"].queryset = Area.objects.filter(parent=plan.county_id, kind=Area.MUNICIPALITY)
        for name in ("initiative", "goal", "lansdel", "area"):
            self.fields[name].required = False
        self._add_points()

    def _add_points(self) -> None:
        self.criteria = self.page.pot.criteria
        for n, each in enumerate(self.criteria):
            self.fields[f"{POINTS}{n}"] = forms.IntegerField(
                label=_("Poäng: %(words)s (vikt %(weight)s)") % each, min_value=0, max_value=MOST_POINTS, required=False,
                initial=(self.instance.points or {}).get(each["words"]),
                help_text=_("0 till %(most)s. Tomt om det inte är bedömt.") % {"most": MOST_POINTS},
            )  # fmt: skip
        self.apart = frozenset(f"{POINTS}{n}" for n in range(len(self.criteria)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        initiative = cleaned.get("initiative")
        if not cleaned.get("title") and "title" not in self.errors:
            if initiative:
                cleaned["title"] = initiative.title[:300]
            else:
                self.add_error("title", _("Skriv vad pengarna går till, eller välj en insats."))
        if cleaned.get("lansdel") and cleaned.get("area"):
            self.add_error("area", _("Välj en länsdel eller en kommun, inte båda."))
        return cleaned

    def values(self) -> dict[str, Any]:
        found = super().values()
        typed = {each["words"]: self.cleaned_data.get(f"{POINTS}{n}") for n, each in enumerate(self.criteria)}
        others = {key: value for key, value in (self.instance.points or {}).items() if key not in typed}
        found["points"] = others | {key: value for key, value in typed.items() if value is not None}
        if not self.instance.pk:
            found["position"] = ProposalLine.everything.filter(proposal=self.page).count()
        return found

    def columns(self) -> list[str]:
        return [*super().columns(), "points"]


class CopyForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Namn på det nya förslaget"), max_length=300, error_messages=dict(MESSAGES)
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {"title": cleaned.get("title", "")})
        return cleaned


class DecisionForm(forms.Form):
    """A decision on a pot. read: the latest change when the form was opened, so that nobody decides on what he has not seen."""

    proposal = forms.ModelChoiceField(
        label=gettext_lazy("Förslag som beslutet gäller"), queryset=Proposal.objects.none(), widget=forms.RadioSelect,
        empty_label=None, error_messages={"required": gettext_lazy("Välj ett förslag.")},
    )  # fmt: skip
    body = forms.ModelChoiceField(
        label=gettext_lazy("Beslutat av"), queryset=Organisation.objects.none(), required=False,
        empty_label=gettext_lazy("Inget i listan"),
    )  # fmt: skip
    body_text = forms.CharField(
        label=gettext_lazy("Beslutat av, i ord"), max_length=300, required=False,
        help_text=gettext_lazy("Om gruppen inte finns i listan. Ingen persons namn."),
    )  # fmt: skip
    decided_on = DayField(
        label=gettext_lazy("Beslutat den"),
        error_messages={"required": gettext_lazy("Skriv vilken dag det beslutades.")},
    )
    paragraph = forms.CharField(label=gettext_lazy("Paragraf"), max_length=60, required=False)
    registry_number = forms.CharField(label=gettext_lazy("Diarienummer"), max_length=100, required=False)
    note = Text(label=gettext_lazy("Anmärkning"), required=False)
    read = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, pot: Pot, today: datetime.date, **kwargs: Any) -> None:
        self.pot, self.today = pot, today
        super().__init__(*args, **kwargs)
        proposals = Proposal.objects.filter(pot=pot).prefetch_related("lines")
        self.fields["proposal"].queryset = proposals
        self.fields["proposal"].label_from_instance = labelled
        bodies = Organisation.objects.filter(county=pot.plan.county_id, sector="body")
        self.fields["body"].queryset = bodies.order_by("sort_key")
        self.fields["read"].initial = latest_change(pot)

    def clean_paragraph(self) -> str:
        """The number alone: what is printed has the sign before it."""
        return str(self.cleaned_data["paragraph"]).lstrip("§ \u00a0")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {name: cleaned.get(name) or "" for name in ("body_text", "paragraph", "registry_number", "note")})
        if not cleaned.get("body") and not cleaned.get("body_text") and "body_text" not in self.errors:
            self.add_error("body", _("Välj vem som har beslutat, eller skriv det i ord."))
        if cleaned.get("body") and cleaned.get("body_text"):
            self.add_error("body_text", _("Välj i listan eller skriv i ord, inte båda."))
        if cleaned.get("decided_on") and cleaned["decided_on"] > self.today:
            self.add_error("decided_on", _("Dagen har inte kommit än."))
        now = latest_change(self.pot)
        if cleaned.get("read") != now:
            self.add_error(
                "proposal",
                _("Potten eller förslagen har ändrats sedan du öppnade sidan. Läs dem igen, och registrera sedan."),
            )
            self.data = self.data.copy()
            self.data["read"] = str(now)
        return cleaned

    @property
    def stated(self) -> dict[str, Any]:
        """What a decision keeps of the form."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("proposal", "read", "not_a_name")
        }


def labelled(proposal: Proposal) -> str:
    """Return a proposal with its sum. Fetch its lines with it."""
    lines = list(proposal.lines.all())
    return f"{proposal.title}: {kronor(sum(line.kronor for line in lines)) if lines else _('inga rader')}"


class ReopenForm(forms.Form):
    """Why a decision is opened again. version: of the decision that was read."""

    reason = forms.CharField(
        label=gettext_lazy("Varför öppnas beslutet igen?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={**MESSAGES, "required": gettext_lazy("Skriv varför beslutet öppnas igen.")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        guard(self, {"reason": cleaned.get("reason", "")})
        return cleaned
