"""Adds goals' indicators and targets to the pages of plans, when the app starts."""

from django.utils.translation import gettext_lazy as _

from handslag.indicators.goals import panels, words
from handslag.indicators.goals.forms import GoalIndicatorForm, TargetForm
from handslag.indicators.models import Indicator
from handslag.indicators.own.names import titles
from handslag.plans import panels as places
from handslag.plans.editors import Editor, add_editor
from handslag.plans.field_words import add_kind, add_namer


def add_to_plans() -> None:
    """Add the editors, their words in the history, and the panels."""
    add_namer(Indicator, titles)
    add_kind("goal_indicator", "Indikator för ett mål", words.GOAL_INDICATOR)
    add_kind("target", "Värde som ett mål ska nå", words.TARGET, words.VALUES)
    add_editor(
        Editor(
            "mal-indikator",
            "goal",
            GoalIndicatorForm,
            _("Indikator"),
            "matt",
            parent="goal",
            appended=True,
            add=_("Koppla till en indikator"),
        )
    )
    add_editor(
        Editor(
            "mal-varde",
            "goal",
            TargetForm,
            _("Mätbart mål"),
            "matt",
            parent="goal",
            appended=True,
            add=_("Sätt ett mål som går att mäta"),
        )
    )
    places.add_goal_panel(panels.of_goal)
    places.add_overview_panel(panels.on_overview)
    places.add_node_list(panels.SERVES, panels.by_node)
