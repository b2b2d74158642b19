"""What an own measure is about, read from its words: nobody's tick decides whether suicide is protected."""

import re

SMALLEST = 10
"""Counts of suicide or self-harm below it are not shown."""
_ABOUT = re.compile(r"(suicid|självmord(?!slinjen))(?!s?prev)|självskad", re.IGNORECASE)
_WORD = re.compile(r"självmord(?!slinjen)", re.IGNORECASE)


def is_about_suicide(*texts: str) -> bool:
    """Tell whether what is counted is suicide or self-harm. Prevention is work, not what it is to prevent."""
    return any(_ABOUT.search(text or "") for text in texts)


def has_word_to_avoid(text: str) -> bool:
    """Tell whether a text says "självmord"; the name of the help line is its name."""
    return bool(_WORD.search(text))
