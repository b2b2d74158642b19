"""What is drawn of money: the map of who gets how much for each inhabitant, and where a year's money goes."""

from dataclasses import replace
from fractions import Fraction

from handslag.allocation import Allocation
from handslag.documents.figures import Bar, BarRow, Drawing, ValueTile, bars, value_tiles
from handslag.documents.figures_values import State
from handslag.funding.agreements.queries import Money
from handslag.funding.agreements.receivers import Receivers
from handslag.funding.agreements.table import Row, two_decimals
from handslag.places.models import Area
from handslag.places.tiles import county_names, county_positions, positions
from handslag.swedish.kronor import kronor, millions
from handslag.swedish.numbers import NO_BREAK_SPACE


def share_map(rows: list[Row], allocation: Allocation, receivers: Receivers) -> Drawing | None:
    """Return the map of the country's counties or regions; of a line to municipalities, the county's own municipalities.

    None where all get the same for each inhabitant, to two decimals: there is nothing to see then.
    """
    is_towns = allocation.level.key == "municipality"
    shown = [row for row in rows if row.is_ours] if is_towns else rows
    people = sum(row.people or 0 for row in rows)
    mean = two_decimals(Fraction(allocation.total, people)) if people else ""
    if len({row.per_text for row in shown}) < 2:
        return None
    tiles = [
        ValueTile(
            row.code,
            row.name if is_towns else county_names()[row.code],
            f"{row.per_text}{NO_BREAK_SPACE}kr" if row.per is not None else "uppgift saknas",
            _state(row, Fraction(allocation.total, people) if people else None, mean),
        )
        for row in sorted(shown, key=lambda each: each.code)
    ]
    drawing = value_tiles(
        tiles,
        positions() if is_towns else county_positions(),
        key="fordelning",
        title="Kronor per invånare",
        finding=told_spread(shown),
        unit="Kronor per invånare",
        reference=f"hela landets {mean}{NO_BREAK_SPACE}kr",
        head="Kommun" if is_towns else "Län",
    )
    where = "kommunerna" if is_towns else "länen"
    # The map's own note tells of intervals; kronor that are worked out have none.
    return replace(
        drawing, note=f"Lika stora rutor, ungefär som {where} ligger. Räkneexempel. Folkmängd {receivers.edition}."
    )


def _state(row: Row, mean: Fraction | None, mean_text: str) -> State:
    if row.per is None or mean is None:
        return "not_known"
    if row.per_text == mean_text:
        return "alike"
    return "higher" if row.per > mean else "lower"


def told_spread(rows: list[Row]) -> str:
    """Return from how little to how much they get for each inhabitant."""
    known = [row for row in rows if row.per is not None]
    if not known:
        return "Folkmängden är inte känd."
    low, high = min(known, key=lambda row: row.per or 0), max(known, key=lambda row: row.per or 0)
    if high.per_text == low.per_text:
        return f"Alla får {high.per_text}{NO_BREAK_SPACE}kr per invånare."
    return f"Från {low.per_text}{NO_BREAK_SPACE}kr per invånare i {low.name} till {high.per_text}{NO_BREAK_SPACE}kr i {high.name}."


def waterfall(money: Money, county: Area) -> Drawing | None:
    """Return where a year's money goes: the whole, each kind of receiver, and the county; None where no line is known."""
    if not money.known:
        return None
    whole = money.agreement.kronor if money.agreement.kronor is not None else money.known
    steps = [("Hela summan", whole)]
    steps += [
        (words[:1].upper() + words[1:], sum(each.line.kronor or 0 for each in lines))
        for words, lines in money.by_receiver
    ]
    steps += [(f"Därav {county.name}, vår beräkning", money.ours)] if money.counted else []
    if any(amount > whole for _, amount in steps):
        return None  # a sum is wrong, and says so; a picture of it would not be true
    return bars(
        [BarRow(label, (Bar(amount, millions(amount)),)) for label, amount in steps],
        key="pengarnas-vag",
        title="Vart årets pengar går",
        finding=_way(money, county),
        series=("Kronor",),
        whole=whole,
        head="Mottagare",
        note="Poster vars belopp inte är kända är inte med." if money.unknown else "",
    )


def _way(money: Money, county: Area) -> str:
    if not money.counted:
        return "Länets del går inte att räkna."
    return f"{county.name} får {kronor(money.ours)} av de poster som går att räkna."
