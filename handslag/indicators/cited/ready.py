"""Lets cited figures be changed, taken back and read in the history as all other parts of a plan."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handslag.indicators.cited.forms import CitedFigureForm
from handslag.indicators.models import CitedFigure
from handslag.indicators.reading import definitions
from handslag.plans.editors import Editor, add_editor
from handslag.plans.field_words import add_kind

FIELDS = {
    "base": "Rubrik",
    "population": "Vilka talet gäller",
    "label": "Vad det säger om dem",
    "value": "Tal",
    "unit": "Enhet",
    "approximate": "Ungefärligt",
    "value_text": "Som det står i källan",
    "area": "Område",
    "place_text": "Område i ord",
    "source": "Källa",
    "published": "Källans årtal",
    "read_on": "Hämtat den",
    "indicator": "Indikator som säger samma sak om länet",
    "note": "Anmärkning",
}


@dataclass(frozen=True)
class OnCountyPage(Editor):
    """A part of a plan that is shown on a page of the county's."""

    def address_of(self, page: Any) -> str:
        return reverse(self.shown_on, args=[page.of_plan.county.slug])


def add_cited_figures() -> None:
    """Add the editor and its words in the history. Called once, when the area starts."""
    add_editor(
        OnCountyPage(
            "anfort-tal", "plan", CitedFigureForm, _("Anfört tal"), "", parent="plan", add=_("Lägg till ett anfört tal"),
            shown_on="cited_figures",
        )
    )  # fmt: skip
    add_kind(CitedFigure.KIND, "Anfört tal", FIELDS, {"published": str, "indicator": title_of})


def title_of(key: str) -> str:
    """Return what the indicator of a key is called."""
    found = definitions().get(key)
    return found.title if found else "en indikator som inte finns längre"
