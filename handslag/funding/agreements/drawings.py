"""What is drawn of money: the map of who gets how much for each inhabitant, and where a year's money goes."""

from handslag.allocation import Allocation
from handslag.documents.figures import Bar, BarRow, Drawing, ValueTile, bars, value_tiles
from handslag.funding.agreements.queries import Money
from handslag.funding.agreements.receivers import Receivers
from handslag.funding.agreements.table import Row
from handslag.places.models import Area
from handslag.places.tiles import county_names, county_positions, positions
from handslag.swedish.kronor import kronor, millions
from handslag.swedish.numbers import NO_BREAK_SPACE


def share_map(rows: list[Row], allocation: Allocation, receivers: Receivers, county: Area) -> Drawing:
    """Return the map of the country's counties or regions; of a line to municipalities, the county's own municipalities."""
    is_towns = allocation.level.key == "municipality"
    shown = [row for row in rows if row.is_ours] if is_towns else rows
    tiles = [
        ValueTile(
            row.code,
            row.name if is_towns else county_names()[row.code],
            f"{row.per_text}{NO_BREAK_SPACE}kr" if row.per is not None else "uppgift saknas",
            "none" if row.per is not None else "not_known",
        )
        for row in sorted(shown, key=lambda each: each.code)
    ]
    return value_tiles(
        tiles,
        positions() if is_towns else county_positions(),
        key="fordelning",
        title="Kronor per invånare",
        finding=_finding(shown),
        unit="Kronor per invånare",
        reference="varandra",
        areas="kommunerna" if is_towns else "länen",
        head="Kommun" if is_towns else "Län",
        note=f"Räkneexempel. Folkmängd {receivers.edition}." if receivers.edition else "Räkneexempel.",
    )


def _finding(rows: list[Row]) -> str:
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
