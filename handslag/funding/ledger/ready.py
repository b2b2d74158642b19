"""Lets awards and what is said of money beside them be changed, taken back and read in the history like parts of a plan."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handslag.funding.grounds import finder, keeps
from handslag.funding.ledger import words
from handslag.funding.ledger.forms import AwardForm, FeeTotalForm, OwnGrantForm
from handslag.funding.ledger.panels import money_panel
from handslag.funding.ledger.rights import may_state
from handslag.funding.models import Award, FeeTotal, OwnGrant, PotDecision
from handslag.plans.editors import Editor, add_editor
from handslag.plans.field_words import add_kind, add_namer
from handslag.plans.panels import add_initiative_panel
from handslag.plans.queries.initiative import add_beside
from handslag.plans.rights import add_rule
from handslag.plans.views.editing import add_page_kind
from handslag.swedish.dates import day
from handslag.swedish.kronor import kronor


@dataclass(frozen=True)
class OnMoneyPage(Editor):
    """A part of a plan that is shown on the page of money per initiative."""

    def address_of(self, page: Any) -> str:
        return reverse("awards", args=[page.of_plan.county.slug])


def add_ledger() -> None:
    """Called once, when the area starts."""
    for model in (Award, FeeTotal):
        add_rule(model.KIND, keeps)
    add_rule(OwnGrant.KIND, may_state)
    add_page_kind(Award.KIND, finder(Award))
    shown = {"parent": "plan", "shown_on": "awards"}
    add_editor(OnMoneyPage("tilldelning", "plan", AwardForm, _("Tilldelning"), "", add=_("Lägg till medel"), **shown))
    add_editor(Editor("tilldelade-medel", "award", AwardForm, _("Tilldelningen"), ""))
    own = _("Ange vad organisationen har av egna medel")
    add_editor(OnMoneyPage("egna-medel", "plan", OwnGrantForm, _("Egna medel"), "egna", add=own, **shown))
    fees = _("Lägg till en summa")
    add_editor(OnMoneyPage("arvoden", "plan", FeeTotalForm, _("Arvoden"), "arvoden", add=fees, **shown))
    numbers = {"kronor": kronor, "year": str}
    add_kind(Award.KIND, "Tilldelning av medel", words.AWARD, numbers)
    add_kind(OwnGrant.KIND, "Egna medel", words.OWN_GRANT, numbers)
    add_kind(FeeTotal.KIND, "Arvoden", words.FEE_TOTAL, numbers)
    add_namer(PotDecision, decisions_named)
    nothing = Value("", output_field=TextField())
    add_beside(
        "award",
        lambda each: Award.objects.filter(initiative=each).order_by().annotate(many=nothing, more=nothing, which=nothing),
        "which", "many", "more",
    )  # fmt: skip
    add_initiative_panel(money_panel)


def decisions_named(keys: Collection[Any], county: Any, reader: Any) -> dict[Any, str]:
    """Return what decisions about pots are called, by key: their day and proposal. What is decided is read by whoever reads the plan."""
    found = PotDecision.everything.filter(pk__in=list(keys), pot__plan__county=county).select_related("proposal")
    return {each.pk: f"Beslutet den {day(each.decided_on)}: {each.proposal.title}" for each in found}
