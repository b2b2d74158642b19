"""What the functions return: frozen values that hold arrays of one shape. A number in gives a number back, not an array."""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np


class Columns:
    """Gives a result as columns, for a table or a data frame."""

    def to_columns(self) -> dict[str, Any]:
        """Return name -> one-dimensional array, all of one length, in row-major order.

        Limits at several levels become a column each: lower_95, lower_99_8.
        """
        shape = self._shape()
        columns: dict[str, Any] = {}
        for each in fields(self):  # type: ignore[arg-type]
            if not each.metadata.get("column", True):
                continue
            value = getattr(self, each.name)
            array = np.asarray(value)
            if array.shape == shape or array.ndim == 0:
                columns[each.name] = np.broadcast_to(array, shape).ravel()
            elif array.shape == shape[:-1]:  # of a whole series: repeated on each of its points
                columns[each.name] = np.broadcast_to(array[..., None], shape).ravel()
            elif array.shape[:-1] == shape:
                for place, level in enumerate(getattr(self, "confidence", ())):
                    columns[f"{each.name}_{level_name(level)}"] = array[..., place].ravel()
        return columns

    def _shape(self) -> tuple[int, ...]:
        return np.shape(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]


def level_name(level: float) -> str:
    """Return a level as part of a name: 0.95 -> "95", 0.998 -> "99_8"."""
    return f"{100 * level:.10g}".replace(".", "_")


def aside(default: Any = None) -> Any:
    """A field that is no column: what the result was made of, for `explain`."""
    return field(default=default, metadata={"column": False}, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Estimate(Columns):
    """Values with limits. lower, upper: with a last axis for the levels where several were asked for.

    method: how the limits were made. flag: "" or why a cell has no value (FLAG_NAMES). The rest is what it was made of:
    kind "rate", "proportion", "dsr", "ratio", "mean" or "life_expectancy"; per: the unit of value and limits; confidence: the levels.
    """

    value: Any
    lower: Any
    upper: Any
    method: str
    flag: Any
    kind: str = aside("")
    per: float = aside(1)
    confidence: tuple[float, ...] = aside((0.95,))
    count: Any = aside()
    exposure: Any = aside()


@dataclass(frozen=True, eq=False)
class Ratio(Estimate):
    """An estimate of observed events to those expected. expected: as many as the reference's rates would give."""

    expected: Any = None


@dataclass(frozen=True, eq=False)
class Funnel(Columns):
    """Limits around a centre for units of each size. lower, upper: with a last axis for the levels, as in an estimate.

    flag: "" or why a cell has no limits. x: the sizes, denominators for kind "proportion", else observed events.
    """

    centre: Any
    lower: Any
    upper: Any
    flag: Any
    kind: str = aside("")
    confidence: tuple[float, ...] = aside((0.95, 0.998))
    x: Any = aside()
