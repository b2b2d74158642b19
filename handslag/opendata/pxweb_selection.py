"""What is asked of a PxWeb table: choices resolved against its description, counted, and parted to fit the limit.

The expressions are those of PxWeb API v2 and mean what they mean there: the last three periods are TOP(3), for time is
counted from its end, but the first three codes of any other variable. They are resolved here, for both versions of the
interface, so that it is known beforehand which cells are asked for, and afterwards whether they came.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate
from typing import Any

from handslag.opendata import codes
from handslag.opendata.pxweb_tables import Table, Variable


@dataclass(frozen=True)
class Group:
    """Codes of a codelist (grouping or value set) instead of the variable's own: Group("agg_Ålder10årJ", "*")."""

    codelist: str
    codes: str | Iterable[str] = "*"


Choice = str | int | Iterable[str | int] | Group | Mapping[str, Any]
Selection = Mapping[str, Choice]


@dataclass(frozen=True)
class Chosen:
    """What is asked of one variable. codelist: None for its own codes."""

    codes: list[str]
    codelist: str | None = None


Chosens = dict[str, Chosen]
Codelist = Callable[[str], Mapping[str, str] | None]
"""Gives a codelist's code -> label; None where the source does not tell them."""


class WrongQuestion(ValueError):
    """A selection that the table does not allow. The message says why, in Swedish."""


def chosen(table: Table, selection: Selection, *, codelist: Codelist, always: Mapping[str, Choice]) -> Chosens:
    """Return the codes asked for of each variable, in the table's order. Raises WrongQuestion.

    always: choices for variables that are not in the selection. A variable in neither is left out if the source
    allows that, and is asked for whole if it has but one code.
    """
    by_code: dict[str, Choice] = {}
    for name, choice in selection.items():
        variable = table.variable(name)
        if variable is None or variable.code in by_code:
            known = ", ".join(each.code for each in table.variables)
            raise WrongQuestion(f"Tabellen har inte variabeln {name!r} (en gång). Den har {known}.")
        by_code[variable.code] = choice
    found = {}
    for variable in table.variables:
        choice = by_code.get(variable.code, always.get(variable.code, ()))
        if variable.code not in by_code and variable.code not in always:
            if variable.can_be_left_out:
                continue
            if len(variable.labels) != 1:
                raise WrongQuestion(f"Välj något för variabeln {variable.code!r}, som inte kan utelämnas.")
            choice = "*"
        found[variable.code] = _of_variable(variable, choice, codelist, is_time=variable is table.time)
    return found


def _of_variable(variable: Variable, choice: Choice, codelist: Codelist, *, is_time: bool) -> Chosen:
    if isinstance(choice, Mapping):
        choice = _in_our_words(variable.code, choice)
    if not isinstance(choice, Group):
        return Chosen(_resolved(variable.code, variable.labels, choice, is_time=is_time))
    labels = codelist(choice.codelist)
    if labels is None:  # nobody tells what is in it, so nothing but plain codes can be asked for
        plain = [str(each) for each in _listed(choice.codes)]
        if not plain or any(_is_expression(each) for each in plain):
            raise WrongQuestion(f"Räkna upp koderna ur {choice.codelist!r}: källan berättar inte vilka som finns.")
        return Chosen(plain, choice.codelist)
    return Chosen(_resolved(variable.code, labels, choice.codes, is_time=is_time), choice.codelist)


def _in_our_words(name: str, told: Mapping[str, Any]) -> str | list[str] | Group:
    """Return a choice as it stands in the queries that PxWeb's own pages show, of either version, as one of ours."""
    some = told.get("valueCodes", told.get("values"))
    if not isinstance(some, list):
        raise WrongQuestion(f"Variabeln {name!r} har ett val som varken är en lista eller ett urval ur PxWeb.")
    wanted, kind = [str(each) for each in some], str(told.get("filter", "item"))
    if told.get("codelist") or kind.startswith(("agg:", "vs:")):
        return Group(told.get("codelist") or kind, wanted)
    if kind not in ("item", "all", "top"):
        raise WrongQuestion(f"Variabeln {name!r} har filtret {kind!r}, som inte finns.")
    return f"TOP({wanted[0]})" if kind == "top" and wanted else wanted


