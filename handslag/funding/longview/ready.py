"""Lets an initiative's long view be stated, changed and read in the history like its other parts."""

from collections.abc import Mapping

from django.db.models import TextField, Value
from django.utils.translation import gettext_lazy as _

from handslag.funding.longview.forms import LongViewForm
from handslag.funding.longview.panels import long_view_panel
from handslag.funding.models import LongView
from handslag.funding.words import LONG_VIEW, LONG_VIEW_ANSWERS
from handslag.plans.editors import Editor, add_editor
from handslag.plans.field_words import add_kind
from handslag.plans.panels import add_initiative_panel
from handslag.plans.queries.initiative import add_beside

FIELDS = {
    "initiative": "Insats",
    "answers": "Svar på de fem frågorna",
    "cost_carrier": "Vem som bär kostnaden",
    "benefit_carriers": "Var nyttan hamnar",
    "on": "Bedömningen gjordes",
}


def add_long_views() -> None:
    """Called once, when the area starts. Who may change the initiative may say this of it."""
    add_editor(
        Editor(
            "lang-sikt", "initiative", LongViewForm, _("Insatsen på lång sikt"), "lang-sikt", parent="initiative",
            add=_("Se insatsen på lång sikt"),
        )
    )  # fmt: skip
    add_kind(LongView.KIND, "Insatsen på lång sikt", FIELDS, {"answers": answers_in_words})
    nothing = Value("", output_field=TextField())
    add_beside(
        "long_view",
        lambda each: LongView.objects.filter(initiative=each).order_by().annotate(many=nothing, more=nothing, which=nothing),
        "which", "many", "more",
    )  # fmt: skip
    add_initiative_panel(long_view_panel)


def answers_in_words(answers: Mapping[str, str] | None) -> str:
    """Return the answers as a line: "Ger insatsen resultat på lång sikt? ja. ..."."""
    return " ".join(f"{LONG_VIEW[key]} {LONG_VIEW_ANSWERS[said]}." for key, said in (answers or {}).items())
