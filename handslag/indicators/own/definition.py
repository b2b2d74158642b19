"""An own measure as a definition, so that every page treats it as it treats those of the files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handslag.indicators.models import MeaningChange, OwnMeasure
from handslag.indicators.models.own import MEANING
from handslag.indicators.reading import Change, Definition, Source
from handslag.places.models import Area
from handslag.swedish.dates import day
from handslag.swedish.suicide import counts_suicide

PREFIX = "egen-"
SMALLEST = 10
"""Counts of suicide or self-harm below it are not shown; nobody's tick decides whether they are such."""
LEVELS = ("country", "county", "municipality")
WORDS = {
    "measure": "måttet",
    "per": "vad talet räknas per",
    "ages": "åldern",
    "window": "hur många år ett tal gäller",
    "frequency": "hur ofta det kommer ett tal",
    "numerator": "vad som räknas",
    "denominator": "av hur många",
}
"""What the fields of a meaning are called."""


def as_definition(measure: OwnMeasure, changes: Sequence[MeaningChange] = ()) -> Definition:
    """Return what a measure means. changes: those of its meaning, oldest first. Asks nothing of the database."""
    first = Change(measure.made_on, "Måttet gjordes.")
    # What a measure was about before its series began anew, its page still tells.
    counted = [str(each.meaning.get(name) or "") for each in changes for name in ("numerator", "denominator")]
    is_about = measure.needs_help or counts_suicide(
        measure.title, measure.numerator, measure.denominator, measure.unit, measure.plain, *counted
    )
    return Definition(
        key=measure.indicator.key,
        title=measure.title,
        plain=measure.plain,
        why=measure.why,
        kind=measure.kind,
        measure=measure.measure,
        unit=measure.unit,
        per=measure.per,
        polarity=measure.polarity,
        numerator=measure.numerator,
        denominator=measure.denominator,
        shows=measure.shows,
        does_not_show=measure.does_not_show,
        owner=measure.owner,
        as_of=measure.made_on,
        review_by=measure.review_by,
        sources=(Source("own", note=f"{measure.source}. Redovisas av {measure.reported_by}."),),
        changes=(first, *(Change(each.on, told(each)) for each in changes)),
        ages=measure.ages,
        window=measure.window,
        frequency=measure.frequency,
        lag=0,
        levels=LEVELS,
        breakdowns=("sex",) if measure.by_sex else (),
        smallest=max(measure.smallest, SMALLEST) if is_about else measure.smallest,
        single_years=not is_about,
        needs_help=is_about,
    )


def as_earlier(change: MeaningChange) -> Definition:
    """Return what a measure meant before its series began anew: the definition of the figures taken in until then."""
    now = as_definition(change.measure, [change])
    title = f"{now.title} (som det räknades till {day(change.on)})"
    return replace(
        now,
        **change.meant,
        key=change.earlier.key,
        title=title,
        followed_by=now.key,
    )  # type: ignore[union-attr]


def told(change: MeaningChange) -> str:
    """Return a change of meaning in words."""
    measure = change.measure
    differs = [name for name in MEANING if change.meant.get(name) != getattr(measure, name)]
    words = ", ".join(WORDS[name] for name in differs) or "vad som mäts"
    went = "Serien går vidare" if change.goes_on else "Serien började om"
    return f"Ändrat: {words}. {went}: {change.reason}"


def own_definition(key: str) -> Definition | None:
    """Return the own measure, or what it meant before its series began anew, of an indicator's key. At most three queries."""
    if not key.startswith(PREFIX):
        return None
    measure = OwnMeasure.objects.select_related("indicator").filter(indicator__key=key).first()
    if measure:
        return as_definition(measure, list(_changes([measure.pk])))
    earlier = MeaningChange.objects.select_related("measure__indicator", "earlier").filter(earlier__key=key).first()
    return as_earlier(earlier) if earlier and not earlier.measure.withdrawn_on else None


def own_definitions(county: Area, user: Any, *, earlier: bool = True) -> Mapping[str, Definition]:
    """Return the county's own measures that `user` may know of by key; earlier: and what they meant before. Two queries."""
    seen = OwnMeasure.objects.visible_to(user).filter(plan__county=county).select_related("indicator")
    measures = {each.pk: each for each in seen}
    changes: dict[int, list[MeaningChange]] = {pk: [] for pk in measures}
    for each in _changes(measures) if measures else ():
        changes[each.measure_id].append(each)
    found = {each.indicator.key: as_definition(each, changes[pk]) for pk, each in measures.items()}
    if not earlier:
        return found
    return found | {each.earlier.key: as_earlier(each) for group in changes.values() for each in group if each.earlier}


def _changes(measures: Any):
    return MeaningChange.objects.filter(measure__in=measures).select_related("measure__indicator", "earlier")
