"""The answers to a survey's question as bars, each with the number that it is counted on."""

from decimal import Decimal
from typing import Any

from handslag.documents.figures import Bar, BarRow, Drawing, bars
from handslag.plans.models import StatedSurveyResult
from handslag.swedish.numbers import number, percent

FEW = 30
"""Under so many answers one more or less moves a share by more than three percentage points: that is said beside it."""


def survey_drawing(survey: StatedSurveyResult, *, key: str = "") -> Drawing | None:
    """Draw how many gave each answer; None where no answer has a number. key: "svar-" and the survey's id if not given.

    Bars are numbers of answers where every answer that has a figure has its number, else per cent.
    """
    stated = [answer for answer in survey.answers if _share(answer) is not None or answer.get("count") is not None]
    if not stated:
        return None
    by_count = all(answer.get("count") is not None for answer in stated)
    rows = [BarRow(str(answer["label"]), (_bar(answer, survey, by_count=by_count),)) for answer in survey.answers]
    whole = (survey.n_answering if by_count else 100) or None
    longest = max(row.bars[0].value or 0 for row in rows)
    return bars(
        rows,
        key=key or f"svar-{survey.pk}",
        title=f"Svaren: {survey.title}",
        finding=survey.finding or _finding(rows),
        series=("Antal" if by_count else "Andel",),
        whole=whole if whole is not None and longest <= whole else None,
        note=survey_base(survey),
    )


def survey_base(survey: StatedSurveyResult) -> str:
    """Return how many answered, of how many, and who was asked; or that it is not known. A warning where they are few."""
    if survey.n_answering:
        answering = f"{number(survey.n_answering)} svarande"
    else:
        answering = "Antal svarande på frågan är inte angivet"
    if survey.n_asked:
        asked = f" av {number(survey.n_asked)} tillfrågade"
    else:
        asked = "; antal tillfrågade okänt, svarsfrekvens kan inte räknas"
    few = ""
    if survey.n_answering and survey.n_answering < FEW:
        points = number(Decimal(100) / survey.n_answering, decimals=0)
        few = f" Få svar: ett enda svar mer eller mindre ändrar en andel med ungefär {points} procentenheter."
    return f"{answering}{asked}. Tillfrågade: {survey.asked}.{few}"


def _share(answer: dict[str, Any]) -> Decimal | None:
    stated = answer.get("percent")
    return None if stated is None else Decimal(str(stated))


def _bar(answer: dict[str, Any], survey: StatedSurveyResult, *, by_count: bool) -> Bar:
    """Return an answer's bar. A share never stands without the number it is counted on, or that this is unknown."""
    base, n, share = survey.n_answering, answer.get("count"), _share(answer)
    shown = f" ({percent(share)})" if share is not None else ""
    if n is not None:
        words = f"{number(n)} av {number(base)}{shown}" if base else f"{number(n)} svar{shown}"
        return Bar(n if by_count else share, words)
    if share is not None:
        return Bar(share, f"{percent(share)} av {number(base)}" if base else f"{percent(share)}, n okänt")
    return Bar(None, "inte angivet")


def _finding(rows: list[BarRow]) -> str:
    """Return the answer that most gave where all are known and one is largest, else the first that is known."""
    known = [row for row in rows if row.bars[0].value is not None]
    longest = sorted(known, key=lambda row: row.bars[0].value or 0, reverse=True)
    if len(known) == len(rows) > 1 and longest[0].bars[0].value != longest[1].bars[0].value:
        return f"Flest svarade ”{longest[0].label}”: {longest[0].bars[0].words}."
    return f"”{known[0].label}”: {known[0].bars[0].words}."
