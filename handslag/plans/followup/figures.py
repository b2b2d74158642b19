"""Which figures a round asks for."""

from collections.abc import Iterable

from handslag.plans.models import Figure

DUE_KINDS = frozenset({"participants", "operation_created", "visits", "trained", "lectures", "sessions", "meetings"})
"""Kinds of figures that an initiative goes on counting; the rest were found once."""


def due_figures(initiative_ids: Iterable[int]) -> dict[int, list[Figure]]:
    """Return what each initiative goes on counting: the latest of every figure of its own. One query."""
    found = latest_figures(initiative_ids)
    due = {key: [figure for figure in figures if figure.kind in DUE_KINDS] for key, figures in found.items()}
    return {key: figures for key, figures in due.items() if figures}


def latest_figures(initiative_ids: Iterable[int]) -> dict[int, list[Figure]]:
    """Return the latest of every figure of each initiative's own. One query."""
    found: dict[int, dict[tuple, Figure]] = {}
    own = Figure.objects.filter(initiative_id__in=list(initiative_ids), value__isnull=False)
    for figure in own.filter(context=False, computed=False).order_by("period_to", "id"):
        same = (figure.kind, figure.label, figure.unit, figure.area_id, figure.lansdel_id)
        found.setdefault(figure.initiative_id, {})[same] = figure
    return {key: list(figures.values()) for key, figures in found.items()}
