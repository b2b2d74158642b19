"""How one value of an exchange document reads in Swedish."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handslag.plans import words
from handslag.swedish import dates
from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import number

Json = dict[str, Any]
Names = Mapping[str, Mapping[str, str]]
"""What each key is called, by list: {"goals": {"mal-1": "Goda relationer"}, ...}."""
Words = Callable[[Any, Names], str]


def text(value: Any, names: Names) -> str:
    """Return text, numbers and lists of texts as they are."""
    if isinstance(value, list):
        return "; ".join(text(each, names) for each in value)
    return "" if value is None else str(value)


def yes_no(value: Any, names: Names) -> str:
    """Return a truth in words."""
    return "ja" if value else "nej"


def day(value: Any, names: Names) -> str:
    """Return an ISO day as "1 mars 2024"; what is no day stands as it is."""
    try:
        return dates.day(datetime.date.fromisoformat(value)) if value else ""
    except (TypeError, ValueError):
        return str(value)


def period(value: Any, names: Names) -> str:
    """Return a period as it was written."""
    return value["text"] if value else ""


def amount(value: Any, names: Names) -> str:
    """Return kronor with their unit. None is no amount."""
    return "" if value is None else kronor(value)


def percent(value: Any, names: Names) -> str:
    """Return a share of a hundred."""
    return "" if value is None else f"{str(value).replace('.', ',')} %"


def decimal(value: Any, names: Names) -> str:
    """Return a number, given as the document writes it, with a decimal comma."""
    return "" if value is None else str(value).replace(".", ",")


def shares(value: Any, names: Names) -> str:
    """Return shares of a hundred by what they are of: "möten: 12,5 %; resor: 10 %"."""
    return "; ".join(f"{name}: {percent(each, names)}" for name, each in sorted((value or {}).items()))


def level_names(value: Any, names: Names) -> str:
    """Return the plan's own words for the levels of its tree: "Mål: delmål"."""
    return by_name({words.GOAL_KINDS.get(kind, kind): word for kind, word in (value or {}).items()}, names)


def named_with_population(value: Any, names: Names) -> str:
    """Return made-up municipalities with the population of their last year: "Ekmo (5 100); Lindmo"."""
    told = []
    for each in value or ():
        people = each["population"]
        told.append(f"{each['name']} ({number(people[max(people)])})" if people else each["name"])
    return "; ".join(told)


def slug(value: Any, names: Names) -> str:
    """Return a word made for an address as people write it."""
    return str(value or "").replace("_", " ").replace("-", " ")


def covered(value: Any, names: Names) -> str:
    """Return which part of a county, level or group nothing exists for."""
    known = {**words.LEVELS, **words.TIERS}
    return known.get(value) or title_in("lansdelar", "municipalities", "target_groups")(value, names)


def one_of(choices: Mapping[str, str]) -> Words:
    """Return the function that says a code name, or several, in the words of a list."""

    def say(value: Any, names: Names) -> str:
        if isinstance(value, list):
            return ", ".join(choices.get(each, each) for each in value)
        return choices.get(value, value) if value else ""

    return say


def title_in(*lists: str) -> Words:
    """Return the function that says a key, or several, as the title of what it stands for."""

    def title(key: str, names: Names) -> str:
        return next((names[each][key] for each in lists if key in names.get(each, ())), key)

    def say(value: Any, names: Names) -> str:
        if isinstance(value, list):
            return ", ".join(sorted(title(key, names) for key in value))
        return title(value, names) if value else ""

    return say


def places(value: Any, names: Names) -> str:
    """Return where: names, or how many of how many, or that it is the whole county."""
    if not value or value["precision"] == "unknown":
        return ""
    if value["precision"] == "county":
        return "hela länet"
    told = [title_in("lansdelar", "municipalities")(value["named"], names)] if value["named"] else []
    if value["count"] is not None:
        of = f" av {value['of']}" if value["of"] else ""
        told.append(f"{value['count']}{of} {value['unit'] or 'platser'}")
    return "; ".join([*told, *filter(None, [value.get("note")])])


def by_name(value: Any, names: Names) -> str:
    """Return named values as "a: b; c: d"."""
    return "; ".join(f"{name}: {each}" for name, each in sorted((value or {}).items()))


def answers(value: Any, names: Names) -> str:
    """Return the answers to choose from with their shares."""
    return "; ".join(
        " ".join(filter(None, [each["label"], percent(each["percent"], names), text(each["count"], names)]))
        for each in value or ()
    )


@dataclass(frozen=True)
class Field:
    """label: in Swedish, capitalised. words: how a value reads."""

    label: str
    words: Words = text
