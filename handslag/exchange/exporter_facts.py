"""What both plans and initiatives may have, as an export tells it: figures, surveys, results, obstacles, advice."""

from decimal import Decimal

from handslag.exchange.exporter_entries import (
    Entry,
    Json,
    Sources,
    day,
    decimal_text,
    key_of,
    ordered,
    period,
    rows,
    text,
    texts,
)
from handslag.plans.models import (
    Figure,
    Initiative,
    Obstacle,
    Plan,
    Recommendation,
    Result,
    StatedSurveyResult,
    SurveyQuote,
)

# What `facts` reads of its owner, for prefetch_related.
FACTS = (
    "figures__area",
    "figures__lansdel",
    "figures__contradicts",
    "surveys__quotes__lansdel",
    "results",
    "obstacles",
    "recommendations__to_organisation",
)


def facts(sources: Sources, owner: Plan | Initiative) -> Json:
    """Return the lists that a plan and an initiative have in common."""
    return {
        "figures": ordered(_figure(sources, row) for row in rows(owner.figures)),
        "surveys": ordered(_survey(sources, row) for row in rows(owner.surveys)),
        "results": ordered(_result(sources, row) for row in rows(owner.results)),
        "obstacles": ordered(_obstacle(sources, row) for row in rows(owner.obstacles)),
        "recommendations": ordered(_recommendation(sources, row) for row in rows(owner.recommendations)),
    }


def _figure(sources: Sources, row: Figure) -> Entry:
    return sources.entry(
        "figure",
        row,
        id=row.key,
        kind=row.kind,
        label=row.label.strip(),
        definition=text(row.definition),
        value=decimal_text(row.value, decimals=row.value_decimals),
        text=text(row.text),
        unit=text(row.unit),
        approximate=row.approximate,
        at_least=row.at_least,
        computed=row.computed,
        numerator=decimal_text(row.numerator),
        denominator=decimal_text(row.denominator),
        n_answering=row.n_answering,
        n_asked=row.n_asked,
        scale_max=decimal_text(row.scale_max),
        period=period(row),
        place=row.area.code if row.area else key_of(row.lansdel),
        place_text=text(row.place_text),
        series=text(row.series),
        context=row.context,
        contradicts=key_of(row.contradicts),
        missing=text(row.missing),
    )


def _survey(sources: Sources, row: StatedSurveyResult) -> Entry:
    return sources.entry(
        "survey",
        row,
        id=row.key,
        title=row.title.strip(),
        number=row.number,
        question=text(row.question),
        asked=row.asked.strip(),
        n_asked=row.n_asked,
        n_answering=row.n_answering,
        answers=[_answer(answer) for answer in row.answers],  # in the order of the question: it is a scale
        themes=texts(row.themes),
        finding=text(row.finding),
        period=period(row),
        quotes=ordered(_quote(sources, quote) for quote in rows(row.quotes)),
    )


def _quote(sources: Sources, row: SurveyQuote) -> Entry:
    return sources.entry(
        "quote",
        row,
        text=row.text.strip(),
        permission=row.permission,
        sector=text(row.sector),
        lansdel=key_of(row.lansdel),
        place_text=text(row.place_text),
        respondents_in_group=row.respondents_in_group,
        shown=row.shown,
        shown_anyway_reason=text(row.shown_anyway_reason),
    )


def _answer(stored: Json) -> Json:
    """Return one answer to choose from. Its share is stored as it was written, "17.0"."""
    percent = stored.get("percent")
    return {
        "label": str(stored["label"]).strip(),
        "percent": None if percent is None else f"{Decimal(str(percent)):f}",
        "count": stored.get("count"),
    }


def _result(sources: Sources, row: Result) -> Entry:
    return sources.entry("result", row, kind=row.kind, text=row.text.strip(), attribution=text(row.attribution))


def _obstacle(sources: Sources, row: Obstacle) -> Entry:
    return sources.entry(
        "obstacle",
        row,
        text=row.text.strip(),
        theme=row.theme,
        level=text(row.level),
        problem=text(row.problem),
        state=row.state,
    )


def _recommendation(sources: Sources, row: Recommendation) -> Entry:
    return sources.entry(
        "recommendation",
        row,
        id=row.key,
        text=row.text.strip(),
        by=row.by.strip(),
        to=text(row.to),
        to_organisation=key_of(row.to_organisation),
        theme=text(row.theme),
        basis=text(row.basis),
        answer=text(row.answer),
        answered_on=day(row.answered_on),
    )
