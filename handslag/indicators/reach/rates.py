"""Output measures per 1 000 inhabitants, with exact limits and how evenly they are spread. The arithmetic is loaded when asked for."""

from dataclasses import dataclass, replace
from decimal import Decimal

from handslag.indicators.reach.few import few_among, why_hidden
from handslag.indicators.reach.ground import COUNTY, MUNICIPALITY, PART, Base, Place, Places
from handslag.indicators.reach.outputs import Amount, Output
from handslag.swedish.numbers import capitalised, number

PER = 1_000
NOT_TOLD = "ingen uppgift"
WHY_HIDDEN = "Färre än fem personer på en plats visas inte, och inte heller de tal som skulle röja dem."


@dataclass(frozen=True)
class ReachRow:
    """A place: its number or why there is none, and per 1 000 with limits where its inhabitants are known.

    state: "told", "zero" (confirmed), "hidden" (so few that we do not show them) or "silent" (nobody has said).
    beside: "more" or "less" than an even spread gives by chance, "" where nothing is sure.
    """

    place: Place
    state: str
    amount: Amount | None = None
    word: str = ""
    people: int | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    beside: str = ""

    @property
    def number(self) -> str:
        """The number as printed, with "ca" and "minst"; or why there is none."""
        return printed(self.amount) if self.amount else self.word


@dataclass(frozen=True)
class ReachTable:
    """One output for all places of a kind, in their fixed order. total: the sum, None where it may not be made or shown.

    base: whom it is told per; None where nobody's number is known, and `no_base` says why. whole: the total per 1 000.
    spread: how even it is, in words. silent, empty: the places that nobody has told of, and those with a confirmed zero.
    """

    output: Output
    kind: str
    rows: tuple[ReachRow, ...]
    total: Amount | None
    base: Base | None
    no_base: str
    whole: float | None
    spread: str
    silent: tuple[str, ...]
    empty: tuple[str, ...]


def printed(amount: Amount) -> str:
    """Return an amount as text: "ca 50", "minst 12", "35"."""
    said = [word for word, holds in (("ca", amount.approximate), ("minst", amount.at_least)) if holds]
    exact = amount.value
    whole = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    return "\N{NO-BREAK SPACE}".join([*said, number(whole)])


def reach_table(output: Output, kind: str, places: Places, *, base: Base | None) -> ReachTable:
    """Return an output at the places of a kind. base: the inhabitants, None where none are known."""
    smallest = output.measure.smallest if output.counts_persons else 0
    few = few_in(output, places)
    bare = [_row(place, output.by_place.get(place.key), base, smallest, few) for place in places.of_kind(kind)]
    rows, spread = _with_limits(bare, output)
    hidden = any(row.state == "hidden" for row in rows)
    known = [row for row in rows if row.amount]
    # One that is hidden could be had from the sum; and one number alone is no sum.
    total = None if hidden or (len(known) < 2 <= len(rows)) else output.total(kind)
    people = [row.people for row in known]
    whole = None
    if total and all(people) and len(known) == len(rows):
        whole = float(total.value) / sum(filter(None, people)) * PER
    if hidden:
        spread = f"{WHY_HIDDEN} Hur jämnt det är fördelat sägs inte: då gick det tal som vi inte visar att räkna ut."
    return ReachTable(
        output, kind, tuple(rows), total, base, _why_no_base(rows, base), whole, spread,
        silent=tuple(row.place.name for row in rows if row.state == "silent"),
        empty=tuple(row.place.name for row in rows if row.state == "zero"),
    )  # fmt: skip


def few_in(output: Output, places: Places) -> frozenset[int]:
    """Return the municipalities where an output counts few persons, as `few_among`; none where it counts no persons."""
    if not output.counts_persons:
        return frozenset()
    counts = {key: float(amount.value) for key, amount in output.by_place.items()}
    return few_among(counts, places, smallest=output.measure.smallest)


def _row(place: Place, amount: Amount | None, base: Base | None, smallest: int, few: frozenset[int]) -> ReachRow:
    people = base.of(place) if base else None
    if amount is None:
        return ReachRow(place, "silent", word=NOT_TOLD, people=people)
    if word := why_hidden(place, float(amount.value), smallest=smallest, few=few):
        return ReachRow(place, "hidden", word=word, people=people)
    return ReachRow(place, "told" if amount.value else "zero", amount, people=people)


def _why_no_base(rows: list[ReachRow], base: Base | None) -> str:
    if base is None:
        return "Folkmängden är inte inläst för länets kommuner. Därför finns inget tal per invånare."
    lacking = [row.place.name for row in rows if row.people is None]
    return f"Folkmängd saknas för {', '.join(lacking)}." if lacking else ""


def _with_limits(rows: list[ReachRow], output: Output) -> tuple[list[ReachRow], str]:
    """Return the rows with their rates, and how even the spread is; rows without inhabitants stay as they are."""
    from handslag import stats

    at = [n for n, row in enumerate(rows) if row.amount and row.people]
    if not at:
        return rows, ""
    counts = [float(rows[n].amount.value) for n in at]
    estimate = stats.rate(counts, [rows[n].people for n in at], per=PER)
    limits = zip(estimate.value, estimate.lower, estimate.upper, strict=True)
    made: dict[int, dict] = {
        n: {"value": float(value), "lower": float(lower), "upper": float(upper)}
        for n, (value, lower, upper) in zip(at, limits, strict=True)
    }
    spread = ""
    if output.may_be_added and len(at) > 1 and sum(counts):
        names = [rows[n].place.name for n in at]
        reach = stats.reach_equity(counts, [rows[n].people for n in at], names=names, minimum=_minimum(output))
        for n, low, high in zip(at, reach.ratio_lower, reach.ratio_upper, strict=True):
            made[n]["beside"] = "more" if low > 1 else "less" if high < 1 else ""
        spread = stats.explain(reach, subject=output.unit, help_line="")
    return [replace(row, **made.get(n, {})) for n, row in enumerate(rows)], capitalised(spread)


def _minimum(output: Output) -> int:
    return output.measure.smallest if output.counts_persons else 1


def told_finding(table: ReachTable) -> str:
    """Return in one sentence what the table shows, without putting anybody before another."""
    told = len(table.rows) - len(table.silent)
    words = {PART: "delar av länet", MUNICIPALITY: "kommuner", COUNTY: "län"}[table.kind]
    unit = table.output.unit
    if table.kind == COUNTY and table.rows[0].state == "hidden":
        return "Talet för hela länet visas inte: det skyddar enskilda."
    if table.kind == COUNTY:
        return f"{capitalised(table.rows[0].number)} {unit} i hela länet."
    opening = f"{capitalised(printed(table.total))} {unit} tillsammans." if table.total else ""
    some = f"{told} av {len(table.rows)} {words} har uppgift."
    return " ".join(filter(None, [opening, some]))
