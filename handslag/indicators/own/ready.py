"""What own measures add to the pages where a plan's rows are changed."""

from handslag.indicators.own import words
from handslag.indicators.own.grounds import find_measure
from handslag.plans.field_words import add_kind
from handslag.plans.views.editing import add_page_kind


def add_own_measures() -> None:
    """Give own measures their words in the history, and their page its way back. Called once, when the area starts."""
    add_kind("own_measure", "Eget mått", words.OWN_MEASURE)
    add_kind("meaning_change", "Ändring av vad som mäts", words.MEANING_CHANGE, {"meaning": words.meaning})
    add_page_kind("own_measure", find_measure)
