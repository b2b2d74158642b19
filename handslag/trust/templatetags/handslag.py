"""How values are printed: numbers, periods, status marks, sources. The one place for Swedish formats."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from handslag.documents import marks
from handslag.swedish import dates, lists, numbers

register = template.Library()

SELECTED = SafeString(" selected")


@register.simple_tag
def status_mark(status: str) -> SafeString:
    """The shape of a status; the word stands beside it."""
    return mark_safe(marks.mark(status))  # our own constant markup


@register.simple_tag
def mark_sprite() -> SafeString:
    """The shapes themselves, once a page."""
    return mark_safe(marks.sprite())  # our own constant markup


@register.filter
def number(value: Decimal | int | None) -> str:
    """3993 -> "3 993"; nothing where the value is not known."""
    return "" if value is None else numbers.number(value)


@register.filter(expects_localtime=True)
def swedish_day(value: datetime.date | datetime.datetime | None) -> str:
    """ "1 mars 2024"; of a moment, the day it was in Sweden."""
    return dates.day(value) if value else ""


@register.filter
def numeral(value: int) -> str:
    """Small numbers as words: "tre"."""
    return numbers.word(value)


@register.filter
def numeral_en(value: int) -> str:
    """As `numeral`, before a word with "en": "en insats"."""
    return numbers.word(value, gender="en")


@register.filter
def and_list(values) -> str:
    """ "a, b och c"."""
    return lists.join([str(value) for value in values])


@register.filter
def item(mapping, key):
    """The value of a key, for tables of words; nothing where it is not there."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def options(choices: Mapping[str, str], chosen: str = "") -> SafeString:
    """The <option> elements of a <select>: value -> words."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", words) for value, words in choices.items()),
    )


@register.simple_tag(takes_context=True)
def cite(context, kind: str, row_id: int, part: str = "") -> SafeString:
    """Links to the sources of a fact, and the mark "vår läsning" with its reason where it is ours."""
    book = context.get("citations")
    if book is None:
        return SafeString("")
    links = format_html_join(
        "",
        '<a class="cite" href="#kalla-{}"><span class="vh">källa </span>{}</a>',
        ((note.number, note.number) for note in book.cited(kind, row_id, part)),
    )
    ours = book.ours(kind, row_id, part)
    if not ours:
        return links
    return format_html('{}<span class="ours">vår läsning: {}</span>', links, ours)


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The page's address with some parameters changed (None or "" takes one away), filters kept."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    text = parameters.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def capfirst_first(text: str, first: bool) -> str:
    """Capitalise where the word begins a sentence."""
    return text[:1].upper() + text[1:] if first else text


PLURALS = {
    "målområde": "målområden",
    "mål": "mål",
    "utmaning": "utmaningar",
    "frågeställning": "frågeställningar",
    "område": "områden",
    "punkt": "punkter",
}


@register.filter
def goal_plural(name: str, n: int) -> str:
    """The plural of a plan's word for a level; an own word that is not known here stays as it is."""
    return name if n == 1 else PLURALS.get(name, name)


@register.filter
def figure_number(figure) -> str:
    """A figure's value with the decimals it was stated with."""
    return numbers.number(figure.value, decimals=figure.value_decimals)


@register.filter
def figure_value(value: Decimal) -> str:
    """A base or a scale's end, without decimals that say nothing."""
    return numbers.number(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize())


@register.filter
def percent_text(value: str) -> str:
    """ "51" -> "51 %"."""
    return numbers.percent(Decimal(value))


@register.filter
def lower_first(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.simple_tag(takes_context=True)
def query_without(context, name: str) -> str:
    """The page's address without one parameter."""
    return query(context, **{name: ""})


@register.simple_tag(takes_context=True)
def explained(context, text: str) -> SafeString:
    """The text with the first mention of each defined term linked to its definition.

    Needs `glossary` in the context: pairs of term and (address, definition), longest term first.
    """
    return _explained(text, list(context.get("glossary") or ()))


def _explained(text: str, terms: list[tuple[str, tuple[str, str]]]) -> SafeString:
    for n, (term, (address, definition)) in enumerate(terms):
        found = re.search(rf"\b{re.escape(term)}\b", text, re.IGNORECASE)
        if found:
            link = format_html('<a class="term" href="{}" title="{}">{}</a>', address, definition, found[0])
            rest = terms[n + 1 :]
            before, after = _explained(text[: found.start()], rest), _explained(text[found.end() :], rest)
            return format_html("{}{}{}", before, link, after)
    return format_html("{}", text)
