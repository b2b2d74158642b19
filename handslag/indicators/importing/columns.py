"""What each column of a table holds, suggested from headings and contents, and what the marks in it mean. Pure; knows no Django."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from handslag.indicators.importing.periods import is_period
from handslag.indicators.importing.places import BadPlace, Places
from handslag.opendata.tables import Table

ROLES = {
    "area": "område",
    "period": "period",
    "sex": "kön",
    "age": "ålder",
    "value": "värde",
    "numerator": "täljare (antal)",
    "denominator": "nämnare (av hur många)",
    "lower": "nedre gräns",
    "upper": "övre gräns",
    "note": "kommentar",
    "wide": "värden för perioden i rubriken",
    "": "används inte",
}
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
MEANINGS = {
    "zero": "noll",
    "missing": "uppgift saknas",
    "suppressed_source": "dolt av källan",
    "not_published": "inte publicerat",
    "left_out": "tas inte in",
}
"""What a mark where a number should be may mean; all but the first and last are states of a figure."""
MARKS = {"": "missing", "..": "missing", ".": "missing", "…": "missing", "x": "suppressed_source", "-": ""}
"""Marks that are understood, and what they are taken to mean until somebody says otherwise; "" must be said."""
_WORDS = {
    "area": "område kommun kommunkod kommunnamn region regionkod län länskod lan lankod kod plats area municipality "
    "county geografi ort kommunid",
    "period": "period år tid årtal månad kvartal läsår year time month mätperiod",
    "sex": "kön sex könsuppdelning",
    "age": "ålder åldersgrupp åldersklass age",
    "value": "värde value andel procent utfall resultat tal medelvärde index kvot",
    "numerator": "täljare numerator antal händelser",
    "denominator": "nämnare denominator bas folkmängd befolkning svarande totalt n",
    "lower": "nedre undre lower konfidensintervall_nedre",
    "upper": "övre upper konfidensintervall_övre",
    "note": "kommentar anmärkning notering not note",
}
_DASHES = str.maketrans("–—−‐‑", "-----")
_LOOKED_AT = 40


@dataclass(frozen=True)
class Choices:
    """How a table is read. roles: one of ROLES for each column. marks: what each mark means (a key of MEANINGS).

    shares: what values from 0 to 1 are where the unit is percent: "percent" as they stand, "fraction" times 100, ""
    not said. area: the code that all rows are about where no column says it.
    """

    roles: tuple[str, ...]
    marks: Mapping[str, str] = field(default_factory=dict)
    shares: str = ""
    area: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Choices":
        return cls(tuple(kept["roles"]), dict(kept["marks"]), kept["shares"], kept["area"])

    def column(self, role: str) -> int | None:
        """Return which column has a role; None where none has."""
        return self.roles.index(role) if role in self.roles else None

    @property
    def wide(self) -> list[int]:
        return [n for n, role in enumerate(self.roles) if role == "wide"]

    def meaning(self, mark: str) -> str:
        return self.marks.get(mark) or MARKS[mark]


def fingerprint(headings: Sequence[str]) -> str:
    """Return what tables with the same headings, in whatever case, have in common."""
    return sha256("\n".join(each.strip().casefold() for each in headings).encode()).hexdigest()


def mark_of(text: str) -> str | None:
    """Return which mark a cell holds; None where it holds none."""
    plain = text.strip().translate(_DASHES).casefold()
    return plain if plain in MARKS else None


def suggested(table: Table, places: Places) -> Choices:
    """Return how a table is probably read: by its headings, and what these do not tell by what stands below them."""
    roles = [_by_heading(each) for each in table.headings]
    for n, role in enumerate(roles):
        if role and role != "wide" and role in roles[:n]:
            roles[n] = ""
    if "period" in roles:
        roles = ["" if role == "wide" else role for role in roles]
    if "wide" in roles:
        roles = ["" if role in NUMBERS else role for role in roles]
    _by_content(table, places, roles)
    return Choices(tuple(roles))


def _by_heading(heading: str) -> str:
    plain = heading.strip().casefold()
    if is_period(plain):
        return "wide"
    first = set(re.findall(r"[a-zåäö_]+", plain))
    if first & {"gräns", "konfidensintervall", "ki"}:
        return "upper" if first & {"övre", "upper"} else "lower" if first & {"nedre", "undre", "lower"} else ""
    for role, words in _WORDS.items():
        if plain in words.split():
            return role
    return next((role for role, words in _WORDS.items() if first & set(words.split()) - {"n", "not", "tal"}), "")


def _by_content(table: Table, places: Places, roles: list[str]) -> None:
    """Fill in the area, the period and the value, where just one column without a role looks like it."""
    for role, looks_like in (
        ("period", is_period),
        ("area", lambda text: _is_place(text, places)),
        ("value", _is_number),
    ):
        if role in roles or ("wide" in roles and role != "area"):
            continue
        fits = [n for n, each in enumerate(roles) if not each and _all(looks_like, table, n)]
        if len(fits) == 1 or (fits and role != "value"):
            roles[fits[0]] = role


def _all(looks_like: Any, table: Table, column: int) -> bool:
    found = [row.cells[column].content for row in table.rows[:_LOOKED_AT]]
    return any(found) and all(looks_like(each) for each in found if each)


def _is_place(text: str, places: Places) -> bool:
    try:
        places.find(text)
    except BadPlace:
        return False
    return True


def _is_number(text: str) -> bool:
    return mark_of(text) is not None or bool(re.fullmatch(r"[-+−]?[\d\s\u00a0\u202f]+([.,]\d+)?\s*%?", text))


def faults_of(choices: Choices, headings: Sequence[str]) -> list[str]:
    """Return what hinders that a table is read so, in Swedish."""
    told = []
    for role in (each for each in ROLES if each not in ("", "wide")):
        doubles = [headings[n] or f"kolumn {n + 1}" for n, each in enumerate(choices.roles) if each == role]
        if len(doubles) > 1:
            told.append(
                f"{ROLES[role][:1].upper()}{ROLES[role][1:]} är vald för flera kolumner: {', '.join(doubles)}. Välj en."
            )
    if not choices.wide and choices.column("period") is None:
        told.append("Välj vilken kolumn som är perioden.")
    if choices.wide and any(choices.column(role) is not None for role in ("period", *NUMBERS)):
        told.append(
            "När rubrikerna är perioder kan ingen annan kolumn vara period, värde, täljare, nämnare eller gräns."
        )
    if not choices.wide and choices.column("value") is None and choices.column("numerator") is None:
        told.append("Välj vilken kolumn som är värdet.")
    if choices.column("area") is None and not choices.area:
        told.append("Välj vilken kolumn som är området, eller vilket område alla rader gäller.")
    told += [f"Rubriken ”{headings[n]}” är ingen period." for n in choices.wide if not is_period(headings[n])]
    return told


def marks_in(table: Table, choices: Choices) -> list[str]:
    """Return the marks that stand where numbers should, in the order of MARKS."""
    columns = [n for n, role in enumerate(choices.roles) if role in ("value", "wide")]
    if not columns:
        columns = [n for n, role in enumerate(choices.roles) if role == "numerator"]
    found = {mark_of(row.cells[n].content) for row in table.rows for n in columns}
    return [each for each in MARKS if each in found]


def unsaid(marks: Iterable[str], choices: Choices) -> list[str]:
    """Return the marks whose meaning must be said before the table is read."""
    return [each for each in marks if not choices.meaning(each)]


def is_all_said(table: Table, last: Choices) -> bool:
    """Whether the roles of an earlier file with the same headings leave nothing to ask of this one."""
    marks = marks_in(table, last)
    return "area" in last.roles and all(MARKS[each] and last.meaning(each) == MARKS[each] for each in marks)
