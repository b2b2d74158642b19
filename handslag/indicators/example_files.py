"""Reads what an example has beside its figures: made-up roll-outs and targets, in TOML. Pure.

They lie in files of their own, since the format of plans knows neither.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class ExampleRollout:
    """A way of working that municipalities began with in different years. start: area -> first year; the others have not.

    indicator: what is followed. first_year, last_year: of its figures. what: the way of working, in words.
    """

    title: str
    indicator: str
    what: str
    first_year: int
    last_year: int
    start: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True)
class ExampleTarget:
    """How far a goal is to reach. goal: its id in the plan. wished: the value, or change: how much of the baseline.

    baseline_from, baseline_to: the years that the level before is taken from. by: the year when it is to be so.
    """

    goal: str
    indicator: str
    area: str
    baseline_from: int
    baseline_to: int
    by: int
    wished: float | None = None
    change: float | None = None
    sex: str = "T"
    note: str = ""


Kind = TypeVar("Kind", ExampleRollout, ExampleTarget)


def rollouts(file: Path) -> list[ExampleRollout]:
    """Return the roll-outs in a file. Raises ValueError, which names the file."""
    found = _read(file, "rollouts", ExampleRollout)
    for each in found:
        years = (each.first_year, each.last_year, *each.start.values())
        if not each.start or not all(isinstance(year, int) and FIRST_YEAR <= year <= LAST_YEAR for year in years):
            raise ValueError(f"{file.name}: {each.title}: a year is missing or is none")
    return found


def targets(file: Path) -> list[ExampleTarget]:
    """Return the targets in a file. Raises ValueError, which names the file."""
    found = _read(file, "targets", ExampleTarget)
    for each in found:
        if (each.wished is None) == (each.change is None):
            raise ValueError(f"{file.name}: {each.goal}: either wished or change")
        if not each.baseline_from <= each.baseline_to < each.by:
            raise ValueError(f"{file.name}: {each.goal}: the years are not in order")
    return found


def _read(file: Path, name: str, kind: type[Kind]) -> list[Kind]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name}: {error}") from None
    if set(told) != {name}:
        raise ValueError(f"{file.name}: there is not just {name}")
    return [_made(kind, each, file) for each in told[name]]


def _made(kind: type[Kind], told: Mapping[str, Any], file: Path) -> Kind:
    known = {each.name: each for each in fields(kind)}
    if unknown := sorted(set(told) - set(known)):
        raise ValueError(f"{file.name}: {unknown[0]} is no field")
    for name, each in known.items():
        if name not in told and each.default is MISSING:
            raise ValueError(f"{file.name}: {name} is missing")
    return kind(**told)
