"""From a PxWeb table's cells to observations."""

import re
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handslag.opendata import codes, labels
from handslag.opendata.answers import LARGEST
from handslag.opendata.cube import Cube
from handslag.opendata.numbers import number
from handslag.opendata.pxweb_tables import Table, Variable
from handslag.opendata.records import MISSING, NOT_APPLICABLE, NOT_PUBLISHED, SUPPRESSED, Observation

MARKS = {"": MISSING, "..": MISSING, ".": NOT_APPLICABLE, "...": NOT_PUBLISHED, ":": SUPPRESSED, "-": MISSING}
"""What PxWeb writes instead of a number: .. not available or too uncertain, . cannot occur, : secret. None is a zero."""
SKOLVERKET_MARKS = {**MARKS, ".": MISSING, "..": SUPPRESSED}
"""Skolverket's base: .. stands for under ten pupils."""

NOISE = (
    "Från och med 2025 lägger SCB på en liten slumpmässig osäkerhet. Delarna behöver inte bli summan: "
    "räkna aldrig fram en del som summan minus resten."
)
_NOISY = re.compile(r"\bCKM\b|cell key|slumpmässig osäkerhet", re.IGNORECASE)
NOISE_FROM = 2025

_LIMITS = {
    "lower": re.compile(r"\b(nedre|undre|lägre|lower)", re.IGNORECASE),
    "upper": re.compile(r"\b(övre|högre|upper)", re.IGNORECASE),
    "answers": re.compile(r"\bantal\b|\banswers\b|\brespondents\b", re.IGNORECASE),
}
_OF_INTERVALS = re.compile(r"konfidens|confidence|\b[kc]\.?i\b|gräns|limit", re.IGNORECASE)


@dataclass(frozen=True)
class Interval:
    """A variable whose codes are a share, its limits and the answers behind it: four cells that are one observation."""

    variable: str
    value: str
    parts: dict[str, str]


def interval(by_variable: Mapping[str, Mapping[str, str]]) -> Interval | None:
    """Return the variable that holds a value and its limits, told by its labels (variable -> code -> label)."""
    for name, by_code in by_variable.items():
        if not _OF_INTERVALS.search(" ".join([name, *by_code.values()])):
            continue  # an education may be lower, higher or between
        parts: dict[str, str] = {}
        rest = []
        for code, label in by_code.items():
            part = next((part for part, words in _LIMITS.items() if words.search(label)), None)
            if part is None or part in parts:
                rest.append(code)
            else:
                parts[part] = code
        rest = rest or [code for part, code in parts.items() if part == "answers"]  # the value may be a number itself
        if {"lower", "upper"} <= set(parts) and len(rest) == 1:
            return Interval(name, rest[0], {part: code for part, code in parts.items() if code != rest[0]})
    return None


def observations(cube: Cube, table: Table, *, source: str, marks: Mapping[str, str]) -> Iterator[Observation]:
    """Yield each cell as an observation; a value and its limits are one. Raises ValueError on a value in no known form."""
    four = interval({name: cube.labels[name] for name in cube.ids})
    place = {name: at for at, name in enumerate(cube.ids)}
    area, time, sex = (_Part.of(table, kind, cube) for kind in ("area", "time", "sex"))
    units = {name: {code: unit_text(unit) for code, unit in by_code.items()} for name, by_code in cube.units.items()}
    apart = {area.name, time.name, sex.name, four.variable if four else ""}
    others = [(name, place[name]) for name in cube.ids if name not in apart]
    is_noisy = bool(_NOISY.search(" ".join([*table.notes, *cube.notes()])))
    status = cube.status or [None] * len(cube.values)
    cells = dict(zip(cube.cell_codes(), zip(cube.values, status, strict=True), strict=True))
    for key, cell in cells.items():
        limits: dict[str, Any] = {}
        if four:
            at = place[four.variable]
            if key[at] != four.value:
                continue
            limits = {
                part: _read(*cells[(*key[:at], code, *key[at + 1 :])], marks)[0] for part, code in four.parts.items()
            }
        value, why, mark = _read(*cell, marks)
        period = time.code(key)
        notes = [NOISE] if is_noisy and _year(period) >= NOISE_FROM else []
        notes += [f"Källans märke: {mark}"] if mark else []
        yield Observation(
            indicator=table.id,
            area=area.code(key),
            period=period,
            sex=sex.resolved(key),
            value=value,
            status=why,
            unit=next((units[name][key[at]] for name, at in others if key[at] in units.get(name, ())), ""),
            source=source,
            note=" ".join(notes),
            sex_code=sex.code(key),
            area_name=area.label(key),
            other=tuple((name, key[at]) for name, at in others),
            **limits,
        )


@dataclass(frozen=True)
class _Part:
    """Where in a key a variable's code is. name: "" if the table has none; at: None if it was left out of the question.

    left_out: the code of the total that the source then gives."""

    name: str
    at: int | None
    labels: Mapping[str, str]
    sexes: Mapping[str, str]
    left_out: str = ""

    @classmethod
    def of(cls, table: Table, kind: str, cube: Cube) -> "_Part":
        variable: Variable | None = getattr(table, kind)
        roles = {"time": cube.role("time"), "area": cube.role("geo")}.get(kind, [])
        name = variable.code if variable else next(iter(roles), "")
        if name in cube.ids:
            by_code = cube.labels[name]
            sexes = {code: codes.sex(label, code) for code, label in by_code.items()} if kind == "sex" else {}
            return cls(name, cube.ids.index(name), by_code, sexes)
        total = {"area": codes.SWEDEN, "sex": "T"}.get(kind)
        if variable is None or total is None:
            return cls(name, None, {}, {})
        resolve = codes.sex if kind == "sex" else codes.area
        own = next((code for code, label in variable.labels.items() if resolve(label, code) == total), "")
        return cls(name, None, {own: variable.labels.get(own, "")}, {own: total}, own)

    def code(self, key: tuple[str, ...]) -> str:
        return self.left_out if self.at is None else key[self.at]

    def label(self, key: tuple[str, ...]) -> str:
        code = self.code(key)
        return labels.without_code(self.labels.get(code, ""), code)

    def resolved(self, key: tuple[str, ...]) -> str:
        return self.sexes.get(self.code(key), "")


def unit_text(unit: Mapping[str, Any]) -> str:
    """Return a unit in words: PxWeb calls it base, the format label or symbol."""
    return next((unit[name] for name in ("base", "label", "symbol") if isinstance(unit.get(name), str)), "")


def _read(value: Any, mark: str | None, marks: Mapping[str, str]) -> tuple[float | None, str, str]:
    """Return value, status and a mark that is neither: "p" for preliminary. A cell with a mark of MARKS has no value."""
    if mark and mark in marks:
        return None, marks[mark], ""
    if isinstance(value, str):
        read = number(value, marks)
        if read.value is None:
            return None, read.status, mark or ""
        value = read.value
    if value is None:
        return None, MISSING, mark or ""
    if not abs(value) < LARGEST:
        raise ValueError(f"Värdet {reprlib.repr(value)} är för stort.")
    return float(value), "", mark or ""


def _year(period: str) -> int:
    """Return the last year that a period names, 0 if it names none."""
    return max((int(each) for each in re.findall(r"(?:19|20)\d\d", period)), default=0)
