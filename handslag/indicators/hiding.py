"""Tells which figures must not be shown for what they would tell beside others: worked out after each taking in, and kept."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django_tasks import task

from handslag.indicators import kept, protection
from handslag.indicators.deciding import few_of, forget, hidden_figures, tied_of
from handslag.indicators.estimates import Cell
from handslag.indicators.models import Fetch
from handslag.indicators.nesting import family_of
from handslag.indicators.own.definition import own_definition
from handslag.indicators.protection import COUNTED
from handslag.indicators.reading import Definition
from handslag.indicators.reading import definitions as known
from handslag.indicators.series import Key, Series
from handslag.places.models import Area
from handslag.plans.models import Plan

_left_to_worker = False
_ASK_AGAIN_SECONDS = 120


def leave_to_worker() -> None:
    """Let this process never work out what is hidden, but ask the worker to: what that takes would stay in its memory."""
    global _left_to_worker
    _left_to_worker = True


def also_hidden(wanted: Sequence[Definition], areas: Sequence[Area], series: Mapping[Key, Series]) -> frozenset[Cell]:
    """Return the figures that are hidden for what they would tell, in whichever series.

    The same answer whichever of the areas, sexes and ages beside each other are asked for. It is worked out once after
    each taking in, and kept. Until a worker that is asked has answered, all figures are hidden that may be tied to a
    small count. No query where no figure has a count; then one or two; when it is worked out six more.
    """
    of_counts = {each.key: each for each in wanted if each.measure in COUNTED}
    counted = {key.indicator for key, each in series.items() if _has_counts(of_counts.get(key.indicator), each)}
    definitions = {key: each for key, each in of_counts.items() if key in counted}
    if not definitions:
        return frozenset()
    apart = _apart(areas)
    names = kept.names_of(definitions, apart)
    there = kept.answers(list(names.values()))
    unknown = {key: definitions[key] for key, name in names.items() if name not in there}
    found = frozenset(cell for cells in there.values() for cell in cells)
    if not unknown:
        return found
    return found | (_until_told(unknown, apart, series) if _left_to_worker else _told(unknown, apart))


def _has_counts(definition: Definition | None, series: Series) -> bool:
    return definition is not None and any(protection.count_of(definition, value) is not None for value in series.values)


def prepare(key: str) -> None:
    """See to it that what is hidden of an indicator is known before anybody asks, for every county that has a plan."""
    if _left_to_worker:
        work_out.enqueue(key, None)
    else:
        work_out.call(key, None)


@task()
def work_out(key: str, apart: list[int] | None) -> None:
    """Work out and keep what is hidden of an indicator. apart: counties decided with their municipalities; None for each with a plan.

    Together with its family: where others of it are still to come in, the last of them does it. Where no count is small,
    and nothing can be laid together, this is two quick queries each.
    """
    definition = known().get(key) or own_definition(key)
    if definition is None or definition.measure not in COUNTED or (apart is None and _is_more_to_come(definition)):
        return
    scopes = [frozenset(apart)] if apart is not None else _scopes()
    for scope in scopes:
        if not kept.answers(list(kept.names_of({key: definition}, scope).values())):
            _told({key: definition}, scope)
    forget()


def _is_more_to_come(definition: Definition) -> bool:
    """Tell whether others of the family are on their way. One query, none for an indicator without family."""
    others = [each.key for each in family_of(definition) if each.key != definition.key]
    on_the_way = Fetch.objects.filter(indicator__key__in=others, state__in=("waiting", "running"))
    return bool(others) and on_the_way.exists()


def _scopes() -> list[frozenset[int]]:
    """Return the counties by themselves, and each that has a plan with its municipalities. One query."""
    counties = Plan.objects.values_list("county", flat=True).distinct().order_by("county")
    return [frozenset(), *(frozenset([each]) for each in counties)]


def _told(definitions: Mapping[str, Definition], apart: frozenset[int]) -> frozenset[Cell]:
    """Work out what is hidden of the indicators and their families, keep it, and return it."""
    whole = _with_families(definitions)
    names = kept.names_of(whole, apart)  # before the figures are read: newer ones than these have another name
    made = hidden_figures(whole, apart)
    kept.store(names, apart, made)
    return made


def _with_families(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    return {each.key: each for definition in definitions.values() for each in family_of(definition)}


def _until_told(
    definitions: Mapping[str, Definition], apart: frozenset[int], series: Mapping[Key, Series]
) -> frozenset[Cell]:
    """Ask the worker; return more than what will be hidden.

    Every figure of a period in which some count is small, and of an indicator whose figures can be laid together.
    """
    whole = _with_families(definitions)
    few, tied = few_of(whole, apart), tied_of(whole, apart)
    names = kept.names_of(whole, apart)
    to_ask = {key for key in definitions if key in tied or any(key == each for each, _ in few)}
    kept.keep_at_hand({names[key]: () for key in definitions if key not in to_ask})
    for key in sorted(to_ask):
        with suppress(DatabaseError), transaction.atomic():  # what can be written nowhere is asked for by another page
            if cache.add("hidden-asked-" + names[key], 1, timeout=_ASK_AGAIN_SECONDS):
                work_out.enqueue(key, sorted(apart))
    return frozenset(
        (key, value.period_from, value.period_to)
        for key, each in series.items()
        for value in each.values
        if key.indicator in definitions
        if key.indicator in tied or (key.indicator, (value.period_from, value.period_to)) in few
    )


def _apart(areas: Sequence[Area]) -> frozenset[int]:
    """Return the counties that are decided with their municipalities: where these are asked for, or no country is above."""
    asked = {area.parent_id for area in areas if area.kind == Area.MUNICIPALITY and area.parent_id}
    alone = {area.pk for area in areas if area.kind == Area.COUNTY and (area.is_example or area.parent_id is None)}
    return frozenset(asked | alone)
