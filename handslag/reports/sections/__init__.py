"""The sections that templates are made of: each takes the writer and returns sections, none where it has nothing to say."""

from collections.abc import Callable

from handslag.documents.blocks import Section
from handslag.reports.sections import (
    account,
    account_gaps,
    frame,
    goals,
    indicators,
    managers,
    money,
    places,
    short,
    slides,
    state,
    statements,
)
from handslag.reports.writing import Writer

Part = Callable[[Writer], tuple[Section, ...]]

PARTS: dict[str, Part] = {
    made.__name__: made
    for made in (
        state.missing,
        state.summary,
        state.status,
        state.coverage,
        frame.background,
        frame.method,
        frame.terms,
        frame.references,
        frame.appendices,
        frame.sources,
        goals.threads,
        goals.goals,
        goals.goal_summary,
        goals.goal_questions,
        statements.questions,
        statements.survey,
        statements.obstacles,
        statements.recommendations,
        statements.proposals,
        money.funding,
        money.money_now,
        money.slide_money,
        indicators.indicators,
        indicators.short_indicators,
        indicators.area_indicators,
        indicators.slide_indicators,
        short.short_what,
        short.short_state,
        short.short_missing,
        short.short_next,
        managers.moved,
        managers.stuck,
        managers.decide,
        managers.ends_soon,
        managers.dates,
        places.activities,
        places.extract_goals,
        places.extract_initiatives,
        places.extract_recommendations,
        places.area_summary,
        places.area_initiatives,
        places.area_coverage,
        places.area_county,
        slides.slide_plan,
        slides.slide_goals,
        slides.slide_challenges,
        slides.slide_status,
        slides.slide_coverage,
        slides.slide_area,
        slides.slide_missing,
        slides.slide_survey,
        slides.slide_proposals,
        slides.slide_sources,
        account_gaps.account_missing,
        account.account_summary,
        account.account_lines,
        account.account_initiatives,
    )
}
"""Every part by its key in the catalogue."""