def _resolved(
    name: str, labels: Mapping[str, str], choice: str | int | Iterable[str | int], *, is_time: bool
) -> list[str]:
    wanted: set[str] = set()
    for each in map(str, _listed(choice)):
        found = [each] if each in labels else _matching(each, labels, is_time=is_time)
        if not found:
            raise WrongQuestion(f"Variabeln {name!r} har inget som motsvarar {each!r}.")
        wanted.update(found)
    if not wanted:
        raise WrongQuestion(f"Välj något för variabeln {name!r}.")
    return [code for code in labels if code in wanted]


def _listed(choice: str | int | Iterable[str | int]) -> list[str | int]:
    return [choice] if isinstance(choice, str | int) else list(choice)


_COUNT = re.compile(r"(TOP|BOTTOM)\((\d+)(?:,\s*(\d+))?\)", re.IGNORECASE)
_ENDS = re.compile(r"(FROM|TO|RANGE)\(([^,]+?)(?:,\s*([^,]+?))?\)", re.IGNORECASE)


def _is_expression(text: str) -> bool:
    return bool("*" in text or "?" in text or _COUNT.fullmatch(text) or _ENDS.fullmatch(text))


def _matching(text: str, labels: Mapping[str, str], *, is_time: bool) -> list[str]:
    """Return the codes that an expression means; for anything else the code of the place or sex that it names."""
    all_codes = list(labels)
    if counted := _COUNT.fullmatch(text):
        word, count, offset = counted[1].upper(), int(counted[2]), int(counted[3] or 0)
        from_end = is_time == (word == "TOP")
        ordered = all_codes[::-1] if from_end else all_codes
        return ordered[offset : offset + count]
    if ends := _ENDS.fullmatch(text):
        return _between(ends, all_codes)
    if "*" in text or "?" in text:
        is_like = re.compile(translate(text.replace("[", "[[]")), re.IGNORECASE)
        return [code for code in all_codes if is_like.match(code)]
    try:
        return codes.own_codes(labels, [text])
    except LookupError:
        return []


def _between(ends: re.Match[str], all_codes: list[str]) -> list[str]:
    word, first, last = ends[1].upper(), ends[2].strip(), (ends[3] or "").strip()
    if (word == "RANGE") != bool(last):
        return []
    start, end = (all_codes[0], first) if word == "TO" else (first, last or all_codes[-1])
    if start not in all_codes or end not in all_codes:
        return []
    return all_codes[all_codes.index(start) : all_codes.index(end) + 1]


def spelled_out(table: str, selection: Selection) -> Table | None:
    """Return a table that holds what a selection spells out and no more; None where anything must be looked up."""
    variables = []
    for name, choice in selection.items():
        plain = [] if isinstance(choice, Group | Mapping) else [str(each) for each in _listed(choice)]
        if not plain or any(map(_is_expression, plain)):
            return None
        variables.append(Variable(name, name, {code: code for code in plain}))
    return Table(table, "", variables) if variables else None


def cells(asked: Chosens) -> int:
    """Return how many cells are asked for."""
    return math.prod(len(each.codes) for each in asked.values())


def parted(asked: Chosens, limit: int) -> list[Chosens]:
    """Return the question as questions of at most `limit` cells each, which together ask for the same."""
    if cells(asked) <= limit:
        return [asked]
    name, longest = max(asked.items(), key=lambda item: len(item[1].codes))
    others = cells(asked) // len(longest.codes)
    size = max(1, limit // others)
    parts = [longest.codes[at : at + size] for at in range(0, len(longest.codes), size)]
    return [smaller for part in parts for smaller in parted({**asked, name: Chosen(part, longest.codelist)}, limit)]
