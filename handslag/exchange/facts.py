"""Writes what both plans and initiatives may have: figures, surveys, results, obstacles, advice."""

import uuid

from handslag.exchange import schema
from handslag.exchange.run import Load, period_fields, withdrawn_fields
from handslag.plans.models import Figure, Obstacle, Recommendation, Result, StatedSurveyResult, SurveyQuote


def add_facts(run: Load, item: schema.Plan | schema.Initiative, *, root: uuid.UUID, **owner: object) -> None:
    """Write all facts of `item` on its owner (plan=... or initiative=...)."""
    _figures(run, item, root, owner)
    _surveys(run, item, root, owner)
    _findings(run, item, root, owner)
    _advice(run, item, root, owner)


def _figures(run: Load, item: schema.Plan | schema.Initiative, root: uuid.UUID, owner: dict[str, object]) -> None:
    made = [(figure, Figure.objects.create(**owner, **_figure(run, figure))) for figure in item.figures]
    # A withdrawn figure may have the key of one that stands: that one is meant.
    by_key = {figure.id: row for figure, row in sorted(made, key=lambda pair: pair[0].withdrawn is None)}
    for figure, row in made:
        run.citing.cite(figure, root=root, kind="figure", row_id=row.id)
        if figure.contradicts in by_key:
            Figure.everything.filter(id=row.id).update(contradicts=by_key[figure.contradicts])


def _surveys(run: Load, item: schema.Plan | schema.Initiative, root: uuid.UUID, owner: dict[str, object]) -> None:
    for survey in item.surveys:
        row = StatedSurveyResult.objects.create(
            **owner,
            key=survey.id,
            number=survey.number,
            title=survey.title,
            question=survey.question or "",
            asked=survey.asked,
            n_asked=survey.n_asked,
            n_answering=survey.n_answering,
            answers=[answer.model_dump(mode="json") for answer in survey.answers],
            themes=list(survey.themes),
            finding=survey.finding or "",
            **period_fields(survey.period),
            **withdrawn_fields(survey),
        )
        run.citing.cite(survey, root=root, kind="survey", row_id=row.id)
        for quote in survey.quotes:
            _quote(run, quote, row, root)


def _quote(run: Load, item: schema.SurveyQuote, survey: StatedSurveyResult, root: uuid.UUID) -> None:
    row = SurveyQuote.objects.create(
        survey=survey,
        text=item.text,
        permission=item.permission,
        sector=item.sector or "",
        lansdel=run.lansdelar.get(item.lansdel or ""),
        place_text=item.place_text or "",
        respondents_in_group=item.respondents_in_group,
        shown=item.shown,
        shown_anyway_reason=item.shown_anyway_reason or "",
        **withdrawn_fields(item),
    )
    run.citing.cite(item, root=root, kind="quote", row_id=row.id)


def _findings(run: Load, item: schema.Plan | schema.Initiative, root: uuid.UUID, owner: dict[str, object]) -> None:
    for result in item.results:
        row = Result.objects.create(
            **owner,
            kind=result.kind,
            text=result.text,
            attribution=result.attribution or "",
            **withdrawn_fields(result),
        )
        run.citing.cite(result, root=root, kind="result", row_id=row.id)
    for obstacle in item.obstacles:
        row = Obstacle.objects.create(
            **owner,
            text=obstacle.text,
            theme=obstacle.theme,
            level=obstacle.level or "",
            problem=obstacle.problem or "",
            state=obstacle.state,
            **withdrawn_fields(obstacle),
        )
        run.citing.cite(obstacle, root=root, kind="obstacle", row_id=row.id)


def _advice(run: Load, item: schema.Plan | schema.Initiative, root: uuid.UUID, owner: dict[str, object]) -> None:
    for advice in item.recommendations:
        row = Recommendation.objects.create(
            **owner,
            key=advice.id,
            text=advice.text,
            by=advice.by,
            to=advice.to or "",
            to_organisation=run.organisations.get(advice.to_organisation or ""),
            theme=advice.theme or "",
            basis=advice.basis or "",
            answer=advice.answer or "",
            answered_on=advice.answered_on,
            **withdrawn_fields(advice),
        )
        run.citing.cite(advice, root=root, kind="recommendation", row_id=row.id)


def _figure(run: Load, figure: schema.Figure) -> dict[str, object]:
    copied = ("kind", "label", "value", "numerator", "denominator", "n_answering", "n_asked", "scale_max")
    flags = ("approximate", "at_least", "computed", "context")
    texts = ("definition", "text", "unit", "place_text", "series", "missing")
    exponent = figure.value.as_tuple().exponent if figure.value is not None else 0
    return {
        "key": figure.id,
        **{name: getattr(figure, name) for name in copied + flags},
        **{name: getattr(figure, name) or "" for name in texts},
        "value_decimals": max(0, -int(exponent)),
        "area": run.areas.get(figure.place or ""),
        "lansdel": run.lansdelar.get(figure.place or ""),
        **period_fields(figure.period),
        **withdrawn_fields(figure),
    }
