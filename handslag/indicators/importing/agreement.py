"""The four choices that a number of deaths or injuries rests on, and that whoever reads a file in says that it follows."""

import datetime

from handslag.indicators import wording
from handslag.indicators.protection import LEAST_WINDOW
from handslag.indicators.reading import Definition
from handslag.swedish.dates import day as day_in_words
from handslag.swedish.numbers import word


def choices(definition: Definition) -> tuple[tuple[str, str], ...]:
    """Return the four choices as (what is chosen, the choice in words); () for an indicator that does not rest on them."""
    if not definition.intent:
        return ()
    standard = definition.standard_population
    return (
        ("Vad som räknas", definition.numerator),
        ("Ålder", wording.ages(definition.ages) or "alla åldrar"),
        ("Åldersstandardisering", f"ja, mot {standard}" if standard else "nej"),
        ("Tid", _window(definition)),
    )


def _window(definition: Definition) -> str:
    told = f"{word(definition.window)} år i taget"
    if definition.window < LEAST_WINDOW and "municipality" in definition.levels:
        told += f", för en kommun minst {word(LEAST_WINDOW)}"
    return told


def in_words(definition: Definition) -> str:
    """Return the four choices in one line; "" where there are none."""
    return "; ".join(f"{name.lower()}: {told}" for name, told in choices(definition))


def noted(definition: Definition, by: str, on: datetime.date) -> str:
    """Return what stands with the figures of who has said that they follow the choices, and when."""
    return f"Att talen följer indikatorns fyra val bekräftades av {by} den {day_in_words(on)} ({in_words(definition)})."
